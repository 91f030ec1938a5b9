"""The folder of one run: its staged parts, and those that it takes over from runs that died."""

import json
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.staging import sync

SECONDS_A_DAY = 86_400


class Workspace:
    """`<staging>/<run_id>/`: what was read (`documents/`, `rejects/`, `dumps.parquet`), `analysed/<key>/`, `settled/`.

    A run holds the lock of its folder as long as it lives; the kernel frees it however the run ends. So a folder whose
    lock is free belongs to nobody, and its analysed parts, which are named by what they were made from, may be taken.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.documents = folder / "documents"
        self.analysed = folder / "analysed"
        self.settled = folder / "settled"
        self.rejects = folder / "rejects"
        self.fetched = folder / "fetched"
        self.dumps = folder / "dumps.parquet"
        self.plan = folder / "plan.json"
        self._sources = folder / "sources.json"

    @property
    def sources(self) -> set[str]:
        """What the run loads, by name: ids of dumps. Empty where it never came so far."""
        try:
            return set(json.loads(self._sources.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return set()

    def adopt(self, sources: Collection[str], known: Callable[[set[str]], set[str]]) -> int:
        """Take over the analysed parts of dead runs that loaded nothing but these sources; returns how many parts.

        `known` tells which sources are loaded by now: these count for nothing. The rest of such a run's folder is
        deleted: this run stands in its place. A dead run that loaded something else is left for a run that loads that
        again, or until it expires.
        """
        write_whole(self._sources, json.dumps(sorted(sources)))
        adopted = 0
        for other in dead_workspaces(self.folder.parent):
            if other.folder != self.folder and other.sources - known(other.sources) <= set(sources):
                adopted += self._adopt_from(other)
        return adopted

    def _adopt_from(self, other: "Workspace") -> int:
        adopted = 0
        for part in sorted(other.analysed.glob("*")):
            if part.name.startswith(".") or (self.analysed / part.name).exists():
                continue
            with suppress(FileNotFoundError):  # another run took it first
                part.rename(self.analysed / part.name)
                adopted += 1
        other.remove()
        return adopted

    def remove(self) -> None:
        """Delete the folder: all of it is published, or of no more use."""
        shutil.rmtree(self.folder)


def write_whole(file: Path, text: str) -> None:
    """Write a file in one move, so that it is there whole or not at all."""
    aside = file.with_name(f".{file.name}")
    aside.write_text(text, encoding="utf-8")
    sync(aside)
    aside.replace(file)
    sync(file.parent)


def _lock_of(folder: Path) -> FileLock:
    return FileLock(folder.with_name(f"{folder.name}.lock"))


def is_alive(staging: Path, run_id: str) -> bool:
    """Whether a run of this machine holds the lock of its workspace."""
    lock = _lock_of(staging / run_id)
    if not Path(lock.lock_file).exists():
        return False
    try:
        with lock.acquire(timeout=0):
            return False
    except Timeout:
        return True


def dead_workspaces(staging: Path) -> Iterator[Workspace]:
    """The folders that runs left when they died or failed, oldest first, each locked while it is looked at."""
    folders = [folder for folder in staging.glob("*") if folder.is_dir()] if staging.is_dir() else []
    for folder in sorted(folders, key=lambda folder: (_age_mark(folder), folder.name)):
        lock = _lock_of(folder)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        try:
            if folder.is_dir():  # no other run has taken it meanwhile
                yield Workspace(folder)
        finally:
            lock.release()
            if not folder.exists():
                Path(lock.lock_file).unlink(missing_ok=True)


def remove_expired(staging: Path, keep_days: float) -> int:
    """Delete the folders of runs that failed more than so many days ago; returns how many."""
    removed = 0
    for space in dead_workspaces(staging):
        if _age_mark(space.folder) < time.time() - keep_days * SECONDS_A_DAY:
            space.remove()
            removed += 1
    return removed


def _age_mark(folder: Path) -> float:
    """When the folder's entries last changed; 0 for one that has just gone."""
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0


@contextmanager
def workspace(staging: Path, run_id: str) -> Iterator[Workspace]:
    """The workspace of a run, locked while the block runs."""
    folder = staging / run_id
    staging.mkdir(parents=True, exist_ok=True)
    lock = _lock_of(folder)
    with lock:
        space = Workspace(folder)
        for part in (space.documents, space.analysed):
            part.mkdir(parents=True, exist_ok=True)
        try:
            yield space
        finally:
            if not folder.exists():
                Path(lock.lock_file).unlink(missing_ok=True)
