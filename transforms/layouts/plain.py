"""A dump that is one article: headline first, then perhaps a byline, a time and a standfirst, then the text."""

from collections.abc import Iterator, Sequence

from transforms.documents import Draft, PrintedTime
from transforms.layouts.fitness import misfit_of
from transforms.layouts.model import Layout, Unfit
from transforms.layouts.parts import (
    Byline,
    byline_of,
    caption_of,
    dateline_of,
    ends_sentence,
    folded_line,
    is_agency,
    is_wrapped,
    paragraphs_of,
    subheads_of,
    take_dateline,
    without_notes,
)
from transforms.times import is_update, printed_time

MAX_HEADLINE_CHARS = 220
# Paragraphs after the headline among which bylines and times stand.
HEAD_PARAGRAPHS = 5
# What stands above a byline and is longer than this is the text itself, and the line below it a signature.
MAX_STANDFIRST_CHARS = 600


def _parse(lines: Sequence[str]) -> Draft | Unfit:
    misfit = misfit_of(lines)
    if misfit is not None:
        return misfit
    paragraphs = paragraphs_of(lines)
    above = _take_bylines(paragraphs)
    headline = _headline(lines, paragraphs)
    if headline is not None:
        del paragraphs[0]
        while paragraphs and folded_line(paragraphs[0]) == folded_line(headline):
            del paragraphs[0]
    byline, published, updated, summary = _take_head(paragraphs)
    captions = [caption for p in paragraphs if (caption := caption_of(p))]
    if len(captions) == len(paragraphs):
        captions = []  # a short item that a photo's credit ends: what there is of text is not thrown away
    body = without_notes([p for p in paragraphs if not captions or caption_of(p) is None])
    dateline = take_dateline(body)
    return Draft(
        headline=headline,
        body="\n\n".join(body),
        summary=summary,
        subheads=subheads_of(body),
        captions=[caption.text for caption in captions],
        dateline=dateline.place if dateline else None,
        byline=above + byline.names,
        agency=(dateline.agency if dateline else None) or byline.agency,
        credit=captions[0].credit if captions else None,
        published=published,
        updated=updated,
    )


def _headline(lines: Sequence[str], paragraphs: list[str]) -> str | None:
    """The first paragraph, where it is short, has text under it, and does not begin that text."""
    if len(paragraphs) < 2:
        return None
    first = paragraphs[0]
    if len(first) > MAX_HEADLINE_CHARS:
        return None
    dateline = dateline_of(first)
    # `LOOK: …` heads a page as `LIMA: …` opens a text: a short line with a colon is taken for the headline.
    if dateline is not None and (dateline.agency or len(first) > 150):
        return None
    if printed_time(first) is not None or (is_wrapped(lines) and first.count(". ") > 1):
        return None
    # A first line as long as the text that follows, and as whole a sentence, is the text's own.
    is_sentence = ends_sentence(first) and len(first) > 140
    return None if is_sentence and len(paragraphs[1]) < 1.5 * len(first) else first


def _take_bylines(paragraphs: list[str]) -> list[str]:
    """Bylines that stand above the headline."""
    names: list[str] = []
    while len(paragraphs) > 2 and (byline := byline_of(paragraphs[0])):
        names += byline.names
        del paragraphs[0]
    return names


def _take_head(paragraphs: list[str]) -> tuple[Byline, PrintedTime | None, PrintedTime | None, list[str]]:
    """Take bylines and times off the paragraphs after the headline; what stands above them is the standfirst."""
    names: list[str] = []
    agency: str | None = None
    published: PrintedTime | None = None
    updated: PrintedTime | None = None
    last, above_chars = -1, 0
    for at, paragraph in enumerate(paragraphs[:HEAD_PARAGRAPHS]):
        byline, time = byline_of(paragraph), printed_time(paragraph)
        if byline is not None:
            names += byline.names
            agency = agency or byline.agency
        elif time is not None and is_update(paragraph):
            updated = updated or time
        elif time is not None:
            published = published or time
        elif is_agency(paragraph):
            agency = agency or paragraph
        else:
            above_chars += len(paragraph)
            if above_chars > MAX_STANDFIRST_CHARS:
                break
            continue
        last = at
    taken = paragraphs[: last + 1]
    del paragraphs[: last + 1]
    summary = [p for p in taken if not (byline_of(p) or printed_time(p) or is_agency(p))]
    return Byline(names, agency), published, updated, summary


def _times(lines: Sequence[str]) -> Iterator[PrintedTime]:
    for line in [line for line in lines[: 4 * HEAD_PARAGRAPHS] if line.strip()][: HEAD_PARAGRAPHS + 1]:
        time = printed_time(line)
        if time is not None:
            yield time


def _always(head: Sequence[str]) -> bool:
    return True


PLAIN = Layout(name="plain", recognises=_always, parse=_parse, times=_times)
