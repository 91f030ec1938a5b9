"""A process that analyses parts, and its handle: what dies or hangs in it takes nothing else along.

Neither `concurrent.futures` nor Prefect's ProcessPoolTaskRunner, which is built on it, can do this: one dead worker
breaks the whole pool and the parts of all others, and a task that hangs cannot be ended. Here each worker is a child
with pipes of its own, so that it is known which part it had; the same child runs below a thread of this process, of a
Dask worker or of a Ray one. Lines of JSON go both ways; nothing is unpickled.
"""

import contextlib
import faulthandler
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from flows.authority import KnowledgeFiles
from flows.collector import collect_seldom
from flows.work import Answer, Work

# How much longer than the child itself, which ends a run that takes too long, its parent waits for that.
GRACE_SECONDS = 20.0
# What a worker may take to load the models, on a machine that is busy.
START_SECONDS = 300.0
# One thread a process: with as many processes as cores, more only get into each other's way.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"}
TAIL_CHARS = 300
# Parts after which a process is replaced: spaCy keeps every word that it has seen, some 100,000 new ones in so many.
PARTS_A_PROCESS = 100


class Child:
    """One analysing process, started when it is first needed and again when it has died. Not for several threads."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._errors: IO[bytes] | None = None
        self._is_closed = False
        self._part_count = 0

    def warm_up(self, pipeline: str, known: KnowledgeFiles) -> None:
        """Start it and have it load what such work takes, without waiting. What fails now fails with its first part."""
        with contextlib.suppress(BrokenPipeError):
            _send(self._started(), Work(part="", into="", key="", seconds=0, pipeline=pipeline, **asdict(known)))

    def analyse(self, work: Work) -> Answer:
        """Have a part analysed; a child that dies or takes too long is told of in the answer, never raised."""
        if self._is_closed:
            return Answer(status="failed", detail="the crew was ended")
        process = self._started()
        number: int | None = None
        is_late = threading.Event()
        watch = _Watch(process, is_late)
        try:
            assert process.stdout is not None
            _send(process, work)
            while True:
                watch.start(work.seconds + START_SECONDS + GRACE_SECONDS)
                line = process.stdout.readline()
                watch.stop()
                if not line:
                    break
                told = json.loads(line)
                if "at" not in told or "status" in told:
                    self._count_part(process)
                    return Answer(**told)
                number = told["at"]
        except (BrokenPipeError, json.JSONDecodeError):
            pass  # it died while it was written to, or while it wrote: told below
        finally:
            watch.stop()
        return self._buried(process, number, is_late.is_set())

    def _count_part(self, process: "subprocess.Popen[str]") -> None:
        self._part_count += 1
        if self._part_count == PARTS_A_PROCESS:
            process.kill()
            self._forget(process)

    def close(self) -> None:
        """End it for good and at once, for what it has not finished is not there."""
        self._is_closed = True
        if self._process is not None:
            self._process.kill()
            self._forget(self._process)

    @property
    def pid(self) -> int | None:
        """Its process, while there is one."""
        return self._process.pid if self._process else None

    def _started(self) -> "subprocess.Popen[str]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        if self._process is not None:
            self._forget(self._process)
        self._part_count = 0
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the process)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flows.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
            env=os.environ | ONE_THREAD | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )
        return self._process

    def _buried(self, process: "subprocess.Popen[str]", number: int | None, is_late: bool) -> Answer:
        process.kill()  # it may have closed its pipe and live on
        code = process.wait()
        told = self._last_words()
        self._forget(process)
        is_late = is_late or told.startswith("Timeout")
        how = "took too long" if is_late else f"ended with {f'signal {-code}' if code < 0 else f'code {code}'}"
        return Answer(status="timed out" if is_late else "died", detail=f"{how}: {told}" if told else how, at=number)

    def _last_words(self) -> str:
        """Of what it wrote to standard error: where it hung, or else the end."""
        if self._errors is None:
            return ""
        self._errors.seek(0)
        text = self._errors.read().decode("utf-8", "replace").strip()
        hung = text.rfind("(most recent call first)")  # of the main thread, which is traced last
        if "Timeout (" in text and hung >= 0:
            return "Timeout " + " ".join(text[hung:].split())[:TAIL_CHARS]
        return " ".join(text[-TAIL_CHARS:].split())

    def _forget(self, process: "subprocess.Popen[str]") -> None:
        process.wait()
        for stream in (process.stdin, process.stdout, self._errors):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):  # what was still to be written is for nobody
                    stream.close()
        self._process = self._errors = None


def _send(process: "subprocess.Popen[str]", work: Work) -> None:
    assert process.stdin is not None
    process.stdin.write(work.to_json() + "\n")
    process.stdin.flush()


class _Watch:
    """Kills a process that is silent for too long, in case that it could not end itself (stopped, or out of memory)."""

    def __init__(self, process: "subprocess.Popen[str]", is_late: threading.Event) -> None:
        self._process = process
        self._is_late = is_late
        self._timer: threading.Timer | None = None

    def start(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end(self) -> None:
        self._is_late.set()
        self._process.kill()


def main() -> None:
    """Answer one line of work after the other until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    _be_first_to_die()
    collect_seldom()
    lines = _lines_until_parent_ends()
    from flows.analyse import analyse_part, prepare

    def write(value: str) -> None:
        answers.write(value + "\n")
        answers.flush()

    for line in lines:
        work = Work.from_json(line)

        def begin(number: int, work: Work = work) -> None:
            write(json.dumps({"at": number}))
            _end_after(work.seconds)

        _end_after(START_SECONDS)
        try:
            prepare(work)
            if not work.part:
                continue
            _end_after(work.seconds)
            answer = analyse_part(work, begin)
        except MemoryError:
            raise  # dies, and is told apart from a mistake
        except Exception as error:
            answer = Answer(status="failed", detail=f"{type(error).__name__}: {error}")
        finally:
            faulthandler.cancel_dump_traceback_later()
        if work.part:
            write(answer.to_json())


def _end_after(seconds: float) -> None:
    """Have this process ended by a thread that needs no interpreter, whatever hangs, with a trace of where it was."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__)  # type: ignore[arg-type]


def _be_first_to_die() -> None:
    """Where memory runs out, Linux shall end a worker, whose part is done again, not the flow."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800", encoding="ascii")


def _lines_until_parent_ends() -> Any:
    """Lines of standard input. When it ends, so does this process: a killed flow leaves no workers behind."""
    import queue

    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            waiting.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield waiting.get()


if __name__ == "__main__":
    main()
