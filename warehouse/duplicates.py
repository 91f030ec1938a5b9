"""Clusters of near-duplicates over the whole lake, at a cost that follows the load.

The lake keeps a row of `dateline.fingerprints` for each article. A load's articles are compared with those that share
a key with them, and only families that they join are looked at again. What that changes of articles that the lake has
is written beside the settled load and updated in the publishing transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from transforms.duplicates import Member, are_copies, clusters_of, families_of, jaccard, values_of
from transforms.schema import table_of
from transforms.tables import Fingerprint
from warehouse.ddl import identifier
from warehouse.extensions import quoted
from warehouse.staging import sync

INDEX = "lake.dateline.fingerprints"
# An article is compared with at most this many of those that share a key with it, the least ids first. It bounds the
# work where thousands of articles are of one mould; all are in one family then, by whichever of them they are joined.
MAX_PER_KEY = 50
_FOLDER = "duplicates"
_PAIRS_AT_ONCE = 10_000
_COLUMNS = ", ".join(identifier(column.name) for column in table_of(Fingerprint).columns)


def settle(connection: duckdb.DuckDBPyConnection, fresh: str, folder: Path) -> None:
    """Group a load's articles with the lake's, and write for publishing what the index will add and what changes.

    `fresh` is SQL for the load's rows of `fingerprints`, all of articles that the lake does not have. Leaves
    `temp.regrouped`: article_id, family_id and cluster_id of the load's articles and of all in a family with them.
    """
    into = folder / _FOLDER
    into.mkdir()
    regroup(connection, fresh)
    for name, query in (
        ("fingerprints", f"{_FRESH_BY_FAMILY} ORDER BY article_id"),
        ("changes", "FROM changed ORDER BY article_id"),
    ):
        file = into / f"{name}.parquet"
        connection.execute(f"COPY ({query}) TO {quoted(str(file))} (FORMAT parquet, COMPRESSION zstd)")
        sync(file)
    sync(into)


def publish(connection: duckdb.DuckDBPyConnection, settled: Path, moved: bool) -> str | None:
    """Index the load's articles and update those of the lake that are in another cluster now.

    Call it after the articles are inserted. `moved` says that the lake has changed since the load was settled: then
    the load is grouped again, with what the lake has by now. Returns SQL for the `article_id` of those updated, if any.
    """
    folder = settled / _FOLDER
    if not folder.is_dir():
        return None
    fingerprints, changes = (
        f"FROM read_parquet({quoted(str(folder / f'{name}.parquet'))})" for name in ("fingerprints", "changes")
    )
    if moved:
        # Its family was found against another state of the lake.
        alone = "SELECT * REPLACE (article_id AS family_id)"
        regroup(connection, f"{alone} {fingerprints} ANTI JOIN {INDEX} USING (article_id)")
        fingerprints, changes = _FRESH_BY_FAMILY, "FROM changed"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE to_change AS {changes}")
    connection.execute(f"INSERT INTO {INDEX} ({_COLUMNS}) SELECT {_COLUMNS} FROM ({fingerprints})")
    if not connection.execute("SELECT 1 FROM to_change LIMIT 1").fetchone():
        return None
    for table, column in ((INDEX, "family_id"), ("lake.news.articles", "cluster_id")):
        connection.execute(
            f"UPDATE {table} AS known SET {column} = to_change.{column} FROM to_change "
            f"WHERE known.article_id = to_change.article_id AND known.{column} IS DISTINCT FROM to_change.{column}"
        )
    return "SELECT article_id FROM temp.to_change"


def regroup(connection: duckdb.DuckDBPyConnection, fresh: str) -> None:
    """Leaves `fresh`; `regrouped`, see `settle`; and `changed`, those of its rows that differ from the lake's.

    The connection works with one thread, but where all articles of the lake are looked at.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {fresh}")
    connection.execute("RESET threads")
    for statement in _FIND_CANDIDATES:
        connection.execute(statement)
    connection.execute("SET threads = 1")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE compared AS
        SELECT article_id, published_at, shingle_count, signature, family_id, true AS is_fresh
        FROM fresh WHERE article_id IN (SELECT left_id FROM candidates UNION SELECT right_id FROM candidates)
        UNION ALL
        SELECT article_id, published_at, shingle_count, signature, family_id, false
        FROM {INDEX} SEMI JOIN (SELECT DISTINCT family_id FROM candidates) USING (family_id)
        """
    )
    names = _family_names(connection, _copies(connection))
    arrow = pa.table({"family_id": list(names), "name": list(names.values())}, schema=_NAMES)
    connection.register("family_names", arrow)
    connection.register("clustered", pa.Table.from_pylist(list(_clustered(connection)), schema=_REGROUPED))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE regrouped AS FROM clustered UNION ALL "
        "SELECT article_id, family_id, article_id AS cluster_id FROM fresh ANTI JOIN clustered USING (article_id)"
    )
    connection.unregister("clustered")
    connection.unregister("family_names")
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE changed AS
        SELECT r.article_id, r.family_id, r.cluster_id
        FROM regrouped r JOIN lake.news.articles a USING (article_id) LEFT JOIN compared c USING (article_id)
        WHERE a.cluster_id IS DISTINCT FROM r.cluster_id OR (NOT c.is_fresh AND r.family_id <> c.family_id)
        """
    )


# Pairs of a fresh article and another, fresh or known, that share a key; the family is the other's. Most keys are of
# one article alone: these are left out before ids are looked at, which are longer than keys.
_FIND_CANDIDATES = (
    "CREATE OR REPLACE TEMP TABLE wanted AS SELECT article_id, family_id, unnest(keys) AS key FROM fresh",
    f"""
    CREATE OR REPLACE TEMP TABLE known_keys AS
    SELECT article_id, family_id, key FROM (SELECT article_id, family_id, unnest(keys) AS key FROM {INDEX})
    SEMI JOIN wanted USING (key)
    """,
    """
    CREATE OR REPLACE TEMP TABLE shared_keys AS
    SELECT key FROM (SELECT key FROM wanted UNION ALL SELECT key FROM known_keys) GROUP BY key HAVING count(*) > 1
    """,
    f"""
    CREATE OR REPLACE TEMP TABLE candidates AS
    WITH nearby AS (
        SELECT key, article_id, family_id FROM (FROM wanted UNION ALL FROM known_keys) SEMI JOIN shared_keys USING (key)
        QUALIFY row_number() OVER (PARTITION BY key ORDER BY article_id) <= {MAX_PER_KEY}
    )
    SELECT DISTINCT wanted.article_id AS left_id, nearby.article_id AS right_id, nearby.family_id
    FROM wanted JOIN nearby USING (key) WHERE wanted.article_id <> nearby.article_id
    """,
    "DROP TABLE wanted",
    "DROP TABLE known_keys",
    "DROP TABLE shared_keys",
)
# The fresh rows of the index, each in the family that was found.
_FRESH_BY_FAMILY = (
    "SELECT fresh.* REPLACE (regrouped.family_id AS family_id) FROM fresh JOIN regrouped USING (article_id)"
)
_NAMES = pa.schema([("family_id", pa.string()), ("name", pa.string())])
_REGROUPED = pa.schema([("article_id", pa.string()), ("family_id", pa.string()), ("cluster_id", pa.string())])


def _copies(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Families that have copies of each other, for each such pair of articles."""
    reader = connection.execute(
        """
        SELECT l.family_id AS left_family, r.family_id AS right_family, l.signature AS left_signature,
               r.signature AS right_signature, l.shingle_count AS left_count, r.shingle_count AS right_count
        FROM candidates JOIN compared l ON l.article_id = left_id JOIN compared r ON r.article_id = right_id
        """
    ).to_arrow_reader(_PAIRS_AT_ONCE)
    for batch in reader:
        column = {name: batch.column(name) for name in batch.schema.names}
        left, right = (values_of(_bytes(column[f"{side}_signature"])) for side in ("left", "right"))
        similarity = jaccard(left, right)
        found = are_copies(similarity, column["left_count"].to_numpy(), column["right_count"].to_numpy())
        for number in np.flatnonzero(found):
            place = int(number)
            yield column["left_family"][place].as_py(), column["right_family"][place].as_py()


def _family_names(connection: duckdb.DuckDBPyConnection, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each family in a pair, the name of the family that it becomes: one that the lake has where there is one."""
    groups: dict[str, list[str]] = defaultdict(list)
    for family, root in families_of(pairs).items():
        groups[root].append(family)
    rows = connection.execute("SELECT DISTINCT family_id FROM compared WHERE NOT is_fresh").fetchall()
    known = {family for (family,) in rows}
    return {
        family: min([other for other in group if other in known] or group)
        for group in groups.values()
        for family in group
    }


def _clustered(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, str]]:
    """Rows of `regrouped`, family by family."""
    members = connection.execute(
        "SELECT name, article_id, published_at, signature "
        "FROM compared JOIN family_names USING (family_id) ORDER BY name"
    )
    for name, rows in groupby(_rows(members), key=itemgetter(0)):
        clusters = clusters_of([Member(article_id, at, signature) for _, article_id, at, signature in rows])
        for article_id, cluster_id in clusters.items():
            yield {"article_id": article_id, "family_id": name, "cluster_id": cluster_id}


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := result.fetchmany(_PAIRS_AT_ONCE):
        yield from rows


def _bytes(column: "pa.Array[Any]") -> list[bytes]:
    return [value for value in column.to_pylist() if value is not None]
