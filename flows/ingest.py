"""The ingest flow: from dumps to published, checked tables."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from prefect import flow, task

from flows import failpoints, progress, tracing
from flows.analysing import Analysed, analysis
from flows.batches import Plan, batches_of
from flows.crews import crew_for
from flows.due import Due, DueDumps, hashed, ids_of, listed, total_bytes, without
from flows.extract.dumps import NoDumps
from flows.extract.sources import find_sources
from flows.extraction import Extracted, Given, extract
from flows.handover import Handover
from flows.observing import tell_parts
from flows.outcome import Outcome
from flows.parses import trim
from flows.publication import finish, publish_batches, recorded_if_it_fails, resume_dead_runs
from flows.retrying import IO_TASK
from flows.runs import begun
from flows.settings import Settings
from flows.workspace import Workspace, workspace
from transforms.tables import Run
from warehouse.lake import Lake
from warehouse.staging import DocumentParts
from warehouse.withdrawal import withdraw_unfinished


@flow(name="ingest")
def ingest(
    sources: list[str],
    lake: str | None = None,
    captured_at: datetime | None = None,
    publisher: str | None = None,
    allow: Sequence[str] = (),
    mapping: dict[str, str] | None = None,
    runner: str | None = None,
    address: str | None = None,
    may_be_empty: bool = False,
) -> dict[str, Any]:
    """Load dumps (files, folders, globs, addresses, `-`) into a lake; returns an Outcome as plain JSON values.

    `captured_at` (UTC), `publisher` and `mapping` (names of fields by what they hold, as {"text": "content"}) are what
    the user says of all of these dumps. Dumps whose bytes the lake knows are skipped. Nothing is published unless
    every critical check of the whole load holds, but for rules in `allow`. `runner` says who analyses, `address`
    where its cluster is: see flows.crews. A folder without dumps is an error, unless it `may_be_empty`, as that of a
    schedule.
    """
    settings = Settings.of(lake=lake, runner=runner, address=address)
    house = Lake(settings.lake, settings.data)
    house.create_or_open()
    run = begun("ingest", settings)
    outcome = Outcome(run.run_id, "nothing new")
    given = Given(captured_at=captured_at, publisher=publisher, mapping=mapping or {})
    with recorded_if_it_fails(house, run, outcome), workspace(settings.staging_folder, run.run_id) as space:
        resume_dead_runs(house, run, settings, outcome)
        if outcome.status != "failed checks" and not (may_be_empty and are_empty(sources, settings)):
            load_new(sources, given, allow, house, space, settings, run, outcome)
        if outcome.status != "failed checks":
            space.remove()
    return finish(house, run, outcome)


def are_empty(sources: list[str], settings: Settings) -> bool:
    """Whether there are folders, and no dump in them."""
    try:
        find_sources(sources, settings.limits)
    except NoDumps:
        return True
    return False


def load_new(
    sources: list[str],
    given: Given,
    allow: Sequence[str],
    house: Lake,
    space: Workspace,
    settings: Settings,
    run: Run,
    outcome: Outcome,
) -> None:
    """Load the dumps that the lake does not know; `outcome` is told what came of it."""
    new, outcome.known_count = new_dumps(sources, house, settings)
    if not new:
        return
    house.record(run)
    space.adopt(new.names, house.known_dumps)
    extracted, analysed = read_and_analyse(new, given, house, space, settings, run)
    outcome.known_count += extracted.known_count
    outcome.is_unreadable = bool(extracted.dumps) and not extracted.documents
    failpoints.reach("analysed")
    if extracted.dumps:  # of remote ones it is known only now whether their bytes are new
        parts = [*extracted.rejects, *analysed.parts]
        batches = batches_of(space, parts, extracted.dumps, settings.batch_documents)
        plan = Plan(run.run_id, run.derivation, list(allow), batches)
        plan.write(space)
        withdraw_unfinished(house, extracted.dumps, run.derivation)
        publish_batches(house, space, plan, run, settings, outcome)


@task(**IO_TASK)
def new_dumps(places: list[str], house: Lake, settings: Settings) -> tuple[DueDumps, int]:
    """The dumps that the lake does not know, each once however many files have its bytes, and how many it knows.

    Remote ones are not fetched: known is one whose store gives the version that the lake has.
    """
    files, remote = listed(find_sources(places, settings.limits))
    progress.stage("Reading", total_bytes(files), "bytes")
    files = hashed(files)
    known = house.known_dumps(ids_of(files))
    versions = house.known_versions(source.uri for source in remote)
    asked = [Due(one, known_version=versions.get(one.uri)) for one in remote]
    changed = [due for due in asked if due.source.version is None or due.source.version != due.known_version]
    return DueDumps(without(files, known), changed), len(known) + len(asked) - len(changed)


@task(**IO_TASK)
def read_and_analyse(
    due: DueDumps, given: Given, house: Lake, space: Workspace, settings: Settings, run: Run
) -> tuple[Extracted, Analysed]:
    """All new dumps read into parts of a bounded size, each of which is analysed while the next ones are read."""
    started = time.monotonic()
    progress.stage("Analysing", due.byte_count, "bytes")
    parts = DocumentParts(
        space.documents, max_documents=settings.part_documents, max_characters=settings.part_characters
    )
    with analysis(space, settings, lambda: crew_for(settings)) as analysing:
        extracted = extract(
            due,
            given,
            parts,
            space,
            Handover(analysing, parts, given.captured_at),
            limits=settings.limits,
            is_known=lambda dump_id: bool(house.known_dumps([dump_id])),
            run_id=run.run_id,
            loaded_at=run.started_at,
        )
        tracing.step_took("read", time.monotonic() - started, run_id=run.run_id)
        failpoints.reach("extracted")
        analysed = analysing.finish()
    tracing.tell(run_id=run.run_id, dump_ids=list(extracted.dumps))
    tell_parts(run, analysed.answers)
    trim(settings.cache_file, settings.cache_bytes)
    return extracted, analysed
