"""Publishing killed at any moment and run again comes to the same as publishing undisturbed."""

import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from transforms.tables import TABLES
from warehouse.export import export
from warehouse.lake import Lake
from warehouse.maintenance import maintain

WORKERS = Path(__file__).with_name("workers.py")
ROOT = Path(__file__).parents[2]
# More of them than CI does, and others, by these.
KILLS = int(os.environ.get("DATELINE_TEST_KILLS", "8"))
SEED = int(os.environ.get("DATELINE_TEST_SEED", "20310504"))


def start(kind: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(WORKERS), kind, pickle.dumps(arguments).hex()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def publish(lake: Lake, folder: Path, number: int, kill_after: float | None = None) -> float:
    """Publish the load of that number in a process of its own; returns the seconds of work, or until it was killed."""
    articles = [f"a{number + n}" for n in range(3)]  # two of the three come again in the next loads
    worker = start("publish", lake, folder, f"r{number}", articles, [f"d{number}"])
    assert worker.stdout
    assert worker.stdout.readline() == "begin\n", worker.communicate()
    begin = time.perf_counter()
    if kill_after is not None:
        time.sleep(kill_after)
        worker.send_signal(signal.SIGKILL)
    _, err = worker.communicate(timeout=300)
    assert worker.returncode in ((0, -9) if kill_after is not None else (0,)), err
    return time.perf_counter() - begin


@pytest.mark.slow
def test_killed_at_any_moment(empty_lake_folder: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    calm = Lake(shutil.copytree(empty_lake_folder, tmp_path / "calm"))
    stormy = Lake(shutil.copytree(empty_lake_folder, tmp_path / "stormy"))
    longest = 0.0
    for number in range(KILLS):
        longest = max(longest, publish(calm, tmp_path / "c", number))
        publish(stormy, tmp_path / "s", number, kill_after=chance.uniform(0, longest))
        publish(stormy, tmp_path / "s", number)
    print(f"\n{KILLS} kills within {longest:.1f} s, seed {SEED}")
    maintain(stormy)
    export(calm, tmp_path / "one")
    export(stormy, tmp_path / "two")
    for table in TABLES:
        if table.name != "runs":  # snapshot numbers differ by the maintenance
            name = f"{table.name}.parquet"
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    known = {name for table in TABLES for (name,) in _files(stormy, table.name)} | {
        name for (name,) in _retired(stormy)
    }
    assert {file.name for file in (stormy.location.folder / "data" / "news").rglob("*.parquet")} <= known


def _files(lake: Lake, table: str) -> list[tuple[str]]:
    with lake.reading() as connection:
        sql = "select parse_filename(data_file) from ducklake_list_files('lake', ?, schema => 'news')"
        return connection.execute(sql, [table]).fetchall()


def _retired(lake: Lake) -> list[tuple[str]]:
    """Files of earlier snapshots, which can still be read."""
    with lake.reading() as connection:
        return connection.execute(
            "select parse_filename(path) from __ducklake_metadata_lake.ducklake_data_file "
            "where end_snapshot is not null "
            "union all select parse_filename(path) from __ducklake_metadata_lake.ducklake_delete_file"
        ).fetchall()
