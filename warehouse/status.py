"""What is loaded, in a few figures."""

from typing import Any

from warehouse.lake import Lake

FACTS = """
select
    (select count(*) from dumps) as dumps,
    (select count(*) from articles) as articles,
    (select count(*) from quotes) as quotes,
    (select count(*) from entities) as entities,
    (select count(*) from mentions) as mentions,
    (select count(*) from rejects) as rejects,
    (select min(coalesce(published_at, updated_at)) from articles) as oldest_article_at,
    (select max(coalesce(published_at, updated_at)) from articles) as newest_article_at,
    (select max(loaded_at) from dumps) as last_load_at
"""
RUNS = """
select strftime(started_at, '%Y-%m-%d %H:%M:%S') as started_at, flow, status,
       round(epoch(finished_at - started_at), 1) as seconds, dateline_version as version, run_id
from runs order by runs.started_at desc limit 5
"""


def status_of(lake: Lake) -> dict[str, Any]:
    """`facts`: figures by name, times in UTC; `runs`: the last five runs, newest first."""
    with lake.connect(read_only=True) as connection:
        connection.begin()  # one snapshot for all figures
        facts = connection.sql(FACTS).to_arrow_table().to_pylist()[0]
        runs = connection.sql(RUNS).to_arrow_table().to_pylist()
        connection.rollback()
    return {"facts": {"lake": lake.location, **{k: v for k, v in facts.items() if v is not None}}, "runs": runs}
