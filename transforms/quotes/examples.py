"""Annotated attributions as what the models learn from: heads of cues, and labels of the words around them."""

from collections.abc import Sequence

import numpy as np

from transforms.quotes.brat import Attribution
from transforms.quotes.contents import CONTENT, CUE, OUTSIDE, SOURCE
from transforms.quotes.marks import Span
from transforms.quotes.tokens import Ints, Tokens


def tokens_in(tokens: Tokens, spans: Sequence[Span]) -> list[int]:
    """Indices of the tokens that overlap any of the spans."""
    out: list[int] = []
    for start, end in spans:
        first = int(np.searchsorted(tokens.ends, start, side="right"))
        last = int(np.searchsorted(tokens.starts, end, side="left"))
        out += range(first, last)
    return out


def head_among(tokens: Tokens, members: Sequence[int], tags: Sequence[str]) -> int | None:
    """The token that governs the others: one whose head lies outside, a verb rather than another word."""
    inside = set(members)
    roots = [i for i in members if int(tokens.head[i]) not in inside or int(tokens.head[i]) == i]
    roots = [i for i in roots if any(c.isalnum() for c in tokens.words[i])] or roots
    verbs = [i for i in roots if tags[i].startswith("V")]
    return next(iter(verbs or roots), None)


def labelled_cues(tokens: Tokens, tags: Sequence[str], attributions: Sequence[Attribution]) -> dict[int, Ints]:
    """For the head of each annotated cue: the label of every token of the article."""
    found: dict[int, Ints] = {}
    for attribution in attributions:
        cue = tokens_in(tokens, attribution.cue)
        head = head_among(tokens, cue, tags)
        if head is None:
            continue
        labels = found.setdefault(head, np.full(len(tokens), OUTSIDE, np.int64))
        labels[tokens_in(tokens, attribution.content)] = CONTENT
        labels[tokens_in(tokens, attribution.source)] = SOURCE
        labels[cue] = CUE
    return found
