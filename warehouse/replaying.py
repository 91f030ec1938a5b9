"""Putting what was derived again in the place of what was derived before, of articles that are published."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from transforms import tables
from transforms.schema import table_of
from warehouse import publishing, versions
from warehouse.ddl import identifier
from warehouse.entities import merged_entities
from warehouse.erasure import DELETE_UNREFERRED_ENTITIES
from warehouse.extensions import quoted
from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.staging import ROW_GROUP_ROWS, is_whole, staged

# Derived anew: the rows of these tables, of an article, are replaced as a whole.
DERIVED = ("quotes", "mentions")
_BY_NAME = {table.name: table for table in tables.TABLES}
_ORDER = {
    "articles": "article_id",
    "quotes": "article_id, char_start, char_end, quote_id",
    "mentions": "article_id, char_start, char_end, mention_id",
    "entities": "entity_id",
}


def old_articles(
    lake: Lake,
    derivation: str,
    languages: Sequence[str],
    *,
    since: datetime | None = None,
    where: str | None = None,
    everything: bool = False,
) -> list[str]:
    """Ids, in order, of articles in these languages (or in none for sure) that were last derived by anything else.

    `since`: published or updated then or later. `where`: an SQL condition on `articles`, from a user: it is run as any
    reader's question. `everything`: also those that were derived just so. Raises BadQuery.
    """
    conditions = ["(language IS NULL OR language IN (SELECT unnest($languages)))"]
    params: dict[str, object] = {"languages": list(languages)}
    if not everything:
        conditions.append("made.derivation IS DISTINCT FROM $derivation")
        params["derivation"] = derivation
    if since is not None:
        conditions.append("coalesce(updated_at, published_at) >= $since")
        params["since"] = since
    if where is not None:
        # On a line of its own, which a comment at its end cannot swallow the bracket of.
        conditions.append(f"article_id IN (SELECT article_id FROM articles WHERE (\n{where}\n))")
    rows = run_sql(
        lake,
        "SELECT article_id FROM articles LEFT JOIN (SELECT run_id AS maker, derivation FROM runs) AS made "
        f"ON maker = coalesce(derived_run_id, run_id) WHERE {' AND '.join(conditions)} ORDER BY article_id",
        params,
    )
    return [str(article_id) for article_id in rows["article_id"].to_pylist()]


def articles_of(lake: Lake, ids: Sequence[str], batch_rows: int = 2_000) -> "duckdb.DuckDBPyConnection":
    """A connection whose result is the rows of these articles, in the order of their ids; the caller closes it."""
    connection = lake.connect()
    connection.register("wanted", pa.table({"article_id": list(ids)}))
    columns = ", ".join(identifier(c.name) for c in table_of(tables.Article).columns)
    return connection.execute(
        f"SELECT {columns} FROM lake.news.articles SEMI JOIN wanted USING (article_id) ORDER BY 1"
    )


def settle_again(lake: Lake, parts: Sequence[Path], into: Path, run_id: str) -> dict[str, int]:
    """Write to `into` what takes the place of the published rows of the articles in these parts; its rows by table.

    Articles that the lake does not have any more are left out. A folder that is whole is left alone.
    """
    if not is_whole(into):
        with staged(into) as folder:
            try:
                _write(lake, parts, folder, run_id)
            except duckdb.Error as error:
                raise lake.explained(error) from error
    import pyarrow.parquet as pq

    return {file.stem: int(pq.read_metadata(file).num_rows) for file in sorted(into.glob("*.parquet"))}


def _write(lake: Lake, parts: Sequence[Path], folder: Path, run_id: str) -> None:
    connection = lake.connect()
    try:
        connection.execute(f"SET temp_directory = {quoted(str(folder / 'spill'))}")
        for name in _ORDER:
            files = [str(part / f"{name}.parquet") for part in parts if (part / f"{name}.parquet").is_file()]
            listed = ", ".join(quoted(file) for file in files)
            columns = _columns(name)
            source = f"SELECT {columns} FROM read_parquet([{listed}])" if files else _no_rows(name)
            connection.execute(f"CREATE TEMP VIEW part_{name} AS {source}")
        connection.execute("CREATE TEMP TABLE load AS SELECT ?::VARCHAR AS run_id", [run_id])
        there = "SEMI JOIN lake.news.articles USING (article_id)"
        queries = {
            "articles": f"SELECT * REPLACE ((SELECT run_id FROM load) AS derived_run_id) FROM part_articles {there}",
            "quotes": f"FROM part_quotes {there}",
            "mentions": f"FROM part_mentions {there}",
            "entities": merged_entities("part_entities"),
        }
        for name, query in queries.items():
            file = quoted(str(folder / f"{name}.parquet"))
            connection.execute(
                f"COPY (SELECT {_columns(name)} FROM ({query}) ORDER BY {_ORDER[name]}) TO {file} "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
            )
    finally:
        connection.close()
        shutil.rmtree(folder / "spill", ignore_errors=True)


def publish_again(lake: Lake, settled: Path, run: tables.Run, checks: Sequence[tables.Check] = ()) -> int:
    """Put a settled batch in the place of what is published, in one transaction; the snapshot that shows it."""
    return lake.write(lambda connection: _publish(connection, settled, run, checks))


def _publish(
    connection: duckdb.DuckDBPyConnection, settled: Path, run: tables.Run, checks: Sequence[tables.Check]
) -> int:
    published = publishing.published_by(connection, run)
    if published is not None:
        return published
    before = publishing.current_snapshot(connection)
    for name in _ORDER:
        file = quoted(str(settled / f"{name}.parquet"))
        connection.execute(f"CREATE OR REPLACE TEMP VIEW settled_{name} AS FROM read_parquet({file})")
    for statement in _REMEMBER:
        connection.execute(statement)
    for name in DERIVED:
        connection.execute(f"DELETE FROM lake.news.{name} WHERE article_id IN (SELECT article_id FROM temp.again)")
        connection.execute(
            f"INSERT INTO lake.news.{name} ({_columns(name)}) "
            f"SELECT {_columns(name)} FROM settled_{name} SEMI JOIN temp.again USING (article_id)"
        )
    connection.execute(_UPDATE_ARTICLES)
    _drop_unprinted_aliases(connection)
    publishing.put_entities(connection)
    connection.execute(DELETE_UNREFERRED_ENTITIES)
    # To make marts anew costs what the lake costs, so the last batch does; should it never come, the next load does.
    if run.status == "published":
        versions.keep_marts(connection)
    else:
        versions.compute_marts(connection)
    publishing.record(connection, replace(run, snapshot_id=before), checks)
    return before + 1


# As aliases are written: white space is one blank.
_PRINTED = r"trim(regexp_replace(text, '\s+', ' ', 'g'))"
_REMEMBER = (
    # An article may have been forgotten since the batch was settled.
    "CREATE OR REPLACE TEMP TABLE again AS "
    "SELECT article_id FROM settled_articles SEMI JOIN lake.news.articles USING (article_id)",
    """
    CREATE OR REPLACE TEMP TABLE referred AS
    SELECT dateline_entity_id AS entity_id FROM lake.news.articles SEMI JOIN temp.again USING (article_id)
    UNION SELECT speaker_entity_id FROM lake.news.quotes SEMI JOIN temp.again USING (article_id)
    UNION SELECT entity_id FROM lake.news.mentions SEMI JOIN temp.again USING (article_id)
    UNION SELECT entity_id FROM settled_entities
    """,
    f"""
    CREATE OR REPLACE TEMP TABLE printed_before AS
    SELECT DISTINCT entity_id, {_PRINTED} AS alias
    FROM lake.news.mentions SEMI JOIN temp.again USING (article_id) WHERE NOT is_pronoun
    """,
)
_UPDATE_ARTICLES = """
    UPDATE lake.news.articles AS a
    SET dateline_entity_id = s.dateline_entity_id, derived_run_id = s.derived_run_id
    FROM settled_articles AS s WHERE s.article_id = a.article_id
"""


def _drop_unprinted_aliases(connection: duckdb.DuckDBPyConnection) -> None:
    """An alias that these articles printed by the old derivation, and that no article prints any more, goes."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE unprinted AS FROM temp.printed_before "
        f"ANTI JOIN (SELECT entity_id, {_PRINTED} AS alias FROM settled_mentions) USING (entity_id, alias) "
        "ANTI JOIN (SELECT entity_id, unnest(aliases) AS alias FROM settled_entities) USING (entity_id, alias)"
    )
    if not _has_rows(connection, "temp.unprinted"):  # nearly always: then the lake is not searched
        return
    connection.execute(
        "DELETE FROM temp.unprinted WHERE (entity_id, alias) IN ("
        f"SELECT (entity_id, {_PRINTED}) FROM lake.news.mentions "
        "WHERE entity_id IN (SELECT entity_id FROM temp.unprinted) AND NOT is_pronoun)"
    )
    connection.execute(
        """
        UPDATE lake.news.entities AS e
        SET aliases = list_filter(e.aliases, x -> NOT list_contains(u.gone, x))
        FROM (SELECT entity_id, list(alias) AS gone FROM temp.unprinted GROUP BY entity_id) AS u
        WHERE u.entity_id = e.entity_id
        """
    )


def _has_rows(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _columns(name: str) -> str:
    return ", ".join(identifier(c.name) for c in _BY_NAME[name].columns)


def _no_rows(name: str) -> str:
    types = ", ".join(f"NULL::{c.sql_type} AS {identifier(c.name)}" for c in _BY_NAME[name].columns)
    return f"SELECT {types} WHERE false"
