"""From cast to rows: ids that hang on the article alone, merging in any order, mentions that never overlap."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities import Cast, Member, Name, entities_of, entity_of, mentions_of, merge
from transforms.entities.names import person_key
from transforms.entities.resolve import better_name
from transforms.quotes.model import Quotation
from transforms.tables import Entity


def person(*texts: str) -> Member:
    names = [Name(20 * i, 20 * i + len(t), t) for i, t in enumerate(texts)]
    return Member(kind="person", name=max(texts, key=lambda t: (len(t.split()), len(t))), names=names)


def test_one_person_under_many_forms_has_one_id():
    a = entity_of(person("Donald J. Trump", "Trump"), "a1")
    b = entity_of(person("Donald Trump"), "a2")
    assert a.entity_id == b.entity_id


def test_a_lone_surname_stays_with_its_article():
    assert entity_of(person("Smith"), "a1").entity_id != entity_of(person("Smith"), "a2").entity_id
    assert entity_of(person("Smith"), "a1") == entity_of(person("Smith"), "a1")


def test_a_surname_of_two_words_is_no_full_name():
    entity = entity_of(person("Omar bin Sarwan", "Bin Sarwan"), "a1")
    assert entity.name == "Omar bin Sarwan"
    assert entity.entity_id == entity_of(person("Omar bin Sarwan"), "a2").entity_id


def test_kinds_keep_namesakes_apart():
    organisation = Member(kind="organisation", name="Jordan", names=[Name(0, 6, "Jordan")])
    place = Member(kind="place", name="Jordan", names=[Name(0, 6, "Jordan")])
    assert entity_of(organisation, "a").entity_id != entity_of(place, "a").entity_id


def test_a_known_acronym_is_filed_under_its_name():
    short = Member(kind="organisation", name="IMF", names=[Name(0, 3, "IMF")])
    full = Member(kind="organisation", name="International Monetary Fund", names=[Name(0, 27, "x")])
    assert entity_of(short, "a").entity_id == entity_of(full, "b").entity_id
    assert entity_of(short, "a").name == "International Monetary Fund"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Donald J. Trump", ("donald", "trump")),
        ("Bill Clinton", ("william", "clinton")),
        ("Martin Luther King Jr.", ("martin", "luther", "king", "jr")),
        ("José Mourinho", ("jose", "mourinho")),
        ("Madonna", ("madonna",)),
        ("Otto K. L. Marrow", ("otto", "kl", "marrow")),
        ("Otto K.L. Marrow", ("otto", "kl", "marrow")),
        ("Otto L. Marrow", ("otto", "marrow")),
        ("Oscar de la Marr", ("oscar", "delamarr")),
        ("De la Marr", ("delamarr",)),
    ],
)
def test_person_key(name, key):
    assert person_key(name) == key


ROWS = st.builds(
    Entity,
    entity_id=st.sampled_from("abc"),
    kind=st.just("place"),
    name=st.sampled_from(["Gao", "GAO", "Gao Region", "Gao Cercle"]),
    aliases=st.lists(st.sampled_from(["Gao", "gao", "Gawgaw"])),
    country_code=st.sampled_from([None, "ML", "NE"]),
    latitude=st.sampled_from([None, 16.0, 17.0]),
    longitude=st.sampled_from([None, 0.5]),
    geonames_id=st.sampled_from([None, "1", "2"]),
    wikidata_id=st.sampled_from([None, "Q1", "Q2"]),
)


@given(st.lists(ROWS, max_size=4))
def test_merging_does_not_depend_on_order_or_repetition(rows):
    once = merge(rows)
    for order in itertools.permutations(rows):
        assert merge(order) == once
    assert merge(once) == once
    assert merge([*once, *rows]) == once
    cut = len(rows) // 2
    assert merge([*merge(rows[:cut]), *merge(rows[cut:])]) == once


def test_a_better_name_wins():
    assert better_name(["SMITH", "Smith", "Ann B. Smith", "Ann Smith"]) == "Ann B. Smith"


def quotation(start: int, end: int, speaker: tuple[int, int] | None = None, member: int | None = None) -> Quotation:
    return Quotation(kind="direct", start=start, end=end, utterance=0, speaker=speaker, member=member, confidence=0.8)


def test_mentions_know_their_quote_and_never_overlap():
    body = "“Ann Lee left,” she said. Ann Lee nodded."
    lee = Member(kind="person", name="Ann Lee", names=[Name(1, 8, "Ann Lee"), Name(26, 33, "Ann Lee")])
    cast = Cast([lee])
    ids = [e.entity_id for e in entities_of("x", cast)]
    quotations = [quotation(1, 14, (16, 19), 0), quotation(30, 33, (26, 33), 0)]
    rows = mentions_of("x", body, cast, ids, quotations, ["q1", "q2"])
    assert [(m.text, m.is_pronoun, m.quote_id) for m in rows] == [
        ("Ann Lee", False, "q1"),
        ("she", True, None),
        ("Ann Lee", False, None),
    ]
    assert all(body[m.char_start : m.char_end] == m.text for m in rows)
    assert len({m.mention_id for m in rows}) == 3


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="zip"):
        mentions_of("x", "", Cast([]), ["one"], [], [])
