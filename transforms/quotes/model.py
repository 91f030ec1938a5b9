"""What a quotation is, before it becomes a row of `quotes`."""

from dataclasses import dataclass

from spacy.tokens import Doc

from transforms.entities import Cast
from transforms.quotes.adjacent import cue_and_speaker
from transforms.quotes.marks import Span, segments_of


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
    found: list[Quotation] = []
    speaker: Span | None = None
    for number, segment in enumerate(segments_of(doc.text)):
        if len(doc.text[segment.start : segment.end].split()) < 3:
            continue
        attribution = cue_and_speaker(doc, segment)
        cue, speaker = attribution or (None, speaker)
        found.append(
            Quotation(
                kind="direct",
                start=segment.start,
                end=segment.end,
                utterance=number,
                speaker=speaker,
                member=_member_at(cast, speaker),
                cue=cue,
                confidence=0.8 if attribution else 0.3,
            )
        )
    return found


def _member_at(cast: Cast, span: Span | None) -> int | None:
    """The first member that is named within a span."""
    if span is None:
        return None
    named = [
        (name.start, index)
        for index, member in enumerate(cast.members)
        for name in member.names
        if span[0] <= name.start < span[1]
    ]
    return min(named)[1] if named else None
