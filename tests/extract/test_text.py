"""Reading text dumps: what comes out, where it stood, and how much memory it takes."""

import gzip
import io
import re
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.extract import DamagedStream, Limits, TextReading, text_at
from transforms.documents import Document, Rejected
from transforms.encoding import decoded
from transforms.lines import normalised
from transforms.tables import REJECT_REASONS

DUMP_ID = "d" * 64
WORDS = ["ferry", "harbour", "council", "“frost”", "orchard", "naïve", "mayor", "said", "Tarn", "–", "winter’s", "bell"]


def page(number: int, paragraphs: int = 3) -> str:
    headline = f"Ferry number {number} stays in port"
    text = "\n".join(" ".join(WORDS[(number + i + j) % len(WORDS)] for j in range(12)) + "." for i in range(paragraphs))
    return f"{headline}\n\nUpdated {number % 28 + 1} March 2031\nFollow\n\n{headline}\n\nTARNPORT: {text}"


def dump(count: int) -> str:
    return "\n\n\n".join(page(number) for number in range(count))


def reading(data: bytes, limits: Limits | None = None) -> TextReading:
    return TextReading(io.BytesIO(data), DUMP_ID, limits or Limits())


def span_of(record: Document | Rejected) -> tuple[int, int] | None:
    match = re.fullmatch(r"chars (\d+)-(\d+)", record.locator)
    return (int(match[1]), int(match[2])) if match else None


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_pages_come_out_whole_and_their_locators_lead_back(encoding: str, line_end: str) -> None:
    text = dump(5).replace("\n", line_end)
    if encoding == "cp1252" and line_end == "\u2028":
        text = text.replace(line_end, "\n")
    done = reading(text.encode(encoding))
    records = list(done)
    assert [type(record) for record in records] == [Document] * 5
    assert done.layout == "page"
    assert done.latest_printed_at == datetime(2031, 3, 5, tzinfo=UTC)
    for record, number in zip(records, range(5), strict=True):
        span = span_of(record)
        assert span is not None
        sliced = text[span[0] : span[1]]
        assert text_at(io.BytesIO(text.encode(encoding)), *span) == sliced
        assert isinstance(record, Document)
        assert [normalised(line) for line in sliced.splitlines()] == record.text.split("\n") == page(number).split("\n")


def test_a_dump_may_be_one_article() -> None:
    done = reading(b"Ferry stays in port\n\nThe ferry of Tarn stayed in port on Monday.\n")
    (document,) = done
    assert isinstance(document, Document)
    assert (document.locator, document.layout, document.publisher) == ("chars 0-64", "plain", None)
    assert (done.encoding, done.layout, done.latest_printed_at, done.captured_at) == ("utf-8", "plain", None, None)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n" * 100_000, "empty"),
        (b"\0" * 40, "empty"),
        (bytes(range(256)) * 100, "binary"),
        (b"\x89PNG\r\n\x1a\nmore", "binary"),
    ],
)
def test_what_has_no_text_is_rejected_as_a_whole(data: bytes, reason: str) -> None:
    (record,) = reading(data)
    assert isinstance(record, Rejected)
    assert (record.locator, record.stage, record.reason) == ("whole", "read", reason)


def test_a_bad_byte_far_into_a_dump_costs_one_character() -> None:
    data = dump(4000).encode()
    at = data.rindex(b" said ") - 1
    records = list(reading(data[:at] + b"\xff" + data[at + 1 :]))
    assert [type(record) for record in records] == [Document] * 4000


def test_nul_bytes_are_left_out() -> None:
    data = dump(30).encode()
    noisy = b"\0".join(data[at : at + 300] for at in range(0, len(data), 300))
    records, clean = list(reading(noisy)), list(reading(data))
    assert [r.text for r in records if isinstance(r, Document)] == [r.text for r in clean if isinstance(r, Document)]


def test_a_record_over_the_limit_is_rejected_and_the_rest_goes_on() -> None:
    text = page(0) + "\n\n\n" + page(1) + "\n" + "x" * 5000 + "\n\n\n" + page(2)
    first, second, third = reading(text.encode(), Limits(max_record_chars=2000))
    assert isinstance(first, Document)
    assert isinstance(third, Document)
    assert isinstance(second, Rejected)
    assert second.reason == "too_large"
    assert "max_record_chars" in (second.detail or "")
    assert (second.excerpt or "").startswith("Ferry number 1")
    span = span_of(second)
    assert span is not None
    assert text[span[0] : span[1]].endswith("x" * 5000)


def test_one_line_of_two_megabytes_is_read_where_the_limit_lets_it() -> None:
    line = "The ferry of Tarn stayed in port on Monday. " * 45_000
    (document,) = reading(line.encode(), Limits(max_record_chars=3_000_000))
    assert isinstance(document, Document)
    assert len(document.text) == len(line) - 1
    (reject,) = reading(line.encode())
    assert isinstance(reject, Rejected)
    assert reject.reason == "too_large"


class Cut(io.RawIOBase):
    """A stream that gives what it has, then breaks."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        if data := self._data.read(size):
            return data
        raise DamagedStream("truncated", "the stream ends early")


def test_what_came_before_a_cut_comes_out_and_the_cut_is_told() -> None:
    text = dump(3)
    *documents, damage = TextReading(Cut(text.encode()), DUMP_ID, Limits())  # type: ignore[arg-type]
    assert [type(record) for record in documents] == [Document] * 3
    assert isinstance(damage, Rejected)
    assert (damage.locator, damage.reason) == (f"chars {len(text)}-{len(text)}", "truncated")
    (lone,) = TextReading(Cut(b""), DUMP_ID, Limits())  # type: ignore[arg-type]
    assert isinstance(lone, Rejected)
    assert (lone.locator, lone.reason) == ("whole", "truncated")


class Endless(io.RawIOBase):
    """The same pages again and again, up to a number of bytes."""

    def __init__(self, byte_count: int) -> None:
        self._pages = dump(50).encode() + b"\n\n\n"
        self._left = byte_count

    def read(self, size: int = -1) -> bytes:
        size = min(size, self._left, len(self._pages))
        self._left -= size
        self._pages = self._pages[size:] + self._pages[:size]
        return self._pages[-size:] if size else b""


def peak_bytes(byte_count: int) -> int:
    tracemalloc.start()
    count = sum(1 for _ in TextReading(Endless(byte_count), DUMP_ID, Limits()))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count > byte_count / 1000
    return peak


def test_memory_does_not_grow_with_the_dump() -> None:
    assert peak_bytes(3_000_000) < 1.2 * peak_bytes(1_000_000) < 40_000_000


PIECES = st.sampled_from(
    [
        "Ferry stays",
        "\n",
        "\n\n",
        "\r\n",
        "Updated 3 May 2031",
        "Follow",
        "Short Url",
        "  • bullet",
        "TARN: text.",
        "\x85",
        "é",
        "“",
        "\0",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.binary(max_size=600), st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode())),
    st.integers(20, 200),
)
def test_any_bytes_are_accounted_for(data: bytes, max_chars: int) -> None:
    done = reading(data, Limits(max_record_chars=max_chars))
    records = list(done)
    assert records
    assert len({record.locator for record in records}) == len(records)
    assert all(record.reason in REJECT_REASONS for record in records if isinstance(record, Rejected))
    if done.encoding is None:
        return
    text = "".join(decoded([data], done.encoding)).removeprefix("\ufeff")
    end = 0
    for start, stop in [*filter(None, map(span_of, records)), (len(text), len(text))]:
        assert end <= start <= stop
        assert not any(normalised(line).strip() for line in text[end:start].splitlines())
        end = stop


def test_gzip_that_is_handed_over_packed_is_not_text() -> None:
    (record,) = reading(gzip.compress(b"text"))
    assert isinstance(record, Rejected)
    assert record.reason == "binary"
