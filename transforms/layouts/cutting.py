"""Cutting the lines of a dump into pieces, one for each article, in one pass and bounded memory."""

from collections.abc import Iterable, Iterator
from itertools import islice

from transforms.documents import Line
from transforms.layouts.model import Layout
from transforms.layouts.piece import Piece

# Lines before the one looked at that `begins` can see.
LOOKBEHIND = 32
_BATCH = 2048


def pieces_of(lines: Iterable[Line], layout: Layout, max_chars: int) -> Iterator[Piece]:
    """The pieces of a dump in order; what holds nothing but blank lines is none."""
    if layout.cut is not None:
        yield from layout.cut(lines, max_chars)
        return
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
