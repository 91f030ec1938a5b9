"""Forms: all mentions of one printed name in one article, and the vote on what kind of thing it names."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from transforms.entities.gazetteer import Gazetteer
from transforms.entities.given_names import GIVEN
from transforms.entities.known_names import (
    ACRONYMS,
    FIRMS_OF_TWO,
    HOLIDAYS,
    INDICES,
    KNOWN_ORGANISATION_PHRASES,
    KNOWN_ORGANISATIONS,
    LANGUAGES,
    PARTIES,
    RELIGIONS,
)
from transforms.entities.lexicon import (
    CALENDAR,
    CITY_PAPERS,
    CIVIC,
    EVENT_TAILS,
    LAW_TAILS,
    LOCATIVES,
    LOOSE_LOCATIVES,
    NAME_SUFFIXES,
    NAMES_AND_PEOPLES,
    NAMES_AND_PLACES,
    NO_NAMES,
    NOBLE,
    ORGANISATION_HEADS,
    ORGANISATION_NOUNS,
    ORGANISATION_TAILS,
    PERIODICALS,
    PLACE_HEADS,
    PLACE_TAILS,
    ROLE_NOUNS,
    SETTLEMENTS,
    SITES,
    SPEECH,
    STATE_SCHOOLS,
    VESSEL_HEADS,
    WORK_HEADS,
    WORK_PHRASE,
)
from transforms.entities.spans import MAX_SYLLABLE, Candidate, Tokens
from transforms.ids import folded

# Inhabitants of a city that hardly anything else is named for.
METROPOLIS = 1_000_000

# Aircraft, missions, weapons, motorways: letters, a hyphen and figures. The G20 and the like have none.
_DESIGNATION = re.compile(r"[A-Z]{1,5}-\d{1,4}[A-Za-z]?")


@dataclass(slots=True)
class Form:
    """One printed name: its words folded, the mentions in order, and weighted votes by kind."""

    key: str
    words: tuple[str, ...]
    text: str
    mentions: list[Candidate] = field(default_factory=list)
    votes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    titles: Counter[str] = field(default_factory=Counter)
    locatives: float = 0.0
    articles: int = 0
    kind: str = ""

    @property
    def certainty(self) -> float:
        """Share of the votes that its kind has, 0 to 1."""
        total = sum(self.votes.values())
        return self.votes.get(self.kind, 0.0) / total if total else 0.5


@lru_cache(maxsize=20_000)
def key_of(text: str) -> str:
    """What two prints of one name share: words folded, no article or possessive; `U.S.` is `us`."""
    words = folded(text.replace("’", "'").removesuffix("'s").replace("'", "")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if len(words) > 1 and all(len(w) == 1 for w in words):
        words = ["".join(words)]
    return " ".join(words)


def forms_of(tokens: Tokens, found: Iterable[Candidate]) -> dict[str, Form]:
    """Candidates grouped by what is printed, in order of first appearance."""
    forms: dict[str, Form] = {}
    for candidate in found:
        text = tokens.between(candidate.first, candidate.stop)
        key = key_of(text)
        if not key:
            continue
        form = forms.get(key)
        if form is None:
            form = forms[key] = Form(key=key, words=tuple(key.split()), text=text)
        form.mentions.append(candidate)
    return forms


def vote(tokens: Tokens, form: Form, gazetteer: Gazetteer | None = None) -> None:
    """Collect the evidence of a form's mentions and of its own words. Weights: a label of spaCy counts one."""
    for mention in form.mentions:
        if mention.kind is not None:
            form.votes[mention.kind] += 1
        for title in mention.titles:
            form.titles[title] += 1
        _context(tokens, mention, form)
    if gazetteer is None or not gazetteer.is_large(form.key):
        _shape(form)  # the West Bank is no bank
    _closed(form)
    if gazetteer is not None:
        _geography(form, gazetteer)


def _context(tokens: Tokens, mention: Candidate, form: Form) -> None:
    if mention.titles:
        form.votes["person"] += 2
    form.locatives += _locative(tokens, mention)
    _before(tokens, mention, form)
    after = mention.stop
    last = len(tokens.words)
    if after + 2 < last and tokens.words[after] == "," and _is_age(*tokens.words[after + 1 : after + 3]):
        form.votes["person"] += 2
    if after < last and tokens.lower[after] in SPEECH and len(form.words) <= 3:
        form.votes["person"] += 0.5
    if after < last and tokens.lower[after] in PERIODICALS:
        form.votes["work"] += 2
    if after + 1 < last and tokens.words[after] == "," and tokens.lower[after + 1] in ("who", "whose"):
        form.votes["person"] += 1.5


def _before(tokens: Tokens, mention: Candidate, form: Form) -> None:
    before = tokens.lower[mention.first - 1] if mention.first else ""
    if before in ROLE_NOUNS:
        form.votes["person"] += 1.5
    elif before in ORGANISATION_NOUNS:
        form.votes["organisation"] += 1.5
    form.articles += before in ("the", "a", "an", "every")
    if before == "the" and mention.kind == "person" and not mention.titles:
        form.votes["person"] -= 0.9  # people take no article
        form.votes["organisation"] += 0.4


def _locative(tokens: Tokens, mention: Candidate) -> float:
    """How much the words around a mention say that it is a place; a label of spaCy would be one."""
    first, stop = mention.first, mention.stop
    if first and tokens.lower[first - 1] == "the":
        first -= 1
    before = tokens.lower[first - 1] if first else ""
    further = tokens.lower[first - 2] if first > 1 else ""
    after = tokens.lower[stop] if stop < len(tokens.words) else ""
    found = 0.0
    if before == "of" and further in SETTLEMENTS:
        found += 2.0
    elif before in LOCATIVES:
        found += 1.0
    elif before in LOOSE_LOCATIVES:
        found += 0.3
    if after in CIVIC:
        found += 0.5
    if tokens.begins[first] and tokens.words[first].isupper() and after in ("—", "–", "-", "--", "(", ",", ":"):
        found += 1.5  # a dateline that stayed in the body
    return found


def _is_age(word: str, following: str) -> bool:
    return word.isdigit() and len(word) <= 3 and following in (",", ".")


def _shape(form: Form) -> None:
    first, last = form.words[0], form.words[-1]
    many = len(form.words) > 1
    if many and ((first in NOBLE and form.words[1] == "of") or _has_syllables(form.text)):
        form.votes["person"] += 1.5 + len(form.mentions)
        return
    if many and len(form.words) <= 3 and first in GIVEN and last not in ORGANISATION_TAILS | PLACE_TAILS | EVENT_TAILS:
        form.votes["person"] += 1.5
    if _is_site(form):
        form.votes["place"] += 2 + 2 * len(form.mentions)
        return
    if (many and first in WORK_HEADS and form.words[1] == "of") or set(form.words) >= WORK_PHRASE:
        form.votes["work"] += 2 + len(form.mentions)
        return
    headed = many and first in ORGANISATION_HEADS and form.words[1] in ("of", "for")
    headed = headed or form.words[-2:] == ("school", "district")
    if (many and last in ORGANISATION_TAILS) or headed:
        form.votes["organisation"] += 2 + len(form.mentions)
    elif many and last in EVENT_TAILS:
        form.votes["event"] += 1 + len(form.mentions)
    elif many and last in LAW_TAILS:
        form.votes["law"] += 1 + len(form.mentions)
    elif many and (last in PLACE_TAILS or first in PLACE_HEADS) and not _is_surname_like(form):
        form.votes["place"] += 2 + len(form.mentions)
    if not many and form.text.isupper() and len(form.text) >= 3:
        form.votes["organisation"] += 0.6 * len(form.mentions)


def _closed(form: Form) -> None:
    """Names of closed sets that a model takes for anything."""
    number = len(form.mentions)
    if form.key in INDICES:
        form.votes["product"] += 2 * number
    elif form.key in LANGUAGES:
        form.votes["language"] += 2 * number
    elif any(form.words[: len(head)] == head and len(form.words) > len(head) for head in VESSEL_HEADS):
        form.votes["product"] += 2 * number
    elif len(form.words) == 2 and form.words[1] == "state" and form.words[0] in STATE_SCHOOLS:
        form.votes["organisation"] += 2 * number
    elif _DESIGNATION.fullmatch(form.text):
        form.votes["product"] += 1.2 * number
    if is_shouted(form) and not form.titles:
        form.votes["person"] *= 0.3


def is_shouted(form: Form) -> bool:
    """One word of capitals: hardly ever a person."""
    return len(form.words) == 1 and len(form.text) > 2 and form.text.isalpha() and form.text.isupper()


def _is_site(form: Form) -> bool:
    return (*form.words[-2:-1], form.words[-1].replace("centre", "center")) in SITES


def _is_surname_like(form: Form) -> bool:
    """A given name and one word, which the model has for a person and never for a place: `Frank Ocean`."""
    labels = {mention.kind for mention in form.mentions}
    return len(form.words) == 2 and form.words[0] in GIVEN and "person" in labels and "place" not in labels


def _has_syllables(text: str) -> bool:
    """Two words of which the second is a given name in two syllables: `Lau Siu-lai`."""
    _, _, given = text.rpartition(" ")
    one, hyphen, other = given.partition("-")
    return bool(hyphen) and one.istitle() and other.islower() and max(len(one), len(other)) <= MAX_SYLLABLE


def _geography(form: Form, gazetteer: Gazetteer) -> None:
    """Nationalities and countries are closed sets; a place that no gazetteer knows is more likely something else."""
    number = len(form.mentions)
    if _is_known_organisation(form, gazetteer):
        form.votes["organisation"] += (0.6 if form.key in GIVEN or form.titles else 2) * number
    elif form.key in ACRONYMS and form.text.replace(".", "").isupper():
        form.votes["organisation"] += 2 * number
    elif form.key in HOLIDAYS:
        form.votes["event"] += 1 + len(form.mentions) * number
    elif form.key in NAMES_AND_PEOPLES and not form.articles:
        form.votes["person"] += number
    elif form.key in RELIGIONS or gazetteer.is_nationality(form.key):
        form.votes["group"] += 2 * number
    elif _is_acronym(form, gazetteer):
        form.votes["place"] *= 0.3
        form.votes["organisation"] += 0.2 if is_bare_acronym(form.text) else 0.5
    elif gazetteer.is_country(form.key):
        form.votes["place"] += number if form.key in NAMES_AND_PLACES else 2 * number
    elif gazetteer.is_large(form.key) or (form.key in gazetteer and form.words[-1] not in ORGANISATION_TAILS):
        _known_place(form, gazetteer)
    elif _is_site(form) or form.words[-1] in PLACE_TAILS or form.words[0] in PLACE_HEADS:
        pass
    elif form.locatives < 0.5:
        form.votes["person"] += 0.4 * form.votes["place"] if len(form.words) == 2 and not form.locatives else 0.0
        form.votes["place"] *= 0.3
        form.votes["organisation"] += 0.0 if form.votes["person"] else 0.1
    elif len(form.words) == 1:
        form.votes["place"] *= 0.5 if form.locatives < 2 else 1.0


def _is_known_organisation(form: Form, gazetteer: Gazetteer) -> bool:
    if any(form.key in known for known in (PARTIES, KNOWN_ORGANISATIONS, KNOWN_ORGANISATION_PHRASES, FIRMS_OF_TWO)):
        return True
    return form.words[-1] in CITY_PAPERS and gazetteer.is_large(" ".join(form.words[:-1]))


def _is_acronym(form: Form, gazetteer: Gazetteer) -> bool:
    """Capitals that are hardly a place, whatever town bears the name; longer ones only where a label says place."""
    if is_bare_acronym(form.text):
        return not gazetteer.is_country(form.key)
    return is_shouted(form) and form.votes["place"] > 0 and form.locatives < 1 and not gazetteer.is_large(form.key)


def is_bare_acronym(text: str) -> bool:
    """Two or three capitals without full stops: `PA` is seldom Pa."""
    return len(text) <= 3 and text.isalpha() and text.isupper()


def _known_place(form: Form, gazetteer: Gazetteer) -> None:
    """A name of the gazetteer: most towns are also surnames, companies and common words, so the context decides."""
    if form.words[0] in GIVEN or form.titles:
        return
    unlabelled = sum(m.kind is None for m in form.mentions)
    is_large = gazetteer.is_large(form.key)
    form.votes["place"] += form.locatives * (1.0 if is_large else 0.7)
    if gazetteer.is_region(form.key):
        form.votes["place"] += 1.5 * len(form.mentions)
    elif form.locatives and gazetteer.is_large(form.key, METROPOLIS):
        form.votes["place"] += len(form.mentions)
    elif is_large and (form.votes["place"] or not form.votes["person"]):
        form.votes["place"] += 0.5 * len(form.mentions)
    elif form.votes["place"]:
        form.votes["place"] += 0.5 * unlabelled


def decide(form: Form) -> None:
    """The kind with most votes; without any, what its shape suggests."""
    if form.votes:
        best = max(form.votes.values())
        tied = sorted(k for k, v in form.votes.items() if v == best)
        is_name = "person" in tied and len(form.words) <= 2 and not form.articles and not is_shouted(form)
        form.kind = "organisation" if not best else "person" if is_name else tied[0]
    else:
        form.kind = "organisation"


def is_common(tokens: Tokens, words: tuple[str, ...]) -> bool:
    """Whether a single word is too common to be a name wherever it stands capitalised."""
    return len(words) == 1 and (words[0] in NO_NAMES or words[0] in CALENDAR)


def person_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """A person's name without Jr. and the like."""
    if NAME_SUFFIXES.isdisjoint(words):
        return words
    return tuple(w for w in words if w not in NAME_SUFFIXES) or words
