"""Articles against gold: pages, rendered pages, text dumps and days, by the scorer of shared/quality.

Dumps are read and made into articles as `ingest` does; analysis, lake and export are left out, since no score here
depends on them. Beside every commit a fixed share of each set is scored; all of it is `long`. Both have floors.
"""

import dataclasses
import importlib
import json
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from flows.extract import Context, Limits, open_dump, read_dump
from transforms.articles import article_of
from transforms.documents import Document
from transforms.tables import Article

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text())["articles"]
# A set's name, and of which of its files the share beside every commit takes each nth; text dumps of each layout.
SETS = {
    "000_": ("text_dumps", 1),
    "arabstyle_": ("text_dumps", 3),
    "nexis_": ("text_dumps", 4),
    "fbis_": ("text_dumps", 5),
    "reut2-": ("text_dumps", 5),
    "page_dumps": ("page_dumps", 3),
    "html_gold": ("html_gold", 6),
    "dates": ("dates", 6),
}


@pytest.fixture(scope="module")
def scorer(shared_data) -> ModuleType:
    folder = shared_data.parent / "quality"
    if not (folder / "score_articles.py").is_file():
        reason = f"no scorer in {folder}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("score_articles")
    finally:
        sys.path.remove(str(folder))


def articles_in(path: Path) -> list[dict]:
    """Distinct articles of a dump, in its order."""
    found: dict[str, dict] = {}
    with open_dump(path, Limits()) as stream:
        for item in read_dump(stream, Context("d" * 64, Limits(), name=path.name)):
            made = article_of(item, None, None) if isinstance(item, Document) else None
            if isinstance(made, Article):
                found.setdefault(made.article_id, dataclasses.asdict(made))
    return list(found.values())


def scores_of(scorer: ModuleType, folder: Path, name: str, step: int) -> dict[str, float]:
    """Metric by name over every `step`th file of a set."""
    kind = SETS[name][0]
    subfolder = "pages" if kind in ("html_gold", "dates") else "files"
    files = sorted(scorer.gold_files(folder, kind), key=lambda file: file[0])
    files = [file for file in files if kind == name or file[0].startswith(name)][::step]
    assert files
    counts = [
        scorer.score_file(gold, articles_in(folder / subfolder / file.rsplit("/", 1)[-1]), kind)[0]
        for file, _, gold in files
    ]
    return {metric: got["value"] for metric, got in scorer.summarise(counts, scorer.METRICS, 0).items()}


def assert_floors(scores: dict[str, float], floors: dict[str, float]) -> None:
    assert not {name: (scores.get(name), floor) for name, floor in floors.items() if not scores.get(name, 0) >= floor}


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_no_score_of_a_share_is_below_its_floor(name, scorer, shared_data):
    kind, step = SETS[name]
    assert_floors(scores_of(scorer, shared_data / kind / "dev", name, step), FLOORS["share"][name])


@pytest.mark.long
@pytest.mark.parametrize("name", SETS)
def test_no_score_of_a_whole_set_is_below_its_floor(name, scorer, shared_data):
    assert_floors(scores_of(scorer, shared_data / SETS[name][0] / "dev", name, 1), FLOORS["whole"][name])
