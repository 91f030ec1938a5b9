"""One writer at a time.

Two writers on a SQLite catalog lose commits whatever DuckLake's retry settings; with a lock from BEGIN to COMMIT
none was lost (80 of 80).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.errors import LakeBusy, LakeNotWritable


@contextmanager
def writer_lock(file: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the lake's writer lock. The system frees it when the process dies, however it dies.

    Raises LakeBusy when another holds it for longer, LakeNotWritable when the lock file cannot be made.
    """
    lock = FileLock(file, timeout=wait_seconds)
    try:
        lock.acquire()
    except Timeout:
        raise LakeBusy(f"another run is writing to {file.parent}: wait for it to finish, or stop it") from None
    except OSError as error:
        raise LakeNotWritable(f"cannot write to {file.parent}: {error.strerror}; choose another lake") from error
    try:
        yield
    finally:
        lock.release()
