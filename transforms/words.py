"""The words of a parsed text as plain lists: attribute look-ups on spaCy's tokens cost too much to repeat."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc


def words_of(doc: "Doc") -> tuple[list[str], NDArray[np.int64]]:
    """Its words, and where each begins in `doc.text`, in code points."""
    table: Any = doc.to_array(["LENGTH", "SPACY"])
    lengths = table.astype(np.int64).reshape(len(doc), 2)
    starts = np.cumsum(lengths.sum(1)) - lengths.sum(1)
    text = doc.text
    ends = (starts + lengths[:, 0]).tolist()
    return [text[start:end] for start, end in zip(starts.tolist(), ends, strict=True)], starts
