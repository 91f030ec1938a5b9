"""Versions of one address, as SQL users see them."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import warehouse_rows as rows

from transforms.tables import Article
from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.settle import settle


def version(name: str, url: str | None, hour: int | None = None, updated: int | None = None) -> Article:
    at = None if hour is None else rows.NOON + timedelta(hours=hour)
    later = None if updated is None else rows.NOON + timedelta(hours=updated)
    return dataclasses.replace(rows.article(name), url=url, published_at=at, updated_at=later)


def test_versions_of_one_address_are_linked_in_order(lake: Lake, tmp_path: Path) -> None:
    articles = [
        version("third", "https://www.quay.example/storm/", 1, 5),
        version("first", "http://quay.example/storm?utm_source=feed#top", 1),
        version("second", "https://quay.example/storm", 1, 3),
        version("undated", "https://quay.example/storm"),
        version("other", "https://quay.example/storms", 1),
        version("nowhere", None, 1),
        version("nowhere-else", None, 1),
    ]
    names = [a.article_id.removeprefix("article-") for a in articles]
    part = rows.part(tmp_path / "part", articles, [rows.sighting(name, "d1", n) for n, name in enumerate(names)])
    settle(lake, [part], [rows.dump("d1")], tmp_path / "settled", "r1")
    lake.publish(tmp_path / "settled", rows.run("r1"), [])
    sql = """
        select article_id[9:], version_number, version_count, previous_article_id[9:] as p, next_article_id[9:] as n
        from article_versions order by version_number
    """
    assert [tuple(row.values()) for row in run_sql(lake, sql).to_pylist()] == [
        ("first", 1, 4, None, "second"),
        ("second", 2, 4, "first", "third"),
        ("third", 3, 4, "second", "undated"),
        ("undated", 4, 4, "third", None),
    ]
