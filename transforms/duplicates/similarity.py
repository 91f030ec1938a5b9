"""How alike two signed texts are, and when that makes them one story."""

import numpy as np
import numpy.typing as npt

from transforms.duplicates.signatures import VALUES

# As the labelled pairs of syndicated news that we measure on define copies; one half chose, the other confirmed.
MIN_JACCARD = 0.6
# A cut version lies all but whole in the longer one …
MIN_CONTAINMENT = 0.85
# … and is more than half of it: then two texts that a third contains share text with each other, and a round-up of
# two stories joins neither.
MIN_SHARE = 0.53

Values = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
# By chance two eight-bit values agree that often.
_CHANCE = 1 / 256


def values_of(signatures: list[bytes]) -> Values:
    """The values of some signatures, one row each."""
    return np.frombuffer(b"".join(signatures), dtype=np.uint8).reshape(len(signatures), VALUES)


def jaccard(left: Values, right: Values) -> Shares:
    """Estimated Jaccard similarity (0 to 1) of rows of signature values; either side may be one row."""
    agreeing: Shares = (left == right).mean(axis=-1)
    return np.maximum((agreeing - _CHANCE) / (1 - _CHANCE), 0.0)


def are_copies(similarity: Shares, left_counts: Counts, right_counts: Counts) -> npt.NDArray[np.bool_]:
    """Whether pairs of this Jaccard similarity, and these counts of shingles, are copies of one text."""
    shared = similarity / (1 + similarity) * (left_counts + right_counts)
    contained = shared >= MIN_CONTAINMENT * np.minimum(left_counts, right_counts)
    weighty = shared >= MIN_SHARE * np.maximum(left_counts, right_counts)
    return (similarity >= MIN_JACCARD) | (contained & weighty)
