"""The Reuters-21578 collection: SGML records of 1987, hard-wrapped, paragraphs told by their indent.

<REUTERS … NEWID="1"> <DATE>26-FEB-1987 15:01:01.79</DATE> … <TEXT> <TITLE>…</TITLE> <AUTHOR>…</AUTHOR>
<DATELINE>    SALVADOR, Feb 26 - </DATELINE><BODY>… Reuter &#3;</BODY></TEXT> </REUTERS>
"""

import html
import re
from collections.abc import Iterator, Sequence

from transforms.documents import Draft, PrintedTime
from transforms.layouts.fitness import misfit_of
from transforms.layouts.model import Layout, Unfit
from transforms.layouts.parts import byline_of, paragraphs_of
from transforms.lines import normalised
from transforms.times import ENGLISH_MONTHS, printed_time

_MONTH = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
# ` Feb 26 -` behind the place of a dateline.
_DAY = re.compile(rf",?\s*(?:{_MONTH})\.?\s*\d{{1,2}}\s*-?\s*$|\s*-\s*$", re.I)
_SIGN_OFF = re.compile(r"(?:^|\s)(?P<agency>Reuters?)\s*$", re.I)


def _begins(lines: Sequence[str], at: int) -> int:
    return int(lines[at].startswith("<REUTERS "))


def _recognises(head: Sequence[str]) -> bool:
    return any(line.startswith(("<REUTERS ", "<!DOCTYPE lewis")) for line in head)


def _parse(lines: Sequence[str]) -> Draft | Unfit:
    record = "\n".join(lines)
    if not record.startswith("<REUTERS "):
        return Unfit("not_prose", "markup before the first record")
    text = _inside(record, "TEXT") or ""
    title, body = _field(text, "TITLE"), _inside(text, "BODY")
    if body is None:
        return _unprocessed(record, text) if title is None else Unfit("no_body", "a headline alone")
    paragraphs = paragraphs_of(_unescaped(body), wrapped=True)
    agency = _take_sign_off(paragraphs)
    byline = byline_of(_field(text, "AUTHOR") or "")
    dateline = _DAY.sub("", _field(text, "DATELINE") or "").strip()
    return Draft(
        headline=title,
        body="\n\n".join(paragraphs),
        summary=[],
        subheads=[],
        captions=[],
        dateline=dateline or None,
        byline=byline.names if byline else [],
        agency=agency or (byline.agency if byline else None),
        published=next(_times(lines), None),
    )


def _unprocessed(record: str, text: str) -> Draft | Unfit:
    """A record whose text was never marked up: mostly tables. Its first line heads it."""
    lines = _unescaped(text[text.find(">") + 1 :] if text.startswith("<") else text)
    misfit = misfit_of(lines)
    paragraphs = paragraphs_of(lines, wrapped=True)
    if misfit is not None or len(paragraphs) < 2:
        return misfit or Unfit("no_body", "a headline alone")
    agency = _take_sign_off(paragraphs)
    return Draft(
        headline=paragraphs[0],
        body="\n\n".join(paragraphs[1:]),
        summary=[],
        subheads=[],
        captions=[],
        byline=[],
        agency=agency,
        published=next(_times(record.split("\n")), None),
    )


def _take_sign_off(paragraphs: list[str]) -> str | None:
    """`Reuter` behind the last sentence, which loses it."""
    match = _SIGN_OFF.search(paragraphs[-1]) if paragraphs else None
    if match is None:
        return None
    paragraphs[-1] = paragraphs[-1][: match.start()].rstrip()
    if not paragraphs[-1]:
        del paragraphs[-1]
    return match["agency"]


def _inside(text: str, tag: str) -> str | None:
    """What stands in the first element of that name; to the end of the record where the dump is cut inside it."""
    start = text.find(f"<{tag}")
    start = text.find(">", start) + 1 if start >= 0 else 0
    if not start:
        return None
    end = text.find(f"</{tag}>", start)
    return text[start:end] if end >= 0 else text[start:].removesuffix("</REUTERS>")


def _field(text: str, tag: str) -> str | None:
    inside = _inside(text, tag)
    return " ".join(" ".join(_unescaped(inside)).split()) or None if inside else None


def _unescaped(text: str) -> list[str]:
    return [normalised(html.unescape(line)) for line in text.split("\n")]


def _times(lines: Sequence[str]) -> Iterator[PrintedTime]:
    for line in lines[:4]:
        if line.startswith("<DATE>"):
            time = printed_time(line.removeprefix("<DATE>").split("<")[0])
            if time is not None:
                yield time


REUTERS_SGML = Layout(name="reuters_sgml", recognises=_recognises, begins=_begins, parse=_parse, times=_times)
