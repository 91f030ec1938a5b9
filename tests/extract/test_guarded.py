"""A reader that fails in a way nobody foresaw costs the rest of its dump, and nothing else."""

import errno
import io
import json
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from flows.extract.jsonl import JsonLinesReading
from flows.extract.readers import READER_OF
from tests.extract.samples import PAGE, articles, jsonl, read, record, rejects
from transforms.documents import Document, Rejected


def failing(error: Exception, after: int) -> type[JsonLinesReading]:
    """The reader of JSON lines, which raises `error` once it has given so many records."""

    class Failing(JsonLinesReading):
        def __iter__(self) -> Iterator[Document | Rejected]:
            for count, item in enumerate(super().__iter__()):
                if count == after:
                    raise error
                yield item

    return Failing


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda error, after=2: monkeypatch.setitem(READER_OF, "jsonl", failing(error, after))


def test_what_was_read_before_stays_and_the_rest_is_one_reject(fail: Any, caplog: pytest.LogCaptureFixture) -> None:
    fail(KeyError("station"))
    with caplog.at_level(logging.ERROR):
        reading, items = read(jsonl(*map(record, range(5))), name="ferries.jsonl")
    assert len(articles(items)) == 2
    assert rejects(items) == [("whole", "corrupt")]
    assert items[-1].detail == f"ferries.jsonl: the reader failed after {items[1].locator}: KeyError: 'station'"
    assert reading.format == "jsonl"
    assert "ferries.jsonl" in caplog.text
    assert "Traceback" in caplog.text


def test_a_reader_that_fails_at_once_says_so(fail: Any) -> None:
    fail(RecursionError("too deep"), 0)
    _, items = read(jsonl(*map(record, range(5))), name="ferries.jsonl")
    assert [item.detail for item in items] == [
        "ferries.jsonl: the reader failed before its first record: RecursionError: too deep"
    ]


def test_the_other_members_of_an_archive_are_read(fail: Any) -> None:
    fail(TypeError("not a record"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.jsonl", jsonl(*map(record, range(5))))
        archive.writestr("b.html", PAGE)
    _, items = read(packed.getvalue(), name="both.zip")
    assert rejects(items) == [("a.jsonl > whole", "corrupt")]
    assert len(articles(items)) == 3


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), MemoryError()])
def test_a_fault_of_the_machine_is_no_damage_of_the_dump(fail: Any, error: Exception) -> None:
    fail(error)
    with pytest.raises(type(error)):
        read(json.dumps(record(1)).encode() + b"\n" + jsonl(*map(record, range(4))))


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), MemoryError()])
def test_a_fault_of_the_machine_inside_an_archive_is_no_damage_of_the_archive(fail: Any, error: Exception) -> None:
    fail(error)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.jsonl", jsonl(*map(record, range(5))))
    with pytest.raises(type(error)):
        read(packed.getvalue(), name="one.zip")


def unmade(error: Exception) -> type[JsonLinesReading]:
    """A reader that cannot even be made."""

    class Unmade(JsonLinesReading):
        def __init__(self, *arguments: Any) -> None:
            raise error

    return Unmade


def test_a_reader_that_cannot_be_made_is_a_reject_of_its_dump(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READER_OF, "jsonl", unmade(KeyError("station")))
    _, items = read(jsonl(*map(record, range(2))), name="ferries.jsonl")
    assert rejects(items) == [("whole", "corrupt")]
    assert items[0].detail == "ferries.jsonl: the reader failed before its first record: KeyError: 'station'"


def test_a_full_disk_while_a_reader_is_made_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READER_OF, "jsonl", unmade(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        read(jsonl(record(1)))
