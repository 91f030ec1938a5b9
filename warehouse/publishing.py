"""What one publishing transaction writes. The caller holds the writer lock and commits."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from transforms import tables
from transforms.schema import Table, table_of
from warehouse import duplicates
from warehouse.ddl import identifier
from warehouse.entities import merged_entities
from warehouse.erasure import FORGOTTEN, erase
from warehouse.extensions import quoted

# Rows that only this load can have; a table is written after those that it refers to.
LOADED = ("dumps", "entities", "articles", "sightings", "quotes", "mentions", "rejects")
# Which rows another run may have published since the load was settled, by the column that tells.
_TAKEN_BY = {
    "dumps": "dump_id",
    "sightings": "dump_id",
    "rejects": "dump_id",
    "articles": "article_id",
    "quotes": "article_id",
    "mentions": "article_id",
}
SNAPSHOT_FILE = "snapshot"
_BY_NAME = {table.name: table for table in tables.TABLES}


def publish(
    connection: duckdb.DuckDBPyConnection, settled: Path, run: tables.Run, checks: Sequence[tables.Check]
) -> int:
    """Insert a settled load, its run and its checks. Returns the snapshot that will show them once committed."""
    before = current_snapshot(connection)
    done = connection.execute(
        "SELECT snapshot_id FROM runs WHERE run_id = ? AND status = 'published'", [run.run_id]
    ).fetchone()
    if done:
        return int(done[0]) + 1
    moved = settled_at(settled) != before
    present = [name for name in LOADED if _file(settled, name).is_file()]
    for name in present:
        connection.execute(f"CREATE TEMP VIEW settled_{name} AS FROM read_parquet({quoted(str(_file(settled, name)))})")
    if moved:
        _find_taken(connection, present)
    for name in present:
        if name == "entities":
            _put_entities(connection)
        else:
            _insert_untaken(connection, name, moved)
    duplicates.publish(connection, settled, moved)
    if moved and "sightings" in present:
        erase(connection, f"SELECT DISTINCT article_id FROM settled_sightings SEMI JOIN {FORGOTTEN} USING (article_id)")
    for column, name in (("dump", "dumps"), ("article", "articles")):
        if moved and name in present:
            connection.execute(f"DROP TABLE temp.taken_{column}")
    record(connection, replace(run, snapshot_id=before), [*checks, *_staged_checks(settled)])
    return before + 1


def record(connection: duckdb.DuckDBPyConnection, run: tables.Run, checks: Sequence[tables.Check]) -> None:
    """Write a run and its checks, in place of what was recorded of it."""
    for table, rows in ((table_of(tables.Check), checks), (table_of(tables.Run), [run])):
        name = f"lake.news.{table.name}"
        connection.execute(f"DELETE FROM {name} WHERE run_id = ?", [run.run_id])
        if rows:
            connection.register("rows_to_record", table.to_arrow(rows))
            connection.execute(f"INSERT INTO {name} ({_columns(table)}) SELECT {_columns(table)} FROM rows_to_record")
            connection.unregister("rows_to_record")
    connection.execute("CALL lake.set_commit_message('dateline', ?)", [f"{run.flow} {run.run_id}: {run.status}"])


def current_snapshot(connection: duckdb.DuckDBPyConnection) -> int:
    """Number of the newest snapshot."""
    row = connection.execute("FROM lake.current_snapshot()").fetchone()
    assert row is not None
    return int(row[0])


def settled_at(settled: Path) -> int | None:
    """The snapshot that a load was settled against; None when it is not told."""
    try:
        return int((settled / SNAPSHOT_FILE).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None


def _find_taken(connection: duckdb.DuckDBPyConnection, present: Sequence[str]) -> None:
    """Tables of the dumps and articles of this load that the lake has by now."""
    for column, name in (("dump", "dumps"), ("article", "articles")):
        if name in present:
            connection.execute(
                f"CREATE TEMP TABLE taken_{column} AS "
                f"SELECT {column}_id FROM settled_{name} SEMI JOIN lake.news.{name} USING ({column}_id)"
            )


def _insert_untaken(connection: duckdb.DuckDBPyConnection, name: str, moved: bool) -> None:
    columns = _columns(_BY_NAME[name])
    key = _TAKEN_BY[name]
    untaken = f"ANTI JOIN temp.taken_{key.removesuffix('_id')} USING ({key})" if moved else ""
    connection.execute(f"INSERT INTO lake.news.{name} ({columns}) SELECT {columns} FROM settled_{name} {untaken}")


def _put_entities(connection: duckdb.DuckDBPyConnection) -> None:
    """Entities in place of those of the same id, merged with them: they may have changed since the load was settled."""
    table = _BY_NAME["entities"]
    connection.execute(
        "CREATE TEMP TABLE known_entities AS FROM lake.news.entities SEMI JOIN settled_entities USING (entity_id)"
    )
    connection.execute("DELETE FROM lake.news.entities WHERE entity_id IN (SELECT entity_id FROM known_entities)")
    both = f"(SELECT {_columns(table)} FROM settled_entities UNION ALL SELECT {_columns(table)} FROM known_entities)"
    connection.execute(
        f"INSERT INTO lake.news.entities ({_columns(table)}) "
        f"SELECT {_columns(table)} FROM ({merged_entities(both)}) ORDER BY entity_id"
    )
    connection.execute("DROP TABLE known_entities")


def _staged_checks(settled: Path) -> list[tables.Check]:
    file = _file(settled, "checks")
    if not file.is_file():
        return []
    import pyarrow.parquet as pq

    found: list[tables.Check] = table_of(tables.Check).from_arrow(pq.read_table(file, partitioning=None))
    return found


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


def _columns(table: Table) -> str:
    return ", ".join(identifier(c.name) for c in table.columns)
