"""What publishing 1,000 articles costs in a large lake against a small one.

    python tests/benchmarks/bench_publishing.py [--large 1000000] [--small 10000] [--runs 5]

Both lakes are generated, with 5 quotes and 30 mentions to an article; the same load is settled and published in turn
into each. Prints the median seconds of each step and their ratio.
"""

import argparse
import importlib.util
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from transforms.schema import table_of
from transforms.tables import TABLES, Dump, Run
from warehouse.lake import Lake
from warehouse.settle import settle
from warehouse.staging import move_into_place

QUOTES, MENTIONS, ENTITIES_PER_ARTICLE = 5, 30, 2
BATCH = 100_000

# Words of a body differ from article to article, so that none is a near-duplicate of another.
GENERATORS = {
    "dumps": "SELECT DISTINCT 'd' || (n // 500) AS dump_id FROM numbers",
    "articles": """
        SELECT md5('a' || n) AS article_id, 'Headline ' || n AS headline, 'd' || (n // 500) AS first_dump_id,
               array_to_string(list_transform(range(300), lambda i: substr(md5(n || '-' || i), 1, 6)), ' ') AS body,
               TIMESTAMPTZ '2020-01-01' + to_seconds(n) AS published_at, 'Outlet ' || (n % 50) AS publisher
        FROM numbers
    """,
    "sightings": """
        SELECT md5('a' || n) AS article_id, 'd' || (n // 500) AS dump_id, 'record ' || n AS locator FROM numbers
    """,
    "entities": f"""
        SELECT DISTINCT md5('e' || ((n * {ENTITIES_PER_ARTICLE} + i) * 7919 % {{entities}})) AS entity_id,
               'person' AS kind, 'Person ' || ((n * {ENTITIES_PER_ARTICLE} + i) * 7919 % {{entities}}) AS name
        FROM numbers, range({ENTITIES_PER_ARTICLE}) AS t(i)
    """,
    "quotes": f"""
        SELECT md5('q' || n || '-' || i) AS quote_id, md5('a' || n) AS article_id, i AS position, 'direct' AS kind,
               'some words that were said ' || n || ' ' || i AS text, i * 60 AS char_start, i * 60 + 40 AS char_end,
               md5('u' || n || '-' || i) AS utterance_id,
               md5('e' || ((n * {ENTITIES_PER_ARTICLE} + i % 2) * 7919 % {{entities}})) AS speaker_entity_id
        FROM numbers, range({QUOTES}) AS t(i)
    """,
    "mentions": f"""
        SELECT md5('m' || n || '-' || i) AS mention_id, md5('a' || n) AS article_id, 'person' AS kind,
               md5('e' || ((n * {ENTITIES_PER_ARTICLE} + i % 2) * 7919 % {{entities}})) AS entity_id,
               'Person' AS text, i * 60 AS char_start, i * 60 + 6 AS char_end
        FROM numbers, range({MENTIONS}) AS t(i)
    """,
}
LEAST = {
    "VARCHAR": "''",
    "BIGINT": "1",
    "DOUBLE": "0.5",
    "BOOLEAN": "false",
    "TIMESTAMPTZ": "TIMESTAMPTZ '2020-01-01'",
    "VARCHAR[]": "[]::VARCHAR[]",
}


def generated(name: str, first: int, count: int, entities: int) -> str:
    """SQL for the rows of a table, for articles numbered from `first`; columns that it leaves out get a plain value."""
    table = next(t for t in TABLES if t.name == name)
    query = GENERATORS[name].format(entities=entities)
    with duckdb.connect() as probe:
        probe.execute("CREATE TABLE numbers (n BIGINT)")
        given = {row[0] for row in probe.execute(f"DESCRIBE {query}").fetchall()}
    columns = ", ".join(
        c.name if c.name in given else f"{f'NULL::{c.sql_type}' if c.is_nullable else LEAST[c.sql_type]} AS {c.name}"
        for c in table.columns
    )
    return f"WITH numbers AS (SELECT range AS n FROM range({first}, {first + count})) SELECT {columns} FROM ({query})"


def fill(lake: Lake, count: int) -> None:
    """Generate a lake of so many articles, in batches, each a snapshot as loads would make them."""
    entities = max(count // 5, 1000)
    with lake.connect(read_only=False) as connection:
        for first in range(0, count, BATCH):
            size = min(BATCH, count - first)
            for name in GENERATORS:
                new = "" if name != "entities" else "ANTI JOIN lake.news.entities USING (entity_id)"
                rows = generated(name, first, size, entities)
                columns = ", ".join(c.name for c in next(t for t in TABLES if t.name == name).columns)
                connection.execute(f"INSERT INTO lake.news.{name} ({columns}) SELECT {columns} FROM ({rows}) {new}")
            print(f"\r{first + size:,} articles", end="", file=sys.stderr)
    print(file=sys.stderr)


def stage(folder: Path, number: int, count: int, entities: int) -> tuple[Path, list[Dump]]:
    """An analysed part of so many new articles that name entities which the lake has."""
    first = 100_000_000 + number * count
    part = folder / f"part-{number}"
    aside = folder / f".part-{number}"
    aside.mkdir()
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name in GENERATORS:
            rows = generated(name, first, count, entities)
            connection.execute(f"COPY ({rows}) TO '{aside / name}.parquet' (FORMAT parquet)")
    dumps: list[Dump] = table_of(Dump).from_arrow(pq.read_table(aside / "dumps.parquet"))
    (aside / "dumps.parquet").unlink()
    move_into_place(aside, part)
    return part, dumps


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--load", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="Folder for the lakes, which are made when they are not there.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        lakes = {count: Lake(folder / f"lake-{count}") for count in (given.small, given.large)}
        for count, lake in lakes.items():
            is_new = not lake.location.may_be_there()
            lake.create_or_open()
            if is_new:
                fill(lake, count)
        seconds: dict[tuple[int, str], list[float]] = {}
        for number in range(given.runs + 1):  # the first warms up
            for count, lake in lakes.items():
                batch = int(time.time()) % 100_000 * 10 + number
                part, dumps = stage(Path(scratch), batch, given.load, max(count // 5, 1000))
                settled = Path(scratch) / f"settled-{count}-{batch}"
                run = Run(**{**_run(), "run_id": f"bench-{batch}"})
                begin = time.perf_counter()
                settle(lake, [part], dumps, settled, run.run_id)
                middle = time.perf_counter()
                lake.publish(settled, run)
                end = time.perf_counter()
                if number:
                    for step, spent in (("settle", middle - begin), ("publish", end - middle), ("both", end - begin)):
                        seconds.setdefault((count, step), []).append(spent)
        for step in ("settle", "publish", "both"):
            small, large = (statistics.median(seconds[count, step]) for count in lakes)
            print(
                f"{step:8} {small:6.3f} s at {given.small:,}  {large:6.3f} s at {given.large:,}  x {large / small:.2f}"
            )


def _run() -> dict[str, object]:
    spec = importlib.util.spec_from_file_location("rows", Path(__file__).parents[1] / "warehouse" / "rows.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    run = module.run("bench")
    return {name: getattr(run, name) for name in run.__dataclass_fields__}


if __name__ == "__main__":
    main()
