"""From analysed parts to published tables: settle, check, publish, and the record of how it ended."""

import dataclasses
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from expectations import Report, check
from flows import progress
from flows.extraction import Extracted
from flows.outcome import Outcome
from flows.retrying import IO_TASK
from flows.settings import Settings
from flows.workspace import Workspace
from transforms.tables import TABLES, Dump, Run
from warehouse.lake import Lake
from warehouse.settle import settle


@task(**IO_TASK)
def settle_load(
    house: Lake, parts: Sequence[Path], dumps: Sequence[Dump], space: Workspace, run: Run
) -> dict[str, int]:
    """What will be published: one file a table, each row once, entities merged with those of the lake."""
    progress.stage("Settling")
    return settle(house, parts, dumps, space.settled, run.run_id)


@task(cache_policy=NO_CACHE)
def check_load(house: Lake, space: Workspace, settings: Settings, run: Run, allow: Sequence[str]) -> Report:
    """The gate: every rule over the settled rows."""
    progress.stage("Checking")
    files = {table.name: space.settled / f"{table.name}.parquet" for table in TABLES}
    return check(
        {name: path for name, path in files.items() if path.exists()},
        run_id=run.run_id,
        checked_at=datetime.now(UTC),
        attach=house.attach_statements(read_only=True),
        docs=settings.reports_folder,
        allow=allow,
    )


@task(**IO_TASK)
def publish_load(house: Lake, space: Workspace, run: Run, outcome: Outcome, report: Report) -> None:
    """All tables of the load in one transaction."""
    progress.stage("Publishing")
    outcome.snapshot_id = house.publish(space.settled, ended(run, outcome), report.checks)


@task(**IO_TASK)
def record_failure(house: Lake, run: Run, outcome: Outcome, report: Report) -> None:
    """The run and its checks, and no row of the load."""
    house.record(ended(run, outcome), report.checks)


def outcome_of(
    run: Run,
    extracted: Extracted,
    known_count: int,
    counts: dict[str, int],
    report: Report,
    space: Workspace,
    settings: Settings,
) -> Outcome:
    """The outcome of a load that came as far as the gate."""
    rejects = pq.read_table(space.settled / "rejects.parquet").slice(0, 20).to_pylist()
    uris = {dump.dump_id: dump.uri for dump in extracted.dumps}
    return Outcome(
        run_id=run.run_id,
        status="published" if report.is_publishable else "failed checks",
        dump_count=len(extracted.dumps),
        known_count=known_count,
        counts=counts,
        rejects=[{"uri": uris[row["dump_id"]], **row} for row in rejects],
        is_unreadable=bool(extracted.dumps) and not extracted.documents,
        check_count=len(report.checks),
        failure_count=len(report.failures),
        warning_count=len(report.warnings),
        report=report.describe(),
        data_docs=str(settings.reports_folder / "index.html"),
    )


@contextmanager
def recorded_if_it_fails(house: Lake, run: Run) -> Iterator[None]:
    """A run that ends in an exception has a row too, where the lake can still be written."""
    try:
        yield
    except Exception:
        with suppress(Exception):  # the first error is the one to tell
            house.record(ended(run, Outcome(run.run_id, "failed")), [])
        raise


def ended(run: Run, outcome: Outcome) -> Run:
    """The row of `runs` as it is written at the end."""
    return dataclasses.replace(
        run, finished_at=datetime.now(UTC), status=outcome.status, counts=json.dumps(outcome.counts, sort_keys=True)
    )


def finish(house: Lake, run: Run, outcome: Outcome) -> dict[str, Any]:
    """Tell Prefect what came of the run, and record one that found nothing new."""
    if outcome.status == "nothing new":
        house.record(ended(run, outcome), [])
    outcome.seconds = time.time() - run.started_at.timestamp()
    create_markdown_artifact(outcome.as_markdown(), key=f"ingest-{run.run_id}", description="What the run came to")
    return dataclasses.asdict(outcome)
