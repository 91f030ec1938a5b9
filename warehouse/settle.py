"""Settling a load: out of analysed parts, what will be published.

One row per key, articles that the lake has left out, entities merged with those in the lake. All in SQL over Parquet,
with bodies read once and only where they are kept; what does not fit in memory is spilled beside the result.
"""

import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from transforms import tables
from transforms.schema import table_of
from warehouse import duplicates, publishing
from warehouse.ddl import identifier
from warehouse.entities import COLUMNS as ENTITY_COLUMNS
from warehouse.entities import merged_entities
from warehouse.erasure import FORGOTTEN, rejects_of_forgotten
from warehouse.extensions import quoted
from warehouse.lake import Lake
from warehouse.staging import ARTICLE_GROUP_ROWS, ROW_GROUP_ROWS, as_arrow, is_whole, move_into_place

_ANALYSED = ("articles", "sightings", "quotes", "mentions", "entities", "rejects", "fingerprints")
_BY_NAME = {table.name: table for table in (*tables.TABLES, *tables.INDEXES)}
# Where a record lies in its dump, as a number: `chars 90-120` comes before `chars 100-140`.
_OFFSET = "coalesce(try_cast(regexp_extract(locator, '[0-9]+') AS BIGINT), 0)"
# Rows of a text are kept together and in its order, so that a lookup by article reads one row group.
_ORDER = {
    "dumps": "dump_id",
    "articles": "article_id",
    "sightings": f"dump_id, {_OFFSET}, locator",
    "quotes": "article_id, char_start, char_end, quote_id",
    "mentions": "article_id, char_start, char_end, mention_id",
    "entities": "entity_id",
    "rejects": f"dump_id, {_OFFSET}, locator, stage",
}


def settle(
    lake: Lake, parts: Sequence[Path], dumps: Sequence[tables.Dump] | pa.Table, into: Path, run_id: str
) -> dict[str, int]:
    """Write to `into` what publishing these parts will add to the lake; returns its rows by table.

    Of an article that comes more than once, the one with the least dump and place in it is kept with its own quotes
    and mentions. Articles that the lake has are left out with theirs; their sightings stay. Dumps that the lake has
    are left out altogether; of those that it has in part, the documents that it has. Entities that no kept row refers
    to, or that the lake has just so, are left out. `run_id` is set. A folder that is whole is left alone.

    The counts of a dump are those of these parts: publishing adds them to the counts that the lake has. One that
    `is_partial` has more documents in later batches; for any other, document_count comes as its reader counted in all.
    """
    if not is_whole(into):
        into.parent.mkdir(parents=True, exist_ok=True)
        aside = into.parent / f".{into.name}.{uuid.uuid4().hex}"
        aside.mkdir()
        try:
            _Settling(lake, parts, dumps, aside, run_id).write()
            move_into_place(aside, into)
        except duckdb.Error as error:
            raise lake.explained(error) from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return row_counts(into)


def row_counts(folder: Path) -> dict[str, int]:
    """Rows of each table of a folder of Parquet files, from their footers."""
    import pyarrow.parquet as pq

    files = sorted(folder.glob("*.parquet"))
    return {file.stem: int(pq.read_metadata(file).num_rows) for file in files}


class _Settling:
    """One settling: its connection, and the temporary tables that its steps leave for the next."""

    def __init__(
        self, lake: Lake, parts: Sequence[Path], dumps: Sequence[tables.Dump] | pa.Table, folder: Path, run_id: str
    ) -> None:
        self.connection = lake.connect()
        self.parts = parts
        self.dumps = dumps
        self.folder = folder
        self.run_id = run_id

    def write(self) -> None:
        """All tables, in an order in which each finds what it needs."""
        spill = self.folder / "spill"
        try:
            self.sql(f"SET temp_directory = {quoted(str(spill))}")
            # Each thread of DuckDB keeps some 100 MB of what it reads and sorts. Only near-duplicates are found by all.
            self.sql("SET threads = 1")
            self.sql("BEGIN")  # one view of the lake
            snapshot = publishing.current_snapshot(self.connection)
            (self.folder / publishing.SNAPSHOT_FILE).write_text(str(snapshot), encoding="ascii")
            self.find_sources()
            self.choose_dumps()
            self.choose_articles()
            self.cluster_articles()
            self.put_outcomes()
            self.put_articles()
            self.put_of_articles("quotes")
            self.put_of_articles("mentions")
            self.put_entities()
            self.put_dumps()
        finally:
            self.connection.close()
            shutil.rmtree(spill, ignore_errors=True)

    def sql(self, statement: str, parameters: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(statement, list(parameters))

    def key(self, name: str) -> str:
        return ", ".join(_BY_NAME[name].key)

    def columns(self, name: str) -> str:
        return ", ".join(identifier(c.name) for c in _BY_NAME[name].columns)

    def find_sources(self) -> None:
        """Views `part_<table>` over all parts, with the part that each row is of; the load's dumps and run."""
        for name in _ANALYSED:
            files = [str(part / f"{name}.parquet") for part in self.parts if (part / f"{name}.parquet").is_file()]
            if files:
                listed = ", ".join(quoted(file) for file in files)
                tail = len(f"/{name}.parquet")
                # A number in memory: long paths beside each row would take more than the rows.
                folders = ", ".join(quoted(folder) for folder in sorted({str(part) for part in self.parts}))
                part = f"left(filename, -{tail})::ENUM({folders})"
                self.sql(
                    f"CREATE TEMP VIEW part_{name} AS SELECT {self.columns(name)}, file_row_number AS row_number, "
                    f"{part} AS part FROM read_parquet([{listed}], filename = true, "
                    "file_row_number = true)"
                )
            else:
                types = ", ".join(f"NULL::{c.sql_type} AS {identifier(c.name)}" for c in _BY_NAME[name].columns)
                self.sql(
                    f"CREATE TEMP VIEW part_{name} AS SELECT {types}, 0::BIGINT AS row_number, '' AS part WHERE false"
                )
        self.connection.register("given_dumps", as_arrow(table_of(tables.Dump), self.dumps))
        self.sql("CREATE TEMP TABLE load AS SELECT ?::VARCHAR AS run_id", [self.run_id])

    def choose_dumps(self) -> None:
        """`new_dumps`: those of the load that the lake does not have whole; `begun_dumps`: what it has of them."""
        self.sql(
            "CREATE TEMP TABLE new_dumps AS FROM given_dumps "
            "ANTI JOIN (FROM lake.news.dumps WHERE NOT is_partial) USING (dump_id)"
        )
        self.sql(
            "CREATE TEMP TABLE begun_dumps AS SELECT dump_id, document_count, skipped_count FROM lake.news.dumps "
            "SEMI JOIN new_dumps USING (dump_id)"
        )

    def choose_articles(self) -> None:
        """`chosen`: each new article, the part that its text, quotes and mentions are taken from, and its dump."""
        self.sql(
            f"""
            CREATE TEMP TABLE chosen AS
            SELECT article_id, min(dump_id) AS dump_id, arg_min(part, row(dump_id, {_OFFSET}, locator, part)) AS part
            FROM part_sightings SEMI JOIN new_dumps USING (dump_id)
            GROUP BY article_id
            """
        )
        for known in ("lake.news.articles", FORGOTTEN):
            self.sql(
                f"DELETE FROM chosen WHERE article_id IN (SELECT article_id FROM {known} SEMI JOIN chosen "
                "USING (article_id))"
            )

    def put_outcomes(self) -> None:
        """Every document as a sighting or a reject: those of articles that are to stay forgotten become rejects."""
        sources = {
            "sightings": f"(FROM part_sightings ANTI JOIN {FORGOTTEN} USING (article_id))",
            "rejects": f"(FROM part_rejects UNION ALL BY NAME {rejects_of_forgotten('part_sightings')})",
        }
        for name, source in sources.items():
            # What the lake says of a document stays: it may have been read by another version.
            done = "".join(
                f"ANTI JOIN (FROM lake.news.{other} SEMI JOIN begun_dumps USING (dump_id)) USING ({key}) "
                for other, key in (("sightings", "dump_id, locator"), ("rejects", self.key(name)))
            )
            columns = self.columns(name)
            if name == "sightings":  # one that was analysed before its dump was read whole has no capture yet
                columns = columns.replace('"captured_at"', "coalesce(captured_at, dump_captured_at) AS captured_at")
            self.put(
                name,
                f"SELECT DISTINCT ON ({self.key(name)}) {columns} FROM {source} "
                "JOIN (SELECT dump_id, captured_at AS dump_captured_at FROM new_dumps) USING (dump_id) "
                f"{done}ORDER BY ALL",
            )

    def cluster_articles(self) -> None:
        """`regrouped`: the clusters of near-duplicates that the new articles are in."""
        fresh = (
            f"SELECT DISTINCT ON (article_id) {self.columns('fingerprints')} "
            "FROM part_fingerprints SEMI JOIN chosen USING (article_id, part) ORDER BY article_id"
        )
        duplicates.settle(self.connection, fresh, self.folder)

    def put_articles(self) -> None:
        """Bodies are long, so the rows to keep are found by their numbers and only these are read whole."""
        self.sql(
            "CREATE TEMP TABLE article_rows AS SELECT part, min(row_number) AS row_number FROM part_articles "
            "SEMI JOIN chosen USING (article_id, part) GROUP BY part, article_id"
        )
        self.put(
            "articles",
            "SELECT a.* REPLACE (chosen.dump_id AS first_dump_id, (SELECT run_id FROM load) AS run_id, "
            "coalesce(regrouped.cluster_id, a.article_id) AS cluster_id) "
            "FROM part_articles a SEMI JOIN article_rows USING (part, row_number) JOIN chosen USING (article_id) "
            "LEFT JOIN regrouped USING (article_id)",
        )

    def put_of_articles(self, name: str) -> None:
        key = self.key(name)
        self.sql(
            f"CREATE TEMP TABLE {name}_rows AS SELECT part, min(row_number) AS row_number FROM part_{name} "
            f"SEMI JOIN chosen USING (article_id, part) GROUP BY part, {key}"
        )
        self.put(name, f"SELECT * FROM part_{name} SEMI JOIN {name}_rows USING (part, row_number)")

    def put_entities(self) -> None:
        """Those that kept rows refer to, merged with the lake's, where that makes them other than the lake's."""
        columns = ", ".join(ENTITY_COLUMNS)
        self.sql(
            f"""
            CREATE TEMP TABLE referred AS
            SELECT dateline_entity_id AS entity_id FROM {self.written("articles")}
            UNION SELECT speaker_entity_id FROM {self.written("quotes")}
            UNION SELECT entity_id FROM {self.written("mentions")}
            """
        )
        self.sql(
            f"CREATE TEMP TABLE loaded AS SELECT {columns} FROM part_entities SEMI JOIN referred USING (entity_id)"
        )
        self.sql(
            f"CREATE TEMP TABLE known AS SELECT {columns} FROM lake.news.entities SEMI JOIN loaded USING (entity_id)"
        )
        both = "(FROM loaded UNION ALL FROM known)"
        self.put("entities", f"({merged_entities(both)}) EXCEPT FROM known")

    def put_dumps(self) -> None:
        """The load's dumps, with what came of the documents that their readers counted, beyond what the lake has."""
        self.put(
            "dumps",
            f"""
            SELECT new_dumps.* REPLACE (
                coalesce(sighted, 0) AS article_count,
                coalesce(rejected, 0) AS reject_count,
                -- Only of a whole dump is it known how many there should be.
                CASE WHEN new_dumps.is_partial THEN coalesce(sighted, 0) + coalesce(rejected, 0)
                     ELSE new_dumps.document_count - coalesce(begun_dumps.document_count, 0) END AS document_count,
                CASE WHEN new_dumps.is_partial THEN 0
                     ELSE new_dumps.skipped_count - coalesce(begun_dumps.skipped_count, 0) END AS skipped_count,
                (SELECT run_id FROM load) AS run_id
            )
            FROM new_dumps
            LEFT JOIN begun_dumps USING (dump_id)
            LEFT JOIN (SELECT dump_id, count(*) AS sighted FROM {self.written("sightings")} GROUP BY ALL)
                USING (dump_id)
            LEFT JOIN (SELECT dump_id, count(*) AS rejected FROM {self.written("rejects")} GROUP BY ALL)
                USING (dump_id)
            """,
        )

    def put(self, name: str, query: str) -> None:
        """Write a table, in its order."""
        group = ARTICLE_GROUP_ROWS if name == "articles" else ROW_GROUP_ROWS
        self.sql(
            f"COPY (SELECT {self.columns(name)} FROM ({query}) ORDER BY {_ORDER[name]}) "
            f"TO {quoted(str(self.folder / f'{name}.parquet'))} "
            f"(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE {group})"
        )

    def written(self, name: str) -> str:
        return f"read_parquet({quoted(str(self.folder / f'{name}.parquet'))})"
