"""The ingest flow: from dumps to published, checked tables."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq
from prefect import flow, task

from flows import failpoints, progress
from flows.analysing import analyse_parts
from flows.extract import dump_id_of
from flows.extract.sources import find_sources
from flows.extraction import Due, Extracted, Given, extract
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
    """Load dumps (files, folders, globs, addresses, `-`) into a lake; returns an Outcome as plain JSON values.

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
    new, known_count = new_dumps(sources, house, settings)
    if not new:
        return finish(house, run, Outcome(run.run_id, "nothing new", known_count=known_count))

    with recorded_if_it_fails(house, run), workspace(settings.staging_folder, run.run_id) as space:
        extracted = extract_dumps(new, given, house, space, settings, run)
        known_count += extracted.known_count
        failpoints.reach("extracted")
        if not extracted.dumps:  # remote ones, whose bytes are known only now
            space.remove()
            return finish(house, run, Outcome(run.run_id, "nothing new", known_count=known_count))
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
def new_dumps(places: list[str], house: Lake, settings: Settings) -> tuple[list[Due], int]:
    """The dumps that the lake does not know, each once however many files have its bytes, and how many it knows.

    Remote ones are not fetched: known is one whose store gives the version that the lake has.
    """
    found = find_sources(places, settings.limits)
    files = [source for source in found if source.path is not None]
    progress.stage("Reading", sum(file.byte_count or 0 for file in files), "bytes")
    by_id: dict[str, Due] = {}
    for file in files:
        dump_id = dump_id_of(file.path) if file.path else ""
        by_id.setdefault(dump_id, Due(file, dump_id))
        progress.advance(file.byte_count or 0)
    known = house.known_dumps(by_id)
    remote = [source for source in found if source.path is None]
    versions = house.known_versions(source.uri for source in remote)
    new = [Due(one, known_version=versions.get(one.uri)) for one in remote]
    changed = [due for due in new if due.source.version is None or due.source.version != due.known_version]
    due = [due for dump_id, due in by_id.items() if dump_id not in known] + changed
    return due, len(known) + len(new) - len(changed)


@task(**IO_TASK)
def extract_dumps(
    due: list[Due], given: Given, house: Lake, space: Workspace, settings: Settings, run: Run
) -> Extracted:
    """Documents and rejects of all new dumps, staged in parts of a bounded size."""
    progress.stage("Extracting", sum(one.source.byte_count or 0 for one in due), "bytes")
    parts = DocumentParts(
        space.documents, max_documents=settings.part_documents, max_characters=settings.part_characters
    )
    extracted = extract(
        due,
        given,
        parts,
        space.folder,
        limits=settings.limits,
        is_known=lambda dump_id: bool(house.known_dumps([dump_id])),
        run_id=run.run_id,
        loaded_at=run.started_at,
    )
    pq.write_table(table_of(Dump).to_arrow(extracted.dumps), space.dumps)
    return extracted
