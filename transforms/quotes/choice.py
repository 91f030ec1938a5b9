"""Which report a quotation in marks belongs to: a log-linear choice among the reports around it, "nobody says this"
(titles, scare quotes) and "said, but nobody is named for it".
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id

from transforms.quotes.features import Templates, salted
from transforms.quotes.reports import Report
from transforms.quotes.tokens import Tokens

CHOICE_BITS = 17
NOBODY, UNNAMED = -1, -2  # in place of the index of a report
MOST_BEFORE, MOST_AFTER = 6, 4
_REACH = 3  # sentences to either side
_WIDTH = 48  # features of an option, at most
_AT_ONCE = 64  # segments


@dataclass(frozen=True, slots=True)
class Options:
    """What one segment may belong to: indices of reports, then NOBODY and UNNAMED; and their feature columns."""

    segment: int
    reports: list[int]
    columns: NDArray[np.int32]


class _Case(NamedTuple):
    """A segment, the reports near it, and the columns of both for whatever the segment before it chose.

    `of_reports`: kept by report, by column, see KEPT. `of_others`: chained by NOBODY and UNNAMED, by column.
    """

    segment: int
    near: list[int]
    of_reports: NDArray[np.int32]
    of_others: NDArray[np.int32]


class Choices:
    """The choices of an article. Features of many segments are made at once: few rows cost numpy as much as many."""

    def __init__(self, tokens: Tokens, reports: Sequence[Report]) -> None:
        """`reports` stand in the order of their cues."""
        self._tokens, self._reports = tokens, reports
        self._facts = [_report_facts(tokens, report) for report in reports]
        self._cues = [report.cue for report in reports]
        self._quoted = (tokens.segment[self._cues] >= 0).tolist() if reports else []
        self._cases: dict[int, _Case] = {}

    def options(self, segment: int, previous: int | None) -> Options:
        """The options of a segment that is not empty. `previous`: the report that the segment before it chose."""
        case = self._cases.get(segment) or self._made_from(segment)
        is_before = previous is not None and self._reports[previous].cue < self._tokens.segment_tokens[segment][0]
        if previous is not None and is_before and previous not in case.near:
            # A long quotation leaves its reporting word far behind.
            (case,) = self._made([(segment, [previous, *case.near])])
        kept = [UNKNOWN if previous is None else int(previous == report) for report in case.near]
        columns = (case.of_reports[kept, np.arange(len(kept))], case.of_others[int(previous is not None)])
        return Options(segment, [*case.near, NOBODY, UNNAMED], np.concatenate(columns))

    def _made_from(self, segment: int) -> _Case:
        """Keep the cases of this segment and of those behind it, in place of others."""
        spans = enumerate(self._tokens.segment_tokens[segment : segment + _AT_ONCE], segment)
        wanted = [(n, _nearby(self._tokens, self._cues, self._quoted, *span)) for n, span in spans if span[0] < span[1]]
        self._cases = {case.segment: case for case in self._made(wanted)}
        return self._cases[segment]

    def _made(self, wanted: Sequence[tuple[int, list[int]]]) -> list[_Case]:
        """The cases of some segments and the reports near each."""
        of_reports: list[dict[str, int]] = []
        of_others: list[dict[str, int]] = []
        for segment, near in wanted:
            whole = _segment_facts(self._tokens, segment)
            overlaps = [_overlap(self._reports[r], *self._tokens.segment_tokens[segment]) for r in near]
            top = _bucket(max((self._reports[r].probability for r in near), default=0.0))
            shared = whole | {"best": max(overlaps, default=0), "top": top}
            of_others += [shared | {"tag": tag & 0xFF, "chained": 0} for tag in (NOBODY, UNNAMED)]
            of_reports += [
                whole
                | self._facts[report]
                | _places(self._tokens, self._reports, near, rank, segment)
                | {"overlap": overlaps[rank], "best_other": max(overlaps[:rank] + overlaps[rank + 1 :], default=0)}
                for rank, report in enumerate(near)
            ]
        reported = _columns(_REPORT, of_reports, "kept", KEPT)
        others = _columns(_SPECIAL, of_others, "chained", 2)
        cases, done = [], 0
        for number, (segment, near) in enumerate(wanted):
            rows = reported[:, done : done + len(near)]
            cases.append(_Case(segment, near, rows, others[:, 2 * number : 2 * number + 2]))
            done += len(near)
        return cases


# Whether the segment before chose a report: not this one, this one, or none at all.
KEPT, UNKNOWN = 3, 2


def _columns(templates: Templates, facts: Sequence[Mapping[str, int]], varied: str, count: int) -> NDArray[np.int32]:
    """Value of the varied fact by row by _WIDTH: the columns of rows of facts, for each value from 0 that it may have.

    A row that has fewer templates than _WIDTH has zeros in place of the rest.
    """
    values = np.tile(templates.values_of([{varied: 0, **row} for row in facts]), (count, 1, 1))
    values[:, :, templates.names.index(varied)] = np.arange(count)[:, None]
    table = np.zeros((count, len(facts), _WIDTH), np.uint64)
    table[:, :, : len(templates)] = templates.mixed(values.reshape(-1, values.shape[-1])).reshape(
        count, len(facts), len(templates)
    )
    return salted(table, np.arange(_WIDTH, dtype=np.uint64), CHOICE_BITS)


def _nearby(tokens: Tokens, cues: Sequence[int], quoted: Sequence[bool], first: int, last: int) -> list[int]:
    """Reports whose reporting word stands near a segment and in no quotation: the nearest on either side."""
    low = tokens.sentences[max(0, int(tokens.sentence[first]) - _REACH)][0]
    high = tokens.sentences[min(len(tokens.sentences) - 1, int(tokens.sentence[last - 1]) + _REACH)][1]
    before = range(bisect_left(cues, low), bisect_left(cues, first))
    after = range(bisect_left(cues, last), bisect_left(cues, high))
    return [r for r in before if not quoted[r]][-MOST_BEFORE:] + [r for r in after if not quoted[r]][:MOST_AFTER]


def _bucket(value: float) -> int:
    return int(value * 5)


def _length(count: int) -> int:
    return bisect_right((1, 2, 3, 4, 6, 9, 14, 22, 40), count)


def _overlap(report: Report, first: int, last: int) -> int:
    """How much of a segment lies in the report's content: 0 nothing, 1 a part, 2 most, 3 all."""
    if not report.content:
        return 0
    shared = sum(first <= t < last for t in report.content) / max(1, last - first)
    return 0 if shared == 0 else 1 if shared < 0.5 else 2 if shared < 0.95 else 3


def _word(tokens: Tokens, at: int) -> int:
    return int(tokens.lower[at]) if 0 <= at < len(tokens) else 0


def _outer(tokens: Tokens, at: int, step: int) -> int:
    """The first token from `at` on that is no quotation mark."""
    while 0 <= at < len(tokens) and tokens.words[at] in _MARK_WORDS:
        at += step
    return at


_MARK_WORDS = frozenset(('"', "“", "”", "''", "``", "‘", "’", "'", "«", "»", " "))


def _segment_facts(tokens: Tokens, segment: int) -> dict[str, int]:
    """Length, how it begins and ends, its neighbours and its place in the paragraph, as small codes or word ids."""
    span = tokens.segments[segment]
    first, last = tokens.segment_tokens[segment]
    text = tokens.text[span.start : span.end]
    before, after = _outer(tokens, first - 1, -1), _outer(tokens, last, 1)
    paragraph = int(tokens.paragraph[first]) if first < len(tokens) else 0
    opens = before < 0 or int(tokens.paragraph[before]) != paragraph
    closes = after >= len(tokens) or int(tokens.paragraph[after]) != paragraph
    words = [w for w in tokens.words[first:last] if w[:1].isalpha()]
    titled = sum(w[0].isupper() for w in words) / max(1, len(words))
    ending = text[-1:] if text[-1:] in ",.?!…-—" else "w"
    return {
        "length": _length(last - first),
        "capital": int(text[:1].isupper()) + 2 * text[:1].isdigit(),
        "ending": ord(ending),
        "before": _word(tokens, before) if not opens else 1,
        "after": _word(tokens, after) if not closes else 1,
        "place": int(opens) + 2 * int(closes),
        "titled": _bucket(titled),
        "form": int(span.is_closed) + 2 * int(span.continues) + 4 * int(span.is_single) + 8 * int(span.is_guess),
    }


def _mix(*values: int | bool) -> int:
    out = 0
    for value in values:
        out = ((out ^ int(value)) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        out ^= out >> 31
    return out


# What a segment that belongs to no report is told by, and a report that a segment may belong to.
_SPECIAL = Templates(
    """
    tag
    tag length
    tag length capital ending
    tag ending place
    tag before
    tag after
    tag before length
    tag after ending
    tag place length
    tag titled length
    tag titled capital ending
    tag form
    tag best
    tag best length
    tag best top
    tag top
    tag best top ending place
    tag chained place ending
    tag chained length
    tag best ending capital
    tag best titled length
    """,
    first=1,
)
_REPORT = Templates(
    """
    where
    where others
    where far
    where order
    overlap where
    overlap best_other
    overlap likely
    overlap order after_side
    overlap best_other where others
    likely where
    likely likely_other
    likely overlap best_other sentences
    stem
    stem after_side
    stem overlap
    stem far after_side
    tag where
    source where
    source overlap
    source likely after_side
    place ending where
    place where others order
    ending after_side sentences far
    before where
    after where
    before after where
    capital ending where
    length where
    length overlap
    form where
    form kept where
    kept where
    kept others where
    kept overlap best_other
    kept place capital
    colon where
    colon far after_side
    colon ending others where
    inside overlap where
    is_empty where
    is_empty stem
    """,
    first=100,
)


def _report_facts(tokens: Tokens, report: Report) -> dict[str, int]:
    """What is told of a report wherever the segment stands."""
    cue = report.cue
    inside = min(3, len({s for s in tokens.segment[report.content].tolist() if s >= 0})) if report.content else 0
    return {
        "likely": _bucket(report.probability),
        "stem": int(tokens.stem[cue]),
        "tag": int(tokens.tag[cue]),
        "source": _source_kind(tokens, report),
        "colon": int(_word(tokens, report.words[1]) == _COLON or tokens.words[cue] == ":"),
        "inside": inside,
        "is_empty": int(not report.content),
    }


def _places(tokens: Tokens, reports: Sequence[Report], near: Sequence[int], rank: int, segment: int) -> dict[str, int]:
    """Where a report stands, seen from a segment and among the others near it."""
    first, last = tokens.segment_tokens[segment]
    cue = reports[near[rank]].cue
    after_side = int(cue >= last)
    gap = cue - last if after_side else first - cue
    edge = last - 1 if after_side else first
    sentences = min(4, abs(int(tokens.sentence[cue]) - int(tokens.sentence[edge])))
    paragraphs = min(3, abs(int(tokens.paragraph[cue]) - int(tokens.paragraph[edge])))
    between = tokens.segment[last:cue] if after_side else tokens.segment[cue:first]
    same_side = [r for r in near if (reports[r].cue >= last) == bool(after_side)]
    order = same_side.index(near[rank]) if after_side else len(same_side) - 1 - same_side.index(near[rank])
    likely_other = max((reports[r].probability for r in near if r != near[rank]), default=0.0)
    return {
        "where": _mix(after_side, sentences, paragraphs),
        "after_side": after_side,
        "sentences": sentences,
        "far": _length(max(0, gap)),
        "others": min(3, len({s for s in between.tolist() if s >= 0})),
        "order": order,
        "likely_other": _bucket(likely_other),
    }


_COLON = get_string_id(":")


def _source_kind(tokens: Tokens, report: Report) -> int:
    """None, or the tag of the source's last word with the entity type in it."""
    if report.source is None:
        return 0
    start, end = report.source
    entity = max(tokens.entity[start:end].tolist())
    return _mix(int(tokens.tag[end - 1]), int(entity), min(end - start, 3), start > report.cue)
