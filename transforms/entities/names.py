"""Names as keys: what two prints of one person's, organisation's or other thing's name share, across articles."""

from functools import lru_cache
from itertools import groupby

from transforms.entities.forms import key_of, person_words
from transforms.entities.lexicon import ARABIC_ARTICLES, GENERATIONS, JOINING, NICKNAMES, SPELLINGS
from transforms.entities.organisations import canonical_words
from transforms.ids import folded


def filed_under(kind: str, name: str) -> str:
    """The canonical key of a name, for ids and look-ups: its words, joined by blanks."""
    if kind == "person":
        return " ".join(person_key(name))
    key = key_of(name)
    if kind == "organisation":
        return " ".join(canonical_words(tuple(key.split())))
    return key.removesuffix("s") if kind == "group" else key


@lru_cache(maxsize=20_000)
def person_key(name: str) -> tuple[str, ...]:
    """Words of a person's name that tell who it is.

    No lone initial in the middle, no Arabic article, familiar given names made formal, one spelling of each name; parts
    that a hyphen joins, or that `Abdel` and the like begin, are one word.
    """
    words = [w for part in name.replace("’", "'").removesuffix("'s").split() if (w := _one_word(part))]
    generation = tuple(w for w in words[2:] if w in GENERATIONS)
    core = _joined([w for w in person_words(tuple(words)) if w not in ARABIC_ARTICLES or len(words) == 1])
    core = [SPELLINGS.get(w, w) for w in core]
    if len(core) < 2:
        return tuple(core) or tuple(words)
    middle = _without_initial(core[1:-1])
    return (_FORMAL.get(core[0], core[0]), *middle, core[-1], *generation)


def _without_initial(middle: list[str]) -> list[str]:
    """Names in the middle; an initial alone is left out, two are one word: George H. W. Bush is George H.W. Bush."""
    found: list[str] = []
    for is_initial, words in groupby(middle, key=lambda word: len(word) == 1):
        run = list(words)
        found += ["".join(run)] * (len(run) > 1) if is_initial else run
    return found


def _one_word(part: str) -> str:
    """A word between blanks, folded: `Ben-Gvir` is one, and `el-Sisi` is Sisi."""
    pieces = folded(part.replace("'", "")).split()
    while len(pieces) > 1 and pieces[0] in ARABIC_ARTICLES:
        pieces = pieces[1:]
    return "".join(pieces)


def _joined(words: list[str]) -> list[str]:
    found: list[str] = []
    is_open = False
    for word in words:
        if is_open:
            found[-1] += word
        else:
            found.append(word)
        is_open = word in JOINING
    return found


def _formal_names() -> dict[str, str]:
    """Familiar form -> formal one, for those that belong to one formal name only. The formal name stands first."""
    found: dict[str, set[str]] = {}
    for formal, *familiar in NICKNAMES:
        for name in familiar:
            found.setdefault(name, set()).add(formal)
    return {name: next(iter(formals)) for name, formals in found.items() if len(formals) == 1}


_FORMAL = _formal_names()
