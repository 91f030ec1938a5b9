"""Speakers without a learned model: the nearest reporting verb beside a quotation, and its subject."""

from spacy.tokens import Doc, Token

from transforms.quotes.lexicon import SAY
from transforms.quotes.marks import Segment, Span

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


def cue_and_speaker(doc: Doc, segment: Segment) -> tuple[Span, Span | None] | None:
    """Cue and speaker of the nearest reporting verb of the segment's sentences that stands outside of it."""
    inside = doc.char_span(segment.start, segment.end, alignment_mode="expand")
    if inside is None or not len(inside):
        return None
    first, last = inside[0].sent.start, inside[-1].sent.end
    cues = [t for t in doc[first:last] if t.lower_ in SAY and not segment.start <= t.idx < segment.end]
    if not cues:
        return None
    cue = min(cues, key=lambda t: max(segment.start - t.idx, t.idx - segment.end))
    return (cue.idx, cue.idx + len(cue)), _subject(cue)


def _subject(verb: Token) -> Span | None:
    for node in (verb, verb.head):
        for child in node.children:
            if child.dep_ in SUBJECTS:
                left, right = child.left_edge, child.right_edge
                return left.idx, right.idx + len(right)
    return None
