"""Reading web archives: WARC and WET (ISO 28500), and the older ARC. Pages become documents, all else is counted.

By warcio: it reads WARC and ARC, chunked and packed bodies, and records whose makers erred; unpacking and parsing
records takes some 3 % of what extracting their pages takes.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from flows.extract.html import page_text
from flows.extract.packed import DamagedStream
from flows.extract.reading import Reading
from transforms.documents import Document, Rejected
from transforms.drafts import PAGE_OF_HTML
from transforms.encoding import NotText
from transforms.layouts.webtext import WEBTEXT
from transforms.lines import normalised
from transforms.moments import instant

PAGE_TYPES = ("text/html", "application/xhtml+xml")
WET_LAYOUT = WEBTEXT.name
CHUNK_BYTES = 1 << 16
# Some writers counted a record's length a little too long: fewer bytes missing than this cut nothing off.
MAX_SLOPPY_BYTES = 16
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)


class _Records(ArchiveIterator):  # type: ignore[misc]
    """warcio's, but for its note of a wrong length: that writes bytes of the dump to the terminal."""

    INC_RECORD = ""


class WarcReading(Reading):
    """WARC and WET: responses with status 200 that are HTML, and the texts of a WET file."""

    format = "warc"
    locates = "`record N`: the Nth record of any kind"
    layout = PAGE_OF_HTML

    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects, located by the number of their record, counted from 1."""
        number, damage = 0, None
        records = _Records(_Tracked(self), no_record_parse=False, ensure_http_headers=False)
        while True:
            try:
                record = next(records, None)
                if record is None:
                    break
                number += 1
                item = self._item(record, f"record {number}")
            except DamagedStream as error:
                damage = error
                break
            except (ArchiveLoadFailed, ValueError, EOFError, AttributeError, KeyError, IndexError) as error:
                # warcio has no way on from a broken record head, and says so in several ways.
                damage = DamagedStream("corrupt", f"no record can be read after record {number}: {error}"[:300])
                break
            if item is None:
                self.skipped_count += 1
            else:
                yield item
        damage = damage or self._damage
        if damage is not None:
            yield self._rejected(f"record {number + 1}" if number else "whole", damage.reason, damage.detail)
        elif not number:
            yield self._rejected("whole", "empty", "no record in it")

    _damage: DamagedStream | None = None

    def _item(self, record: Any, locator: str) -> Document | Rejected | None:
        """The document of a record; None for one that holds no page."""
        if record.rec_type == "conversion":
            self.layout = WET_LAYOUT
            return self._text_document(record, locator)
        content_type = self._content_type(record)
        if content_type is None:
            return None
        data = self._payload(record)
        limit = self._context.limits.max_page_chars
        if data is None:
            return self._rejected(locator, "too_large", f"a page of more bytes than 4 * max_page_chars ({limit})")
        charset = _CHARSET.search(content_type)
        text = page_text(data, charset[1] if charset else None)
        if isinstance(text, NotText):
            return None if not data.strip() else self._rejected(locator, text.reason, text.detail)
        if self._is_cut(record):
            return self._rejected(locator, "truncated", "the archive ends inside this record", text)
        if len(text) > limit:
            return self._rejected(locator, "too_large", f"more characters than max_page_chars ({limit})", text)
        return self._document(record, locator, PAGE_OF_HTML, text) if text.strip() else None

    def _content_type(self, record: Any) -> str | None:
        """The content type of a record that holds a page; None for one that does not."""
        address = record.rec_headers.get_header("WARC-Target-URI") or ""
        if record.rec_type == "resource":
            content_type = record.rec_headers.get_header("Content-Type") or ""
        elif record.rec_type == "response" and record.http_headers is not None:
            if record.http_headers.get_statuscode() != "200":
                return None
            content_type = record.http_headers.get_header("Content-Type") or ""
        else:
            return None
        is_page = content_type.lower().split(";")[0].strip() in PAGE_TYPES
        return content_type if is_page and not address.split("?")[0].endswith("/robots.txt") else None

    def _payload(self, record: Any) -> bytes | None:
        limit = 4 * self._context.limits.max_page_chars
        pieces: list[bytes] = []
        size = 0
        stream = record.content_stream()
        while piece := stream.read(CHUNK_BYTES):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                return None
        return b"".join(pieces)

    def _is_cut(self, record: Any) -> bool:
        """Whether the archive ended before the record's declared length."""
        left = getattr(record.raw_stream, "limit", 0)
        if record.length is not None and record.length > 0 and left and left > MAX_SLOPPY_BYTES:
            self._damage = DamagedStream("truncated", "the archive ends inside its last record: fetch it again")
            return True
        return False

    def _text_document(self, record: Any, locator: str) -> Document | Rejected | None:
        data = self._payload(record)
        if data is None:
            limit = self._context.limits.max_page_chars
            return self._rejected(locator, "too_large", f"a text of more bytes than 4 * max_page_chars ({limit})")
        text = "\n".join(normalised(line) for line in data.decode("utf-8", "replace").splitlines())
        if not text.strip():
            return None
        if self._is_cut(record):
            return self._rejected(locator, "truncated", "the archive ends inside this record", text)
        return self._document(record, locator, WET_LAYOUT, text)

    def _document(self, record: Any, locator: str, layout: str, text: str) -> Document:
        url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
        return Document(
            dump_id=self._context.dump_id,
            locator=locator,
            layout=layout,
            text=text,
            publisher=self._context.publisher,
            url=url or None,
            captured_at=self._captured(record),
        )

    def _captured(self, record: Any) -> datetime | None:
        time = instant(record.rec_headers.get_header("WARC-Date"))
        return time.at if time and time.at and time.at.year >= 1990 else None

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except DamagedStream as damage:
            self._damage = damage
            raise


class ArcReading(WarcReading):
    """ARC, the format before WARC: the same of it."""

    format = "arc"
    locates = "`record N`: the Nth record of any kind"


class _Tracked:
    """The reader's stream as warcio wants it: damage goes through, and is remembered."""

    def __init__(self, reading: WarcReading) -> None:
        self._reading = reading

    def read(self, size: int = -1) -> bytes:
        return self._reading._read(size)

    def readline(self) -> bytes:
        raise NotImplementedError  # warcio reads through a buffer of its own

    def close(self) -> None:
        """The stream is closed by whoever opened it."""
