"""What is forgotten is nowhere in the lake, and does not come back."""

import dataclasses
from pathlib import Path

import pytest
import warehouse_rows as rows

from tests.warehouse.places import ON_ANY_LAKE, everywhere
from transforms.tables import Article
from warehouse.erasure import Erased
from warehouse.errors import NoSnapshot
from warehouse.forgetting import forget
from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.settle import settle
from warehouse.staging import write_part

pytestmark = ON_ANY_LAKE
SECRET = "Aardvarkson"  # first in every order, so that it would be the least value of its columns


def secret_article() -> Article:
    body = f'{SECRET} spoke of it to Mara Oduya. "We will build it," she said.'
    return dataclasses.replace(rows.article("secret", body), headline=f"{SECRET} speaks", url="https://quay.example/x")


def publish(lake: Lake, folder: Path, run_id: str, dump: str, *articles: Article) -> dict[str, int]:
    part = folder / f"part-{run_id}"
    write_part(
        part,
        {
            "articles": articles,
            "sightings": [
                rows.sighting(a.article_id.removeprefix("article-"), dump, 60 * n) for n, a in enumerate(articles)
            ],
            "quotes": [rows.quote(a) for a in articles],
            "mentions": [rows.mention(a) for a in articles]
            + [rows.mention(a, SECRET) for a in articles if SECRET in a.body],
            "entities": [rows.person(), rows.person(SECRET)],
            "rejects": [],
        },
    )
    document = dataclasses.replace(rows.dump(dump), document_count=len(articles))
    counts = settle(lake, [part], [document], folder / f"settled-{run_id}", run_id)
    check = dataclasses.replace(
        rows.check(run_id, success=False), severity="warning", sample='[{"article_id": "article-secret"}]'
    )
    lake.publish(folder / f"settled-{run_id}", rows.run(run_id), [check])
    return counts


def ask(lake: Lake, sql: str) -> list[dict[str, object]]:
    return run_sql(lake, sql).to_pylist()


def test_it_is_nowhere_and_the_rest_stays(lake: Lake, tmp_path: Path) -> None:
    publish(lake, tmp_path, "r1", "d1", rows.article("a"), secret_article())
    before = lake.current_snapshot()
    publish(lake, tmp_path, "r2", "d2", rows.article("b"))
    lake.close()
    assert SECRET in everywhere(lake)
    assert forget(lake, article_ids=["article-secret"]) == Erased(1, 1, 2, 1)
    assert ask(lake, "select article_id from articles order by 1") == [{"article_id": f"article-{n}"} for n in "ab"]
    assert ask(lake, "select count(*) as n from quotes") == [{"n": 2}]
    assert ask(lake, "select name from entities") == [{"name": "Mara Oduya"}]
    assert ask(lake, "select dump_id, locator, reason from rejects") == [
        {"dump_id": "d1", "locator": "chars 60-110", "reason": "forgotten"}
    ]
    assert ask(lake, "select document_count, article_count, reject_count from dumps where dump_id = 'd1'") == [
        {"document_count": 2, "article_count": 1, "reject_count": 1}
    ]
    assert ask(lake, "select count(sample) as n from checks") == [{"n": 0}]
    with pytest.raises(NoSnapshot):
        run_sql(lake, "from articles", at=before)
    lake.close()
    assert SECRET not in everywhere(lake)


def test_it_does_not_come_back(lake: Lake, tmp_path: Path) -> None:
    publish(lake, tmp_path, "r1", "d1", secret_article())
    assert forget(lake, url="https://quay.example/x").article_count == 1
    counts = publish(lake, tmp_path, "r2", "d2", secret_article(), rows.article("a"))
    assert (counts["articles"], counts["sightings"], counts["rejects"], counts["mentions"]) == (1, 1, 1, 1)
    assert ask(lake, "select article_id from articles") == [{"article_id": "article-a"}]
    assert ask(lake, "select article_count, reject_count from dumps where dump_id = 'd2'") == [
        {"article_count": 1, "reject_count": 1}
    ]


def test_it_does_not_come_back_by_a_load_that_was_settled_before(lake: Lake, tmp_path: Path) -> None:
    part = rows.part(
        tmp_path / "p", [rows.article("a"), rows.article("b")], [rows.sighting("a", "d1"), rows.sighting("b", "d1", 60)]
    )
    settle(lake, [part], [dataclasses.replace(rows.dump("d1"), document_count=2)], tmp_path / "settled", "r1")
    assert forget(lake, article_ids=["article-a"]).article_count == 0
    lake.publish(tmp_path / "settled", rows.run("r1"))
    assert ask(lake, "select article_id from articles") == [{"article_id": "article-b"}]
    assert ask(lake, "select article_id from quotes") == [{"article_id": "article-b"}]
    assert ask(lake, "select article_count, reject_count from dumps") == [{"article_count": 1, "reject_count": 1}]
    assert ask(lake, "select locator, reason from rejects") == [{"locator": "chars 0-50", "reason": "forgotten"}]


def test_a_whole_publisher(lake: Lake, tmp_path: Path) -> None:
    mine = dataclasses.replace(rows.article("a"), publisher="The Bell")
    publish(lake, tmp_path, "r1", "d1", mine, rows.article("b"), rows.article("c"))
    assert forget(lake, publisher="The Quay").article_count == 2
    assert ask(lake, "select article_id from articles") == [{"article_id": "article-a"}]
    assert forget(lake, publisher="No such").article_count == 0
