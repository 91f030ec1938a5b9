"""Pages of an outlet run together, each with its headline twice: above the furniture and above the text.

Headline
<blank>
Photo caption. (CREDIT)         optional, as are the next two
Short Url
Updated 28 October 2024         or: Updated 12 min 10 sec ago
Follow
<blank>
Headline
<blank>
  • a bullet of the summary     optional
<blank>
PLACE: body …
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from transforms.documents import Draft, PrintedTime
from transforms.layouts.model import HEAD_LINES, Layout, Unfit
from transforms.layouts.parts import (
    bullet_of,
    byline_of,
    caption_of,
    folded_line,
    is_agency,
    names_in,
    subheads_of,
    take_dateline,
    without_notes,
)
from transforms.layouts.parts import paragraphs_of as paragraphs_of_lines
from transforms.times import has_label, is_update, printed_time

# Lines of a page's head that are neither text nor caption. Compared without case and punctuation.
FURNITURE = frozenset(
    names_in(
        "short url|follow|share|print|email|copy link|save|comments|comment|read more|x|facebook|twitter"
        "|whatsapp|linkedin|telegram|listen|listen to article|photos|photo|video|advertisement|more"
    )
)
MAX_HEADLINE_CHARS = 300
# Lines, blank ones too, within which the time and the headline's second print stand.
LOOKAHEAD = 28
# Lines of a head that are neither furniture nor a caption with its credit: a caption without, a rubric.
MAX_UNKNOWN_LINES = 2
MAX_CAPTION_CHARS = 600
MAX_FURNITURE_CHARS = 40


@dataclass(slots=True)
class _Head:
    """What stands above a page's text."""

    headline: str
    line_count: int
    times: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    credit: str | None = None
    byline: list[str] = field(default_factory=list)
    agency: str | None = None
    url: str | None = None


def _begins(lines: Sequence[str], at: int) -> int:
    if at and lines[at - 1].strip():
        return 0
    head = _head(lines, at)
    return head.line_count if head else 0


def _head(lines: Sequence[str], at: int) -> _Head | None:
    """The head of the page whose headline is `lines[at]`: it ends with the headline's second print."""
    headline = lines[at].strip()
    if not headline or len(headline) > MAX_HEADLINE_CHARS or bullet_of(lines[at]) is not None:
        return None
    again = folded_line(headline) or headline
    head = _Head(headline, 0)
    unknown_count = 0
    for offset, line in enumerate(lines[at + 1 : at + LOOKAHEAD], start=1):
        bare = line.strip()
        if not bare:
            continue
        if head.times and _is_again(bare, headline, again):
            head.line_count = offset + 1
            return head
        # Most lines of a dump begin no page, and most of these are told by the text that soon follows.
        unknown_count += not _take_in(bare, head)
        if unknown_count > MAX_UNKNOWN_LINES or len(bare) > MAX_CAPTION_CHARS:
            return None
    return None


def _is_again(bare: str, headline: str, again: str) -> bool:
    return abs(len(bare) - len(headline)) < 10 and (folded_line(bare) or bare) == again


def _take_in(bare: str, head: _Head) -> bool:
    """Put a line of a head in its place; False where nothing tells what it is: then it is taken for a caption."""
    if _is_time_line(bare):
        head.times.append(bare)
        return True
    if bare.startswith(("http://", "https://")) and " " not in bare:
        head.url = head.url or bare
        return True
    if len(bare) <= MAX_FURNITURE_CHARS:
        if folded_line(bare) in FURNITURE:
            return True
        if is_agency(bare):
            head.agency = head.agency or bare
            return True
    byline = byline_of(bare)
    if byline is not None:
        head.byline += byline.names
        head.agency = head.agency or byline.agency
        return True
    caption = caption_of(bare, in_head=True)
    head.captions.append(caption.text if caption else bare)
    if caption and head.credit is None:
        head.credit = caption.credit
    return caption is not None


def _is_time_line(line: str) -> bool:
    return len(line) <= 120 and has_label(line) and printed_time(line) is not None


def _recognises(head: Sequence[str]) -> bool:
    return any(_begins(head, at) for at in range(len(head[:HEAD_LINES])))


def _times(lines: Sequence[str]) -> Iterator[PrintedTime]:
    head = _head(lines, 0) if lines else None
    for line in head.times if head else ():
        time = printed_time(line)
        if time is not None:
            yield time


def _parse(lines: Sequence[str]) -> Draft | Unfit:
    head = _head(lines, 0) if lines else None
    if head is None:
        return Unfit("no_headline", "text before the first page, or a page without its head")
    at = head.line_count
    summary: list[str] = []
    while at < len(lines):
        bullet = bullet_of(lines[at])
        if lines[at].strip() and bullet is None:
            break
        if bullet:
            summary.append(bullet)
        at += 1
    body = paragraphs_of_lines(lines[at:])
    while body and folded_line(body[0]) == folded_line(head.headline):
        del body[0]
    body = [p for p in _without_captions(body, head) if folded_line(p) not in FURNITURE]
    body = without_notes(body)
    byline = byline_of(body[0]) if body else None
    if byline is not None:
        head.byline += byline.names
        head.agency = head.agency or byline.agency
        del body[0]
    dateline = take_dateline(body)
    published, updated = _published_and_updated(head.times)
    return Draft(
        headline=head.headline,
        body="\n\n".join(body),
        summary=summary,
        subheads=subheads_of(body),
        captions=head.captions,
        dateline=dateline.place if dateline else None,
        byline=head.byline,
        agency=(dateline.agency if dateline else None) or head.agency,
        credit=head.credit,
        url=head.url,
        published=published,
        updated=updated,
    )


def _without_captions(body: list[str], head: _Head) -> Iterator[str]:
    for paragraph in body:
        caption = caption_of(paragraph)
        if caption is None:
            yield paragraph
        else:
            head.captions.append(caption.text)


def _published_and_updated(lines: list[str]) -> tuple[PrintedTime | None, PrintedTime | None]:
    published = next((printed_time(line) for line in lines if not is_update(line)), None)
    updated = next((printed_time(line) for line in lines if is_update(line)), None)
    return published, updated


PAGE = Layout(
    name="page",
    recognises=_recognises,
    begins=_begins,
    lookahead=LOOKAHEAD,
    parse=_parse,
    times=_times,
)
