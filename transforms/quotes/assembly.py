"""From reports and choices to the spans that are published: direct, mixed and indirect, grouped into utterances."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from transforms.quotes.choice import NOBODY, UNNAMED, Choices
from transforms.quotes.marks import Span
from transforms.quotes.reports import Report, runs
from transforms.quotes.tokens import Tokens
from transforms.quotes.weights import Weights

# Reported speech without marks is kept from this likelihood of its reporting word on, and from so many words on.
LEAST_REPORT = 0.45
LEAST_WORDS = 2
# A label is exact where it is one; what it is mistaken for is rare.
LABEL_SHARE = 0.97


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a segment belongs to: the index of a report, NOBODY or UNNAMED; `share` is how sure the choice is."""

    option: int
    share: float


@dataclass(frozen=True, slots=True)
class Piece:
    """One span to be published, in code points, and the report that it belongs to (None: nobody is named).

    `share` is the likelihood before calibration.
    """

    kind: str
    start: int
    end: int
    report: int | None
    utterance: int
    share: float
    segments: list[int] = field(default_factory=list)


def choices_of(tokens: Tokens, reports: Sequence[Report], weights: Weights) -> list[Chosen]:
    """A choice for each segment, in order; a segment that goes on with an unclosed one has the same."""
    choices = Choices(tokens, reports)
    labelled = {t: number for number, r in enumerate(reports) if r.is_label for t in r.content}
    found: list[Chosen] = []
    previous: int | None = None
    for number, segment in enumerate(tokens.segments):
        first, last = tokens.segment_tokens[number]
        if first >= last:
            found.append(Chosen(NOBODY, 1.0))
            continue
        label = labelled.get(last - 1)
        if label is not None:
            found.append(Chosen(label, LABEL_SHARE))
            continue
        if segment.continues and found and found[-1].option != NOBODY:
            found.append(found[-1])
            continue
        options = choices.options(number, previous)
        shares = _softmax(weights.choice[options.columns].sum(1))
        best = int(shares.argmax())
        found.append(Chosen(options.reports[best], float(shares[best])))
        previous = options.reports[best] if options.reports[best] >= 0 else None
    return found


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    mass = np.exp(scores.astype(np.float64) - float(scores.max()))
    return np.asarray(mass / mass.sum(), np.float64)


def pieces_of(tokens: Tokens, reports: Sequence[Report], choices: Sequence[Chosen]) -> list[Piece]:
    """The spans of an article in order of their start. Spans of one report share their utterance."""
    owned: dict[int, list[int]] = {}
    found: list[Piece] = []
    for number, chosen in enumerate(choices):
        if chosen.option >= 0:
            owned.setdefault(chosen.option, []).append(number)
    for index, report in enumerate(reports):
        segments = owned.get(index, [])
        if segments or report.probability >= LEAST_REPORT:
            found += _of_report(tokens, report, index, segments, choices)
    found += _unnamed(tokens, choices, len(reports))
    found.sort(key=lambda p: (p.start, -p.end, p.report is None))
    return _without_copies(found)


def _unnamed(tokens: Tokens, choices: Sequence[Chosen], utterance: int) -> list[Piece]:
    found = []
    for number, chosen in enumerate(choices):
        if chosen.option == UNNAMED:
            segment = tokens.segments[number]
            utterance += not segment.continues
            found.append(Piece("direct", segment.start, segment.end, None, utterance, chosen.share, [number]))
    return found


def _of_report(
    tokens: Tokens, report: Report, index: int, segments: Sequence[int], choices: Sequence[Chosen]
) -> list[Piece]:
    """The runs of one report's content: its own words, and the segments that were chosen for it, whole."""
    words = {t for t in report.content if _is_free(int(tokens.segment[t]), index, choices)}
    for number in segments:
        inside = range(*tokens.segment_tokens[number])
        if not report.is_label or words.isdisjoint(inside):  # a transcript's marks may stand before the label
            words.update(inside)
    found = []
    for first, last in _joined(tokens, sorted(words)):
        found += _pieces_of_run(tokens, report, index, first, last, choices)
    return found


def _is_free(segment: int, index: int, choices: Sequence[Chosen]) -> bool:
    """Whether a word may be content of this report: outside of marks, or in marks that nobody else was chosen for."""
    return segment < 0 or choices[segment].option in (index, NOBODY)


def _joined(tokens: Tokens, indices: Sequence[int]) -> list[Span]:
    """Runs of tokens; runs with nothing but punctuation of the same paragraph between them are one."""
    out: list[Span] = []
    for first, last in runs(indices):
        if out and all(_is_filler(tokens.words[t]) for t in range(out[-1][1], first)):
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


@lru_cache(maxsize=20_000)
def _is_filler(word: str) -> bool:
    return "\n" not in word and not any(c.isalnum() for c in word)


def _pieces_of_run(
    tokens: Tokens, report: Report, index: int, first: int, last: int, choices: Sequence[Chosen]
) -> list[Piece]:
    words = [t for t in range(first, last) if not _is_filler(tokens.words[t]) and not tokens.words[t].isspace()]
    quoted = sorted({int(tokens.segment[t]) for t in words if _is_said(int(tokens.segment[t]), choices)})
    plain = [t for t in words if int(tokens.segment[t]) not in quoted]
    if quoted and not plain and report.is_label:
        return [
            Piece("direct", int(tokens.starts[words[0]]), tokens.segments[quoted[-1]].end, index, index, LABEL_SHARE)
        ]
    if quoted and not plain:
        return [
            Piece("direct", s.start, s.end, index, index, choices[n].share, [n])
            for n, s in ((n, tokens.segments[n]) for n in quoted)
        ]
    if not quoted and len(words) < LEAST_WORDS:
        return []
    start, end = _bounds(tokens, words, () if report.is_label else quoted)
    kind = "mixed" if quoted else "indirect"
    share = max([choices[n].share for n in quoted], default=report.probability)
    return [Piece(kind, start, end, index, index, share, quoted)]


def _is_said(segment: int, choices: Sequence[Chosen]) -> bool:
    return segment >= 0 and choices[segment].option != NOBODY


def _bounds(tokens: Tokens, words: Sequence[int], quoted: Sequence[int]) -> Span:
    """From the first to the last word, with the marks of quoted parts that stand at either end."""
    start, end = int(tokens.starts[words[0]]), int(tokens.ends[words[-1]])
    for number in quoted:
        segment = tokens.segments[number]
        if segment.start <= start < segment.end:
            start = _outward(tokens.text, segment.start, -1)
        if segment.start < end <= segment.end:
            end = _outward(tokens.text, segment.end, 1)
    return start, end


def _outward(text: str, at: int, step: int) -> int:
    """Past the quotation mark at the border of a segment, which is one or two characters wide."""
    for _ in range(2):
        neighbour = text[at - 1 : at] if step < 0 else text[at : at + 1]
        if not neighbour or neighbour not in "\"“”„‟«»'`‘’〝〞＂":
            break
        at += step
        if neighbour not in "'`":
            break
    return at


def _without_copies(pieces: Sequence[Piece]) -> list[Piece]:
    """Of pieces with the same span the surest one."""
    best: dict[Span, Piece] = {}
    for piece in pieces:
        span = (piece.start, piece.end)
        if span not in best or piece.share > best[span].share:
            best[span] = piece
    return [p for p in pieces if best[p.start, p.end] is p]
