"""Times as pages print them: absolute ones with or without a zone, and ages counted back from the capture."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from transforms.documents import PrintedTime

# English first; then German, French, Italian, Spanish, Portuguese, Dutch, Swedish, Danish, Polish, Czech, Russian.
_MONTH_NAMES = (
    "january jan|januar jänner janvier janv gennaio enero janeiro januari stycznia ledna января",
    "february feb|februar febr février févr fevr febbraio febrero fevereiro februari lutego února февраля",
    "march mar|märz mrz mars marzo março maart marts marca března марта",
    "april apr|avril avr aprile abril kwietnia dubna апреля",
    "may|mai maggio mayo maio mei maj maja května мая",
    "june jun|juni juin giugno junio junho czerwca června июня",
    "july jul|juli juillet juil luglio julio julho lipca července июля",
    "august aug|août aout agosto augustus augusti sierpnia srpna августа",
    "september sept sep|septembre settembre septiembre setembro września září сентября",
    "october oct|oktober okt octobre ottobre octubre outubro października října октября",
    "november nov|novembre noviembre novembro listopada listopadu ноября",
    "december dec|dezember dez décembre déc dicembre diciembre dezembro grudnia prosince декабря",
)
MONTHS = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.replace("|", " ").split()
}
# As above, in English alone: for wire copy, where a longer list would only find what is not there.
ENGLISH_MONTHS = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split("|")[0].split()
}
# Hours east of UTC. https://www.timeanddate.com/time/zones/ ; of several meanings, that of the news trade.
ZONES = {
    "utc": 0.0, "gmt": 0.0, "z": 0.0, "bst": 1.0, "wet": 0.0, "west": 1.0, "cet": 1.0, "cest": 2.0, "eet": 2.0,
    "eest": 3.0, "msk": 3.0, "ast": 3.0, "sast": 2.0, "eat": 3.0, "wat": 1.0, "gst": 4.0, "pkt": 5.0, "ist": 5.5,
    "npt": 5.75, "ict": 7.0, "wib": 7.0, "sgt": 8.0, "hkt": 8.0, "myt": 8.0, "awst": 8.0, "jst": 9.0, "kst": 9.0,
    "aest": 10.0, "aedt": 11.0, "nzst": 12.0, "nzdt": 13.0, "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0,
    "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0, "akst": -9.0, "akdt": -8.0, "hst": -10.0, "brt": -3.0,
    "art": -3.0,
}  # fmt: skip
# Zones that change with the season: United States, by its rule of 2007 (second Sunday of March, first of November).
SEASONAL = {"et": -5.0, "ct": -6.0, "mt": -7.0, "pt": -8.0}

LABEL = re.compile(
    r"^\s*(?:(?P<update>(?:last\s+)?(?:updated|modified|edited|update)(?:\s+(?:on|at))?)"
    r"|(?P<first>(?:first\s+)?(?:published|posted|created|issued|released|publication\s+date|date)(?:\s+(?:on|at))?))"
    r"\s*[:–—-]?\s*",
    re.I,
)

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_DATE = re.compile(
    rf"{_WEEKDAY}(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:(?:of|de)\s+)?(?P<m1>{_MONTH})\b\.?,?[\s-]+(?:(?:de|del)\s+)?(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})"
    r"|(?P<y4>\d{4})[/.](?P<m4>\d{1,2})[/.](?P<d4>\d{1,2})"
    r"|(?P<a5>\d{1,2})(?P<s5>[/.]) ?(?P<b5>\d{1,2})(?P=s5) ?(?P<y5>\d{4}))(?!\d)",
    re.I,
)
# A whole line and no more: elsewhere, three short numbers are a version or a score.
_SHORT_DATE = re.compile(
    r"(?P<a5>\d{1,2})(?P<s5>[/.])(?P<b5>\d{1,2})(?P=s5)(?P<y5>\d{2})"
    rf"|\(?\s*(?:[^\W\d_]+,\s+)?(?P<d6>\d{{1,2}})[. -]+(?P<m6>{_MONTH})\.?[ -]+['’]?(?P<y6>\d{{2}})\s*\)?",
    re.I,
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*"
    r"(?P<half>[ap]\.?\s?m\.?)?(?:\s*\(?(?P<zone>[a-z]{1,4})\b\)?|\s*(?:utc|gmt)?(?P<offset>[+-]\d{1,2}:?\d{2}))?"
    r"|(?<![\d:.])(?P<hour2>\d{1,2})\s*(?P<half2>[ap]\.?m\.?)(?:\s*\(?(?P<zone2>[a-z]{1,4})\b\)?)?",
    re.I,
)
_GLUED_YEAR = re.compile(rf"((?:{_MONTH})\.?\s+(?:\d{{1,2}},?\s+)?(?:19|20)\d{{2}})(?=\d)", re.I)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_UNIT = r"(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|s|m|h|d|w)"
_AGE = re.compile(
    rf"^(?:about\s+)?(?P<parts>(?:(?:\d{{1,4}}|an?|one)?\s*{_UNIT}\b[\s,]*(?:and\s+)?){{1,4}})\s*ago$", re.I
)
_AGE_PART = re.compile(rf"(\d{{1,4}}|an?\b|one\b)?\s*{_UNIT}\b", re.I)

_HANDLE = re.compile(r"@[a-z_]", re.I)

# Longer lines are prose, not times.
MAX_TIME_CHARS = 120
MAX_LINE_CHARS = 300


def printed_time(text: str) -> PrintedTime | None:
    """The time that a line prints, its label (`Updated`, `Published:`) aside; None where it prints nothing but a time.

    A date without a clock has the precision of a day and stands for its midnight in UTC; a clock without a zone is
    taken as UTC. `min ago` is one minute, as its page counts.
    """
    if len(text) > MAX_TIME_CHARS:
        return None
    bare = LABEL.sub("", text, count=1).strip(" .|")
    return _age(bare) or _absolute(bare)


def time_in(text: str) -> PrintedTime | None:
    """The absolute time that stands anywhere in a short line: `By Ann Lee | Nov. 3, 2024 | Politics`."""
    # Rendering may lose the gap behind a date: `April 10, 2023142 views`.
    text = _GLUED_YEAR.sub(r"\1 ", text[:MAX_LINE_CHARS])
    found = _DATE.search(text) or _SHORT_DATE.fullmatch(text.strip())
    day = _day(found) if found else None
    if found is None or day is None:
        return None
    # The clock stands near its date: `Nov. 3, 2024 at 5:07 p.m. ET`, `17:07, 3 Nov 2024`.
    before, behind = text[max(0, found.start() - 20) : found.start()], text[found.end() : found.end() + 40]
    clock = _CLOCK.search(behind) or _CLOCK.search(before)
    return _told(found[0], day, clock)


def is_update(text: str) -> bool:
    """Whether the label before a printed time says that it tells of an update."""
    label = LABEL.match(text)
    return bool(label and label["update"])


def has_label(text: str) -> bool:
    """Whether the line begins with a word that labels a time."""
    return LABEL.match(text) is not None


def at_day(day: date) -> datetime:
    """Midnight of a day in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _age(bare: str) -> PrintedTime | None:
    if bare.lower() in ("just now", "now", "moments ago"):
        return PrintedTime(text=bare, precision="minute", age_seconds=0)
    if bare.lower() == "yesterday":
        return PrintedTime(text=bare, precision="day", age_seconds=86400)
    match = _AGE.match(bare)
    if match is None:
        return None
    seconds, smallest = 0, 604800
    for count, unit in _AGE_PART.findall(match["parts"]):
        size = _UNITS[unit[0].lower()]
        seconds += size * (int(count) if count.isdigit() else 1)
        smallest = min(smallest, size)
    precision = {1: "second", 60: "minute", 3600: "hour"}.get(smallest, "day")
    return PrintedTime(text=bare, precision=precision, age_seconds=seconds)


def _absolute(bare: str) -> PrintedTime | None:
    found = _DATE.search(bare) or _SHORT_DATE.fullmatch(bare)
    day = _day(found) if found else None
    if found is None or day is None:
        return None
    rest = bare[: found.start()] + "\n" + bare[found.end() :]
    clock = _CLOCK.search(rest)
    left = rest if clock is None else rest[: clock.start()] + rest[clock.end() :]
    # A sentence that mentions a day is no time line: only a word or two may be left over ("at", "Friday", "|").
    # Nor is the signature of a post that an article shows: `— Ann Lee (@annlee) March 3, 2026`.
    if len(re.findall(r"[^\W\d_]{2,}", left)) > 3 or _HANDLE.search(left):
        return None
    return _told(bare, day, clock)


def _told(text: str, day: date, clock: re.Match[str] | None) -> PrintedTime:
    """A day, and the clock beside it where there is one that can be read."""
    local = _instant(day, clock) if clock else None
    if clock is None or local is None:
        return PrintedTime(text=text, precision="day", at=at_day(day))
    offset = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    precision = "second" if clock["second"] else "minute"
    return PrintedTime(text=text, precision=precision, at=local.astimezone(UTC), offset_minutes=offset or None)


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    for n in "1234":
        if parts.get(f"y{n}"):
            month = found[f"m{n}"].lower()
            return _date(int(found[f"y{n}"]), MONTHS.get(month) or int(month), int(found[f"d{n}"]))
    if parts.get("y6"):
        return _date(_year(int(found["y6"])), MONTHS[found["m6"].lower()], int(found["d6"]))
    first, second, year = int(found["a5"]), int(found["b5"]), _year(int(found["y5"]))
    # 03/04/2025 may be April or March: a day that cannot be told is not claimed. With full stops, the day is first.
    if second > 12:
        return _date(year, first, second)
    return _date(year, second, first) if first > 12 or found["s5"] == "." or first == second else None


def _year(year: int) -> int:
    """Years of two digits as POSIX reads them."""
    return year + (2000 if year < 69 else 1900) if year < 100 else year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1600 else None
    except ValueError:
        return None


def _instant(day: date, clock: re.Match[str]) -> datetime | None:
    hour, half = int(clock["hour"] or clock["hour2"]), (clock["half"] or clock["half2"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    minute, second = int(clock["minute"] or 0), int(clock["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    local = datetime(day.year, day.month, day.day, hour, minute, second)
    offset = _offset(day, (clock["zone"] or clock["zone2"] or "").lower(), clock["offset"])
    return local.replace(tzinfo=timezone(offset))


def _offset(day: date, zone: str, signed: str | None) -> timedelta:
    if signed:
        digits = signed[1:].replace(":", "").zfill(4)
        size = timedelta(hours=min(14, int(digits[:2])), minutes=int(digits[2:]) % 60)
        return -size if signed[0] == "-" else size
    if zone in SEASONAL:
        return timedelta(hours=SEASONAL[zone] + _is_summer_in_us(day))
    return timedelta(hours=ZONES.get(zone, 0.0))


def _is_summer_in_us(day: date) -> bool:
    def sunday(month: int, nth: int) -> date:
        first = date(day.year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))

    return sunday(3, 2) <= day < sunday(11, 1)
