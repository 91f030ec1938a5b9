"""When a page was published and updated, by trust: JSON-LD, meta, microdata, the address, what the page prints.

Last come metadata that do not say what they date, and a guess.
"""

import dataclasses
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from lxml.html import HtmlElement

from transforms.documents import PrintedTime
from transforms.html.claims import Claims
from transforms.html.tree import in_furniture, labelled_values, squeezed
from transforms.moments import instant
from transforms.times import is_update, printed_time

_URL_DAY = re.compile(
    r"[/_-]((?:19|20)\d\d)(?:([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/._-]|$)"
)
SOURCES = ("json-ld", "meta", "microdata", "json-ld page")


def published_of(claims: Claims, tree: HtmlElement, url: str | None) -> PrintedTime | None:
    """First publication."""
    declared = _declared(claims, "published")
    if declared is not None:
        declared = _in_zone_of_page(_shown(declared, claims, tree), claims)
        return _with_offset(_confirmed(declared, claims), claims, tree)
    return (
        _of_url(url or claims.first("canonical"))
        or _labelled(tree)
        or _marked(claims)
        or _in_head(tree)
        or _first(claims, "dated")
        or _guessed(tree, url)
    )


def updated_of(claims: Claims) -> PrintedTime | None:
    """Last update."""
    return _declared(claims, "updated")


def _first(claims: Claims, field: str) -> PrintedTime | None:
    """The first claim of a field that is a time."""
    return next((time for text in claims.all(field) if (time := instant(text))), None)


def _declared(claims: Claims, field: str) -> PrintedTime | None:
    for source in SOURCES:
        for where, text in claims.by_field[field]:
            if where == source and (time := instant(text)):
                return time
    return None


# Two statements of one day, in whatever zones they are made.
_SAME_DAY = timedelta(days=1)


def _near(one: PrintedTime | None, two: PrintedTime | None) -> bool:
    return one is not None and two is not None and abs(_at(one) - _at(two)) <= _SAME_DAY


def _at(time: PrintedTime) -> datetime:
    """Of a time that `instant` gave: it always has one."""
    assert time.at is not None
    return time.at


def _shown(time: PrintedTime, claims: Claims, tree: HtmlElement) -> PrintedTime:
    """The time, or the other declared publication of another day, where that is the day which readers are shown.

    A page that comes out anew keeps its first day in data for machines. Only a day that nothing else supports yields,
    and not to that of an update.
    """
    declared = [other for text in claims.all("published") if (other := instant(text))]
    rivals = [other for other in declared if not _near(other, time) and not _near(other, updated_of(claims))]
    if not rivals or sum(_near(other, time) for other in declared) > 1:
        return time
    shown = [_first(claims, "printed"), *_times_in_head(tree)[:1]]
    if any(_near(other, time) for other in shown):
        return time
    return next((rival for rival in rivals if any(_near(rival, other) for other in shown)), time)


def _in_zone_of_page(time: PrintedTime, claims: Claims) -> PrintedTime:
    """The time, by the clock of the page's other times where it has no zone and they have all the same.

    Not where one of them is the same instant: then it was a clock of UTC; nor where it would come after the update.
    """
    if time.precision == "day" or _has_zone(time.text):
        return time
    texts = [text for field in ("published", "updated", "printed") for text in claims.all(field)]
    zoned = [other for text in texts if _has_zone(text) and (other := instant(text)) and other.precision != "day"]
    offsets = {other.offset_minutes or 0 for other in zoned}
    if len(offsets) != 1 or offsets == {0} or any(other.at == time.at for other in zoned):
        return time
    minutes = offsets.pop()
    at = _at(time) - timedelta(minutes=minutes)
    update = updated_of(claims)
    if update is not None and _has_zone(update.text) and at > _at(update) >= _at(time):
        return time
    return dataclasses.replace(time, at=at, offset_minutes=minutes)


def _confirmed(time: PrintedTime, claims: Claims) -> PrintedTime:
    """The time, or the instant that two other places of the page agree on where it is of the same hours.

    Some systems write a clock of UTC with the zone of the site, in one place of the page and not in the others.
    """
    times = [instant(text) for text in (*claims.all("published"), *claims.all("printed")[:1])]
    instants = [other for other in times if other is not None and other.at is not None and other.precision != "day"]
    if time.precision == "day" or sum(other.at == time.at for other in instants) > 1:
        return time
    for other in instants:
        is_near = other.at is not None and time.at is not None and abs(other.at - time.at) <= _EAST
        if is_near and sum(third.at == other.at for third in instants) > 1:
            return other
    return time


# Zones are whole quarters of an hour, from UTC-12 to UTC+14. https://www.iana.org/time-zones
_QUARTER = timedelta(minutes=15)
_EAST, _WEST = timedelta(hours=14), timedelta(hours=-12)


def _with_offset(time: PrintedTime, claims: Claims, tree: HtmlElement) -> PrintedTime:
    """The time with the offset of the publisher's clock, where only another print of the same instant has it.

    Many sites declare UTC to machines, and their own clock beside it: `22:35:29` or `22:35:29-08:00` is that of
    `06:35:29Z` eight hours west.
    """
    if time.at is None or time.offset_minutes or time.precision == "day":
        return time
    declared = [instant(text) for text in (*claims.all("published"), *claims.all("printed"))]
    others = [other for other in (*declared, *_times_in_head(tree)) if other and other.precision != "day"]
    shifts = [shift for other in others if (shift := _shift(time.at, other))]
    return dataclasses.replace(time, offset_minutes=shifts[0] // timedelta(minutes=1)) if shifts else time


def _shift(at: datetime, other: PrintedTime) -> timedelta | None:
    """How far east of UTC the clock of another print of the same instant is; None where it is no such print."""
    if other.at is None:
        return None
    at = at if other.precision == "second" else at.replace(second=0)
    if other.offset_minutes:
        return timedelta(minutes=other.offset_minutes) if other.at == at else None
    shift = other.at - at
    is_zone = _WEST <= shift <= _EAST and not shift % _QUARTER and not _has_zone(other.text)
    return shift if is_zone else None


_ZONE = re.compile(r"(?:\d[Zz]|\b(?![AP]M\b)[A-Z]{2,4}|[+-]\d\d:?\d\d)\s*\)?$")
_EPOCH = re.compile(r"1\d{9,12}")


def _has_zone(text: str) -> bool:
    """Whether a time is written with its zone; seconds since 1970 are."""
    return _ZONE.search(text) is not None or _EPOCH.fullmatch(text) is not None


def _of_url(url: str | None) -> PrintedTime | None:
    match = _URL_DAY.search(url or "")
    if match is None:
        return None
    return instant(f"{match[1]}-{int(match[3] or match[5]):02}-{int(match[4] or match[6]):02}")


# The word before a day of publication in a list of facts, in the languages of pages that we know.
_LABEL = re.compile(
    r"(?:Date(?: (?:published|posted|of publication))?|Published(?: on| at)?|Posted(?: on)?|Written|Publication date|"
    r"Datum|Veröffentlicht(?: am)?|Erschienen(?: am)?|Erstellt(?: am)?|Publié(?:e)?(?: le)?|Mis en ligne(?: le)?|"
    r"Publicado(?: el| em)?|Fecha|Pubblicato(?: il)?|Data|Geplaatst(?: op)?|Publicerad(?: den)?|Publiceret|Publisert|"
    r"Opublikowano|Дата|Опубликовано|发布时间|發布時間|发表时间|时间|日期|公開日|配信日|掲載日|작성일|등록|입력|"
    r"Ngày đăng|تاريخ(?: النشر)?|Yayınlanma|Giriş|Dipublikasikan)",
    re.I,
)


def _labelled(tree: HtmlElement) -> PrintedTime | None:
    for value in labelled_values(tree, _LABEL):
        if (time := instant(value)) is not None:
            return dataclasses.replace(time, is_metadata=False)
    return None


def _marked(claims: Claims) -> PrintedTime | None:
    """The first `<time>` of the page."""
    time = _first(claims, "printed")
    return dataclasses.replace(time, is_metadata=False) if time else None


# Elements from the headline on among which its date stands, and the prose that ends the head of the page.
MAX_HEAD_ELEMENTS = 80
HEAD_ENDS_CHARS = 200
MAX_DATE_CHARS = 80


def _in_head(tree: HtmlElement) -> PrintedTime | None:
    """The first line between the headline and the text that prints a time and nothing else."""
    return next(iter(_times_in_head(tree)), None)


def _times_in_head(tree: HtmlElement) -> list[PrintedTime]:
    headings = [heading for heading in tree.xpath("//h1")[:10] if not in_furniture(heading)]
    if len(headings) != 1:
        return []
    times = [printed_time(line) for line in _lines_below(headings[0]) if not is_update(line)]
    return [time for time in times if time is not None and time.at is not None]


def _lines_below(heading: HtmlElement) -> Iterator[str]:
    count, is_below = 0, False
    for element in heading.getroottree().iter():
        is_below = is_below or element is heading
        if not is_below or not isinstance(element.tag, str):
            continue
        count += 1
        for text in (element.text, element.tail):
            line = squeezed(text) if text and len(text) < 4 * HEAD_ENDS_CHARS else text or ""
            if len(line) > HEAD_ENDS_CHARS and element.tag not in ("script", "style"):
                return
            if 5 < len(line) <= MAX_DATE_CHARS:
                yield line
        if count > MAX_HEAD_ELEMENTS:
            return


def _guessed(tree: HtmlElement, url: str | None) -> PrintedTime | None:
    """What htmldate makes of the page's text and markup; addresses of styles and scripts have days of their own."""
    from htmldate import find_date

    for address in tree.xpath("//script/@src | //link[not(@rel='canonical')]/@href"):
        del address.getparent().attrib[address.attrname]
    found = find_date(tree, url=url, original_date=True, extensive_search=True)
    return instant(found) if found else None
