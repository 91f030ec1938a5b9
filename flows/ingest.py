"""The ingest flow: from dumps to published, checked tables."""

import dataclasses
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from expectations import Report, check
from flows import failpoints, progress
from flows.analyse import analyse_part
from flows.extract import dump_id_of, find_dumps
from flows.extraction import Extracted, Given, Source, extract
from flows.outcome import Outcome
from flows.settings import Settings
from flows.versions import DATELINE_VERSION
from flows.workspace import Workspace, workspace
from transforms.schema import table_of
from transforms.tables import TABLES, Dump, Run
from warehouse.lake import Lake
from warehouse.settle import settle
from warehouse.staging import DocumentParts

# Reading and writing files may fail for a moment, on a network file system above all. Analysis does not: it would fail
# the same way again. Nothing is cached by Prefect: what was done is known by the parts that are there.
IO_TASK: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [1, 5], "cache_policy": NO_CACHE}


@flow(name="ingest")
def ingest(
    sources: list[str],
    lake: str | None = None,
    captured_at: datetime | None = None,
    publisher: str | None = None,
    allow: Sequence[str] = (),
    mapping: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Load dumps (files, folders, globs) into a lake; returns an Outcome as plain JSON values.

    `captured_at` (UTC), `publisher` and `mapping` (names of fields by what they hold, as {"text": "content"}) are what
    the user says of all of these dumps. Dumps whose bytes the lake knows are skipped. Nothing is published unless
    every critical check of the whole load holds, but for rules in `allow`.
    """
    settings = Settings.of(lake=lake)
    house = Lake(settings.lake, settings.data)
    house.create_or_open()
    run = Run(
        run_id=uuid4().hex,
        flow="ingest",
        started_at=datetime.now(UTC),
        finished_at=None,
        status="failed",
        dateline_version=DATELINE_VERSION,
        counts="{}",
        snapshot_id=None,
    )
    given = Given(captured_at=captured_at, publisher=publisher, mapping=mapping or {})
    new, known_count = new_dumps(sources, house)
    if not new:
        return finish(house, run, Outcome(run.run_id, "nothing new", known_count=known_count))

    with recorded_if_it_fails(house, run), workspace(settings.staging_folder, run.run_id) as space:
        extracted = extract_dumps(new, given, space, settings, run)
        failpoints.reach("extracted")
        parts = analyse_parts(extracted, space, settings)
        failpoints.reach("analysed")
        counts = settle_load(house, [*extracted.rejects, *parts], extracted.dumps, space, run)
        failpoints.reach("settled")
        report = check_load(house, space, settings, run, allow)
        failpoints.reach("checked")
        outcome = outcome_of(run, extracted, known_count, counts, report, space, settings)
        if report.is_publishable:
            publish_load(house, space, run, outcome, report)
            failpoints.reach("published")
            space.remove()
        else:
            record_failure(house, run, outcome, report)
    return finish(house, run, outcome)


@task(**IO_TASK)
def new_dumps(sources: list[str], house: Lake) -> tuple[list[Source], int]:
    """The dumps that the lake does not know, each once however many files have its bytes, and how many it knows."""
    paths = find_dumps(sources)
    progress.stage("Reading", sum(path.stat().st_size for path in paths), "bytes")
    found: dict[str, Source] = {}
    for path in paths:
        byte_count = path.stat().st_size
        dump_id = dump_id_of(path)
        found.setdefault(dump_id, Source(path, dump_id, byte_count))
        progress.advance(byte_count)
    known = house.known_dumps(found)
    return [source for dump_id, source in found.items() if dump_id not in known], len(known)


@task(**IO_TASK)
def extract_dumps(new: list[Source], given: Given, space: Workspace, settings: Settings, run: Run) -> Extracted:
    """Documents and rejects of all new dumps, staged in parts of a bounded size."""
    progress.stage("Extracting", sum(source.byte_count for source in new), "bytes")
    parts = DocumentParts(
        space.documents, max_documents=settings.part_documents, max_characters=settings.part_characters
    )
    extracted = extract(new, given, parts, space.rejects, run_id=run.run_id, loaded_at=run.started_at)
    pq.write_table(table_of(Dump).to_arrow(extracted.dumps), space.dumps)
    return extracted


def analyse_parts(extracted: Extracted, space: Workspace, settings: Settings) -> list[Path]:
    """Every part of documents analysed, by processes when there is work for them; the parts of rows, in order."""
    progress.stage("Analysing", len(extracted.documents), "parts")
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=1)
    if extracted.character_count > settings.process_characters and len(extracted.documents) > 1:
        runner = ProcessPoolTaskRunner(max_workers=settings.workers)
    by_runner = analyse_with.with_options(task_runner=runner)
    return [Path(part) for part in by_runner([str(p) for p in extracted.documents], space.folder, settings.pipeline)]


@flow(name="analyse", validate_parameters=False)
def analyse_with(parts: list[str], folder: Path, pipeline: str) -> list[str]:
    """One task for each part, on the task runner of this flow."""
    space = Workspace(folder)
    futures = [analyse_documents.submit(part, str(space.dumps), str(space.analysed), pipeline) for part in parts]
    for future in as_completed(futures):
        future.result()
        progress.advance(1)
    return [future.result() for future in futures]


@task(cache_policy=NO_CACHE)
def analyse_documents(part: str, dumps: str, into: str, pipeline: str) -> str:
    """The folder of rows that a part of documents became."""
    return str(analyse_part(Path(part), Path(dumps), Path(into), pipeline))


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
