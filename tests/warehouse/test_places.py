"""A lake behaves the same on every kind of catalog and of storage."""

import pickle
from datetime import timedelta
from pathlib import Path

import pytest
import warehouse_rows as rows

from transforms.tables import TABLES
from warehouse.errors import LakeBusy, LakeUnreachable, NoLake, NotALake
from warehouse.export import export
from warehouse.forgetting import forget
from warehouse.lake import Lake
from warehouse.maintenance import maintain
from warehouse.query import run_sql
from warehouse.settle import settle


def publish(lake: Lake, folder: Path, run_id: str, names: list[str], *aliases: str) -> int:
    part = rows.part(
        folder / f"part-{run_id}",
        [rows.article(n) for n in names],
        [rows.sighting(n, f"d-{n}") for n in names],
        entities=[rows.person("Mara Oduya", *aliases)],
    )
    settle(lake, [part], [rows.dump(f"d-{n}") for n in names], folder / f"settled-{run_id}", run_id)
    return lake.publish(folder / f"settled-{run_id}", rows.run(run_id), [rows.check(run_id)])


def count(lake: Lake, table: str, at: int | None = None) -> int:
    (row,) = run_sql(lake, f"select count(*) as n from {table}", at=at).to_pylist()
    return int(row["n"])


def test_the_whole_way(any_lake: Lake, empty_lake_folder: Path, tmp_path: Path) -> None:
    first = publish(any_lake, tmp_path, "r1", ["a", "b"], "Oduya")
    second = publish(any_lake, tmp_path, "r2", ["c"], "Mara O.")
    assert any_lake.publish(tmp_path / "settled-r2", rows.run("r2"), [rows.check("r2")]) == second
    assert any_lake.current_snapshot() == second
    assert (count(any_lake, "articles"), count(any_lake, "articles", first)) == (3, 2)
    assert run_sql(any_lake, "select aliases from entities").to_pylist() == [
        {"aliases": ["Mara O.", "Mara Oduya", "Oduya"]}
    ]
    any_lake.record(rows.run("r3", "failed"), [rows.check("r3", success=False)])
    assert (count(any_lake, "runs"), count(any_lake, "checks")) == (3, 3)
    assert any_lake.known_dumps(["d-a", "d-x"]) == {"d-a"}
    any_lake.create_or_open()

    import shutil

    plain = Lake(shutil.copytree(empty_lake_folder, tmp_path / "plain"))
    plain.publish(tmp_path / "settled-r1", rows.run("r1"), [rows.check("r1")])
    plain.publish(tmp_path / "settled-r2", rows.run("r2"), [rows.check("r2")])
    plain.record(rows.run("r3", "failed"), [rows.check("r3", success=False)])
    export(any_lake, tmp_path / "one")
    export(plain, tmp_path / "two")
    for table in TABLES:
        if table.name != "runs":  # their snapshot numbers may differ
            name = f"{table.name}.parquet"
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_another_process_opens_what_was_pickled(any_lake: Lake, tmp_path: Path) -> None:
    publish(any_lake, tmp_path, "r1", ["a"])
    again: Lake = pickle.loads(pickle.dumps(any_lake))
    assert count(again, "quotes") == 1


def test_one_writer_at_a_time(any_lake: Lake) -> None:
    hurried: Lake = pickle.loads(pickle.dumps(any_lake))
    hurried.wait_seconds = 0.1
    with any_lake.location.lock(1), pytest.raises(LakeBusy, match="another run"):
        hurried.record(rows.run("r1", "failed"))
    hurried.record(rows.run("r1", "failed"))


def test_readers_see_no_secret(s3: object, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake", s3())  # type: ignore[operator]
    lake.create_or_open()
    publish(lake, tmp_path, "r1", ["a"])
    for sql in (
        "from duckdb_settings()",
        "select current_setting('s3_secret_access_key') as s",
        "select current_setting('s3_access_key_id') as s",
    ):
        assert "the-secret-key" not in str(run_sql(lake, sql).to_pylist()), sql
        assert "the-key-id" not in str(run_sql(lake, sql).to_pylist()), sql
    assert "the-secret-key" not in "".join(lake.attach_statements())
    assert count(lake, "articles") == 1


def test_a_location_with_a_password_is_refused() -> None:
    for place in (
        "postgres:host=h password=geheim",
        "postgresql://me:geheim@h/db",
        "postgres:host=h PASSWORD = geheim",
    ):
        with pytest.raises(NotALake, match="PGPASSWORD") as told:
            Lake(place)
        assert "geheim" not in str(told.value)


def test_a_server_that_is_not_there() -> None:
    port = __import__("warehouse_servers").free_port()
    lake = Lake(f"postgres:host=127.0.0.1 port={port} user=dateline dbname=none", "/tmp/nowhere")
    for use in (lake.connect, lake.create_or_open, lambda: lake.record(rows.run("r1"))):
        with pytest.raises(LakeUnreachable) as told:
            use()
        assert "\n" not in str(told.value)


def test_a_database_without_a_lake(postgres: object) -> None:
    lake = Lake(f"postgres:{postgres()}")  # type: ignore[operator]
    with pytest.raises(NoLake):
        lake.connect()
    with pytest.raises(NotALake, match="DATELINE_DATA"):
        lake.create_or_open()


def test_an_existing_lake_on_postgres_knows_where_its_files_are(postgres: object, tmp_path: Path) -> None:
    place = f"postgres:{postgres()}"  # type: ignore[operator]
    Lake(place, str(tmp_path / "files")).create_or_open()
    publish(Lake(place), tmp_path, "r1", ["a"])
    assert count(Lake(place), "articles") == 1
    assert list((tmp_path / "files").rglob("*.parquet"))


def test_files_that_are_elsewhere_are_not_looked_for_here(s3: object, tmp_path: Path) -> None:
    Lake(tmp_path / "lake", s3()).create_or_open()  # type: ignore[operator]
    with pytest.raises(NotALake, match="DATELINE_DATA"):
        Lake(tmp_path / "lake").connect()


def test_keeping_and_forgetting(any_lake: Lake, tmp_path: Path) -> None:
    for number in range(3):
        publish(any_lake, tmp_path, f"r{number}", [f"a{number}"], f"Oduya {number}")
    done = maintain(any_lake, keep=timedelta(0), keep_count=1, grace=timedelta(0))
    assert done.after.snapshot_count == 1
    assert done.after.file_count < done.before.file_count
    assert count(any_lake, "articles") == 3
    assert forget(any_lake, article_ids=["article-a1"]).quote_count == 1
    assert (count(any_lake, "articles"), count(any_lake, "quotes"), count(any_lake, "rejects")) == (2, 2, 1)
    publish(any_lake, tmp_path, "r9", ["a9"])
    assert count(any_lake, "articles") == 3
