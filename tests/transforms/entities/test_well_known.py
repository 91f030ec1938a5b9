"""Short names of well-known people: named in full where one alone can be meant, and nobody guessed otherwise."""

import re

import pytest

from flows.authority import load_knowledge
from transforms.analysis import analyse
from transforms.entities import Cast, Member, Name, cast_of, entity_of
from transforms.entities.knowledge import Correction, Record, knowledge_of
from transforms.entities.names import person_key
from transforms.entities.well_known import CONFIDENCE, WellKnown, name_the_well_known, well_known_people

OKORO = WellKnown("Ada Okoro", ("Okoro",), 2004, None, "NG", frozenset({"president"}), "", "Q9001")
PEOPLE = [
    OKORO,
    WellKnown("Tom Vance", ("Vance",), 1980, 1990, "XL", frozenset({"president"}), "country"),
    WellKnown("Rita Vance", ("Vance",), 2001, 2015, "XL", frozenset({"president", "senator"}), "country"),
    WellKnown("Alan Brown", ("Brown",), 2000, 2010, "XL", frozenset({"prime", "premier"}), "office"),
    WellKnown("Sam Fell", ("Fell",), 2000, 2010, "XL", frozenset({"senator"}), "office"),
    WellKnown("Anders, Duke of Holm", ("Duke of Holm",), 1990, None, "XL", frozenset({"prince"}), "office"),
]


def person(name: str, *titles: str, gender: str | None = None) -> Member:
    return Member(kind="person", name=name, names=[Name(0, len(name), name)], titles=titles, gender=gender)


def named(member: Member, *others: Member, year: int | None = None, country: str | None = "XL", apart=()) -> str:
    there = [Member(kind="place", name="Xland", country_code=country)] if country else []
    name_the_well_known(Cast([member, *others, *there]), well_known_people(PEOPLE), year=year, apart=apart)
    return member.name


def test_a_name_that_everybody_knows_is_named_and_a_little_less_sure():
    member = person("Okoro")
    assert named(member, country=None) == "Ada Okoro"
    assert (member.wikidata_id, member.confidence) == ("Q9001", CONFIDENCE)


def test_nobody_is_meant_before_they_were_known():
    assert named(person("Okoro"), year=1999) == "Okoro"


def test_the_year_decides_between_bearers_of_one_name():
    assert named(person("Vance"), year=1985) == "Tom Vance"
    assert named(person("Vance"), year=2012) == "Rita Vance"
    assert named(person("Vance"), year=2040) == "Vance"  # both are long past
    assert named(person("Vance")) == "Vance"


def test_others_of_whom_an_undated_article_tells_date_it():
    assert named(person("Vance"), person("Ada Okoro")) == "Rita Vance"


def test_an_office_decides_too():
    assert named(person("Vance", "senator")) == "Rita Vance"
    assert named(person("Vance", "president")) == "Vance"  # both were


def test_a_title_that_the_person_never_bore_means_somebody_else():
    assert named(person("Okoro", "sheriff")) == "Okoro"
    assert named(person("Okoro", "mr", gender="male")) == "Okoro"  # Ada is no man's name
    assert named(person("Okoro", "mrs", gender="female")) == "Ada Okoro"


def test_a_common_surname_needs_its_country_and_its_office():
    assert named(person("Brown")) == "Brown"
    assert named(person("Brown", "prime", "minister"), country=None) == "Brown"
    assert named(person("Brown", "minister")) == "Brown"
    assert named(person("Brown", "prime", "minister")) == "Alan Brown"


def test_of_an_office_that_many_hold_the_year_must_fit():
    assert named(person("Fell", "senator"), year=2005) == "Sam Fell"
    assert named(person("Fell", "senator"), year=2020) == "Fell"
    assert named(person("Fell", "senator")) == "Fell"


def test_several_words_need_no_more():
    assert named(person("Duke of Holm"), country=None) == "Anders, Duke of Holm"


def test_full_names_stay_as_printed_and_get_public_ids():
    member = person("Ada M. Okoro")
    assert named(member) == "Ada M. Okoro"
    assert member.wikidata_id == "Q9001"


def test_another_spelling_of_a_full_name_is_the_same_person():
    people = well_known_people([WellKnown("Mohamed Rasul", ("Rasul", "Rasool"), 2000, wikidata_id="Q9002")])
    one, other = person("Muhammad Rasool"), person("Samir Rasool")
    name_the_well_known(Cast([one, other]), people)
    assert (one.name, one.wikidata_id) == ("Mohamed Rasul", "Q9002")
    assert (other.name, other.wikidata_id) == ("Samir Rasool", None)


def test_a_well_known_name_is_a_persons_whatever_the_model_takes_it_for(nlp):
    doc = next(analyse(nlp, ["The Okoro government said on Monday that Okoro would go."]))
    spans = [doc.char_span(m.start(), m.end(), label="ORG") for m in re.finditer("Okoro", doc.text)]
    doc.set_ents(spans)
    kinds = [
        {m.kind for m in cast_of(doc, people=people).members if m.name == "Okoro"}
        for people in (well_known_people([]), well_known_people(PEOPLE))
    ]
    assert kinds == [{"organisation"}, {"person"}]


def test_a_correction_goes_before_what_is_known():
    knowledge = knowledge_of(corrections=[Correction("person", "Okoro", "", "A singer of that name is in our news.")])
    assert named(person("Okoro"), apart=knowledge.corrected_people) == "Okoro"


def test_all_prints_of_a_well_known_person_are_one_entity_across_articles():
    member = person("Okoro")
    named(member)
    ids = {entity_of(m, article).entity_id for m, article in ((member, "a1"), (person("Ada Okoro"), "a2"))}
    assert len(ids) == 1


def test_an_authority_file_has_the_last_word():
    member = person("Okoro")
    named(member)
    entity = entity_of(member, "a1", knowledge_of([Record("person", "P7", "Ada N. Okoro", ("Okoro",))]))
    assert (entity.authority_id, entity.name) == ("P7", "Ada N. Okoro")


def test_the_list_that_is_shipped_is_broad_and_sound():
    people = load_knowledge().people
    everybody = {p for bearers in people.by_short.values() for p in bearers}
    assert len(everybody) > 1_500
    assert len({p.country_code for p in everybody}) > 100
    ids = [p.wikidata_id for p in everybody if p.wikidata_id]
    assert len(ids) == len(set(ids)) > 100
    assert all(p.to_year is None or p.from_year <= p.to_year for p in everybody)


@pytest.mark.parametrize("short", ["bush", "clinton", "gandhi", "bhutto", "castro", "le pen"])
def test_family_names_of_several_are_shipped_with_all_of_them(short):
    assert len(load_knowledge().people.by_short[short]) > 1
    assert len({person_key(p.name) for p in load_knowledge().people.by_short[short]}) > 1
