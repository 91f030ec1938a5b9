"""`dateline up`: the scheduler, a worker and the dashboard for one lake; `--once` for cron."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from flows.commands.common import FAILED_CHECKS, UNUSABLE, LakeOption, app, epilog, err, out


@app.command(
    epilog=epilog(
        "dateline up",
        "dateline up --lake /srv/news --landing /srv/incoming --notify https://example.org/hook",
        "dateline up --once --landing /srv/incoming    # in a crontab",
    )
)
def up(
    lake: LakeOption = None,
    landing: Annotated[Path, typer.Option(envvar="DATELINE_LANDING", help="Folder whose new files are loaded.")] = Path(
        "landing"
    ),
    port: Annotated[int, typer.Option(help="Port of Prefect's server and UI on 127.0.0.1.", min=1, max=65535)] = 4200,
    dashboard_port: Annotated[int, typer.Option(help="Port of the dashboard on 127.0.0.1.", min=1, max=65535)] = 8501,
    dashboard: Annotated[bool, typer.Option(help="Run the dashboard, where it is installed.")] = True,
    notify: Annotated[
        list[str] | None,
        typer.Option(
            envvar="DATELINE_NOTIFY",
            help="Where failures are told: an address that JSON is posted to, or mailto://USER:PASSWORD@SERVER?to=ADDRESS.",
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Load what is in the landing folder now, and end.")] = False,
) -> None:
    """Keep a lake fresh: Prefect's server, schedules, a worker and the dashboard, until Ctrl-C."""
    folder = landing.expanduser().absolute()
    if once:
        _once(folder, lake)
        return
    from flows.settings import Settings
    from flows.up import Plan
    from flows.up import up as bring_up
    from warehouse.lake import Lake

    settings = Settings.of(lake=lake)
    Lake(settings.lake, settings.data).create_or_open()
    folder.mkdir(parents=True, exist_ok=True)
    plan = Plan(settings, folder, port, dashboard_port if dashboard and _has_dashboard() else None, notify or ())
    bring_up(plan, lambda line: out.print(escape(line), soft_wrap=True))


def _once(folder: Path, lake: str | None) -> None:
    """Load what lies in the folder; the exit codes are those of `dateline ingest`."""
    from flows.landing import look
    from flows.local import run_ingest
    from flows.screen import Bars, show_outcome

    if not look(folder):
        out.print(f"Nothing in {escape(str(folder))}")
        return
    with Bars(err) as bars:
        outcome = run_ingest(
            [str(folder)], lake=lake, captured_at=None, publisher=None, allow=[], mapping={}, listener=bars
        )
    show_outcome(outcome, out, err)
    if outcome.status == "failed checks":
        raise typer.Exit(FAILED_CHECKS)
    if outcome.is_unreadable:
        raise typer.Exit(UNUSABLE)


def _has_dashboard() -> bool:
    from importlib.util import find_spec

    return find_spec("streamlit") is not None and find_spec("warehouse.dashboard.serve") is not None
