"""`dateline up` with its real processes: what is scheduled runs, what dies comes back, and the end leaves nothing."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from flows.server import free_port, is_healthy
from tests.flows.mailbox import mailbox
from tests.flows.receiver import ask_prefect, receiver


def until(holds: Callable[[], Any], seconds: float = 240) -> Any:
    """What `holds` gives when it is true; fails when it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s")


def processes_of(mark: str) -> dict[int, str]:
    """Processes with this text in their command line or environment, by id."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if line and mark in line + (folder / "environ").read_bytes().decode(errors="replace"):
                found[int(folder.name)] = line
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def workers(lake: Path) -> list[int]:
    """The processes of Prefect's worker."""
    return [pid for pid, line in processes_of(str(lake)).items() if "worker start" in line]


@pytest.fixture
def hook() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A receiver of notices, and of traces, on this machine."""
    with receiver(HTTPStatus.NO_CONTENT) as heard:
        yield heard


@pytest.fixture
def mail() -> Iterator[tuple[str, list[Message]]]:
    """The address of a mail server on this machine, and what came there."""
    with mailbox() as (port, came):
        yield f"mailto://127.0.0.1:{port}?from=dateline@quay.example&to=desk@quay.example", came


@pytest.mark.slow
def test_up_runs_what_is_due_revives_what_dies_and_leaves_nothing(dateline, samples, tmp_path, hook, mail):
    address, heard = hook
    desk, letters = mail
    lake, landing, port = tmp_path / "lake", tmp_path / "landing", free_port()
    api = f"http://127.0.0.1:{port}/api"
    quick = {"PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2", "OTEL_EXPORTER_OTLP_ENDPOINT": address}
    options = ("--lake", lake, "--landing", landing, "--port", port, "--notify", address, "--notify", desk)
    with (tmp_path / "out.txt").open("w") as out:
        up = subprocess.Popen(
            [sys.executable, "-m", "flows.command", "up", "--no-dashboard", *map(str, options)],
            stdout=out,
            stderr=out,
            env={k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | quick,
        )
    try:
        until(lambda: "Ctrl-C" in (tmp_path / "out.txt").read_text())

        # A file lands: a run begins. Its worker is killed with all its processes: the run is marked as crashed.
        shutil.copy(next(samples.glob("*.txt")), landing)
        ingest = {"flows": {"name": {"any_": ["ingest"]}}}

        def runs(*states: str) -> list[dict[str, Any]]:
            found = ask_prefect(api, "/flow_runs/filter", ingest | {"flow_runs": {"state": {"type": {"any_": states}}}})
            return list(found)

        (run,) = until(lambda: runs("RUNNING"))
        assert "new-files" in run["tags"]
        (worker,) = workers(lake)
        os.killpg(worker, signal.SIGKILL)
        until(lambda: [one["id"] for one in runs("CRASHED")] == [run["id"]])
        until(lambda: any(b'"prefect.flow-run.Crashed"' in body for path, body in heard if path == "/"))
        until(lambda: "dateline: prefect.flow-run.Crashed" in [letter["Subject"] for letter in letters])
        assert letters[0]["To"] == "desk@quay.example"

        # Its worker is back, but answers nobody: what is due is told to be late.
        (worker,) = until(lambda: workers(lake))
        os.kill(worker, signal.SIGSTOP)
        (deployment,) = ask_prefect(api, "/deployments/filter", ingest)
        ask_prefect(api, f"/deployments/{deployment['id']}/create_flow_run", {"tags": ["late"]})
        until(lambda: any(b'"prefect.flow-run.Late"' in body for path, body in heard if path == "/"))

        # It answers again, and the next run of the schedule completes the work.
        os.kill(worker, signal.SIGCONT)
        soon = [{"active": True, "schedule": {"interval": 20, "anchor_date": "2020-01-01T00:00:00Z"}}]
        ask_prefect(api, f"/deployments/{deployment['id']}/schedules", soon)
        until(lambda: any(one["auto_scheduled"] for one in runs("COMPLETED")))
        ran = dateline("sql", "select count(*) as n from articles", "--format", "json", "--lake", lake)
        assert json.loads(ran.out)[0]["n"] > 0
        until(lambda: any(b"read_and_analyse" in body for path, body in heard if path == "/v1/traces"), 30)

        # Prefect's server dies, and is back.
        (server,) = (pid for pid, line in processes_of(str(lake)).items() if "flows.server" in line)
        os.kill(server, signal.SIGKILL)
        until(lambda: not is_healthy(api), 60)
        until(lambda: is_healthy(api))
    finally:
        up.send_signal(signal.SIGINT)
        code = up.wait(60)
    assert code == 0, (tmp_path / "out.txt").read_text()
    until(lambda: not processes_of(str(lake)), 60)  # no process of its own is left


def test_a_port_that_is_taken_is_told(dateline, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        house = ("--lake", tmp_path / "lake", "--landing", tmp_path / "in")
        ran = dateline("up", *house, "--port", port, "--no-dashboard")
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)
    assert str(port) in ran.err
    assert "--port" in ran.err


def test_once_loads_the_folder_and_ends(dateline, samples, tmp_path):
    once = ("up", "--once", "--lake", tmp_path / "lake", "--landing", tmp_path / "in")
    assert dateline(*once).code == 0  # nothing there yet
    (tmp_path / "in").mkdir()
    shutil.copy(next(samples.glob("*.txt")), tmp_path / "in")
    ran = dateline(*once)
    assert ran.code == 0, ran.err
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "junk.txt").write_bytes(bytes(range(256)) * 64)
    assert dateline("up", "--once", "--lake", tmp_path / "lake", "--landing", tmp_path / "bad").code == 2
