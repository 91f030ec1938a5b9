"""Instants as metadata writes them: ISO 8601 in all its variants, RFC 822, and dates as people print them."""

import dataclasses
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from transforms.documents import PrintedTime
from transforms.times import printed_time

MIN_YEAR = 1600
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d{4})?$")
_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,:]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?\b",
    re.I,
)
_EPOCH = re.compile(r"^1\d{9}(?:\d{3})?$")


def instant(text: str | None) -> PrintedTime | None:
    """The instant that a metadata value names; None where it names none. Without a zone it is taken as UTC."""
    text = " ".join((text or "").split())
    if not text or len(text) > 100:
        return None
    if _EPOCH.match(text):
        return _time(text, "second", datetime.fromtimestamp(int(text[:10]), UTC))
    match = _ISO.match(text) or _COMPACT.match(text)
    if match:
        return _from_parts(text, match)
    try:
        at = parsedate_to_datetime(text)
        return _time(text, "second", at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, TypeError, IndexError):
        pass
    printed = printed_time(text)
    return dataclasses.replace(printed, is_metadata=True) if printed and printed.at else None


def _from_parts(text: str, match: re.Match[str]) -> PrintedTime | None:
    year, month, day, hour, minute, second, zone = match.groups()
    clock = f"T{int(hour):02}:{minute}:{second or '00'}" if hour else "T00:00:00"
    offset = "" if not zone or zone.upper() in ("Z", "UTC", "GMT") else zone
    try:
        at = datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02}{clock}{offset}")
    except ValueError:
        return None
    if not hour or (at.hour, at.minute, at.second) == (0, 0, 0):
        # Midnight to the second is how a day is written where a time is asked for: the day counts, not its zone.
        return _time(text, "day", at.replace(tzinfo=UTC))
    return _time(text, "second" if second else "minute", at if at.tzinfo else at.replace(tzinfo=UTC))


def _time(text: str, precision: str, at: datetime) -> PrintedTime | None:
    offset = at.utcoffset()
    try:
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if at.year < MIN_YEAR:
        return None
    minutes = offset // timedelta(minutes=1) if offset else None
    return PrintedTime(text=text, precision=precision, at=at, is_metadata=True, offset_minutes=minutes)
