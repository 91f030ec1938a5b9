"""One writer at a time.

Two writers on a SQLite catalog lose commits whatever DuckLake's retry settings; with a lock from BEGIN to COMMIT
none was lost (80 of 80). On PostgreSQL DuckLake itself would let two writers insert the same rows.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from warehouse.errors import LakeBusy, LakeNotWritable, LakeUnreachable
from warehouse.extensions import OFFLINE, load, quoted

# An arbitrary number, the same in every dateline: other programs in the database may use advisory locks too.
_ADVISORY_KEY = 7_236_283_901
_POLL_SECONDS = 0.05


@contextmanager
def file_lock(file: Path, wait_seconds: float) -> Iterator[None]:
    """Hold a lock file. The system frees it when the process dies, however it dies.

    Raises LakeBusy when another holds it for longer, LakeNotWritable when the file cannot be made.
    """
    lock = FileLock(file, timeout=wait_seconds)
    try:
        lock.acquire()
    except Timeout:
        raise LakeBusy(_busy(str(file.parent))) from None
    except OSError as error:
        raise LakeNotWritable(f"cannot write to {file.parent}: {error.strerror}; choose another lake") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def advisory_lock(dsn: str, wait_seconds: float) -> Iterator[None]:
    """Hold an advisory lock of a PostgreSQL database. The server frees it when the connection ends.

    Raises LakeBusy when another holds it for longer, LakeUnreachable when the server does not answer.
    """
    connection = duckdb.connect(config=OFFLINE)
    try:
        try:
            load(connection, ("postgres",))
            connection.execute(f"ATTACH {quoted(dsn)} AS keeper (TYPE postgres)")
            connection.execute("BEGIN")  # one connection to the server from here on
            end = time.monotonic() + wait_seconds
            while not _try(connection):
                if time.monotonic() > end:
                    raise LakeBusy(_busy(f"postgres:{dsn}"))
                time.sleep(_POLL_SECONDS)
        except duckdb.Error as error:
            raise LakeUnreachable(
                f"cannot reach the catalog postgres:{dsn}: {str(error).splitlines()[0]}; is the server up?"
            ) from error
        yield
    finally:
        # A server that went away has freed the lock by itself.
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        with suppress(duckdb.Error):
            connection.close()


def _try(connection: duckdb.DuckDBPyConnection) -> bool:
    call = f"SELECT pg_try_advisory_xact_lock({_ADVISORY_KEY}) AS is_held"
    row = connection.execute(f"SELECT is_held FROM postgres_query('keeper', {quoted(call)})").fetchone()
    return bool(row and row[0])


def _busy(place: str) -> str:
    return f"another run is writing to {place}: wait for it to finish, or stop it"
