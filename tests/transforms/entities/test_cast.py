"""The cast of an article: clean spans, one kind a name, short and full names joined."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.gazetteer import load_gazetteer
from transforms.analysis import analyse
from transforms.entities import Cast, Member, cast_of

BODY = (
    "President Maria Delgado visited Berlin on Tuesday, the World Health Organization (WHO) said. Mrs. Delgado’s "
    "husband, Pedro Delgado, stayed in Madrid.\n\nMr. Delgado, 61, did not comment. The WHO praised Maria Delgado. "
    "Oliver Stanwick of Acme Corp. spoke too; Stanwick said Acme would follow."
)


def cast(nlp, body: str) -> Cast:
    return cast_of(next(analyse(nlp, [body])))


def member(of: Cast, name: str) -> Member:
    found = [m for m in of.members if m.name == name]
    assert len(found) == 1, [m.name for m in of.members]
    return found[0]


@pytest.fixture(scope="module")
def people(nlp) -> Cast:
    return cast(nlp, BODY)


def test_every_name_is_a_span_and_none_overlap(people):
    spans = sorted((n.start, n.end, n.text) for m in people.members for n in m.names)
    assert all(BODY[start:end] == text for start, end, text in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_titles_and_possessives_are_no_part_of_a_name(people):
    assert {n.text for n in member(people, "Maria Delgado").names} == {"Maria Delgado", "Delgado"}


def test_a_title_tells_namesakes_apart(people):
    assert [n.text for n in member(people, "Pedro Delgado").names] == ["Pedro Delgado", "Delgado"]
    assert member(people, "Maria Delgado").gender == "female"


def test_an_acronym_joins_its_expansion(people):
    assert [n.text for n in member(people, "World Health Organization").names] == [
        "World Health Organization",
        "WHO",
        "WHO",
    ]


def test_a_company_joins_its_short_name(people):
    assert {n.text for n in member(people, "Acme Corp.").names} == {"Acme Corp.", "Acme"}


def test_a_surname_joins_the_full_name(people):
    assert [n.text for n in member(people, "Oliver Stanwick").names] == ["Oliver Stanwick", "Stanwick"]


@pytest.mark.parametrize(
    ("body", "name", "times"),
    [
        # A title's word is a given name of one who has no such title …
        (
            "Network correspondent Major Ellwood said on Friday that it was over. Ellwood said so twice.",
            "Major Ellwood",
            2,
        ),
        ("First baseman Prince Tarrant hit a home run on Friday. Tarrant said he was glad.", "Prince Tarrant", 2),
        ("The army spokesman Major Ellwood said on Friday that it was over. Ellwood said so twice.", "Ellwood", 2),
        ("Judge Ellwood ruled on Friday that the men must leave. Ellwood said he was sorry.", "Ellwood", 2),
        ("The author and broadcaster Prince Harry came on Friday. Harry said he was glad.", "Harry", 2),
        # … or a surname, also where it stands alone, but not where it means the office.
        (
            "Aaron Judge hit a home run on Friday. Judge said he was glad. The Judge of the game said no.",
            "Aaron Judge",
            2,
        ),
        ("Ann King was in Leeds. King Charles was there, too. The King said no. King laughed.", "Ann King", 2),
        ("Former minister John Major spoke on Friday. Major said it was over, and Mr Major left.", "John Major", 3),
    ],
)
def test_a_title_may_be_a_name(nlp, body: str, name: str, times: int):
    assert len(member(cast(nlp, body), name).names) == times


@pytest.mark.parametrize(
    ("body", "name", "texts"),
    [
        (
            "Ursula von der Leyen was in Brussels on Friday. Mrs von der Leyen said she was glad.",
            "Ursula von der Leyen",
            {"Ursula von der Leyen", "von der Leyen", "Leyen"},
        ),
        (
            "Daniel Day-Lewis and Jean-Claude Van Horne came on Friday. Day-Lewis said so. Van Horne said no.",
            "Daniel Day-Lewis",
            {"Daniel Day-Lewis", "Day-Lewis"},
        ),
        (
            "Frank Ocean and Tom Church sang on Friday. Ocean said so. Church said no.",
            "Frank Ocean",
            {"Frank Ocean", "Ocean"},
        ),
    ],
)
def test_names_of_several_parts_are_one_persons(nlp, body: str, name: str, texts: set[str]):
    found = member(cast(nlp, body), name)
    assert found.kind == "person"
    assert {n.text for n in found.names} <= texts
    assert len(found.names) == 2


def test_the_former_employer_is_no_person(nlp):
    body = "Former Texas Gov. Rick Marwood met former Boeing engineer Bob Tarrant on Friday."
    kinds = {m.name: m.kind for m in cast(nlp, body).members}
    assert kinds == {
        "Texas": "place", "Rick Marwood": "person", "Boeing": "organisation", "Bob Tarrant": "person"
    }  # fmt: skip


def test_a_son_is_not_his_father(nlp):
    found = cast(nlp, "Tom Harker spoke first. His son, Tom Harker Jr., said nothing. Tom Harker smiled.")
    assert len({m.name for m in found.members}) == 2


def test_text_in_capitals_throughout_has_no_cast_by_line(nlp):
    wire = (
        "SAN PEDRO, 3 JAN 91 (EXAMPLE-WIRE) -- [TEXT] THE MINISTER OF DEFENSE SAID TODAY THAT\nNOTHING HAD HAPPENED.\n"
    )
    assert all(len(m.name.split()) <= 3 for m in cast(nlp, wire * 5).members)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "a" * 5_000,
        "A" * 5_000 + " said.",
        "Smith " * 1_000,
        "全国人民代表大会 said Владимир Иванов.",
        "\x00 \ufffd",
    ],
)
def test_hostile_text_gives_sound_rows_or_none(nlp, body):
    for m in cast(nlp, body).members:
        for name in m.names:
            assert body[name.start : name.end] == name.text
            assert 0 < len(name.text) <= 120


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["Mr.", "Anna", "Kowalski", "of", "U.S.", "(", ")", "’s", "\n\n", "said", ".", "ACME", "é"])
    )
)
def test_spans_hold_for_any_text(nlp, words):
    body = " ".join(words)
    spans = sorted((n.start, n.end, n.text) for m in cast(nlp, body).members for n in m.names)
    assert all(body[start:end] == text for start, end, text in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_wire_copy_in_capitals_keeps_its_dateline(nlp):
    wire = "THE MINISTER OF DEFENSE SAID TODAY THAT NOTHING HAD HAPPENED IN THE NORTH OF THE COUNTRY.\n\n" * 4
    found = cast_of(next(analyse(nlp, [wire])), dateline="SAN SALVADOR", gazetteer=load_gazetteer())
    assert found.members == []
    assert found.dateline is not None
    assert found.dateline.country_code == "SV"
