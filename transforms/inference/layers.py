"""Layers of spaCy's models whose results are computed in less time, from the same weights."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from thinc.api import Model, NumpyOps

from transforms.inference.embedding import is_embedding, remembering

Floats = NDArray[np.float32]


def quickened(nlp: Language) -> Language:
    """The same pipeline, changed in place, which can then not be trained.

    Matrices are multiplied by numpy: spaCy's own blis has kernels for few processors. Embeddings are remembered. Maxout
    layers take the largest piece slice by slice.
    """
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for node in list(model.walk()) if isinstance(model, Model) else ():
            node.ops = ops
            if is_embedding(node):
                node.layers[0] = remembering(node.layers[0])
            for number, layer in enumerate(node.layers):
                if layer.name == "maxout":
                    node.layers[number] = _by_slices(layer)
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
        values = (rows @ by_piece + bias).reshape(len(rows), pieces, units)
        return largest(values, axis=1), no_training

    return Model("maxout by slices", forward, dims={"nO": units, "nI": width})


def largest(values: Floats, axis: int) -> Floats:
    """The maximum along a short axis of two slices or more: numpy's own reduction over one is slow."""
    first, second, *others = np.moveaxis(values, axis, 0)
    found: Floats = np.maximum(first, second)
    for other in others:
        np.maximum(found, other, out=found)
    return found
