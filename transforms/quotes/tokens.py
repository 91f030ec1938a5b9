"""A parsed article as arrays, one entry a token, so that features are computed for all tokens at once."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from transforms.quotes.marks import Segment, Span, paragraphs_of, segments_of
from transforms.words import words_of

Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Arrays of one length: ids of strings (spaCy's 64-bit hashes) and positions.

    `starts` and `ends` are code points of the body. `segment` is the index into `segments` of the segment that holds
    the token, else -1; `paragraph` that of its paragraph; `sentence` counts sentences from 0, and `sentences` holds
    their token spans.
    """

    text: str
    lower: Ids
    stem: Ids
    tag: Ids
    dep: Ids
    shape: Ids
    entity: Ids
    head: Ints
    sentence: Ints
    sentences: list[Span]
    starts: Ints
    ends: Ints
    segment: Ints
    paragraph: Ints
    segments: list[Segment]
    segment_tokens: list[Span]
    words: list[str]

    def __len__(self) -> int:
        return len(self.words)


def tokens_of(doc: Doc) -> Tokens:
    """The arrays of a parsed body. A pipeline without a parser gives every token as its own head."""
    text, words, starts = words_of(doc)
    paragraphs = paragraphs_of(text)
    segments = segments_of(text, paragraphs)
    count = len(doc)
    table = (
        doc.to_array(["LOWER", "TAG", "DEP", "SHAPE", "ENT_TYPE", "HEAD", "SENT_START"])
        .astype(np.uint64)
        .reshape(count, 7)
    )
    ends = starts + np.fromiter(map(len, words), np.int64, count)
    head = np.arange(count) + table[:, 5].astype(np.int64)
    begins = table[:, 6].astype(np.int64) == 1
    begins[:1] = True
    sentence = np.cumsum(begins) - 1
    borders = [*np.flatnonzero(begins).tolist(), count]
    segment, segment_tokens = _located(starts, ends, segments)
    return Tokens(
        text=text,
        lower=table[:, 0],
        stem=np.fromiter(map(stem_id, words), np.uint64, count),
        tag=table[:, 1],
        dep=table[:, 2],
        shape=table[:, 3],
        entity=table[:, 4],
        head=head,
        sentence=sentence,
        sentences=list(pairwise(borders)),
        starts=starts,
        ends=ends,
        segment=segment,
        paragraph=np.searchsorted([start for start, _ in paragraphs], starts, side="right") - 1,
        segments=segments,
        segment_tokens=segment_tokens,
        words=words,
    )


def _located(starts: Ints, ends: Ints, segments: list[Segment]) -> tuple[Ints, list[Span]]:
    """The segment of each token, and the token span of each segment."""
    of_token = np.full(len(starts), -1, np.int64)
    first = np.searchsorted(ends, [s.start for s in segments], side="right")
    last = np.searchsorted(starts, [s.end for s in segments], side="left")
    spans = []
    for number, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        of_token[a:b] = number
        spans.append((a, max(a, b)))
    return of_token, spans


@lru_cache(maxsize=100_000)
def stem_id(word: str) -> int:
    """A hash of a word without its inflection: argue, argues, argued and arguing share it."""
    return _hash(stem(word))


def stem(word: str) -> str:
    """A word in lower case without -s, -ed, -ing: rough, for features only."""
    low = word.lower()[:40]
    low = _IRREGULAR.get(low, low)
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            low = low[: -len(ending)]
            break
    if len(low) > 3 and low[-1] in "ey":
        low = low[:-1]
    if len(low) > 3 and low[-1] == low[-2] and low[-1] not in "sl":
        low = low[:-1]
    return low


def _hash(text: str) -> int:
    """64-bit FNV-1a of UTF-8 bytes: the same on every machine (fnv hash, Fowler, Noll and Vo)."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


_IRREGULAR = {
    "said": "say",
    "told": "tell",
    "wrote": "write",
    "written": "write",
    "thought": "think",
    "knew": "know",
    "known": "know",
    "saw": "see",
    "seen": "see",
    "found": "find",
    "felt": "feel",
    "spoke": "speak",
    "spoken": "speak",
    "made": "make",
    "gave": "give",
    "given": "give",
    "sought": "seek",
    "swore": "swear",
    "sworn": "swear",
    "heard": "hear",
    "held": "hold",
    "put": "put",
    "meant": "mean",
    "understood": "understand",
    "sent": "send",
    "was": "be",
    "were": "be",
    "is": "be",
    "are": "be",
    "been": "be",
    "being": "be",
    "'s": "be",
    "has": "have",
    "had": "have",
    "n't": "not",
}
