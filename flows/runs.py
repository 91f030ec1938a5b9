"""The rows of `runs`: one is written when a run begins, and closed when it ends; those of dead runs by the next run."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from flows.settings import Settings
from flows.versions import DATELINE_VERSION, derivation_of
from flows.workspace import is_alive
from transforms.schema import table_of
from transforms.tables import Run
from warehouse.lake import Lake

# Whether a run of another machine lives cannot be told from here: one that is older is taken for dead.
LONGEST_RUN = timedelta(hours=24)
_RUNS = table_of(Run)


def begun(flow: str, settings: Settings | None = None, status: str = "running") -> Run:
    """The row of a run that begins now. With settings, it tells by what the run derives rows."""
    return Run(
        run_id=uuid4().hex,
        flow=flow,
        started_at=datetime.now(UTC),
        finished_at=None,
        status=status,
        dateline_version=DATELINE_VERSION,
        counts="{}",
        snapshot_id=None,
        derivation=derivation_of(settings) if settings else None,
        host=socket.gethostname(),
    )


def open_runs(house: Lake) -> list[Run]:
    """Runs that began and have not ended, as far as the lake knows."""
    with house.reading() as connection:
        rows = connection.execute("FROM runs WHERE status = 'running' ORDER BY started_at, run_id").to_arrow_table()
    found: list[Run] = _RUNS.from_arrow(rows)
    return found


def close_dead_runs(house: Lake, settings: Settings) -> list[Run]:
    """Close the rows of runs that were killed, as failed; returns them as they are now.

    A run of this machine is dead when nobody holds the lock of its workspace.
    """
    now = datetime.now(UTC)
    closed = []
    for run in open_runs(house):
        is_ours = run.host == socket.gethostname()
        is_dead = not is_alive(settings.staging_folder, run.run_id) if is_ours else run.started_at < now - LONGEST_RUN
        if is_dead:
            closed.append(replace(run, status="failed", finished_at=now))
            house.record(closed[-1])
    return closed
