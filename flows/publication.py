"""From analysed parts to published tables: settle, check, publish, and the record of how it ended."""

import dataclasses
import gc
import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from prefect import task
from prefect.cache_policies import NO_CACHE

from expectations import Report, check
from flows import failpoints, observing, progress, tracing
from flows.batches import Batch, Plan, dumps_of
from flows.outcome import NOT_ANALYSED, Outcome
from flows.pipeline import Pipelines
from flows.retrying import IO_TASK
from flows.runs import close_dead_runs
from flows.settings import Settings
from flows.workspace import Workspace, dead_workspaces, remove_expired
from transforms.tables import TABLES, Run
from warehouse.lake import Lake
from warehouse.settle import settle

# Of a run's rejects and reports, what is kept to be shown: all of them are in the lake.
SHOWN_REJECTS = 20
MAX_REPORT_CHARS = 20_000


def publish_batches(house: Lake, space: Workspace, plan: Plan, run: Run, settings: Settings, outcome: Outcome) -> None:
    """Settle, check and publish what the lake does not have of a plan, batch by batch; ends with one that fails.

    Each batch is one transaction, with how far its dumps are published by it. `outcome` is told what came of it.
    """
    outcome.dump_count += len({dump_id for batch in plan.batches for dump_id, _ in batch.dumps})
    progress.stage("Publishing", len(plan.batches), "batches")
    for number, batch in enumerate(plan.batches):
        settled = space.settled / f"{number:05d}"
        counts = settle_batch(house, space, batch, settled, run, settings)
        uris = uris_of(dumps_of(space, batch))
        report = passed(house, settled, settings, run, outcome, plan.allow, uris)
        if report is None:
            space.plan.unlink(missing_ok=True)  # it would fail again
            return
        outcome.add(counts)
        outcome.status = "published" if number == len(plan.batches) - 1 else "running"
        publish_batch(house, settled, run, outcome, report)
        failpoints.reach("published", number)
        shutil.rmtree(settled)
        if number < len(plan.batches) - 1:
            let_go(house)
        progress.advance(1)


def uris_of(dumps: pa.Table) -> dict[str, str]:
    """Where each dump came from, by dump_id."""
    return {str(row["dump_id"]): str(row["uri"]) for row in dumps.select(["dump_id", "uri"]).to_pylist()}


def let_go(house: Lake) -> None:
    """Free what a batch leaves in memory before the next one: an instance of DuckDB that is kept holds more with each
    snapshot, and what Great Expectations leaves refers to itself, of which Python alone would collect little while so
    much else lives."""
    house.close()
    gc.collect()


def passed(
    house: Lake,
    settled: Path,
    settings: Settings,
    run: Run,
    outcome: Outcome,
    allow: Sequence[str],
    uris: Mapping[str, str],
) -> Report | None:
    """What the gate says of a batch that it lets through; None, and the failure is recorded, where it does not."""
    number = outcome.batch_count
    failpoints.reach("settled", number)
    report = check_batch(house, settled, settings, run, number, allow)
    failpoints.reach("checked", number)
    add_report(outcome, report, settled, uris, settings)
    if report.is_publishable:
        return report
    outcome.status = "failed checks"
    record_failure(house, run, outcome, report)
    return None


@task(**IO_TASK)
def settle_batch(
    house: Lake, space: Workspace, batch: Batch, settled: Path, run: Run, settings: Settings
) -> dict[str, int]:
    """What will be published: one file a table, each row once, entities merged with those of the lake."""
    parts = [space.folder / part for part in batch.parts]
    tracing.tell(run_id=run.run_id, dump_ids=[dump_id for dump_id, _ in batch.dumps])
    counts = settle(house, parts, dumps_of(space, batch), settled, run.run_id) | not_analysed(settled, settings)
    return counts | {"dumps": sum(not is_partial for _, is_partial in batch.dumps) if counts["dumps"] else 0}


def not_analysed(settled: Path, settings: Settings) -> dict[str, int]:
    """How many new articles no pipeline read, by language: as `not analysed: fr`."""
    read = set(Pipelines(settings.all_pipelines))  # to ask them whether they have a language loads its pipeline
    languages = pq.read_table(settled / "articles.parquet", columns=["language"]).column("language").to_pylist()
    counts = Counter(language for language in languages if language is not None and language not in read)
    return {f"{NOT_ANALYSED}{language}": count for language, count in sorted(counts.items())}


@task(cache_policy=NO_CACHE)
def check_batch(house: Lake, settled: Path, settings: Settings, run: Run, number: int, allow: Sequence[str]) -> Report:
    """The gate: every rule over the settled rows."""
    tracing.tell(run_id=run.run_id, batch=number)
    files = {table.name: settled / f"{table.name}.parquet" for table in TABLES}
    files["fingerprints"] = settled / "duplicates" / "fingerprints.parquet"
    return check(
        {name: path for name, path in files.items() if path.exists()},
        run_id=run.run_id,
        checked_at=datetime.now(UTC),
        attach=house.attach_statements(read_only=True),
        connect=house.instance,
        docs=settings.reports_folder,
        allow=allow,
        batch=number,
        languages=list(Pipelines(settings.all_pipelines)),
    )


@task(**IO_TASK)
def publish_batch(house: Lake, settled: Path, run: Run, outcome: Outcome, report: Report) -> None:
    """All tables of the batch in one transaction."""
    outcome.snapshot_id = house.publish(settled, ended(run, outcome), report.checks)
    tracing.tell(run_id=run.run_id, snapshot_id=outcome.snapshot_id)


@task(**IO_TASK)
def record_failure(house: Lake, run: Run, outcome: Outcome, report: Report) -> None:
    """The run and its checks, and no row of the batch."""
    house.record(ended(run, outcome), report.checks)


def add_report(outcome: Outcome, report: Report, settled: Path, uris: Mapping[str, str], settings: Settings) -> None:
    """Tell the outcome what the gate said of a batch, and the first of its rejects."""
    file = settled / "rejects.parquet"
    room = SHOWN_REJECTS - len(outcome.rejects)
    if room > 0 and file.is_file():
        rejects = pq.read_table(file, partitioning=None).slice(0, room).to_pylist()
        outcome.rejects += [{"uri": uris[row["dump_id"]], **row} for row in rejects]
    outcome.check_count += len(report.checks)
    outcome.failure_count += len(report.failures)
    outcome.warning_count += len(report.warnings)
    outcome.report = "\n".join(filter(None, [outcome.report, report.describe()]))[-MAX_REPORT_CHARS:]
    outcome.data_docs = str(settings.reports_folder / "index.html")


def resume_dead_runs(house: Lake, run: Run, settings: Settings, outcome: Outcome) -> None:
    """Publish what dead runs had ready, delete what is of no more use, and close their rows.

    A plan that other code made is not gone on with: its dumps are loaded anew when they are given again.
    """
    close_dead_runs(house, settings)
    remove_expired(settings.staging_folder, settings.keep_failed_days)
    for space in dead_workspaces(settings.staging_folder):
        plan = Plan.read(space)
        if plan is None and not space.sources:
            space.remove()
        if plan is None or plan.derivation != run.derivation or outcome.status == "failed checks":
            continue
        if not house.known_dumps(space.sources) >= {dump_id for batch in plan.batches for dump_id, _ in batch.dumps}:
            house.record(run)  # what it settles names it: the run that finds this may be another, if this one dies too
            publish_batches(house, space, plan, run, settings, outcome)
        if outcome.status != "failed checks":
            space.remove()


@contextmanager
def recorded_if_it_fails(house: Lake, run: Run, outcome: Outcome) -> Iterator[None]:
    """A run that ends in an exception has a row that says so, where the lake can still be written."""
    tracing.tell(run_id=run.run_id, flow=run.flow)
    try:
        yield
    except Exception:
        outcome.status = "failed"
        with suppress(Exception):  # the first error is the one to tell
            house.record(ended(run, outcome), [])
        raise


def ended(run: Run, outcome: Outcome) -> Run:
    """The row of `runs` as it is by now."""
    return dataclasses.replace(
        run,
        finished_at=None if outcome.status == "running" else datetime.now(UTC),
        status=outcome.status,
        counts=json.dumps(outcome.counts, sort_keys=True),
        snapshot_id=outcome.snapshot_id,
    )


def finish(house: Lake, run: Run, outcome: Outcome) -> dict[str, Any]:
    """Tell Prefect what came of the run, and record one that found nothing new."""
    if outcome.status == "nothing new":
        house.record(ended(run, outcome), [])
    outcome.seconds = time.time() - run.started_at.timestamp()
    observing.tell(house, run, outcome)
    return dataclasses.asdict(outcome)
