"""Headline, authors and times of a rendered page: the lines around the beginning of its body text, weighed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.documents import PrintedTime
from transforms.layouts.parts import byline_of, caption_of, ends_sentence, folded_line, is_person_name
from transforms.layouts.rendered_weights import HEADLINE_WEIGHTS
from transforms.layouts.rendering import RIGHTS, Shown, furniture_count
from transforms.times import has_label, is_update, time_in

# Lines above the body, and of the body itself, among which the headline is looked for.
ABOVE = 60
INSIDE = 2
# Lines around the beginning of the body, and below its end, in which times and authors stand.
TIMES_BELOW = 6
# Lines around the body in which a time counts that says what it is: `Published: …`.
TIMES_FAR = 40
# Words that stand beside a time: authors, rubric, reading time.
MAX_TIME_WORDS = 12
MIN_SCORE = -3.0
FEATURES = (
    *("shared", "words", "too_many_words", "repeated", "told_below", "told_near", "blank_above", "wide_gap_above"),
    *("distance", "far", "at_body", "in_body", "is_list", "ends_sentence", "furniture", "title_share", "upper"),
    *(
        "words_above",
        "caption",
        "colon",
        "top",
        "shared_below",
        "text_below",
        "question",
        "goes_on",
        "numbered",
        "longer_than_above",
    ),
)
_WEIGHTS = tuple(HEADLINE_WEIGHTS[name] for name in FEATURES)
_NUMBERED = re.compile(r"#?\d{1,2}[.)]\s")
_QUESTION = re.compile(r"[?？؟]")
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


def head_of(shown: Sequence[Shown], first: int, last: int, headline_at: int | None = None) -> PageHead:
    """The head of the page whose body text is the shown lines `first` to `last`; its headline may be known."""
    head = PageHead()
    head.at = headline_line(shown, first, last) if headline_at is None else headline_at
    if head.at >= 0:
        head.headline = shown[head.at].text
    top = head.at if 0 <= head.at < first else first
    begin = max(0, top - 6)
    below = range(last + 1, min(last + 1 + TIMES_BELOW, len(shown)))
    # Most pages print the time between headline and text, some above the headline, few below the text.
    for at in (*range(top, min(first + 3, len(shown))), *range(top - 1, begin - 1, -1), *below):
        _take_time(shown[at].text, head)
    if head.published is None and head.updated is None:
        _take_far_time(shown, top, last, head)
    for at in range(begin, min(first + 2, len(shown))):
        _take_authors(shown, at, head)
    return head


def headline_line(shown: Sequence[Shown], first: int, last: int) -> int:
    """The shown line that most likely heads the body from `first` to `last`; -1 where none does."""
    candidates = headline_candidates(shown, first, last)
    if not candidates:
        return -1
    score, at = max((sum(w * v for w, v in zip(_WEIGHTS, row, strict=True)), at) for at, row in candidates)
    return at if score >= MIN_SCORE else -1


def headline_candidates(shown: Sequence[Shown], first: int, last: int) -> list[tuple[int, list[float]]]:
    """The shown lines that may head the body from `first` to `last`, described in the order of FEATURES."""
    body = Counter(word.lower() for line in shown[first : last + 1] for word in _WORD.findall(line.text))
    counts = Counter(folded_line(line.text) for line in shown)
    begin, end = max(0, first - ABOVE), min(first + INSIDE, last + 1)
    tells = {at: _tells(shown[at].text) for at in range(max(0, begin - 4), min(end + 8, len(shown)))}
    return [
        (at, _described(shown, at, first, body, counts, tells))
        for at in range(begin, end)
        if _may_head(shown[at].text, tells[at])
    ]


def _tells(text: str) -> bool:
    """Whether a line tells time or authors."""
    return len(text) <= 160 and (time_in(text) is not None or byline_of(text) is not None)


def _may_head(text: str, tells: bool) -> bool:
    words = _WORD.findall(text)
    # A line that begins with an ellipsis goes on from the headline above it.
    if not 2 <= len(words) <= 40 or len(text) > 250 or RIGHTS.search(text) or text.startswith(("…", "...")):
        return False
    return byline_of(text) is None and not (tells and len(words) < 8)


def _described(
    shown: Sequence[Shown], at: int, first: int, body: Counter[str], counts: Counter[str], tells: dict[int, bool]
) -> list[float]:
    line = shown[at]
    words = [word.lower() for word in _WORD.findall(line.text)]
    cased = [word for word in line.text.split() if word[0].isalpha()]
    ahead = [other for other in range(at + 1, at + 8) if tells.get(other)]
    above = [len(_WORD.findall(shown[other].text)) for other in range(max(0, at - 3), at) if not shown[other].is_list]
    distance = max(0, first - at)
    return [
        sum(word in body for word in words) / len(words),
        min(1.0, len(words) / 8),
        max(0.0, len(words) - 14) / 10,
        float(counts[folded_line(line.text)] > 1),
        float(bool(ahead)),
        1 / (ahead[0] - at) if ahead else 0.0,
        float(line.blank_before > 0),
        float(line.blank_before > 1),
        min(distance, 20) / 20,
        distance / ABOVE,
        float(distance == 0),
        float(at > first),
        float(line.is_list),
        float(ends_sentence(line.text) and not line.text.endswith(("?", "!"))),
        min(2, furniture_count(line.text)) / 2,
        sum(word[0].isupper() for word in cased) / len(cased) if cased else 0.5,
        float(line.text.isupper()),
        min(1.5, max(above, default=0) / 8),
        float(caption_of(line.text) is not None),
        float(":" in line.text[-2:]),
        float(at == 0),
        _shared_below(shown, at, words),
        float(at + 1 < len(shown) and len(shown[at + 1].text) > 70 and not shown[at + 1].is_list),
        float(_QUESTION.search(line.text) is not None),
        float(line.text[0].islower() or line.text[0] in "…."),
        float(_NUMBERED.match(line.text) is not None),
        max(0.0, len(words) - max(above, default=0)) / 10 if max(above, default=0) >= 5 else 0.0,
    ]


def _shared_below(shown: Sequence[Shown], at: int, words: list[str]) -> float:
    """Share of the words that a line soon below has, too: a trail of links ends with the headline, or a menu has it."""
    shares = [0.0]
    for other in range(at + 1, min(at + 10, len(shown))):
        text = shown[other].text
        if len(text) <= 250:
            found = {word.lower() for word in _WORD.findall(text)}
            shares.append(sum(word in found for word in words) / len(words))
    return max(shares)


def _take_time(text: str, head: PageHead) -> None:
    time = _time_of(text)
    if time is None:
        return
    if is_update(text):
        head.updated = head.updated or time
    else:
        head.published = head.published or time


def _time_of(text: str) -> PrintedTime | None:
    """The time of a line that is not a caption or a sentence with a day in it."""
    if len(text) > 200 or (len(_WORD.findall(text)) > MAX_TIME_WORDS and not has_label(text)):
        return None
    return time_in(text)


def _take_far_time(shown: Sequence[Shown], top: int, last: int, head: PageHead) -> None:
    """A time farther off: one that says what it is, else the day that most of the page's times tell."""
    around = range(max(0, top - TIMES_FAR), min(last + TIMES_FAR, len(shown)))
    for at in around:
        if has_label(shown[at].text):
            _take_time(shown[at].text, head)
    if head.published is None and head.updated is None:
        times = [time for at in around if (time := _time_of(shown[at].text)) and time.at is not None]
        days = Counter(time.at.date() for time in times if time.at)
        if times and days.most_common(1)[0][1] > len(times) / 2:
            head.published = next(time for time in times if time.at and time.at.date() == days.most_common(1)[0][0])


def _take_authors(shown: Sequence[Shown], at: int, head: PageHead) -> None:
    text = shown[at].text
    byline = byline_of(text)
    if byline is None and text.lower().strip(" :") in ("by", "von", "par", "written by") and at + 1 < len(shown):
        following = shown[at + 1].text
        byline = byline_of(f"By {following}") if is_person_name(following) else None
    if byline is not None:
        head.byline += [name for name in byline.names if name not in head.byline]
        head.agency = head.agency or byline.agency
