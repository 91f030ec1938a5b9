"""The text of one web page, a block a line: what WET files hold. Menus, teasers and footers stand around its article.

As `rendered`, but the page is known to be one: a short run of body text is believed, text goes on behind a box of
links or an advertisement, and the first line is mostly the page's title. Tuned on pages of html_gold (dev, one half)
whose blocks were set one a line.
"""

from collections import Counter
from collections.abc import Sequence

from transforms.documents import Draft
from transforms.ids import folded
from transforms.layouts.fitness import misfit_of
from transforms.layouts.model import Layout, Unfit
from transforms.layouts.parts import byline_of, caption_of, ends_sentence
from transforms.layouts.rendered import KEEP, draft_of_run, gains, runs_of
from transforms.layouts.rendered_head import headline_line
from transforms.layouts.rendered_model import likelihoods
from transforms.layouts.rendering import FOOTER, Shown, furniture_count, shown_lines
from transforms.times import time_in

# The least gain that makes a run, as `rendered.LEAST_GAIN` where pages run together.
LEAST_GAIN = 8.0
# Shown lines behind which a paragraph still belongs to the run, and what makes a line one in spite of its neighbours.
REACH = 12
PARAGRAPH_CHARS = 100
MAY_BE = 0.08
# The least text of a run that no line's neighbours speak for: the fronts of sites have a teaser here and there.
LEAST_CHARS = 500
# Lines below the headline among which the standfirst is, and its length.
STANDFIRST_LINES = 3
STANDFIRST_CHARS = range(50, 401)
MIN_TITLE_WORDS = 3
# The least share of the title that a headline takes: the rest is the site's name.
MIN_TITLE_SHARE = 0.4


def _parse(lines: Sequence[str]) -> Draft | Unfit:
    shown = shown_lines(lines)
    likely = likelihoods(shown)
    gained = gains(shown, likely)
    runs = runs_of(gained, [False] * len(shown), least=LEAST_GAIN)
    paragraphs = _paragraphs(shown, likely)
    runs = runs or _runs_of_paragraphs(shown, paragraphs)
    unfit = Unfit("menu", "no run of body text") if not runs else None
    for run in sorted(runs, key=lambda run: -sum(gained[run[0] : run[1] + 1])):
        first, last = _grown(shown, paragraphs, *run)
        kept = [at for at in range(first, last + 1) if likely[at] >= KEEP or paragraphs[at]]
        body = [" ".join(shown[at].text.split()) for at in kept]
        misfit = misfit_of(body)
        if misfit is None:
            at = _titled(shown, first)
            at = headline_line(shown, first, last) if at is None else at
            return draft_of_run(shown, first, last, body, at, _standfirst(shown, at, first))
        unfit = unfit or misfit
    return (misfit_of(lines) if not runs else None) or unfit or Unfit("no_body")


def _runs_of_paragraphs(shown: Sequence[Shown], paragraphs: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs where no line is body text by its neighbours: paragraphs below the page's title, or enough of them."""
    alone = [at for at, is_paragraph in enumerate(paragraphs) if is_paragraph]
    runs = dict.fromkeys(_grown(shown, paragraphs, at, at) for at in alone)
    return [
        (first, last)
        for first, last in runs
        if _titled(shown, first) is not None
        or sum(len(shown[at].text) for at in alone if first <= at <= last) >= LEAST_CHARS
    ]


def _paragraphs(shown: Sequence[Shown], likely: Sequence[float]) -> list[bool]:
    """Which lines are paragraphs of prose, whatever stands around them."""
    counts = Counter(line.text for line in shown)
    return [
        p >= MAY_BE
        and len(line.text) >= PARAGRAPH_CHARS
        and ends_sentence(line.text)
        and (p >= KEEP or (counts[line.text] == 1 and not furniture_count(line.text)))
        for line, p in zip(shown, likely, strict=True)
    ]


def _grown(shown: Sequence[Shown], paragraphs: Sequence[bool], first: int, last: int) -> tuple[int, int]:
    """The run with the paragraphs above and below it that a short gap parts from it."""
    at = last + 1
    while at < len(shown) and at - last <= REACH and not FOOTER.search(shown[at].text):
        last = at if paragraphs[at] else last
        at += 1
    at = first - 1
    while at >= 0 and first - at <= REACH:
        first = at if paragraphs[at] else first
        at -= 1
    return first, last


def _titled(shown: Sequence[Shown], first: int) -> int | None:
    """The last line before the text that is the page's title, or that without the site's name; None where none is."""
    title = f" {folded(shown[0].text)} "
    for at in range(first, 0, -1):
        words = folded(shown[at].text)
        is_long = len(words.split()) >= MIN_TITLE_WORDS and len(words) >= MIN_TITLE_SHARE * len(title)
        if is_long and f" {words} " in title:
            return at
    return None


def _standfirst(shown: Sequence[Shown], headline_at: int, first: int) -> list[str]:
    """The line of prose between headline and text."""
    if headline_at < 0:
        return []
    for line in shown[headline_at + 1 : min(headline_at + 1 + STANDFIRST_LINES, first)]:
        text = line.text
        tells = time_in(text) or byline_of(text) or caption_of(text)
        if len(text) in STANDFIRST_CHARS and not tells and not furniture_count(text):
            return [text]
    return []


def _never(head: Sequence[str]) -> bool:
    """A text dump is never known to be one page: readers name this layout."""
    return False


WEBTEXT = Layout(name="webtext", recognises=_never, parse=_parse)
