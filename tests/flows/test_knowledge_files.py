"""The user's authority file and corrections, from the setting to the published rows."""

import json
import signal

import pytest

DUMP = """Harbour plan divides Tallow Bay

TALLOW BAY (Example Wire) - Mara Oduya, who leads the Tallow Trust, said on Monday that the new harbour would open in
spring. “We are ready,” Oduya said.

Tom Harker of Ashby Motors said the company had no part in it. “Nobody asked Ashby Motors,” Tom Harker said. He added
that the firm would wait for the council to decide before it hired anyone at the docks.
"""
AUTHORITY = "kind,id,name,aliases\nperson,Q9001,Mara Oduya,Oduya|M. K. Oduya\n"
CORRECTIONS = """kind,name,into,reason
organisation,Ashby Motors,Ashby Vehicles,Renamed.
person,Tom Harker,,Father and son.
"""


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "dump.txt"
    path.write_text(DUMP, encoding="utf-8")
    return path


@pytest.fixture
def known(tmp_path, monkeypatch):
    (tmp_path / "authority.csv").write_text(AUTHORITY, encoding="utf-8")
    (tmp_path / "corrections.csv").write_text(CORRECTIONS, encoding="utf-8")
    monkeypatch.setenv("DATELINE_AUTHORITY", str(tmp_path / "authority.csv"))
    monkeypatch.setenv("DATELINE_CORRECTIONS", str(tmp_path / "corrections.csv"))


def entities(dateline, lake) -> dict[str, dict]:
    ran = dateline("sql", "select * from entities", "--format", "json", "--lake", lake)
    return {row["name"]: row for row in json.loads(ran.out)}


def test_they_reach_the_rows_also_when_a_dead_run_left_parts_made_without(
    dateline, dateline_process, dump, tmp_path, monkeypatch, request
):
    lake = tmp_path / "lake"
    killed = dateline_process("ingest", dump, "--lake", lake, DATELINE_FAIL_AT="analysed")
    assert killed.code == -signal.SIGKILL
    request.getfixturevalue("known")
    ran = dateline("ingest", dump, "--lake", lake)
    assert ran.code == 0, ran.err
    rows = entities(dateline, lake)
    assert (rows["Mara Oduya"]["wikidata_id"], rows["Mara Oduya"]["authority_id"]) == ("Q9001", "Q9001")
    assert "Ashby Motors" in rows["Ashby Vehicles"]["aliases"]

    monkeypatch.delenv("DATELINE_AUTHORITY")
    monkeypatch.delenv("DATELINE_CORRECTIONS")
    dateline("ingest", dump, "--lake", tmp_path / "other")
    without = entities(dateline, tmp_path / "other")
    assert without["Mara Oduya"]["entity_id"] == rows["Mara Oduya"]["entity_id"], "an authority changes no id"
    assert without["Mara Oduya"]["wikidata_id"] is None
    assert "Ashby Vehicles" not in without
    assert without["Tom Harker"]["entity_id"] != rows["Tom Harker"]["entity_id"], "the split scopes it to its article"


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"kind,id,name\nwizard,Q1,Ann Lee\n", "record 1"), (b"\xff\xfe\x00", "UTF-8"), (None, "can't be read")],
)
def test_a_file_that_cannot_be_used_is_told_in_one_line(dateline, dump, tmp_path, monkeypatch, content, told):
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("DATELINE_AUTHORITY", str(path))
    ran = dateline("ingest", dump, "--lake", tmp_path / "lake")
    assert ran.code == 2
    assert told in " ".join(ran.err.split())
    assert "Traceback" not in ran.err
