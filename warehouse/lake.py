"""The lake: open it, read it, and publish to it in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import duckdb

from transforms import tables
from warehouse import publishing, versions
from warehouse.errors import LakeError, LakeNotWritable, NoLake, NotALake
from warehouse.extensions import OFFLINE, load, load_statements, quoted
from warehouse.location import Location
from warehouse.lock import writer_lock

_SESSION = ("USE lake.news", "SET search_path = 'lake.news,lake.marts'", "SET TimeZone = 'UTC'")
Result = TypeVar("Result")


class Lake:
    """A lake at a place. Cheap to make: nothing is opened until it is used.

    Use one object per process; it may be handed between threads, but not to another process: hand over `location`.
    """

    def __init__(self, location: str | Path, *, wait_seconds: float = 600) -> None:
        self.location = Location.of(location)
        self.wait_seconds = wait_seconds

    def create_or_open(self) -> None:
        """Make the lake, or bring one of an older version up to date; nothing when it stands as it should.

        Raises NotALake, LakeTooNew or LakeNotWritable.
        """
        folder = self.location.folder
        if folder.exists() and not folder.is_dir():
            raise NotALake(f"{folder} is a file: give the folder of a lake")
        if self._is_current():
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LakeNotWritable(f"cannot make {folder}: {error.strerror}; choose another lake") from error
        with writer_lock(self.location.lock_file, self.wait_seconds):
            connection = self._attached(read_only=False, create=True)
            try:
                versions.bring_up_to_date(connection, str(self.location))
            except duckdb.Error as error:
                raise self._explained(error) from error
            finally:
                connection.close()

    def connect(self, read_only: bool = True, at: int | datetime | None = None) -> duckdb.DuckDBPyConnection:
        """A connection with the lake attached as `lake` and in use; the caller closes it.

        `at` shows the lake as of a snapshot's number or an instant (an aware datetime). Raises NoLake, NotALake or
        LakeTooNew.
        """
        connection = self._attached(read_only=read_only, at=at)
        try:
            versions.require_known(connection, str(self.location))
            for statement in _SESSION:
                connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        return connection

    def attach_statements(self, read_only: bool = True) -> list[str]:
        """SQL by which another DuckDB client of this process attaches and uses the lake as `connect` does."""
        return [
            *load_statements(self.location.extensions),
            self.location.attach_sql(read_only=read_only),
            *_SESSION,
        ]

    def known_dumps(self, ids: Iterable[str]) -> set[str]:
        """Those of these dumps that are loaded."""
        wanted = list(ids)
        if not wanted:
            return set()
        with self._reading() as connection:
            found = connection.execute("SELECT dump_id FROM dumps WHERE dump_id IN (SELECT unnest(?))", [wanted])
            return {dump_id for (dump_id,) in found.fetchall()}

    def record(self, run: tables.Run, checks: Sequence[tables.Check] = ()) -> None:
        """Write a run and its checks alone, in place of what was recorded of that run before."""
        self._write(lambda connection: publishing.record(connection, run, checks))

    def publish(self, settled: Path, run: tables.Run, checks: Sequence[tables.Check] = ()) -> int:
        """Publish a settled load, its run and checks in one transaction; returns the snapshot that shows it.

        Publishing the same run again changes nothing. What another run has published since the load was settled is
        left as that run published it.
        """
        return self._write(lambda connection: publishing.publish(connection, settled, run, checks))

    def current_snapshot(self) -> int:
        """Number of the newest snapshot."""
        with self._reading() as connection:
            return publishing.current_snapshot(connection)

    def _is_current(self) -> bool:
        try:
            connection = self._attached(read_only=True)
        except NoLake:
            return False
        try:
            return versions.is_current(connection, str(self.location))
        finally:
            connection.close()

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = self.connect()
        try:
            yield connection
        finally:
            connection.close()

    def _write(self, work: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        """Do this work in one transaction, under the writer lock from BEGIN to COMMIT."""
        with writer_lock(self.location.lock_file, self.wait_seconds):
            connection = self.connect(read_only=False)
            try:
                connection.execute("BEGIN")
                result = work(connection)
                connection.execute("COMMIT")
                return result
            except duckdb.Error as error:
                raise self._explained(error) from error
            finally:
                connection.close()  # rolls back what was not committed

    def _attached(
        self, *, read_only: bool, create: bool = False, at: int | datetime | None = None
    ) -> duckdb.DuckDBPyConnection:
        # An empty catalog is one whose making was cut short. It is not opened to see: that would drop SQLite's locks.
        catalog = self.location.catalog_file
        if not create and not (catalog.is_file() and catalog.stat().st_size):
            raise NoLake(f"no lake at {self.location}: make one with `dateline ingest`, or set DATELINE_LAKE")
        # A query may not pick up variables of the Python program that runs it.
        connection = duckdb.connect(config={**OFFLINE, "python_enable_replacements": "false"})
        try:
            load(connection, self.location.extensions)
            connection.execute(self.location.attach_sql(read_only=read_only, create=create, at=_at_option(at)))
        except duckdb.Error as error:
            connection.close()
            raise self._explained(error) from error
        return connection

    def _explained(self, error: Exception) -> Exception:
        """A DuckDB error as one of ours where it is known what it means, else the error itself."""
        text = str(error).splitlines()[0] if str(error) else ""
        for words, kind, message in _MEANINGS:
            if any(word in str(error) for word in words):
                return kind(message.format(place=self.location, detail=text))
        return error


_MEANINGS: tuple[tuple[tuple[str, ...], type[LakeError], str], ...] = (
    (("file is not a database",), NotALake, "{place}/catalog.sqlite is not a lake's catalog: give another folder"),
    (("is explicitly disabled",), NoLake, "the lake at {place} was never finished: run `dateline ingest` again"),
    (
        ("readonly database", "Permission denied", "unable to open database", "No space left", "disk is full"),
        LakeNotWritable,
        "cannot write to {place}: {detail}; free or allow it, or choose another lake",
    ),
)


def _at_option(at: int | datetime | None) -> str | None:
    if at is None:
        return None
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError("a time without a zone tells no instant")
        return f"SNAPSHOT_TIME {quoted(at.isoformat())}"
    return f"SNAPSHOT_VERSION {int(at)}"
