"""Words embedded once: what the first layers of a model make of a word depends on its form alone."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model

# Forms remembered of each model, at most: with 96 floats each and its key, 12 MB. Then they are forgotten and learnt
# anew.
MAX_FORMS = 20_000


def is_embedding(node: Model[Any, Any]) -> bool:
    """Whether the first layer of a model embeds words by their attributes alone, as MultiHashEmbed does."""
    if not node.has_ref("embed") or not node.layers or node.layers[0] is not node.get_ref("embed"):
        return False
    parts = node.layers[0].layers
    return bool(parts) and parts[0].name == "extract_features"


def remembering(embed: Model[Any, Any]) -> Model[list[Doc], list[NDArray[np.float32]]]:
    """A model that gives what `embed` gives; each distinct row of attributes goes through its layers once."""
    columns = embed.layers[0].attrs["columns"]
    layers = embed.layers[1:]
    forms = _Forms(embed.get_dim("nO"))

    def embedded(attributes: NDArray[np.uint64]) -> NDArray[np.float32]:
        values: Any = [attributes]
        for layer in layers:
            values = layer.predict(values)
        return np.asarray(values[0])

    def forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[list[NDArray[np.float32]], Any]:
        attributes = np.concatenate([doc.to_array(columns).reshape(len(doc), len(columns)) for doc in docs])
        vectors = forms.vectors(np.ascontiguousarray(attributes, np.uint64), embedded)
        return np.split(vectors, np.cumsum([len(doc) for doc in docs[:-1]])), None

    return Model("remembering", forward, dims={"nO": embed.get_dim("nO")})


class _Forms:
    """Vectors by rows of attributes."""

    def __init__(self, width: int) -> None:
        self._numbers: dict[bytes, int] = {}
        self._vectors = np.empty((0, width), np.float32)

    def vectors(
        self, attributes: NDArray[np.uint64], embedded: Callable[[NDArray[np.uint64]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        """Those of some rows, in their order; those of forms that are new by `embedded`."""
        if len(self._numbers) > MAX_FORMS:
            self._numbers.clear()
            self._vectors = self._vectors[:0]
        row = np.dtype((np.void, attributes.itemsize * attributes.shape[1]))
        keys: Any = attributes.view(row).ravel().tolist()
        known = len(self._numbers)
        numbers = [self._numbers.setdefault(key, len(self._numbers)) for key in keys]
        if len(self._numbers) > known:
            positions = np.array(numbers)
            # The first place of each new number: numbers are given in the order in which forms come.
            news, first = np.unique(positions[positions >= known], return_index=True)
            places = np.flatnonzero(positions >= known)[first]
            assert len(news) == len(self._numbers) - known
            self._vectors = np.concatenate([self._vectors, embedded(attributes[places])])
        return self._vectors[numbers]
