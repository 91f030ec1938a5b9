"""Feature hashing: a feature is a 64-bit mix of its template's number and its values, cut to the weights' size."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.quotes.tokens import Ids

_K1 = np.uint64(0x9E3779B97F4A7C15)
_K2 = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)


def mixed(*values: NDArray[np.generic]) -> Ids:
    """One id for each row of the values given (splitmix64's multipliers; wraps at 64 bits)."""
    out = np.zeros(len(values[0]), np.uint64)
    for value in values:
        out = (out ^ value.astype(np.uint64)) * _K1
        out ^= out >> _SHIFT
        out *= _K2
    return out


def columns(templates: Sequence[Ids], bits: int) -> NDArray[np.int32]:
    """Rows by templates: the index of each feature among 2**bits weights."""
    out = np.empty((len(templates[0]), len(templates)), np.int32)
    for number, values in enumerate(templates):
        salted = (values ^ np.uint64(number + 1)) * _K1
        out[:, number] = (salted >> np.uint64(64 - bits)).astype(np.int32)
    return out
