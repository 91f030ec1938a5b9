"""The cast of an article: each person, organisation, place … that it names, with all places where it does."""

from dataclasses import dataclass, field

from spacy.tokens import Doc

from transforms.entities.completion import completed, explained_acronyms, is_capitals
from transforms.entities.forms import Form, decide, forms_of, person_words, vote
from transforms.entities.organisations import joined
from transforms.entities.people import Person, people_of
from transforms.entities.spans import Candidate, Tokens, candidates, tokens_of


@dataclass(frozen=True, slots=True)
class Name:
    """One place where the article names a member, or means it by a pronoun: a span of the body, in code points."""

    start: int
    end: int
    text: str
    confidence: float = 1.0
    is_pronoun: bool = False


@dataclass(slots=True)
class Member:
    """One entity of an article: `name` is the fullest form that the article prints.

    `titles` are those printed before the name, in lower case; `gender` (male, female) is what they tell.
    """

    kind: str
    name: str
    names: list[Name] = field(default_factory=list)
    country_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: str | None = None
    confidence: float = 1.0
    titles: tuple[str, ...] = ()
    gender: str | None = None


@dataclass(slots=True)
class Cast:
    """All members of one article, in order of first appearance."""

    members: list[Member]


def cast_of(doc: Doc, *, headline: str | None = None) -> Cast:
    """The cast of a parsed body. Spans never overlap, and `body[start:end] == text` holds for each name."""
    tokens = tokens_of(doc)
    if is_capitals(tokens):
        return Cast([])
    found = completed(tokens, candidates(doc, tokens))
    forms = forms_of(tokens, found)
    for form in forms.values():
        vote(tokens, form)
        decide(form)
    _people_by_surname(forms)
    members = _members(tokens, forms)
    members.sort(key=lambda m: m.names[0].start)
    return Cast(members)


def _people_by_surname(forms: dict[str, Form]) -> None:
    """A single word that ends a person's full name in this article is that person too."""
    people = [person_words(f.words) for f in forms.values() if f.kind == "person"]
    surnames = {words[-1] for words in people if len(words) > 1}
    for form in forms.values():
        if len(form.words) == 1 and form.words[0] in surnames and form.kind != "group":
            form.kind = "person"


def _members(tokens: Tokens, forms: dict[str, Form]) -> list[Member]:
    members = [_person(tokens, p) for p in people_of([f for f in forms.values() if f.kind == "person"])]
    organisations = [f for f in forms.values() if f.kind == "organisation"]
    members += [_member(tokens, "organisation", g) for g in joined(organisations, explained_acronyms(tokens))]
    plurals: dict[tuple[str, str], list[Form]] = {}
    for form in forms.values():
        if form.kind not in ("person", "organisation"):
            stem = form.key.removesuffix("s") if form.kind == "group" else form.key
            plurals.setdefault((form.kind, stem), []).append(form)
    members += [_member(tokens, kind, group) for (kind, _), group in plurals.items()]
    return members


def _person(tokens: Tokens, person: Person) -> Member:
    certainty = max(f.certainty for f in person.forms)
    member = _built(tokens, "person", person.mentions, certainty * (0.8 if person.doubts else 1.0))
    member.titles = tuple(sorted({t for f in person.forms for t in f.titles}))
    member.gender = person.gender
    return member


def _member(tokens: Tokens, kind: str, forms: list[Form]) -> Member:
    mentions = [m for form in forms for m in form.mentions]
    return _built(tokens, kind, mentions, max(f.certainty for f in forms))


def _built(tokens: Tokens, kind: str, mentions: list[Candidate], confidence: float) -> Member:
    names = []
    for mention in sorted(mentions, key=lambda m: m.first):
        start, end = tokens.starts[mention.first], tokens.end(mention.stop - 1)
        names.append(Name(start, end, tokens.text[start:end]))
    return Member(kind=kind, name=fullest(names), names=names, confidence=round(confidence, 3))


def fullest(names: list[Name]) -> str:
    """The name with most words, then most letters, then printed first."""
    best = max(names, key=lambda n: (len(n.text.split()), len(n.text), -n.start))
    return " ".join(best.text.split())
