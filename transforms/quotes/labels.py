"""Speech without a reporting word: `“…” ― Name` under testimonies, and `NAME: …` in transcripts and interviews."""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from transforms.quotes.marks import Span, paragraphs_of
from transforms.quotes.tokens import Tokens

# A mark or two may stand before a label: transcripts are often printed with a mark before every paragraph.
_SPEAKER = re.compile(
    r"(?P<mark>[\"“”'‘*\s\u200b]{0,4})"
    r"(?P<name>[QA]|(?:[^\W\d_][\w.'’\-]{0,30},?\s){0,5}[^\W\d_][\w.'’\-]{0,30}(?:\s?\([^()\n]{1,60}\))?):\s?(?=\S)"
)
_SIGNED = re.compile(r"[\s”\"’']{0,4}(?:―|—|–|--|-|~)\s?(?P<name>[^\W\d_a-z][^\n]{2,120})$")
_MOST_NAME_WORDS = 14
# So many paragraphs must bear a label before an article is read as a transcript; one alone may be a dateline.
_LEAST_LABELS = 3


def labelled_speech(tokens: Tokens) -> list[tuple[int, Span, list[int]]]:
    """(index of the label's mark, span of the speaker, indices of what is said) for each label; indices of tokens."""
    paragraphs = paragraphs_of(tokens.text)
    return _signed(tokens, paragraphs) or _transcript(tokens, paragraphs)


def _within(tokens: Tokens, paragraph: int) -> range:
    """The tokens of a paragraph, from its first word to its last."""
    first, last = np.searchsorted(tokens.paragraph, [paragraph, paragraph + 1]).tolist()
    while first < last and tokens.words[first].isspace():
        first += 1
    while first < last and tokens.words[last - 1].isspace():
        last -= 1
    return range(first, last)


def _covering(tokens: Tokens, start: int, end: int, within: range) -> list[int]:
    return [t for t in within if tokens.starts[t] < end and tokens.ends[t] > start]


def _signed(tokens: Tokens, paragraphs: Sequence[Span]) -> list[tuple[int, Span, list[int]]]:
    """Quotations that a dash and a name follow to the end of their line, or on a line of their own."""
    found = []
    for number, segment in enumerate(tokens.segments):
        words = range(*tokens.segment_tokens[number])
        if not words or not segment.is_closed:
            continue
        place = segment.paragraph
        end = paragraphs[place][1]
        if not tokens.text[segment.end : end].strip("\"”'’ .,") and place + 1 < len(paragraphs):
            place, begin = place + 1, paragraphs[place + 1][0]
        else:
            begin = segment.end
        signed = _SIGNED.match(tokens.text, begin, paragraphs[place][1])
        if signed is None or not _is_name(signed["name"]):
            continue
        name = _covering(tokens, *_stripped(tokens.text, *signed.span("name")), _within(tokens, place))
        if name:
            found.append((name[0] - 1, (name[0], name[-1] + 1), list(words)))
    return found


def _is_name(text: str) -> bool:
    words = text.split()
    return len(words) <= _MOST_NAME_WORDS and not text.rstrip().endswith(("?", "!", "”", '"'))


def _stripped(text: str, start: int, end: int) -> Span:
    return start, start + len(text[start:end].rstrip(" .,;"))


def _transcript(tokens: Tokens, paragraphs: Sequence[Span]) -> list[tuple[int, Span, list[int]]]:
    labels: list[tuple[int, Span, list[int]]] = []
    for number, (start, end) in enumerate(paragraphs):
        match = _SPEAKER.match(tokens.text, start, end)
        if match is None or not _is_label(match["name"]):
            continue
        within = _within(tokens, number)
        name = _covering(tokens, *match.span("name"), within)
        said = [t for t in within if tokens.starts[t] >= match.end()]
        if name and len(said) > 1:
            labels.append((name[-1] + 1, (name[0], name[-1] + 1), said))
    return labels if len(labels) >= _LEAST_LABELS and _is_dialogue(tokens, labels) else []


def _is_label(name: str) -> bool:
    """A name in capitals, or Q and A: a subhead or a list in small letters isn't one."""
    letters = [c for c in re.sub(r"\([^)]*\)", "", name) if c.isalpha()]
    return bool(letters) and all(c.isupper() for c in letters)


def _is_dialogue(tokens: Tokens, labels: Sequence[tuple[int, Span, list[int]]]) -> bool:
    """Whether speakers come back, and take turns."""
    names = [" ".join(tokens.words[a:b]) for _, (a, b), _ in labels]
    return len(set(names)) < len(names) and any(a != b for a, b in pairwise(names))
