"""Persons in one article: full and short names, initials, titles and nicknames joined, namesakes kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.entities.forms import Form, person_words
from transforms.entities.lexicon import FEMALE_TITLES, GENERATIONS, MALE_TITLES, NICKNAMES
from transforms.entities.spans import Candidate


@dataclass(slots=True)
class Person:
    """One person: the full names that the article prints, and all mentions."""

    fulls: list[tuple[str, ...]]
    forms: list[Form]
    mentions: list[Candidate] = field(default_factory=list)
    doubts: int = 0

    @property
    def gender(self) -> str | None:
        """By the titles printed with the name; None without or when they disagree."""
        titles = {t for mention in self.mentions for t in mention.titles}
        male, female = bool(titles & MALE_TITLES), bool(titles & FEMALE_TITLES)
        return None if male == female else "male" if male else "female"


def people_of(forms: Sequence[Form]) -> list[Person]:
    """Persons of the forms that were voted to be people."""
    people: list[Person] = []
    fulls = [f for f in forms if len(person_words(f.words)) > 1]
    for form in sorted(fulls, key=lambda f: -len(f.words)):
        words = person_words(form.words)
        same = [p for p in people if any(compatible(words, known) for known in p.fulls)]
        same = [p for p in same if all(generation(form.words) == generation(f.words) for f in p.forms)]
        if len(same) == 1:
            same[0].fulls.append(words)
            same[0].forms.append(form)
            same[0].mentions.extend(form.mentions)
        else:
            people.append(Person([words], [form], list(form.mentions)))
    bearers = _bearers(people)
    for form in forms:
        words = person_words(form.words)
        if len(words) == 1:
            _place_short(form, people, next((found[words[0]] for found in bearers if words[0] in found), []))
    return people


def _bearers(people: Sequence[Person]) -> tuple[dict[str, list[Person]], ...]:
    """By a word, the persons whose full names end with it, begin with it, or have it; each in order."""
    last: dict[str, list[Person]] = {}
    first: dict[str, list[Person]] = {}
    anywhere: dict[str, list[Person]] = {}
    for person in people:
        for words, found in (
            ({full[-1] for full in person.fulls}, last),
            ({full[0] for full in person.fulls}, first),
            ({word for full in person.fulls for word in full}, anywhere),
        ):
            for word in words:
                found.setdefault(word, []).append(person)
    return last, first, anywhere


def generation(words: tuple[str, ...]) -> frozenset[str]:
    """Jr., Sr., III: with or without it is another person, where an article prints both."""
    return GENERATIONS & frozenset(words[2:])


def compatible(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two full names, folded, can be one person's: same last name, first names that agree."""
    if a == b:
        return True
    if set(a) <= set(b) or set(b) <= set(a):
        short, long = (a, b) if len(a) < len(b) else (b, a)
        ends = (long[0], long[-1]) == (short[0], short[-1])
        return ends or short in (long[-len(short) :], long[: len(short)])
    return a[-1] == b[-1] and given_agree(a[0], b[0]) and _middles_agree(a[1:-1], b[1:-1])


def given_agree(a: str, b: str) -> bool:
    """An initial or a nickname will do."""
    if a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b)):
        return True
    return any(a in group and b in group for group in NICKNAMES)


def _middles_agree(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return not a or not b or all(x[0] == y[0] for x, y in zip(a, b, strict=False))


def _place_short(form: Form, people: list[Person], options: list[Person]) -> None:
    """Give each mention of a single word to the person who bears it; the rest makes a person of its own."""
    if not options:
        people.append(Person([], [form], list(form.mentions)))
        return
    chosen = set()
    for mention in form.mentions:
        person = _chosen(mention, options)
        person.mentions.append(mention)
        person.doubts += len(options) > 1
        chosen.add(id(person))
    for person in options:
        if id(person) in chosen and form not in person.forms:
            person.forms.append(form)


def _chosen(mention: Candidate, options: list[Person]) -> Person:
    """Of several bearers of a name: the one whose gender fits the title, then the one named in full last before."""
    if len(options) == 1:
        return options[0]
    title = set(mention.titles)
    gender = "male" if title & MALE_TITLES else "female" if title & FEMALE_TITLES else None
    fit = [p for p in options if gender is None or p.gender in (None, gender)] or options
    return max(fit, key=lambda p: (_last_before(p, mention), -p.mentions[0].first))


def _last_before(person: Person, mention: Candidate) -> int:
    before = [m.first for m in person.mentions if m.first < mention.first]
    return max(before, default=-1)
