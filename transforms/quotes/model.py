"""What a quotation is, before it becomes a row of `quotes`, and how the parts of this package make it."""

from dataclasses import dataclass, replace

from spacy.tokens import Doc

from transforms.entities import Cast
from transforms.quotes.assembly import Piece, choices_of, pieces_of
from transforms.quotes.marks import Span
from transforms.quotes.relations import relations_of
from transforms.quotes.reports import Report, reports_of, with_labels
from transforms.quotes.sources import subject_of
from transforms.quotes.tokens import Tokens, tokens_of
from transforms.quotes.weights import load_weights


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
    weights = load_weights()
    tokens = tokens_of(doc)
    relations = relations_of(tokens)
    reports = with_labels(tokens, reports_of(tokens, relations, weights))
    pieces = pieces_of(tokens, reports, choices_of(tokens, reports, weights))
    for number in {p.report for p in pieces if p.segments and p.report is not None}:
        # What stands in marks was said by somebody; of reported beliefs and plans that's not sure.
        if reports[number].source is None:
            reports[number] = replace(reports[number], source=subject_of(tokens, relations, reports[number].cue))
    return [_quotation(tokens, reports, piece, cast) for piece in pieces]


def _quotation(tokens: Tokens, reports: list[Report], piece: Piece, cast: Cast) -> Quotation:
    report = None if piece.report is None else reports[piece.report]
    speaker = _characters(tokens, report.source) if report and report.source else None
    return Quotation(
        kind=piece.kind,
        start=piece.start,
        end=piece.end,
        utterance=piece.utterance,
        speaker=speaker,
        member=_member_at(cast, speaker),
        cue=_characters(tokens, report.words) if report else None,
        confidence=round(piece.share, 3),
    )


def _characters(tokens: Tokens, span: Span) -> Span:
    """A span of tokens in code points of the body."""
    return int(tokens.starts[span[0]]), int(tokens.ends[span[1] - 1])


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
