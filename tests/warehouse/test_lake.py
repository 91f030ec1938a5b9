"""Opening a lake, or saying in one line why not."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import warehouse_rows as rows

from warehouse.errors import LakeError, LakeNotWritable, LakeTooNew, NoLake, NotALake
from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.settle import settle


def publish(lake: Lake, folder: Path, name: str, run_id: str) -> int:
    part = rows.part(folder / f"part-{run_id}", [rows.article(name)], [rows.sighting(name, f"d-{name}")])
    settle(lake, [part], [rows.dump(f"d-{name}")], folder / f"settled-{run_id}", run_id)
    return lake.publish(folder / f"settled-{run_id}", rows.run(run_id))


def test_opening_again_changes_nothing(lake: Lake) -> None:
    before = lake.current_snapshot()
    lake.create_or_open()
    assert lake.current_snapshot() == before


def test_reading_where_no_lake_is(tmp_path: Path) -> None:
    with pytest.raises(NoLake, match="dateline ingest"):
        Lake(tmp_path / "nowhere").connect()
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_no_lake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(NotALake, match="is a file"):
        Lake(tmp_path / "file").create_or_open()
    (tmp_path / "file2").write_text("text")
    with pytest.raises(LakeError):
        Lake(tmp_path / "file2" / "below").create_or_open()


def test_a_catalog_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    for use in (Lake(tmp_path).create_or_open, Lake(tmp_path).connect):
        with pytest.raises(NotALake) as told:
            use()
        assert str(tmp_path) in str(told.value)
        assert "\n" not in str(told.value)


def test_a_lake_whose_making_was_cut_short_is_finished(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").touch()
    with pytest.raises(NoLake):
        Lake(tmp_path).connect()
    Lake(tmp_path).create_or_open()
    assert run_sql(Lake(tmp_path), "select count(*) as n from articles").to_pylist() == [{"n": 0}]


def test_a_ducklake_of_another_program_is_left_alone(lake: Lake, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    connection = duckdb.connect()
    for statement in lake.attach_statements(read_only=False)[:2]:
        connection.execute(statement)
    connection.execute(Lake(other).location.attach_sql(read_only=False, create=True))
    connection.execute("CREATE TABLE lake.main.theirs AS SELECT 1 AS a")
    connection.close()
    with pytest.raises(NotALake, match="did not make"):
        Lake(other).create_or_open()
    with pytest.raises(NotALake):
        Lake(other).connect()


def test_a_lake_of_a_newer_version_is_refused(lake: Lake) -> None:
    connection = lake.connect(read_only=False)
    connection.execute(
        "CREATE OR REPLACE VIEW lake.dateline.state AS SELECT 999 AS schema_version, '' AS fingerprint, 'data' AS files"
    )
    connection.close()
    for use in (lake.create_or_open, lake.connect, lambda: run_sql(lake, "select 1")):
        with pytest.raises(LakeTooNew, match="schema version 999"):
            use()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user who may not write")
def test_a_folder_that_one_may_not_write_to(tmp_path: Path, lake: Lake) -> None:
    code = (
        "import os, sys\n"
        "from warehouse.lake import Lake; from warehouse.errors import LakeError\n"
        "from warehouse.extensions import load_statements; load_statements(('sqlite', 'ducklake'))\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "try: Lake(sys.argv[1]).create_or_open()\n"
        "except LakeError as e: print(type(e).__name__, e); sys.exit(2)"
    )
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o755)
    for parent in (*closed.parents,):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    for place in (closed, closed / "below"):
        ran = subprocess.run([sys.executable, "-c", code, str(place)], capture_output=True, text=True)
        assert ran.returncode == 2, ran.stderr
        assert ran.stdout.startswith("LakeNotWritable"), ran.stdout
        assert str(closed) in ran.stdout
        assert ran.stdout.count("\n") == 1


def test_another_client_attaches_by_the_statements(lake: Lake, tmp_path: Path) -> None:
    publish(lake, tmp_path, "a", "r1")
    connection = duckdb.connect()
    for statement in lake.attach_statements():
        connection.execute(statement)
    assert connection.execute("select count(*) from quotes").fetchall() == [(1,)]
    with pytest.raises(duckdb.Error):
        connection.execute("delete from quotes")
    connection.close()


def test_a_lake_may_be_moved(lake: Lake, tmp_path: Path) -> None:
    publish(lake, tmp_path, "a", "r1")
    lake.location.folder.rename(tmp_path / "elsewhere")
    moved = Lake(tmp_path / "elsewhere")
    assert run_sql(moved, "select count(*) as n from quotes").to_pylist() == [{"n": 1}]
    publish(moved, tmp_path, "b", "r2")
    assert run_sql(moved, "select count(*) as n from quotes").to_pylist() == [{"n": 2}]
    assert not lake.location.folder.exists()


def test_the_past_can_be_read_by_number_and_by_time(lake: Lake, tmp_path: Path) -> None:
    first = publish(lake, tmp_path, "a", "r1")
    time.sleep(0.01)
    between = datetime.now(UTC)
    time.sleep(0.01)
    second = publish(lake, tmp_path, "b", "r2")
    assert second > first
    for at, count in ((first, 1), (second, 2), (between, 1), (None, 2)):
        assert run_sql(lake, "select count(*) as n from articles", at=at).to_pylist() == [{"n": count}], at


def test_a_time_without_a_zone_is_refused(lake: Lake) -> None:
    with pytest.raises(ValueError, match="zone"):
        lake.connect(at=datetime(2031, 1, 1))


def test_opening_is_quick(lake: Lake) -> None:
    lake.create_or_open()
    begin = time.perf_counter()
    lake.create_or_open()
    lake.known_dumps(["d1"])
    assert time.perf_counter() - begin < 3  # 0.5 s on an idle machine


def test_writers_are_let_in_one_at_a_time(lake: Lake, tmp_path: Path) -> None:
    from warehouse.errors import LakeBusy

    hurried = Lake(lake.location.folder, wait_seconds=0.1)
    with lake.location.lock(1), pytest.raises(LakeBusy, match="another run"):
        hurried.record(rows.run("r1", "failed"))
    hurried.record(rows.run("r1", "failed"))


def test_not_writable_is_an_error_of_ours() -> None:
    assert issubclass(LakeNotWritable, LakeError)
