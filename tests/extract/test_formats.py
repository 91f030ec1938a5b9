"""Every format is told by content, and its records come out as documents, sound and broken ones alike."""

import gzip
import io
import json
import re
import time
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.extract import Context, Limits, document_at, read_dump
from flows.extract.packed import DamagedStream
from flows.extract.sniff import format_of
from tests.extract.samples import (
    PAGE,
    TEXT,
    archive,
    articles,
    dump_of_each_format,
    jsonl,
    mhtml,
    parquet,
    read,
    record,
    rejects,
    warc,
)
from transforms.documents import Document, Rejected
from transforms.tables import DUMP_FORMATS, REJECT_REASONS


@pytest.mark.parametrize("name", DUMP_FORMATS)
def test_a_format_is_told_by_its_bytes_alone_and_its_article_comes_out(name: str) -> None:
    data = dump_of_each_format()[name]
    data = gzip.decompress(data) if name == "warc" else data
    reading, items = read(data)
    assert reading.format == name
    assert rejects(items) == []
    [article] = articles(items)
    assert "Marta Kjellgren" in article.body
    assert article.headline is not None
    if name in ("html", "warc", "arc", "csv", "newsml", "nitf", "tar", "mhtml"):
        assert article.published_at is not None
        assert article.published_at.date().isoformat() == "2026-03-13"
        assert article.time_source == "metadata"


@pytest.mark.parametrize("name", DUMP_FORMATS)
@given(cut=st.floats(0.01, 0.99))
@settings(max_examples=15, deadline=None)
def test_a_dump_that_is_cut_anywhere_gives_documents_or_rejects_and_no_error(name: str, cut: float) -> None:
    data = dump_of_each_format()[name]
    _, items = read(data[: int(len(data) * cut)])
    assert all(isinstance(item, Document) or item.reason in REJECT_REASONS for item in items)


@given(
    data=st.binary(max_size=300),
    start=st.sampled_from([b"WARC/1.0\r\n", b"PAR1", b"PK\x03\x04", b"{", b'[{"a"', b"<rss>", b"<html>"]),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_after_a_known_beginning_are_accounted_for(data: bytes, start: bytes) -> None:
    reading, items = read(start + data)
    assert items or reading.skipped_count
    assert all(isinstance(item, Document) or item.reason in REJECT_REASONS for item in items)


def test_lines_that_do_not_parse_cost_only_themselves() -> None:
    lines = [
        json.dumps(record(1)),
        '{"text": "cut',
        json.dumps({"text": None}),
        json.dumps([1]),
        "",
        "words",
        json.dumps(record(7)),
    ]
    _, items = read("\ufeff".encode() + "\r\n".join(lines).encode())
    assert [item.locator for item in items if isinstance(item, Document)] == ["record 1", "record 7"]
    assert rejects(items) == [
        ("record 2", "bad_record"),
        ("record 3", "no_text"),
        ("record 4", "bad_record"),
        ("record 6", "bad_record"),
    ]


ONE, TWO = (json.dumps(record(n)) for n in (1, 2))


@pytest.mark.parametrize(
    ("array", "seen", "refused"),
    [
        (f"[{ONE}]\n[{TWO}]\n", 2, []),
        (f"[{ONE}}}, {TWO}]", 1, [("record 1", "bad_record")]),
        (f"[{ONE}}}]", 0, [("record 1", "bad_record")]),
        (f"[{ONE[:-1]}]}}, {TWO}]", 1, [("record 1", "bad_record")]),
        (f"[{ONE}]}} and more", 1, [("record 2", "bad_record")]),
        (f"[{ONE}] and [{TWO}]", 2, [("record 2", "bad_record")]),
        (f"[{ONE}, {TWO[:40]}", 1, [("record 2", "truncated")]),
    ],
)
def test_of_a_damaged_array_all_is_told(array: str, seen: int, refused: list[tuple[str, str]]) -> None:
    """Found by the fuzz test: a brace too many ended the array, and the rest of the dump was lost without a word."""
    _, items = read(array.encode())
    assert (len(articles(items)), rejects(items)) == (seen, refused)


@pytest.mark.parametrize("beginning", ["", "<!DOCTYPE html>\n"])
def test_a_page_of_comments_is_told_at_once(beginning: str) -> None:
    """Found by the fuzz test: for each further comment it took twice as long."""
    started = time.process_time()
    format_of((beginning + "<!--[if IE]> <html> <![endif]-->\n" * 60 + "<<").encode())
    assert time.process_time() - started < 1


def test_half_a_character_and_line_separators_in_a_json_string_do_no_harm() -> None:
    line = f'{{"title": "Ferry is late", "text": "\\ud83d Before.\u2028After it, {TEXT}"}}\n'
    _, items = read(line.encode())
    [article] = articles(items)
    article.body.encode("utf-8")
    assert "Before." in article.body


def test_a_packed_stream_that_is_cut_keeps_its_whole_lines() -> None:
    packed = gzip.compress(jsonl(*(record(number, noise=str(number) * 50) for number in range(200))), mtime=0)

    class Cut(io.RawIOBase):
        def __init__(self) -> None:
            self.pieces = iter([gzip.decompress(packed)[:9_000]])

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            piece = next(self.pieces, b"")
            if not piece:
                raise DamagedStream("truncated", "cut")
            buffer[: len(piece)] = piece
            return len(piece)

    items = list(read_dump(cast(BinaryIO, Cut()), Context("d" * 64, name="a.jsonl")))
    assert sum(isinstance(item, Document) for item in items) > 5
    assert rejects(items) == [("whole", "truncated")]


def test_fields_are_found_by_their_usual_names_and_by_a_mapping() -> None:
    newsplease = {
        "maintext": TEXT,
        "title": "Ferry is late",
        "date_publish": "2026-03-13 09:00:00",
        "source_domain": "quay.example",
        "authors": ["Nils Abernekoh"],
        "language": "en",
        "date_download": "2026-03-14 00:00:00",
    }
    [article] = articles(read(jsonl(newsplease))[1])
    assert (article.headline, article.byline, article.language) == ("Ferry is late", ["Nils Abernekoh"], "en")
    assert (article.publisher, article.published_at) == ("quay.example", datetime(2026, 3, 13, 9, tzinfo=UTC))
    own = {"kop": "Ferry is late", "inhoud": TEXT}
    assert rejects(read(jsonl(own))[1]) == [("record 1", "no_text")]
    [mapped] = articles(read(jsonl(own), mapping={"text": "inhoud", "headline": "kop"})[1])
    assert mapped.headline == "Ferry is late"


def test_a_crawl_date_is_no_publication() -> None:
    fineweb = {
        "text": TEXT,
        "dump": "D",
        "file_path": "f",
        "language_score": 0.9,
        "token_count": 9,
        "date": "2026-03-13",
    }
    [document] = [item for item in read(jsonl(fineweb))[1] if isinstance(item, Document)]
    assert document.captured_at == datetime(2026, 3, 13, tzinfo=UTC)
    [article] = articles([document])
    assert article.published_at is None


def test_a_table_tells_whether_days_come_first() -> None:
    head = "Title;Text;Published\n"
    rows = [f"Ferry {n} is late again;{TEXT};{day}\n" for n, day in enumerate(["04/03/2026", "28/02/2026"])]
    found = articles(read((head + "".join(rows)).encode("cp1252"))[1])
    assert [str(article.published_at)[:10] for article in found] == ["2026-03-04", "2026-02-28"]
    alone = articles(read((head + rows[0]).encode("cp1252"))[1])
    assert alone[0].published_at is None, "a day that cannot be told is not claimed"


def test_a_web_archive_gives_its_pages_and_counts_the_rest() -> None:
    page = PAGE.encode()
    data = warc(
        [
            ("response", "https://quay.example/a", "200 OK", "text/html; charset=utf-8", page),
            ("response", "https://quay.example/b", "301 Moved", "text/html", b"moved"),
            ("response", "https://quay.example/c", "404 Not Found", "text/html", page),
            ("response", "https://quay.example/p.png", "200 OK", "image/png", b"\x89PNG"),
            ("response", "https://quay.example/robots.txt", "200 OK", "text/html", b"User-agent: *"),
            ("request", "https://quay.example/a", "GET / HTTP/1.1", "text/html", b""),
        ]
    )
    reading, items = read(gzip.decompress(data))
    [document] = items
    assert (document.locator, document.url, reading.skipped_count) == ("record 1", "https://quay.example/a", 5)
    assert document.captured_at == datetime(2026, 3, 14, 10, tzinfo=UTC)


def test_a_record_that_tells_a_wrong_length_writes_nothing_to_the_terminal(capfd) -> None:
    """warcio prints the bytes behind it: what a dump holds must not reach a terminal that would obey it."""
    data = gzip.decompress(dump_of_each_format()["warc"])
    length = re.search(rb"Content-Length: (\d+)\r\n\r\nHTTP", data)
    assert length is not None
    read(data.replace(length[1], b"%d" % (int(length[1]) - 20), 1))
    assert capfd.readouterr() == ("", "")


def test_a_feed_names_its_articles() -> None:
    atom = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Quay</title>
    <entry><title type="html">Ferry &amp;amp; swimmers</title><link href="https://quay.example/a"/>
    <published>2026-03-13T09:00:00Z</published>
    <author><name>Nils Abernekoh</name></author>
    <content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;&lt;p&gt;Second.&lt;/p&gt;</content></entry>
    <entry><title>Harbour opens again after the storm</title><link href="https://quay.example/b"/></entry></feed>"""
    first, second = articles(read(atom.encode())[1])
    assert (first.headline, first.url, first.byline) == (
        "Ferry & swimmers",
        "https://quay.example/a",
        ["Nils Abernekoh"],
    )
    assert first.body.split("\n\n") == [TEXT, "Second."]
    assert second.body == second.headline


def test_xml_entities_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb += b"<rss><channel><item><title>&b;</title></item></channel></rss>"
    assert [reason for _, reason in rejects(read(bomb)[1])] == ["too_large"]
    outside = b'<!DOCTYPE nitf [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    outside += b"<nitf><body><body.content><p>&f; is all there is.</p></body.content></body></nitf>"
    assert [reason for _, reason in rejects(read(outside)[1])] == ["too_large"]
    _, items = read(outside, limits=Limits(max_xml_entities=1))
    assert all("root:" not in item.text for item in items if isinstance(item, Document))


def test_members_of_an_archive_are_dumps_and_none_leads_out_of_it() -> None:
    inner = archive({"deep.txt": f"Ferry is late again\n\n{TEXT}".encode()})
    data = archive(
        {
            "a/one.jsonl.gz": gzip.compress(jsonl(record(1), "no object")),
            "../evil.txt": TEXT.encode(),
            "/etc/evil.txt": TEXT.encode(),
            ".DS_Store": b"x",
            "inner.zip": inner,
        }
    )
    reading, items = read(data)
    assert next(item.locator for item in items if isinstance(item, Document)) == "a/one.jsonl.gz > record 1"
    assert any(item.locator.startswith("inner.zip > deep.txt > chars 0-") for item in items)
    assert [reason for _, reason in rejects(items)] == ["bad_record", "unsafe_path", "unsafe_path"]
    assert reading.skipped_count == 1
    _, shallow = read(data, limits=Limits(max_depth=1))
    assert ("inner.zip > whole", "too_large") in rejects(shallow)


def test_a_member_that_is_a_bomb_is_refused_and_the_rest_goes_on() -> None:
    data = archive({"bomb.jsonl": b'{"text": "' + b"a" * 40_000_000, "good.jsonl": jsonl(record(1))})
    _, items = read(data, limits=Limits(ratio_from_bytes=1 << 20))
    assert ("bomb.jsonl > whole", "too_large") in rejects(items)
    assert len(articles(items)) == 1


def test_a_damaged_member_costs_only_itself() -> None:
    data = bytearray(archive({"a.jsonl": jsonl(*(record(n) for n in range(50))), "b.jsonl": jsonl(record(99))}))
    data[200] ^= 0xFF
    _, items = read(bytes(data))
    assert any(item.locator == "b.jsonl > record 1" for item in items)
    assert any(isinstance(item, Rejected) and item.locator.startswith("a.jsonl > ") for item in items)


def test_parquet_is_read_group_by_group_and_a_cut_one_is_told() -> None:
    data = parquet([record(number) for number in range(5)])
    reading, items = read(data)
    assert [item.locator for item in items] == [f"record {number}" for number in range(1, 6)]
    assert rejects(read(data[: len(data) // 2])[1]) == [("whole", "corrupt")]
    assert reading.format == "parquet"


def test_a_page_keeps_its_letters_whatever_its_charset_says() -> None:
    german = PAGE.replace("Lindholm", "Göteborg über Malmö")
    for data in (
        german.encode("cp1252", "replace"),
        german.encode("utf-8"),
        german.replace('charset="utf-8"', 'charset="iso-8859-1"').encode("cp1252", "replace"),
        b"\xff\xfe" + german.encode("utf-16-le"),
    ):
        [article] = articles(read(data)[1])
        assert "Göteborg über Malmö" in article.body
        assert "\ufffd" not in article.body


def test_a_saved_page_tells_where_it_was_from() -> None:
    saved = PAGE.replace("<html", "<!-- saved from url=(0022)https://quay.example/a -->\n<html")
    [article] = articles(read(saved.encode())[1])
    assert article.url == "https://quay.example/a"


def test_the_first_lines_of_other_texts_are_not_taken_for_a_format() -> None:
    for text in (
        "Text, title and date\n\nA story about three words.",
        "{He said} nothing, and the harbor was quiet.",
        "[Editor's note] The ferry is late.",
        "<3 is all she wrote on the wall of the ferry.",
        "PARIS: The ferry is late.",
    ):
        assert format_of(text.encode()) == "text"


@pytest.mark.parametrize("opening", ['<!DOCTYPE wires SYSTEM "wires.dtd">\n', ""])
def test_records_of_another_markup_are_no_web_page_although_they_have_a_body(opening: str) -> None:
    record = '<WIRE NEWID="1">\n<TEXT>\n<TITLE>Ferry is late</TITLE><BODY>The ferry is late.</BODY></TEXT>\n</WIRE>'
    assert format_of((opening + record).encode()) == "text"


@pytest.mark.parametrize("output", ["<br />\n<b>Notice</b>: undefined index in line 7", "<!-- cached -->\n<svg></svg>"])
def test_a_page_may_have_output_before_its_root(output: str) -> None:
    assert format_of(f"{output}\n{PAGE}".encode()) == "html"


def test_zstandard_json_is_the_same_as_plain() -> None:
    plain = jsonl(*(record(number) for number in range(3)))
    packed = zstandard.ZstdCompressor().compress(plain)
    data = archive({"a.jsonl.zst": packed})
    assert [a.body for a in articles(read(data)[1])] == [a.body for a in articles(read(plain)[1])]


def test_a_locator_leads_back_to_its_document() -> None:
    for data in (jsonl(record(1), record(2)), archive({"a.jsonl": jsonl(record(1), record(2))})):
        _, items = read(data)
        found = document_at(io.BytesIO(data), Context("d" * 64), items[1].locator)
        assert found == items[1]
        assert document_at(io.BytesIO(data), Context("d" * 64), "record 9") is None


def test_a_page_saved_in_one_file_knows_its_address_and_its_capture() -> None:
    [document] = read(mhtml())[1]
    assert (document.locator, document.url) == ("record 1", "https://quay.example/a")
    assert document.captured_at == datetime(2026, 3, 14, 10, tzinfo=UTC)
    assert "Marta Kjellgren, who runs the island’s only shop" in document.text
    assert rejects(read(mhtml(**{"Content-Type": "multipart/related; boundary=none"}))[1]) == [("record 1", "no_text")]


def test_a_mail_is_no_saved_page() -> None:
    assert format_of(b"From: a@quay.example\nSubject: x\nContent-Type: text/plain\n\nmultipart/related") == "text"
