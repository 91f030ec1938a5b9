"""Marts that are kept as tables are, after whatever happens to a lake, what their definitions say."""

import dataclasses
import json
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import warehouse_rows as rows

from transforms.tables import Article, Quote
from warehouse.forgetting import forget
from warehouse.lake import Lake
from warehouse.maintenance import maintain
from warehouse.marts import marts
from warehouse.marts.keeping import kept_marts
from warehouse.query import run_sql
from warehouse.replaying import publish_again, settle_again
from warehouse.settle import settle
from warehouse.staging import write_part

NAMES = ("Mara Oduya", "Ib Fen", "Liis Tamm")
OUTLETS = ("Quay", "Bell", None)
ROLES = ("the mayor", "a baker", None)
STORY = " ".join(f"word{n}" for n in range(60))


def article(number: int, chance: random.Random) -> Article:
    """One of a few days, outlets and stories; of a story there are copies, which arrive in any order."""
    copied = chance.random() < 0.4
    middle = f"{STORY} {chance.randrange(3)}" if copied else " ".join(f"w{number}x{n}" for n in range(40))
    body = f'"We will {number}," said Mara Oduya. Ib Fen and Liis Tamm came.\n\n{middle}'
    day = datetime(2031, 5, chance.randrange(1, 5), chance.randrange(24), tzinfo=UTC)
    return dataclasses.replace(
        rows.article(str(number), body, publisher=chance.choice(OUTLETS)),
        published_at=day if chance.random() < 0.9 else None,
        updated_at=day + timedelta(days=1) if chance.random() < 0.3 else None,
        dateline_entity_id="place-Port Ellis" if chance.random() < 0.5 else None,
        word_count=len(body.split()),
    )


def quotes(of: Article, chance: random.Random) -> list[Quote]:
    made = []
    for position, words in enumerate(("We will", "came.")):
        who = chance.choice((*NAMES, None))
        made.append(
            dataclasses.replace(
                rows.quote(of, words),
                position=position,
                speaker=who,
                speaker_entity_id=who and f"person-{who}",
                speaker_role=chance.choice(ROLES),
                kind=chance.choice(("direct", "mixed", "indirect")),
            )
        )
    return made


def part(folder: Path, numbers: range, dump: str, chance: random.Random) -> Path:
    articles = [article(number, chance) for number in numbers]
    mentions = [
        dataclasses.replace(rows.mention(a, name), is_pronoun=chance.random() < 0.3) for a in articles for name in NAMES
    ]
    place = dataclasses.replace(rows.place("Port Ellis", country="NZ"), latitude=-41.0, longitude=174.0)
    places = [
        dataclasses.replace(rows.mention(a, "came"), entity_id=place.entity_id, kind="place", mention_id=a.article_id)
        for a in articles
    ]
    write_part(
        folder,
        {
            "articles": articles,
            "sightings": [rows.sighting(str(n), dump, 60 * n) for n in numbers],
            "quotes": [q for a in articles for q in quotes(a, chance)],
            "mentions": mentions + places,
            "entities": [*map(rows.person, NAMES), place],
        },
    )
    return folder


def assert_kept(lake: Lake) -> None:
    for mart in marts():
        if mart.name in kept_marts():
            # Sums of floats come in any order.
            chosen = "* REPLACE (round(speaker_diversity, 9) AS speaker_diversity)"
            chosen = chosen if mart.name == "publisher_days" else "*"
            kept = f"(SELECT {chosen} FROM marts.{mart.name})"
            defined = f"(SELECT {chosen} FROM ({mart.sql}))"
            differing = f"({kept} EXCEPT ALL {defined}) UNION ALL ({defined} EXCEPT ALL {kept})"
            assert run_sql(lake, differing).to_pylist() == [], mart.name


def test_what_is_kept_has_the_columns_of_its_definition(lake: Lake) -> None:
    for mart in marts():
        if mart.name in kept_marts():
            assert run_sql(lake, f"from marts.{mart.name}").schema.equals(run_sql(lake, mart.sql).schema), mart.name


def test_there_are_some() -> None:
    assert {"speakers", "speaker_days", "entity_days", "places", "publisher_days"} <= kept_marts().keys()


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_loads_one_after_the_other_and_at_once(lake: Lake, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    dumps = [rows.dump(f"d{n}") for n in range(6)]
    for number in range(3):
        load = part(tmp_path / f"p{number}", range(number * 12, number * 12 + 12), f"d{number}", chance)
        settle(lake, [load], [dumps[number]], tmp_path / f"s{number}", f"r{number}")
        lake.publish(tmp_path / f"s{number}", rows.run(f"r{number}"))
        lake.publish(tmp_path / f"s{number}", rows.run(f"r{number}"))  # again: nothing
        assert_kept(lake)
    # Two that are settled against one state of the lake and have articles in common.
    for number, numbers in ((3, range(36, 48)), (4, range(42, 54))):
        load = part(tmp_path / f"p{number}", numbers, f"d{number}", random.Random(99))
        settle(lake, [load], [dumps[number]], tmp_path / f"s{number}", f"r{number}")
    for number in (4, 3):
        lake.publish(tmp_path / f"s{number}", rows.run(f"r{number}"))
        assert_kept(lake)
    maintain(lake)
    assert_kept(lake)
    forget(lake, publisher="Bell")
    assert_kept(lake)


def test_what_is_forgotten_between_settling_and_publishing(lake: Lake, tmp_path: Path) -> None:
    load = part(tmp_path / "p", range(8), "d0", random.Random(5))
    settle(lake, [load], [rows.dump("d0")], tmp_path / "s", "r0")
    forget(lake, article_ids=["article-3"])
    lake.publish(tmp_path / "s", rows.run("r0"))
    assert run_sql(lake, "select count(*) as n from articles").to_pylist() == [{"n": 7}]
    assert_kept(lake)


def is_kept(lake: Lake) -> bool:
    """Whether readers see the kept tables."""
    views = run_sql(lake, "select sql from duckdb_views() where view_name = 'speakers' and not internal")
    return "kept_speakers" in views["sql"].to_pylist()[0]


def test_a_replay_that_stops_midway_leaves_no_stale_mart(lake: Lake, tmp_path: Path) -> None:
    load = part(tmp_path / "p", range(8), "d0", random.Random(6))
    settle(lake, [load], [rows.dump("d0")], tmp_path / "s", "r0")
    lake.publish(tmp_path / "s", rows.run("r0"))
    before = run_sql(lake, "from speakers order by all").to_pylist()
    for number, status in enumerate(("running", "published", "running")):
        # The same articles, with other quotes.
        again = part(tmp_path / f"p{number}", range(number * 2, number * 2 + 2), "d0", random.Random(60 + number))
        settle_again(lake, [again], tmp_path / f"s{number}", f"again{number // 2}")
        publish_again(
            lake,
            tmp_path / f"s{number}",
            dataclasses.replace(rows.run(f"again{number // 2}", status), counts=json.dumps({"batches": number + 1})),
        )
        assert run_sql(lake, "from speakers order by all").to_pylist() != before
        assert is_kept(lake) == (status == "published")
        assert_kept(lake)
    lake.create_or_open()  # as the next load begins
    assert is_kept(lake)
    assert_kept(lake)


def test_a_lake_without_the_tables_gets_them(lake: Lake, tmp_path: Path) -> None:
    load = part(tmp_path / "p", range(8), "d0", random.Random(6))
    settle(lake, [load], [rows.dump("d0")], tmp_path / "s", "r0")
    lake.publish(tmp_path / "s", rows.run("r0"))
    with lake.locked() as connection:
        connection.execute("BEGIN")
        for mart in kept_marts().values():
            if mart.key:
                connection.execute(f"DROP TABLE {mart.table}")
        connection.execute(
            f"CREATE OR REPLACE VIEW lake.dateline.state AS SELECT 1 AS schema_version, 'older' AS fingerprint, "
            f"'{lake.location.files}' AS files"
        )
        connection.execute("COMMIT")
    again = Lake(shutil.copytree(lake.location.folder, tmp_path / "again"))
    again.create_or_open()
    assert_kept(again)
