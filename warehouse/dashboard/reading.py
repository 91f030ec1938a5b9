"""What a page reads: one snapshot of the lake for all of its questions, in a transaction that cannot write."""

import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa

from warehouse import publishing
from warehouse.errors import LakeBusy, LakeUnreachable
from warehouse.lake import Lake
from warehouse.query import reader

# Answers that are kept: at most so many, and in all so many bytes of Arrow.
KEPT_ANSWERS, KEPT_BYTES = 400, 200_000_000

Key = tuple[Any, ...]


class Answers:
    """Answers by snapshot and question. A snapshot never changes, so neither does an answer."""

    def __init__(self, count: int = KEPT_ANSWERS, size: int = KEPT_BYTES) -> None:
        self._count, self._size, self._held = count, size, 0
        self._answers: OrderedDict[Key, pa.Table] = OrderedDict()
        self._guard = Lock()

    def get(self, key: Key) -> pa.Table | None:
        """The answer, when it is kept."""
        with self._guard:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: Key, answer: pa.Table) -> None:
        """Keep an answer; those not asked for longest make room."""
        if answer.nbytes > self._size:
            return
        with self._guard:
            self._held += answer.nbytes - (self._answers[key].nbytes if key in self._answers else 0)
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._count or self._held > self._size:
                self._held -= self._answers.popitem(last=False)[1].nbytes


class View:
    """One snapshot of a lake, as long as a page is made of it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lake: Lake, answers: Answers) -> None:
        self._connection = connection
        self._answers = self.answers = answers
        self.lake = lake
        self.snapshot = publishing.current_snapshot(connection)

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """The answer to a question of `questions`, with parameters bound by name."""
        given = dict(params or {})
        key = (self.snapshot, sql, *sorted((name, repr(value)) for name, value in given.items()))
        answer = self._answers.get(key)
        if answer is None:
            answer = self._connection.execute(sql, given).to_arrow_table()
            self._answers.keep(key, answer)
        return answer

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """As `ask`, the rows as dicts."""
        found: list[dict[str, Any]] = self.ask(sql, params).to_pylist()
        return found

    def row(self, sql: str, params: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """As `ask`, the first row; None when there is none."""
        found = self.ask(sql, params).slice(0, 1).to_pylist()
        return found[0] if found else None


@contextmanager
def viewing(lake: Lake, answers: Answers) -> Iterator[View]:
    """A view of the lake as it is now. Raises the errors of `Lake`, in the words that they have for people."""
    try:
        connection = reader(lake)
    except duckdb.Error as error:
        raise explained(lake, error) from error
    try:
        connection.execute("BEGIN")
        yield View(connection, lake, answers)
    except duckdb.Error as error:
        raise explained(lake, error) from error
    finally:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        connection.close()


def explained(lake: Lake, error: duckdb.Error) -> Exception:
    """What a failed question means."""
    if "database is locked" in str(error):
        return LakeBusy(f"{lake.location} is locked by another program: wait a moment and load the page again")
    told = lake.explained(error)
    if told is not error:
        return told
    lines = str(error).splitlines() or [type(error).__name__]
    return LakeUnreachable(f"{lake.location} could not be read: {lines[0]}; load the page again")


def identity(location: str) -> tuple[str, int]:
    """The lake's place and which lake is there: one that was deleted and made again is another."""
    catalog = Path(location).expanduser() / "catalog.sqlite"
    try:
        return location, catalog.stat().st_ino
    except OSError:
        return location, 0


def lake_setting() -> tuple[str, str | None]:
    """Where the lake and its data are, as `serve` says in the environment."""
    return os.environ.get("DATELINE_LAKE", "./lake"), os.environ.get("DATELINE_DATA")
