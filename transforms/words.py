"""The words of a parsed text as plain lists: attribute look-ups on spaCy's tokens cost too much to repeat."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEPT = "dateline.words"


class Words(NamedTuple):
    """A parsed text, its words, and where each begins in the text, in code points."""

    text: str
    words: list[str]
    starts: NDArray[np.int64]


def words_of(doc: "Doc", text: str | None = None) -> Words:
    """Its text and words, kept with the document, which no longer changes: spaCy makes both anew each time.

    `text` is that of the document where it is known: spaCy's own is joined from an object for each token.
    """
    kept: Words | None = doc.user_data.get(_KEPT)
    if kept is None:
        table: Any = doc.to_array(["LENGTH", "SPACY"])
        lengths = table.astype(np.int64).reshape(len(doc), 2)
        starts = np.cumsum(lengths.sum(1)) - lengths.sum(1)
        text = doc.text if text is None else text
        ends = (starts + lengths[:, 0]).tolist()
        words = [text[start:end] for start, end in zip(starts.tolist(), ends, strict=True)]
        kept = doc.user_data[_KEPT] = Words(text, words, starts)
    return kept
