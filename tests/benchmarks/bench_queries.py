"""How long dashboards and analysts wait in a large lake: p50 and p95, against the same questions on plain Parquet.

    python tests/benchmarks/bench_queries.py LAKE [--articles 1000000] [--runs 20] [--plain FOLDER]

Twelve questions of the dashboard and five of the cookbook. Marts are asked as readers find them; on plain Parquet, one
sorted file a table, the same question goes to the mart's definition, which is what a user would have to write. Each run
asks for another speaker, outlet or day. The lake is generated when it is not there.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from generated_lake import lake_at

from warehouse.export import export
from warehouse.lake import Lake
from warehouse.marts import marts
from warehouse.query import run_sql
from warehouse.search import search

DASHBOARD = {
    "sizes": "select (select count(*) from articles) a, (select count(*) from quotes) q, (select count(*) from runs) r",
    "articles and quotes by day": """select published_on, sum(article_count) a, sum(quote_count) q from publisher_days
        where published_on > $day::date - 365 and published_on <= $day::date group by all order by 1""",
    "freshness": "from freshness order by newest_published_at desc limit 50",
    "most quoted speakers": "from speakers order by quote_count desc, speaker_entity_id limit 25",
    "a speaker's timeline": "from speaker_days where speaker_entity_id = $speaker order by published_on",
    "a speaker's latest quotes": """select quote_id, text, headline, publisher, published_at from quote_facts
        where speaker_entity_id = $speaker order by published_at desc, quote_id limit 50""",
    "quotes of a day": """select quote_id, text, speaker, publisher from quote_facts
        where published_on = $day::date order by quote_id limit 50""",
    "an entity's timeline": "from entity_days where entity_id = $speaker order by published_on",
    "places of a month": """select entity_id, any_value(place) p, any_value(latitude) y, any_value(longitude) x,
        sum(mention_count) n from places where published_on between $day::date - 30 and $day::date group by entity_id
        order by n desc, entity_id limit 200""",
    "an outlet's days": "from publisher_days where publisher = $outlet order by published_on desc limit 90",
    "quality": "from quality_days order by started_on desc limit 30",
    "why documents were rejected": "select reason, count(*) n from rejects group by all order by n desc",
}
COOKBOOK = {
    "rising speakers": """select speaker, sum(quote_count) filter (published_on > $day::date - 7) as new,
        sum(quote_count) filter (published_on <= $day::date - 7) / 4 as old from speaker_days
        where published_on between $day::date - 35 and $day::date group by all
        order by new / (old + 1) desc nulls last, speaker limit 20""",
    "who is quoted in one outlet": """select speaker, count(*) n from quote_facts
        where publisher = $outlet and published_on >= $day::date - 30 and published_on < $day::date
        group by all order by n desc, 1 limit 20""",
    "diversity of outlets": """select publisher, avg(speaker_diversity) d, sum(quote_count) n from publisher_days
        where published_on > $day::date - 90 group by all order by d desc nulls last, 1 limit 20""",
    "countries of the datelines": """select e.country_code, count(*) n from articles a
        join entities e on e.entity_id = a.dateline_entity_id where a.published_at >= $day::date - 365
        group by all order by n desc, 1 limit 20""",
    "cues": "select cue, kind, count(*) n from quotes group by all order by n desc, 1, 2 limit 20",
}


def parameters(lake: Lake, count: int) -> list[dict[str, str]]:
    """What each run asks for: a speaker of any rank, an outlet and a day."""
    chance = random.Random(7)
    speakers = run_sql(lake, "select speaker_entity_id as i from speakers order by quote_count desc limit 2000")
    outlets = run_sql(lake, "select publisher as p from freshness where publisher is not null order by 1")
    days = run_sql(lake, "select distinct published_on::varchar as d from publisher_days order by 1 offset 40")
    return [
        {
            "speaker": chance.choice(speakers["i"].to_pylist()),
            "outlet": chance.choice(outlets["p"].to_pylist()),
            "day": chance.choice(days["d"].to_pylist()),
        }
        for _ in range(count)
    ]


def plain(lake: Lake, folder: Path) -> duckdb.DuckDBPyConnection:
    """The tables as plain files, and every mart as a view by its definition."""
    if not (folder / "quotes.parquet").exists():
        export(lake, folder, "parquet")
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; CREATE SCHEMA news; CREATE SCHEMA marts")
    for file in folder.glob("*.parquet"):
        connection.execute(f"CREATE VIEW news.{file.stem} AS FROM read_parquet('{file}')")
    connection.execute("SET search_path = 'news,marts'")
    for mart in marts():
        connection.execute(f"CREATE VIEW marts.{mart.name} AS {mart.sql.replace('lake.news.', 'news.')}")
    return connection


def measured(ask: Callable[[dict[str, str]], object], given: list[dict[str, str]], limit: float) -> str:
    """p50 and p95 in milliseconds. What takes longer than the limit is asked three times only."""
    ask(given[0])
    seconds: list[float] = []
    for one in given[1:]:
        begin = time.perf_counter()
        ask(one)
        seconds.append(time.perf_counter() - begin)
        if len(seconds) >= 3 and sum(seconds) > limit:
            break
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return f"{statistics.median(ordered) * 1000:8,.0f} {p95 * 1000:8,.0f}"


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lake", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--plain", type=Path, help="Folder of the plain files, which are made when they are not there.")
    parser.add_argument("--no-plain", action="store_true")
    given = parser.parse_args()
    lake = lake_at(given.lake, given.articles)
    asked = parameters(lake, given.runs + 1)
    with tempfile.TemporaryDirectory() as scratch:
        files = None if given.no_plain else plain(lake, given.plain or Path(scratch))
        print(f"{'milliseconds':32} {'lake p50':>8} {'p95':>8}  {'plain p50':>8} {'p95':>8}", flush=True)
        for name, sql in (DASHBOARD | COOKBOOK).items():
            used = [{k: v for k, v in one.items() if f"${k}" in sql} for one in asked]
            in_lake = measured(lambda one, sql=sql: run_sql(lake, sql, one), used, 30)  # type: ignore[misc]
            of_files = (
                measured(lambda one, sql=sql: files.execute(sql, one or None).fetchall(), used, 30)  # type: ignore[misc]
                if files
                else ""
            )
            print(f"{name:32} {in_lake}  {of_files}", flush=True)
    for within in ("quotes", "articles"):
        words = ["mapelnor", "rinfenlo", "mapelnor pelgada", '"kaboha selrami"', "map*"]
        queries = [{"words": words[n % len(words)]} for n in range(given.runs)]
        print(f"{f'search {within}':32} {measured(lambda one: search(lake, **one, within=within), queries, 30)}")  # noqa: B023


if __name__ == "__main__":
    main()
