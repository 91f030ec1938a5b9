"""Clusters over loads: the same whatever the order, found and updated where they stand."""

import dataclasses
import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow.parquet as pq
import pytest
import warehouse_rows as rows
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.duplicates import fingerprint_of
from transforms.schema import table_of
from transforms.tables import INDEXES, TABLES, Article, Fingerprint
from warehouse import duplicates
from warehouse.ddl import ddl
from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.settle import settle
from warehouse.staging import write_part

OPENING = 'Mara Oduya spoke of it. "We will build it," she said. '


def words(seed: int, count: int) -> list[str]:
    rng = random.Random(seed)
    return [f"word{rng.randrange(900)}" for _ in range(count)]


def story(name: str, text: Sequence[str], day: int | None = None) -> Article:
    at = None if day is None else rows.NOON + timedelta(days=day)
    return dataclasses.replace(rows.article(name, OPENING + " ".join(text)), published_at=at)


def prints_of(articles: Sequence[Article]) -> list[Fingerprint]:
    return [row for article in articles for row in fingerprint_of(article)]


def load(lake: Lake, folder: Path, run_id: str, articles: Sequence[Article], *, publish: bool = True) -> Path:
    """Settle and publish some articles as one dump."""
    dump = f"dump-{run_id}"
    names = [a.article_id.removeprefix("article-") for a in articles]
    part = rows.part(folder / f"part-{run_id}", articles, [rows.sighting(n, dump, i) for i, n in enumerate(names)])
    prints = folder / f"prints-{run_id}"
    write_part(prints, {"fingerprints": prints_of(articles)})
    (prints / "fingerprints.parquet").rename(part / "fingerprints.parquet")
    settled = folder / f"settled-{run_id}"
    settle(lake, [part], [rows.dump(dump)], settled, run_id)
    if publish:
        lake.publish(settled, rows.run(run_id), [])
    return settled


def clusters(lake: Lake) -> dict[str, str]:
    found = run_sql(lake, "select article_id, cluster_id from articles order by all").to_pylist()
    return {r["article_id"].removeprefix("article-"): r["cluster_id"].removeprefix("article-") for r in found}


def families(lake: Lake) -> list[set[str]]:
    sql = f"select family_id, list(article_id) as ids from {duplicates.INDEX} group by all order by all"
    return [{i.removeprefix("article-") for i in row["ids"]} for row in run_sql(lake, sql).to_pylist()]


def test_copies_in_one_load_share_the_cluster_of_the_earliest(lake: Lake, tmp_path: Path) -> None:
    text = words(1, 300)
    load(lake, tmp_path, "r1", [
        story("wire", text, day=1), story("copy", text[:280], day=2), story("other", words(2, 300), day=1),
        story("brief", ["soon"]),
    ])  # fmt: skip
    assert clusters(lake) == {"wire": "wire", "copy": "wire", "other": "other", "brief": "brief"}


def test_a_later_copy_joins_and_changes_nothing_of_the_lake(lake: Lake, tmp_path: Path) -> None:
    text = words(1, 300)
    load(lake, tmp_path, "r1", [story("wire", text, day=1), story("other", words(2, 300))])
    settled = load(lake, tmp_path, "r2", [story("copy", text[:280], day=2)])
    assert pq.read_metadata(settled / "duplicates" / "changes.parquet").num_rows == 0
    assert clusters(lake) == {"wire": "wire", "copy": "wire", "other": "other"}
    assert families(lake) == [{"other"}, {"wire", "copy"}]


def test_an_earlier_copy_renames_the_cluster_of_the_lake(lake: Lake, tmp_path: Path) -> None:
    text = words(1, 300)
    load(lake, tmp_path, "r1", [story("copy", text[:280], day=2), story("late", text[:270], day=3)])
    assert set(clusters(lake).values()) == {"copy"}
    load(lake, tmp_path, "r2", [story("wire", text, day=1)])
    assert clusters(lake) == {"wire": "wire", "copy": "wire", "late": "wire"}


def test_an_article_between_two_families_joins_them(lake: Lake, tmp_path: Path) -> None:
    text = words(1, 560)
    load(lake, tmp_path, "r1", [story("first", text[:400], day=1), story("last", text[160:], day=3)])
    assert clusters(lake) == {"first": "first", "last": "last"}
    load(lake, tmp_path, "r2", [story("between", text[80:480], day=2)])
    assert clusters(lake) == {"first": "first", "between": "first", "last": "first"}
    assert families(lake) == [{"first", "between", "last"}]


def test_a_load_settled_before_another_was_published_joins_it_all_the_same(lake: Lake, tmp_path: Path) -> None:
    text = words(1, 300)
    early = load(lake, tmp_path, "r1", [story("copy", text[:280], day=2), story("other", words(2, 300))], publish=False)
    load(lake, tmp_path, "r2", [story("wire", text, day=1)])
    lake.publish(early, rows.run("r1"), [])
    assert clusters(lake) == {"wire": "wire", "copy": "wire", "other": "other"}
    lake.publish(early, rows.run("r1"), [])
    assert len(run_sql(lake, f"from {duplicates.INDEX}")) == 3


def test_the_same_article_of_two_loads_is_indexed_once(lake: Lake, tmp_path: Path) -> None:
    text = words(1, 300)
    early = load(lake, tmp_path, "r1", [story("wire", text, day=1), story("copy", text[:280], day=2)], publish=False)
    load(lake, tmp_path, "r2", [story("wire", text, day=1)])
    lake.publish(early, rows.run("r1"), [])
    assert clusters(lake) == {"wire": "wire", "copy": "wire"}
    assert families(lake) == [{"copy", "wire"}]


@pytest.fixture(scope="module")
def world() -> list[Fingerprint]:
    """Two chains of versions, three unrelated stories, one story under two roofs."""
    chains = [words(seed, 1_000) for seed in (1, 2)]
    articles = [
        story(f"{c}{n}", chain[n * 50 : n * 50 + 250], day=(n * 7) % 5 or None)
        for c, chain in zip("ab", chains, strict=True)
        for n in range(8)
    ]
    articles += [story(f"x{n}", words(10 + n, 200)) for n in range(3)]
    articles += [story("roof", words(10, 110) + words(11, 110))]
    return prints_of(articles)


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_clusters_do_not_hang_on_how_articles_came(world: list[Fingerprint], data: st.DataObject) -> None:
    """In any order, in any number of loads, and with any of these settled before others were published."""
    order = data.draw(st.permutations(world))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(order) - 1), max_size=6)))
    loads = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    is_early = [data.draw(st.booleans()) for _ in loads]
    with TemporaryDirectory() as folder:
        found = _after(loads, is_early, Path(folder))
    with TemporaryDirectory() as folder:
        assert found == _after([world], [False], Path(folder))


def _after(loads: Sequence[Sequence[Fingerprint]], is_early: Sequence[bool], folder: Path) -> dict[str, str]:
    """Clusters after these loads. Those that are early are settled before any is published."""
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS lake; USE lake")
    for statement in [*ddl(TABLES), *ddl(INDEXES, "dateline")]:
        connection.execute(statement)
    connection.execute("CREATE OR REPLACE TABLE lake.news.articles (article_id VARCHAR, cluster_id VARCHAR)")
    for number, prints in enumerate(loads):
        if is_early[number]:
            _settle(connection, prints, folder / str(number))
    for number, prints in enumerate(loads):
        if not is_early[number]:
            _settle(connection, prints, folder / str(number))
        connection.execute(
            "INSERT INTO lake.news.articles FROM read_parquet(?)", [f"{folder}/{number}/articles.parquet"]
        )
        duplicates.publish(connection, folder / str(number), moved=is_early[number])
    found = dict(connection.execute("SELECT article_id, cluster_id FROM lake.news.articles").fetchall())
    connection.close()
    return found


def _settle(connection: duckdb.DuckDBPyConnection, prints: Sequence[Fingerprint], folder: Path) -> None:
    folder.mkdir()
    connection.register("prints", table_of(Fingerprint).to_arrow(prints))
    duplicates.settle(connection, "FROM prints", folder)
    fresh = "SELECT article_id, cluster_id FROM prints JOIN regrouped USING (article_id)"
    connection.execute(f"COPY ({fresh}) TO '{folder}/articles.parquet'")


def test_work_is_bounded_where_hundreds_are_of_one_mould() -> None:
    text = words(1, 200)
    prints = prints_of([story(f"{n:04d}", [*text, *words(100 + n, 12)]) for n in range(400)])
    with TemporaryDirectory() as folder:
        found = _after([prints[:200], prints[200:]], [False, False], Path(folder))
    assert set(found.values()) == {"article-0000"}
