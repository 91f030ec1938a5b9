"""How long full-text search takes in a large lake: to make its index, to catch up with a small load, and to answer.

    python tests/benchmarks/bench_search.py LAKE [--articles 1000000] [--anew] [--rounds 5]

Twenty queries with words that quotes of the lake have: one, two, a phrase, a beginning, one without another; then the
same with a speaker, an outlet, some days, or an outlet and days. `--anew` makes the index anew first; each run
adds a load of a thousand articles to the lake, which `dateline search` then catches up with.
The lake is generated when it is not there (see generated_lake.py).
"""

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from generated_lake import add, lake_at

from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.search import refresh, search
from warehouse.search.index import discard, folder_of

LOAD = 1_000
QUERIES = 20
FORMS: tuple[Callable[[list[str]], str], ...] = (
    lambda w: w[0],
    lambda w: f"{w[1]} {w[3]}",
    lambda w: f'"{w[0]} {w[1]}"',
    lambda w: f"{w[2][:5]}*",
    lambda w: f"{w[1]} -{w[0]}",
)
FILTERS: tuple[Callable[[dict[str, Any], str], dict[str, Any]], ...] = (
    lambda row, within: (
        {"speaker": row["speaker"].split()[-1]} if within == "quotes" else {"publisher": row["publisher"]}
    ),
    lambda row, within: {"publisher": row["publisher"]},
    lambda row, within: {"since": row["at"] - timedelta(45), "until": row["at"] + timedelta(45)},
    lambda row, within: {"publisher": row["publisher"], "since": row["at"] - timedelta(180)},
)


def timed(name: str, do: Callable[[], object]) -> None:
    """Do it, and tell wall and CPU time."""
    begin, cpu = time.perf_counter(), time.process_time()
    do()
    wall, used = time.perf_counter() - begin, time.process_time() - cpu
    print(f"{name:36} {wall:7.1f} s  CPU {used:7.1f} s  load {os.getloadavg()[0]:.1f}", flush=True)


def queries(lake: Lake) -> list[dict[str, Any]]:
    """Rows of which words and filters are taken: quotes all over the lake."""
    sql = f"""select text, speaker, publisher, published_at as at from quote_facts
              where speaker is not null order by quote_id limit {QUERIES}"""
    return run_sql(lake, sql).to_pylist()


def measured(lake: Lake, within: str, rows: list[dict[str, Any]], rounds: int, *, filtered: bool) -> None:
    """One line: p50 and p95 over all queries, and how many of them found something."""
    spent, used, found = [], [], 0
    for number in range(rounds + 1):
        for n, row in enumerate(rows):
            words = FORMS[n % len(FORMS)](row["text"].split())
            given = FILTERS[n % len(FILTERS)](row, within) if filtered else {}
            begin, cpu = time.perf_counter(), time.process_time()
            total = search(lake, words, within=within, **given).total
            if number:  # the first round warms up
                spent.append((time.perf_counter() - begin) * 1000)
                used.append((time.process_time() - cpu) * 1000)
                found += total > 0
    spent.sort()
    name = f"{within}, {'filtered' if filtered else 'words alone'}"
    p95 = spent[round(0.95 * (len(spent) - 1))]
    print(
        f"{name:36} p50 {statistics.median(spent):5.0f} ms  p95 {p95:5.0f} ms  CPU {statistics.median(used):5.0f} ms  "
        f"{found} of {len(spent)} found something",
        flush=True,
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lake", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--anew", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    lake = lake_at(given.lake, given.articles)
    if given.anew:
        discard(lake.location)
    timed("the index made, or brought up", lambda: refresh(lake))
    first = run_sql(lake, "select count(*) as n from articles").to_pylist()[0]["n"]
    add(lake, first, LOAD, given.articles)
    timed(f"catching up with {LOAD:,} articles", lambda: refresh(lake))
    size = sum(file.stat().st_size for file in folder_of(lake.location).rglob("*") if file.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size / 1e6:,.0f} MB of index; the process peaked at {peak:,.0f} MB, files that are mapped included")
    rows = queries(lake)
    for within in ("quotes", "articles"):
        for filtered in (False, True):
            measured(lake, within, rows, given.rounds, filtered=filtered)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
