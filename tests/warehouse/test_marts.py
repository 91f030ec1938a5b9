"""Each mart on a small world, with rows computed by hand."""

import dataclasses
import math
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import warehouse_rows as rows

from transforms.schema import table_of
from transforms.tables import TABLES, Article, Mention, Quote
from warehouse.lake import Lake
from warehouse.marts import marts
from warehouse.query import run_sql

# Two days, three outlets. A and B are one story: B ran A an hour later with its last paragraph changed.
FIRST = 'Mara Oduya went to Port Ellis. "We will build it," said Oduya, the mayor.'
BODY_A = f"{FIRST}\n\nIb Fen objected.\n\nThe Harbour Board met in Port Ellis."
BODY_B = f"{FIRST}\n\nIb Fen objected.\n\nNobody met."
BODY_C = '"We will build it!" Mara Oduya told the Harbour Board. Ib Fen said it would cost too much.'
BODY_D = "It rained."


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2031, 5, day, hour, tzinfo=UTC)


def article(name: str, body: str, publisher: str | None, published: datetime | None, **more: Any) -> Article:
    base = rows.article(name, body, publisher=publisher)
    fields = {"cluster_id": base.article_id, "first_dump_id": "d1", "run_id": "r1", "word_count": len(body.split())}
    return dataclasses.replace(base, published_at=published, **(fields | more))


A = article("a", BODY_A, "Quay", at(4, 10), agency="Wire", dateline_entity_id="place-Port Ellis")
B = article("b", BODY_B, "Bell", at(4, 11), cluster_id="article-a")
C = article("c", BODY_C, "Quay", at(5, 9))
D = article("d", BODY_D, None, None)


def quote(of: Article, words: str, **more: Any) -> Quote:
    return dataclasses.replace(rows.quote(of, words), **more)


def mention(of: Article, words: str, kind: str = "person", nth: int = 0, **more: Any) -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = of.body.index(words, start + 1)
    return dataclasses.replace(
        rows.mention(of, words),
        mention_id=f"{of.article_id}-{words}-{nth}",
        char_start=start,
        char_end=start + len(words),
        entity_id=f"{kind}-{words}",
        kind=kind,
        **more,
    )


MARA, IB = "person-Mara Oduya", "person-Ib Fen"
QUOTES = [
    quote(A, "We will build it,", speaker_role="the mayor"),
    quote(B, "We will build it,", speaker_role="the mayor"),
    quote(C, "We will build it!", speaker_role="mayor of Port Ellis"),
    quote(C, "it would cost too much", speaker="Ib Fen", speaker_entity_id=IB, kind="indirect"),
    quote(D, "It rained", speaker=None, speaker_entity_id=None),
]
MENTIONS = [
    mention(A, "Mara Oduya"),
    mention(A, "Port Ellis", "place"),
    mention(A, "Ib Fen"),
    mention(A, "Harbour Board", "organisation"),
    mention(A, "Port Ellis", "place", nth=1),
    mention(B, "Mara Oduya"),
    mention(B, "Port Ellis", "place"),
    mention(B, "Ib Fen"),
    mention(C, "Mara Oduya"),
    mention(C, "Harbour Board", "organisation", quote_id=QUOTES[3].quote_id),
    mention(C, "Ib Fen", quote_id=QUOTES[3].quote_id),
]
ENTITIES = [
    rows.person("Mara Oduya"),
    rows.person("Ib Fen"),
    dataclasses.replace(rows.place("Port Ellis", country="NZ"), latitude=-41.0, longitude=174.0),
    dataclasses.replace(rows.person("Harbour Board"), entity_id="organisation-Harbour Board", kind="organisation"),
]
DUMP = dataclasses.replace(
    rows.dump("d1"), document_count=5, article_count=4, reject_count=1, loaded_at=at(6), run_id="r1"
)
RUNS = [
    rows.run("r1"),
    rows.run("r2", "failed checks"),
    dataclasses.replace(rows.run("r3", "nothing new"), started_at=at(7)),
]
CHECKS = [
    rows.check("r1"),
    dataclasses.replace(rows.check("r1", "share of quotes"), severity="warning", success=False),
    rows.check("r2", success=False),
]


@pytest.fixture(scope="module")
def world(empty_lake_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    import shutil

    lake = Lake(shutil.copytree(empty_lake_folder, tmp_path_factory.mktemp("world") / "lake"))
    given = {
        "runs": RUNS,
        "dumps": [DUMP],
        "entities": ENTITIES,
        "articles": [A, B, C, D],
        "quotes": QUOTES,
        "mentions": MENTIONS,
        "checks": CHECKS,
    }
    with lake.connect(read_only=False) as connection:
        for table in TABLES:
            if table.name in given:
                arrow: pa.Table = table_of(table.row).to_arrow(given[table.name])
                connection.register("given", arrow)
                connection.execute(f"INSERT INTO lake.news.{table.name} BY NAME FROM given")
                connection.unregister("given")
    from warehouse.marts import keeping

    with lake.locked() as connection:
        connection.execute("BEGIN")
        keeping.rebuild(connection)
        connection.execute("COMMIT")
    return lake


def ask(lake: Lake, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in run_sql(lake, sql).to_pylist()]


def test_every_mart_states_its_grain_and_says_so_in_the_lake(world: Lake) -> None:
    assert len(marts()) >= 11
    said = dict(ask(world, "select view_name, comment from duckdb_views() where schema_name = 'marts'"))
    for mart in marts():
        assert mart.doc.startswith("One "), mart.name
        assert said[mart.name] == mart.doc


def test_speakers(world: Lake) -> None:
    assert ask(world, "from speakers order by quote_count desc") == [
        (MARA, "Mara Oduya", "person", None, "the mayor", 3, 3, 3, 3, 2, at(4, 10), at(5, 9)),
        (IB, "Ib Fen", "person", None, None, 1, 1, 0, 1, 1, at(5, 9), at(5, 9)),
    ]


def test_speaker_days(world: Lake) -> None:
    assert ask(world, "from speaker_days order by all") == [
        (IB, "Ib Fen", date(2031, 5, 5), 1, 0, 1, 1),
        (MARA, "Mara Oduya", date(2031, 5, 4), 2, 2, 2, 2),
        (MARA, "Mara Oduya", date(2031, 5, 5), 1, 1, 1, 1),
    ]


def test_quote_facts(world: Lake) -> None:
    columns = "published_on, published_at, publisher, headline, text, speaker, kind"
    made = [(q.text, q.speaker, q.kind) for q in QUOTES]
    first, fifth = date(2031, 5, 4), date(2031, 5, 5)
    assert ask(world, f"select {columns} from quote_facts order by published_at, text") == [
        (first, at(4, 10), "Quay", A.headline, *made[0]),
        (first, at(4, 11), "Bell", B.headline, *made[1]),
        (fifth, at(5, 9), "Quay", C.headline, *made[2]),
        (fifth, at(5, 9), "Quay", C.headline, *made[3]),
        (None, None, None, D.headline, *made[4]),
    ]
    copied = "article_id, quote_id, position, char_start, char_end, speaker_entity_id, speaker_role, cue, confidence"
    assert ask(world, f"(select {copied} from quote_facts) except (select {copied} from quotes)") == []


def test_quotations_group_variants(world: Lake) -> None:
    answer = ask(world, "select * exclude (quotation_id) from quotations order by quote_count desc")
    assert answer == [
        # The words with a comma stand twice, those with an exclamation mark once; A and B are one story.
        (
            "We will build it,",
            "Mara Oduya",
            MARA,
            1.0,
            2,
            3,
            3,
            2,
            2,
            1,
            at(4, 10),
            at(5, 9),
            "article-a",
            "Quay",
        ),
        ("It rained", None, None, 0.0, 1, 1, 1, 1, 0, 0, None, None, "article-d", None),
    ]


def test_quotes_about_leave_out_the_speaker(world: Lake) -> None:
    sql = "select quote_id, entity_id, entity, mention_count, speaker, publisher, published_at from quotes_about"
    assert ask(world, sql) == [
        (QUOTES[3].quote_id, "organisation-Harbour Board", "Harbour Board", 1, "Ib Fen", "Quay", at(5, 9))
    ]


def test_entity_days(world: Lake) -> None:
    assert ask(world, "from entity_days where kind = 'person' order by all") == [
        (IB, "Ib Fen", "person", date(2031, 5, 4), 2, 2, 2, 2),
        (IB, "Ib Fen", "person", date(2031, 5, 5), 1, 1, 1, 1),
        (MARA, "Mara Oduya", "person", date(2031, 5, 4), 2, 2, 2, 2),
        (MARA, "Mara Oduya", "person", date(2031, 5, 5), 1, 1, 1, 1),
    ]


def test_entity_articles(world: Lake) -> None:
    named = "select article_id, entity, kind, publisher, published_at, mention_count, name_count from entity_articles"
    assert ask(world, f"{named} where kind <> 'person' order by all") == [
        ("article-a", "Harbour Board", "organisation", "Quay", at(4, 10), 1, 1),
        ("article-a", "Port Ellis", "place", "Quay", at(4, 10), 2, 2),
        ("article-b", "Port Ellis", "place", "Bell", at(4, 11), 1, 1),
        ("article-c", "Harbour Board", "organisation", "Quay", at(5, 9), 1, 1),
    ]
    ids = "select entity_id, article_id from entity_articles where kind = 'person' order by all"
    assert ask(world, ids) == [(who, f"article-{name}") for who in (IB, MARA) for name in "abc"]


def test_entity_pairs_are_of_one_paragraph(world: Lake) -> None:
    """Six paragraphs name someone: A1, B1 (Mara, Port), A2, B2 (Ib), A3 (Board, Port), C (all but Port)."""
    board, port = "organisation-Harbour Board", "place-Port Ellis"
    found = {(r[0], r[2]): r[4:] for r in ask(world, "from entity_pairs")}

    def npmi(together: int, left: int, right: int) -> float:
        return math.log(together * 6 / (left * right)) / -math.log(together / 6)

    expected = {
        (MARA, port): (2, 2, npmi(2, 3, 3)),
        (board, port): (1, 1, npmi(1, 2, 3)),
        (board, MARA): (1, 1, npmi(1, 2, 3)),
        (board, IB): (1, 1, npmi(1, 2, 3)),
        (IB, MARA): (1, 1, npmi(1, 3, 3)),
    }
    assert found.keys() == expected.keys()
    for pair, values in expected.items():
        assert found[pair] == pytest.approx(values), pair


def test_places(world: Lake) -> None:
    assert ask(world, "from places") == [
        ("place-Port Ellis", "Port Ellis", "NZ", -41.0, 174.0, date(2031, 5, 4), 3, 2, 1, 3)
    ]


def test_wire_copy(world: Lake) -> None:
    columns = "article_id, origin_publisher, agency, is_origin, delay_hours, changed_share, article_count"
    assert ask(world, f"select {columns} from wire_copy order by 1") == [
        ("article-a", "Quay", "Wire", True, 0.0, 0.0, 2),
        ("article-b", "Quay", "Wire", False, 1.0, pytest.approx(1 / 3), 2),
    ]


def test_publisher_days(world: Lake) -> None:
    sql = (
        "select publisher, published_on, article_count, story_count, quote_count, attributed_share, direct_share, "
        "indirect_share, speaker_count, speaker_diversity from publisher_days order by all"
    )
    assert ask(world, sql) == [
        ("Bell", date(2031, 5, 4), 1, 1, 1, 1.0, 1.0, 0.0, 1, None),
        ("Quay", date(2031, 5, 4), 1, 1, 1, 1.0, 1.0, 0.0, 1, None),
        ("Quay", date(2031, 5, 5), 1, 1, 2, 1.0, 0.5, 0.5, 2, 1.0),
        (None, None, 1, 1, 1, 0.0, 1.0, 0.0, 0, None),
    ]


def test_publisher_day_speakers(world: Lake) -> None:
    assert ask(
        world, "select publisher, published_on, speaker, quote_count from publisher_day_speakers order by all"
    ) == [
        ("Bell", date(2031, 5, 4), "Mara Oduya", 1),
        ("Quay", date(2031, 5, 4), "Mara Oduya", 1),
        ("Quay", date(2031, 5, 5), "Ib Fen", 1),
        ("Quay", date(2031, 5, 5), "Mara Oduya", 1),
    ]


def test_freshness(world: Lake) -> None:
    assert ask(world, "from freshness order by publisher") == [
        ("Bell", 1, at(4, 11), at(4, 11), rows.NOON, at(6), 37.0),
        ("Quay", 2, at(4, 10), at(5, 9), rows.NOON, at(6), 15.0),
        (None, 1, None, None, rows.NOON, at(6), None),
    ]


def test_quality_days(world: Lake) -> None:
    assert ask(world, "from quality_days order by 1") == [
        (date(2031, 5, 4), 2, 1, 1, 3, 1, 1, 5, 1, 0.2, 4, 0.75, 5, 0.8),
        (date(2031, 5, 7), 1, 0, 0, 0, 0, 0, 0, 0, None, 0, None, 0, None),
    ]
