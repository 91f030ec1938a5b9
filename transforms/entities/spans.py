"""Candidate names: spaCy's entity spans, cleaned, and runs of proper nouns that it left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from transforms.entities.given_names import GIVEN
from transforms.entities.known_names import FIRMS_OF_TWO, NO_KIND
from transforms.entities.lexicon import (
    CALENDAR,
    CIVILIANS,
    COMPANY_FORMS,
    DETERMINERS,
    GENERATIONS,
    HONORIFICS,
    HYPHENATED,
    LOOSE_TITLES,
    NO_NAMES,
    OFFICE_WORDS,
    PARTICLES,
    PARTING_TITLES,
    ROLES,
    STATE_SCHOOLS,
    SURNAMES_TOO,
    TITLES,
    TITLES_AS_GIVEN,
    TITLES_AS_SURNAMES,
    TRAILING_ROLES,
)
from transforms.words import words_of

if TYPE_CHECKING:
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
# Longer spans are no names but text that ran together.
MAX_TOKENS = {"person": 6, "place": 8, "group": 4, "language": 3}
MAX_TOKENS_ELSE = 14
MAX_CHARACTERS = 120
MAX_WORD = 40
MAX_SYLLABLE = 6

# They end a name.
BREAKS = frozenset({"—", "–", "--", "/", "[", "]", "|", "•"})

# Tags of words that are no part of a name.
OPENERS = frozenset({"MD", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "IN", "RB", "WRB", "WP", "CC", "DT"})

_WORD = re.compile(r"[^\W\d_]")
_NO_PART_OF_A_NAME = re.compile("[@\n#]|://|http")
_SURNAMES_TOO = SURNAMES_TOO | TITLES_AS_SURNAMES


@dataclass(frozen=True, slots=True)
class Tokens:
    """An article's tokens as plain lists: attribute look-ups on spaCy tokens cost too much to repeat."""

    text: str
    words: list[str]
    lower: list[str]
    tags: list[str]
    starts: list[int]
    begins: list[bool]  # first of its sentence, or after an opening quotation mark, a bullet or a colon
    is_sentence: list[bool]  # first of its sentence
    subject_of: list[int]  # the verb that it is the subject of, -1 for none
    apposed_to: list[int]  # the word that it is set beside, -1 for none

    def end(self, index: int) -> int:
        """Where token `index` ends, in code points."""
        return self.starts[index] + len(self.words[index])

    def between(self, first: int, stop: int) -> str:
        """The text of tokens first to stop, exclusive."""
        return self.text[self.starts[first] : self.end(stop - 1)]


@dataclass(slots=True)
class Candidate:
    """A span of tokens, half open, that may be a name. `kind` is spaCy's vote, None when it has none."""

    first: int
    stop: int
    kind: str | None
    titles: tuple[str, ...] = field(default=())


def tokens_of(doc: "Doc") -> Tokens:
    """The lists of a parsed document."""
    text, words, starts = words_of(doc)
    table: Any = doc.to_array(["TAG", "SENT_START"])
    ids = table[:, 0].tolist()
    names = {tag: doc.vocab.strings[tag] for tag in set(ids)}
    tags = [names[tag] for tag in ids]
    is_sentence = (table[:, 1] == 1).tolist()
    begins = []
    after_break = True
    for word, is_first in zip(words, is_sentence, strict=True):
        begins.append(after_break or is_first)
        after_break = (after_break or word[:1] in "\n\"“‘':•*–—-([") and not _WORD.search(word)
    lower = [w.lower() for w in words]
    subject_of, apposed_to = _relations(doc)
    return Tokens(text, words, lower, tags, starts.tolist(), begins, is_sentence, subject_of, apposed_to)


def _relations(doc: "Doc") -> tuple[list[int], list[int]]:
    """For each token its verb where it is a subject, and the noun that it is set beside; -1 for the others."""
    relations, offsets = doc.to_array(["DEP", "HEAD"]).T
    heads = np.arange(len(doc)) + offsets.astype(np.int64)
    strings = doc.vocab.strings
    subjects = np.isin(relations, [strings["nsubj"], strings["nsubjpass"]])
    return np.where(subjects, heads, -1).tolist(), np.where(relations == strings["appos"], heads, -1).tolist()


def candidates(doc: "Doc", tokens: Tokens) -> list[Candidate]:
    """Cleaned spans in order, none overlapping."""
    found: list[Candidate] = []
    end = 0
    for ent in doc.ents:
        kind = KINDS.get(ent.label_)
        if kind is not None and ent.start >= end:
            end = _past_particle(tokens, ent.start, ent.end) if kind == "person" else ent.end
            for first, stop in _lines(tokens, ent.start, end):
                for part in _run_together(tokens, first, stop, kind):
                    cleaned = cleaned_span(tokens, *part)
                    if cleaned is not None:
                        free = found[-1].stop if found else 0
                        if cleaned.first > free and _is_given_name(tokens, cleaned.first - 1, cleaned.stop):
                            cleaned = Candidate(cleaned.first - 1, cleaned.stop, "person")
                        found.append(cleaned)
    return found


def proper_runs(tokens: Tokens, taken: list[bool]) -> Iterator[Candidate]:
    """Runs of proper nouns that no candidate covers: capitalised, and not only because a sentence begins."""
    index, count = 0, len(tokens.words)
    while index < count:
        if taken[index] or not is_proper(tokens, index):
            index += 1
            continue
        stop = index + 1
        while stop < count and not taken[stop] and is_proper(tokens, stop):
            stop += 1
        touches = (index > 0 and taken[index - 1]) or (stop < count and taken[stop])
        if not touches:
            for first, end in _lines(tokens, index, stop):
                cleaned = cleaned_span(tokens, first, end, None)
                if cleaned is not None:
                    yield cleaned
        index = stop


def is_proper(tokens: Tokens, index: int) -> bool:
    """A capitalised proper noun, as tagged."""
    return tokens.tags[index].startswith("NNP") and tokens.words[index][:1].isupper()


def _lines(tokens: Tokens, first: int, stop: int) -> Iterator[tuple[int, int]]:
    """A span cut at line breaks and dashes, and before a title that a person's name follows."""
    start = first
    for index in range(first, stop):
        word = tokens.words[index]
        if "\n" in word or word in BREAKS:
            if index > start:
                yield start, index
            start = index + 1
        elif start < index < stop - 1 and _parts(tokens, index):
            yield start, index
            start = index
    if stop > start:
        yield start, stop


def _run_together(tokens: Tokens, first: int, stop: int, kind: str) -> Iterator[tuple[int, int, str]]:
    """Names that the model took for one: `Hulu, Apple TV`, `Rathbun the Scientology`, `Ann and Bob`."""
    inside = tokens.lower[first + 1 : stop - 1]
    is_pair = inside.count("and") == 1 and " ".join(tokens.lower[first:stop]) not in FIRMS_OF_TWO
    if is_pair and (
        kind == "person" or (stop - first == 3 and {tokens.lower[first], tokens.lower[first + 2]} <= GIVEN)
    ):
        at = first + 1 + inside.index("and")
        yield first, at, "person"
        yield at + 1, stop, "person"
        return
    if kind == "organisation" and inside.count(",") == 1 and not {"and", "&", "or", "of"} & set(inside):
        at = first + 1 + inside.index(",")
        if tokens.lower[at + 1].rstrip(".") not in COMPANY_FORMS:
            yield first, at, kind
            yield at + 1, stop, kind
            return
    if kind in ("organisation", "place") and "the" in inside:
        at = first + 1 + inside.index("the")
        if is_proper(tokens, at - 1) and is_proper(tokens, at + 1):
            yield first, at, kind
            yield at + 1, stop, kind
            return
    yield first, stop, kind


def _parts(tokens: Tokens, index: int) -> bool:
    """A capitalised title before a capitalised word."""
    is_title = tokens.lower[index].rstrip(".") in PARTING_TITLES
    return is_title and tokens.words[index][:1].isupper() and tokens.words[index + 1][:1].isupper()


def cleaned_span(tokens: Tokens, first: int, stop: int, kind: str | None) -> Candidate | None:
    """The span without articles, possessives, titles, quotation marks and loose ends; None when no name is left."""
    titles: list[str] = []
    first = _trimmed_left(tokens, first, stop, kind, titles)
    stop = _trimmed_right(tokens, first, stop, kind)
    if stop <= first or not _is_name(tokens, first, stop, kind):
        return None
    if kind in ("person", None):
        stop = _past_hyphen(tokens, first, stop)
    if stop - first == 1 and tokens.lower[first] in STATE_SCHOOLS and tokens.words[stop : stop + 1] == ["State"]:
        stop += 1
    if kind == "person" and stop < len(tokens.words):
        stop += tokens.lower[stop].rstrip(".") in GENERATIONS or (stop - first == 1 and is_surname_too(tokens, stop))
    if not titles:
        titles = _titles_before(tokens, first)
        if kind != "person" and LOOSE_TITLES.issuperset(titles):
            titles = []
    return Candidate(first, stop, kind, tuple(titles))


def _past_particle(tokens: Tokens, first: int, stop: int) -> int:
    """Past the word that a particle at the end of a person's name begins: `Ursula von der`, `Leyen`."""
    is_cut = stop - first > 1 and stop < len(tokens.words) and tokens.words[stop - 1] in PARTICLES
    return stop + 1 if is_cut and is_proper(tokens, stop) else stop


def _past_hyphen(tokens: Tokens, first: int, stop: int) -> int:
    """Past the second part of a given name that the tokenizer split: `Lau Siu-lai`, but not `Moscow-backed`."""
    if stop - first < 2 or stop + 1 >= len(tokens.words) or tokens.words[stop] != "-":
        return stop
    second = tokens.lower[stop + 1]
    is_joined = tokens.end(stop - 1) == tokens.starts[stop] and tokens.end(stop) == tokens.starts[stop + 1]
    is_name = second.isalpha() and len(second) <= MAX_SYLLABLE and second not in HYPHENATED
    return stop + 2 if is_joined and is_name and not second.endswith("ed") else stop


def _trimmed_left(tokens: Tokens, first: int, stop: int, kind: str | None, titles: list[str]) -> int:
    while first < stop:
        word, lower = tokens.words[first], tokens.lower[first].rstrip(".")
        bare = not _WORD.search(word) and not word[:1].isdigit()
        if bare or lower in DETERMINERS or tokens.tags[first] in ("POS", "PRP$", "PRP"):
            first += 1
        elif _is_given_name(tokens, first, stop):
            break
        elif stop - first > 1 and _is_title(lower, kind) and not _is_part(tokens, first, stop):
            titles.append(lower)
            first += 1
        elif _is_loose_start(tokens, first, stop, kind):
            first += 1
        else:
            break
    return first


def _is_loose_start(tokens: Tokens, first: int, stop: int, kind: str | None) -> bool:
    """A word in small letters, or one that is capital only because it comes first: `Can Smith`, `Regarding Smith`."""
    word = tokens.words[first]
    if kind in ("person", "place", "group", None) and not word[:1].isupper() and not _has_inner_capital(word):
        return True
    is_opener = tokens.begins[first] and tokens.tags[first] in OPENERS and tokens.lower[first] not in GIVEN
    return kind == "person" and first < stop - 1 and is_opener


def _is_title(lower: str, kind: str | None) -> bool:
    return lower in HONORIFICS or (lower in TITLES and kind in ("person", None))


def _is_given_name(tokens: Tokens, first: int, stop: int) -> bool:
    """A title's word that is a given name here: one surname behind it, and who bears them has no such title."""
    lower = tokens.lower[first]
    if stop - first != 2 or lower not in TITLES_AS_GIVEN or not tokens.words[first].istitle() or not first:
        return False
    is_royal = lower not in ("major", "judge", "marshal", "bishop") and tokens.lower[first + 1] in GIVEN  # Prince Harry
    return tokens.lower[first - 1] in CIVILIANS and tokens.words[first + 1].istitle() and not is_royal


def _is_part(tokens: Tokens, first: int, stop: int) -> bool:
    """Titles that belong to the name: "Prince of Wales", "King's College"."""
    return tokens.lower[first + 1] in ("of", "'s", "’s", "for", "and", "&", "-")


def _trimmed_right(tokens: Tokens, first: int, stop: int, kind: str | None) -> int:
    while stop > first and _is_loose_end(tokens, first, stop - 1, kind):
        stop -= 1
    return stop


def _is_loose_end(tokens: Tokens, first: int, last: int, kind: str | None) -> bool:
    word, lower = tokens.words[last], tokens.lower[last]
    if word == ")" and "(" in tokens.words[first:last]:
        return False
    if not any(c.isalnum() for c in word) or tokens.tags[last] == "POS" or lower in ("'s", "’s", "s'"):
        return True
    if last == first:
        return False
    if kind in ("organisation", None, "place", "group") and lower in TRAILING_ROLES:
        return tokens.lower[last - 1] not in ("of", "the", "and", "&")
    if kind == "person" and is_surname_too(tokens, last):
        return False
    if lower in NO_NAMES and lower not in COMPANY_FORMS:
        return kind not in ("event", "work", "product", "law")
    return kind in ("person", "place", "group") and not word[:1].isupper() and not word[:1].isdigit()


def _is_name(tokens: Tokens, first: int, stop: int, kind: str | None) -> bool:
    length = stop - first
    text = tokens.between(first, stop)
    if length > MAX_TOKENS.get(kind or "", MAX_TOKENS_ELSE) or len(text) > MAX_CHARACTERS:
        return False
    if any(len(w) > MAX_WORD for w in tokens.words[first:stop]) or not _WORD.search(text) or len(text) < 2:
        return False
    if not (text[0].isupper() or any(c.isupper() or (c.isalpha() and not c.islower()) for c in text)):
        return False
    lowers = [w.rstrip(".") for w in tokens.lower[first:stop]]
    if kind == "person" and text == "May":
        return True
    if text == "US":
        return True
    common = CALENDAR if length == 1 and text.isupper() and len(text) > 2 else NO_NAMES
    if all(w in common or not _WORD.search(w) for w in lowers):
        return False
    if all(w in ROLES for w in lowers) or (length == 1 and _names_nothing(tokens, first, lowers[0])):
        return False
    return not _NO_PART_OF_A_NAME.search(text)


def _names_nothing(tokens: Tokens, index: int, lower: str) -> bool:
    """Diseases, and words of an office: `State` in "Secretary of State", `Foreign` before "Minister"."""
    before = tokens.lower[index - 1] if index else ""
    return lower in NO_KIND or (lower in OFFICE_WORDS and before not in ("the", "in", "at"))


def _titles_before(tokens: Tokens, first: int) -> list[str]:
    """Titles printed before the span, nearest last; at most four words."""
    found: list[str] = []
    index = first - 1
    while index >= 0 and len(found) < 4:
        lower = tokens.lower[index].rstrip(".")
        if lower not in TITLES:
            break
        found.append(lower)
        index -= 1
    return found[::-1]


def is_surname_too(tokens: Tokens, index: int) -> bool:
    """Whether a common word is a surname here: in capitals after a given name, and with no other capital behind it."""
    if tokens.lower[index] not in _SURNAMES_TOO or not tokens.words[index].istitle() or not index:
        return False
    after = tokens.words[index + 1] if index + 1 < len(tokens.words) else ""
    return tokens.lower[index - 1] in GIVEN and tokens.words[index - 1].istitle() and not after[:1].isupper()


def _has_inner_capital(word: str) -> bool:
    """iPhone, eBay, al-Qaeda, d'Arc."""
    return any(c.isupper() for c in word)
