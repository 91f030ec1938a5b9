"""Processes that tests start, kill, and set against each other: `python workers.py KIND PICKLED-ARGUMENTS`."""

import importlib.util
import json
import pickle
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from warehouse.lake import Lake
from warehouse.settle import settle


def _rows() -> ModuleType:
    spec = importlib.util.spec_from_file_location("warehouse_rows", Path(__file__).with_name("rows.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def load(lake: Lake, folder: Path, run_id: str, articles: list[str], dumps: list[str]) -> None:
    """Settle and publish a part in which every article is seen in each of the dumps."""
    rows = _rows()
    part = rows.part(
        folder / f"part-{run_id}",
        [rows.article(name) for name in articles],
        [rows.sighting(name, dump, 60 * n) for dump in dumps for n, name in enumerate(articles)],
        rejects=[rows.reject(dump, "chars 9000-9010") for dump in dumps],
        entities=[rows.person("Mara Oduya", *(f"Oduya of {dump}" for dump in dumps))],
    )
    settle(lake, [part], [rows.dump(dump) for dump in dumps], folder / f"settled-{run_id}", run_id)
    lake.publish(folder / f"settled-{run_id}", rows.run(run_id), [rows.check(run_id)])


def publish_once(lake: Lake, folder: Path, run_id: str, articles: list[str], dumps: list[str]) -> None:
    """One load. The line tells that all is imported and the work begins."""
    print("begin", flush=True)
    load(lake, folder, run_id, articles, dumps)


def write_on(lake: Lake, folder: Path, number: int, seconds: float) -> None:
    """Load after load, half of each with articles and dumps that other writers bring too."""
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        own = [f"w{number}-{count}-{n}" for n in range(3)]
        load(lake, folder, f"own-{number}-{count}", own, [f"d-w{number}-{count}"])
        load(lake, folder, f"shared-{number}-{count}", [f"s-{count}-{n}" for n in range(3)], [f"d-s-{count}"])
        count += 1
    print(json.dumps({"loads": 2 * count, "own": 3 * count, "rounds": count}), flush=True)


def read_on(lake: Lake, seconds: float) -> None:
    """Transaction after transaction, each of which must agree over all tables."""
    end = time.monotonic() + seconds
    spent, last = [], 0
    while time.monotonic() < end:
        begin = time.perf_counter()
        with lake.reading() as connection:
            lost = _one(connection, "select count(*) from quotes anti join articles using (article_id)")
            unsourced = _one(
                connection, "select count(*) from articles a anti join dumps d on a.first_dump_id = d.dump_id"
            )
            articles = _one(connection, "select count(*) from articles")
            quotes = _one(connection, "select count(*) from quotes")
            distinct = _one(connection, "select count(distinct article_id) from articles")
        assert (lost, unsourced) == (0, 0), f"{lost} quotes without article, {unsourced} articles without dump"
        assert articles == quotes == distinct, f"{articles} articles, {distinct} distinct, {quotes} quotes"
        assert articles >= last, f"{articles} articles after {last}"
        last = articles
        spent.append(time.perf_counter() - begin)
    print(json.dumps({"spent": spent}), flush=True)


def _one(connection: Any, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


if __name__ == "__main__":
    {"publish": publish_once, "write": write_on, "read": read_on}[sys.argv[1]](
        *pickle.loads(bytes.fromhex(sys.argv[2]))
    )
