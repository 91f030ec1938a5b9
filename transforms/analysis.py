"""The one linguistic analysis of an article: each paragraph parsed once, joined to a `Doc` whose text is the body."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from spacy.language import Language
from spacy.tokens import Doc

from transforms.inference import parsed
from transforms.parses import Parse, doc_of, parse_of
from transforms.words import words_of

# The parser's memory grows with its input: a longer paragraph is parsed in pieces of this many characters.
MAX_PIECE = 20_000
# Articles whose paragraphs are looked up and parsed together.
BODIES_AT_ONCE = 64


class Memory(Protocol):
    """Remembers the parses of pipelines by their text."""

    def recall(self, nlp: Language, texts: Sequence[str]) -> Mapping[str, Parse]:
        """Those of the texts that are known."""

    def remember(self, nlp: Language, parses: Mapping[str, Parse]) -> None:
        """Keep these."""


def analyse(nlp: Language, bodies: Iterable[str], memory: Memory | None = None) -> Iterator[Doc]:
    """One `Doc` for each body, in order, with `doc.text == body`. No sentence spans two paragraphs.

    A paragraph that comes twice is parsed once where it comes among few articles, and not at all where `memory` has it.
    """
    waiting = iter(bodies)
    while taken := list(islice(waiting, BODIES_AT_ONCE)):
        pieces = [list(_pieces(body)) for body in taken]
        texts = list(dict.fromkeys(piece for parts in pieces for piece in parts))
        parses = dict(memory.recall(nlp, texts)) if memory is not None else {}
        # Those of one length together: the parser steps through all that it has been given at once.
        missing = sorted((text for text in texts if text not in parses), key=len)
        fresh = {}
        for text, doc in zip(missing, parsed(nlp, missing), strict=True):
            words_of(doc, text)
            fresh[text] = parse_of(doc)
        if memory is not None:
            memory.remember(nlp, fresh)
        parses.update(fresh)
        for body, parts in zip(taken, pieces, strict=True):
            doc = doc_of(nlp, [parses[part] for part in parts])
            words_of(doc, body)
            yield doc


def _pieces(body: str) -> Iterator[str]:
    """Paragraphs with the line feeds that follow them; over-long ones are cut at white space where there is any."""
    start = 0
    while start < len(body):
        end = body.find("\n\n", start)
        end = len(body) if end < 0 else end + 2
        while end - start > MAX_PIECE:
            cut = body.rfind(" ", start + 1, start + MAX_PIECE) + 1 or start + MAX_PIECE
            yield body[start:cut]
            start = cut
        yield body[start:end]
        start = end
    if not body:
        yield ""
