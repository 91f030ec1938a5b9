"""Quotation marks: which open, which close, and what stands between them, paragraph by paragraph.

A quotation that runs over several paragraphs opens anew in each and closes in the last only: one segment a paragraph.
Every function walks the text once; no pattern here can back up over more than one mark.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

Span = tuple[int, int]  # code points of the body, half open

# A line that begins in lower case goes on with the one before: hard-wrapped text.
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?=[a-z])[^\n]+)*")
_DOUBLE = re.compile(r"''|``|[\"“”„‟«»〝〞＂]")
_SINGLE = re.compile(r"[‘’'‚‹›]")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_OPENERS = "“„«``〝"
_CLOSERS = "”»〞"
_BRACKETS = "([{-–—―/"
# Zero-width and direction marks say nothing about which way a quotation mark faces: they are looked through.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\xad"
# Words that begin with an apostrophe; 'em and ‘90s open nothing.
_ELIDED = re.compile(r"(?:em|til|tis|twas|cause|bout|n|round|\d\ds?)\b", re.IGNORECASE)
# How far white space or invisible characters are looked through.
_LOOK = 8


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two quotation marks of one paragraph; the marks are outside of it.

    `is_closed` is False where the paragraph ends first. `continues` says that the quotation was open at the end of
    the paragraph before. `is_single` tells single marks.
    """

    start: int
    end: int
    paragraph: int
    is_closed: bool = True
    continues: bool = False
    is_single: bool = False
    is_guess: bool = False


def paragraphs_of(body: str) -> list[Span]:
    """Spans of the lines that hold anything but white space, in order."""
    return [m.span() for m in _PARAGRAPH.finditer(body) if not m.group().isspace()]


def segments_of(body: str, paragraphs: Sequence[Span] | None = None) -> list[Segment]:
    """All quotation-marked segments in order; single marks count where the article uses them as its outer marks."""
    if paragraphs is None:
        paragraphs = paragraphs_of(body)
    found: list[Segment] = []
    is_open = False
    for number, (start, end) in enumerate(paragraphs):
        here = list(_double_segments(body, start, end, number))
        if is_open and here and not body[start : here[0].start].strip(_INVISIBLE + " \t“\"”„«»``''‘"):
            here[0] = replace(here[0], continues=True)
        is_open = bool(here) and not here[-1].is_closed
        found += here
    if _is_single_style(body, found):
        for number, (start, end) in enumerate(paragraphs):
            found += _single_segments(body, start, end, number)
        return _outermost(found)
    return found


def _outermost(segments: Sequence[Segment]) -> list[Segment]:
    """Those that no other one overlaps, in order: what is closed wins over what is not, then what begins first."""
    kept: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (s.start, not s.is_closed)):
        if kept and segment.start < kept[-1].end:
            if kept[-1].is_closed or not segment.is_closed:
                continue
            kept.pop()
        kept.append(segment)
    return kept


def _neighbour(text: str, at: int, step: int, lowest: int, highest: int) -> str:
    """The nearest visible character from `at` on, in direction `step`; a blank at the border of the paragraph."""
    for _ in range(_LOOK):
        if not lowest <= at < highest:
            return " "
        if text[at] not in _INVISIBLE:
            return text[at]
        at += step
    return " "


def _double_segments(text: str, start: int, end: int, number: int) -> Iterator[Segment]:
    opened: int | None = None
    emitted = start
    for mark in _DOUBLE.finditer(text, start, end):
        facing = _facing(text, mark, start, end, opened is not None)
        if facing > 0 and opened is None:
            opened = mark.end()
        elif facing < 0 and opened is not None:
            if text[opened : mark.start()].strip():
                yield Segment(opened, mark.start(), number)
            opened = None
            emitted = mark.end()
        elif facing < 0 and emitted == start and mark.group() in _CLOSERS and _ends_speech(text, start, mark.start()):
            # The opening mark was lost: the paragraph began inside the quotation.
            yield Segment(start, mark.start(), number, is_guess=True)
            emitted = mark.end()
    if opened is not None:
        last = opened + len(text[opened:end].rstrip())
        if last > opened:
            yield Segment(opened, last, number, is_closed=False)


def _ends_speech(text: str, start: int, at: int) -> bool:
    return at - start > 20 and text[at - 1] in ",.?!"


def _facing(text: str, mark: re.Match[str], start: int, end: int, is_open: bool) -> int:
    """1 for a mark that opens, -1 for one that closes, 0 for one that is no quotation mark."""
    left = _neighbour(text, mark.start() - 1, -1, start, end)
    right = _neighbour(text, mark.end(), 1, start, end)
    sign = mark.group()
    before = text[mark.start() - 2 : mark.start() - 1] if mark.start() - 2 >= start else " "
    can_open = not right.isspace() and (
        left.isspace() or left in _BRACKETS or (left in "'‘’" and (before.isspace() or before in _BRACKETS))
    )
    can_close = not left.isspace() and (right.isspace() or not (right.isalnum() or right in "$£€#@"))
    if can_open and can_close:
        can_close = False
    if sign == "''" and left.isalnum() and right.isalnum():
        return 0
    if sign in '"＂' and left.isdigit() and not is_open:
        return 0  # inches
    if sign in _OPENERS:
        return -1 if can_close and not can_open and is_open else 1
    if sign in _CLOSERS:
        return 1 if can_open and not is_open else -1
    if can_open != can_close:
        return 1 if can_open else -1
    return -1 if is_open else 1


def _is_single_style(text: str, doubles: Sequence[Segment]) -> bool:
    """Whether single marks are the outer ones: no quotation in double marks, and single ones that end a clause."""
    if any(len(_WORD.findall(text, s.start, min(s.end, s.start + 200))) >= 4 for s in doubles):
        return False
    return re.search(r"[,.?!…]['’](?=[\s)\]]|$)", text) is not None


def _single_segments(text: str, start: int, end: int, number: int) -> Iterator[Segment]:
    opened: int | None = None
    closers: list[int] = []
    for mark in _SINGLE.finditer(text, start, end):
        left = _neighbour(text, mark.start() - 1, -1, start, end)
        right = _neighbour(text, mark.end(), 1, start, end)
        opens = (left.isspace() or left in _BRACKETS) and not right.isspace() and mark.group() not in "’›"
        if opens and not _ELIDED.match(text, mark.end(), min(end, mark.end() + 8)):
            if opened is not None and closers:
                yield Segment(opened, _best_closer(text, closers), number, is_single=True)
            opened, closers = mark.end(), []
        elif opened is not None and text[opened : mark.start()].strip() and not left.isspace() and not right.isalnum():
            closers.append(mark.start())
            if left in ",.?!…":
                yield Segment(opened, mark.start(), number, is_single=True)
                opened, closers = None, []
    if opened is not None and closers:
        yield Segment(opened, _best_closer(text, closers), number, is_single=True)


def _best_closer(text: str, closers: Sequence[int]) -> int:
    """The first that is no plural's apostrophe (workers' rights), else the last."""
    return next((at for at in closers if text[at - 1] not in "sS"), closers[-1])
