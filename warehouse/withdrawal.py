"""Taking back what a run that did not end has published of a dump, so that the dump can be loaded anew."""

from collections.abc import Iterable

import duckdb

from warehouse.erasure import erase
from warehouse.lake import Lake, listed
from warehouse.marts import keeping


def withdraw_unfinished(lake: Lake, dump_ids: Iterable[str], derivation: str | None) -> int:
    """Take back the parts of these dumps that ended runs of another derivation published; returns how many dumps.

    Other code, models or settings may find other articles in the same bytes, so what is published of such a dump and
    what is still to come would not be of one reading. In one transaction its sightings and rejects go, and articles
    that no other dump has, with all that was derived from them. Its row in `dumps` stays, partial, with counts of 0.
    """
    wanted = list(dump_ids)

    def work(connection: duckdb.DuckDBPyConnection) -> int:
        with listed(connection, wanted) as those:
            connection.execute(_FIND.format(those=those), {"derivation": derivation})
        (count,) = connection.execute("SELECT count(*) FROM temp.withdrawn").fetchone() or (0,)
        if count:
            for statement in _TAKE_BACK:
                connection.execute(statement)
            erase(
                connection,
                "SELECT article_id FROM temp.withdrawn_articles ANTI JOIN lake.news.sightings USING (article_id)",
            )
            keeping.rebuild(connection)
            connection.execute("CALL lake.set_commit_message('dateline', 'withdraw unfinished dumps')")
        return int(count)

    return lake.write(work)


_FIND = """
    CREATE OR REPLACE TEMP TABLE withdrawn AS
    SELECT dump_id FROM lake.news.dumps JOIN lake.news.runs USING (run_id)
    WHERE is_partial AND dump_id IN (FROM {those})
    AND status <> 'running' AND derivation IS DISTINCT FROM $derivation
"""
_THOSE = "dump_id IN (SELECT dump_id FROM temp.withdrawn)"
_TAKE_BACK = (
    "CREATE OR REPLACE TEMP TABLE withdrawn_articles AS "
    "SELECT DISTINCT article_id FROM lake.news.sightings SEMI JOIN temp.withdrawn USING (dump_id)",
    f"DELETE FROM lake.news.sightings WHERE {_THOSE}",
    f"DELETE FROM lake.news.rejects WHERE {_THOSE}",
    "UPDATE lake.news.dumps SET document_count = 0, article_count = 0, reject_count = 0, skipped_count = 0 "
    f"WHERE {_THOSE}",
)
