"""A command's own Prefect server: it writes down the run, and ends when the command does, however that ends."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

# How the server's process begins: as a copy of the command's where the system can, and anew.
COMMAND = "from flows.command import main; main()"
BEGINNINGS = {"a copy": COMMAND, "a process": f"import flows.server; flows.server.CAN_COPY = False; {COMMAND}"}


@pytest.fixture
def begun(tmp_path: Path, samples: Path):
    """Begins a load with a server of its own, as the leader of a process group."""

    def begin(code: str, runner: str, **environment: str) -> subprocess.Popen:
        own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        arguments = ["ingest", str(samples), "--lake", str(tmp_path / "lake"), "--runner", runner]
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            env=own | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    return begin


def is_gone(group: int, seconds: float = 20) -> bool:
    """Whether no process of a group is left after a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_the_run_is_written_down_and_the_server_ends(begun, tmp_path, beginning):
    running = begun(BEGINNINGS[beginning], "threads")
    out, _ = running.communicate(timeout=200)
    assert running.returncode == 0, out.decode()
    assert is_gone(running.pid, seconds=1)
    home = tmp_path / "lake" / "prefect"
    with closing(sqlite3.connect(home / "prefect.db")) as database:
        (state,) = database.execute("SELECT state_name FROM flow_run").fetchall()
        assert state == ("Completed",)
        tasks = dict(database.execute("SELECT name, state_name FROM task_run").fetchall())
    assert {name.rsplit("-", 1)[0] for name in tasks} >= {"read_and_analyse", "check_batch", "publish_batch"}
    assert set(tasks.values()) == {"Completed"}
    assert "Traceback" not in (home / "server.log").read_text()


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_killed_command_leaves_neither_server_nor_worker(begun, beginning):
    running = begun(BEGINNINGS[beginning], "processes", DATELINE_FAIL_AT="extracted")
    running.communicate(timeout=200)
    assert running.returncode == -signal.SIGKILL
    assert is_gone(running.pid)
