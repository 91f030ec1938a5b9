"""Given a reporting word: which words of its sentence are its content, its source and the rest of its cue.

A linear-chain conditional random field (Lafferty, McCallum and Pereira, 2001) over the sentence, whose features are the
path in the parse from the reporting word to each word, as in semantic role labelling (Gildea and Jurafsky, 2002).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

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
_MASK = 0xFFFFFFFFFFFFFFFF


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
    heads, relations = tokens.head.tolist(), tokens.dep.tolist()
    children = _children(tokens, heads, cues)
    cue_rows: list[int] = []
    token_rows: list[int] = []
    paths: list[int] = []
    branches: list[int] = []
    seconds: list[int] = []
    lengths: list[int] = []
    bounds = [0]
    for cue in cues:
        first, last = tokens.sentences[int(tokens.sentence[cue])]
        first, last = max(first, cue - REACH), min(last, cue + REACH)
        path, branch, second, length = _paths(heads, relations, children, cue, first, last)
        cue_rows += [cue] * (last - first)
        token_rows += range(first, last)
        paths += path
        branches += branch
        seconds += second
        lengths += length
        bounds.append(len(cue_rows))
    cue_at, token_at = np.array(cue_rows, np.int64), np.array(token_rows, np.int64)
    tree = (np.array(paths, np.uint64), np.array(branches, np.int64), np.array(seconds, np.int64), np.array(lengths))
    return Frames(
        cue=cue_at,
        token=token_at,
        bounds=np.array(bounds, np.int64),
        columns=_features(tokens, rel, cue_at, token_at, tree),
        classes=_classes(tokens.lower[token_at]),
    )


def _classes(lower: Ids) -> Ints:
    """Which of the words that borders fall on a word is; 0 for all others."""
    place = np.minimum(np.searchsorted(_CLASS_IDS, lower), len(_CLASS_IDS) - 1)
    return np.where(_CLASS_IDS[place] == lower, place + 1, 0).astype(np.int64)


def _children(tokens: Tokens, heads: Sequence[int], cues: Sequence[int]) -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for number in sorted({int(tokens.sentence[c]) for c in cues}):
        for token in range(*tokens.sentences[number]):
            if heads[token] != token:
                out.setdefault(heads[token], []).append(token)
    return out


def _paths(
    heads: Sequence[int],
    relations: Sequence[int],
    children: dict[int, list[int]],
    cue: int,
    first: int,
    last: int,
) -> tuple[list[int], list[int], list[int], list[int]]:
    """For each token of the window: a hash of its path from the cue, the path's first and second token, its length."""
    count = last - first
    path, branch, second, length = [0] * count, [-1] * count, [-1] * count, [99] * count
    path[cue - first], length[cue - first] = 1, 0
    queue = [cue]
    for node in queue:
        here = node - first
        way, begun, beyond, farther = path[here], branch[here], second[here], length[here] + 1
        for other in (*children.get(node, ()), heads[node]):
            there = other - first
            if not 0 <= there < count or length[there] < 99:
                continue
            step = relations[other] * 2 if heads[other] == node else relations[node] * 2 + 1
            path[there] = ((way ^ step) * 0x9E3779B97F4A7C15 & _MASK) + 1 & _MASK
            branch[there] = other if node == cue else begun
            second[there] = other if node == begun else beyond
            length[there] = farther
            queue.append(other)
    return path, branch, second, length


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
