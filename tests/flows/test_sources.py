"""Dumps that are no files, all the way: loaded, known again, traced back to where they came from."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.extract.web_server import SECRET, Server, serving

TEXT = "The ferry to Lindholm was late. “We waited,” said Marta Kjellgren, who runs the island’s shop."


def jsonl(text_field: str, *numbers: int) -> bytes:
    rows = [{"headline": f"Ferry number {n} is late", text_field: f"{TEXT} It was ferry {n}."} for n in numbers]
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.fixture
def web() -> Iterator[Server]:
    with serving({"dump.jsonl": jsonl("text", 1, 2)}) as server:
        yield server


def rows(dateline, lake: Path, query: str) -> list[dict]:
    ran = dateline("sql", query, "--lake", lake, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def verdicts(dateline, lake: Path) -> list[str]:
    ids = rows(dateline, lake, "select article_id from articles order by all")
    return [dateline("trace", row["article_id"], "--lake", lake).out for row in ids]


def test_a_web_dump_is_fetched_once_and_known_again(dateline, web, tmp_path):
    lake, address = tmp_path / "lake", f"{web.address}/drop/dump.jsonl"
    ran = dateline("ingest", f"{address}?{SECRET}", "--lake", lake)
    assert ran.code == 0, ran.err
    fetched = len(web.requests)
    [dump] = rows(dateline, lake, "select uri, article_count, entity_tag from dumps")
    assert dump["uri"] == address, "no signature stays in the lake"
    assert dump["article_count"] == 2
    again = dateline("ingest", f"{address}?{SECRET}", "--lake", lake)
    assert "Nothing new" in again.out
    assert [headers["If-None-Match"] for _, headers in web.requests[fetched:]] == [dump["entity_tag"]]
    assert all("verified" in said for said in verdicts(dateline, lake))
    web.files["dump.jsonl"] = jsonl("text", 1, 2, 3)
    assert all("other bytes" in said for said in verdicts(dateline, lake))
    del web.files["dump.jsonl"]
    assert all("cannot be fetched now" in said and "404" in said for said in verdicts(dateline, lake))


def test_a_file_whose_name_is_no_unicode(dateline, tmp_path):
    lake, dumps = tmp_path / "lake", tmp_path / "dumps"
    dumps.mkdir()
    Path(os.fsdecode(os.fsencode(dumps) + b"/caf\xe9.jsonl")).write_bytes(jsonl("text", 1))
    ran = dateline("ingest", dumps, "--lake", lake)
    assert ran.code == 0, ran.err
    [dump] = rows(dateline, lake, "select uri, article_count from dumps")
    assert dump == {"uri": f"{dumps}/caf\\xe9.jsonl", "article_count": 1}
    assert all("verified" in said for said in verdicts(dateline, lake))


def test_a_web_dump_that_is_not_there_ends_with_2_and_one_line(dateline, web, tmp_path):
    ran = dateline("ingest", f"{web.address}/plain/missing.txt?{SECRET}", "--lake", tmp_path / "lake")
    assert ran.code == 2
    assert "HTTP 404" in ran.err
    assert "Traceback" not in ran.err
    assert "0123456789abcdef" not in ran.err
    assert rows(dateline, tmp_path / "lake", "select status from runs") == [{"status": "failed"}]


def test_the_same_bytes_from_elsewhere_are_no_second_dump(dateline, web, tmp_path):
    (tmp_path / "copy.jsonl").write_bytes(web.files["dump.jsonl"])
    places = [tmp_path / "copy.jsonl", f"{web.address}/plain/dump.jsonl", f"{web.address}/untagged/dump.jsonl"]
    ran = dateline("ingest", *places, "--lake", tmp_path / "lake")
    assert ran.code == 0, ran.err
    assert rows(dateline, tmp_path / "lake", "select count(*)::int as n from dumps") == [{"n": 1}]


def test_standard_input_is_a_dump(dateline_process, dateline, tmp_path):
    lake = tmp_path / "lake"
    ran = dateline_process("ingest", "-", "--lake", lake, stdin=jsonl("text", 1).decode())
    assert ran.code == 0, ran.err
    assert rows(dateline, lake, "select uri, format, article_count from dumps") == [
        {"uri": "stdin:", "format": "jsonl", "article_count": 1}
    ]
    assert all("not there any more" in said for said in verdicts(dateline, lake))


def test_a_dump_that_was_loaded_by_a_mapping_is_traced_by_it(dateline, tmp_path):
    dump, lake = tmp_path / "own.jsonl", tmp_path / "lake"
    dump.write_bytes(jsonl("inhoud", 1, 2))
    assert dateline("ingest", dump, "--map", "text=inhoud", "--lake", lake).code == 0
    assert rows(dateline, lake, "select field_mapping from dumps") == [{"field_mapping": '{"text": "inhoud"}'}]
    assert all("verified" in said for said in verdicts(dateline, lake))


def test_limits_are_settings(dateline_process, tmp_path):
    (tmp_path / "dump.jsonl").write_bytes(jsonl("text", 1))
    ran = dateline_process(
        "ingest", tmp_path / "dump.jsonl", "--lake", tmp_path / "lake", DATELINE_MAX_RECORD_CHARS="50"
    )
    assert "max_record_chars (50)" in ran.err
    wrong = dateline_process("ingest", tmp_path, "--lake", tmp_path / "lake", DATELINE_MAX_DEPTH="deep")
    assert wrong.code == 2
    assert "DATELINE_MAX_DEPTH" in wrong.err
    assert "Traceback" not in wrong.err
