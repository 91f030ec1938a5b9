"""Exports are the same bytes for the same rows."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import warehouse_rows as rows

from transforms.tables import TABLES
from warehouse.errors import LakeNotWritable
from warehouse.export import FORMATS, export
from warehouse.lake import Lake
from warehouse.settle import settle


def publish(lake: Lake, folder: Path, run_id: str, names: list[str]) -> None:
    part = rows.part(
        folder / f"part-{run_id}", [rows.article(n) for n in names], [rows.sighting(n, f"d-{n}") for n in names]
    )
    settle(lake, [part], [rows.dump(f"d-{n}") for n in names], folder / f"settled-{run_id}", "the run")
    lake.publish(folder / f"settled-{run_id}", rows.run(run_id))


@pytest.mark.parametrize("format", FORMATS)
def test_equal_lakes_give_equal_files(lake: Lake, empty_lake_folder: Path, tmp_path: Path, format: str) -> None:
    import shutil

    shutil.copytree(empty_lake_folder, tmp_path / "other")
    other = Lake(tmp_path / "other")
    names = [str(n) for n in range(50)]
    publish(lake, tmp_path, "r1", names)
    for number in range(5):
        publish(other, tmp_path, f"o{number}", names[::-1][number * 10 : number * 10 + 10])
    export(lake, tmp_path / "e1", format)
    export(other, tmp_path / "e2", format)
    for table in TABLES:
        one = (tmp_path / "e1" / f"{table.name}.{format}").read_bytes()
        two = (tmp_path / "e2" / f"{table.name}.{format}").read_bytes()
        if table.name == "runs":
            assert one != two
        else:
            assert one == two, table.name


def test_parquet_has_the_declared_columns(lake: Lake, tmp_path: Path) -> None:
    publish(lake, tmp_path, "r1", ["a"])
    files = export(lake, tmp_path / "out")
    assert [f.name for f in files] == [f"{t.name}.parquet" for t in TABLES]
    for table, file in zip(TABLES, files, strict=True):
        schema = pq.read_schema(file)
        assert schema.names == table.arrow_schema.names
        for mine, theirs in zip(table.arrow_schema, schema, strict=True):
            assert str(theirs.type).replace("l: string", "item: string") == str(mine.type).replace(
                "l: string", "item: string"
            ).replace("element", "item") or str(mine.type).startswith("list")


def test_csv_and_jsonl_keep_every_value(lake: Lake, tmp_path: Path) -> None:
    publish(lake, tmp_path, "r1", ["a"])
    article = rows.article("a")
    export(lake, tmp_path / "out", "csv")
    export(lake, tmp_path / "out", "jsonl")
    with (tmp_path / "out" / "articles.csv").open(newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["body"] == article.body
    assert json.loads(row["summary"]) == article.summary
    (line,) = (tmp_path / "out" / "articles.jsonl").read_text().splitlines()
    assert json.loads(line)["summary"] == article.summary


def test_an_unknown_format(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="choose one of"):
        export(lake, tmp_path / "out", "xlsx")


def test_a_place_that_cannot_be_written(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LakeNotWritable, match="choose another folder"):
        export(lake, tmp_path / "file" / "out")
