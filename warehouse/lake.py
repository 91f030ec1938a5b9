"""The lake: open it, read it, and publish to it in one transaction."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from transforms import tables
from warehouse import publishing, versions
from warehouse.errors import LakeError, LakeNotWritable, LakeUnreachable, NoLake, NoSnapshot, NotALake
from warehouse.extensions import OFFLINE, instance, load_statements, quoted
from warehouse.location import location_of

# A query may not pick up variables of the Python program that runs it.
_CONFIG = {**OFFLINE, "python_enable_replacements": "false"}
_SESSION = (
    "USE lake.news",
    "SET search_path = 'lake.news,lake.marts'",
    "SET TimeZone = 'UTC'",
    "SET enable_progress_bar = false",
)
Result = TypeVar("Result")


class Lake:
    """A lake at a place: a folder, or a PostgreSQL catalog. Nothing is opened until it is used.

    `location` and `data` are those of `location_of`. A lake may be shared by threads and pickled to other processes;
    it must not be taken through a fork.
    """

    def __init__(self, location: str | Path, data: str | None = None, *, wait_seconds: float = 600) -> None:
        self._given = (location, data)
        self.location = location_of(location, data)
        self.wait_seconds = wait_seconds
        self._instances: dict[str, duckdb.DuckDBPyConnection] = {}
        self._guard = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"given": self._given, "wait_seconds": self.wait_seconds}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(*state["given"], wait_seconds=state["wait_seconds"])  # type: ignore[misc]

    def create_or_open(self) -> None:
        """Make the lake, or bring one of an older version up to date; nothing when it stands as it should.

        Raises NotALake, LakeTooNew, LakeNotWritable or LakeUnreachable.
        """
        if self._is_current():
            return
        self.location.prepare()
        with self.location.lock(self.wait_seconds):
            connection = self._attached(read_only=False, create=True)
            try:
                versions.bring_up_to_date(connection, self.location)
            except duckdb.Error as error:
                raise self.explained(error) from error
            finally:
                _end(connection)

    def connect(self, read_only: bool = True, at: int | datetime | None = None) -> duckdb.DuckDBPyConnection:
        """A connection of its own with the lake attached as `lake` and in use; the caller closes it.

        `at` shows the lake as of a snapshot's number or an instant (an aware datetime). Raises NoLake, NotALake,
        LakeTooNew or LakeUnreachable. To open a first one takes 0.2 s, most of it for DuckDB to verify its extensions.
        """
        connection = self._attached(read_only=read_only, at=at)
        try:
            self._begin_session(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def shared(self, name: str, make: Callable[[], duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
        """A cursor on a DuckDB instance that this lake keeps under a name; `make` opens it the first time."""
        with self._guard:
            if name not in self._instances:
                self._instances[name] = make()
            cursor = self._instances[name].cursor()
        try:
            self._begin_session(cursor)
        except BaseException:
            cursor.close()
            self._drop(name)
            raise
        return cursor

    def close(self) -> None:
        """Close what was kept open; the lake can be used again."""
        for name in list(self._instances):
            self._drop(name)

    def instance(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB instance with the extensions that it takes to attach the lake, which is not attached yet."""
        try:
            return instance(self.location.extensions, _CONFIG)
        except duckdb.Error as error:
            raise self.explained(error) from error

    def attach_statements(self, read_only: bool = True, at: int | datetime | None = None) -> list[str]:
        """SQL by which another DuckDB client of this process attaches and uses the lake as `connect` does."""
        return [
            *load_statements(self.location.extensions),
            *self.location.setup(),
            self.location.attach_sql(read_only=read_only, at=_at_option(at)),
            *_SESSION,
        ]

    def known_dumps(self, ids: Iterable[str]) -> set[str]:
        """Those of these dumps that are loaded, whole."""
        wanted = list(ids)
        if not wanted:
            return set()
        with self.reading() as connection, listed(connection, wanted) as those:
            found = connection.execute(f"SELECT dump_id FROM dumps WHERE NOT is_partial AND dump_id IN (FROM {those})")
            return {dump_id for (dump_id,) in found.fetchall()}

    def known_versions(self, uris: Iterable[str]) -> dict[str, str]:
        """The entity tags that remote dumps had when they were last loaded from these addresses."""
        wanted = list(uris)
        if not wanted:
            return {}
        with self.reading() as connection:
            found = connection.execute(
                "SELECT uri, arg_max(entity_tag, loaded_at) FROM dumps "
                "WHERE uri IN (SELECT unnest(?)) AND entity_tag IS NOT NULL AND NOT is_partial GROUP BY uri",
                [wanted],
            )
            return dict(found.fetchall())

    def record(self, run: tables.Run, checks: Sequence[tables.Check] = ()) -> None:
        """Write a run and its checks alone, in place of what was recorded of that run before."""
        self.write(lambda connection: publishing.record(connection, run, checks))

    def publish(self, settled: Path, run: tables.Run, checks: Sequence[tables.Check] = ()) -> int:
        """Publish a settled load, its run and checks in one transaction; returns the snapshot that shows it.

        Publishing the same run again changes nothing. What another run has published since the load was settled is
        left as that run published it.
        """
        return self.write(lambda connection: publishing.publish(connection, settled, run, checks))

    def current_snapshot(self) -> int:
        """Number of the newest snapshot."""
        with self.reading() as connection:
            return publishing.current_snapshot(connection)

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A read transaction: all that is asked within sees one snapshot."""
        connection = self.shared("reader", lambda: self._attached(read_only=True))
        try:
            connection.execute("BEGIN")
            yield connection
        except duckdb.Error as error:
            raise self.explained(error) from error
        finally:
            _end(connection)

    def write(self, work: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        """Do this work in one transaction, under the writer lock from BEGIN to COMMIT."""
        with self.locked() as connection:
            connection.execute("BEGIN")
            result = work(connection)
            connection.execute("COMMIT")
            return result

    @contextmanager
    def locked(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A writing connection under the writer lock; the caller begins and commits. What is left is undone."""
        with self.location.lock(self.wait_seconds):
            connection = self.shared("writer", lambda: self._attached(read_only=False))
            try:
                yield connection
            except duckdb.Error as error:
                _end(connection)  # first: with the instance its cursors are closed as they are
                self._drop("writer")  # after some errors an instance is of no more use
                raise self.explained(error) from error
            finally:
                _end(connection)

    def explained(self, error: Exception) -> Exception:
        """A DuckDB error as one of ours where it is known what it means, else the error itself."""
        lines = str(error).splitlines() or [""]
        if isinstance(error, duckdb.HTTPException) or "error for HTTP" in lines[0]:
            return LakeUnreachable(f"cannot reach the files of {self.location}: {lines[0]}; see AWS_ENDPOINT_URL")
        for words, kind, message in _MEANINGS:
            telling = [line.strip() for line in lines if any(word in line for word in words)]
            if telling:
                return kind(message.format(place=self.location, detail=telling[0]))
        return error

    def _is_current(self) -> bool:
        try:
            connection = self.shared("reader", lambda: self._attached(read_only=True))
        except (NoLake, NotALake):
            return False
        try:
            return versions.is_current(connection, self.location)
        finally:
            connection.close()

    def _begin_session(self, connection: duckdb.DuckDBPyConnection) -> None:
        try:
            versions.require_known(connection, self.location)
            for statement in _SESSION:
                connection.execute(statement)
        except duckdb.Error as error:
            raise self.explained(error) from error

    def _attached(
        self, *, read_only: bool, create: bool = False, at: int | datetime | None = None
    ) -> duckdb.DuckDBPyConnection:
        fixed = _at_option(at)
        if not create and not self.location.may_be_there():
            raise NoLake(f"no lake at {self.location}: make one with `dateline ingest`, or set DATELINE_LAKE")
        connection = self.instance()
        try:
            for statement in self.location.setup():
                connection.execute(statement)
            connection.execute(self.location.attach_sql(read_only=read_only, create=create, at=fixed))
        except duckdb.Error as error:
            connection.close()
            raise self.explained(error) from error
        return connection

    def _drop(self, name: str) -> None:
        with self._guard:
            instance = self._instances.pop(name, None)
        if instance is not None:
            _end(instance)


@contextmanager
def listed(connection: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> Iterator[str]:
    """The name of a table of these ids while the block runs; a list of them as a parameter takes many times as much."""
    connection.register("listed_ids", pa.table({"id": pa.array(list(ids), pa.string())}))
    try:
        yield "listed_ids"
    finally:
        connection.unregister("listed_ids")


_MEANINGS: tuple[tuple[tuple[str, ...], type[LakeError], str], ...] = (
    (("file is not a database",), NotALake, "{place}/catalog.sqlite is not a lake's catalog: give another folder"),
    (("is explicitly disabled",), NoLake, "no finished lake at {place}: run `dateline ingest`"),
    (
        ("No snapshot found",),
        NoSnapshot,
        "{place} cannot be read as of then: that is before the lake, or has expired; see `from lake.snapshots()`",
    ),
    (
        # A connection that is lost at COMMIT is told of only by what was tried after it.
        ("Unable to connect to Postgres", "server closed the connection", "connection to server", 'query "ROLLBACK"'),
        LakeUnreachable,
        "cannot reach the catalog {place}: {detail}; is the server up?",
    ),
    (
        # A catalog on a full disk: SQLite cannot make its shared memory, not even for readers.
        ("readonly database", "Permission denied", "unable to open", "No space left", "disk is full", "disk I/O error"),
        LakeNotWritable,
        "cannot write to {place}: {detail}; free or allow it, or choose another lake",
    ),
)


def _end(connection: duckdb.DuckDBPyConnection) -> None:
    """Undo what is open and close. A server that went away cannot be told; closing then would end the process."""
    with suppress(duckdb.Error):
        connection.execute("ROLLBACK")
    with suppress(duckdb.Error):
        connection.close()


def _at_option(at: int | datetime | None) -> str | None:
    if at is None:
        return None
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError("a time without a zone tells no instant")
        return f"SNAPSHOT_TIME {quoted(at.isoformat())}"
    return f"SNAPSHOT_VERSION {int(at)}"
