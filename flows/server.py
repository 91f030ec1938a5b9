"""A Prefect server of our own for the length of one command, where no other is named.

Prefect's ephemeral server is started only when a flow begins, after its whole server package was imported into the
caller too: 8 s before the first task. Started as a child process at once, beside the loading of the text models, the
wait is half of that. The child ends when the command does, however that ends: a killed one leaves no server behind.
"""

import gc
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from flows.prefect_schema import create_database, is_migrated
from transforms.errors import UserError

START_SECONDS, STOP_SECONDS = 180, 5
# Elsewhere system libraries may not be used in the copy of a process.
CAN_COPY = sys.platform == "linux"
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
    # Of a library below the server, which else wraps each of its functions in a check of types as it is imported.
    "PY_KEY_VALUE_DISABLE_BEARTYPE": "true",
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
    os.environ["PREFECT_API_URL"] = address
    serving = _a_copy if CAN_COPY and "prefect" not in sys.modules else _a_process
    try:
        with serving(port, home / "server.log"):
            yield address
    finally:
        del os.environ["PREFECT_API_URL"]


@contextmanager
def _a_copy(port: int, log: Path) -> Iterator[None]:
    """A server in a copy of this process, which has Prefect's client already: two fifths of what it must import.

    It is to be made where Prefect has read no settings of another environment, and before this process has threads that
    hold locks: those of DuckDB, which the copy never calls, may be there.
    """
    for name in ("prefect.flows", "prefect.tasks", "fastapi"):
        import_module(name)
    context = multiprocessing.get_context("fork")
    ended, held = context.Pipe(duplex=False)
    child = context.Process(target=_serve_in_a_copy, args=(port, log, ended, held), daemon=True)
    child.start()
    ended.close()
    try:
        yield
    finally:
        child.terminate()
        child.join(timeout=STOP_SECONDS)
        child.kill()
        child.join()
        held.close()


def _serve_in_a_copy(port: int, log: Path, ended: Connection, held: Connection) -> None:
    """Run the server until the other process closes `held`, by an end of any kind."""
    held.close()
    for stream, file in ((1, os.devnull), (2, log)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)

    def wait() -> None:
        with suppress(EOFError):
            ended.recv_bytes()

    _serve(port, wait)


@contextmanager
def _a_process(port: int, log: Path) -> Iterator[None]:
    """A server in a process begun anew."""
    with log.open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "flows.server", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        yield
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=STOP_SECONDS)
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


def _serve(port: int, wait: Callable[[], object]) -> None:
    """Run the server until `wait` returns."""

    def end() -> None:
        wait()
        os._exit(0)

    threading.Thread(target=end, daemon=True).start()
    # What is imported stays: to look for garbage among it takes a fifth of the start.
    gc.disable()
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app()
    gc.freeze()
    gc.enable()
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    _serve(int(sys.argv[1]), sys.stdin.buffer.read)
