"""One person, place or organisation in many articles: pairs of mentions that must share an entity, or must not.

`cross_article_cases.csv` holds names only: dump, number of the article in it, kind, name as printed, whom or what it
means. Two cells of different articles are a pair.
"""

import csv
from collections import Counter
from itertools import combinations, islice
from pathlib import Path

import pytest

from flows.authority import load_knowledge
from flows.extract.limits import Limits
from flows.extract.text import TextReading
from flows.gazetteer import load_gazetteer
from transforms.analysis import analyse
from transforms.articles import article_of
from transforms.documents import Document
from transforms.entities import cast_of, entities_of
from transforms.entities.well_known import name_the_well_known
from transforms.tables import Article

CASES = Path(__file__).with_name("cross_article_cases.csv")
PRECISION_FLOOR, RECALL_FLOOR = 0.97, 0.85


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def articles_of(path: Path, count: int) -> list[Article]:
    with path.open("rb") as stream:
        made = (article_of(d, None, None) for d in TextReading(stream, "x", Limits(), None) if isinstance(d, Document))
        return list(islice((article for article in made if isinstance(article, Article)), count))


def entity_ids(nlp, article: Article, doc) -> dict[tuple[str, str], str]:
    """Entity id by kind and printed name, and under kind "" whatever the kind; the commonest first."""
    knowledge = load_knowledge()
    people, year = knowledge.people, article.published_at.year if article.published_at else None
    beside = {"headline": article.headline, "dateline": article.dateline}
    cast = cast_of(doc, **beside, gazetteer=load_gazetteer(), people=people)
    name_the_well_known(cast, people, year=year)
    rows = entities_of(article.article_id, cast, knowledge)
    counts = {
        (row.entity_id, row.kind, name): count
        for member, row in zip(cast.members, rows, strict=True)
        for name, count in Counter(n.text for n in member.names).items()
    }
    found: dict[tuple[str, str], str] = {}
    for entity_id, kind, name in sorted(counts, key=lambda k: -counts[k]):
        found.setdefault((kind, name), entity_id)
        found.setdefault(("", name), entity_id)
    return found


def test_the_sheet_is_sound():
    rows = cases()
    assert len(rows) >= 150
    assert len({(r["dump"], r["article"], r["name"]) for r in rows}) == len(rows)


@pytest.mark.slow
def test_pairs_across_articles(nlp, shared_data):
    rows = cases()
    wanted = {(r["dump"], int(r["article"])) for r in rows}
    chosen = {
        (dump, number): article
        for dump in sorted({dump for dump, _ in wanted})
        for number, article in enumerate(
            articles_of(shared_data / "text_dumps" / "dev" / "files" / dump, max(n for d, n in wanted if d == dump)), 1
        )
        if (dump, number) in wanted
    }
    docs = analyse(nlp, [article.body for article in chosen.values()])
    ids = {at: entity_ids(nlp, article, doc) for (at, article), doc in zip(chosen.items(), docs, strict=True)}

    counts: Counter[str] = Counter()
    wrong = []
    cells = [(r, (r["dump"], int(r["article"]))) for r in rows]
    answers = [ids[at].get((r["kind"], r["name"])) or ids[at].get(("", r["name"])) for r, at in cells]
    for (one, at, a), (other, there, b) in combinations([(*c, x) for c, x in zip(cells, answers, strict=True)], 2):
        if at == there:
            continue
        is_same = (one["kind"], one["entity"]) == (other["kind"], other["entity"])
        is_joined = a is not None and a == b
        counts["gold"] += is_same
        counts["joined"] += is_joined
        counts["right"] += is_same and is_joined
        if is_joined and not is_same:
            wrong.append((one["entity"], other["entity"]))
    print(counts)
    assert counts["right"] >= PRECISION_FLOOR * counts["joined"], wrong
    assert counts["right"] >= RECALL_FLOOR * counts["gold"], counts
