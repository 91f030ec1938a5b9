"""What finding near-duplicates costs: against the text analysis, and as the lake grows.

    python tests/benchmarks/bench_duplicates.py [--lakes 10000 100000 1000000] [--load 1000] [--copies 0.2]

Signing is timed on generated articles of some 500 words and compared with parsing the same ones. Then lakes of so many
articles are made, and a load is settled and published in each: a share of it are copies of articles that the lake has,
half of these earlier than theirs, so that clusters of the lake have to be renamed.
"""

import argparse
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flows.pipeline import load_pipeline
from transforms.analysis import analyse
from transforms.duplicates import signature_of
from transforms.duplicates.signatures import BANDS, VALUES
from transforms.schema import table_of
from transforms.tables import Fingerprint
from warehouse import duplicates
from warehouse.lake import Lake

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SCHEMA = table_of(Fingerprint).arrow_schema
BATCH = 100_000
_TEXT = "the harbour office said that a ferry to Quay Island will sail on Monday if swell is low and wind drops"
COMMON = _TEXT.split()


def body(rng: random.Random, words: int = 500) -> str:
    """Sentences of common words, each article's own."""
    drawn = [rng.choice(COMMON) + ("." if n % 18 == 17 else "") for n in range(words)]
    return " ".join(drawn)


def prints(rng: np.random.Generator, first: int, count: int, at: datetime = NOW) -> pa.Table:
    """Fingerprints of unrelated articles: numbers as random as those of real ones."""
    ids = [f"{number:032x}" for number in range(first, first + count)]
    keys = pa.array(rng.integers(0, 2**32, size=count * BANDS, dtype=np.int64))
    values = np.split(rng.integers(0, 256, size=(count, VALUES), dtype=np.uint8), count) if count else []
    return pa.table(
        {
            "article_id": ids,
            "published_at": [at] * count,
            "shingle_count": [480] * count,
            "keys": pa.ListArray.from_arrays(pa.array(np.arange(0, count * BANDS + 1, BANDS, dtype=np.int32)), keys),
            "signature": [row.tobytes() for row in values],
            "family_id": ids,
        },
        schema=SCHEMA,
    )


def fill(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """A lake of so many articles, each with a body of 2,500 characters and a cluster of its own."""
    rng = np.random.default_rng(7)
    columns = connection.execute("SELECT column_name, column_type FROM (DESCRIBE lake.news.articles)").fetchall()
    given = {
        "article_id": "printf('%032x', i)", "cluster_id": "printf('%032x', i)", "body": "repeat(md5(i::VARCHAR), 78)",
        "published_at": "TIMESTAMPTZ '2026-03-02 12:00:00Z'",
    }  # fmt: skip
    nothing = {"VARCHAR": "''", "BIGINT": "1"}
    values = ", ".join(
        f"{given.get(name, nothing.get(kind, 'NULL' if kind != 'VARCHAR[]' else '[]'))}::{kind}"
        for name, kind in columns
    )
    for start in range(0, count, BATCH):
        end = min(start + BATCH, count)
        batch = prints(rng, start, end - start)
        connection.register("batch", batch)
        connection.execute(f"INSERT INTO {duplicates.INDEX} FROM batch")
        connection.execute(f"INSERT INTO lake.news.articles SELECT {values} FROM range({start}, {end}) AS r(i)")
        connection.unregister("batch")


def load_of(connection: duckdb.DuckDBPyConnection, known: int, count: int, copies: int) -> pa.Table:
    """New articles, of which some are copies of known ones, half of them earlier."""
    rng = np.random.default_rng(8)
    originals = sorted(int(n) for n in rng.choice(known, size=copies, replace=False))
    connection.register("wanted", pa.table({"article_id": [f"{n:032x}" for n in originals]}))
    copied = connection.execute(f"FROM {duplicates.INDEX} SEMI JOIN wanted USING (article_id)").to_arrow_table()
    connection.unregister("wanted")
    ids = [f"{known + n:032x}" for n in range(copies)]
    times = [NOW + timedelta(days=1 if n % 2 else -1) for n in range(copies)]
    for name, column in (("article_id", ids), ("family_id", ids), ("published_at", times)):
        place = copied.schema.get_field_index(name)
        copied = copied.set_column(place, name, pa.array(column, SCHEMA.field(name).type))
    return pa.concat_tables([copied.cast(SCHEMA), prints(rng, known + copies, count - copies)])


def seconds_of_a_load(folder: Path, known: int, count: int, copies: int) -> tuple[float, float, float]:
    """Seconds to settle and to publish a load in a lake of `known` articles, and the CPU seconds of both."""
    lake = Lake(folder / "lake")
    lake.create_or_open()
    connection = lake.connect(read_only=False)
    fill(connection, known)
    load = load_of(connection, known, count, copies)
    connection.register("load", load)
    settled = folder / "settled"
    settled.mkdir()
    before, started = time.process_time(), time.perf_counter()
    duplicates.settle(connection, "FROM load", settled)
    between = time.perf_counter()
    connection.execute("BEGIN")
    duplicates.publish(connection, settled, moved=False)
    connection.execute("COMMIT")
    ended, after = time.perf_counter(), time.process_time()
    renamed = connection.execute("SELECT count(*) FROM lake.news.articles WHERE cluster_id <> article_id").fetchone()
    assert renamed == ((copies + 1) // 2,), renamed
    connection.close()
    return between - started, ended - between, after - before


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lakes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="articles known")
    parser.add_argument("--load", type=int, default=1_000, help="articles of the load")
    parser.add_argument("--copies", type=float, default=0.2, help="share of the load that are copies of known ones")
    parser.add_argument("--sample", type=int, default=100, help="articles that are parsed and signed")
    args = parser.parse_args()

    rng = random.Random(1)
    bodies = [body(rng) for _ in range(args.sample)]
    pipeline = load_pipeline()
    started = time.process_time()
    for _ in analyse(pipeline, bodies):
        pass
    parsing = (time.process_time() - started) / args.sample
    started = time.process_time()
    for text in bodies:
        signature_of(text)
    signing = (time.process_time() - started) / args.sample
    print(f"500 words: parsing {parsing * 1e3:.1f} ms, signing {signing * 1e3:.2f} ms: {signing / parsing:.1%}")
    print(f"{'known':>10} {'settle s':>9} {'publish s':>10} {'CPU s':>6} {'all, of the parsing of the load':>32}")
    for known in args.lakes:
        with tempfile.TemporaryDirectory() as folder:
            settle, publish, work = seconds_of_a_load(Path(folder), known, args.load, int(args.load * args.copies))
        share = (work + signing * args.load) / (parsing * args.load)
        print(f"{known:>10,} {settle:>9.2f} {publish:>10.2f} {work:>6.2f} {share:>32.1%}", flush=True)


if __name__ == "__main__":
    main()
