"""The pages of facts about entities, on a small world with rows computed by hand."""

import dataclasses
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import warehouse_rows as rows

from transforms.schema import table_of
from transforms.tables import TABLES
from warehouse.lake import Lake
from warehouse.query import run_sql

DAYS = [datetime(2031, 5, day, tzinfo=UTC) for day in (4, 5)]
# A and B are one story of two outlets; C is of the next day.
BODY = "Mara Oduya came to Port Ellis. She said it would rain."
A, B, C = (
    dataclasses.replace(
        rows.article(name, BODY, publisher=publisher), published_at=day, cluster_id=cluster, dateline_entity_id=dateline
    )
    for name, publisher, day, cluster, dateline in (
        ("a", "Quay", DAYS[0], "article-a", "place-Port Ellis"),
        ("b", "Bell", DAYS[0], "article-a", None),
        ("c", "Quay", DAYS[1], None, None),
    )
)


def mention(of: Any, words: str, entity: str, **more: Any) -> Any:
    made = rows.mention(of, words)
    return dataclasses.replace(made, mention_id=f"{of.article_id}-{words}", entity_id=entity, **more)


MARA, PORT = "person-Mara Oduya", "place-Port Ellis"
WORLD = {
    "runs": [rows.run("r1")],
    "dumps": [rows.dump("d1")],
    "articles": [A, B, C],
    "entities": [
        dataclasses.replace(rows.person("Mara Oduya"), wikidata_id="Q9", aliases=["Mara Oduya", "Oduya"]),
        dataclasses.replace(rows.place("Port Ellis", country="NZ"), latitude=-41.0, longitude=174.0),
        rows.person("Nobody Here"),
    ],
    "quotes": [dataclasses.replace(rows.quote(A, "it would rain"), speaker_entity_id=MARA, kind="indirect")],
    "mentions": [
        mention(A, "Mara Oduya", MARA),
        mention(A, "She", MARA, is_pronoun=True),
        mention(B, "Mara Oduya", MARA),
        mention(C, "Oduya", MARA),
        mention(A, "Port Ellis", PORT, kind="place"),
    ],
}


@pytest.fixture(scope="module")
def world(empty_lake_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(shutil.copytree(empty_lake_folder, tmp_path_factory.mktemp("entities") / "lake"))
    with lake.connect(read_only=False) as connection:
        for table in TABLES:
            if table.name in WORLD:
                connection.register("given", table_of(table.row).to_arrow(WORLD[table.name]))
                connection.execute(f"INSERT INTO lake.news.{table.name} BY NAME FROM given")
                connection.unregister("given")
    return lake


def ask(lake: Lake, sql: str) -> list[dict[str, Any]]:
    return run_sql(lake, sql).to_pylist()


def test_facts_of_a_person(world: Lake) -> None:
    (found,) = ask(world, f"from entity_facts where entity_id = '{MARA}'")
    assert found == {
        "entity_id": MARA,
        "kind": "person",
        "name": "Mara Oduya",
        "aliases": ["Mara Oduya", "Oduya"],
        "country_code": None,
        "latitude": None,
        "longitude": None,
        "geonames_id": None,
        "wikidata_id": "Q9",
        "authority_id": None,
        "name_count": 3,
        "pronoun_count": 1,
        "article_count": 3,
        "story_count": 2,
        "publisher_count": 2,
        "quote_count": 1,
        "dateline_count": 0,
        "first_published_at": DAYS[0],
        "last_published_at": DAYS[1],
    }


def test_facts_of_a_place_and_of_one_that_nothing_mentions(world: Lake) -> None:
    columns = "name, country_code, latitude, name_count, article_count, dateline_count, first_published_at"
    found = ask(world, f"select {columns} from entity_facts where name <> 'Mara Oduya' order by name")
    assert [tuple(row.values()) for row in found] == [
        ("Nobody Here", None, None, 0, 0, 0, None),
        ("Port Ellis", "NZ", -41.0, 1, 1, 1, DAYS[0]),
    ]


def test_names_as_printed(world: Lake) -> None:
    found = ask(world, f"select printed, mention_count, article_count from entity_names where entity_id = '{MARA}'")
    assert sorted(tuple(row.values()) for row in found) == [("Mara Oduya", 2, 2), ("Oduya", 1, 1)]
