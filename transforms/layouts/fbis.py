"""Records of the Foreign Broadcast Information Service: translated broadcasts and wire copy, without headlines.

DEV-MUC3-0001 (NOSC)
<blank>
   SAN SALVADOR, 3 JAN 90 (ACAN-EFE) -- [REPORT] [TEXT] THE ARCE BATTALION …
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from transforms.documents import Draft, PrintedTime
from transforms.layouts.model import Layout, Unfit
from transforms.layouts.parts import paragraphs_of
from transforms.times import ENGLISH_MONTHS, at_day

_ID = re.compile(r"^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+-\d{3,6}(?:\s+\([A-Z ]{2,40}\))?$")
_MONTH = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
_DATELINE = re.compile(
    r"^(?P<place>[^\[\]\n]{2,60}?),?\s+"
    rf"(?:(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH})\.?(?:\s+(?P<year>\d{{2,4}}))?|NO DATE)"
    r"\s*(?:\((?P<agency>[^()]{2,80})\)\s*)?-{1,2}\s*(?=\S)",
    re.I,
)
# What kind of record follows, up to the word that begins it: `[INTERVIEW WITH … BY …] [TEXT]`.
_TAGS = re.compile(
    r"^(?:\[[^\[\]]{1,300}\]\s*){0,6}?\[(?:text|excerpts?|summary|passage omitted|by [^\[\]]{1,80})\]\s*"
    r"(?:\[continued\]\s*)?",
    re.I,
)
LOOKAHEAD = 8


def _begins(lines: Sequence[str], at: int) -> int:
    if not _ID.match(lines[at].strip()) or (at and lines[at - 1].strip()):
        return 0
    return 1 if any(line.strip() for line in lines[at + 1 : at + LOOKAHEAD]) else 0


def _recognises(head: Sequence[str]) -> bool:
    records = [at for at in range(len(head)) if _begins(head, at)]
    return any(_DATELINE.match(" ".join(head[at + 1 : at + LOOKAHEAD]).strip()) for at in records)


def _parse(lines: Sequence[str]) -> Draft | Unfit:
    if not lines or not _ID.match(lines[0].strip()):
        return Unfit("no_headline", "text before the first record")
    body = paragraphs_of(lines[1:], wrapped=True)
    dateline = _DATELINE.match(body[0][:300]) if body else None
    if dateline is not None:
        body[0] = body[0][dateline.end() :]
    if body:
        body[0] = _TAGS.sub("", body[0]).strip()
    return Draft(
        headline=None,
        body="\n\n".join(paragraph for paragraph in body if paragraph),
        summary=[],
        subheads=[],
        captions=[],
        dateline=dateline["place"] if dateline else None,
        byline=[],
        agency=dateline["agency"] if dateline else None,
        published=_time(dateline) if dateline else None,
    )


def _time(dateline: re.Match[str]) -> PrintedTime | None:
    """The day of a dateline. The service closed in 1996: a year of two digits is of the last century."""
    if not dateline["year"]:
        return None
    year = int(dateline["year"])
    try:
        day = date(1900 + year if year < 100 else year, ENGLISH_MONTHS[dateline["month"].lower()], int(dateline["day"]))
    except ValueError:
        return None
    return PrintedTime(
        text=f"{dateline['day']} {dateline['month']} {dateline['year']}", precision="day", at=at_day(day)
    )


def _times(lines: Sequence[str]) -> Iterator[PrintedTime]:
    dateline = _DATELINE.match(" ".join(lines[1:LOOKAHEAD]).strip()[:300])
    time = _time(dateline) if dateline else None
    if time is not None:
        yield time


FBIS = Layout(name="fbis", recognises=_recognises, begins=_begins, lookahead=LOOKAHEAD, parse=_parse, times=_times)
