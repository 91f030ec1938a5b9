"""What one publishing transaction writes. The caller holds the writer lock and commits."""

import json
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
from warehouse.marts import keeping

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
    """Insert a settled batch, its run and its checks. Returns the snapshot that will show them once committed.

    A batch that is there already is left as it is: `batches` in the run's counts tells how many are.
    """
    before = current_snapshot(connection)
    published = published_by(connection, run)
    if published is not None:
        return published
    # Each thread of DuckDB keeps the memory of what it has written, some 60 MB; to write is a hundredth of a load.
    connection.execute("SET threads = 1")
    moved = settled_at(settled) != before
    present = [name for name in LOADED if _file(settled, name).is_file()]
    for name in present:
        file = quoted(str(_file(settled, name)))
        connection.execute(f"CREATE OR REPLACE TEMP VIEW settled_{name} AS FROM read_parquet({file})")
    if moved:
        _find_taken(connection, present)
        _leave_out_entities_of_the_taken(connection, settled, present)
    for name in present:
        if name == "entities":
            put_entities(connection)
        elif name == "dumps":
            _put_dumps(connection, moved)
        else:
            _insert_untaken(connection, name, moved)
    if moved and "dumps" in present:
        connection.execute(_RECOUNT_DUMPS)
        connection.execute("DROP TABLE temp.begun_dumps")
    changed = duplicates.publish(connection, settled, moved)
    if moved and "sightings" in present:
        erase(connection, f"SELECT DISTINCT article_id FROM settled_sightings SEMI JOIN {FORGOTTEN} USING (article_id)")
    keeping.refresh_after(connection, present, moved=moved, changed=changed)
    for column, name in (("dump", "dumps"), ("article", "articles")):
        if moved and name in present:
            connection.execute(f"DROP TABLE temp.taken_{column}")
    record(connection, replace(run, snapshot_id=before), [*checks, *_staged_checks(settled)])
    connection.execute("RESET threads")
    return before + 1


def record(connection: duckdb.DuckDBPyConnection, run: tables.Run, checks: Sequence[tables.Check]) -> None:
    """Write a run and the checks of one of its batches, in place of what was recorded of these."""
    of_batch = f" AND batch = {int(checks[0].batch)}" if checks else " AND false"
    for table, rows, which in ((table_of(tables.Check), checks, of_batch), (table_of(tables.Run), [run], "")):
        name = f"lake.news.{table.name}"
        connection.execute(f"DELETE FROM {name} WHERE run_id = ?{which}", [run.run_id])
        if rows:
            connection.register("rows_to_record", table.to_arrow(rows))
            connection.execute(f"INSERT INTO {name} ({_columns(table)}) SELECT {_columns(table)} FROM rows_to_record")
            connection.unregister("rows_to_record")
    connection.execute("CALL lake.set_commit_message('dateline', ?)", [f"{run.flow} {run.run_id}: {run.status}"])


def published_by(connection: duckdb.DuckDBPyConnection, run: tables.Run) -> int | None:
    """The snapshot that shows this batch of the run, when it is published already: a retry may come after a commit."""
    row = connection.execute("SELECT status, counts, snapshot_id FROM runs WHERE run_id = ?", [run.run_id]).fetchone()
    if row is None or row[2] is None:
        return None
    is_there = row[0] == "published" or _batches(row[1]) >= _batches(run.counts) > 0
    return int(row[2]) + 1 if is_there else None


def _batches(counts: str) -> int:
    return int(json.loads(counts).get("batches", 0))


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
    """Tables of the dumps and articles of this load that the lake has by now, or must not have again.

    `begun_dumps` are those it has in part.
    """
    there = {
        "dump": "SELECT dump_id FROM lake.news.dumps WHERE NOT is_partial",
        "article": f"SELECT article_id FROM lake.news.articles UNION ALL SELECT article_id FROM {FORGOTTEN}",
    }
    for column, ids in there.items():
        if f"{column}s" in present:
            connection.execute(
                f"CREATE TEMP TABLE taken_{column} AS "
                f"SELECT {column}_id FROM settled_{column}s SEMI JOIN ({ids}) USING ({column}_id)"
            )
    if "dumps" in present:
        connection.execute(
            "CREATE TEMP TABLE begun_dumps AS "
            "SELECT dump_id FROM settled_dumps SEMI JOIN (FROM lake.news.dumps WHERE is_partial) USING (dump_id)"
        )


_REFERENCES = (("articles", "dateline_entity_id"), ("quotes", "speaker_entity_id"), ("mentions", "entity_id"))


def _leave_out_entities_of_the_taken(
    connection: duckdb.DuckDBPyConnection, settled: Path, present: Sequence[str]
) -> None:
    """Of `settled_entities`, keep those that rows to be inserted refer to, as settling would have by now."""
    if not {"entities", "articles"} <= {*present}:
        return
    referred = " UNION ".join(
        f"SELECT {column} AS entity_id FROM settled_{name} ANTI JOIN temp.taken_article USING (article_id)"
        for name, column in _REFERENCES
        if name in present
    )
    file = quoted(str(_file(settled, "entities")))
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW settled_entities AS "
        f"FROM read_parquet({file}) SEMI JOIN ({referred}) USING (entity_id)"
    )


def _insert_untaken(connection: duckdb.DuckDBPyConnection, name: str, moved: bool) -> None:
    columns = _columns(_BY_NAME[name])
    key = _TAKEN_BY[name]
    untaken = f"ANTI JOIN temp.taken_{key.removesuffix('_id')} USING ({key})" if moved else ""
    if moved and name in ("sightings", "rejects"):
        # Of a dump that another run has published in part since, what that run has of it.
        untaken += "".join(
            f" ANTI JOIN (FROM lake.news.{other} SEMI JOIN temp.begun_dumps USING (dump_id)) USING ({its_key})"
            for other, its_key in (("sightings", "dump_id, locator"), ("rejects", ", ".join(_BY_NAME[name].key)))
        )
    connection.execute(f"INSERT INTO lake.news.{name} ({columns}) SELECT {columns} FROM settled_{name} {untaken}")


def _put_dumps(connection: duckdb.DuckDBPyConnection, moved: bool) -> None:
    """Dumps in place of what the lake has of them: the counts of a batch are added to those before it."""
    columns = _columns(_BY_NAME["dumps"])
    untaken = "ANTI JOIN temp.taken_dump USING (dump_id)" if moved else ""
    connection.execute(f"CREATE TEMP TABLE dumps_to_put AS FROM settled_dumps {untaken}")
    connection.execute("CREATE TEMP TABLE dumps_before AS FROM lake.news.dumps SEMI JOIN dumps_to_put USING (dump_id)")
    connection.execute("DELETE FROM lake.news.dumps WHERE dump_id IN (SELECT dump_id FROM dumps_before)")
    sums = ", ".join(f"p.{name} + coalesce(b.{name}, 0) AS {name}" for name in _DUMP_COUNTS)
    connection.execute(
        f"INSERT INTO lake.news.dumps ({columns}) SELECT {columns} FROM ("
        f"SELECT p.* REPLACE (coalesce(b.uri, p.uri) AS uri, {sums}) FROM dumps_to_put p "
        "LEFT JOIN dumps_before b USING (dump_id)) ORDER BY dump_id"
    )
    for name in ("dumps_to_put", "dumps_before"):
        connection.execute(f"DROP TABLE temp.{name}")


_DUMP_COUNTS = ("document_count", "article_count", "reject_count", "skipped_count")
# Two runs that publish one dump in turns: what each settled overlaps, so the rows are counted.
_RECOUNT_DUMPS = """
    UPDATE lake.news.dumps AS d
    SET article_count = n.sighted, reject_count = n.rejected, document_count = n.sighted + n.rejected + d.skipped_count
    FROM (
        SELECT dump_id,
               (SELECT count(*) FROM lake.news.sightings s WHERE s.dump_id = begun_dumps.dump_id) AS sighted,
               (SELECT count(*) FROM lake.news.rejects r WHERE r.dump_id = begun_dumps.dump_id) AS rejected
        FROM temp.begun_dumps
    ) AS n
    WHERE n.dump_id = d.dump_id
"""


def put_entities(connection: duckdb.DuckDBPyConnection) -> None:
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
