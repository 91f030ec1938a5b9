"""A PostgreSQL and an S3 server on loopback, for the time of a test session."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_binaries() -> Path | None:
    """The folder with `initdb`, which Debian keeps out of the PATH."""
    found = [Path(path) for path in (shutil.which("initdb"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


# As a user of a real server has it: from the environment.
PASSWORD = "the-catalog's password 4c1e"


class Postgres:
    """A server of its own on a spare port of loopback, which asks for a password; sets `PGPASSWORD`."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries = binaries
        self.folder = folder
        self.port = free_port()

    def start(self) -> None:
        os.environ["PGPASSWORD"] = PASSWORD
        if not (self.folder / "db").exists():
            secret = self.folder / "password"
            secret.write_text(PASSWORD)
            for path in (self.folder, secret) if os.geteuid() == 0 else ():
                shutil.chown(path, "postgres")
            auth = ("-A", "scram-sha-256", "--pwfile", secret)
            self.run("initdb", "-D", self.folder / "db", *auth, "-U", "dateline", "--no-sync", "-E", "UTF8")
        options = f"-h 127.0.0.1 -p {self.port} -k '' -F"
        self.run("pg_ctl", "-D", self.folder / "db", "-w", "-o", options, "-l", self.folder / "log", "start")

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-D", self.folder / "db", "-m", mode, "-w", "stop")

    def database(self, name: str) -> str:
        """Make a database; returns its connection string."""
        self.run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "dateline", name)
        return f"host=127.0.0.1 port={self.port} user=dateline dbname={name}"

    def run(self, program: str, *arguments: object) -> None:
        command: Sequence[str] = [str(self.binaries / program), *map(str, arguments)]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def cannot(reason: str) -> None:
    """Skip where a server is missing, but never in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A server that runs until the end of the block."""
    binaries = postgres_binaries()
    if binaries is None:
        cannot("no PostgreSQL server: apt-get install postgresql")
    assert binaries
    # Not below pytest's own folder: that is closed to the user as whom PostgreSQL runs.
    with tempfile.TemporaryDirectory(prefix="dateline-postgres-", ignore_cleanup_errors=True) as folder:
        server = Postgres(binaries, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


@contextmanager
def s3_server(log: Path) -> Iterator[str]:
    """moto's S3 server; yields its endpoint."""
    port = free_port()
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=output, stderr=output
        )
    endpoint = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(endpoint, timeout=1)
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield endpoint
    finally:
        server.terminate()
        server.wait()


def make_bucket(endpoint: str, name: str) -> None:
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{name}", method="PUT"), timeout=10)
