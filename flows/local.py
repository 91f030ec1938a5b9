"""Running a flow from the command: the flow that schedules run, with a server of its own where none is named."""

import os
from collections.abc import Sequence
from datetime import datetime

from flows import progress
from flows.authority import KnowledgeFiles
from flows.gazetteer import load_gazetteer
from flows.logs import log_environment
from flows.outcome import Outcome
from flows.pipeline import Pipelines, load_pipeline
from flows.refusals import refusals_told
from flows.server import prefect_server, wait_until_healthy
from flows.settings import Settings
from flows.tracing import tracing_environment


def run_ingest(
    sources: Sequence[str],
    *,
    lake: str | None,
    captured_at: datetime | None,
    publisher: str | None,
    allow: Sequence[str],
    mapping: dict[str, str],
    runner: str | None = None,
    address: str | None = None,
    listener: progress.Listener,
) -> Outcome:
    """Run the ingest flow in this process; the listener is told how far it is. Raises UserError."""
    from flows.crews import early_worker
    from flows.extract.sources import find_sources
    from warehouse.lake import Lake

    settings = Settings.of(lake=lake, runner=runner, address=address)
    progress.listen(listener)
    progress.stage("Starting")
    find_sources(sources, settings.limits)  # a wrong path or lake is told before anything is started
    Pipelines(settings.all_pipelines)  # and so is a pipeline that is missing, or a bad authority file
    KnowledgeFiles.of(settings).load()
    home = settings.home / "prefect"
    set_environment()
    # A worker and Prefect's server start on other cores while this process opens the lake and imports Prefect.
    with refusals_told(settings.home), early_worker(settings):
        Lake(settings.lake, settings.data).create_or_open()
        with prefect_server(home) as api:
            from flows.ingest import ingest

            if settings.runner == "threads":
                load_pipeline(settings.pipeline)
                load_gazetteer()
            wait_until_healthy(api, home / "server.log")
            told = ingest(list(sources), settings.lake, captured_at, publisher, allow, mapping, runner, address)
    return Outcome(**told)


def set_environment() -> None:
    """How Prefect logs and traces, for when it is imported; what the user has set stands."""
    for name, value in ((log_environment() or {"PREFECT_LOGGING_LEVEL": "ERROR"}) | tracing_environment()).items():
        os.environ.setdefault(name, value)


def run_replay(
    *,
    lake: str | None,
    since: datetime | None,
    where: str | None,
    everything: bool,
    allow: Sequence[str],
    listener: progress.Listener,
) -> Outcome:
    """Run the replay flow in this process; the listener is told how far it is. Raises UserError."""
    from warehouse.lake import Lake

    settings = Settings.of(lake=lake)
    progress.listen(listener)
    progress.stage("Starting")
    Lake(settings.lake, settings.data).current_snapshot()  # a wrong lake is told before anything is started
    home = settings.home / "prefect"
    set_environment()
    with refusals_told(settings.home), prefect_server(home) as address:
        from flows.replay import replay

        wait_until_healthy(address, home / "server.log")
        told = replay(settings.lake, since, where, everything, allow)
    return Outcome(**told)
