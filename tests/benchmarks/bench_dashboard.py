"""Questions of the dashboard on a large generated lake: p50 and p95 in milliseconds, and CPU time, all cores together.

    python tests/benchmarks/bench_dashboard.py LAKE [--articles 1000000] [--rounds 9]

The lake is generated when it is not there (see generated_lake.py). Each question is asked anew in each round, nothing
of an earlier answer is kept; speakers, outlets and days differ from round to round. The first round warms up.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from generated_lake import lake_at

from warehouse.dashboard import questions as ask
from warehouse.dashboard.questions import Filters
from warehouse.query import reader

Question = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
QUESTIONS: dict[str, Question] = {
    "sizes": lambda r: (ask.SIZES, {}),
    "covered, one outlet": lambda r: ask.covered(Filters(publisher=r["outlet"])),
    "coverage by month": lambda r: ask.coverage(Filters(), "month"),
    "freshness": lambda r: (ask.FRESHNESS, {}),
    "which day has the newest quotes": lambda r: ask.newest_day(Filters(), 1_000),
    "newest quotes": lambda r: ask.quotes(Filters(since=date(2031, 12, 28)), 1_000),
    "quotes of a speaker": lambda r: ask.quotes(Filters(speaker_id=r["entity"]), 1_000),
    "quotes of an outlet and month": lambda r: ask.quotes(
        Filters(publisher=r["outlet"], since=r["day"], until=r["day"] + timedelta(30)), 1_000
    ),
    "most quoted": lambda r: ask.speakers(""),
    "a person in time": lambda r: (ask.ENTITY_DAYS, {"id": r["entity"]}),
    "who quotes a person": lambda r: (ask.QUOTED_BY, {"id": r["entity"]}),
    "places of a month": lambda r: ask.places(Filters(since=r["day"], until=r["day"] + timedelta(30))),
    "articles about somebody": lambda r: ask.articles(Filters(about_id=r["entity"]), 1_000),
    "articles that quote somebody": lambda r: ask.articles(Filters(speaker_id=r["entity"]), 1_000),
    "50 articles of a list": lambda r: ask.whole_articles(r["keys"][:50]),
    "20 quotes of a list": lambda r: ask.whole_quotes(r["quotes"][:20]),
    "with whom, 300 articles": lambda r: ask.named_with(r["entity"], r["keys"]),
    "with whom, of one seldom named": lambda r: ask.named_with(r["rare"], r["rare_keys"]),
    "wire copy": lambda r: ask.clusters(Filters()),
}


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lake", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    connection = reader(lake_at(given.lake, given.articles))
    speakers = connection.execute(
        "select speaker_entity_id from quotes where speaker_entity_id is not null limit 1000"
    ).fetchall()
    outlets = connection.execute("select distinct publisher from articles order by 1").fetchall()
    rare = connection.execute(
        "select speaker_entity_id from speakers where quote_count between 3 and 12 order by 1 limit 1000"
    ).fetchall()

    def rows(sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        return connection.execute(sql, params).to_arrow_table().to_pylist()

    for name, question in QUESTIONS.items():
        spent, used = [], []
        for n in range(given.rounds + 1):
            day = date(2029, 1, 1) + timedelta(37 * n)
            entity, outlet = speakers[n * 7 % len(speakers)][0], outlets[n * 11 % len(outlets)][0]
            values = {"entity": entity, "outlet": outlet, "day": day, "rare": rare[n * 7 % len(rare)][0]}
            values["keys"] = rows(ask.NAMED_IN, {"id": entity, "limit": 300})
            values["rare_keys"] = rows(ask.NAMED_IN, {"id": values["rare"], "limit": 300})
            values["quotes"] = rows(*ask.quotes(Filters(speaker_id=entity), 20))
            sql, params = question(values)
            begin, cpu = time.perf_counter(), time.process_time()
            connection.execute(sql, params).to_arrow_table()
            spent.append((time.perf_counter() - begin) * 1000)
            used.append((time.process_time() - cpu) * 1000)
        spent = sorted(spent[1:])
        last = spent[min(len(spent) - 1, round(0.95 * (len(spent) - 1)))]
        print(
            f"{name:32} p50 {statistics.median(spent):8.0f} ms  p95 {last:8.0f} ms  "
            f"CPU {statistics.median(used[1:]):8.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main()
