"""What a layout is: how articles lie in the text of a dump, as data and a few small functions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from transforms.documents import Draft, Line, PrintedTime
from transforms.layouts.piece import Piece


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a piece of a dump is no article: `reason` is one of REJECT_REASONS."""

    reason: str
    detail: str | None = None


def never_begins(lines: Sequence[str], at: int) -> int:
    """For layouts in which a dump is one article."""
    return 0


def no_times(lines: Sequence[str]) -> Iterator[PrintedTime]:
    """For layouts whose pages print no times of their own."""
    return iter(())


def no_capture(lines: Sequence[str]) -> PrintedTime | None:
    """For layouts whose dumps do not tell when they were captured."""
    return None


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which articles lie in a text dump.

    recognises: whether the dump that begins with these lines (at most HEAD_LINES) has this layout.
    parse: takes one piece of the dump, lines normalised, apart; Unfit where it is no article.
    begins: how many lines the head of an article takes that begins at `lines[at]`, 0 where none begins. It sees
        `lookahead` lines after `at` (fewer at the end of the dump) and some before.
    cut: for dumps in which no line begins an article: the pieces of the lines, those over so many characters too large.
    times: the times of publication or update that a piece prints.
    captured: when the dump was captured, where the piece before its first article tells.
    """

    name: str
    recognises: Callable[[Sequence[str]], bool]
    parse: Callable[[Sequence[str]], Draft | Unfit]
    begins: Callable[[Sequence[str], int], int] = never_begins
    lookahead: int = 0
    cut: Callable[[Iterable[Line], int], Iterator[Piece]] | None = None
    times: Callable[[Sequence[str]], Iterator[PrintedTime]] = no_times
    captured: Callable[[Sequence[str]], PrintedTime | None] = no_capture


# Lines from the start of a dump on which its layout is decided.
HEAD_LINES = 400
