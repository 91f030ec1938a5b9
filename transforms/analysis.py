"""The one linguistic analysis of an article: each paragraph parsed once, joined to a `Doc` whose text is the body."""

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

# The parser's memory grows with its input: a longer paragraph is parsed in pieces of this many characters.
MAX_PIECE = 20_000


def analyse(nlp: Language, bodies: Iterable[str], batch_size: int = 64) -> Iterator[Doc]:
    """One `Doc` for each body, in order, with `doc.text == body`. No sentence spans two paragraphs."""
    pieces_of: list[int] = []

    def pieces() -> Iterator[str]:
        for body in bodies:
            parts = list(_pieces(body))
            pieces_of.append(len(parts))
            yield from parts

    parsed: list[Doc] = []
    for doc in nlp.pipe(pieces(), batch_size=batch_size):
        parsed.append(doc)
        while pieces_of and len(parsed) >= pieces_of[0]:
            count = pieces_of.pop(0)
            yield _joined(nlp, parsed[:count])
            del parsed[:count]


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


def _joined(nlp: Language, parts: Sequence[Doc]) -> Doc:
    if len(parts) == 1:
        return parts[0]
    return Doc.from_docs(list(parts), ensure_whitespace=False) or Doc(nlp.vocab)
