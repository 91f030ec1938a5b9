"""The cast of an article: each person, organisation, place … that it names, with all places where it does."""

from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Doc

# OntoNotes labels of the spaCy models; numbers, dates and amounts name nothing.
KINDS = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "PRODUCT": "product",
    "LAW": "law",
    "LANGUAGE": "language",
}


@dataclass(frozen=True, slots=True)
class Name:
    """One place where the article names a member: a span of the body, in code points."""

    start: int
    end: int
    text: str
    confidence: float = 1.0


@dataclass(slots=True)
class Member:
    """One entity of an article: `name` is the fullest form that the article prints."""

    kind: str
    name: str
    names: list[Name] = field(default_factory=list)
    country_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: str | None = None


@dataclass(slots=True)
class Cast:
    """All members of one article, in order of first appearance."""

    members: list[Member]


def cast_of(doc: Doc) -> Cast:
    """The cast of a parsed body."""
    members: dict[tuple[str, str], Member] = {}
    for ent in doc.ents:
        kind = KINDS.get(ent.label_)
        if kind is None:
            continue
        member = members.setdefault((kind, ent.text), Member(kind=kind, name=ent.text))
        member.names.append(Name(ent.start_char, ent.end_char, ent.text))
    _join_surnames(members)
    return Cast(list(members.values()))


def _join_surnames(members: dict[tuple[str, str], Member]) -> None:
    """A bare last name joins the one full name that ends in it."""
    people = [m for (kind, _), m in members.items() if kind == "person"]
    lasts = Counter(m.name.split()[-1] for m in people if " " in m.name)
    for short in [m for m in people if " " not in m.name and lasts[m.name] == 1]:
        full = next(m for m in people if " " in m.name and m.name.split()[-1] == short.name)
        full.names.extend(short.names)
        del members["person", short.name]
