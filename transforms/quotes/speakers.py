"""From the printed speaker to the member of the cast who is meant: names, roles, pronouns."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from spacy.strings import get_string_id

from transforms.entities import Cast
from transforms.quotes.lexicon import (
    DEFINITE,
    FEMALE_NOUNS,
    FEMALE_PRONOUNS,
    MALE_NOUNS,
    MALE_PRONOUNS,
    ORGANISATION_NOUNS,
    PRONOUNS,
    RELATIVE_PRONOUNS,
)
from transforms.quotes.marks import Span
from transforms.quotes.roles import Facts, facts_of
from transforms.quotes.tokens import Tokens

_SUBJECTS = frozenset(get_string_id(d) for d in ("nsubj", "nsubjpass"))
_SUBORDINATE = frozenset(get_string_id(d) for d in ("ccomp", "relcl", "advcl", "acl", "csubj"))
_APPOSITION = get_string_id("appos")
_RELATIVE_CLAUSE = frozenset(get_string_id(d) for d in ("relcl", "acl"))
_PREPOSITIONS = frozenset("of for to in with at from by on about against among near".split())  # noqa: SIM905
# How far back a pronoun or a role is followed, in sentences; and below which score nobody is named.
_PRONOUN_REACH, _ROLE_REACH = 8, 60
_LEAST_SCORE = -4.0
_LEAST_MARGIN = 0.25
_GENDER_KNOWN = 1.0
_RARELY_SPEAK = frozenset({"place", "group", "event", "work", "law", "language", "product"})
# So many mentions are looked back at, however short the sentences are.
_MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Resolved:
    """The member who is meant, and how sure that is; `role` is printed beside the name, in code points."""

    member: int | None
    certainty: float
    role: Span | None = None


class Speakers:
    """Resolves the speakers of one article in their order: each helps with the next."""

    def __init__(self, tokens: Tokens, cast: Cast) -> None:
        self.tokens = tokens
        self.cast = cast
        self.facts: Facts = facts_of(tokens, cast)
        self._spoken: list[tuple[int, int]] = []  # (token of the mention, member) of those resolved so far
        for noun in self.facts.roles:
            self.facts.roles[noun].sort()
        self._starts = [place.first for place in self.facts.places]
        self._stops = [place.last for place in self.facts.places]
        self._numbers = _numbered(tokens)
        self._surnames = _by_surname(cast)
        self._first_role: dict[int, Span] = {}
        for number in sorted(self.facts.printed):
            self._first_role.setdefault(self.facts.places[number].member, self.facts.printed[number])

    def resolve(self, source: Span) -> Resolved:
        """The member whom a printed speaker (a span of tokens) means."""
        words = [w.lower() for w in self.tokens.words[source[0] : source[1]]]
        plain = [w for w in words if any(c.isalnum() for c in w)]
        if not plain:
            return Resolved(None, 0.0)
        if len(plain) == 1 and plain[0] in PRONOUNS:
            found = self._pronoun(source[0] + words.index(plain[0]), plain[0])
        else:
            found = self._named(source) or self._role(source)
        if found.member is None:
            return found
        self._spoken.append((source[0], found.member))
        return found

    # ---------------------------------------------------------------- names

    def _named(self, source: Span) -> Resolved | None:
        """A name that heads the phrase, or stands in apposition to its head; not one inside of it (Smith's lawyer)."""
        best: tuple[int, int] | None = None
        root = self._root(source)
        low, high = bisect_right(self._stops, source[0]), bisect_left(self._starts, source[1])
        for number in range(low, high):
            place = self.facts.places[number]
            rank = self._rank(place.first, place.last, source, root)
            if rank and self.cast.members[place.member].kind in _RARELY_SPEAK:
                rank = 1  # a dateline or an event before the one who speaks
            if rank and (best is None or rank > best[0]):
                best = (rank, number)
        if best is None:
            return self._by_last_word(root)
        member = self._fuller(self.facts.places[best[1]].member)
        return Resolved(member, 0.98, self.facts.printed.get(best[1]) or self._first_role.get(member))

    def _fuller(self, member: int) -> int:
        """The person with that surname, for a member known by a single word; itself where there's none or several."""
        name = self.cast.members[member].name
        options = self._surnames.get(name, [])
        return options[0] if len(options) == 1 else member

    def _rank(self, first: int, last: int, source: Span, root: int) -> int:
        """0 for a name that only modifies the speaker; else the more, the surer it is the speaker."""
        tokens = self.tokens
        after = tokens.words[last] if last < len(tokens) else ""
        if (after in ("'s", "’s", "'", "’") and last < source[1]) or tokens.words[last - 1].endswith(("'s", "’s")):
            return 0
        if first <= root < last:
            return 3
        head = next((t for t in range(first, last) if not first <= int(tokens.head[t]) < last), first)
        if int(tokens.dep[head]) == _APPOSITION and int(tokens.head[head]) == root:
            return 2
        before = tokens.words[first - 1].lower() if first > source[0] else ""
        inside = [w.lower() for w in tokens.words[source[0] : first]]
        if before in _PREPOSITIONS or last <= root < source[1] or any(w in _PREPOSITIONS for w in inside[-4:]):
            return 0
        return 1

    def _root(self, source: Span) -> int:
        for token in range(*source):
            head = int(self.tokens.head[token])
            if head == token or not source[0] <= head < source[1]:
                return token
        return source[0]

    def _by_last_word(self, root: int) -> Resolved | None:
        """A surname that was taken for no name at this place is one where it heads the speaker."""
        options = self._surnames.get(self.tokens.words[root], [])
        return Resolved(options[0], 0.8, self._first_role.get(options[0])) if len(options) == 1 else None

    # ---------------------------------------------------------------- roles

    def _role(self, source: Span) -> Resolved:
        """`the governor`: who bears that role beside their name, or the organisation last named."""
        root = self._root(source)
        noun = self.tokens.words[root].lower()
        first = self.tokens.words[source[0]].lower()
        is_bare = source[1] - source[0] == 1
        if not (first in DEFINITE or is_bare):
            return Resolved(None, 0.0)
        if noun in ORGANISATION_NOUNS and first in DEFINITE:
            return self._organisation(source[0], noun)
        borne = self.facts.roles.get(noun, [])
        middle = bisect_left(borne, (source[0], -1))
        borne = borne[max(0, middle - _MOST_PLACES) : middle + _MOST_PLACES]
        borne = [(t, m) for t, m in borne if self._distance(t, root) <= _ROLE_REACH]
        before = [pair for pair in borne if pair[0] < source[0]]
        if before or borne:
            member = max(before)[1] if before else min(borne)[1]
            same = len({m for _, m in borne}) == 1
            return Resolved(member, 0.85 if same else 0.6, self._first_role.get(member))
        if noun in MALE_NOUNS or noun in FEMALE_NOUNS:
            return self._person(source[0], 1.0 if noun in MALE_NOUNS else -1.0, certainty=0.6)
        return Resolved(None, 0.0)

    def _organisation(self, at: int, noun: str) -> Resolved:
        """The organisation named last whose name holds the noun, else the one named in the last two sentences."""
        near: int | None = None
        for place in reversed(self.facts.places[: bisect_left(self._starts, at)][-_MOST_PLACES:]):
            member = self.cast.members[place.member]
            if member.kind != "organisation":
                continue
            if noun in member.name.lower().split():
                return Resolved(place.member, 0.8)
            if near is None and self._distance(place.first, at) <= 2:
                near = place.member
        return Resolved(near, 0.6 if near is not None else 0.0)

    # ---------------------------------------------------------------- pronouns

    def _pronoun(self, at: int, word: str) -> Resolved:
        if word in MALE_PRONOUNS or word in FEMALE_PRONOUNS:
            return self._person(at, 1.0 if word in MALE_PRONOUNS else -1.0, certainty=0.9)
        if word in RELATIVE_PRONOUNS:
            return self._antecedent(at)
        if word == "they" and self._spoken:
            return self._they(at)
        if word == "it":
            return self._organisation_as_subject(at)
        return Resolved(None, 0.0)

    def _antecedent(self, at: int) -> Resolved:
        """`who` and `which` mean the noun that their clause hangs on."""
        node = at
        for _ in range(4):
            up = int(self.tokens.head[node])
            if int(self.tokens.dep[node]) in _RELATIVE_CLAUSE and up < at:
                member = self.facts.member_at[up]
                return Resolved(member, 0.9, self._first_role.get(member)) if member >= 0 else Resolved(None, 0.0)
            node = up
        before = [m for m in self.facts.member_at[max(0, at - 3) : at] if m >= 0]
        return Resolved(before[-1], 0.7, self._first_role.get(before[-1])) if before else Resolved(None, 0.0)

    def _organisation_as_subject(self, at: int) -> Resolved:
        """`It said`: the organisation that was a subject or spoke last, within two sentences and outside of quotes."""
        for token, member, is_subject, is_spoken in sorted(self._mentions_before(at), reverse=True):
            near = self._distance(token, at) <= 2 and self.tokens.segment[token] < 0
            if near and (is_subject or is_spoken) and self.cast.members[member].kind == "organisation":
                return Resolved(member, 0.6)
        return Resolved(None, 0.0)

    def _they(self, at: int) -> Resolved:
        """An organisation or group that spoke last, in the same paragraph."""
        token, member = self._spoken[-1]
        same = self.tokens.paragraph[token] == self.tokens.paragraph[at]
        if same and self.cast.members[member].kind in ("organisation", "group"):
            return Resolved(member, 0.6)
        return Resolved(None, 0.0)

    def _person(self, at: int, gender: float, certainty: float) -> Resolved:
        """The person of that gender who is most in mind: lately named or speaking, as a subject, outside of quotes."""
        scores: dict[int, float] = {}
        for token, member, is_subject, is_spoken in self._mentions_before(at):
            if self.cast.members[member].kind != "person":
                continue
            told = self.facts.gender[member] * gender
            if told <= -_GENDER_KNOWN:
                continue
            score = -self._distance(token, at) - 0.5 * (self.tokens.paragraph[token] != self.tokens.paragraph[at])
            score += 1.0 * is_subject + 0.8 * is_spoken + (0.6 if told >= _GENDER_KNOWN else -0.2)
            score -= 2.5 * (self.tokens.segment[token] >= 0 and not is_spoken)
            scores[member] = max(scores.get(member, -99.0), score)
        ranked = sorted(scores.items(), key=lambda pair: -pair[1])
        if not ranked or ranked[0][1] < _LEAST_SCORE:
            return Resolved(None, 0.0)
        margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else -6.0)
        if margin < _LEAST_MARGIN:
            certainty *= 0.7
        member = ranked[0][0]
        return Resolved(member, certainty, self._first_role.get(member))

    def _mentions_before(self, at: int) -> list[tuple[int, int, bool, bool]]:
        """(token, member, is a subject, speaks) of each mention within reach before a token."""
        tokens = self.tokens
        found = []
        for place in reversed(self.facts.places[: bisect_left(self._starts, at)][-_MOST_PLACES:]):
            if self._distance(place.first, at) > _PRONOUN_REACH:
                break
            is_subject = any(self._is_main_subject(t) for t in range(place.first, place.last))
            is_part = place.last < len(tokens) and tokens.words[place.last] in ("'s", "’s")
            found.append((place.first, place.member, is_subject and not is_part, False))
        for token, member in self._spoken[-_MOST_PLACES:]:
            if token < at and self._distance(token, at) <= _PRONOUN_REACH:
                found.append((token, member, True, True))
        return found

    def _is_main_subject(self, token: int) -> bool:
        """Whether it is the subject of a clause that hangs on no other, or follows its verb (`…, said Smith`)."""
        verb = int(self.tokens.head[token])
        is_main = verb < token or int(self.tokens.dep[verb]) not in _SUBORDINATE
        return is_main and int(self.tokens.dep[token]) in _SUBJECTS

    def _distance(self, one: int, other: int) -> int:
        """How many sentences lie between two tokens; the sentences of one quotation count as one."""
        sentence = self.tokens.sentence
        return abs(self._numbers[int(sentence[one])] - self._numbers[int(sentence[other])])


def _numbered(tokens: Tokens) -> list[int]:
    """A number for each sentence that does not go up within a quotation."""
    numbers, current, last = [], 0, -2
    for first, end in tokens.sentences:
        segment = int(tokens.segment[first]) if first < len(tokens) else -1
        middle = int(tokens.segment[min(first + 1, max(first, end - 1))]) if end > first else -1
        if not (segment >= 0 and segment == last and middle == segment):
            current += 1
        last = int(tokens.segment[end - 1]) if end > first else -1
        numbers.append(current)
    return numbers


def _by_surname(cast: Cast) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, member in enumerate(cast.members):
        if member.kind == "person" and len(member.name.split()) > 1:
            found.setdefault(member.name.split()[-1], []).append(index)
    return found
