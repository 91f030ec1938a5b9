"""A Prefect server of our own for the length of one command, where no other is named.

Prefect's ephemeral server is started only when a flow begins, after its whole server package was imported into the
caller too: 8 s before the first task. Started as a child process at once, beside the loading of the text models, the
wait is half of that. The child ends when its standard input closes, so that a killed command leaves no server behind.
"""

import gc
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.prefect_schema import create_database, is_migrated
from transforms.errors import UserError

START_SECONDS = 180
# Where `dateline up` writes where its server is.
ADDRESS_FILE = "address"
# Nothing that calls home.
PRIVATE = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
# A server for one command: no UI, no schedules, no automations. It writes down runs, tasks, logs and artifacts.
UNUSED_SERVICES = (
    "SCHEDULER",
    "LATE_RUNS",
    "CANCELLATION_CLEANUP",
    "CLEANUP_RECONCILER",
    "PAUSE_EXPIRATIONS",
    "REPOSSESSOR",
    "FOREMAN",
    "TRIGGERS",
    "EVENT_PERSISTER",
)
QUIET = PRIVATE | {
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in UNUSED_SERVICES},
}
MIGRATE = "PREFECT_SERVER_DATABASE_MIGRATE_ON_START"


class NoServer(UserError):
    """Prefect's server did not start."""


@contextmanager
def prefect_server(home: Path) -> Iterator[str]:
    """The address of a Prefect API: that of `PREFECT_API_URL`, of `dateline up` on this lake, or one for this block.

    The address is in the environment while the block runs, so import prefect inside of it. Its state is kept in `home`.
    Raises NoServer when it does not answer in time.
    """
    named = os.environ.get("PREFECT_API_URL") or running_server(home)
    if named:
        os.environ["PREFECT_API_URL"] = named
        yield named
        return
    home.mkdir(parents=True, exist_ok=True)
    create_database(home / "prefect.db")
    port = free_port()
    address = f"http://127.0.0.1:{port}/api"
    os.environ |= QUIET | {"PREFECT_HOME": str(home), MIGRATE: str(not is_migrated(home / "prefect.db")).lower()}
    log = home / "server.log"
    with log.open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "flows.server", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    os.environ["PREFECT_API_URL"] = address
    try:
        yield address
    finally:
        del os.environ["PREFECT_API_URL"]
        child.terminate()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def running_server(home: Path) -> str | None:
    """The address of the server that `dateline up` runs for this lake, when there is one that answers."""
    try:
        address = (home / ADDRESS_FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return address if address.startswith("http://127.0.0.1:") and is_healthy(address) else None


def is_healthy(address: str) -> bool:
    """Does a Prefect server answer there?"""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:  # noqa: S310  (http by construction)
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def wait_until_healthy(address: str, log: Path) -> None:
    """Return when the server answers. Raises NoServer after START_SECONDS, naming its log."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if is_healthy(address):
            return
        time.sleep(0.05)
    raise NoServer(f"Prefect's server did not start within {START_SECONDS} s: see {log}")


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(port: int) -> None:
    """Run the server until standard input closes."""

    def end_with_parent() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=end_with_parent, daemon=True).start()
    # What is imported stays: to look for garbage among it takes a fifth of the start.
    gc.disable()
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app()
    gc.freeze()
    gc.enable()
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
