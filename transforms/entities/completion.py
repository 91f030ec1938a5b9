"""Further occurrences of the names that were found, names that nothing marked, and acronyms explained."""

import re
from collections.abc import Collection, Iterator

from transforms.entities.forms import key_of
from transforms.entities.gazetteer import Gazetteer
from transforms.entities.given_names import GIVEN
from transforms.entities.lexicon import (
    CALENDAR,
    DETERMINERS,
    DIRECTIONS,
    HONORIFICS,
    HONOURS,
    NAMES_AND_PLACES,
    NO_NAMES,
    OFFICE_WORDS,
    ROLES,
    SURNAMES_TOO,
    TITLES,
    TITLES_AS_SURNAMES,
)
from transforms.entities.organisations import initials
from transforms.entities.spans import Candidate, Tokens, is_proper, proper_runs

MIN_SURNAME = 3
# Above this share of capitals among its letters a text is printed in capitals throughout (old wire copy).
CAPITALS_SHARE = 0.5
_NEVER_GIVEN = TITLES | NO_NAMES | CALENDAR | ROLES | OFFICE_WORDS | DIRECTIONS | DETERMINERS
_CAPITALS_SAMPLE = 5_000

_EXPLAINED = re.compile(
    r"((?:[A-Z][\w'’&.-]{0,30} |(?:of|for|and|the|in|on|to) ){1,9}[A-Z][\w'’&.-]{0,30}) \(([A-Z]{2,8})\)"
)
_IN_BRACKETS = re.compile(r" \([A-Z]{2,8}\)")


def is_capitals(tokens: Tokens) -> bool:
    """Whether the text is in capitals throughout, where capitals mark no names."""
    sample = tokens.text[:_CAPITALS_SAMPLE]
    upper, lower = sum(map(str.isupper, sample)), sum(map(str.islower, sample))
    return upper > CAPITALS_SHARE * (upper + lower) and upper > 20


def completed(tokens: Tokens, found: list[Candidate], gazetteer: Gazetteer | None = None) -> list[Candidate]:
    """The candidates, every other occurrence of their names, countries and nationalities, and the proper nouns left
    over; in order."""
    found = _two_halves(tokens, found, gazetteer)
    taken = [False] * len(tokens.words)
    for candidate in found:
        for index in range(candidate.first, candidate.stop):
            taken[index] = True
    for candidate in found:
        _complete_left(tokens, candidate, taken)
    found = [c for c in found if not _is_honour(tokens, c)]
    extra = list(_occurrences(tokens, found, taken, explained_acronyms(tokens)))
    for candidate in extra:
        for index in range(candidate.first, candidate.stop):
            taken[index] = True
    if gazetteer is not None:
        extra += _closed_sets(tokens, taken, gazetteer)
    extra += proper_runs(tokens, taken)
    return sorted(found + extra, key=lambda c: c.first)


def _two_halves(tokens: Tokens, found: list[Candidate], gazetteer: Gazetteer | None) -> list[Candidate]:
    """Two single words side by side that the model takes for two places are a person: `Valeska`, `Paris`."""
    joined: list[Candidate] = []
    for candidate in found:
        before = joined[-1] if joined else None
        if (
            gazetteer is not None
            and before is not None
            and before.stop == candidate.first
            and before.kind == candidate.kind == "place"
            and candidate.stop - before.first == 2
            and key_of(tokens.words[before.first]) not in gazetteer
            and _may_be_given(tokens, before.first)
        ):
            joined[-1] = Candidate(before.first, candidate.stop, "person", before.titles)
        else:
            joined.append(candidate)
    return joined


def _is_honour(tokens: Tokens, candidate: Candidate) -> bool:
    """Letters behind a person's name: `Ann Lee, QC,`."""
    at = candidate.first
    is_alone = candidate.stop - at == 1 and tokens.lower[at] in HONOURS and at > 2 and tokens.words[at - 1] == ","
    return is_alone and is_proper(tokens, at - 2) and tokens.lower[at - 3] in GIVEN


def _may_be_given(tokens: Tokens, index: int) -> bool:
    lower = tokens.lower[index].rstrip(".")
    is_name = tokens.words[index].isalpha() and not tokens.words[index].isupper() and len(lower) > 2
    return is_name and lower not in _NEVER_GIVEN


def _complete_left(tokens: Tokens, candidate: Candidate, taken: list[bool]) -> None:
    """Take in the proper noun before a single word: the model reads `Paris` in `Valeska Paris`, a woman's name."""
    before = candidate.first - 1
    is_single = candidate.stop - candidate.first == 1 and candidate.kind in ("place", "person") and not candidate.titles
    if not is_single or before < 0 or taken[before] or not is_proper(tokens, before):
        return
    if _may_be_given(tokens, before):
        candidate.first = before
        candidate.kind = "person" if candidate.kind == "person" else None
        taken[before] = True


def _occurrences(
    tokens: Tokens, found: list[Candidate], taken: list[bool], acronyms: Collection[str]
) -> Iterator[Candidate]:
    wanted: dict[str, set[tuple[str, ...]]] = {acronym.upper(): {(acronym.upper(),)} for acronym in acronyms}
    for candidate in found:
        words = tuple(tokens.words[candidate.first : candidate.stop])
        wanted.setdefault(words[0], set()).add(words)
        if candidate.kind == "person" and len(words) > 1 and len(words[-1]) >= MIN_SURNAME and words[-1][0].isupper():
            wanted.setdefault(words[-1], set()).add(words[-1:])
    ordered = {first: sorted(options, key=len, reverse=True) for first, options in wanted.items()}
    index, count = 0, len(tokens.words)
    while index < count:
        options = ordered.get(tokens.words[index])
        step = 1
        if options and not taken[index]:
            for words in options:
                stop = index + len(words)
                same = tuple(tokens.words[index:stop]) == words
                if same and not any(taken[index:stop]) and _reads_as_name(tokens, index, stop):
                    yield Candidate(index, stop, None)
                    step = len(words)
                    break
        index += step


def _closed_sets(tokens: Tokens, taken: list[bool], gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Single words that mean a country or its people wherever they stand."""
    for index, word in enumerate(tokens.words):
        if taken[index] or not word[0].isupper() or (len(word) < MIN_SURNAME and word not in ("US", "UK")):
            continue
        lower = tokens.lower[index]
        if gazetteer.is_nationality(lower):
            taken[index] = True
            yield Candidate(index, index + 1, "group")
        elif (
            lower not in NAMES_AND_PLACES
            and gazetteer.is_country(lower)
            and not any(_is_capitalised(tokens, beside, taken) for beside in (index - 1, index + 1))
        ):
            taken[index] = True
            yield Candidate(index, index + 1, "place")


def _is_capitalised(tokens: Tokens, index: int, taken: list[bool]) -> bool:
    inside = 0 <= index < len(tokens.words)
    return inside and not taken[index] and tokens.tags[index].startswith("NNP") and tokens.words[index][:1].isupper()


def _reads_as_name(tokens: Tokens, first: int, stop: int) -> bool:
    if stop - first > 1:
        return True
    lower = tokens.lower[first]
    if is_acronym(tokens.words[first]):
        return lower not in CALENDAR
    if lower in SURNAMES_TOO:  # Theresa May's, where the article has her: `Mrs May`, `May said`, but not `in May`
        return tokens.words[first].istitle() and _stands_as_surname(tokens, first)
    if (
        lower in TITLES_AS_SURNAMES
    ):  # Aaron Judge, where the article has him: `Judge said`, but neither the judge nor Judge Lee
        return tokens.words[first].istitle() and _stands_without_name(tokens, first)
    if lower in NO_NAMES or lower in CALENDAR or lower in ROLES or not tokens.words[first][:1].isupper():
        return False
    return tokens.tags[first].startswith("NNP") or not tokens.begins[first]


def _stands_as_surname(tokens: Tokens, index: int) -> bool:
    before = tokens.lower[index - 1].rstrip(".") if index else ""
    after = tokens.tags[index + 1] if index + 1 < len(tokens.words) else ""
    return (
        before in HONORIFICS or before in TITLES or (not tokens.begins[index] and after in ("VBD", "VBZ", "MD", "POS"))
    )


def _stands_without_name(tokens: Tokens, index: int) -> bool:
    """No article or role before it, and no name behind it."""
    before = tokens.lower[index - 1] if index else ""
    after = tokens.words[index + 1] if index + 1 < len(tokens.words) else ""
    is_office = before in DETERMINERS or tokens.tags[index - 1 if index else 0] in ("PRP$", "JJ")
    return not is_office and not after[:1].isupper() and after != "of"


def is_acronym(word: str) -> bool:
    """Three capitals or more: the WHO is not who, but IT is."""
    return word == "US" or (len(word) > 2 and word.isalpha() and word.isupper())


def explained_acronyms(tokens: Tokens) -> dict[str, str]:
    """Acronym -> key of the name that it stands behind in brackets: `World Health Organization (WHO)`."""
    found: dict[str, str] = {}
    if _IN_BRACKETS.search(tokens.text) is None:  # most texts, told at a tenth of the cost
        return found
    for match in _EXPLAINED.finditer(tokens.text):
        words = match.group(1).split()
        for size in range(2, len(words) + 1):
            key = key_of(" ".join(words[-size:]))
            if match.group(2).lower() in initials(tuple(key.split())):
                found.setdefault(match.group(2).lower(), key)
    return found
