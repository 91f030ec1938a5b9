"""Reading a text dump: bytes in, documents and rejects out, in memory that does not grow with the dump."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice
from typing import BinaryIO

from flows.extract.limits import Limits
from flows.extract.stream import TextStream
from transforms.documents import Document, Line, PrintedTime, Rejected
from transforms.encoding import NotText
from transforms.layouts import layout_of
from transforms.layouts.cutting import pieces_of
from transforms.layouts.model import HEAD_LINES, Layout
from transforms.layouts.piece import Piece
from transforms.lines import EXCERPT_CHARS, lines_of


class TextReading:
    """Text, in which several articles may run together: see the layouts.

    Iterate once; the properties are known when the iteration is over.

    encoding: the character encoding by which locators count; None when the bytes are not text.
    layout: name of the layout by which the dump was cut into pieces; None when nothing could be read.
    latest_printed_at: the newest absolute time of publication or update that its pages print, UTC.
    captured_at: when the dump was captured, where its own head tells, UTC.
    """

    format = "text"
    locates = "`chars A-B`: characters of the decoded dump, half open"
    skipped_count = 0

    def __init__(self, stream: BinaryIO, dump_id: str, limits: Limits, publisher: str | None = None) -> None:
        self.encoding: str | None = None
        self.layout: str | None = None
        self.latest_printed_at: datetime | None = None
        self.captured_at: datetime | None = None
        self._stream = stream
        self._dump_id = dump_id
        self._limits = limits
        self._publisher = publisher
        self._char_count = 0

    def __iter__(self) -> Iterator[Document | Rejected]:
        text = TextStream(self._stream)
        if text.is_blank:
            if text.damage is None:
                yield Rejected("whole", "read", "empty", "the file has no text")
        elif isinstance(text.found, NotText):
            yield Rejected("whole", "read", text.found.reason, text.found.detail)
        else:
            self.encoding = text.found.encoding
            is_empty = True
            for record in self._records(text.pieces()):
                is_empty = False
                yield record
            if is_empty and text.damage is None:
                yield Rejected("whole", "read", "empty", "the file has no text")
        if text.damage is not None:
            where = f"chars {self._char_count}-{self._char_count}" if self._char_count else "whole"
            yield Rejected(where, "read", text.damage.reason, text.damage.detail)

    def _records(self, pieces: Iterator[str]) -> Iterator[Document | Rejected]:
        lines = lines_of(self._counted(pieces), self._limits.max_record_chars)
        head = list(islice(lines, HEAD_LINES))
        layout = layout_of([line.text for line in head])
        self.layout = layout.name
        is_first = True
        for piece in pieces_of(chain(head, lines), layout, self._limits.max_record_chars):
            if piece.is_too_large:
                yield _too_large(piece)
                continue
            texts = piece.texts
            self._note_times(layout, texts, is_first)
            is_first = False
            yield self._document(piece, layout, texts)

    def _counted(self, pieces: Iterator[str]) -> Iterator[str]:
        for piece in pieces:
            self._char_count += len(piece)
            yield piece

    def _note_times(self, layout: Layout, texts: list[str], is_first: bool) -> None:
        captured = layout.captured(texts) if is_first else None
        if captured is not None:
            self.captured_at = captured.at
        for time in layout.times(texts):
            self._note_time(time)

    def _note_time(self, time: PrintedTime) -> None:
        if time.at is not None and (self.latest_printed_at is None or time.at > self.latest_printed_at):
            self.latest_printed_at = time.at

    def _document(self, piece: Piece, layout: Layout, texts: list[str]) -> Document:
        return Document(
            dump_id=self._dump_id,
            locator=f"chars {piece.start}-{piece.end}",
            layout=layout.name,
            text="\n".join(texts),
            publisher=self._publisher,
        )


def _too_large(piece: Piece) -> Rejected:
    first: Line = piece.lines[0]
    return Rejected(
        locator=f"chars {piece.start}-{piece.end}",
        stage="read",
        reason="too_large",
        detail=f"{piece.end - piece.start} characters: over max_record_chars ({piece.max_chars})",
        excerpt=first.text[:EXCERPT_CHARS],
    )


def text_at(stream: BinaryIO, start: int, end: int) -> str:
    """The characters `start` to `end` of a decoded dump, as its locators count them: the dump's own, not normalised.

    `stream` is the dump with its compression undone. Raises ValueError where the bytes are not text.
    """
    kept, at = [], 0
    for piece in TextStream(stream).pieces():
        kept.append(piece[max(0, start - at) : max(0, end - at)])
        at += len(piece)
        if at >= end:
            break
    return "".join(kept)
