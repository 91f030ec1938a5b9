"""Headline, authors and times of a rendered page: the lines around the beginning of its body text, weighed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.documents import PrintedTime
from transforms.layouts.parts import byline_of, caption_of, ends_sentence, folded_line, is_person_name
from transforms.layouts.rendering import RIGHTS, Shown, furniture_count
from transforms.times import is_update, time_in

# Lines above the body, and of the body itself, among which the headline is looked for.
ABOVE = 40
INSIDE = 2
# Lines around the beginning of the body, and below its end, in which times and authors stand.
TIMES_ABOVE = 14
TIMES_BELOW = 4
MIN_SCORE = 1.0
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(slots=True)
class PageHead:
    """What the lines around a body tell; `at` is the shown line of the headline, -1 for none."""

    headline: str | None = None
    at: int = -1
    byline: list[str] = field(default_factory=list)
    agency: str | None = None
    published: PrintedTime | None = None
    updated: PrintedTime | None = None


def head_of(shown: Sequence[Shown], first: int, last: int) -> PageHead:
    """The head of the page whose body text is the shown lines `first` to `last`."""
    head = PageHead()
    head.at = _headline_at(shown, first, last)
    if head.at >= 0:
        head.headline = shown[head.at].text
    top = head.at if 0 <= head.at < first else first
    begin = max(0, min(top, first) - 6, first - TIMES_ABOVE - ABOVE)
    around = [*range(begin, min(first + 3, len(shown))), *range(last, min(last + TIMES_BELOW + 1, len(shown)))]
    for at in sorted(around, key=lambda at: abs(at - top) if at <= last else 1000 + at):
        _take_time(shown[at].text, head)
    for at in range(begin, min(first + 2, len(shown))):
        _take_authors(shown, at, head)
    return head


def _headline_at(shown: Sequence[Shown], first: int, last: int) -> int:
    body = Counter(word.lower() for line in shown[first : last + 1] for word in _WORD.findall(line.text))
    counts = Counter(folded_line(line.text) for line in shown)
    best, best_at = MIN_SCORE, -1
    for at in range(max(0, first - ABOVE), min(first + INSIDE, last)):
        score = _headline_score(shown, at, first, body, counts)
        if score >= best:
            best, best_at = score, at
    return best_at


def _headline_score(shown: Sequence[Shown], at: int, first: int, body: Counter[str], counts: Counter[str]) -> float:
    """How well a line would head the body: it shares words with it, stands near, and time or authors follow it."""
    line = shown[at]
    words = [word.lower() for word in _WORD.findall(line.text)]
    if not 2 <= len(words) <= 40 or len(line.text) > 250 or byline_of(line.text) or caption_of(line.text):
        return 0.0
    if RIGHTS.search(line.text) or (time_in(line.text) is not None and len(words) < 8):
        return 0.0
    shared = sum(word in body for word in words) / len(words)
    followers = [shown[other].text for other in range(at + 1, min(at + 6, len(shown)))]
    is_followed = any(len(text) <= 160 and (time_in(text) or byline_of(text)) for text in followers)
    return (
        2.0 * shared
        + min(1.0, len(words) / 8)
        + 0.7 * (counts[folded_line(line.text)] > 1)
        + 0.8 * is_followed
        + 0.4 * (line.blank_before > 0)
        - 0.04 * max(0, first - at)
        - 0.9 * line.is_list
        - 0.6 * (ends_sentence(line.text) and not line.text.endswith(("?", "!")))
        - 0.5 * min(2, furniture_count(line.text))
        - 0.8 * (at >= first)
    )


def _take_time(text: str, head: PageHead) -> None:
    time = time_in(text) if len(text) <= 200 else None
    if time is None or time.at is None:
        return
    if is_update(text):
        head.updated = head.updated or time
    else:
        head.published = head.published or time


def _take_authors(shown: Sequence[Shown], at: int, head: PageHead) -> None:
    text = shown[at].text
    byline = byline_of(text)
    if byline is None and text.lower().strip(" :") in ("by", "von", "par", "written by") and at + 1 < len(shown):
        following = shown[at + 1].text
        byline = byline_of(f"By {following}") if is_person_name(following) else None
    if byline is not None:
        head.byline += [name for name in byline.names if name not in head.byline]
        head.agency = head.agency or byline.agency
