"""The ingest flow: from dumps to published, checked tables."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq
from prefect import flow, task

from flows import failpoints, progress
from flows.analysing import analyse_parts
from flows.extract import dump_id_of, find_dumps
from flows.extraction import Extracted, Given, Source, extract
from flows.outcome import Outcome
from flows.publication import (
    check_load,
    finish,
    outcome_of,
    publish_load,
    record_failure,
    recorded_if_it_fails,
    settle_load,
)
from flows.retrying import IO_TASK
from flows.settings import Settings
from flows.versions import DATELINE_VERSION
from flows.workspace import Workspace, workspace
from transforms.schema import table_of
from transforms.tables import Dump, Run
from warehouse.lake import Lake
from warehouse.staging import DocumentParts


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
