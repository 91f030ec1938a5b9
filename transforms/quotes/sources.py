"""The speaker of a reporting word by the parse alone, where the learned labels find none in its sentence."""

from spacy.strings import get_string_id

from transforms.quotes.marks import Span
from transforms.quotes.relations import Relations
from transforms.quotes.tokens import Tokens

_CHAINED = frozenset(get_string_id(d) for d in ("conj", "xcomp", "advcl", "dep", "ccomp", "parataxis"))
_NOUN_CLAUSE = frozenset(get_string_id(d) for d in ("acl", "relcl"))
_CLAUSE_SUBJECTS = frozenset(get_string_id(d) for d in ("nsubj", "nsubjpass"))
_NOMINAL_TAGS = frozenset(get_string_id(t) for t in ("NNP", "NNPS", "NN", "NNS", "PRP", "CD", "DT"))
_MODAL = get_string_id("MD")
_OBJECT = frozenset(get_string_id(d) for d in ("dobj", "attr", "oprd"))
_LEFT_OUT = frozenset(get_string_id(d) for d in ("relcl", "acl", "punct", "advcl", "ccomp", "conj", "parataxis"))
_MOST_STEPS = 4
_MOST_WORDS = 25


def subject_of(tokens: Tokens, rel: Relations, cue: int) -> Span | None:
    """The token span of the subject that the reporting word has or inherits; None when the parse shows none."""
    head = _inherited(tokens, rel, cue)
    if head is None:
        head = _after_quotation(tokens, rel, cue)
    if head is None:
        head = _sentence_before(tokens, cue)
    if head is None or tokens.segment[head] >= 0:
        return _mistaken_for_auxiliary(tokens, cue)
    # Names that are words too (Trump, Will) are tagged as verbs at times; a capital tells them.
    if int(tokens.tag[head]) not in _NOMINAL_TAGS and not tokens.words[head][:1].isupper():
        return None
    return _phrase(tokens, head, cue)


def _mistaken_for_auxiliary(tokens: Tokens, cue: int) -> Span | None:
    """`…,” Will wrote`: a capital within the sentence tells the name from the auxiliary."""
    before = cue - 1
    inside = before > tokens.sentences[int(tokens.sentence[cue])][0]
    if inside and int(tokens.tag[before]) == _MODAL and tokens.words[before][:1].isupper():
        return before, cue
    return None


def _inherited(tokens: Tokens, rel: Relations, cue: int) -> int | None:
    node = cue
    for _ in range(_MOST_STEPS):
        subject = int(rel.subject[node])
        if subject >= 0:
            return subject
        relation, up = int(tokens.dep[node]), int(tokens.head[node])
        if relation in _NOUN_CLAUSE:
            return up
        if relation not in _CHAINED or up == node:
            return None
        node = up
    return None


def _after_quotation(tokens: Tokens, rel: Relations, cue: int) -> int | None:
    """`…?” asked Smith`: right after a quotation the object that follows the verb is its subject."""
    after = int(rel.object[cue])
    if cue < 2 or after <= cue or int(tokens.dep[after]) not in _OBJECT:
        return None
    return after if tokens.segment[cue - 2] >= 0 or tokens.segment[cue - 1] >= 0 else None


def _sentence_before(tokens: Tokens, cue: int) -> int | None:
    """A fragment without a subject of its own (`Saying: “…”`) has that of the sentence before in its paragraph."""
    number = int(tokens.sentence[cue])
    first, last = tokens.sentences[number]
    if number == 0 or any(int(d) in _CLAUSE_SUBJECTS for d in tokens.dep[first:last]):
        return None
    before, _ = tokens.sentences[number - 1]
    for token in range(before, first):
        same = tokens.paragraph[token] == tokens.paragraph[cue]
        if same and tokens.segment[token] < 0 and int(tokens.dep[token]) in _CLAUSE_SUBJECTS:
            return token
    return None


def _phrase(tokens: Tokens, head: int, cue: int) -> Span:
    """The noun phrase around its head: the unbroken run of its descendants, clauses left out, short of the cue."""
    low, high = head, head + 1
    while low > 0 and head - low < _MOST_WORDS and low - 1 != cue and _is_below(tokens, low - 1, head):
        low -= 1
    while high < len(tokens) and high - head < _MOST_WORDS and high != cue and _is_below(tokens, high, head):
        high += 1
    return low, high


def _is_below(tokens: Tokens, token: int, head: int) -> bool:
    if tokens.segment[token] >= 0 or tokens.words[token].isspace():
        return False
    for _ in range(8):
        if token == head:
            return True
        if int(tokens.dep[token]) in _LEFT_OUT or int(tokens.head[token]) == token:
            return False
        token = int(tokens.head[token])
    return False
