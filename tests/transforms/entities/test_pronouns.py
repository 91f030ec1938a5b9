"""Pronouns that mean a member of the cast."""

import pytest

from transforms.analysis import analyse
from transforms.entities import Cast, Member, Name, cast_of
from transforms.entities.pronouns import add_pronouns, gender_of
from transforms.quotes import quotes_in


def meant(nlp, body: str) -> dict[str, set[str]]:
    """The pronouns of each member, lower case, by its name."""
    doc = next(analyse(nlp, [body]))
    cast = cast_of(doc)
    add_pronouns(doc, cast, quotes_in(doc, cast))
    for member in cast.members:
        assert all(body[n.start : n.end] == n.text for n in member.names)
    return {m.name: {n.text.lower() for n in m.names if n.is_pronoun} for m in cast.members}


def test_gender_decides(nlp):
    found = meant(nlp, "Anna Kowalski met Peter Harker on Monday. She gave her book away. He kept his book.")
    assert found["Anna Kowalski"] == {"she", "her"}
    assert found["Peter Harker"] == {"he", "his"}


def test_an_object_is_not_its_own_subject(nlp):
    found = meant(nlp, "Robert Lunn arrived late. Peter Harker saw him.")
    assert "him" in found["Robert Lunn"]
    assert "him" not in found["Peter Harker"]


def test_a_reflexive_is_its_subject(nlp):
    assert "himself" in meant(nlp, "Peter Harker blamed himself for the loss.")["Peter Harker"]


def test_i_in_a_quotation_is_the_speaker(nlp):
    found = meant(nlp, "“I will not sign it,” said Anna Kowalski. “They told me nothing.”")
    assert {"i", "me"} <= found["Anna Kowalski"]


def test_its_is_the_organisation_that_was_the_subject(nlp):
    assert (
        "its"
        in meant(nlp, "The World Health Organization said on Monday that its office had closed.")[
            "World Health Organization"
        ]
    )


def test_nobody_is_named_where_two_fit_alike(nlp):
    found = meant(nlp, "Peter Harker and Robert Lunn were there. It was known that he left.")
    assert all("he" not in pronouns for pronouns in found.values())


@pytest.mark.parametrize("body", ["He said she did it.", "His. " * 2_000, "“I", "It is raining."])
def test_without_anyone_to_mean_nothing_is_made(nlp, body):
    assert not any(meant(nlp, body).values())


@pytest.mark.parametrize(
    ("name", "titled", "expected"),
    [
        ("Mary Smith", None, "female"),
        ("Smith", None, None),
        ("Rachel", None, "female"),
        ("James", None, None),
        ("Kim Lee", None, None),
        ("X Smith", "male", "male"),
    ],
)
def test_gender_of_names(name, titled, expected):
    member = Member("person", name, [Name(0, len(name), name)], gender=titled)
    assert gender_of(member) == expected


def test_a_cast_without_members_is_left_alone(nlp):
    cast = Cast([])
    add_pronouns(next(analyse(nlp, ["He went home."])), cast, [])
    assert cast.members == []
