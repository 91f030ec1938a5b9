"""What passes a limit is rejected with the limit's name, and the rest of the dump goes on."""

import gzip
import json
from dataclasses import fields
from typing import Any

import pytest

from flows.extract import Limits
from flows.settings import Settings
from tests.extract.samples import PAGE, TEXT, archive, dump_of_each_format, jsonl, mhtml, parquet, read, record, warc
from transforms.documents import Document, Rejected
from transforms.errors import UserError

LONG = "The ferry was late. " * 400
WIDE = {f"field{number}": "x" for number in range(40)}
DEEP: Any = "x"
for _ in range(20):
    DEEP = [DEEP]
TWO_PAGES = [
    ("response", "https://quay.example/a", "200 OK", "text/html", PAGE.replace("</p>", "</p>" + " " * 900).encode()),
    ("response", "https://quay.example/b", "200 OK", "text/html", PAGE.encode()),
]
TABLE = ",".join(["title", "text", *WIDE]).encode() + b"\n"
NESTED = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
ENTITY = b"<!DOCTYPE nitf [<!ENTITY f 'x'>]><nitf><body><body.content><p>&f;</p></body.content></body></nitf>"
NAMES = {f"{number}.jsonl": jsonl(record(number)) for number in range(5)}

# Limit, its value, the dump, where the reject stands, and how many documents come out beside it.
CASES = [
    ("max_record_chars", 1_000, jsonl(record(1, text=LONG), record(2)), "record 1", 1),
    ("max_page_chars", len(PAGE) + 500, gzip.decompress(warc(TWO_PAGES)), "record 1", 1),
    ("max_page_chars", 500, PAGE.encode(), "whole", 0),
    ("max_page_chars", 500, mhtml(), "record 1", 0),
    ("max_xml_bytes", 100, dump_of_each_format()["feed"], "whole", 0),
    ("max_xml_bytes", 100, dump_of_each_format()["nitf"], "whole", 0),
    ("max_xml_entities", 0, ENTITY, "whole", 0),
    ("max_mail_bytes", 500, mhtml(), "whole", 0),
    ("max_members", 3, archive(NAMES), "whole", 3),
    ("max_depth", 1, archive({"in.zip": archive(NAMES), "a.jsonl": jsonl(record(1))}), "in.zip > whole", 1),
    ("max_fields", 20, jsonl({**record(1), **WIDE}, record(2)), "record 1", 1),
    ("max_fields", 20, TABLE + b"a,b\n", "whole", 0),
    ("max_fields", 20, parquet([{**record(1), **WIDE}]), "whole", 0),
    ("max_nesting", 10, jsonl(record(1, more=DEEP), record(2)), "record 1", 1),
    ("max_nesting", 10, json.dumps([record(1, more=DEEP), record(2)]).encode(), "record 1", 1),
    ("max_nesting", 10, b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
     + b"".join(NESTED % (n, n) for n in range(30)), "record 1", 0),
    ("max_spooled_bytes", 100, archive({"a.zip": archive(NAMES)}), "a.zip > whole", 0),
]  # fmt: skip
# Limits of packed streams and of downloads, whose tests are in test_dumps, test_web and test_stores.
ELSEWHERE = {
    *("max_unpacked_bytes", "max_unpack_ratio", "ratio_from_bytes"),
    *("max_download_bytes", "max_download_seconds", "max_redirects", "max_listed"),
}


@pytest.mark.parametrize(("name", "value", "data", "locator", "count"), CASES)
def test_what_passes_a_limit_is_rejected_with_its_name(
    name: str, value: int, data: bytes, locator: str, count: int
) -> None:
    _, items = read(data, limits=Limits(**{name: value}))
    refused = [item for item in items if isinstance(item, Rejected)]
    assert [(item.locator, item.reason) for item in refused] == [(locator, "too_large")]
    assert f"{name} ({value})" in (refused[0].detail or "")
    assert sum(isinstance(item, Document) for item in items) == count
    _, unbounded = read(data, limits=Limits(max_xml_entities=10))
    assert not [item for item in unbounded if isinstance(item, Rejected) and item.reason == "too_large"]


def test_every_limit_has_a_case() -> None:
    assert {field.name for field in fields(Limits)} == {case[0] for case in CASES} | ELSEWHERE


def test_every_limit_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().limits == Limits()
    for field in fields(Limits):
        monkeypatch.setenv(f"DATELINE_{field.name.upper()}", "7")
    assert Settings().limits == Limits(**{field.name: 7 for field in fields(Limits)})
    monkeypatch.setenv("DATELINE_MAX_DEPTH", "0")
    with pytest.raises(UserError, match="DATELINE_MAX_DEPTH"):
        _ = Settings().limits


def test_a_json_record_as_deep_as_it_is_long_does_no_harm() -> None:
    _, items = read(jsonl(record(1)) + b'{"text": ' + b"[" * 1_000_000 + b"\n" + jsonl(record(3)))
    assert [item.locator for item in items if isinstance(item, Document)] == ["record 1", "record 3"]


def test_text_with_brackets_is_not_nested() -> None:
    _, items = read(jsonl(record(1, text=f"{TEXT} " + "[note] " * 300)))
    assert [type(item) for item in items] == [Document]
