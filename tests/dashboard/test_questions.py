"""What the pages ask, on rows computed by hand: of articles with a time, with that of an update only, with none."""

import dataclasses
from datetime import UTC, date, datetime

import pytest

from transforms.schema import table_of
from transforms.tables import TABLES
from warehouse.dashboard import questions as ask
from warehouse.dashboard.questions import Filters
from warehouse.lake import Lake
from warehouse.marts import keeping
from warehouse.query import run_sql

MARA, IB, PORT = "person-Mara Oduya", "person-Ib Fen", "place-Port Ellis"
# Mara is named with Ib in the second paragraph, with Port Ellis in the first.
BODY = 'Mara Oduya went to Port Ellis.\n\n"We will build it," said Oduya. Ib Fen objected.'
# The old article quotes Mara on both others.
PRAISE = "Ib Fen and Port Ellis"
TIMES = {
    "new": {"published_at": datetime(2031, 5, 4, 10, tzinfo=UTC)},
    "old": {
        "published_at": datetime(2030, 1, 1, 23, 59, 59, 250_000, tzinfo=UTC),
        "updated_at": datetime(2032, 1, 1, tzinfo=UTC),
    },
    "updated": {"published_at": None, "updated_at": datetime(2031, 5, 3, 12, tzinfo=UTC)},
    "undated": {"published_at": None, "updated_at": None},
}
NEWEST_FIRST = ["article-new", "article-updated", "article-old", "article-undated"]


@pytest.fixture(scope="module")
def world(rows, tmp_path_factory) -> Lake:
    def mentioned(article, entity: str, text: str, start: int):
        return dataclasses.replace(
            rows.mention(article),
            mention_id=f"{article.article_id}-{start}",
            entity_id=entity,
            kind=entity.split("-")[0],
            text=text,
            char_start=start,
            char_end=start + len(text),
        )

    articles = [
        dataclasses.replace(
            rows.article(name, BODY, publisher="Bell" if name == "old" else "Quay"), headline="A quay is built", **times
        )
        for name, times in TIMES.items()
    ]
    # Of whom nothing is asked, at the same time as another.
    articles.append(dataclasses.replace(rows.article("other", "It rained."), **TIMES["new"]))
    names = [("Mara Oduya", MARA), ("Port Ellis", PORT), ("Oduya", MARA), ("Ib Fen", IB)]
    starts = [0, BODY.index("Port"), BODY.index("Oduya", 20), BODY.index("Ib Fen")]
    old = articles[1] = dataclasses.replace(articles[1], body=f"{BODY} {PRAISE} are dear to me, Oduya said.")
    praise = dataclasses.replace(rows.quote(old, PRAISE), speaker="Mara Oduya", speaker_entity_id=MARA, position=1)
    praised = [
        dataclasses.replace(
            mentioned(old, entity, text, praise.char_start + PRAISE.index(text)), quote_id=praise.quote_id
        )
        for text, entity in (("Ib Fen", IB), ("Port Ellis", PORT))
    ]
    given = {
        "articles": articles,
        "entities": [rows.person("Mara Oduya"), rows.person("Ib Fen"), rows.place("Port Ellis")],
        "mentions": [
            mentioned(a, entity, text, start)
            for a in articles[:4]
            for (text, entity), start in zip(names, starts, strict=True)
        ]
        + praised,
        "quotes": [
            dataclasses.replace(rows.quote(a, "We will build it,"), speaker="Mara Oduya", speaker_entity_id=MARA)
            for a in articles[:3]
        ]
        + [praise],
    }
    lake = Lake(tmp_path_factory.mktemp("questions") / "lake")
    lake.create_or_open()
    with lake.locked() as connection:
        connection.execute("BEGIN")
        for table in TABLES:
            if table.name in given:
                connection.register("given", table_of(table.row).to_arrow(given[table.name]))
                connection.execute(f"INSERT INTO lake.news.{table.name} BY NAME FROM given")
                connection.unregister("given")
        keeping.rebuild(connection)
        connection.execute("COMMIT")
    return lake


def answer(lake, question):
    return run_sql(lake, *question).to_pylist()


def article_ids(lake, filters, limit=10, **how):
    return [row["article_id"] for row in answer(lake, ask.articles(filters, limit, **how))]


@pytest.mark.parametrize("filters", [Filters(about_id=MARA), Filters(about_id=IB)])
def test_articles_about_somebody_newest_first(world, filters):
    assert article_ids(world, filters) == NEWEST_FIRST
    assert article_ids(world, filters, 2) == NEWEST_FIRST[:2]


def test_articles_that_quote_somebody_newest_first(world):
    assert article_ids(world, Filters(speaker_id=MARA)) == NEWEST_FIRST[:3]
    assert article_ids(world, Filters(speaker_id=MARA, about_id=IB)) == NEWEST_FIRST[:3]
    assert article_ids(world, Filters(speaker_id=IB)) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"publisher": "Bell"}, ["article-old"]),
        ({"since": date(2031, 5, 3)}, ["article-new", "article-updated"]),
        ({"until": date(2031, 5, 3)}, ["article-updated", "article-old"]),
        ({"since": date(2030, 1, 1), "until": date(2030, 1, 1)}, ["article-old"]),
        ({"words": "QUAY IS"}, NEWEST_FIRST),
        ({"words": "certainlynosuchword"}, []),
    ],
)
def test_articles_about_somebody_with_another_filter(world, given, expected):
    assert article_ids(world, Filters(about_id=MARA, **given)) == expected


def test_articles_that_search_found(world):
    """The index knows times to a second."""
    found = {
        "article-old": TIMES["old"]["published_at"].replace(microsecond=0),
        "article-other": TIMES["new"]["published_at"],
    }
    assert article_ids(world, Filters(words="any", about_id=MARA), found=found) == ["article-old"]
    assert article_ids(world, Filters(words="any"), found=found) == ["article-other", "article-old"]
    assert article_ids(world, Filters(words="any"), found=found | {"article-undated": None}) == [
        "article-other",
        "article-old",
        "article-undated",
    ]
    assert article_ids(world, Filters(words="any"), found={"article-undated": None}) == ["article-undated"]


def test_quotes_that_search_found(world):
    ids = {row["article_id"]: row["quote_id"] for row in answer(world, ask.quotes(Filters(), 10))}
    found = {ids["article-updated"]: TIMES["updated"]["updated_at"], ids["article-new"]: TIMES["new"]["published_at"]}
    question = ask.quotes(Filters(words="any"), 10, found=found)
    assert [row["article_id"] for row in answer(world, question)] == ["article-new", "article-updated"]
    assert answer(world, ask.quote_count(Filters(words="any"), found)) == [{"n": 2}]
    assert answer(world, ask.quote_count(Filters(words="any", publisher="Bell"), found)) == [{"n": 0}]


def test_whole_articles_are_those_of_the_keys(world):
    keys = answer(world, ask.articles(Filters(about_id=MARA), 10))
    whole = answer(world, ask.whole_articles(keys))
    assert [row["article_id"] for row in whole] == NEWEST_FIRST
    assert [row["published_at"] for row in whole] == [row["dated"] for row in keys]
    assert [row["publisher"] for row in whole] == ["Quay", "Quay", "Bell", "Quay"]
    for key in keys:
        assert [row["article_id"] for row in answer(world, ask.whole_articles([key]))] == [key["article_id"]]


def test_whole_quotes_have_what_stands_around_them(world):
    keys = answer(world, ask.quotes(Filters(speaker_id=MARA), 3))
    assert [key["article_id"] for key in keys] == NEWEST_FIRST[:3]
    whole = {row["article_id"]: row for row in answer(world, ask.whole_quotes(keys))}
    assert set(whole) == set(NEWEST_FIRST[:3])
    assert [whole[name]["excerpt"].startswith(BODY) for name in NEWEST_FIRST[:3]] == [True] * 3
    assert whole["article-updated"]["published_at"] == TIMES["updated"]["updated_at"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"about_id": IB}, [PRAISE]),
        ({"about": "PORT"}, [PRAISE]),
        ({"about": "e"}, [PRAISE]),  # both are so named; it is one quote
        ({"about_id": IB, "about": "port"}, [PRAISE]),
        ({"about_id": IB, "publisher": "Quay"}, []),
        ({"about_id": MARA}, []),  # who speaks it
        ({"about": "Ib", "speaker": "mara", "kind": "direct", "until": date(2030, 1, 1), "named": "yes"}, [PRAISE]),
        ({}, ["We will build it,"] * 3 + [PRAISE]),
        ({"speaker_id": MARA, "publisher": "Bell"}, ["We will build it,", PRAISE]),
    ],
)
def test_quotes_that_mention_somebody(world, given, expected):
    keys = answer(world, ask.quotes(Filters(**given), 10))
    assert [list(key) for key in keys] == [["quote_id", "article_id", "dated"]] * len(expected)
    texts = {row["quote_id"]: row["text"] for row in answer(world, ("select quote_id, text from quotes", {}))}
    assert [texts[key["quote_id"]] for key in keys] == expected
    assert answer(world, ask.quote_count(Filters(**given))) == [{"n": len(expected)}]


# In the second paragraph of the old article all three are named.
@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        (MARA, [("Port Ellis", 5, 4), ("Ib Fen", 4, 4)]),
        (IB, [("Mara Oduya", 4, 4), ("Port Ellis", 1, 1)]),
        (PORT, [("Mara Oduya", 5, 4), ("Ib Fen", 1, 1)]),
    ],
)
def test_with_whom_somebody_is_named_in_a_paragraph(world, entity, expected):
    keys = answer(world, (ask.NAMED_IN, {"id": entity, "limit": 10}))
    assert [key["article_id"] for key in keys] == NEWEST_FIRST
    named = answer(world, ask.named_with(entity, keys))
    assert [(r["entity"], r["paragraphs"], r["articles"]) for r in named] == expected
    newest = answer(world, ask.named_with(entity, keys[:1]))
    beside = {MARA: ["Ib Fen", "Port Ellis"], IB: ["Mara Oduya"], PORT: ["Mara Oduya"]}
    assert [(r["entity"], r["paragraphs"]) for r in newest] == [(name, 1) for name in beside[entity]]
