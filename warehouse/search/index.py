"""The index beside a lake: made once, then kept up with it snapshot by snapshot."""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import filelock
import tantivy

from transforms.errors import UserError
from warehouse.lake import Lake
from warehouse.location import FolderLocation, Location
from warehouse.search.fields import KINDS, VERSION, Kind, analyzers, documents, schema_of

# Memory that Tantivy may gather documents in before it writes a segment, in bytes.
HEAP_BYTES = 192_000_000
SMALL_HEAP_BYTES = 32_000_000
_ROWS_AT_ONCE = 20_000
_STATE = "state.json"
# Snapshots in which `maintain` wrote the same rows to other files.
_UNCHANGING = "maintain"
Progress = Callable[[str, int], None]


class NoIndex(UserError):
    """The index can be neither read nor made."""


@dataclass(frozen=True)
class State:
    """Of which lake an index is, and up to which snapshot."""

    version: int
    lake: str
    snapshot: int


def folder_of(location: Location) -> Path:
    """Where the index of a lake is: in its folder, or in the user's cache where there is none that may be written."""
    if isinstance(location, FolderLocation):
        beside = location.folder / "search"
        if os.access(beside if beside.exists() else location.folder, os.W_OK):
            return beside
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "dateline" / "search" / hashlib.sha256(str(location).encode()).hexdigest()[:16]


def discard(location: Location) -> None:
    """Delete the index of a lake with all text in it; the next search makes it anew."""
    folder = folder_of(location)
    if folder.parent.is_dir():
        with _locked(folder):
            shutil.rmtree(folder, ignore_errors=True)


def refresh(lake: Lake, progress: Progress | None = None, *, only_if_there: bool = False) -> Path | None:
    """Bring the index of a lake up to its newest snapshot, and return its folder.

    The cost follows what was loaded since. Made from nothing when there is none, or when the snapshots since then have
    expired (as after `forget`): some minutes for a million articles. `only_if_there` leaves out the former.
    `progress` is told what is read and how many documents so far. Raises NoIndex.
    """
    folder = folder_of(lake.location)
    with lake.reading() as connection:
        now = _now(connection)
        if _read_state(folder) == now:
            return folder
        if only_if_there and not folder.exists():
            return None
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with _locked(folder):
                _bring_up(connection, folder, now, progress or (lambda name, count: None))
        except OSError as error:
            raise NoIndex(f"cannot write the search index {folder}: {error.strerror}") from error
    return folder


def opened(folder: Path, kind: Kind) -> tantivy.Index:
    """One of the indexes of a folder, ready to be searched or written."""
    index = tantivy.Index(schema_of(kind.name), path=str(folder / kind.name))
    for name, analyzer in analyzers().items():
        index.register_tokenizer(name, analyzer)
    return index


def _bring_up(connection: duckdb.DuckDBPyConnection, folder: Path, now: State, progress: Progress) -> None:
    was = _read_state(folder)  # another process may have done it while this one waited for the lock
    if was == now or (was and was.lake == now.lake and was.snapshot > now.snapshot):
        return
    spans = _spans_since(connection, was, now) if was else None
    if spans is None:
        _make(connection, folder, now, progress)
        return
    for span in spans:
        _follow(connection, folder, span, progress)
    _write_state(folder, now)


def _make(connection: duckdb.DuckDBPyConnection, folder: Path, now: State, progress: Progress) -> None:
    """The whole index from nothing, beside its place, then renamed."""
    aside = folder.parent / f".{folder.name}.{uuid.uuid4().hex}"
    for left_over in folder.parent.glob(f".{folder.name}.*"):  # of a process that was killed: the lock is ours
        if left_over.is_dir():
            shutil.rmtree(left_over, ignore_errors=True)
    try:
        for kind in KINDS.values():
            (aside / kind.name).mkdir(parents=True)
            writer = opened(aside, kind).writer(HEAP_BYTES, os.cpu_count() or 1)
            sql = documents(kind, quotes="lake.news.quotes", articles="lake.news.articles", known="lake.news.articles")
            for count, row in enumerate(_rows(connection, f"SELECT document FROM ({sql})"), start=1):
                writer.add_json(row[0])
                if count % _ROWS_AT_ONCE == 0:
                    progress(kind.name, count)
            writer.commit()
            writer.wait_merging_threads()
        _write_state(aside, now)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _follow(connection: duckdb.DuckDBPyConnection, folder: Path, span: tuple[int, int], progress: Progress) -> None:
    """Do what a few snapshots did. May be done twice: what an article had goes before what it has is added."""
    inserted, deleted = (
        {table: f"ducklake_table_{what}('lake', 'news', '{table}', {span[0]}, {span[1]})" for table in KINDS}
        for what in ("insertions", "deletions")
    )
    for name in KINDS:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE new_{name} AS FROM {inserted[name]}")
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE old_{name} AS SELECT DISTINCT {KINDS[name].key} FROM {deleted[name]}"
        )
    connection.execute(_KNOWN)
    for kind in KINDS.values():
        gone = connection.execute(
            f"SELECT {kind.key} FROM new_{kind.name} UNION SELECT {kind.key} FROM old_{kind.name}"
        ).fetchall()
        if not gone:
            continue
        writer = opened(folder, kind).writer(SMALL_HEAP_BYTES, 1)
        for (key,) in gone:
            writer.delete_documents_by_term(kind.key, key)
        sql = documents(kind, quotes="new_quotes", articles="new_articles", known="known_articles")
        for count, row in enumerate(_rows(connection, f"SELECT document FROM ({sql})"), start=1):
            writer.add_json(row[0])
            if count % _ROWS_AT_ONCE == 0:
                progress(kind.name, count)
        writer.commit()
        writer.wait_merging_threads()


# What quotes show of their articles. A quote comes with its article, but for one that is derived again alone.
_KNOWN = """
    CREATE OR REPLACE TEMP TABLE known_articles AS
    WITH alone AS (SELECT DISTINCT article_id FROM new_quotes ANTI JOIN new_articles USING (article_id))
    SELECT article_id, headline, publisher, published_at, updated_at FROM new_articles
    UNION ALL
    SELECT article_id, headline, publisher, published_at, updated_at
    FROM lake.news.articles WHERE (SELECT count(*) > 0 FROM alone) AND article_id IN (FROM alone)
"""


def _spans_since(connection: duckdb.DuckDBPyConnection, was: State, now: State) -> list[tuple[int, int]] | None:
    """First and last snapshot of each step to take from `was` to `now`; None when the way is not known any more.

    Snapshots that only add are taken together. One that also takes away is a step of its own, since what it took away
    may come again. Those of `maintain` are left out: they hold the same rows.
    """
    if (was.version, was.lake) != (now.version, now.lake):
        return None
    rows = connection.execute(
        "SELECT snapshot_id, coalesce(commit_message, ''), "
        "len(coalesce(map_extract(changes, 'tables_deleted_from')[1], [])) > 0 "
        "FROM lake.snapshots() WHERE snapshot_id BETWEEN ? AND ? ORDER BY 1",
        [was.snapshot, now.snapshot],
    ).fetchall()
    if [number for number, _, _ in rows] != list(range(was.snapshot, now.snapshot + 1)):
        return None
    spans: list[tuple[int, int]] = []
    may_join = False
    for number, message, takes_away in rows[1:]:
        if message.startswith(_UNCHANGING):
            may_join = False
        elif may_join and not takes_away:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
            may_join = not takes_away
    return spans


def _now(connection: duckdb.DuckDBPyConnection) -> State:
    row = connection.execute(
        "SELECT (FROM lake.current_snapshot()), (SELECT any_value(table_uuid)::VARCHAR "
        "FROM __ducklake_metadata_lake.ducklake_table WHERE table_name = 'quotes' AND end_snapshot IS NULL)"
    ).fetchone()
    assert row is not None
    return State(VERSION, str(row[1]), int(row[0]))


def _read_state(folder: Path) -> State | None:
    try:
        return State(**json.loads((folder / _STATE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _write_state(folder: Path, state: State) -> None:
    aside = folder / f".{_STATE}"
    aside.write_text(json.dumps(asdict(state)), encoding="utf-8")
    aside.replace(folder / _STATE)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[str]]:
    result = connection.execute(sql)
    while rows := result.fetchmany(_ROWS_AT_ONCE):
        yield from rows


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time brings an index up; the others wait for it."""
    with filelock.FileLock(folder.parent / f".{folder.name}.lock"):
        yield
