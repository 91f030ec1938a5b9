"""The command in processes that can be killed, each started in a moment by a server that has imported all it needs."""

import contextlib
import multiprocessing
import os
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.breaking.warm"])


def started(log: Path, *arguments: str | Path, **environment: str) -> ForkServerProcess:
    """`dateline ARGUMENTS…`, running; what it prints goes to `log`."""
    process = _SERVER.Process(target=_run, args=(log, [str(a) for a in arguments], environment))
    process.start()
    return process


def _run(log: Path, arguments: list[str], environment: dict[str, str]) -> None:
    os.environ.update({"DATELINE_RUNNER": "threads"} | environment)  # the models are loaded in the server already
    with log.open("w") as output, contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        from prefect.context import refresh_global_settings_context

        from flows.command import main

        refresh_global_settings_context()
        sys.argv = ["dateline", *arguments]
        main()
