"""Cutting the lines of a dump into pieces, one for each article, in one pass and bounded memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from transforms.documents import Line
from transforms.layouts.model import Layout

# Lines before the one looked at that `begins` can see.
LOOKBEHIND = 32
# Blank lines in a row that are kept: layouts tell one from two, and hostile dumps have millions.
KEPT_BLANK_LINES = 3
_BATCH = 2048


@dataclass(slots=True)
class Piece:
    """Lines between the begin of one article and that of the next, blank ones at the edges aside.

    `start` and `end` are code points of the decoded dump, half open.
    """

    max_chars: int
    lines: list[Line] = field(default_factory=list)
    start: int = -1
    end: int = -1
    blank_count: int = 0

    @property
    def is_too_large(self) -> bool:
        """Whether it is over the limit: then only its first lines are here."""
        return self.end - self.start > self.max_chars

    @property
    def texts(self) -> list[str]:
        """The lines' texts, without blank ones at the end."""
        texts = [line.text for line in self.lines]
        while texts and not texts[-1].strip():
            texts.pop()
        return texts

    def add(self, line: Line) -> None:
        """Take in the next line of the dump."""
        is_blank = not line.text.strip()
        self.blank_count = self.blank_count + 1 if is_blank else 0
        if is_blank and (self.start < 0 or self.blank_count > KEPT_BLANK_LINES):
            return
        if self.start < 0:
            self.start = line.start
        if not is_blank:
            self.end = line.end
        if self.end - self.start <= self.max_chars or not self.lines:
            self.lines.append(line)
        else:
            del self.lines[3:]


def pieces_of(lines: Iterable[Line], layout: Layout, max_chars: int) -> Iterator[Piece]:
    """The pieces of a dump in order; what holds nothing but blank lines is none."""
    source = iter(lines)
    buffer: list[Line] = []
    texts: list[str] = []
    at, head_left, ended = 0, 0, False
    piece = Piece(max_chars)
    while True:
        if not ended and len(buffer) - at <= layout.lookahead:
            more = list(islice(source, _BATCH))
            ended = not more
            drop = max(0, at - LOOKBEHIND)
            buffer[:drop], texts[:drop], at = [], [], at - drop
            buffer += more
            texts += [line.text for line in more]
            continue
        if at >= len(buffer):
            break
        if head_left:
            head_left -= 1
        elif head := layout.begins(texts, at):
            if piece.start >= 0:
                yield piece
            piece, head_left = Piece(max_chars), head - 1
        piece.add(buffer[at])
        at += 1
    if piece.start >= 0:
        yield piece
