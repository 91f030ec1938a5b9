"""Which place is meant: by what is printed with it, by the rest of the article, by size."""

import pytest

from flows.gazetteer import load_gazetteer
from transforms.analysis import analyse
from transforms.entities import Cast, Member, cast_of, entity_of
from transforms.entities.forms import key_of


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer()


def cast(nlp, body: str, **given) -> Cast:
    return cast_of(next(analyse(nlp, [body])), gazetteer=load_gazetteer(), **given)


def named(of: Cast, name: str) -> Member:
    found = [m for m in of.members if any(n.text == name for n in m.names)]
    assert len(found) == 1, [(m.kind, m.name) for m in of.members]
    return found[0]


@pytest.mark.parametrize(
    ("name", "country", "level"),
    [
        ("Shan", "MM", "admin1"),
        ("South Kivu", "CD", "admin1"),
        ("Kiev", "UA", "city"),
        ("The Hague", "NL", "city"),
        ("Tenn.", "US", "admin1"),
        ("U.S.", "US", "country"),
        ("Timbuktu", "ML", "city"),
    ],
)
def test_the_gazetteer_knows_english_names(gazetteer, name, country, level):
    best = max(gazetteer.named(key_of(name)), key=lambda p: (p.level == level, p.population))
    assert (best.country_code, best.level) == (country, level)
    assert best.geonames_id


def test_every_country_has_a_point_and_an_id(gazetteer):
    countries = [gazetteer.place(row) for row in range(250)]
    assert {c.level for c in countries} == {"country"}
    assert all(c.geonames_id and (c.latitude or c.longitude) for c in countries)


def test_a_container_decides(nlp):
    texas = named(cast(nlp, "The mayor of Paris, Texas, resigned on Monday."), "Paris")
    france = named(cast(nlp, "The president returned to Paris from Berlin on Monday."), "Paris")
    assert (texas.country_code, france.country_code) == ("US", "FR")
    assert texas.geonames_id != france.geonames_id


def test_the_rest_of_the_article_decides(nlp):
    body = "Officials in Atlanta and Savannah said Georgia would count again. Voters in Alabama and Florida waited."
    assert named(cast(nlp, body), "Georgia").country_code == "US"
    body = "Officials in Tbilisi said Georgia would talk with Armenia. Russia and Azerbaijan agreed."
    assert named(cast(nlp, body), "Georgia").country_code == "GE"


def test_names_of_one_country_are_one_entity(nlp):
    found = cast(nlp, "The United States agreed. The U.S. and Mali signed in Bamako. America waited.")
    assert {n.text for n in named(found, "U.S.").names} == {"United States", "U.S.", "America"}


def test_a_nationality_lies_in_its_country(nlp):
    group = named(cast(nlp, "Two Congolese officers crossed the border."), "Congolese")
    assert (group.kind, group.country_code) == ("group", "CD")
    assert group.geonames_id is None


def test_the_dateline_is_located(nlp):
    found = cast(nlp, "Rebels took two villages, an officer said.", dateline="GAO, Mali")
    assert found.dateline is not None
    row = entity_of(found.dateline, "a1")
    assert (row.kind, row.country_code) == ("place", "ML")


def test_a_place_has_one_id_whatever_it_is_called(nlp):
    new = named(cast(nlp, "He flew to Kyiv in Ukraine on Friday."), "Kyiv")
    old = named(cast(nlp, "He flew to Kiev in Ukraine on Friday."), "Kiev")
    assert entity_of(new, "a").entity_id == entity_of(old, "b").entity_id
    assert entity_of(old, "b").name == "Kyiv"


def test_a_team_is_no_place(nlp):
    body = (
        "England beat Samoa with two late tries. The striker and the goalkeeper left the squad before the match, the "
        "coach said. England captain Tom Harker scored two goals in the league this season."
    )
    assert {m.kind for m in cast(nlp, body).members if m.name == "England"} == {"organisation"}


def test_without_a_gazetteer_nothing_is_located(nlp):
    found = cast_of(next(analyse(nlp, ["He flew to Berlin in Germany."])))
    assert all(m.country_code is None for m in found.members)
