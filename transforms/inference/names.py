"""The greedy search of spaCy's entity recogniser, over all tokens of a batch at once.

spaCy takes one action at each token: O (no name), U (a name of one token), B, I and L (its first token, one within, its
last), by the scores of a small network over the token, and over the first token of the name when one is open. While
none is open, a token's scores do not depend on what came before, so that all of them are computed together; and how a
name that begins at a token would go on does not either. What is left to do one by one is to step over the names.

The same rules hold as in spacy/pipeline/_parser_internals/ner.pyx for documents without entities of their own: no name
begins with white space, none that is begun spans two sentences, and none is open at the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc

from transforms.inference.layers import Floats, largest
from transforms.inference.searches import is_greedy

Name = tuple[int, int, int]


def reads_names(component: Any) -> bool:
    """Whether `names_of` can take the place of a component: a greedy recogniser of the usual make."""
    return is_greedy(component, EntityRecognizer, 3)


@dataclass(frozen=True, slots=True)
class _Actions:
    """Numbers of the recogniser's actions: those allowed while no name is open, and of each label how it goes on."""

    outside: NDArray[np.intp]
    begins: NDArray[np.bool_]
    labels: NDArray[np.uint64]
    goes_on: NDArray[np.intp]
    ends: NDArray[np.intp]


def names_of(component: EntityRecognizer, docs: Sequence[Doc]) -> list[list[Name]]:
    """The names in each document: first token, the token behind the last, and label as spaCy numbers it.

    The documents hold no entities yet; their sentences, where a parser told them, are kept to.
    """
    lengths = [len(doc) for doc in docs]
    if not sum(lengths):
        return [[] for _ in docs]
    network = _Network(component, docs)
    actions = _actions_of(component)
    ends = np.repeat(np.cumsum(lengths), lengths)
    starts_sentence, is_space = _borders(docs)
    chosen = _outside(network, actions, starts_sentence, is_space, ends)
    lasts = _lasts(network, actions, np.flatnonzero(actions.begins[chosen]), chosen, starts_sentence, ends)
    first, names = 0, []
    for length in lengths:
        names.append(list(_kept(chosen[first : first + length], lasts, actions, first)))
        first += length
    return names


class _Network:
    """Scores of actions by the state: the token, and the first token of the name that is open."""

    def __init__(self, component: EntityRecognizer, docs: Sequence[Doc]) -> None:
        tok2vec, lower, upper = component.model.layers
        vectors = tok2vec.predict(list(docs))
        self._pieces = lower.get_dim("nP")
        width = lower.get_dim("nO") * self._pieces
        # (token, feature, hidden x piece): what the token adds to the hidden layer as the feature.
        self._added: Floats = lower.predict(vectors)[1:].reshape(len(vectors), 3, width)
        self._padding: Floats = lower.get_param("pad").reshape(3, width)
        self._bias: Floats = lower.get_param("b").reshape(width)
        self._weights: Floats = upper.get_param("W")
        self._out_bias: Floats = upper.get_param("b")

    def __len__(self) -> int:
        return len(self._added)

    def outside(self, actions: NDArray[np.intp]) -> Floats:
        """(token, one of the actions given) while no name is open."""
        hidden = self._hidden(self._added[:, 0] + (self._bias + self._padding[1] + self._padding[2]))
        scores: Floats = hidden @ self._weights[actions].T + self._out_bias[actions]
        return scores

    def inside(self, tokens: NDArray[np.intp], firsts: NDArray[np.intp]) -> Floats:
        """(token, action) while a name is open that began at another token before."""
        added = self._added[tokens, 0] + self._added[firsts, 1] + self._added[tokens - 1, 2]
        scores: Floats = self._hidden(added + self._bias) @ self._weights.T + self._out_bias
        return scores

    def _hidden(self, summed: Floats) -> Floats:
        return largest(summed.reshape(len(summed), -1, self._pieces), axis=2)


def _actions_of(component: EntityRecognizer) -> _Actions:
    names = [component.moves.get_class_name(number) for number in range(component.moves.n_moves)]
    number = {name: at for at, name in enumerate(names)}
    strings = component.vocab.strings
    labels = [name.partition("-")[2] for name in names]
    # "U-" without a label is for entities that a document brings along.
    outside = [at for at, name in enumerate(names) if name == "O" or (name[:2] in ("B-", "U-") and labels[at])]
    return _Actions(
        outside=np.array(outside),
        begins=np.array([name.startswith("B-") for name in names]),
        labels=np.array([strings[label] if label else 0 for label in labels], np.uint64),
        goes_on=np.array([number.get(f"I-{label}", -1) for label in labels]),
        ends=np.array([number.get(f"L-{label}", -1) for label in labels]),
    )


def _borders(docs: Sequence[Doc]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each token, whether it is known to start a sentence, and whether it is white space."""
    tables: Any = [doc.to_array(["SENT_START", "IS_SPACE"]).reshape(len(doc), 2) for doc in docs]
    table = np.concatenate(tables)
    return table[:, 0] == 1, table[:, 1] == 1


def _outside(
    network: _Network,
    actions: _Actions,
    starts_sentence: NDArray[np.bool_],
    is_space: NDArray[np.bool_],
    ends: NDArray[np.intp],
) -> NDArray[np.intp]:
    """The action at each token, were no name open there."""
    scores = network.outside(actions.outside)
    begins = actions.begins[actions.outside]
    is_out = actions.labels[actions.outside] == 0
    next_token = np.arange(1, len(ends) + 1)
    is_last = next_token == ends
    may_begin = ~(is_last | starts_sentence[np.where(is_last, 0, next_token)] | is_space)
    scores[np.ix_(~may_begin, begins)] = -np.inf
    scores[np.ix_(is_space, ~is_out)] = -np.inf
    best: NDArray[np.intp] = actions.outside[scores.argmax(axis=1)]
    return best


def _lasts(
    network: _Network,
    actions: _Actions,
    firsts: NDArray[np.intp],
    chosen: NDArray[np.intp],
    starts_sentence: NDArray[np.bool_],
    ends: NDArray[np.intp],
) -> dict[int, int]:
    """By the token at which a name would begin, its last token."""
    lasts: dict[int, int] = {}
    tokens = firsts + 1
    while len(firsts):
        scores = network.inside(tokens, firsts)
        rows, label = np.arange(len(firsts)), chosen[firsts]
        must_end = tokens + 1 == ends[firsts]
        must_end |= starts_sentence[np.where(must_end, 0, tokens + 1)]
        is_end = must_end | (scores[rows, actions.ends[label]] > scores[rows, actions.goes_on[label]])
        lasts.update(zip(firsts[is_end].tolist(), tokens[is_end].tolist(), strict=True))
        firsts, tokens = firsts[~is_end], tokens[~is_end] + 1
    return lasts


def _kept(chosen: NDArray[np.intp], lasts: dict[int, int], actions: _Actions, offset: int) -> Iterator[Name]:
    """The names of one document, whose first token has the number `offset`: those that begin where none is open."""
    labels = actions.labels[chosen]
    after = 0
    for token in np.flatnonzero(labels).tolist():
        if token >= after:
            after = lasts[token + offset] - offset + 1 if actions.begins[chosen[token]] else token + 1
            yield token, after, int(labels[token])
