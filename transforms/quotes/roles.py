"""What the article prints about its people: roles beside their names, and the gender that its words tell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from spacy.strings import get_string_id

from transforms.entities import Cast
from transforms.entities.given_names import FEMALE, MALE
from transforms.quotes.lexicon import (
    FEMALE_NOUNS,
    FEMALE_PRONOUNS,
    MALE_NOUNS,
    MALE_PRONOUNS,
    TITLE_NOUNS,
)
from transforms.quotes.marks import Span
from transforms.quotes.tokens import Tokens

_APPOSITION = get_string_id("appos")
_SUBJECTS = frozenset(get_string_id(d) for d in ("nsubj", "nsubjpass"))
_ATTRIBUTE = get_string_id("attr")
_NOUN_TAGS = frozenset(get_string_id(t) for t in ("NN", "NNS", "NNP", "NNPS"))
_MOST_ROLE_WORDS = 24
# What one piece of evidence weighs; a first name alone decides only where nothing printed speaks.
_TITLE_WEIGHT, _NOUN_WEIGHT, _PRONOUN_WEIGHT, _GIVEN_WEIGHT = 4.0, 3.0, 1.0, 1.5


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a member is named: token span, and the index of the member."""

    first: int
    last: int
    member: int


@dataclass(slots=True)
class Facts:
    """What was found out about the members of a cast.

    `places` are in order; `member_at` gives the member that each token names, -1 for none. `gender` is above 0 for men,
    below for women, near 0 where nothing tells. `roles` maps a noun in lower case to the (token, member) pairs where
    it stands beside a name. `printed` holds the role beside each place, in code points.
    """

    places: list[Place]
    member_at: list[int]
    gender: list[float]
    roles: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    printed: dict[int, Span] = field(default_factory=dict)


def facts_of(tokens: Tokens, cast: Cast) -> Facts:
    """Roles and genders of the members of an article."""
    places = _places(tokens, cast)
    member_at = [-1] * len(tokens)
    for place in places:
        member_at[place.first : place.last] = [place.member] * (place.last - place.first)
    facts = Facts(places, member_at, [_by_name(m.name, m.gender) for m in cast.members])
    children: dict[int, list[int]] = defaultdict(list)
    for token, head in enumerate(tokens.head.tolist()):
        if head != token and member_at[head] >= 0:
            children[head].append(token)
    for number, place in enumerate(places):
        if cast.members[place.member].kind == "person":
            _roles_beside(tokens, facts, number, place, children)
    _pronouns_near(tokens, cast, facts)
    return facts


def _places(tokens: Tokens, cast: Cast) -> list[Place]:
    names = sorted((n.start, n.end, i) for i, m in enumerate(cast.members) for n in m.names if not n.is_pronoun)
    first = np.searchsorted(tokens.ends, [n[0] for n in names], side="right").tolist()
    last = np.searchsorted(tokens.starts, [n[1] for n in names], side="left").tolist()
    return [Place(a, b, n[2]) for a, b, n in zip(first, last, names, strict=True) if a < b]


def _by_name(name: str, gender: str | None) -> float:
    told = {"male": _TITLE_WEIGHT, "female": -_TITLE_WEIGHT}.get(gender or "", 0.0)
    given = name.split()[0].lower() if " " in name else ""
    return told + (_GIVEN_WEIGHT if given in MALE else -_GIVEN_WEIGHT if given in FEMALE else 0.0)


def _roles_beside(tokens: Tokens, facts: Facts, number: int, place: Place, children: dict[int, list[int]]) -> None:
    """Appositions after the name (`X, the governor of Y`), nouns and titles before it, and `X is a Y`."""
    before = _before(tokens, facts, place)
    if before is not None:
        facts.printed[number] = _characters(tokens, before)
        for token in range(*before):
            _note(tokens, facts, token, place.member)
    for token in range(place.first, place.last):
        for child in children.get(token, ()):
            relation = int(tokens.dep[child])
            if relation == _APPOSITION and facts.member_at[child] != place.member and child >= place.last:
                span = _clause(tokens, child, place.last)
                facts.printed[number] = _characters(tokens, span)
                _note(tokens, facts, child, place.member)
        head = int(tokens.head[token])
        if int(tokens.dep[token]) == _APPOSITION and not place.first <= head < place.last:
            _note(tokens, facts, head, place.member)
        if int(tokens.dep[token]) in _SUBJECTS:
            for other in range(head + 1, min(head + 8, len(tokens))):
                if int(tokens.dep[other]) == _ATTRIBUTE and int(tokens.head[other]) == head:
                    _note(tokens, facts, other, place.member)


def _before(tokens: Tokens, facts: Facts, place: Place) -> Span | None:
    """The unbroken nouns and adjectives that stand before a name as its title or role."""
    low = place.first
    while low > 0 and place.first - low < 8:
        token = low - 1
        inside = place.first <= int(tokens.head[token]) < place.last or low < place.first
        word = tokens.words[token]
        if not inside or not (word[:1].isalpha() or word in "-&") or facts.member_at[token] == place.member:
            break
        if word.lower() in ("the", "a", "an", "said", "and", "mr.", "mrs.", "ms.", "mr", "mrs", "ms"):
            break
        if int(tokens.tag[token]) not in _BEFORE_TAGS:
            break
        low = token
    return (low, place.first) if low < place.first else None


_BEFORE_TAGS = frozenset(get_string_id(t) for t in ("NN", "NNS", "NNP", "NNPS", "JJ", "HYPH", "VBN", "VBG", "CD"))


def _clause(tokens: Tokens, head: int, low: int) -> Span:
    """An apposition from its first word to the comma, mark or line end that closes it."""
    start = head
    while start > low and tokens.words[start - 1] not in (",", "(", "—", "–", "-"):
        start -= 1
    end = head + 1
    limit = min(len(tokens), start + _MOST_ROLE_WORDS)
    while end < limit and tokens.words[end] not in _ENDS and "\n" not in tokens.words[end]:
        end += 1
    return start, end


_ENDS = frozenset((",", ";", ".", ":", ")", "—", "–", "--", "“", "”", '"', "said", "says", "told", "and", "who", "but"))


def _characters(tokens: Tokens, span: Span) -> Span:
    return int(tokens.starts[span[0]]), int(tokens.ends[span[1] - 1])


def _note(tokens: Tokens, facts: Facts, token: int, member: int) -> None:
    word = tokens.words[token].lower().rstrip(".")
    for noun in (word, *TITLE_NOUNS.get(word, ())):
        facts.roles[noun].append((token, member))
    if word in MALE_NOUNS or word in FEMALE_NOUNS:
        facts.gender[member] += _NOUN_WEIGHT if word in MALE_NOUNS else -_NOUN_WEIGHT


def _pronouns_near(tokens: Tokens, cast: Cast, facts: Facts) -> None:
    """A pronoun in a sentence that names one person only speaks for that person's gender."""
    people: dict[int, set[int]] = defaultdict(set)
    first_place: dict[int, int] = {}
    for place in facts.places:
        if cast.members[place.member].kind == "person" and tokens.segment[place.first] < 0:
            number = int(tokens.sentence[place.first])
            people[number].add(place.member)
            first_place.setdefault(number, place.first)
    for number, members in people.items():
        if len(members) != 1:
            continue
        (member,) = members
        words = _plain_words(tokens, first_place[number], tokens.sentences[number][1])
        votes = sum(w in MALE_PRONOUNS for w in words) - sum(w in FEMALE_PRONOUNS for w in words)
        facts.gender[member] += _PRONOUN_WEIGHT * max(-1, min(1, votes))


def _plain_words(tokens: Tokens, first: int, last: int) -> Sequence[str]:
    return [tokens.words[t].lower() for t in range(first, last) if tokens.segment[t] < 0]
