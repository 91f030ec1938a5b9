"""Feature hashing: a feature is a 64-bit mix of its template's number and its values, cut to the weights' size."""

from collections.abc import Mapping, Sequence

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
    out = np.empty((len(templates), len(templates[0])), np.int32)
    for number, values in enumerate(templates):
        out[number] = salted(values, number, bits)
    return out.T


def salted(values: Ids, template: int | Ids, bits: int) -> NDArray[np.int32]:
    """The index of a feature of a template (or of each of some) among 2**bits weights."""
    return (((values ^ np.uint64(template + 1)) * _K1) >> np.uint64(64 - bits)).astype(np.int32)


def summed(weights: NDArray[np.float32], columns: NDArray[np.int32]) -> NDArray[np.float32]:
    """For each row the sum of its features' weights, template by template: rows, or rows by labels."""
    total: NDArray[np.float32] = weights.take(columns[:, 0], axis=0)
    for template in range(1, columns.shape[1]):
        total += weights.take(columns[:, template], axis=0)
    return total


class Templates:
    """Mixes of named values, one template a line: the names of the values that it mixes.

    `first` is the number of the first template; the number goes into the mix, so that templates differ.
    """

    def __init__(self, lines: str, first: int) -> None:
        named = [line.split() for line in lines.split("\n") if line.strip()]
        self.names = tuple(dict.fromkeys(name for names in named for name in names))
        place = {name: at for at, name in enumerate(self.names)}
        seeds = np.zeros(len(named), np.uint64)
        self._seeds = _stepped(seeds, np.arange(first, first + len(named), dtype=np.uint64))
        # By position in a template: the templates that are so long, and which value each has there.
        self._steps = [
            (np.array([t for t, names in enumerate(named) if len(names) > at]), [place[n[at]] for n in named if n[at:]])
            for at in range(max(map(len, named)))
        ]

    def __len__(self) -> int:
        return len(self._seeds)

    def values_of(self, rows: Sequence[Mapping[str, int]]) -> Ids:
        """(row, name): the named values of rows, each within 0 and 2**64."""
        values = np.array([[row[name] for name in self.names] for row in rows], np.uint64)
        return values.reshape(len(rows), len(self.names))

    def mixed(self, values: Ids) -> Ids:
        """(row, template): one id each, of what `values_of` gives."""
        out = np.tile(self._seeds, (len(values), 1))
        for templates, places in self._steps:
            out[:, templates] = _stepped(out[:, templates], values[:, places])
        return out


def _stepped(out: Ids, value: Ids) -> Ids:
    out = (out ^ value) * _K1
    return out ^ (out >> _SHIFT)
