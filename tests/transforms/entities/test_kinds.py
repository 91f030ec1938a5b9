"""Kinds of names by what their sentences say, and names cut and joined where they should be."""

import pytest

from flows.gazetteer import load_gazetteer
from transforms.analysis import analyse
from transforms.entities import Cast, Member, cast_of


def cast(nlp, body: str, **given) -> Cast:
    return cast_of(next(analyse(nlp, [body])), gazetteer=load_gazetteer(), **given)


def named(nlp, body: str, text: str, **given) -> Member | None:
    """The member of which that text is a name."""
    found = [m for m in cast(nlp, body, **given).members if any(n.text == text for n in m.names)]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        ("Shares rose as the Dow gained 96 points. The Dow is up 4 percent.", "Dow", "product"),
        ("He reads Hindi and Tamil at home.", "Hindi", "language"),
        ("The crew of HMS Tallow went ashore on Monday.", "HMS Tallow", "product"),
        ("He flew an F-16 over the coast.", "F-16", "product"),
        ("She read the Book of Small Hours on the train.", "Book of Small Hours", "work"),
        ("Visitors filled the Harbour Museum on Monday.", "Harbour Museum", "place"),
        ("They met at the Ellis Space Center near the coast.", "Ellis Space Center", "place"),
        ("The Duchess of Ellisport opened the hall.", "Duchess of Ellisport", "person"),
        ("Lawmaker Lau Siu-lai lost. Lau Siu-lai said nothing.", "Lau Siu-lai", "person"),
        ("London oil company Tullamore starts drilling. Tullamore said it was ready.", "Tullamore", "organisation"),
        ("The coach at Ohio State said so.", "Ohio State", "organisation"),
        ("He wrote for Leeds Echo.", "Leeds Echo", "organisation"),
        ("Party group Garrick Hope's Ann Lee won, with Bob Ellis of Garrick Hope.", "Garrick Hope", "organisation"),
    ],
)
def test_kinds(nlp, body, name, kind):
    found = named(nlp, body, name)
    assert found is not None
    assert found.kind == kind


def test_a_surname_takes_the_given_name_of_the_headline(nlp):
    body = "Stanwick, meanwhile, collected a prize. Stanwick was looking for a strong finish."
    found = named(nlp, body, "Stanwick", headline="Bernard Stanwick wins again")
    assert found is not None
    assert (found.kind, found.name) == ("person", "Bernard Stanwick")


def test_a_given_name_takes_the_surname_of_the_headline(nlp):
    body = "Viewers liked how calm Clara stayed. Clara says she chose the dogs."
    found = named(nlp, body, "Clara", headline="The island show: Clara Stanwick and the cook part")
    assert found is not None
    assert (found.kind, found.name) == ("person", "Clara Stanwick")


def people_as_labelled(nlp, body: str, *labels: tuple[str, str]) -> list[str]:
    """Names of the people of a text in which the model would have found these labels and no others."""
    doc = next(analyse(nlp, [body]))
    spans = [doc.char_span(body.index(text), body.index(text) + len(text), label=label) for text, label in labels]
    doc.set_ents(spans)
    found = cast_of(doc, gazetteer=load_gazetteer()).members
    return sorted({n.text for m in found if m.kind == "person" for n in m.names})


@pytest.mark.parametrize(
    ("body", "labels", "names"),
    [
        ("Mrs Edith May met voters. Mrs May left in May.", [("Edith May", "PERSON")], ["Edith May", "May"]),
        ("The seat went to Gordon To of Ellisport.", [("Gordon", "PERSON")], ["Gordon To"]),
        ("Clara and Martin sang.", [("Clara and Martin", "PERSON")], ["Clara", "Martin"]),
        ("Clara and Martin sang.", [("Clara and Martin", "ORG")], ["Clara", "Martin"]),
        ("Dalisa Quito, a nurse, sang.", [("Dalisa", "GPE"), ("Quito", "GPE")], ["Dalisa Quito"]),
        ("Clara and Martin Stanwick sang.", [("Clara and Martin Stanwick", "PERSON")], ["Clara", "Martin Stanwick"]),
        ("Can Stanwick win?", [("Can Stanwick", "PERSON")], ["Stanwick"]),
        ("Smith and Wesson sued.", [("Smith and Wesson", "PERSON")], []),
        ("Mark Stanwick, QC, spoke.", [("Mark Stanwick", "PERSON"), ("QC", "PERSON")], ["Mark Stanwick"]),
    ],
)
def test_names_of_people_begin_and_end_where_they_should(nlp, body, labels, names):
    assert people_as_labelled(nlp, body, *labels) == names


@pytest.mark.parametrize(
    "body",
    ["Clara and Martin Stanwick sang. Clara was glad.", 'He said: "Clara [Stanwick] was glad." Clara was.'],
)
def test_a_given_name_takes_the_surname_that_stands_apart(nlp, body):
    found = named(nlp, body, "Clara")
    assert found is not None
    assert (found.kind, found.name) == ("person", "Clara Stanwick")


def test_capitals_of_a_headline_in_title_case_make_no_given_name(nlp):
    body = "Oduya left on Monday. Mr. Oduya did not say why."
    found = named(nlp, body, "Oduya", headline="Angry Oduya Leaves Tallow Bay Council For Good")
    assert found is not None
    assert found.name == "Oduya"


def test_a_place_in_a_series_of_teams_is_one(nlp):
    body = (
        "The coach joined the club last season. He was his assistant at Fulham, Liverpool and England. The striker "
        "scored two goals in the match and the team won the league. Fans of the club cheered the goals."
    )
    kinds = {m.name: m.kind for m in cast(nlp, body).members}
    assert kinds["Liverpool"] == "organisation"


def test_a_place_of_the_same_sentence_stays_one_outside_of_sport(nlp):
    kinds = {m.name: m.kind for m in cast(nlp, "The minister flew to Paris, Berlin and Madrid on Monday.").members}
    assert kinds == {"Paris": "place", "Berlin": "place", "Madrid": "place"}


@pytest.mark.parametrize(
    "body",
    [
        "the minister of tallow bay said on monday that mara oduya had left. " * 30,
        "THE MINISTER OF TALLOW BAY SAID ON MONDAY THAT MARA ODUYA HAD LEFT. " * 30,
        "министр сказал в понедельник, что ничего не произошло. " * 30,
        "大臣は月曜日に何も起こらなかったと述べた。" * 30,
        "قال الوزير يوم الاثنين إنه لم يحدث شيء. " * 30,
        "Mara " + "Oduya" * 1_000 + " said so. " + "-".join(["Siu"] * 2_000),
        "the the the " * 500 + ", , , and and" * 200,
    ],
)
def test_text_where_capitals_mark_nothing_gives_sound_rows_or_none(nlp, body):
    for member in cast(nlp, body, headline=body, dateline=body[:5_000]).members:
        assert len(member.name) <= 200
        for name in member.names:
            assert body[name.start : name.end] == name.text
            assert 0 < len(name.text) <= 120
