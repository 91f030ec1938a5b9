"""The whole way from a parsed article to its spans with their reports: what `quotes_in` and training both go."""

from collections.abc import Sequence
from dataclasses import replace

from transforms.quotes.assembly import Piece, choices_of, pieces_of
from transforms.quotes.marks import Span
from transforms.quotes.relations import Relations
from transforms.quotes.reports import Report, with_labels
from transforms.quotes.sources import subject_of
from transforms.quotes.tokens import Tokens
from transforms.quotes.weights import Weights


def attributed(
    tokens: Tokens, relations: Relations, reports: Sequence[Report], weights: Weights
) -> tuple[list[Piece], list[Report]]:
    """The spans of an article, and the reports that they refer to by index."""
    known = with_labels(tokens, reports)
    pieces = pieces_of(tokens, known, choices_of(tokens, known, weights))
    _complete(tokens, relations, known, pieces)
    return pieces, known


def _complete(tokens: Tokens, relations: Relations, reports: list[Report], pieces: Sequence[Piece]) -> None:
    """Give quotations in marks the parse's subject where no speaker was found, or one within the quotation itself.

    What stands in marks was said by somebody; of reported beliefs and plans that is not sure.
    """
    for piece in pieces:
        if piece.report is None:
            continue
        report = reports[piece.report]
        inside = report.source is not None and outside(characters(tokens, report.source), piece) is None
        if inside or (piece.segments and report.source is None):
            subject = subject_of(tokens, relations, report.cue)
            reports[piece.report] = replace(report, source=subject or report.source)


def outside(span: Span, piece: Piece) -> Span | None:
    """The part of a span that lies before the piece, else after it; None when there is none."""
    if span[1] <= piece.start or span[0] >= piece.end:
        return span
    if span[0] < piece.start:
        return span[0], piece.start
    return (piece.end, span[1]) if span[1] > piece.end else None


def characters(tokens: Tokens, span: Span) -> Span:
    """A span of tokens in code points of the body."""
    return int(tokens.starts[span[0]]), int(tokens.ends[span[1] - 1])
