"""Taking articles out of all tables, within a transaction of the caller's."""

from dataclasses import dataclass

import duckdb

FORGOTTEN = "lake.dateline.forgotten"


@dataclass(frozen=True)
class Erased:
    """Rows that were taken out."""

    article_count: int
    quote_count: int
    mention_count: int
    entity_count: int


def rejects_of_forgotten(sightings: str) -> str:
    """SQL for the rejects that take the place of sightings of forgotten articles: no document goes unaccounted for."""
    return (
        "SELECT dump_id, locator, 'settle' AS stage, 'forgotten' AS reason, NULL::VARCHAR AS detail, "
        f"NULL::VARCHAR AS excerpt FROM {sightings} SEMI JOIN {FORGOTTEN} USING (article_id)"
    )


def erase(connection: duckdb.DuckDBPyConnection, articles: str) -> Erased:
    """Take articles out, all that was derived from them, and entities that nothing else refers to.

    `articles` is SQL for their `article_id`. The sightings of those that stand in `dateline.forgotten` become rejects,
    and a cluster that was named by one of them is named by the earliest that is left.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE erased AS {articles}")
    if not _count(connection, "temp.erased"):
        return Erased(0, 0, 0, 0)
    connection.execute(_REFERRED)
    _blank_samples(connection)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE unseen AS FROM lake.news.sightings SEMI JOIN temp.erased USING (article_id)"
    )
    connection.execute(f"INSERT INTO lake.news.rejects BY NAME {rejects_of_forgotten('temp.unseen')}")
    connection.execute(_RECOUNT_DUMPS)
    counts = {name: _delete(connection, f"lake.news.{name}") for name in ("articles", "quotes", "mentions")}
    for name in ("lake.news.sightings", "lake.dateline.fingerprints"):
        _delete(connection, name)
    connection.execute(_RENAME_CLUSTERS)
    connection.execute(DELETE_UNREFERRED_ENTITIES)
    entities = connection.fetchone()
    return Erased(counts["articles"], counts["quotes"], counts["mentions"], int(entities[0]) if entities else 0)


_THOSE = "article_id IN (SELECT article_id FROM temp.erased)"
# Entities that the articles refer to: the only ones that may be left without a reference.
_REFERRED = f"""
    CREATE OR REPLACE TEMP TABLE referred AS
    SELECT dateline_entity_id AS entity_id FROM lake.news.articles WHERE {_THOSE}
    UNION SELECT speaker_entity_id FROM lake.news.quotes WHERE {_THOSE}
    UNION SELECT entity_id FROM lake.news.mentions WHERE {_THOSE}
"""
_RECOUNT_DUMPS = """
    UPDATE lake.news.dumps AS d
    SET article_count = d.article_count - u.sighting_count, reject_count = d.reject_count + u.sighting_count
    FROM (SELECT dump_id, count(*) AS sighting_count FROM temp.unseen GROUP BY dump_id) AS u
    WHERE u.dump_id = d.dump_id
"""
_RENAME_CLUSTERS = """
    UPDATE lake.news.articles AS a SET cluster_id = left_over.name
    FROM (
        SELECT cluster_id, arg_min(article_id, (coalesce(published_at, 'infinity'::TIMESTAMPTZ), article_id)) AS name
        FROM lake.news.articles WHERE cluster_id IN (SELECT article_id FROM temp.erased) GROUP BY cluster_id
    ) AS left_over
    WHERE a.cluster_id = left_over.cluster_id
"""
DELETE_UNREFERRED_ENTITIES = """
    DELETE FROM lake.news.entities
    WHERE entity_id IN (SELECT entity_id FROM temp.referred)
    AND entity_id NOT IN (
        SELECT m.entity_id FROM lake.news.mentions m SEMI JOIN temp.referred USING (entity_id)
        UNION SELECT speaker_entity_id FROM lake.news.quotes
              WHERE speaker_entity_id IN (SELECT entity_id FROM temp.referred)
        UNION SELECT dateline_entity_id FROM lake.news.articles
              WHERE dateline_entity_id IN (SELECT entity_id FROM temp.referred)
    )
"""


def _blank_samples(connection: duckdb.DuckDBPyConnection) -> None:
    """Sample rows of failed checks may hold what is to be forgotten."""
    connection.execute(
        f"""
        UPDATE lake.news.checks SET sample = NULL WHERE sample IS NOT NULL AND EXISTS (
            SELECT 1 FROM (
                SELECT article_id AS id FROM temp.erased
                UNION ALL SELECT quote_id FROM lake.news.quotes WHERE {_THOSE}
                UNION ALL SELECT mention_id FROM lake.news.mentions WHERE {_THOSE}
            ) WHERE contains(sample, id)
        )
        """
    )


def _delete(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"DELETE FROM {table} WHERE {_THOSE}").fetchone()
    return int(row[0]) if row else 0


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])
