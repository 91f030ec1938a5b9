"""Keeping a lake small and quick: fewer and larger files, old snapshots expired, what nothing refers to deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from transforms.tables import INDEXES, TABLES
from warehouse import storage
from warehouse.ddl import NEWS, identifier
from warehouse.lake import Lake
from warehouse.marts.keeping import kept_marts

# A file of which this share of rows is deleted is written anew without them.
REWRITE_SHARE = 0.25
# Files below this are joined. DuckLake writes files of some 500 MB, so no row is written anew more than a few times
# but those of the last small file.
SMALL_BYTES = 64_000_000
# Rows that are looked up together lie together. Quotes of a speaker do so within each month, so that a speaker's quotes
# and those of a few days are both in few row groups; to find those of an article, Parquet's Bloom filters do.
_MONTHS = (
    "LEFT JOIN (SELECT article_id, date_trunc('month', coalesce(published_at, updated_at)) AS month "
    "FROM lake.news.articles) USING (article_id)"
)
CLUSTERED_BY = {
    "quotes": (_MONTHS, ("month", "speaker_entity_id", "article_id", "char_start")),
    "mentions": ("", ("article_id", "char_start")),
}


@dataclass(frozen=True)
class Size:
    """How large a lake is: files of its tables as of now, their bytes, and the snapshots that can be read."""

    file_count: int
    byte_count: int
    snapshot_count: int


@dataclass(frozen=True)
class Maintained:
    """What maintenance came to."""

    before: Size
    after: Size
    expired_count: int
    deleted_file_count: int


def size_of(lake: Lake) -> Size:
    """The size of a lake."""
    with lake.reading() as connection:
        return _size(connection)


def maintain(
    lake: Lake,
    *,
    keep: timedelta = timedelta(days=30),
    keep_count: int = 100,
    grace: timedelta = timedelta(hours=1),
    now: datetime | None = None,
) -> Maintained:
    """Compact, expire and delete, under the writer lock, while readers read.

    Snapshots younger than `keep`, and the newest `keep_count`, can still be read. `grace` is longer than any reader's
    transaction: no younger snapshot expires, and files that only expired snapshots have are deleted once they have
    been out of use for so long. Files that a killed writer left are deleted at once, since nothing ever referred to
    them. `now` (UTC) is for tests.
    """
    now = now or datetime.now(UTC)
    with lake.locked() as connection:
        before = _size(connection)
        compact(connection)
        # A reader that is in the middle of a snapshot when it expires would find tables empty.
        expired = _expire(connection, now - max(keep, grace), keep_count)
        deleted = delete_unused(connection, now - grace)
        return Maintained(before, _size(connection), expired, deleted)


def compact(connection: duckdb.DuckDBPyConnection, rewrite_share: float = REWRITE_SHARE) -> None:
    """Join small files of a table and write files anew that have many deleted rows, all tables in one transaction.

    DuckLake's `merge_adjacent_files` takes the old files out of the catalog at once, and a reader whose transaction
    began before it then found tables empty, without an error. Deleting and inserting the same rows retires the old
    files instead: who began before still reads them. It also puts the rows in order of their key again.
    """
    connection.execute("BEGIN")
    for schema, tables in ((NEWS, TABLES), ("dateline", INDEXES)):
        for table in tables:
            joined, columns = CLUSTERED_BY.get(table.name, ("", table.key))
            order = ", ".join(identifier(column) for column in columns)
            _compact(connection, schema, table.name, [c.name for c in table.columns], order, rewrite_share, joined)
    for mart in kept_marts().values():
        if mart.key:
            described = connection.execute(f"DESCRIBE {mart.table}").fetchall()
            name = mart.table.rsplit(".", 1)[1]
            _compact(connection, "dateline", name, [row[0] for row in described], mart.order, rewrite_share)
    connection.execute("CALL lake.set_commit_message('dateline', 'maintain: compact')")
    connection.execute("COMMIT")


def _compact(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    columns: Sequence[str],
    order: str,
    rewrite_share: float,
    joined: str = "",
) -> None:
    """`order` and `joined` are SQL, the latter of what the order takes from other tables."""
    rows = connection.execute(_FILES_OF_TABLE, [schema, table]).fetchall()
    small = [name for name, byte_count, _ in rows if byte_count < SMALL_BYTES]
    holed = [name for name, _, deleted_share in rows if deleted_share >= rewrite_share and deleted_share > 0]
    chosen = sorted({*holed, *(small if len(small) > 1 else ())})
    if not chosen:
        return
    name = f"lake.{schema}.{identifier(table)}"
    listed = ", ".join(identifier(column) for column in columns)
    # A reader sees the rows of its own transaction too, so it is by their files that the old ones are told.
    those = "parse_filename(filename) IN (SELECT unnest(?))"
    connection.execute(
        f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {name} {joined} WHERE {those} ORDER BY {order}", [chosen]
    )
    connection.execute(f"DELETE FROM {name} WHERE {those}", [chosen])


# Name, bytes and deleted share of the files that a table has now.
_FILES_OF_TABLE = """
    SELECT parse_filename(f.path), f.file_size_bytes, coalesce(sum(d.delete_count), 0) / greatest(f.record_count, 1)
    FROM __ducklake_metadata_lake.ducklake_data_file f
    JOIN __ducklake_metadata_lake.ducklake_table t ON t.table_id = f.table_id AND t.end_snapshot IS NULL
    JOIN __ducklake_metadata_lake.ducklake_schema s ON s.schema_id = t.schema_id AND s.end_snapshot IS NULL
    LEFT JOIN __ducklake_metadata_lake.ducklake_delete_file d
        ON d.data_file_id = f.data_file_id AND d.end_snapshot IS NULL
    WHERE f.end_snapshot IS NULL AND s.schema_name = ? AND t.table_name = ?
    GROUP BY f.path, f.file_size_bytes, f.record_count
"""


def expire_all(connection: duckdb.DuckDBPyConnection) -> int:
    """Expire every snapshot but the newest."""
    return _expire(connection, None, 1)


def delete_unused(connection: duckdb.DuckDBPyConnection, before: datetime | None) -> int:
    """Delete files that no snapshot has, if they went out of use before then, and files that none ever had."""
    out_of_use = connection.execute(
        "CALL ducklake_cleanup_old_files('lake', cleanup_all => true)"
        if before is None
        else f"CALL ducklake_cleanup_old_files('lake', older_than => TIMESTAMPTZ '{before.isoformat()}')"
    ).fetchall()
    return len(out_of_use) + _delete_orphans(connection)


def _delete_orphans(connection: duckdb.DuckDBPyConnection) -> int:
    """Delete files that the catalog does not know. Whoever writes files holds the lock that we hold: none is coming."""
    row = connection.execute("SELECT data_path FROM ducklake_settings('lake')").fetchone()
    assert row is not None
    if storage.is_remote(row[0]):
        return len(connection.execute("CALL ducklake_delete_orphaned_files('lake', cleanup_all => true)").fetchall())
    # DuckLake's own function looks for files by a glob, and finds none where a folder's name has a bracket in it.
    known = {name for (name,) in connection.execute(_KNOWN_FILES).fetchall()}
    orphans = [file for file in Path(row[0]).rglob("*.parquet") if file.name not in known]
    for file in orphans:
        file.unlink(missing_ok=True)
    return len(orphans)


# Every file has a name of its own, whichever folder it lies in.
_KNOWN_FILES = """
    SELECT parse_filename(path) FROM __ducklake_metadata_lake.ducklake_data_file
    UNION SELECT parse_filename(path) FROM __ducklake_metadata_lake.ducklake_delete_file
    UNION SELECT parse_filename(path) FROM __ducklake_metadata_lake.ducklake_files_scheduled_for_deletion
"""


def _expire(connection: duckdb.DuckDBPyConnection, before: datetime | None, keep_count: int) -> int:
    rows = connection.execute(
        """
        SELECT snapshot_id FROM ducklake_snapshots('lake')
        WHERE (?::TIMESTAMPTZ IS NULL OR snapshot_time < ?)
        AND snapshot_id NOT IN (SELECT snapshot_id FROM ducklake_snapshots('lake') ORDER BY 1 DESC LIMIT ?)
        """,
        [before, before, max(keep_count, 1)],
    ).fetchall()
    versions = [int(number) for (number,) in rows]
    if versions:
        connection.execute(f"CALL ducklake_expire_snapshots('lake', versions => {versions})")
    return len(versions)


def _size(connection: duckdb.DuckDBPyConnection) -> Size:
    row = connection.execute(
        """
        SELECT coalesce(sum(file_count + delete_file_count), 0)::BIGINT,
               coalesce(sum(file_size_bytes + delete_file_size_bytes), 0)::BIGINT,
               (SELECT count(*) FROM ducklake_snapshots('lake'))
        FROM ducklake_table_info('lake')
        """
    ).fetchone()
    assert row is not None
    return Size(*row)
