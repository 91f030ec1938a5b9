"""Reporting words: how likely each token heads the cue of an attribution (said, according, claim, `:` after a name)."""

import numpy as np
from numpy.typing import NDArray

from transforms.quotes.features import columns, mixed
from transforms.quotes.relations import Relations, at
from transforms.quotes.tokens import Ids, Tokens

CUE_BITS = 18
# What can head a cue, by the share of training cues (99 %); an inner token of a name or number never does.
_SENTINEL = np.uint64(1)


def cue_features(tokens: Tokens, rel: Relations) -> NDArray[np.int32]:
    """Feature columns of every token, as a candidate head of a cue: shape (tokens, templates)."""
    position = np.arange(len(tokens))

    def beside(values: Ids, step: int) -> Ids:
        return at(values, position + step)

    lower, stem, tag, dep = tokens.lower, tokens.stem, tokens.tag, tokens.dep
    head = tokens.head
    head_stem, head_tag = stem[head], tag[head]
    inside = (tokens.segment >= 0).astype(np.uint64)
    near = _nearness(inside)
    first = np.array([a for a, _ in tokens.sentences], np.int64)[tokens.sentence]
    from_start = np.minimum(position - first, 4).astype(np.uint64)
    subject_stem, subject_tag = at(stem, rel.subject), at(tag, rel.subject)
    subject_entity = at(tokens.entity, rel.subject)
    subject_side = np.sign(rel.subject - position).astype(np.uint64) + (rel.subject < 0) * np.uint64(7)
    clause_tag, clause_stem = at(tag, rel.clause), at(stem, rel.clause)
    object_stem, object_tag = at(stem, rel.object), at(tag, rel.object)
    core = rel.children & np.uint64(0x1FFF)
    templates = [
        lower,
        stem,
        mixed(stem, tag),
        mixed(stem, dep),
        mixed(stem, core),
        mixed(tag, dep),
        mixed(tag, rel.children),
        mixed(tag, dep, core),
        mixed(lower, inside),
        mixed(stem, inside, dep),
        mixed(head_stem, dep),
        mixed(head_stem, stem),
        mixed(head_tag, dep, tag),
        mixed(stem, near),
        mixed(tag, near),
        mixed(near, core),
        mixed(beside(lower, -1), tag),
        mixed(beside(lower, 1), tag),
        mixed(beside(lower, -1), stem),
        mixed(beside(lower, 1), stem),
        mixed(beside(tag, -1), tag, beside(tag, 1)),
        mixed(beside(lower, 1), beside(lower, 2), tag),
        mixed(stem, beside(lower, 1), beside(lower, 2)),
        mixed(stem, subject_tag, subject_side),
        mixed(subject_stem, tag),
        mixed(subject_entity, subject_tag, tag),
        mixed(subject_entity, stem),
        mixed(clause_tag, stem),
        mixed(clause_stem, tag),
        mixed(object_stem, stem),
        mixed(object_tag, stem),
        mixed(object_tag, object_stem),
        mixed(tokens.shape, from_start, tag),
        mixed(rel.depth, tag, dep),
        mixed(stem, from_start),
        mixed(beside(stem, -1), beside(stem, -2), tag),
        mixed(tokens.entity, tag),
    ]
    return columns(templates, CUE_BITS)


def _nearness(inside: Ids) -> Ids:
    """A code for whether quoted words stand within one, three or six tokens on either side."""
    count = len(inside)
    padded = np.concatenate([np.zeros(6, np.uint64), inside, np.zeros(6, np.uint64)])

    def any_of(low: int, high: int) -> Ids:
        out = np.zeros(count, np.uint64)
        for step in range(low, high + 1):
            out |= padded[6 + step : 6 + step + count]
        return out

    bands = [(-6, -4), (-3, -1), (1, 3), (4, 6)]
    code = inside.copy()
    for number, (low, high) in enumerate(bands, 1):
        code |= any_of(low, high) << np.uint64(number)
    return code
