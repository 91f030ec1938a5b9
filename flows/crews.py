"""Who analyses: this process, its children, or other machines (`flows.clusters`). Each takes work, gives an answer."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from flows.authority import KnowledgeFiles
from flows.child import Child
from flows.settings import Settings
from flows.work import Answer, Work
from transforms.errors import UserError


class Crew(Protocol):
    """Takes work and gives answers. `size`: how much of it is done at once."""

    size: int

    def expect(self, characters: int) -> None:
        """So much text there is, and perhaps more: a crew may grow with it."""

    def submit(self, work: Work) -> "Future[Answer]":
        """Have it done; the future gives the answer."""

    def close(self) -> None:
        """End it all; what is not finished is not done."""


class Inline:
    """This process, one part after the other. A document that kills it ends the flow."""

    size = 1

    def expect(self, characters: int) -> None:
        """Nothing."""

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

    def expect(self, characters: int) -> None:
        """Nothing: there are as many as there are."""

    def submit(self, work: Work) -> "Future[Answer]":
        """Done in turn."""
        return self._threads.submit(self._do, work)

    def close(self) -> None:
        """Wait for the threads, whose work must be ended before."""
        self._threads.shutdown(wait=True, cancel_futures=True)


class Processes(Threaded):
    """Child processes of this machine: one for a small load, and for any other by default one a core."""

    def __init__(self, most: int | None = None, *, one_until: int = 0) -> None:
        """`most`: children, by default one a core. `one_until`: so many characters are left to one of them."""
        self._most = most or usable_cores()
        self._one_until = one_until
        self._children: list[Child] = []
        self._idle: SimpleQueue[Child] = SimpleQueue()
        super().__init__(self._most, self._by_a_child)
        self.size = 0
        self._add(_early.pop() if _early else Child())

    def expect(self, characters: int) -> None:
        """As many children as the text is worth; each starts with its first part."""
        while characters > self._one_until and self.size < self._most:
            self._add(Child())

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

    def _add(self, child: Child) -> None:
        self._children.append(child)
        self._idle.put(child)
        self.size += 1

    def _by_a_child(self, work: Work) -> Answer:
        child = self._idle.get()
        try:
            return child.analyse(work)
        finally:
            self._idle.put(child)


# A child that was started before it was known what there is to do.
_early: list[Child] = []


@contextmanager
def early_worker(settings: Settings) -> Iterator[None]:
    """A child that loads the models while the block begins; the first crew of processes made in it takes it over."""
    if settings.runner not in ("auto", "processes"):
        yield
        return
    child = Child()
    child.warm_up(settings.all_pipelines, KnowledgeFiles.of(settings))
    _early.append(child)
    try:
        yield
    finally:
        if child in _early:
            _early.remove(child)
            child.close()


def crew_for(settings: Settings) -> Crew:
    """Who analyses a load, as `settings.runner` says: by default children of this process.

    Raises UserError when a cluster cannot be reached.
    """
    if settings.runner in ("dask", "ray"):
        return _cluster(settings)
    if settings.runner == "threads":
        return Inline()
    return Processes(settings.workers, one_until=settings.process_characters if settings.runner == "auto" else 0)


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
