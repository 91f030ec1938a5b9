"""Authority records and corrections: they say under which name an entity is filed, and leave the rest as it is."""

import re

import pytest

from flows.authority import load_knowledge
from transforms.entities import Member, Name, entity_of
from transforms.entities.knowledge import BadKnowledge, Correction, Record, knowledge_of


def member(kind: str, name: str, *more: str) -> Member:
    return Member(kind=kind, name=name, names=[Name(0, len(t), t) for t in (name, *more)])


ODUYA = Record("person", "Q9001", "Mara Oduya", ("Oduya", "M. K. Oduya"))


def test_a_record_gives_its_ids_and_name():
    entity = entity_of(member("person", "Mara Oduya"), "a1", knowledge_of([ODUYA]))
    assert (entity.wikidata_id, entity.authority_id, entity.name) == ("Q9001", "Q9001", "Mara Oduya")


def test_an_authority_does_not_change_the_id_of_a_full_name():
    known = entity_of(member("person", "Mara Oduya"), "a1", knowledge_of([ODUYA]))
    assert known.entity_id == entity_of(member("person", "Mara Oduya"), "a2").entity_id


def test_a_lone_surname_is_linked_when_one_record_bears_it():
    knowledge = knowledge_of([ODUYA])
    ids = {entity_of(member("person", "Oduya"), article, knowledge).entity_id for article in ("a1", "a2")}
    assert ids == {entity_of(member("person", "Mara Oduya"), "a3").entity_id}


def test_a_name_of_two_records_links_to_neither():
    knowledge = knowledge_of([ODUYA, Record("person", "Q9002", "Peter Oduya", ("Oduya",))])
    entity = entity_of(member("person", "Oduya"), "a1", knowledge)
    assert entity.authority_id is None
    assert entity == entity_of(member("person", "Oduya"), "a1")


def test_own_ids_are_no_wikidata_ids():
    knowledge = knowledge_of([Record("organisation", "org-7", "Acme Corp.", ("ACME",))])
    entity = entity_of(member("organisation", "ACME"), "a1", knowledge)
    assert (entity.wikidata_id, entity.authority_id) == (None, "org-7")


def test_a_correction_files_one_name_under_another():
    knowledge = knowledge_of(corrections=[Correction("organisation", "Acme Works", "Acme Corp.", "Renamed.")])
    corrected = entity_of(member("organisation", "Acme Works"), "a1", knowledge)
    assert corrected.entity_id == entity_of(member("organisation", "Acme Corp."), "a2").entity_id
    assert corrected.aliases == ["Acme Works"]


def test_a_correction_keeps_a_name_apart():
    knowledge = knowledge_of(corrections=[Correction("person", "Tom Harker", "", "Father and son.")])
    one, other = (entity_of(member("person", "Tom Harker"), a, knowledge).entity_id for a in ("a1", "a2"))
    assert one != other


@pytest.mark.parametrize(
    ("corrections", "message"),
    [
        ([Correction("person", "Ann Lee", "Anna Lee", "")], "reason"),
        ([Correction("person", "", "Anna Lee", "x")], "name"),
        ([Correction("person", "Ann Lee", "Ann  LEE", "x")], "as it is"),
        ([Correction("person", "Ann Lee", "", "x"), Correction("person", "Ann Lee", "Bo Lee", "x")], "twice"),
        ([Correction("person", "A B", "C D", "x"), Correction("person", "C D", "E F", "x")], "corrected itself"),
    ],
)
def test_a_correction_that_changes_nothing_or_contradicts_is_refused(corrections, message):
    with pytest.raises(BadKnowledge, match=message):
        knowledge_of(corrections=corrections)


def test_an_organisation_has_the_public_id_of_its_name():
    knowledge = knowledge_of(organisation_ids=[("Acme", "Q9003")])
    entities = [entity_of(member(kind, "Acme Inc."), "a1", knowledge) for kind in ("organisation", "place")]
    assert [e.wikidata_id for e in entities] == ["Q9003", None]
    assert entities[0].entity_id == entity_of(member("organisation", "Acme"), "a2").entity_id


def test_a_record_or_a_split_goes_before_the_public_id_of_a_name():
    ids = [("Acme", "Q9003")]
    given = knowledge_of([Record("organisation", "Q9004", "Acme")], organisation_ids=ids)
    split = knowledge_of(corrections=[Correction("organisation", "Acme", "", "Two firms.")], organisation_ids=ids)
    found = [entity_of(member("organisation", "Acme"), "a1", k).wikidata_id for k in (given, split)]
    assert found == ["Q9004", None]


def test_the_ids_of_organisations_that_are_shipped_are_sound():
    ids = load_knowledge().organisation_ids
    assert len(ids) > 1_000
    assert all(re.fullmatch(r"Q[1-9]\d*", public_id) for public_id in ids.values())
    assert ids["deutsche bank"] == "Q66048"


def test_the_corrections_that_are_shipped_hold():
    knowledge = load_knowledge()
    assert knowledge.merges
    assert knowledge.splits
