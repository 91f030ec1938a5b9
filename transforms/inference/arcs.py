"""The greedy search of spaCy's dependency parser, over all texts of a batch abreast.

The system is arc-eager (Nivre, "An efficient algorithm for projective dependency parsing", 2003) with breaks between
sentences and words put back (Nivre and Fernández-González, "Arc-eager parsing with the tree constraint", 2014), as in
spacy/pipeline/_parser_internals/arc_eager.pyx and _state.pxd, for documents without heads or sentences of their own.
spaCy takes step by step too, but asks its matrix library for each of the eight additions of a step, which locks a
mutex each time. Here a step of all texts is some numpy operations: texts of one length are done together best.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.pipeline import DependencyParser
from spacy.tokens import Doc

from transforms.inference.layers import Floats, largest
from transforms.inference.searches import is_greedy

Rows = NDArray[np.intp]
SHIFT, REDUCE, LEFT, RIGHT, BREAK = range(5)
_MOVES = {"S": SHIFT, "D": REDUCE, "L": LEFT, "R": RIGHT, "B": BREAK}
FEATURES = 8


def reads_arcs(component: Any) -> bool:
    """Whether `add_arcs` can take the place of a component: a greedy parser of the usual make."""
    if not is_greedy(component, DependencyParser, FEATURES):
        return False
    return not component.cfg.get("learn_tokens") and "subtok" not in component.labels


def add_arcs(component: DependencyParser, docs: Sequence[Doc]) -> None:
    """Give each document heads, relations and sentences. The documents have none yet."""
    states = _States([len(doc) for doc in docs], component)
    scores = _Scores(component, docs)
    rows = np.flatnonzero(states.length)
    while len(rows):
        words = states.words(rows)
        states.take(rows, words, scores.of(states.features(rows, words)))
        rows = rows[~states.are_final(rows)]
    root = component.vocab.strings["ROOT"]
    for number, doc in enumerate(docs):
        if len(doc):
            table: Any = states.annotation(number, root)
            doc.from_array(["HEAD", "DEP"], table)
            for process in component.postprocesses:
                process(doc)


class _Scores:
    """Scores of actions by the eight words that a state is told by."""

    def __init__(self, component: DependencyParser, docs: Sequence[Doc]) -> None:
        tok2vec, lower, upper = component.model.layers
        vectors = tok2vec.predict(list(docs))
        self._pieces = lower.get_dim("nP")
        # (word, feature, hidden x piece): what a word adds to the hidden layer as the feature; the first is no word.
        self._added: Floats = lower.predict(vectors).reshape(
            len(vectors) + 1, FEATURES, lower.get_dim("nO") * self._pieces
        )
        self._bias: Floats = lower.get_param("b").reshape(-1)
        self._weights: Floats = np.ascontiguousarray(upper.get_param("W").T)
        self._out_bias: Floats = upper.get_param("b")

    def of(self, features: Rows) -> Floats:
        """(state, action), by (feature, state): numbers of words in all documents, from 1; 0 for none."""
        summed = self._added[features[0], 0]
        for number in range(1, FEATURES):
            summed += self._added[features[number], number]
        summed += self._bias
        scores: Floats = largest(summed.reshape(len(summed), -1, self._pieces), axis=2) @ self._weights
        scores += self._out_bias
        return scores


class _States:
    """Where the search stands in each document. Words are numbered from 0 in each; -1 is none, and reads as such."""

    def __init__(self, lengths: Sequence[int], component: DependencyParser) -> None:
        names = [component.moves.get_class_name(number) for number in range(component.moves.n_moves)]
        strings = component.vocab.strings
        self._move_of = np.array([_MOVES[name[0]] for name in names])
        self._label_of = np.array([strings[name[2:]] if name[2:] else 0 for name in names], np.uint64)
        count, room = len(lengths), max(lengths, default=0) + 1
        self.length: Rows = np.array(lengths, np.intp)
        self._offset = np.cumsum(self.length) - self.length + 1
        self._next = np.zeros(count, np.intp)  # first word that was never taken from the buffer
        self._depth = np.zeros(count, np.intp)
        self._back = np.zeros(count, np.intp)  # how many words were put back
        # The last column is that of no word.
        self._stack, self._put_back = (np.full((count, room), -1, np.intp) for _ in range(2))
        self._head, self._left, self._right, self._right_before = (
            np.full((count, room), -1, np.intp) for _ in range(4)
        )
        self._label = np.zeros((count, room), np.uint64)
        self._was_put_back, self._starts = (np.zeros((count, room), np.bool_) for _ in range(2))
        self._starts[:, 0] = self.length > 0

    def are_final(self, rows: Rows) -> NDArray[np.bool_]:
        """Whether there is nothing left to do."""
        is_done: NDArray[np.bool_] = (self._depth[rows] == 0) & (self._waiting(rows) == 0)
        return is_done

    def _waiting(self, rows: Rows) -> Rows:
        """How many words the buffer holds."""
        waiting: Rows = self.length[rows] - self._next[rows] + self._back[rows]
        return waiting

    def words(self, rows: Rows) -> tuple[Rows, Rows, Rows]:
        """The first and second word of the buffer, and the topmost of the stack."""
        back, following, depth = self._back[rows], self._next[rows], self._depth[rows]
        length = self.length[rows]
        first = np.where(following < length, following, -1)
        second = np.where(following + 1 < length, following + 1, -1)
        if back.any():
            has_one, has_two = back > 0, back > 1
            second = np.where(has_one, first, second)
            first = np.where(has_one, self._put_back[rows, back - 1], first)
            second = np.where(has_two, self._put_back[rows, back - 2], second)
        top = np.where(depth > 0, self._stack[rows, depth - 1], -1)
        return first, second, top

    def features(self, rows: Rows, words: tuple[Rows, Rows, Rows]) -> Rows:
        """(feature, state): what `_Scores.of` is asked for."""
        first, second, top = words
        depth = self._depth[rows]
        found = np.empty((FEATURES, len(rows)), np.intp)
        found[0], found[1], found[2] = first, second, top
        found[3] = np.where(depth > 1, self._stack[rows, depth - 2], -1)
        found[4] = np.where(depth > 2, self._stack[rows, depth - 3], -1)
        found[5], found[6], found[7] = self._left[rows, first], self._left[rows, top], self._right[rows, top]
        return np.where(found >= 0, found + self._offset[rows], 0)

    def _allowed(self, rows: Rows, first: Rows, second: Rows) -> NDArray[np.bool_]:
        """(move, state): which moves there may be."""
        waiting = self._waiting(rows)
        is_empty, has_two = self._depth[rows] == 0, waiting >= 2
        begins = self._starts[rows, first]
        allowed = np.empty((5, len(rows)), np.bool_)
        allowed[SHIFT] = is_empty | (has_two & ~begins & ~self._was_put_back[rows, first])
        allowed[REDUCE] = ~is_empty
        allowed[LEFT] = allowed[RIGHT] = ~is_empty & (waiting > 0) & ~begins
        allowed[BREAK] = has_two & (second == first + 1) & ~self._starts[rows, second]
        return allowed

    def take(self, rows: Rows, words: tuple[Rows, Rows, Rows], scores: Floats) -> None:
        """The best action of each state that is allowed there."""
        first, second, top = words
        scores[~self._allowed(rows, first, second)[self._move_of].T] = -np.inf
        action = scores.argmax(axis=1)
        move = self._move_of[action]
        for number, act in enumerate((self._shift, self._reduce, self._point_left, self._point_right, self._break)):
            at = np.flatnonzero(move == number)
            if len(at):
                act(rows[at], first[at], second[at], top[at], self._label_of[action[at]])

    def _shift(self, rows: Rows, first: Rows, second: Rows, top: Rows, label: Any) -> None:
        was_back = self._back[rows] > 0
        self._back[rows] -= was_back
        self._next[rows] += ~was_back
        self._stack[rows, self._depth[rows]] = first
        self._depth[rows] += 1

    def _reduce(self, rows: Rows, first: Rows, second: Rows, top: Rows, label: Any) -> None:
        """Who has no head goes back to the buffer, but for the last on the stack."""
        goes_back = (self._head[rows, top] < 0) & (self._depth[rows] > 1)
        self._depth[rows] -= 1
        rows, top = rows[goes_back], top[goes_back]
        self._was_put_back[rows, top] = True
        self._put_back[rows, self._back[rows]] = top
        self._back[rows] += 1

    def _point_left(self, rows: Rows, first: Rows, second: Rows, top: Rows, label: Any) -> None:
        """The first of the buffer is the head of the top of the stack, which goes; a head that it had loses it."""
        had = self._head[rows, top]
        some = rows[had >= 0]
        self._right[some, had[had >= 0]] = self._right_before[some, top[had >= 0]]
        self._head[rows, top], self._label[rows, top] = first, label
        self._left[rows, first] = top
        self._was_put_back[rows, first] = False
        self._depth[rows] -= 1

    def _point_right(self, rows: Rows, first: Rows, second: Rows, top: Rows, label: Any) -> None:
        """The top of the stack is the head of the first of the buffer, which is put on the stack."""
        self._head[rows, first], self._label[rows, first] = top, label
        self._right_before[rows, first] = self._right[rows, top]
        self._right[rows, top] = first
        self._shift(rows, first, second, top, label)

    def _break(self, rows: Rows, first: Rows, second: Rows, top: Rows, label: Any) -> None:
        """A sentence begins at the second word of the buffer."""
        self._starts[rows, second] = True

    def annotation(self, number: int, root: int) -> NDArray[np.uint64]:
        """(word, attribute): the head of each word of a document, counted from it, and its relation."""
        length = self.length[number]
        own = np.arange(length)
        heads = self._head[number, :length]
        is_root = heads < 0
        table = np.empty((length, 2), np.uint64)
        table[:, 0] = np.where(is_root, 0, heads - own).astype(np.uint64)
        table[:, 1] = np.where(is_root, np.uint64(root), self._label[number, :length])
        return table
