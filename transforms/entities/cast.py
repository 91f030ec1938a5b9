"""The cast of an article: each person, organisation, place … that it names, with all places where it does."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from transforms.entities.beside import names_beside, names_in_passing, vote_beside
from transforms.entities.completion import completed, explained_acronyms, is_capitals
from transforms.entities.context import neighbours, owners, sentence_evidence
from transforms.entities.forms import Form, decide, forms_of, is_shouted, key_of, person_words, vote
from transforms.entities.gazetteer import Gazetteer
from transforms.entities.given_names import GIVEN
from transforms.entities.organisations import joined, single_word_of
from transforms.entities.people import Person, people_of
from transforms.entities.places import Toponym, located
from transforms.entities.spans import Candidate, Tokens, candidates, tokens_of
from transforms.entities.teams import part_teams
from transforms.entities.well_known import NOBODY, WellKnownPeople, vote_well_known

if TYPE_CHECKING:  # who only merges entities does without spaCy
    from spacy.tokens import Doc

# Share of the votes from which a form's kind counts as sure.
SURE = 0.7


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

    `titles` are those printed before the name, in lower case; `gender` (male, female) is what they tell. `canonical`
    is the gazetteer's name of a place, or of the country of a nationality. Degrees are WGS 84; a place that the
    gazetteer doesn't know by its name, but that lies in one that it does, has that one's point and no `geonames_id`; a
    nationality has its country's. One who `is_well_known` is named as in the list of those, not as printed.
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
    canonical: str | None = None
    wikidata_id: str | None = None
    is_well_known: bool = False


@dataclass(slots=True)
class Cast:
    """All members of one article, in order of first appearance; `dateline` is the place that the dateline names."""

    members: list[Member]
    dateline: Member | None = None


def cast_of(
    doc: "Doc",
    *,
    headline: str | None = None,
    dateline: str | None = None,
    country: str | None = None,
    gazetteer: Gazetteer | None = None,
    people: WellKnownPeople = NOBODY,
) -> Cast:
    """The cast of a parsed body. Spans never overlap, and `body[start:end] == text` holds for each name.

    `headline` is the text beside the body, by lines: headline, bullets, captions. `dateline` is the place as printed,
    `country` the publisher's ISO 3166 code. Without a gazetteer no place is located. `people` helps to tell who is a
    person; it names nobody, see well_known.
    """
    tokens = tokens_of(doc)
    if is_capitals(tokens):  # old wire copy: nothing tells a name there, but the dateline does its place
        toponyms = _toponyms(tokens, {}, gazetteer, dateline, country) if gazetteer is not None else {}
        return Cast([], _dateline_member(dateline, toponyms))
    found = completed(tokens, candidates(doc, tokens), gazetteer)
    forms = forms_of(tokens, found)
    beside = names_beside(headline, forms) if headline else {}
    vote_beside(beside, forms)
    for form in forms.values():
        vote(tokens, form, gazetteer)
        vote_well_known(form, people)
        sentence_evidence(tokens, form)
        decide(form)
    _by_company(tokens, forms)
    _by_people(tokens, forms)
    acronyms = explained_acronyms(tokens)
    _acronyms_as_explained(forms, acronyms)
    _people_by_surname(forms, gazetteer)
    _organisations_by_one_word(forms, gazetteer)
    part_teams(tokens, forms, gazetteer.is_country if gazetteer is not None else lambda key: False)
    toponyms = _toponyms(tokens, forms, gazetteer, dateline, country) if gazetteer is not None else {}
    members = _members(tokens, forms, toponyms, gazetteer, acronyms)
    _name_in_full(members, names_in_passing(tokens, forms) | beside)
    members.sort(key=lambda m: m.names[0].start)
    return Cast(members, _dateline_member(dateline, toponyms))


def _toponyms(
    tokens: Tokens, forms: dict[str, Form], gazetteer: Gazetteer, dateline: str | None, country: str | None
) -> dict[str, Toponym]:
    nationalities: Counter[str] = Counter()
    for form in forms.values():
        home = gazetteer.homeland(form.key) if form.kind == "group" else None
        if home and home.country_code:
            nationalities[home.country_code] += len(form.mentions)
    places = [f for f in forms.values() if f.kind == "place"]
    return located(tokens, places, nationalities, gazetteer, dateline=dateline, country=country)


def _dateline_member(dateline: str | None, toponyms: dict[str, Toponym]) -> Member | None:
    toponym = toponyms.get(key_of(dateline)) if dateline else None
    if dateline is None or toponym is None:
        return None
    member = Member(kind="place", name=" ".join(dateline.split()))
    _put_on_map(member, toponym)
    return member


def _acronyms_as_explained(forms: dict[str, Form], acronyms: dict[str, str]) -> None:
    """An acronym is of the kind of the name that it stands behind in brackets."""
    for acronym, key in acronyms.items():
        if acronym in forms and key in forms and forms[key].kind != "person":
            forms[acronym].kind = forms[key].kind


def _by_company(tokens: Tokens, forms: dict[str, Form]) -> None:
    """What is joined by "and" to a name of a sure kind is likely of that kind too."""
    beside = neighbours(tokens, forms)
    sure = {key: form.kind for key, form in forms.items() if form.certainty >= SURE}
    for key, others in beside.items():
        form = forms[key]
        if key in sure or len(form.words) > 2:
            continue
        for other in others:
            if other in sure:
                form.votes[sure[other]] += 0.5
        decide(form)


def _by_people(tokens: Tokens, forms: dict[str, Form]) -> None:
    """Whatever has people of full names is hardly a person."""
    for key, number in owners(tokens, forms).items():
        form = forms[key]
        if form.kind == "person" and not form.titles and form.words[0] not in GIVEN:
            form.votes["person"] -= 0.75 * number
            form.votes["organisation"] += 0.5 * number
            decide(form)


def _people_by_surname(forms: dict[str, Form], gazetteer: Gazetteer | None) -> None:
    """A single word that ends a person's full name in this article is that person too; one with hyphens is a word."""
    people = [person_words(f.words) for f in forms.values() if f.kind == "person"]
    surnames = {words[at:] for words in people for at in range(1, len(words))}
    for form in forms.values():
        if (
            " " in form.text
            or form.words not in surnames
            or (len(form.words) > 1 and "-" not in form.text)
            or form.kind == "group"
            or is_shouted(form)
        ):
            continue
        if form.kind == "place" and gazetteer is not None and gazetteer.is_large(form.key) and not form.votes["person"]:
            continue
        form.kind = "person"


def _organisations_by_one_word(forms: dict[str, Form], gazetteer: Gazetteer | None) -> None:
    """A single word of unclear kind that begins or ends an organisation's name in this article is that organisation."""
    longer = [[f] for f in forms.values() if f.kind == "organisation" and len(f.words) > 1]
    people = {w for f in forms.values() if f.kind == "person" and len(f.words) > 1 for w in f.words}
    for form in forms.values():
        unclear = form.kind in ("product", "work", "event") or (form.kind == "person" and not form.titles)
        if not unclear or len(form.words) > 1 or form.words[0] in people or form.words[0] in GIVEN:
            continue
        if single_word_of(form, longer) and not (gazetteer and gazetteer.is_large(form.key)):
            form.kind = "organisation"


def _members(
    tokens: Tokens,
    forms: dict[str, Form],
    toponyms: dict[str, Toponym],
    gazetteer: Gazetteer | None,
    acronyms: dict[str, str],
) -> list[Member]:
    members = [_person(tokens, p) for p in people_of([f for f in forms.values() if f.kind == "person"])]
    organisations = [f for f in forms.values() if f.kind == "organisation"]
    members += [_member(tokens, "organisation", g) for g in joined(organisations, acronyms)]
    groups: dict[tuple[str, object], list[Form]] = {}
    for form in forms.values():
        if form.kind not in ("person", "organisation"):
            groups.setdefault((form.kind, _sameness(form, toponyms, gazetteer, acronyms)), []).append(form)
    for (kind, _), group in groups.items():
        member = _member(tokens, kind, group)
        if kind == "place" and group[0].key in toponyms:
            _put_on_map(member, toponyms[group[0].key])
        elif kind == "group" and gazetteer is not None:
            _put_at_home(member, group[0], gazetteer)
        members.append(member)
    return members


def _name_in_full(members: list[Member], beside: dict[str, str]) -> None:
    """People of whom the body prints one word have the full name that stands beside it."""
    for member in members:
        if member.kind == "person" and " " not in member.name:
            member.name = beside.get(key_of(member.name), member.name)


def _sameness(
    form: Form, toponyms: dict[str, Toponym], gazetteer: Gazetteer | None, acronyms: dict[str, str]
) -> object:
    """What forms of one place, people or other thing share."""
    toponym = toponyms.get(form.key)
    if form.kind == "place" and toponym and toponym.place and toponym.is_exact:
        return toponym.place.row
    if form.kind == "group":
        home = gazetteer.homeland(form.key) if gazetteer else None
        return home.row if home else form.key.removesuffix("s")
    return acronyms.get(form.key, form.key)


def _put_on_map(member: Member, toponym: Toponym) -> None:
    place = toponym.place
    if place is None:
        return
    member.country_code = place.country_code
    if place.latitude or place.longitude:
        member.latitude, member.longitude = place.latitude, place.longitude
    member.confidence = round(member.confidence * min(1.0, 0.5 + toponym.margin / 4), 3)
    if toponym.is_exact:
        member.geonames_id, member.canonical = place.geonames_id, place.name


def _put_at_home(member: Member, form: Form, gazetteer: Gazetteer) -> None:
    home = gazetteer.homeland(form.key)
    if home is not None:
        member.country_code, member.canonical = home.country_code, home.name
        member.latitude, member.longitude = home.latitude, home.longitude


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
