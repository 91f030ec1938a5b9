"""What the parse says about each token: its children's relations, subject, object and clause, as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id

from transforms.quotes.tokens import Ids, Ints, Tokens

# Relations of the ClearNLP scheme of spaCy's English pipelines that tell reporting words from others.
CHILD_RELATIONS = tuple(
    word
    for line in (
        "nsubj nsubjpass ccomp xcomp dobj prep mark aux auxpass neg advcl advmod conj relcl acl pobj pcomp dative",
        "agent attr acomp parataxis prt det poss amod compound punct csubj appos npadvmod cc intj oprd",
    )
    for word in line.split()
)


def _ids(names: str) -> Ids:
    return np.array([get_string_id(n) for n in names.split()], np.uint64)


SUBJECT = _ids("nsubj nsubjpass csubj expl agent")
CLAUSE = _ids("ccomp xcomp pcomp")
OBJECT = _ids("dobj pobj dative attr oprd acomp")
CHAINED = _ids("conj xcomp advcl acl")


@dataclass(frozen=True, slots=True)
class Relations:
    """`children` has a bit for each relation in CHILD_RELATIONS; the others are token indices, -1 for none."""

    children: Ids
    subject: Ints
    clause: Ints
    object: Ints
    depth: Ints


def relations_of(tokens: Tokens) -> Relations:
    """The relations of all tokens of an article."""
    count = len(tokens)
    children = np.zeros(count, np.uint64)
    for number, name in enumerate(CHILD_RELATIONS):
        at = tokens.head[tokens.dep == np.uint64(get_string_id(name))]
        children[at] |= np.uint64(1 << number)
    subject = _child(tokens, SUBJECT)
    head = tokens.head
    for _ in range(2):  # said X and added Y: the second verb has the first one's subject
        chained = (subject < 0) & np.isin(tokens.dep, CHAINED)
        subject = np.where(chained, subject[head], subject)
    return Relations(children, subject, _child(tokens, CLAUSE), _child(tokens, OBJECT), _depths(tokens))


def _child(tokens: Tokens, relations: Ids) -> Ints:
    out = np.full(len(tokens), -1, np.int64)
    at = np.flatnonzero(np.isin(tokens.dep, relations))[::-1]
    out[tokens.head[at]] = at
    return out


def _depths(tokens: Tokens) -> Ints:
    """Steps to the root of the sentence, at most 6."""
    depth = np.zeros(len(tokens), np.int64)
    node = np.arange(len(tokens))
    for _ in range(6):
        up = tokens.head[node]
        depth += up != node
        node = up
    return depth


def at(values: NDArray[np.uint64], index: Ints) -> Ids:
    """values[index], and 0 where the index is out of range."""
    inside = (index >= 0) & (index < len(values))
    out = np.zeros(len(index), np.uint64)
    out[inside] = values[index[inside]]
    return out
