"""The learned weights: numbers only, read from the package once per process."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FILE_NAME = "weights.npz"


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the reporting-word model (2**CUE_BITS), the content model (2**CONTENT_BITS x labels, with its
    transitions), the choice of a report for a quotation (2**CHOICE_BITS), and the curves of confidence (kinds x facts).
    """

    cue: Floats
    content: Floats
    transitions: Floats
    choice: Floats
    calibration: Floats


@cache
def load_weights() -> Weights:
    """The weights that ship with the package."""
    with (files("transforms.quotes") / FILE_NAME).open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        return Weights(**{name: stored[name].astype(np.float32) for name in Weights.__dataclass_fields__})
