"""Pronouns that stand for a person or an organisation of the cast: he, her, its, and "I" in a quotation.

A discourse model in the manner of Lappin and Leass (1994): each mention makes its member more salient, subjects more
than others, and salience halves with every sentence. A pronoun means the most salient member that its gender and the
grammar of its clause allow. Where two are about as salient, it is left open.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.tokens import Doc

from transforms.entities.cast import Cast, Member, Name
from transforms.entities.given_names import FEMALE, MALE
from transforms.words import words_of

if TYPE_CHECKING:
    from transforms.quotes.model import Quotation

GENDERS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
}
THINGS = frozenset({"it", "its", "itself"})
SPEAKER = frozenset({"i", "me", "my", "mine", "myself"})
PRONOUNS = SPEAKER | THINGS | GENDERS.keys()
REFLEXIVE = frozenset({"himself", "herself", "itself"})
OBJECTS = frozenset({"dobj", "pobj", "iobj", "dative"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# "It is", "it seems": the pronoun means nothing there.
EMPTY_VERBS = frozenset(
    {"is", "was", "'s", "’s", "be", "been", "seems", "seemed", "appears", "takes", "took", "remains"}
)

DECAY = 0.5
AS_SUBJECT, AS_OTHER, AS_POSSESSOR, IN_QUOTE = 1.0, 0.55, 0.5, 0.35
OF_GENDER = 1.4  # a member whose gender is known to fit, against one of whom nothing is known
LEAST = 0.12
LEAD = 1.15  # how many times as salient as the next it must be


@dataclass(slots=True)
class _Discourse:
    """Who is in mind: salience by member, and the genders that were told or learnt."""

    salience: dict[int, float] = field(default_factory=dict)
    genders: dict[int, str] = field(default_factory=dict)

    def raise_(self, member: int, weight: float) -> None:
        self.salience[member] = self.salience.get(member, 0.0) + weight

    def fade(self) -> None:
        self.salience = {m: s * DECAY for m, s in self.salience.items() if s > 0.01}


def add_pronouns(doc: Doc, cast: Cast, quotations: Sequence["Quotation"]) -> None:
    """Add to each member the pronouns that mean it, but for those that are speakers of the quotations already."""
    _, words, places = words_of(doc)
    starts = places.tolist()
    spoken = _Spoken(starts, quotations)
    at = _members_by_token(starts, cast)
    kinds = [member.kind for member in cast.members]
    state = _Discourse(genders={i: g for i, m in enumerate(cast.members) if (g := gender_of(m))})
    found: list[tuple[int, int]] = []
    sentences: Any = doc.to_array("SENT_START")
    begins = set(np.flatnonzero(sentences == 1).tolist())
    pronouns = {index for index, word in enumerate(words) if word.lower() in PRONOUNS}
    for index in sorted(begins | pronouns | at.keys() | spoken.speakers.keys()):  # nothing happens at the other words
        if index in begins and index and not spoken.goes_on(index):
            state.fade()
        member = at.get(index)
        if member is not None:
            state.raise_(member, _weight(doc, index, spoken))
            continue
        lower = words[index].lower()
        known = spoken.speakers.get(index)
        if known is not None:
            state.raise_(known, AS_SUBJECT)
            if lower in GENDERS:
                state.genders.setdefault(known, GENDERS[lower])
            continue
        if lower in SPEAKER:
            speaker = spoken.speaker_at(index)
            if speaker is not None and kinds[speaker] == "person":
                found.append((speaker, index))
        elif lower in GENDERS or lower in THINGS:
            meant = _meant(doc, index, lower, state, at, kinds, spoken)
            if meant is not None:
                found.append((meant, index))
                at[index] = meant
                state.raise_(meant, _weight(doc, index, spoken))
                if lower in GENDERS:
                    state.genders.setdefault(meant, GENDERS[lower])
    for member, index in found:
        word, start = words[index], starts[index]
        certainty = 0.85 if word.lower() in SPEAKER else 0.75
        cast.members[member].names.append(Name(start, start + len(word), word, certainty, True))


def gender_of(member: Member) -> str | None:
    """By title, else by a given name that is almost always of one gender; None when neither tells.

    One word alone tells only of women: men's given names are surnames too often.
    """
    if member.kind != "person" or member.gender:
        return member.gender
    words = member.name.lower().replace("-", " ").split()
    return "male" if len(words) > 1 and words[0] in MALE else "female" if words[0] in FEMALE else None


def _meant(
    doc: Doc, index: int, lower: str, state: _Discourse, at: dict[int, int], kinds: list[str], spoken: "_Spoken"
) -> int | None:
    """The member that a pronoun means; None where nothing or too much fits."""
    if lower in THINGS:
        wanted = "organisation"
        if lower == "it" and (doc[index].dep_ not in SUBJECTS or doc[index].head.lower_ in EMPTY_VERBS):
            return None
    else:
        wanted = "person"
    excluded = _excluded(doc, index, lower, at) | {spoken.speaker_at(index)}
    scores = []
    for member, salience in state.salience.items():
        if kinds[member] != wanted or member in excluded:
            continue
        gender = state.genders.get(member)
        if wanted == "person" and gender not in (None, GENDERS[lower]):
            continue
        scores.append((salience * (OF_GENDER if gender else 1.0), member))
    scores.sort(reverse=True)
    if not scores or scores[0][0] < LEAST * (3 if lower in THINGS else 1):
        return None
    if len(scores) > 1 and scores[0][0] < LEAD * scores[1][0]:
        return None
    return scores[0][1]


def _excluded(doc: Doc, index: int, lower: str, at: dict[int, int]) -> set[int | None]:
    """An object is not the subject of its own clause, unless it is reflexive: `Smith told him`."""
    token = doc[index]
    if lower in REFLEXIVE or token.dep_ not in OBJECTS:
        return set()
    verb = token.head if token.dep_ != "pobj" else token.head.head
    return {at.get(child.i) for child in verb.children if child.dep_ in SUBJECTS} - {None}


def _weight(doc: Doc, index: int, spoken: "_Spoken") -> float:
    token = doc[index]
    if spoken.is_quoted(index):
        return IN_QUOTE
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head  # Smith and Jones are as much subjects
    if token.dep_ in SUBJECTS:
        return AS_SUBJECT
    return AS_POSSESSOR if token.dep_ == "poss" else AS_OTHER


def _members_by_token(starts: Sequence[int], cast: Cast) -> dict[int, int]:
    """The member named at a token: the last word of each name, where its grammar shows."""
    return {
        bisect_right(starts, name.end - 1) - 1: number
        for number, member in enumerate(cast.members)
        for name in member.names
        if not name.is_pronoun
    }


class _Spoken:
    """What the quotations tell of an article's tokens."""

    def __init__(self, starts: Sequence[int], quotations: Sequence["Quotation"]) -> None:
        self.quoted: dict[int, int | None] = {}
        self.speakers: dict[int, int] = {}
        self._runs: dict[int, int] = {}
        for number, quotation in enumerate(quotations):
            first, last = bisect_right(starts, quotation.start) - 1, bisect_right(starts, quotation.end - 1) - 1
            if quotation.kind != "indirect":
                for index in range(max(first, 0), last + 1):
                    self.quoted[index] = quotation.member
                    self._runs[index] = number
            if quotation.speaker is not None and quotation.member is not None:
                self.speakers[bisect_right(starts, quotation.speaker[1] - 1) - 1] = quotation.member

    def is_quoted(self, index: int) -> bool:
        """Whether a token stands in a direct quotation."""
        return index in self.quoted

    def speaker_at(self, index: int) -> int | None:
        """The member who speaks the quotation around a token."""
        return self.quoted.get(index)

    def goes_on(self, index: int) -> bool:
        """Whether a sentence begins within a quotation: all of it is one step of the discourse."""
        return index - 1 in self._runs and self._runs.get(index) == self._runs[index - 1]
