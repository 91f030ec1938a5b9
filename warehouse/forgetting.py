"""Removing articles for good: a takedown request, the right to erasure."""

from collections.abc import Sequence
from datetime import UTC, datetime

import duckdb

from warehouse.erasure import FORGOTTEN, Erased, erase
from warehouse.lake import Lake
from warehouse.maintenance import compact, delete_unused, expire_all
from warehouse.marts import keeping
from warehouse.search import index as search_index


def forget(
    lake: Lake,
    *,
    article_ids: Sequence[str] = (),
    publisher: str | None = None,
    url: str | None = None,
    now: datetime | None = None,
) -> Erased:
    """Remove articles and all that was derived from them, from the past and from the files too, and remember their ids.

    They are named by their ids, their publisher or their address. A later load of the same articles makes rejects of
    them. All earlier snapshots expire at once, so nothing can be read as of before; a reader that is in the middle of a
    transaction may find tables empty. Not removed: aliases of entities that other articles mention too, and what was
    written outside the lake (exports, Data Docs, staging of failed runs).
    """
    with lake.locked() as connection:
        connection.execute("BEGIN")
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE to_forget AS "
            "SELECT article_id FROM lake.news.articles WHERE publisher = ? OR url = ? "
            "UNION SELECT unnest(?::VARCHAR[])",
            [publisher, url, list(article_ids)],
        )
        connection.execute(
            f"INSERT INTO {FORGOTTEN} (article_id, forgotten_at) "
            f"SELECT article_id, ? FROM temp.to_forget ANTI JOIN {FORGOTTEN} USING (article_id)",
            [now or datetime.now(UTC)],
        )
        erased = erase(connection, "FROM temp.to_forget")
        keeping.rebuild(connection)
        connection.execute("CALL lake.set_commit_message('dateline', 'forget')")
        connection.execute("COMMIT")
        _purge(connection)
        lake.location.scrub()
        search_index.discard(lake.location)
        return erased


def _purge(connection: duckdb.DuckDBPyConnection) -> None:
    """Files anew without the deleted rows, and no snapshot that has the old ones."""
    compact(connection, rewrite_share=0)
    expire_all(connection)
    delete_unused(connection, None)
    connection.execute("BEGIN")
    connection.execute(_FORGET_BOUNDS)
    connection.execute("COMMIT")


# The catalog keeps the least and the greatest value of each column that a table ever had: set to those it has now.
_CATALOG = "__ducklake_metadata_lake"
_FORGET_BOUNDS = f"""
    UPDATE {_CATALOG}.ducklake_table_column_stats AS s SET min_value = now.least, max_value = now.greatest
    FROM (
        SELECT c.table_id, c.column_id, min(f.min_value) AS least, max(f.max_value) AS greatest
        FROM {_CATALOG}.ducklake_column c
        LEFT JOIN (
            SELECT f.* FROM {_CATALOG}.ducklake_file_column_stats f
            SEMI JOIN {_CATALOG}.ducklake_data_file d ON d.data_file_id = f.data_file_id AND d.end_snapshot IS NULL
        ) AS f ON f.table_id = c.table_id AND f.column_id = c.column_id
        WHERE c.column_type = 'varchar'
        GROUP BY c.table_id, c.column_id
    ) AS now
    WHERE s.table_id = now.table_id AND s.column_id = now.column_id
"""
