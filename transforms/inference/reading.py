"""Texts through the components of a pipeline."""

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.inference.arcs import add_arcs, reads_arcs
from transforms.inference.names import names_of, reads_names

# What goes through a component together. Of each token it holds some 8 kB: by their number, texts would not bound that.
BATCH_CHARS = 20_000


def parsed(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """A `Doc` for each text, in order, as `nlp.pipe` makes it."""
    for some in _batches(texts):
        batch = [nlp.make_doc(text) for text in some]
        for _, component in nlp.pipeline:
            if reads_names(component) and not any(doc.has_annotation("ENT_IOB") for doc in batch):
                _add_names(batch, names_of(component, batch))
            elif reads_arcs(component) and not any(doc.has_annotation("SENT_START") for doc in batch):
                add_arcs(component, batch)
            elif hasattr(component, "pipe"):
                batch = list(component.pipe(batch, batch_size=len(batch)))
            else:
                batch = [component(doc) for doc in batch]
        yield from batch


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts in order, of BATCH_CHARS together at most, or one that is longer."""
    batch: list[str] = []
    length = 0
    for text in texts:
        if batch and length + len(text) > BATCH_CHARS:
            yield batch
            batch, length = [], 0
        batch.append(text)
        length += len(text)
    if batch:
        yield batch


def _add_names(docs: Sequence[Doc], names: Sequence[Sequence[tuple[int, int, int]]]) -> None:
    for doc, spans in zip(docs, names, strict=True):
        doc.set_ents([Span(doc, start, end, label=label) for start, end, label in spans], default="outside")
