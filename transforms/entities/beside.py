"""Full names of people of whom the body names one word only: from headline, bullets, captions, or told in passing."""

import itertools
import re

from transforms.entities.forms import Form
from transforms.entities.given_names import GIVEN
from transforms.entities.lexicon import CALENDAR, DETERMINERS, NO_NAMES, OFFICE_WORDS, ROLES
from transforms.entities.spans import Tokens

# What is read of it: a page may print thousands of captions.
MAX_CHARACTERS = 5_000
# Share of words with a capital from which a line is set in title case, where capitals mark no names.
TITLE_CASE = 0.6
_NO_GIVEN_NAME = NO_NAMES | CALENDAR | ROLES | DETERMINERS | OFFICE_WORDS
_WORD = re.compile(r"[^\W\d_][\w'’.-]{0,30}")


def names_beside(text: str, forms: dict[str, Form]) -> dict[str, str]:
    """Full name by the key of a form of one word. Where the line is in title case, only known given names count."""
    found: dict[str, str] = {}
    for line in text[:MAX_CHARACTERS].splitlines():
        words = _WORD.findall(line)
        is_titled = sum(w[0].isupper() for w in words) > TITLE_CASE * len(words)
        for given, surname in itertools.pairwise(words):
            surname = re.sub(r"['’]s$|[.'’]+$", "", surname)
            if not is_titled and given.istitle() and given.lower() in GIVEN & forms.keys() and _may_be_given(surname):
                found.setdefault(given.lower(), f"{given} {surname}")  # Clara Stanwick, whom the body calls Clara
            form = forms.get(surname.lower())
            if form is None or len(form.words) > 1 or not surname[:1].isupper():
                continue
            known = given.lower() in GIVEN
            if known or (not is_titled and _may_be_given(given)):
                found.setdefault(form.key, f"{given} {surname}")
    return found


def names_in_passing(tokens: Tokens, forms: dict[str, Form]) -> dict[str, str]:
    """Full name by the key of a given name whose surname stands apart: `Ann and Bob Ellis`, `Ann [Ellis]`."""
    at = {mention.first: form for form in forms.values() for mention in form.mentions}
    found: dict[str, str] = {}
    for first, form in at.items():
        if len(form.words) > 1 or form.words[0] not in GIVEN or first + 3 >= len(tokens.words):
            continue
        link, following, closing = tokens.words[first + 1 : first + 4]
        other = at.get(first + 2)
        if link == "and" and other is not None and other.kind == "person" and len(other.words) > 1:
            found.setdefault(form.key, f"{form.text} {other.text.split()[-1]}")
        elif link == "[" and closing in ("]", ",") and _may_be_given(following):
            found.setdefault(form.key, f"{form.text} {following}")
    return found


def _may_be_given(word: str) -> bool:
    lower = word.lower().rstrip(".")
    return word.istitle() and word.isalpha() and len(word) > 1 and lower not in _NO_GIVEN_NAME


def vote_beside(names: dict[str, str], forms: dict[str, Form]) -> None:
    """A known given name before the word, in a headline, says that it is a surname."""
    for key, name in names.items():
        if name.split(" ")[0].lower() in GIVEN:
            forms[key].votes["person"] += 1.5 + 0.5 * len(forms[key].mentions)
