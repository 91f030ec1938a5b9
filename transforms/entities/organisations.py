"""Organisations in one article: company forms, acronyms and generic tails set aside when names are compared."""

from collections.abc import Sequence

from transforms.entities.forms import Form, key_of
from transforms.entities.known_names import (
    ACRONYMS,
    GENERIC_ORGANISATION_WORDS,
    KNOWN_ORGANISATIONS,
    LEADING_ACRONYMS,
    ORGANISATION_SPELLINGS,
    PARTIES,
    UNIQUE_ORGANISATIONS,
)
from transforms.entities.lexicon import COMPANY_FORMS, GENERIC_TAILS

_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "a", "an", "de", "des", "du", "la", "le", "at"})
MIN_ACRONYM, MAX_ACRONYM = 2, 8
_FULL_NAMES = frozenset(key_of(name) for name in ACRONYMS.values())


def base_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name's words without Inc., Corp. and the like at the end."""
    stop = len(words)
    while stop > 1 and words[stop - 1] in COMPANY_FORMS:
        stop -= 1
    return words[:stop]


def canonical_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words under which an organisation is filed: parties and well-known acronyms in full, one spelling."""
    base = base_words(words)
    known = PARTIES.get(" ".join(base)) or ACRONYMS.get(" ".join(base))
    if known:
        return tuple(key_of(known).split())
    if base[0] in LEADING_ACRONYMS and " ".join(base[1:]) in _FULL_NAMES:
        return base[1:]  # the U.S. Food and Drug Administration
    expanded = LEADING_ACRONYMS.get(base[0], base[:1]) if len(base) > 1 else base[:1]
    return tuple(ORGANISATION_SPELLINGS.get(w, w) for w in (*expanded, *base[1:]))


def is_generic(words: tuple[str, ...]) -> bool:
    """Whether a name could be that of an organisation in any country: `Supreme Court`, `Ministry of Health`."""
    return " ".join(words) not in UNIQUE_ORGANISATIONS and all(w in GENERIC_ORGANISATION_WORDS for w in words)


def initials(words: tuple[str, ...]) -> frozenset[str]:
    """The acronyms that a name of several words can have: with and without its small words."""
    if len(words) > 2 and words[0] in LEADING_ACRONYMS:
        return initials(words[1:])
    if len(words) < 2:
        return frozenset()
    return frozenset({"".join(w[0] for w in words if w not in _SMALL), "".join(w[0] for w in words)})


def joined(forms: Sequence[Form], acronyms: dict[str, str]) -> list[list[Form]]:
    """Forms of organisations grouped by organisation. `acronyms` are those that the article explains in brackets."""
    groups: list[list[Form]] = []
    by_base: dict[tuple[str, ...], list[Form]] = {}
    for form in sorted(forms, key=lambda f: -len(f.words)):
        base = base_words(form.words)
        filed = canonical_words(form.words)
        group = by_base.get(filed) or _longer(form, base, groups) or _expansion(form, groups, acronyms)
        group = group or _by_one_word(form, groups)
        if group is None:
            group = []
            groups.append(group)
        group.append(form)
        by_base.setdefault(filed, group)
    return groups


def _longer(form: Form, base: tuple[str, ...], groups: list[list[Form]]) -> list[Form] | None:
    """The one group in which a form adds only a generic word: `Labour Party` for `Labour`."""
    found = []
    for group in groups:
        for other in group:
            rest = other.words[len(base) :]
            if rest and other.words[: len(base)] == base and all(w in GENERIC_TAILS for w in rest):
                found.append(group)
                break
    return found[0] if len(found) == 1 else None


def _by_one_word(form: Form, groups: list[list[Form]]) -> list[Form] | None:
    """The one group that a single word begins or ends the name of: `Navy` after `U.S. Navy`, `Wanderers`."""
    return None if form.text.isupper() else single_word_of(form, groups)


def single_word_of(form: Form, groups: list[list[Form]]) -> list[Form] | None:
    """The one group of forms in which a name of several words, printed before, begins or ends with a single word."""
    word = form.words[0]
    if len(form.words) > 1 or word in KNOWN_ORGANISATIONS or word in PARTIES:
        return None
    first = form.mentions[0].first
    found = [
        group
        for group in groups
        if any(len(f.words) > 1 and word in (f.words[0], f.words[-1]) and f.mentions[0].first < first for f in group)
    ]
    return found[0] if len(found) == 1 else None


def _expansion(form: Form, groups: list[list[Form]], acronyms: dict[str, str]) -> list[Form] | None:
    if len(form.words) != 1 or not form.text.replace(".", "").isupper():
        return None
    explained = acronyms.get(form.key)
    for group in groups:
        if any(other.key == explained for other in group):
            return group
    if not MIN_ACRONYM <= len(form.key) <= MAX_ACRONYM:
        return None
    found = [g for g in groups if any(form.key in initials(other.words) for other in g)]
    return found[0] if len(found) == 1 else None
