"""Many writers and readers at once: nothing lost, nothing twice, no reader disturbed."""

import json
import os
import pickle
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.lake import Lake
from warehouse.maintenance import maintain
from warehouse.query import run_sql

WORKERS = Path(__file__).with_name("workers.py")
ROOT = Path(__file__).parents[2]


def start(kind: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(WORKERS), kind, pickle.dumps(arguments).hex()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.slow
@pytest.mark.parametrize("any_lake", ["folder", "postgres-folder"], indirect=True)
def test_writers_and_readers_at_once(any_lake: Lake, tmp_path: Path) -> None:
    at_once(any_lake, tmp_path, writer_count=2, reader_count=2, seconds=8)


@pytest.mark.long
@pytest.mark.parametrize("any_lake", ["folder", "postgres-folder"], indirect=True)
def test_many_writers_and_readers_for_a_minute(any_lake: Lake, tmp_path: Path) -> None:
    at_once(any_lake, tmp_path, writer_count=4, reader_count=8, seconds=60)


def at_once(any_lake: Lake, folder: Path, *, writer_count: int, reader_count: int, seconds: float) -> None:
    """Let them work for so long, with a maintenance in between, then count; prints what readers waited."""
    writers = [start("write", any_lake, folder / f"w{n}", n, seconds) for n in range(writer_count)]
    readers = [start("read", any_lake, seconds) for _ in range(reader_count)]
    maintain(any_lake)
    told = []
    for worker in (*writers, *readers):
        out, err = worker.communicate(timeout=seconds + 300)
        assert worker.returncode == 0, err
        told.append(json.loads(out))
    written, read = told[:writer_count], told[writer_count:]
    rounds = max(w["rounds"] for w in written)
    own = sum(w["own"] for w in written)
    (row,) = run_sql(
        any_lake,
        """
        select (select count(*) from articles) as articles,
               (select count(distinct article_id) from articles) as distinct_articles,
               (select count(*) from quotes) as quotes,
               (select count(distinct quote_id) from quotes) as distinct_quotes,
               (select count(*) from dumps) as dumps, (select count(distinct dump_id) from dumps) as distinct_dumps,
               (select count(*) from sightings) as sightings,
               (select count(*) from rejects) as rejects,
               (select count(*) from entities) as entities,
               (select len(aliases) from entities) as aliases,
               (select count(*) from runs) as runs
        """,
    ).to_pylist()
    dumps = sum(w["rounds"] for w in written) + rounds
    assert row["articles"] == row["distinct_articles"] == own + 3 * rounds
    assert row["quotes"] == row["distinct_quotes"] == row["articles"]
    assert row["dumps"] == row["distinct_dumps"] == dumps
    assert row["sightings"] == 3 * dumps
    assert row["rejects"] == dumps
    assert row["entities"] == 1
    assert row["aliases"] == dumps + 1  # one of each dump, and the name
    assert row["runs"] == sum(w["loads"] for w in written)
    spent = sorted(second for r in read for second in r["spent"])
    assert spent, "no reader came to the end of a transaction"
    print(
        f"\n{any_lake.location}: {row['runs']} loads by {writer_count} writers, {len(spent)} transactions by "
        f"{reader_count} readers in {seconds:.0f} s, p50 {statistics.median(spent):.3f} s, "
        f"p99 {spent[int(len(spent) * 0.99)]:.3f} s"
    )
