"""The command run as a user runs it, against one Prefect server for the whole session."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from prefect.context import refresh_global_settings_context

from flows.command import main
from flows.server import prefect_server, wait_until_healthy

SAMPLES = Path(__file__).resolve().parents[2] / "flows" / "samples"


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Prefect server, started by the code that the command starts one with."""
    home = tmp_path_factory.mktemp("prefect")
    with prefect_server(home) as address:
        wait_until_healthy(address, home / "server.log")
        refresh_global_settings_context()  # tests that ran before may have imported prefect without the address
        yield address


@pytest.fixture(scope="session")
def dateline_process(prefect_api: str) -> Command:
    """Runs `dateline ARGUMENTS…` in a process of its own, with variables of the environment as keywords."""

    def run(*arguments: str | Path, stdin: str | None = None, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "flows.command", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            env=os.environ | {"PREFECT_API_URL": prefect_api, "COLUMNS": "200"} | environment,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def dateline(prefect_api: str) -> Command:
    """Runs `dateline ARGUMENTS…` in this process, where spaCy, Prefect and the gate are loaded only once."""

    def run(*arguments: str | Path) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        code: object = 0
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("COLUMNS", "200")
            # Where the models are loaded already: a worker of its own for each command would load them each time.
            patch.setenv("DATELINE_RUNNER", "threads")
            # The command sets it for good; processes that are started later must not inherit it.
            patch.setenv("PREFECT_LOGGING_LEVEL", "ERROR")
            patch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
            try:
                main()
            except SystemExit as end:
                code = end.code or 0
        return Ran(int(str(code)), out.getvalue(), err.getvalue())

    return run


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped sample dumps, in a folder that a test may add to."""
    folder = tmp_path_factory.mktemp("samples")
    for path in SAMPLES.iterdir():
        if path.suffix in (".txt", ".gz"):
            shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="session")
def sample_lake(dateline: Command, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake that holds the sample dumps."""
    lake = tmp_path_factory.mktemp("house") / "lake"
    ran = dateline("ingest", samples, "--lake", lake)
    assert ran.code == 0, ran.err
    return lake
