"""Downloads of Nexis (LexisNexis): a cover sheet, a contents list, and articles with named fields.

Headline
The Straits Times (Singapore)
November 24, 2023 Friday 6:01 AM GMT
<blank>
Copyright 2023 SPH Media Holdings Pte. Ltd. All Rights Reserved
Section: OPINION
Length: 2001 words
Byline: Ann Lee
Highlight: What the article says in short
Body
<blank>
… paragraphs, one a line …
<blank>
Load-Date: November 22, 2023
End of Document
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from transforms.documents import Draft, PrintedTime
from transforms.layouts.model import Layout, Unfit
from transforms.layouts.parts import (
    bullet_of,
    byline_of,
    paragraphs_of,
    subheads_of,
    take_dateline,
    without_notes,
)
from transforms.times import at_day, printed_time

LOOKAHEAD = 48
# Lines between headline and time: a collection (`Newstex Blogs`) and the outlet.
MAX_SOURCE_LINES = 4
_FIELD = re.compile(r"^(?P<name>Section|Length|Byline|Highlight|Dateline|Series|Language|Edition):\s*(?P<value>.*)$")
# Lines that end the body: sections that Nexis sets below it, and its own end marks.
_AFTER_BODY = frozenset(("Notes", "Classification", "Graphic", "Correction", "Correction-Date", "End of Document"))
_LOAD_DATE = "Load-Date:"
_ZONE = re.compile(r"\s+[A-Z]{2,5}$")
_LENGTH = re.compile(r"^Length:\s*\d+ words$")
_COVER = re.compile(r"^(?:Job Number:\s*\d+|Documents \(\d+\)|User Name:.*)$")
# Lines of distributors inside the body: `November 24th, 2023 ( Al Jazeera English — Delivered by Newstex )`.
_DISTRIBUTOR = re.compile(
    r"^(?:.{0,60}\(.{0,80}Delivered by\s+Newstex\s*\)|Link to the original story\.?"
    r"|We also published the following articles recently|block-time (?:published|updated)-time.{0,60})$"
)
# Where a page had a line break that the download lost: before and after pictures, list items and subheads.
_GAP = re.compile(r" {4,}")
_REPRINT = re.compile(r"\s*For Reprint Rights:\s*\S+\s*$")


@dataclass(slots=True)
class _Head:
    """What stands above `Body`; `line_count` lines with it."""

    headline: str
    line_count: int = 0
    sources: list[str] = field(default_factory=list)
    time: PrintedTime | None = None
    fields: dict[str, str] = field(default_factory=dict)


def _head(lines: Sequence[str], at: int) -> _Head | None:
    """The head of the article whose headline is `lines[at]`."""
    headline = lines[at].strip()
    if not headline or (at and lines[at - 1].strip()):
        return None
    head = _Head(headline)
    for offset, line in enumerate(lines[at + 1 : at + LOOKAHEAD], start=1):
        bare = line.strip()
        if head.time is None:
            head.time = printed_time(bare) if len(head.sources) and bare else None
            if head.time is None and (not bare or len(head.sources) == MAX_SOURCE_LINES):
                return None
            if head.time is None:
                head.sources.append(bare)
        elif bare == "Body":
            head.line_count = offset + 1
            return head
        elif match := _FIELD.match(bare):
            head.fields.setdefault(match["name"], match["value"].strip())
    return None


def _begins(lines: Sequence[str], at: int) -> int:
    head = _head(lines, at)
    return head.line_count if head else 0


def _recognises(head: Sequence[str]) -> bool:
    if sum(_COVER.match(line.strip()) is not None for line in head[:40]) >= 2:
        return True
    return any(_LENGTH.match(line) for line in head) and any(_begins(head, at) for at in range(len(head)))


def _captured(lines: Sequence[str]) -> PrintedTime | None:
    """When the download was made: `Date and Time: Friday, 24 November 2023 16:00:00 CET` on the cover sheet."""
    for line in lines[:20]:
        if line.startswith("Date and Time:"):
            return printed_time(line.removeprefix("Date and Time:").strip())
    return None


def _parse(lines: Sequence[str]) -> Draft | Unfit:
    head = _head(lines, 0) if lines else None
    if head is None:
        return Unfit("menu", "cover sheet and contents list of a download")
    body_lines, captions = _body(lines[head.line_count :])
    body = paragraphs_of([part for line in body_lines for part in _parts(line)], wrapped=False)
    body = [text for p in body if not _DISTRIBUTOR.match(p) and (text := _REPRINT.sub("", p).strip())]
    body = without_notes(body)
    dateline = take_dateline(body, within=1)
    highlight = head.fields.get("Highlight")
    byline = _byline(head.fields.get("Byline", ""))
    section = head.fields.get("Section", "").split(";")[0].strip()
    return Draft(
        headline=head.headline,
        body="\n\n".join(body),
        summary=[bullet_of(highlight) or highlight] if highlight else [],
        subheads=subheads_of(body),
        captions=captions,
        dateline=dateline.place if dateline else None,
        byline=byline,
        agency=dateline.agency if dateline else None,
        publisher=head.sources[-1],
        section=section or None,
        filed_under=section or None,
        published=_day_kept(head.time),
    )


def _day_kept(time: PrintedTime | None) -> PrintedTime | None:
    """The time, but for one whose zone moves it to another day in UTC: that is kept as the day that is printed.

    An archive is searched by the printed day, and Nexis prints `EST` in summer, too: its clocks are not exact.
    """
    if time is None or time.at is None:
        return time
    printed = printed_time(_ZONE.sub("", time.text))
    if printed is None or printed.at is None or printed.at.date() == time.at.date():
        return time
    return PrintedTime(text=time.text, precision="day", at=at_day(printed.at.date()))


def _body(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The body's lines, and the captions that Nexis sets under `Graphic` below it."""
    body: list[str] = []
    captions: list[str] = []
    section = "Body"
    for at, line in enumerate(lines):
        bare = line.strip()
        # A section's name stands alone, between blank lines; in a body, `Notes` may be a subhead.
        if bare in _AFTER_BODY and (at == 0 or not lines[at - 1].strip()):
            section = bare
        elif bare.startswith(_LOAD_DATE):
            section = _LOAD_DATE
        elif section == "Body":
            body.append(line)
        elif section == "Graphic" and bare:
            captions.append(" ".join(bare.split()))
    return body, captions


def _parts(line: str) -> list[str]:
    """A line cut at its gaps; one before a small letter or a mark was a link or bold type in mid sentence."""
    parts: list[str] = []
    for part in _GAP.split(line):
        if parts and part[:1] in tuple(".,;:!?)"):
            parts[-1] += part
        elif parts and (part[:1].islower() or part[:1] == "|"):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def _byline(value: str) -> list[str]:
    """Names of a `Byline` field, without what stands in brackets or behind them (`Ann Lee, For The Echo`)."""
    found = byline_of("By " + re.sub(r"\([^()]{0,60}\)", "", value).strip())
    return found.names if found else []


def _times(lines: Sequence[str]) -> Iterator[PrintedTime]:
    head = _head(lines, 0) if lines else None
    if head is not None and head.time is not None:
        yield head.time


NEXIS = Layout(
    name="nexis",
    recognises=_recognises,
    begins=_begins,
    lookahead=LOOKAHEAD,
    parse=_parse,
    times=_times,
    captured=_captured,
)
