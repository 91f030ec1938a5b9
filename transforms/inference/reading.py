"""Texts through the components of a pipeline."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.inference.names import names_of, reads_names


def parsed(nlp: Language, texts: Iterable[str], batch_size: int = 128) -> Iterator[Doc]:
    """A `Doc` for each text, in order, as `nlp.pipe` makes it; so many texts go through a component together."""
    waiting = iter(texts)
    while batch := [nlp.make_doc(text) for text in islice(waiting, batch_size)]:
        for _, component in nlp.pipeline:
            if reads_names(component) and not any(doc.has_annotation("ENT_IOB") for doc in batch):
                _add_names(batch, names_of(component, batch))
            elif hasattr(component, "pipe"):
                batch = list(component.pipe(batch, batch_size=batch_size))
            else:
                batch = [component(doc) for doc in batch]
        yield from batch


def _add_names(docs: Sequence[Doc], names: Sequence[Sequence[tuple[int, int, int]]]) -> None:
    for doc, spans in zip(docs, names, strict=True):
        doc.set_ents([Span(doc, start, end, label=label) for start, end, label in spans], default="outside")
