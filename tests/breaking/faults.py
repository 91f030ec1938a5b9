"""What fails under a lake: a small disk of its own, a server that is killed, at a moment that a test chooses."""

import contextlib
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.warehouse import rows
from warehouse import publishing
from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.settle import settle


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of that size at `folder`. It takes a system that lets its user mount: skips elsewhere, but not in CI."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        reason = f"no small disk can be mounted here: {mounted.stderr.strip()}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def all_but(disk: Path, kilobytes: int) -> Iterator[None]:
    """The disk is full but for so much."""
    filler = disk / "filler"
    state = os.statvfs(disk)
    filler.write_bytes(b"\0" * max(0, state.f_bavail * state.f_frsize - kilobytes * 1024))
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def once_writing(table: str, fault: Callable[[], None]) -> Iterator[None]:
    """`fault` happens in the middle of the next publishing, before the rows of that table; `commit`: after them all."""
    happened = []

    def strike() -> None:
        if not happened:
            happened.append(True)
            fault()

    insert, publish = publishing._insert_untaken, publishing.publish

    def inserting(connection, name, moved):
        if name == table:
            strike()
        insert(connection, name, moved)

    def publishing_all(*arguments):
        snapshot = publish(*arguments)
        if table == "commit":
            strike()
        return snapshot

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "_insert_untaken", inserting)
        patch.setattr(publishing, "publish", publishing_all)
        yield
    assert happened, f"nothing was written to {table}"


class Wire:
    """A network path to an HTTP server of loopback, which can be cut and mended."""

    def __init__(self, endpoint: str) -> None:
        self._server = urlsplit(endpoint)
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = self._listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> "Wire":
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def cut(self) -> None:
        """No answer to what is under way, and none to what is tried from now on."""
        for end in (self._listener, *self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def mend(self) -> None:
        """As before."""
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._listen()

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # it was cut
            while True:
                near, _ = listener.accept()
                far = socket.create_connection((self._server.hostname, self._server.port))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def load(lake: Lake, folder: Path, number: int) -> None:
    """Settle and publish three articles of a dump, two of which come again with the next number."""
    names = [f"a{number + n}" for n in range(3)]
    part = rows.part(
        folder / f"part-{number}",
        [rows.article(name) for name in names],
        [rows.sighting(name, f"d{number}", 60 * n) for n, name in enumerate(names)],
        rejects=[rows.reject(f"d{number}", "chars 9000-9010")],
    )
    settle(lake, [part], [rows.dump(f"d{number}")], folder / f"settled-{number}", f"r{number}")
    lake.publish(folder / f"settled-{number}", rows.run(f"r{number}"), [rows.check(f"r{number}")])


def contents(lake: Lake) -> dict[str, list[dict[str, object]]]:
    """All rows of the tables of news and of the runs, but for numbers of snapshots."""
    names = ("dumps", "articles", "sightings", "quotes", "mentions", "entities", "rejects", "checks")
    told = {name: run_sql(lake, f"from {name} order by all").to_pylist() for name in names}
    return told | {"runs": run_sql(lake, "select run_id, status from runs order by all").to_pylist()}
