"""Maintenance makes files fewer, and nothing that can be read another."""

import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import warehouse_rows as rows

from tests.warehouse.places import ON_ANY_LAKE, again, data_files
from warehouse.errors import NoSnapshot
from warehouse.lake import Lake
from warehouse.maintenance import maintain, size_of
from warehouse.query import run_sql
from warehouse.settle import settle

pytestmark = ON_ANY_LAKE


def publish(lake: Lake, folder: Path, number: int) -> int:
    name, run_id = str(number), f"r{number}"
    part = rows.part(
        folder / f"part-{run_id}",
        [rows.article(name)],
        [rows.sighting(name, f"d-{name}")],
        entities=[rows.person("Mara Oduya", f"Oduya {number}")],
    )
    settle(lake, [part], [rows.dump(f"d-{name}")], folder / f"settled-{run_id}", run_id)
    return lake.publish(folder / f"settled-{run_id}", rows.run(run_id))


def contents(lake: Lake) -> dict[str, list[dict[str, object]]]:
    names = ("dumps", "articles", "sightings", "quotes", "mentions", "entities", "runs")
    return {name: run_sql(lake, f"from {name} order by all").to_pylist() for name in names}


def test_files_become_fewer_and_rows_stay(lake: Lake, tmp_path: Path) -> None:
    for number in range(6):
        publish(lake, tmp_path, number)
    before, files = contents(lake), len(data_files(lake))
    soon = datetime.now(UTC) + timedelta(hours=1)
    done = maintain(lake, keep=timedelta(0), keep_count=1, grace=timedelta(0), now=soon)
    assert contents(lake) == before
    assert done.after.file_count < done.before.file_count
    assert done.after.file_count == len(data_files(lake)) < files
    assert done.after.snapshot_count == 1
    assert done.expired_count >= 6
    assert size_of(lake) == done.after
    publish(lake, tmp_path, 6)
    assert len(contents(lake)["articles"]) == 7


def test_the_past_stays_as_long_as_it_should(lake: Lake, tmp_path: Path) -> None:
    numbers = [publish(lake, tmp_path, number) for number in range(4)]
    soon = datetime.now(UTC) + timedelta(hours=1)
    maintain(lake, now=soon)
    for count, snapshot in enumerate(numbers, 1):
        assert run_sql(lake, "select count(*) as n from articles", at=snapshot).to_pylist() == [{"n": count}]
    maintain(lake, keep=timedelta(0), keep_count=3, grace=timedelta(0), now=soon)
    assert run_sql(lake, "select count(*) as n from articles", at=numbers[-1]).num_rows == 1
    with pytest.raises(NoSnapshot, match="expired"):
        run_sql(lake, "select count(*) as n from articles", at=numbers[0])


def test_a_reader_in_the_middle_is_not_disturbed(lake: Lake, tmp_path: Path) -> None:
    for number in range(3):
        publish(lake, tmp_path, number)
    with lake.connect() as connection:
        connection.execute("BEGIN")
        assert connection.execute("select count(*) from quotes").fetchone() == (3,)
        publish(again(lake), tmp_path, 3)
        done = maintain(again(lake), keep=timedelta(0), keep_count=1)
        assert done.after.file_count < done.before.file_count
        assert connection.execute("select count(*), count(distinct body) from articles").fetchone() == (3, 3)


def test_what_a_killed_writer_left_is_deleted(lake: Lake, tmp_path: Path) -> None:
    publish(lake, tmp_path, 0)
    part = rows.part(tmp_path / "p", [rows.article("x")], [rows.sighting("x", "d-x")])
    settle(lake, [part], [rows.dump("d-x")], tmp_path / "settled", "rx")
    code = (
        "import os, signal, sys, pickle\nfrom pathlib import Path\n"
        "from warehouse import publishing\nfrom warehouse.lake import Lake\n"
        "lake, settled, run = pickle.loads(bytes.fromhex(sys.argv[1]))\n"
        "with lake.locked() as c:\n"
        "    c.execute('BEGIN'); publishing.publish(c, settled, run, [])\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    given = pickle.dumps((lake, tmp_path / "settled", rows.run("rx"))).hex()
    before, files = contents(lake), data_files(lake)
    ran = subprocess.run([sys.executable, "-c", code, given], capture_output=True, text=True)
    assert ran.returncode == -9, ran.stderr
    assert data_files(lake) > files
    assert contents(lake) == before
    maintain(lake)
    assert data_files(lake) <= files
    lake.publish(tmp_path / "settled", rows.run("rx"))
    assert len(contents(lake)["articles"]) == 2
