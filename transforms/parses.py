"""A parsed paragraph as arrays, and as bytes by which it can be kept: what the transforms read of it, and no more.

Kept are the lengths of its tokens, the spaces behind them, tags, heads, relations and names. Bytes are integers in
a fixed order, so that reading them can do no more than fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from transforms.words import words_of

ATTRIBUTES = ("TAG", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE")
TAG, DEP, HEAD, ENT_IOB, ENT_TYPE = range(len(ATTRIBUTES))
# Of one token: its length and head (from it, in tokens) as 16 bits; tag, relation, name, and flags as 8.
_ROW = np.dtype([("length", "<u2"), ("head", "<i2"), ("tag", "u1"), ("dep", "u1"), ("entity", "u1"), ("flags", "u1")])
_SPACE = 4  # the flag beside the two bits of ENT_IOB


@dataclass(frozen=True, slots=True)
class Parse:
    """One parsed paragraph: its words, whether a space follows each, and a row of ATTRIBUTES for each."""

    words: list[str]
    spaces: list[bool]
    table: NDArray[np.uint64]


def parse_of(doc: Doc) -> Parse:
    """What is kept of a parsed paragraph."""
    table: Any = doc.to_array(list(ATTRIBUTES))
    return Parse(
        words_of(doc).words,
        doc.to_array("SPACY").astype(bool).tolist(),
        table.astype(np.uint64).reshape(len(doc), len(ATTRIBUTES)),
    )


def doc_of(nlp: Language, parses: Sequence[Parse]) -> Doc:
    """Paragraphs in a row as one `Doc`, in which no sentence spans two of them."""
    words = [word for parse in parses for word in parse.words]
    spaces = [space for parse in parses for space in parse.spaces]
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    if words:
        table: Any = np.concatenate([parse.table for parse in parses])
        doc.from_array(list(ATTRIBUTES), table)
    return doc


class Coder:
    """Parses of one pipeline as bytes and back. The labels of the pipeline give each label its number."""

    def __init__(self, nlp: Language) -> None:
        labels = {label for pipe in nlp.pipe_names for label in getattr(nlp.get_pipe(pipe), "labels", ())}
        self._labels = np.array([0, *sorted(nlp.vocab.strings.add(label) for label in labels)], np.uint64)
        self._is_small = len(self._labels) <= 256

    def encoded(self, parse: Parse) -> bytes | None:
        """Its bytes; None for one that has no place in them, which is then not kept."""
        lengths = [len(word) for word in parse.words]
        heads = parse.table[:, HEAD].astype(np.int64)
        labels = parse.table[:, (TAG, DEP, ENT_TYPE)]
        numbers = np.minimum(np.searchsorted(self._labels, labels), len(self._labels) - 1)
        is_known = self._is_small and bool((self._labels[numbers] == labels).all())
        if not is_known or max(lengths, default=0) > 0xFFFF or (np.abs(heads) > 0x7FFF).any():
            return None
        rows = np.empty(len(lengths), _ROW)
        rows["length"], rows["head"] = lengths, heads
        rows["tag"], rows["dep"], rows["entity"] = numbers.T
        rows["flags"] = parse.table[:, ENT_IOB].astype(np.uint8) | np.where(parse.spaces, _SPACE, 0).astype(np.uint8)
        return rows.tobytes()

    def decoded(self, text: str, kept: bytes) -> Parse | None:
        """The parse of a text from its bytes; None for bytes that are not of this text."""
        if len(kept) % _ROW.itemsize:
            return None
        rows = np.frombuffer(kept, _ROW)
        count = len(rows)
        spaces = (rows["flags"] & _SPACE) > 0
        ends = list(accumulate((rows["length"].astype(np.int64) + spaces).tolist(), initial=0))
        positions = np.arange(count) + rows["head"]
        numbers = np.stack([rows["tag"], rows["dep"], rows["entity"]], axis=1)
        is_sound = not count or (positions.min() >= 0 and positions.max() < count and numbers.max() < len(self._labels))
        if ends[-1] != len(text) or not is_sound:
            return None
        table = np.empty((count, len(ATTRIBUTES)), np.uint64)
        table[:, (TAG, DEP, ENT_TYPE)] = self._labels[numbers]
        table[:, HEAD] = rows["head"].astype(np.int64).astype(np.uint64)
        table[:, ENT_IOB] = rows["flags"] & 3
        words = [text[a : a + n] for a, n in zip(ends, rows["length"].tolist(), strict=False)]
        return Parse(words, spaces.tolist(), table)
