"""Layers of spaCy's models whose results are computed in less time, from the same weights."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from thinc.api import Model, NumpyOps

from transforms.inference.embedding import is_embedding, remembering

Floats = NDArray[np.float32]
# Rows that a layer works on at once: it bounds what a layer holds beside its result, of 288 floats a row, to 1.2 MB.
ROWS = 1_024


def quickened(nlp: Language) -> Language:
    """The same pipeline, changed in place, which can then not be trained.

    Matrices are multiplied by numpy: spaCy's own blis has kernels for few processors. Embeddings are remembered. Maxout
    layers take the largest piece slice by slice; these and normalisation work in place.
    """
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for node in list(model.walk()) if isinstance(model, Model) else ():
            node.ops = ops
            if is_embedding(node):
                node.layers[0] = remembering(node.layers[0])
            for number, layer in enumerate(node.layers):
                if layer.name in _QUICKENED:
                    node.layers[number] = _QUICKENED[layer.name](layer)
    return nlp


def no_training(_: Any) -> Any:
    """In place of what a layer learns by."""
    raise RuntimeError("a quickened pipeline cannot be trained")


def _by_slices(maxout: Model[Floats, Floats]) -> Model[Floats, Floats]:
    """A maxout layer (Goodfellow et al., 2013) whose pieces lie one behind the other, and not unit by unit: numpy then
    compares whole rows."""
    weights: Any = maxout.get_param("W")
    units, pieces, width = weights.shape
    by_piece = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * units, width)).T
    bias = np.ascontiguousarray(maxout.get_param("b").T).reshape(pieces * units)

    def forward(model: Model[Floats, Floats], rows: Floats, is_train: bool) -> tuple[Floats, Any]:
        found = np.empty((len(rows), units), np.float32)
        room = np.empty((min(len(rows), ROWS), pieces * units), np.float32)
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            values = np.matmul(some, by_piece, out=room[: len(some)])
            values += bias
            largest(values.reshape(len(some), pieces, units), axis=1, out=found[start : start + ROWS])
        return found, no_training

    return Model("maxout by slices", forward, dims={"nO": units, "nI": width})


def _by_rows(layernorm: Model[Floats, Floats]) -> Model[Floats, Floats]:
    """A normalisation (Ba et al., 2016) that takes mean and variance in one go; rounded as numpy rounds both."""
    scale: Any = layernorm.get_param("G")
    shift: Any = layernorm.get_param("b")
    width = layernorm.get_dim("nO")

    def forward(model: Model[Floats, Floats], rows: Floats, is_train: bool) -> tuple[Floats, Any]:
        found = np.empty_like(rows)
        for start in range(0, len(rows), ROWS):
            some, centred = rows[start : start + ROWS], found[start : start + ROWS]
            np.subtract(some, np.add.reduce(some, axis=1, keepdims=True) / np.float32(width), out=centred)
            variance = np.add.reduce(centred * centred, axis=1, keepdims=True) / np.float32(width)
            centred *= (variance + np.float32(1e-08)) ** np.float32(-0.5)
            centred *= scale
            centred += shift
        return found, no_training

    return Model("layernorm by rows", forward, dims={"nO": width, "nI": width})


_QUICKENED = {"maxout": _by_slices, "layernorm": _by_rows}


def largest(values: Floats, axis: int, out: Floats | None = None) -> Floats:
    """The maximum along a short axis of two slices or more: numpy's own reduction over one is slow."""
    first, second, *others = np.moveaxis(values, axis, 0)
    found: Floats = np.maximum(first, second, out=out)
    for other in others:
        np.maximum(found, other, out=found)
    return found
