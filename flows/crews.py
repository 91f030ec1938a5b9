"""Who analyses: this process, its children, or other machines (`flows.clusters`). Each takes work, gives an answer."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from flows.child import Child
from flows.settings import Settings
from flows.work import Answer, Work
from transforms.errors import UserError


class Crew(Protocol):
    """Takes work and gives answers. `size`: how much of it is done at once."""

    size: int

    def submit(self, work: Work) -> "Future[Answer]":
        """Have it done; the future gives the answer."""

    def close(self) -> None:
        """End it all; what is not finished is not done."""


class Inline:
    """This process, one part after the other: for small loads, where a worker takes longer to start than to work."""

    size = 1

    def submit(self, work: Work) -> "Future[Answer]":
        """Done when it returns."""
        from flows.analyse import analyse_part

        future: Future[Answer] = Future()
        try:
            future.set_result(analyse_part(work))
        except Exception as error:
            future.set_exception(error)
        return future

    def close(self) -> None:
        """Nothing."""


class Threaded:
    """As many parts at once as there are threads, each of which waits for whoever does its work."""

    def __init__(self, size: int, do: Callable[[Work], Answer]) -> None:
        self.size = size
        self._do = do
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="dateline-crew")

    def submit(self, work: Work) -> "Future[Answer]":
        """Done in turn."""
        return self._threads.submit(self._do, work)

    def close(self) -> None:
        """Wait for the threads, whose work must be ended before."""
        self._threads.shutdown(wait=True, cancel_futures=True)


class Processes(Threaded):
    """Child processes of this machine, by default one a core."""

    def __init__(self, size: int | None = None) -> None:
        super().__init__(size or usable_cores(), self._by_a_child)
        self._children = [Child() for _ in range(self.size)]
        self._idle: SimpleQueue[Child] = SimpleQueue()
        for child in self._children:
            self._idle.put(child)

    @property
    def pids(self) -> list[int]:
        """Processes that are there now."""
        return [child.pid for child in self._children if child.pid is not None]

    def close(self) -> None:
        """Kill the children, after what waits is called off: no thread may begin another."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.close()
        super().close()

    def _by_a_child(self, work: Work) -> Answer:
        child = self._idle.get()
        try:
            return child.analyse(work)
        finally:
            self._idle.put(child)


def crew_for(settings: Settings, characters: int) -> Crew | None:
    """Who analyses a load, as `settings.runner` says.

    By default this process for a small load and children of it for any other. `characters`: of the text read so far;
    -1 when all is read. None: more has to be read to choose. Raises UserError when a cluster cannot be reached.
    """
    if settings.runner in ("dask", "ray"):
        return _cluster(settings)
    if settings.runner == "threads":
        return Inline()
    if settings.runner == "processes" or (settings.runner == "auto" and characters > settings.process_characters):
        return Processes(settings.workers)
    return Inline() if characters < 0 else None


def _cluster(settings: Settings) -> Crew:
    from flows.clusters import Dask, Ray

    if settings.address is None:
        raise UserError(f"the runner {settings.runner} needs the address of its cluster: see --address")
    return Dask(settings.address) if settings.runner == "dask" else Ray(settings.address)


def usable_cores() -> int:
    """Cores that this process may use: those that it is bound to, and no more than its container's share of time."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return cores
    return cores if quota == "max" else max(1, min(cores, int(quota) // int(period)))
