"""Mentions, kinds, full names, pronouns and places against labelled articles, by the scorer of shared/quality.

The articles are read as text dumps and derived as `ingest` does; only export and lake are left out.
"""

import dataclasses
import importlib
import io
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from flows.authority import load_knowledge
from flows.extract.limits import Limits
from flows.extract.text import TextReading
from flows.gazetteer import load_gazetteer
from transforms.derive import Capture, Derived, derive
from transforms.documents import Document
from transforms.entities import merge

HERE = Path(__file__).parent
GOLD = {
    "news-fair": "entity_linking/dev/news-fair-v2.jsonl",
    "msnbc": "entity_linking/dev/msnbc.jsonl",
    "gum": "gum_news/dev/gum_news.jsonl",
    "toponyms": "toponyms/dev/toponyms.jsonl",
}
METRICS = {
    "any": "any.overlap.F1",
    "typed": "typed.three.overlap.F1",
    "typed_exact": "typed.three.exact.F1",
    "pairs": "grouping.named.pairs.F1",
    "b3": "grouping.named.b3.F1",
    "person_full": "name.person_full",
    "person_full_when_printed": "name.person_full.when_printed",
    "pronoun_recall": "pronoun.R",
    "pronoun_right_entity": "pronoun.right_entity",
    "found_precision": "all.found.overlap.P",
    "found_recall": "all.found.overlap.R",
    "country": "all.country",
    "within_161_km": "all.acc161",
    "within_161_km_of_all": "all.acc161_of_all",
}


@pytest.fixture(scope="module")
def scorer(shared_data) -> ModuleType:
    folder = shared_data.parent / "quality"
    if not (folder / "score_entities.py").is_file():
        pytest.skip(f"no scorer in {folder}")
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("score_entities")
    finally:
        sys.path.remove(str(folder))


def derived(nlp, gold) -> Derived:
    """Rows of all gold documents, each its own dump, named as its file."""
    documents = [
        made
        for document in gold
        for made in TextReading(io.BytesIO(document.content), document.file_name, Limits(), None)
        if isinstance(made, Document)
    ]
    captures = {document.dump_id: Capture(None, None) for document in documents}
    return derive(documents, captures, nlp, load_gazetteer(), load_knowledge())


def tables_of(scorer: ModuleType, rows: Derived):
    """What the scorer reads from an export, out of memory."""
    tables = object.__new__(scorer.Tables)
    tables.articles = {a.article_id: dataclasses.asdict(a) for a in rows.articles}
    tables.dump_ids = set()
    tables.dumps_by_name = {sighting.dump_id: {sighting.dump_id} for sighting in rows.sightings}
    tables.articles_of_dump = {}
    for sighting in rows.sightings:
        tables.articles_of_dump.setdefault(sighting.dump_id, []).append(sighting.article_id)
    mentions: dict[str, list[dict]] = {}
    for mention in sorted(rows.mentions, key=lambda m: m.char_start):
        mentions.setdefault(mention.article_id, []).append(dataclasses.asdict(mention))
    tables.by_article = {"mentions": mentions}
    tables.entities = {e.entity_id: dataclasses.asdict(e) for e in merge(rows.entities)}
    return tables


@pytest.mark.slow
@pytest.mark.parametrize("name", ["news-fair", "msnbc", "gum", pytest.param("toponyms", marks=pytest.mark.long)])
def test_no_score_is_below_its_floor(nlp, scorer, shared_data, name):
    floors = json.loads((HERE / "floors.json").read_text())["entities"][name]
    gold = scorer.read_gold(name, shared_data / GOLD[name])
    metrics, layout, _ = scorer.score(name, tables_of(scorer, derived(nlp, gold)), gold, 1)
    assert layout["one"] == layout["documents"]
    scores = {short: metrics[METRICS[short]]["value"] for short in floors}
    assert not {short: (scores[short], floor) for short, floor in floors.items() if scores[short] < floor}
