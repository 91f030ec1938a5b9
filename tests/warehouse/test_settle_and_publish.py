"""A load is settled and published: each row once, whole or not at all, whatever came before."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import warehouse_rows as rows

from tests.warehouse.places import AT_LENGTH_ON_ANY_LAKE
from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.settle import settle

pytestmark = AT_LENGTH_ON_ANY_LAKE


def load(lake: Lake, folder: Path, run_id: str, parts: Sequence[Path], *dumps: str) -> dict[str, int]:
    counts = settle(lake, parts, [rows.dump(d) for d in dumps], folder / f"settled-{run_id}", run_id)
    lake.publish(folder / f"settled-{run_id}", rows.run(run_id), [rows.check(run_id)])
    return counts


def ask(lake: Lake, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in run_sql(lake, sql).to_pylist()]


def everything(lake: Lake) -> dict[str, list[tuple[Any, ...]]]:
    names = ("dumps", "articles", "sightings", "quotes", "mentions", "entities", "rejects", "runs", "checks")
    return {name: ask(lake, f"from {name} order by all") for name in names}


def test_a_load_is_published_with_its_run_and_checks(lake: Lake, tmp_path: Path) -> None:
    a, b = rows.article("a"), rows.article("b")
    part = rows.part(
        tmp_path / "p", [a, b], [rows.sighting("a", "d1"), rows.sighting("b", "d1", 90)], rejects=[rows.reject("d1")]
    )
    counts = load(lake, tmp_path, "r1", [part], "d1")
    assert counts == {
        "articles": 2, "dumps": 1, "entities": 1, "mentions": 2, "quotes": 2, "rejects": 1, "sightings": 2
    }  # fmt: skip
    assert ask(lake, "select article_count, reject_count, run_id from dumps") == [(2, 1, "r1")]
    assert ask(lake, "select article_id, first_dump_id, run_id from articles order by 1") == [
        ("article-a", "d1", "r1"),
        ("article-b", "d1", "r1"),
    ]
    assert ask(lake, "select run_id, status from runs") == [("r1", "published")]
    assert ask(lake, "select run_id, expectation from checks") == [("r1", "key is unique")]
    assert lake.known_dumps(["d1", "d2"]) == {"d1"}


def test_publishing_the_same_load_again_changes_nothing(lake: Lake, tmp_path: Path) -> None:
    part = rows.part(tmp_path / "p", [rows.article("a")], [rows.sighting("a", "d1")])
    load(lake, tmp_path, "r1", [part], "d1")
    before, snapshot = everything(lake), lake.current_snapshot()
    again = lake.publish(tmp_path / "settled-r1", rows.run("r1"), [rows.check("r1")])
    assert again == snapshot
    assert everything(lake) == before


def test_settling_what_the_lake_has_gives_no_rows(lake: Lake, tmp_path: Path) -> None:
    part = rows.part(tmp_path / "p", [rows.article("a")], [rows.sighting("a", "d1")], rejects=[rows.reject("d1")])
    load(lake, tmp_path, "r1", [part], "d1")
    counts = settle(lake, [part], [rows.dump("d1")], tmp_path / "again", "r2")
    assert set(counts.values()) == {0}
    assert sorted(counts) == ["articles", "dumps", "entities", "mentions", "quotes", "rejects", "sightings"]


def test_of_an_article_in_two_dumps_the_first_place_is_kept_with_its_own_quotes(lake: Lake, tmp_path: Path) -> None:
    longer = rows.article("a", 'It was late. Mara Oduya spoke. "We will build it," she said.')
    first = rows.part(tmp_path / "p1", [longer], [rows.sighting("a", "d2")])
    second = rows.part(
        tmp_path / "p2",
        [rows.article("a"), rows.article("b")],
        [rows.sighting("a", "d1", 100), rows.sighting("b", "d1", 90), rows.sighting("a", "d1", 900)],
    )
    for run_id, parts in (("r1", [first, second]), ("r2", [second, first])):
        counts = settle(lake, parts, [rows.dump("d1"), rows.dump("d2")], tmp_path / run_id, run_id)
        assert counts["sightings"] == 4
        assert counts["quotes"] == counts["mentions"] == counts["articles"] == 2
        articles = {r["article_id"]: r for r in pq.read_table(tmp_path / run_id / "articles.parquet").to_pylist()}
        assert articles["article-a"]["first_dump_id"] == "d1"
        for quote in pq.read_table(tmp_path / run_id / "quotes.parquet").to_pylist():
            body = articles[quote["article_id"]]["body"]
            assert body[quote["char_start"] : quote["char_end"]] == quote["text"]


def test_places_in_a_dump_are_numbers(lake: Lake, tmp_path: Path) -> None:
    other = rows.article("a", 'Far below, Mara Oduya spoke. "We will build it," she said.')
    near = rows.part(tmp_path / "near", [rows.article("a")], [rows.sighting("a", "d1", 90)])
    far = rows.part(tmp_path / "far", [other], [rows.sighting("a", "d1", 100)])
    settle(lake, [far, near], [rows.dump("d1")], tmp_path / "settled", "r1")
    (kept,) = pq.read_table(tmp_path / "settled" / "articles.parquet").to_pylist()
    assert kept["body"] == rows.article("a").body


def test_a_known_article_keeps_its_rows_and_gains_a_sighting(lake: Lake, tmp_path: Path) -> None:
    load(lake, tmp_path, "r1", [rows.part(tmp_path / "p1", [rows.article("a")], [rows.sighting("a", "d1")])], "d1")
    changed = rows.article("a", 'Anew: Mara Oduya spoke. "We will build it," she said.')
    part = rows.part(
        tmp_path / "p2", [changed, rows.article("b")], [rows.sighting("a", "d2"), rows.sighting("b", "d2", 60)]
    )
    counts = load(lake, tmp_path, "r2", [part], "d2")
    assert counts["articles"] == counts["quotes"] == 1
    assert ask(lake, "select article_id, run_id from articles order by 1") == [("article-a", "r1"), ("article-b", "r2")]
    assert ask(lake, "select dump_id, article_id from sightings order by 1, 2") == [
        ("d1", "article-a"),
        ("d2", "article-a"),
        ("d2", "article-b"),
    ]
    assert ask(lake, "select dump_id, article_count from dumps order by 1") == [("d1", 1), ("d2", 2)]


def test_entities_are_joined_whatever_the_order_of_loads(lake: Lake, empty_lake_folder: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(empty_lake_folder, tmp_path / "other")
    other = Lake(tmp_path / "other")
    one = rows.part(
        tmp_path / "p1", [rows.article("a")], [rows.sighting("a", "d1")],
        entities=[rows.person("Mara Oduya", "Oduya"), rows.person("Mara Oduya", "Ms Oduya"), rows.person("Nobody")],
    )  # fmt: skip
    two = rows.part(
        tmp_path / "p2", [rows.article("b")], [rows.sighting("b", "d2")],
        entities=[rows.person("Mara Oduya", "Mara O.")],
    )  # fmt: skip
    load(lake, tmp_path, "r1", [one], "d1")
    assert load(lake, tmp_path, "r2", [two], "d2")["entities"] == 1
    load(other, tmp_path, "r3", [two], "d2")
    load(other, tmp_path, "r4", [one], "d1")
    expected = [("person-Mara Oduya", "Mara Oduya", ["Mara O.", "Mara Oduya", "Ms Oduya", "Oduya"])]
    for either in (lake, other):
        assert ask(either, "select entity_id, name, aliases from entities") == expected


def test_an_entity_that_the_lake_has_just_so_is_not_published_again(lake: Lake, tmp_path: Path) -> None:
    load(lake, tmp_path, "r1", [rows.part(tmp_path / "p1", [rows.article("a")], [rows.sighting("a", "d1")])], "d1")
    part = rows.part(tmp_path / "p2", [rows.article("b")], [rows.sighting("b", "d2")])
    assert load(lake, tmp_path, "r2", [part], "d2")["entities"] == 0
    assert ask(lake, "select count(*) from entities") == [(1,)]


def test_two_loads_that_were_settled_before_either_was_published(lake: Lake, tmp_path: Path) -> None:
    """What two runs bring both, the lake has once; entities have the aliases of both."""
    one = rows.part(
        tmp_path / "p1", [rows.article("a")], [rows.sighting("a", "d1")], rejects=[rows.reject("d1")],
        entities=[rows.person("Mara Oduya", "Oduya")],
    )  # fmt: skip
    two = rows.part(
        tmp_path / "p2", [rows.article("a"), rows.article("b")],
        [rows.sighting("a", "d1"), rows.sighting("a", "d2"), rows.sighting("b", "d2", 60)],
        rejects=[rows.reject("d1")], entities=[rows.person("Mara Oduya", "Mara O.")],
    )  # fmt: skip
    settle(lake, [one], [rows.dump("d1")], tmp_path / "s1", "r1")
    settle(lake, [two], [rows.dump("d1"), rows.dump("d2")], tmp_path / "s2", "r2")
    lake.publish(tmp_path / "s1", rows.run("r1"))
    lake.publish(tmp_path / "s2", rows.run("r2"))
    assert ask(lake, "select article_id, run_id from articles order by 1") == [("article-a", "r1"), ("article-b", "r2")]
    assert ask(lake, "select dump_id, run_id from dumps order by 1") == [("d1", "r1"), ("d2", "r2")]
    assert ask(lake, "select dump_id, locator from sightings order by 1, 2") == [
        ("d1", "chars 0-50"),
        ("d2", "chars 0-50"),
        ("d2", "chars 60-110"),
    ]
    assert ask(lake, "select count(*), count(distinct quote_id) from quotes") == [(2, 2)]
    assert ask(lake, "select count(*) from rejects") == [(1,)]
    assert ask(lake, "select aliases from entities") == [(["Mara O.", "Mara Oduya", "Oduya"],)]


def test_a_failed_run_is_recorded_without_rows(lake: Lake) -> None:
    lake.record(rows.run("r1", "failed"), [rows.check("r1", success=False)])
    lake.record(rows.run("r1", "failed checks"), [rows.check("r1", success=False), rows.check("r1", "span is exact")])
    assert ask(lake, "select status from runs") == [("failed checks",)]
    assert ask(lake, "select count(*) from checks") == [(2,)]
    assert ask(lake, "select count(*) from articles") == [(0,)]


def test_a_run_that_failed_may_be_published_later(lake: Lake, tmp_path: Path) -> None:
    lake.record(rows.run("r1", "failed"))
    load(lake, tmp_path, "r1", [rows.part(tmp_path / "p", [rows.article("a")], [rows.sighting("a", "d1")])], "d1")
    assert ask(lake, "select run_id, status from runs") == [("r1", "published")]
    assert ask(lake, "select count(*) from articles") == [(1,)]


def test_an_interrupted_publication_leaves_nothing(lake: Lake, tmp_path: Path) -> None:
    part = rows.part(tmp_path / "p", [rows.article("a")], [rows.sighting("a", "d1")])
    settle(lake, [part], [rows.dump("d1")], tmp_path / "settled", "r1")
    (tmp_path / "settled" / "rejects.parquet").write_bytes(b"PAR1 but no more")
    before, snapshot = everything(lake), lake.current_snapshot()
    with pytest.raises(duckdb.Error, match=r"rejects\.parquet"):
        lake.publish(tmp_path / "settled", rows.run("r1"))
    assert everything(lake) == before
    assert lake.current_snapshot() == snapshot


def test_parts_without_some_tables_will_do(lake: Lake, tmp_path: Path) -> None:
    from warehouse.staging import write_part

    write_part(tmp_path / "p", {"rejects": [rows.reject("d1"), rows.reject("d1")]})
    counts = load(lake, tmp_path, "r1", [tmp_path / "p"], "d1")
    assert counts["rejects"] == 1
    assert counts["articles"] == 0
    assert ask(lake, "select article_count, reject_count from dumps") == [(0, 1)]


def test_settling_is_the_same_bytes_each_time(lake: Lake, tmp_path: Path) -> None:
    articles = [rows.article(str(n)) for n in range(300)]
    sightings = [rows.sighting(str(n), "d1", n * 60) for n in range(300)]
    parts = [
        rows.part(tmp_path / f"p{i}", articles[i * 100 : i * 100 + 150], sightings[i * 100 : i * 100 + 150])
        for i in range(3)
    ]
    settle(lake, parts, [rows.dump("d1")], tmp_path / "s1", "r1")
    settle(lake, parts[::-1], [rows.dump("d1")], tmp_path / "s2", "r1")
    for file in sorted((tmp_path / "s1").glob("*.parquet")):
        assert file.read_bytes() == (tmp_path / "s2" / file.name).read_bytes(), file.name
