"""Given a reporting word: which words of its sentence are its content, its source and the rest of its cue.

A linear-chain conditional random field (Lafferty, McCallum and Pereira, 2001) over the sentence, whose features are the
path in the parse from the reporting word to each word, as in semantic role labelling (Gildea and Jurafsky, 2002).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id

from transforms.quotes.features import columns, mixed
from transforms.quotes.relations import Relations, at
from transforms.quotes.tokens import Ids, Ints, Tokens

CONTENT_BITS = 19
LABELS = ("outside", "content", "source", "cue")
OUTSIDE, CONTENT, SOURCE, CUE = range(4)
# A sentence is looked at this many tokens to either side of its reporting word.
REACH = 120
# Frames that are labelled together: their steps are kept for all of them.
FRAMES_ABREAST = 256

_CLASSES = (
    *(",", ";", ":", ".", "that", "and", "but", "-", "–", "—", "--"),
    *('"', "“", "”", "''", "``", "(", ")", "?", "!"),
)
_CLASS_IDS = np.array(sorted(get_string_id(c) for c in _CLASSES), np.uint64)
CLASS_COUNT = len(_CLASSES) + 1
_COMMAS = np.array([get_string_id(c) for c in (",", "–", "—", "--", "-")], np.uint64)
_MARKS = np.array([get_string_id(c) for c in ('"', "“", "”", "''", "``")], np.uint64)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Frames:
    """The windows of several reporting words, one after another.

    Row r is token `token[r]` seen from reporting word `cue[r]`; frame f holds the rows `bounds[f]` to `bounds[f + 1]`.
    """

    cue: Ints
    token: Ints
    bounds: Ints
    columns: NDArray[np.int32]
    classes: Ints


def frames_of(tokens: Tokens, rel: Relations, cues: Sequence[int]) -> Frames:
    """Windows and features for the reporting words at the given token indices."""
    at = np.array(cues, np.int64)
    spans = np.array(tokens.sentences, np.int64).reshape(-1, 2)[tokens.sentence[at]]
    first, last = np.maximum(spans[:, 0], at - REACH), np.minimum(spans[:, 1], at + REACH)
    bounds = np.concatenate([[0], np.cumsum(last - first)])
    frame = np.repeat(np.arange(len(at)), last - first)
    token_at = np.arange(bounds[-1]) + (first - bounds[:-1])[frame]
    cue_at = at[frame]
    tree = _paths(tokens, _Windows(at, first, last, bounds[:-1] - first), frame, token_at)
    return Frames(
        cue=cue_at,
        token=token_at,
        bounds=bounds,
        columns=_features(tokens, rel, cue_at, token_at, tree),
        classes=_classes(tokens.lower[token_at]),
    )


def _classes(lower: Ids) -> Ints:
    """Which of the words that borders fall on a word is; 0 for all others."""
    place = np.minimum(np.searchsorted(_CLASS_IDS, lower), len(_CLASS_IDS) - 1)
    return np.where(_CLASS_IDS[place] == lower, place + 1, 0).astype(np.int64)


class _Windows(NamedTuple):
    """Of each frame its cue, the span of its tokens, and what is added to a token's index to get its row."""

    cue: Ints
    first: Ints
    last: Ints
    shift: Ints


def _paths(tokens: Tokens, windows: _Windows, frame: Ints, token: Ints) -> tuple[Ids, Ints, Ints, Ints]:
    """For each row a hash of the path from the cue to its token, the path's first and second token, and its length.

    `frame` is the number of each row's frame. Where the path leaves the window, there is none: 0, -1, -1, 99.
    """
    before, step = _steps(tokens, windows, frame, token)
    path, length = np.zeros(len(token), np.uint64), np.full(len(token), 99)
    branch, second = np.full(len(token), -1), np.full(len(token), -1)
    starts = windows.cue + windows.shift
    path[starts], length[starts] = 1, 0
    waiting = np.flatnonzero((before >= 0) & (length > 0))
    for count in range(1, 99):
        is_next = length[before[waiting]] == count - 1
        rows, waiting = waiting[is_next], waiting[~is_next]
        if not len(rows):
            break
        come_from = before[rows]
        path[rows] = (path[come_from] ^ step[rows]) * _GOLDEN + np.uint64(1)
        branch[rows] = token[rows] if count == 1 else branch[come_from]
        second[rows] = token[rows] if count == 2 else second[come_from]
        length[rows] = count
    return path, branch, second, length


def _steps(tokens: Tokens, windows: _Windows, frame: Ints, token: Ints) -> tuple[Ints, Ids]:
    """For each row the row before it on the path from the cue, -1 for none in the window; and the relation between.

    A word is reached from its head, but for the heads above the cue, each of which is reached from below.
    """
    before, step = tokens.head[token], tokens.dep[token] * np.uint64(2)
    below, first, last, shift = windows
    frames = np.arange(len(below))
    for _ in range(2 * REACH):
        above = tokens.head[below]
        goes_on = (above != below) & (first[frames] <= above) & (above < last[frames])
        if not goes_on.any():
            break
        frames, below, above = frames[goes_on], below[goes_on], above[goes_on]
        rows = above + shift[frames]
        before[rows], step[rows] = below, tokens.dep[below] * np.uint64(2) + np.uint64(1)
        below = above
    is_inside = (before != token) & (first[frame] <= before) & (before < last[frame])
    return np.where(is_inside, before + shift[frame], -1), step


def _between(tokens: Tokens, which: Ids, cue: Ints, token: Ints, most: int) -> Ids:
    """How many tokens of a set stand between cue and token, at most `most`."""
    running = np.concatenate([[0], np.cumsum(np.isin(tokens.lower, which))])
    low, high = np.minimum(cue, token), np.maximum(cue, token)
    count: Ids = np.minimum(running[high] - running[np.minimum(low + 1, high)], most).astype(np.uint64)
    return count


def _features(
    tokens: Tokens, rel: Relations, cue: Ints, token: Ints, tree: tuple[Ids, Ints, Ints, Ints]
) -> NDArray[np.int32]:
    path, branch, second, length = tree
    lower, tag, dep = tokens.lower[token], tokens.tag[token], tokens.dep[token]
    cue_stem, cue_tag, cue_dep = tokens.stem[cue], tokens.tag[cue], tokens.dep[cue]
    core = rel.children[cue] & np.uint64(0x1FFF)
    offset = token - cue
    side = np.sign(offset).astype(np.uint64)
    far = mixed(side, np.digitize(np.abs(offset), [1, 2, 3, 5, 8, 12, 20, 35]))
    near = np.where(np.abs(offset) <= 4, offset, 9).astype(np.uint64)
    segment, cue_segment = tokens.segment[token], tokens.segment[cue]
    quoted = mixed(segment >= 0, (segment == cue_segment), cue_segment >= 0, side)
    any_left = _sentence_has_quote(tokens)[tokens.sentence[cue]]
    branch_dep, branch_tag = at(tokens.dep, branch), at(tokens.tag, branch)
    down = (branch >= 0) & (tokens.head[np.maximum(branch, 0)] == cue)
    branch_way = mixed(branch_dep, down)
    second_dep, second_stem = at(tokens.dep, second), at(tokens.stem, second)
    commas = _between(tokens, _COMMAS, cue, token, 3)
    marks = _between(tokens, _MARKS, cue, token, 2)
    before_tag, after_tag = at(tokens.tag, token - 1), at(tokens.tag, token + 1)
    before, after = at(tokens.lower, token - 1), at(tokens.lower, token + 1)
    subject_side = np.sign(rel.subject[cue] - cue).astype(np.uint64)
    is_subject = (branch >= 0) & (branch == rel.subject[cue])
    entity = tokens.entity[token]
    templates = [
        path,
        mixed(path, cue_stem),
        mixed(path, tag),
        mixed(path, cue_tag, core),
        mixed(path, cue_dep),
        mixed(path, commas, side),
        mixed(path, entity),
        mixed(branch_way, cue_stem),
        mixed(branch_way, side, length.clip(0, 6)),
        mixed(branch_way, second_dep, cue_stem),
        mixed(branch_way, second_dep, second_stem),
        mixed(branch_way, branch_tag, core),
        mixed(branch_way, at(tokens.stem, branch), cue_stem),
        mixed(branch_way, at(tokens.stem, branch), cue_tag),
        mixed(branch_way, commas, quoted),
        mixed(branch_way, is_subject, side, core),
        mixed(lower, side),
        lower,
        mixed(lower, near),
        mixed(lower, branch_way),
        mixed(tag, far),
        mixed(dep, side, branch_way),
        mixed(cue_stem, side),
        mixed(cue_stem, far),
        mixed(cue_tag, far, core),
        mixed(cue_tag, cue_dep, side),
        mixed(before, lower, side),
        mixed(lower, after, side),
        mixed(before_tag, tag, after_tag, side),
        mixed(before_tag, tag, side, commas),
        mixed(quoted, any_left),
        mixed(quoted, cue_stem),
        mixed(quoted, marks, commas),
        mixed(commas, side, cue_stem),
        mixed(commas, side, subject_side, core),
        mixed(marks, side, tag),
        mixed(near, cue_stem, tag),
        mixed(near, cue_stem, lower),
        mixed(near, cue_tag, tag),
        mixed(entity, side, commas),
        mixed(tokens.shape[token], near),
        mixed(token == cue, cue_stem),
        mixed(subject_side, side, quoted),
        mixed(at(tokens.lower, cue + 1), side, commas),
        mixed(at(tokens.lower, cue - 1), side, commas),
    ]
    return columns(templates, CONTENT_BITS)


def _sentence_has_quote(tokens: Tokens) -> Ids:
    out = np.zeros(len(tokens.sentences), np.uint64)
    out[tokens.sentence[tokens.segment >= 0]] = 1
    return out


def best_labels(
    emissions: NDArray[np.floating], classes: Ints, bounds: Ints, transitions: NDArray[np.floating]
) -> Ints:
    """The likeliest labels of each frame (Viterbi, 1967), all frames abreast.

    Emissions: rows x labels; frame f has the rows bounds[f] to bounds[f + 1]; transitions: class x from x to.
    """
    labels = np.zeros(len(emissions), np.int64)
    lengths = np.diff(bounds)
    by_length = np.argsort(-lengths, kind="stable")
    for some in np.array_split(by_length, -(-len(by_length) // FRAMES_ABREAST)):
        rows, counts = _abreast(bounds[some], lengths[some])
        labels[rows] = _labelled(emissions[rows], transitions[classes[rows]], counts)
    return labels


def _abreast(starts: Ints, lengths: Ints) -> tuple[Ints, list[int]]:
    """The first row of each frame, then the second of each, and so on; and how many there are of each.

    Frames come with the longest first: those that go on are always the first ones.
    """
    steps = np.arange(int(lengths[0]))
    counts = np.searchsorted(-lengths, -steps)
    frames = np.concatenate([np.arange(count) for count in counts])
    return starts[frames] + np.repeat(steps, counts), counts.tolist()


def _labelled(emissions: NDArray[np.floating], moves: NDArray[np.floating], counts: Sequence[int]) -> Ints:
    """The labels of rows that stand as `_abreast` puts them; moves: rows x from x to."""
    score = emissions[: counts[0]].copy()
    back = np.empty(emissions.shape, np.int64)
    steps = [slice(end - count, end) for count, end in zip(counts, accumulate(counts), strict=True)]
    for step, count in zip(steps[1:], counts[1:], strict=True):
        paths = moves[step]
        paths += score[:count, :, None]
        paths.argmax(1, out=back[step])
        np.add(np.maximum.reduce(paths, 1), emissions[step], out=score[:count])
    labels = np.empty(len(emissions), np.int64)
    label, frames = score.argmax(1), np.arange(counts[0])
    for step, count in zip(reversed(steps), reversed(counts), strict=True):
        labels[step] = label[:count]
        if step.start:
            label[:count] = back[step][frames[:count], label[:count]]
    return labels
