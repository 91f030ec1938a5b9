"""The folder of one run: its staged parts, and those that it takes over from runs that died."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout


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
        self.dumps = folder / "dumps.parquet"

    def adopt(self) -> int:
        """Take over the analysed parts of dead runs and delete the rest of their folders. Returns how many parts."""
        adopted = 0
        for other in sorted(self.folder.parent.iterdir()):
            if other == self.folder or not other.is_dir():
                continue
            lock = _lock_of(other)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            try:
                for part in sorted((other / "analysed").glob("*")):
                    if (self.analysed / part.name).exists():
                        continue
                    with suppress(FileNotFoundError):  # another run took it first
                        part.rename(self.analysed / part.name)
                        adopted += 1
                shutil.rmtree(other, ignore_errors=True)
            finally:
                lock.release()
                Path(lock.lock_file).unlink(missing_ok=True)
        return adopted

    def remove(self) -> None:
        """Delete the folder: all of it is published."""
        shutil.rmtree(self.folder)


def _lock_of(folder: Path) -> FileLock:
    return FileLock(folder.with_suffix(".lock"))


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
        space.adopt()
        try:
            yield space
        finally:
            if not folder.exists():
                Path(lock.lock_file).unlink(missing_ok=True)
