"""Start the dashboard: Streamlit on this machine's own address, without telemetry, for one lake."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from transforms.errors import UserError

ADDRESS = "127.0.0.1"
PORT = 8501
_OPTIONS = {
    # Nobody else on the network can reach it.
    "server.address": ADDRESS,
    "browser.serverAddress": ADDRESS,
    "server.headless": "true",
    "browser.gatherUsageStats": "false",
    "server.fileWatcherType": "none",
    "server.enableStaticServing": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "runner.magicEnabled": "false",
    "logger.level": "warning",
    "theme.light.primaryColor": "#1f6fb5",
    "theme.dark.primaryColor": "#6cb0ee",
}


# A web page whose host name is made to lead here (DNS rebinding) is refused.
_HOSTS = (ADDRESS, "localhost")


class NoDashboard(UserError):
    """What the dashboard is made with is not installed."""


def command(port: int = PORT) -> list[str]:
    """The command that serves the dashboard on 127.0.0.1. Raises NoDashboard when Streamlit is not installed."""
    if find_spec("streamlit") is None:
        raise NoDashboard("the dashboard needs Streamlit: install it with `pip install 'dateline[dashboard]'`")
    options = [f"--{name}={value}" for name, value in {**_OPTIONS, "server.port": str(port)}.items()]
    options += [f"--server.allowedHosts={host}" for host in _HOSTS]
    return [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("app.py")), *options]


def environment(lake: str, data: str | None) -> dict[str, str]:
    """Variables by which the pages find the lake; a folder is named in full, since it may be started elsewhere."""
    return {"DATELINE_LAKE": lake, "DO_NOT_TRACK": "1"} | ({"DATELINE_DATA": data} if data else {})


def serve(lake: str, data: str | None, port: int = PORT) -> int:
    """Serve until interrupted; returns the exit code."""
    server = subprocess.Popen(command(port), env=os.environ | environment(lake, data))
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait(10)
        return 0
