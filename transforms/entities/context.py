"""What the sentences around a name say of its kind: "his brother", "a town in …", "… and Sons, a bank"."""

from transforms.entities.forms import Form
from transforms.entities.lexicon import (
    HUMAN_VERBS,
    KIN,
    ORGANISATION_NOUNS,
    PERSON_NOUNS,
    ROLE_NOUNS,
    SETTLEMENTS,
    SPEECH,
    VESSEL_NOUNS,
)
from transforms.entities.spans import Candidate, Tokens

# Words of a clause that is looked through for a pronoun that takes up its subject.
CLAUSE = 25
PERSONAL = frozenset({"his", "her", "he", "she", "himself", "herself", "him"})
NEUTRAL = frozenset({"its", "itself"})
_NOUNS = (
    (ROLE_NOUNS | PERSON_NOUNS, "person"),
    (ORGANISATION_NOUNS, "organisation"),
    (SETTLEMENTS, "place"),
    (VESSEL_NOUNS, "product"),
)


def sentence_evidence(tokens: Tokens, form: Form) -> None:
    """Add to the votes of a form what its sentences say. An apposition speaks for all mentions: it tells what the thing
    is, where a label only guesses."""
    told: set[str] = set()
    for mention in form.mentions:
        _as_subject(tokens, mention, form)
        if _has_kin(tokens, mention):
            form.votes["person"] += 1.5
        kind = apposed_kind(tokens, mention)
        if kind:
            told.add(kind)
    if len(told) == 1:
        form.votes[told.pop()] += 1.5 + 0.75 * len(form.mentions)


def _as_subject(tokens: Tokens, mention: Candidate, form: Form) -> None:
    last = mention.stop - 1
    verb = tokens.subject_of[last]
    if verb < 0:
        return
    if tokens.lower[verb] in HUMAN_VERBS:
        form.votes["person"] += 1.0
    elif tokens.lower[verb] in SPEECH and verb != mention.stop and len(form.words) <= 3:
        form.votes["person"] += 0.5
    for index in range(mention.stop, min(mention.stop + CLAUSE, len(tokens.words))):
        if tokens.lower[index] in PERSONAL:
            form.votes["person"] += 0.6
            return
        if tokens.lower[index] in NEUTRAL:
            form.votes["person"] -= 0.5
            form.votes["organisation"] += 0.2
            return
        if tokens.is_sentence[index] or tokens.tags[index].startswith("NNP"):
            return  # another name may be meant


def _has_kin(tokens: Tokens, mention: Candidate) -> bool:
    """`X's wife`, `X's late father`."""
    stop = mention.stop
    if stop >= len(tokens.words) or tokens.lower[stop] not in ("'s", "’s"):
        return False
    return any(word in KIN for word in tokens.lower[stop + 1 : stop + 3])


def apposed_kind(tokens: Tokens, mention: Candidate) -> str | None:
    """The kind that a noun set beside the name tells: `Tullow, an oil company`, `the town, Isiolo`."""
    for index in range(mention.stop, min(mention.stop + 8, len(tokens.words))):
        if mention.first <= tokens.apposed_to[index] < mention.stop:
            return _kind_of_noun(tokens.lower[index])
    head = tokens.apposed_to[mention.stop - 1]
    return _kind_of_noun(tokens.lower[head]) if 0 <= head < mention.first else None


def _kind_of_noun(noun: str) -> str | None:
    return next((kind for nouns, kind in _NOUNS if noun in nouns), None)


def owners(tokens: Tokens, forms: dict[str, Form]) -> dict[str, int]:
    """How often a full name of a person stands behind a form as its own, by the form's key: `Acme's Ann Lee`, `Ann Lee
    of Acme`. Firms, parties and countries have people; people have not."""
    at = {mention.first: (mention.stop, form) for form in forms.values() for mention in form.mentions}
    found: dict[str, int] = {}
    for stop, form in at.values():
        if stop + 1 >= len(tokens.words):
            continue
        is_of = tokens.lower[stop] == "of"
        further = stop + 1 + (is_of and tokens.lower[stop + 1] == "the")
        if (is_of or tokens.lower[stop] in ("'s", "’s")) and further in at:
            other = at[further][1]
            owner, owned = (other, form) if is_of else (form, other)
            if owned.kind == "person" and len(owned.words) > 1:
                found[owner.key] = found.get(owner.key, 0) + 1
    return found


def neighbours(tokens: Tokens, forms: dict[str, Form]) -> dict[str, list[str]]:
    """Keys of forms that are joined to a form's mentions by "and" or "or", by its key."""
    at = {mention.first: (mention.stop, key) for key, form in forms.items() for mention in form.mentions}
    found: dict[str, list[str]] = {}
    for stop, key in at.values():
        if stop + 1 < len(tokens.words) and tokens.lower[stop] in ("and", "or") and stop + 1 in at:
            other = at[stop + 1][1]
            found.setdefault(key, []).append(other)
            found.setdefault(other, []).append(key)
    return found
