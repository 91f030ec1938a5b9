"""What a quotation is, before it becomes a row of `quotes`."""

from dataclasses import dataclass

from spacy.tokens import Doc

from transforms.entities import Cast

Span = tuple[int, int]  # code points of the body, half open


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One continuous quoted or reported span, in code points of the body.

    `utterance` numbers the statements of the article: spans of one statement share it. `member` is the index of the
    speaker in the cast, None when no named one is known.
    """

    kind: str
    start: int
    end: int
    utterance: int
    speaker: Span | None = None
    member: int | None = None
    role: str | None = None
    cue: Span | None = None
    confidence: float


def quotes_in(doc: Doc, cast: Cast) -> list[Quotation]:
    """All quotations of a parsed body, in order of their start."""
    return []
