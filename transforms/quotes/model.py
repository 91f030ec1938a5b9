"""What a quotation is, before it becomes a row of `quotes`, and how the parts of this package make it."""

from dataclasses import dataclass

from spacy.tokens import Doc

from transforms.entities import Cast
from transforms.quotes.assembly import Piece
from transforms.quotes.attribution import attributed, characters, outside
from transforms.quotes.confidence import confidence_of
from transforms.quotes.marks import Span, segments_of
from transforms.quotes.relations import relations_of
from transforms.quotes.reports import Report, reports_of
from transforms.quotes.speakers import Resolved, Speakers
from transforms.quotes.tokens import Tokens, tokens_of
from transforms.quotes.weights import Weights, load_weights
from transforms.words import words_of

# Below it nobody is named: a null rather than a guess.
LEAST_CERTAINTY = 0.5
# Without a parser: shorter stretches in marks are names and titles more often than speech.
LEAST_MARKED_WORDS = 3
UNPARSED_CONFIDENCE = 0.3
_EDGES = ' \t\r\n\xa0\u200b,;"“”'


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
    if not doc.has_annotation("DEP"):
        return _marked_only(words_of(doc).text)
    weights = load_weights()
    tokens = tokens_of(doc)
    relations = relations_of(tokens)
    pieces, reports = attributed(tokens, relations, reports_of(tokens, relations, weights), weights)
    resolved = _speakers(tokens, reports, pieces, cast)
    return [_quotation(tokens, reports, piece, resolved, weights) for piece in pieces]


def _worded(text: str, span: Span | None) -> Span | None:
    """A span without the white space and marks at its ends; None when nothing is left."""
    if span is None:
        return None
    start, end = span
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return (start, end) if start < end else None


def _marked_only(body: str) -> list[Quotation]:
    """Without a parse: what stands in quotation marks, nobody named."""
    found: list[Quotation] = []
    for segment in segments_of(body):
        span = _worded(body, (segment.start, segment.end))
        if span is not None and len(body[slice(*span)].split()) >= LEAST_MARKED_WORDS:
            number = len(found) - (segment.continues and bool(found))
            found.append(
                Quotation(kind="direct", start=span[0], end=span[1], utterance=number, confidence=UNPARSED_CONFIDENCE)
            )
    return found


def _speakers(tokens: Tokens, reports: list[Report], pieces: list[Piece], cast: Cast) -> dict[int, Resolved]:
    """Who the speaker of each report is, told in the order in which the article prints them."""
    speakers = Speakers(tokens, cast)
    numbers = {p.report for p in pieces if p.report is not None and reports[p.report].source is not None}
    found = {}
    for number in sorted(numbers, key=lambda n: reports[n].source or (0, 0)):
        source = reports[number].source
        if source is not None:
            found[number] = speakers.resolve(source)
    return found


def _quotation(
    tokens: Tokens, reports: list[Report], piece: Piece, resolved: dict[int, Resolved], weights: Weights
) -> Quotation:
    report = None if piece.report is None else reports[piece.report]
    who = resolved.get(-1 if piece.report is None else piece.report, Resolved(None, 0.0))
    source = report and report.source and _worded(tokens.text, outside(characters(tokens, report.source), piece))
    words = report and _worded(tokens.text, outside(characters(tokens, report.words), piece))
    sure = source is not None and who.certainty >= LEAST_CERTAINTY
    return Quotation(
        kind=piece.kind,
        start=piece.start,
        end=piece.end,
        utterance=piece.utterance,
        speaker=source or None,
        member=who.member if sure else None,
        role=tokens.text[slice(*who.role)] if sure and who.role else None,
        cue=words or None,
        confidence=confidence_of(piece, reports, weights),
    )
