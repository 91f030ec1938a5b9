"""`dateline dashboard`: look at the lake in a browser."""

import sys
import webbrowser
from threading import Timer
from typing import Annotated

import typer

from flows.commands.common import LakeOption, app, epilog, out


@app.command(epilog=epilog("dateline dashboard", "dateline dashboard --lake /srv/news --port 8600 --no-open"))
def dashboard(
    lake: LakeOption = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 8501,
    open: Annotated[bool, typer.Option(help="Open it in the browser.")] = True,
) -> None:
    """Look at the lake in a browser: quotes, people, places, wire copy, quality, runs. Read-only, on this machine."""
    from flows.settings import Settings
    from warehouse.dashboard.serve import ADDRESS, command, serve

    settings = Settings.of(lake=lake)
    command(port)  # tells what is missing before anything else
    address = f"http://{ADDRESS}:{port}"
    out.print(f"The dashboard is at {address}; Ctrl-C ends it.")
    if open and sys.stdout.isatty():
        Timer(2, webbrowser.open, [address]).start()
    raise typer.Exit(serve(settings.lake, settings.data, port))
