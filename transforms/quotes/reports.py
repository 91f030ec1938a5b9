"""Reports: each likely reporting word of an article with the content, source and cue words found around it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.quotes.contents import CONTENT, CUE, SOURCE, best_labels, frames_of
from transforms.quotes.cues import cue_features
from transforms.quotes.features import summed
from transforms.quotes.labels import labelled_speech
from transforms.quotes.marks import Span
from transforms.quotes.relations import Relations
from transforms.quotes.tokens import Tokens
from transforms.quotes.weights import Weights

# Reporting words less likely than this are not looked at further.
LEAST_CUE = 0.15


@dataclass(frozen=True, slots=True)
class Report:
    """A reporting word (a token index) and what belongs to it; spans and indices are those of tokens.

    `certainty` is the mean margin of its labels. `source` and `words` are the runs nearest to the reporting word.
    `is_label` tells `NAME: …` and `“…” ― Name`, where nothing is learned: content and source are exact.
    """

    cue: int
    probability: float
    certainty: float
    content: list[int]
    source: Span | None
    words: Span
    is_label: bool = False


def cue_probabilities(tokens: Tokens, rel: Relations, weights: Weights) -> NDArray[np.float64]:
    """How likely each token heads a cue."""
    if not len(tokens):
        return np.zeros(0)
    scores = summed(weights.cue, cue_features(tokens, rel))
    return np.asarray(1 / (1 + np.exp(-scores)), np.float64)


def reports_of(tokens: Tokens, rel: Relations, weights: Weights) -> list[Report]:
    """The reports of an article, in order of their reporting words."""
    probability = cue_probabilities(tokens, rel, weights)
    cues = np.flatnonzero(probability >= LEAST_CUE).tolist()
    if not cues:
        return []
    frames = frames_of(tokens, rel, cues)
    emissions = summed(weights.content, frames.columns)
    labels = best_labels(emissions, frames.classes, frames.bounds, weights.transitions)
    top = np.partition(emissions, -2, axis=1)
    margins, tokens_at = (top[:, -1] - top[:, -2]), frames.token.tolist()
    rows_of = [np.flatnonzero(labels == label).tolist() for label in (CONTENT, SOURCE, CUE)]
    bounds, found = frames.bounds.tolist(), []
    for cue, first, last in zip(cues, bounds, bounds[1:], strict=False):
        content, source, words = (_within(rows, first, last) for rows in rows_of)
        found.append(
            Report(
                cue=cue,
                probability=float(probability[cue]),
                certainty=float(margins[content].mean()) if content else 0.0,
                content=[tokens_at[row] for row in content],
                source=_nearest_run([tokens_at[row] for row in source], cue),
                words=_nearest_run(sorted({cue, *(tokens_at[row] for row in words)}), cue) or (cue, cue + 1),
            )
        )
    return found


def _within(rows: Sequence[int], first: int, last: int) -> Sequence[int]:
    """Of ascending numbers those from `first` to `last`, exclusive."""
    return rows[bisect_left(rows, first) : bisect_left(rows, last)]


def with_labels(tokens: Tokens, reports: Sequence[Report]) -> list[Report]:
    """Reports and labels in order of their cues; within what a label ascribes, nothing else is a report."""
    labels = [
        Report(cue, 1.0, 0.0, content, source, (cue, cue + 1), is_label=True)
        for cue, source, content in labelled_speech(tokens)
    ]
    taken = {t for label in labels for t in (label.cue, *range(*(label.source or (0, 0))), *label.content)}
    return sorted([r for r in reports if r.cue not in taken] + labels, key=lambda r: r.cue)


def _nearest_run(indices: Sequence[int], cue: int) -> Span | None:
    """The run of consecutive indices that stands nearest to the reporting word."""
    if not indices:
        return None
    return min(runs(indices), key=lambda run: max(run[0] - cue, cue - run[1] + 1, 0))


def runs(indices: Sequence[int]) -> list[Span]:
    """Consecutive indices as half-open spans."""
    out: list[Span] = []
    for index in indices:
        if out and out[-1][1] == index:
            out[-1] = (out[-1][0], index + 1)
        else:
            out.append((index, index + 1))
    return out
