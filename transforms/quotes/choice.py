"""Which report a quotation in marks belongs to: a log-linear choice among the reports around it, "nobody says this"
(titles, scare quotes) and "said, but nobody is named for it".
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Options:
    """What one segment may belong to: indices of reports, then NOBODY and UNNAMED; and their feature columns."""

    segment: int
    reports: list[int]
    columns: NDArray[np.int32]


def options_of(
    tokens: Tokens, reports: Sequence[Report], cue_at: NDArray[np.int64], segment: int, previous: int | None
) -> Options:
    """The options of a segment. `cue_at`: the reports' cues, sorted; `previous`: what the previous segment chose."""
    first, last = tokens.segment_tokens[segment]
    near = _nearby(tokens, cue_at, first, last)
    if previous is not None and previous >= 0 and previous not in near and reports[previous].cue < first:
        near.insert(0, previous)  # a long quotation leaves its reporting word far behind
    whole = _segment_facts(tokens, segment)
    overlaps = [_overlap(reports[r], first, last) for r in near]
    shared = whole | {
        "best": max(overlaps, default=0),
        "top": _bucket(max((reports[r].probability for r in near), default=0.0)),
        "chained": int(previous is not None and previous >= 0),
    }
    table = np.zeros((len(near) + 2, _WIDTH), np.uint64)
    facts = [
        whole | _report_facts(tokens, reports, near, rank, segment, previous, overlaps) for rank in range(len(near))
    ]
    table[: len(near), : len(_REPORT)] = _REPORT.mixed(facts)
    table[len(near) :, : len(_SPECIAL)] = _SPECIAL.mixed([shared | {"tag": k & 0xFF} for k in (NOBODY, UNNAMED)])
    return Options(segment, [*near, NOBODY, UNNAMED], salted(table, np.arange(_WIDTH, dtype=np.uint64), CHOICE_BITS))


def _nearby(tokens: Tokens, cue_at: NDArray[np.int64], first: int, last: int) -> list[int]:
    """Reports whose reporting word stands near a segment and in no quotation: the nearest on either side."""
    inner = max(first, last - 1)
    low = tokens.sentences[max(0, int(tokens.sentence[first]) - _REACH)][0]
    high = tokens.sentences[min(len(tokens.sentences) - 1, int(tokens.sentence[inner]) + _REACH)][1]
    left, right = np.searchsorted(cue_at, [low, high])
    split_low, split_high = np.searchsorted(cue_at, [first, last])
    outside = [r for r in range(int(left), int(split_low)) if tokens.segment[cue_at[r]] < 0][-MOST_BEFORE:]
    return outside + [r for r in range(int(split_high), int(right)) if tokens.segment[cue_at[r]] < 0][:MOST_AFTER]


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


def _report_facts(
    tokens: Tokens,
    reports: Sequence[Report],
    near: Sequence[int],
    rank: int,
    segment: int,
    previous: int | None,
    overlaps: Sequence[int],
) -> dict[str, int]:
    """What is told of a report as an option of a segment; `overlaps` are those of all reports near."""
    report = reports[near[rank]]
    first, last = tokens.segment_tokens[segment]
    inner = max(first, last - 1)
    cue = report.cue
    after_side = int(cue >= last)
    gap = cue - last if after_side else first - cue
    edge = inner if after_side else first
    sentences = min(4, abs(int(tokens.sentence[cue]) - int(tokens.sentence[edge])))
    paragraphs = min(3, abs(int(tokens.paragraph[cue]) - int(tokens.paragraph[edge])))
    between = tokens.segment[last:cue] if after_side else tokens.segment[cue:first]
    same_side = [r for r in near if (reports[r].cue >= last) == bool(after_side)]
    order = same_side.index(near[rank]) if after_side else len(same_side) - 1 - same_side.index(near[rank])
    likely_other = max((reports[r].probability for r in near if r != near[rank]), default=0.0)
    inside = min(3, len({int(s) for s in tokens.segment[report.content] if s >= 0})) if report.content else 0
    return {
        "where": _mix(after_side, sentences, paragraphs),
        "after_side": after_side,
        "sentences": sentences,
        "far": _length(max(0, gap)),
        "others": min(3, len(set(between[between >= 0].tolist()))),
        "overlap": overlaps[rank],
        "order": order,
        "best_other": max((o for r, o in zip(near, overlaps, strict=True) if r != near[rank]), default=0),
        "likely": _bucket(report.probability),
        "likely_other": _bucket(likely_other),
        "stem": int(tokens.stem[cue]),
        "tag": int(tokens.tag[cue]),
        "source": _source_kind(tokens, report),
        "kept": int(previous == near[rank]) + 2 * int(previous is None),
        "colon": int(_word(tokens, report.words[1]) == _COLON or tokens.words[cue] == ":"),
        "inside": inside,
        "is_empty": int(not report.content),
    }


_COLON = get_string_id(":")


def _source_kind(tokens: Tokens, report: Report) -> int:
    """None, or the tag of the source's last word with the entity type in it."""
    if report.source is None:
        return 0
    start, end = report.source
    entity = max(tokens.entity[start:end].tolist())
    return _mix(int(tokens.tag[end - 1]), int(entity), min(end - start, 3), start > report.cue)
