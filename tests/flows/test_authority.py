"""Authority files and corrections as users give them."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.authority import load_knowledge, read_authority
from transforms.entities.knowledge import BadKnowledge, Record


def test_csv_and_parquet_say_the_same(tmp_path):
    (tmp_path / "a.csv").write_text("kind,id,name,aliases\nperson,Q1,Mara Oduya,Oduya|M. Oduya\n", encoding="utf-8")
    row = {"kind": "person", "id": "Q1", "name": "Mara Oduya", "aliases": ["Oduya", "M. Oduya"]}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "a.parquet")
    expected = [Record("person", "Q1", "Mara Oduya", ("Oduya", "M. Oduya"))]
    assert list(read_authority(tmp_path / "a.csv")) == expected
    assert list(read_authority(tmp_path / "a.parquet")) == expected


@pytest.mark.parametrize("row", ["person,,Mara Oduya,", "wizard,Q1,Mara Oduya,", "person,Q1,,"])
def test_a_bad_record_is_told_by_its_number(tmp_path, row):
    (tmp_path / "a.csv").write_text(f"kind,id,name,aliases\nperson,Q2,Ann Lee,\n{row}\n", encoding="utf-8")
    with pytest.raises(BadKnowledge, match="record 2"):
        load_knowledge(tmp_path / "a.csv")


def test_a_users_corrections_join_ours(tmp_path):
    (tmp_path / "c.csv").write_text("kind,name,into,reason\nperson,Ann Lee,Anna Lee,One person.\n", encoding="utf-8")
    assert ("person", "ann lee") in load_knowledge(corrections=tmp_path / "c.csv").merges
