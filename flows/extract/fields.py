"""Records of fields, as JSON lines, tables and feeds have them: which field holds what, and a document made of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flows.extract.reading import Context
from transforms.documents import Document, Rejected
from transforms.drafts import FRAGMENT_OF_HTML, PAGE_OF_HTML
from transforms.given import encoded
from transforms.layouts.plain import PLAIN
from transforms.layouts.record import RECORD
from transforms.lines import normalised
from transforms.moments import instant

# Names of fields by what they hold, in the order in which they are looked for; compared without case and punctuation.
TEXT_KEYS = (
    "text", "maintext", "content", "body", "articlebody", "fulltext", "articletext", "bodytext", "textcontent",
    "rawcontent", "rawtext", "cleantext", "plaintext", "maincontent", "story", "article", "contents", "newstext",
    "paragraphs", "document"
)  # fmt: skip
HTML_KEYS = (
    "html", "rawhtml", "pagehtml", "htmlcontent", "contenthtml", "bodyhtml", "sourcehtml", "pagesource",
    "responsebody"
)  # fmt: skip
HEADLINE_KEYS = ("headline", "title", "heading", "articletitle", "newstitle", "hed", "name", "subject")
_KEYS = {
    "url": (
        "url", "link", "canonicalurl", "sourceurl", "articleurl", "pageurl", "uri", "permalink", "weburl",
        "targeturi", "warctargeturi", "href", "externallink",
    ),
    "publisher": (
        "publisher", "outlet", "sourcename", "newsoutlet", "publication", "sitename", "site", "source", "newspaper",
        "sourcedomain", "domain", "website", "ogsitename", "provider",
    ),
    "section": (
        "section", "category", "articlesection", "sectionname", "rubric", "desk",
    ),
    "language": (
        "language", "lang", "languagecode", "inlanguage",
    ),
    "dateline": (
        "dateline",
    ),
    "agency": (
        "agency", "newsagency",
    ),
    "byline": (
        "authors", "author", "byline", "creators", "creator", "writers", "writer", "by", "journalist",
    ),
    "summary": (
        "summary", "standfirst", "abstract", "lead", "lede", "highlights", "bullets", "subtitle", "subheadline",
        "deck",
    ),
    "published": (
        "datepublish", "publishdate", "published", "publishedat", "datepublished", "publicationdate", "pubdate",
        "publishedtime", "publishedon", "firstpublished", "publishtime", "publishedtimestamp", "publicationtime",
        "articledate", "postdate", "postedat", "releasedate", "date", "datetime", "createdat", "time",
    ),
    "updated": (
        "datemodify", "datemodified", "modified", "lastmodified", "updated", "updatedat", "updateddate", "modifiedat",
        "dateupdated", "lastupdated",
    ),
    "captured": (
        "datedownload", "fetched", "fetchedat", "fetchtime", "crawldate", "crawledat", "crawltime", "scrapedat",
        "scrapeddate", "scrapetime", "downloaddate", "downloadedat", "warcdate", "retrieved", "retrievedat",
        "retrievaldate", "accessed", "accessedat", "capturedat", "timestamp", "datescraped", "datecrawled",
    ),
}  # fmt: skip
# All of them, by the names that --map knows.
FIELD_KEYS = {"text": TEXT_KEYS, "html": HTML_KEYS, "headline": HEADLINE_KEYS, **_KEYS}
MAPPED = tuple(FIELD_KEYS)
KNOWN_KEYS = frozenset(key for keys in FIELD_KEYS.values() for key in keys)
# Records of FineWeb and its kin: their `date` is that of the crawl. https://huggingface.co/datasets/HuggingFaceFW/fineweb
_FINEWEB = {"dump", "filepath", "languagescore", "tokencount"}
_HTML_TAG = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote|figure|span|a)\b[^>]{0,500}>", re.I)
_IS_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_SURROGATE = re.compile("[\ud800-\udfff]")
LANGUAGES = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "por": "pt", "ita": "it",
    "nld": "nl", "rus": "ru", "ara": "ar", "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "hin": "hi",
    "tur": "tr", "pol": "pl", "english": "en", "german": "de", "french": "fr", "spanish": "es", "portuguese": "pt",
    "italian": "it", "arabic": "ar",
}  # fmt: skip


# Characters of a name that is worth remembering.
LONGEST_NAME = 200


def key_of(name: str) -> str:
    """The name of a field without case and punctuation."""
    return _key_of(name) if len(name) <= LONGEST_NAME else re.sub(r"[\W_]+", "", name).casefold()


@lru_cache(maxsize=5_000)
def _key_of(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


@dataclass(frozen=True, slots=True)
class DayOrder:
    """Whether `03/04/2018` is the third of April: told from a table as a whole, since one date cannot."""

    day_first: bool | None = None

    def resolved(self, text: str) -> str:
        """A numeric date as ISO 8601, where its order is known; all else as it is."""
        match = NUMERIC_DATE.match(text)
        if match is None:
            return text
        first, second = int(match[1]), int(match[2])
        if self.day_first is None and first <= 12 and second <= 12:
            return text
        day, month = (first, second) if (self.day_first and second <= 12) or first > 12 else (second, first)
        return f"{match[3]}-{month:02}-{day:02}{match[4]}"


NUMERIC_DATE = re.compile(r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(.*)$", re.S)


class Fields:
    """Finds the fields of records by name: those that the user maps, else those of KEYS that the record has."""

    def __init__(self, mapping: Mapping[str, str], order: DayOrder | None = None) -> None:
        self.order = order or DayOrder()
        self._own = {what: key_of(name) for what, name in mapping.items()}

    def value(self, record: Mapping[str, Any], what: str, keys: tuple[str, ...]) -> Any:
        """The first value that is none of the ways to say nothing."""
        if what in self._own:
            return _present(record.get(self._own[what]))
        for key in keys:
            if key in record and (found := _present(record[key])) is not None:
                return found
        return None

    def by_key(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record by the keys of its fields."""
        return {key_of(str(name)): value for name, value in record.items()}


def document_of(record: Mapping[str, Any], locator: str, fields: Fields, context: Context) -> Document | Rejected:
    """The document that a record holds, or why it holds none."""
    if len(record) > context.limits.max_fields:
        limit = f"max_fields ({context.limits.max_fields})"
        return Rejected(locator, "read", "too_large", f"{len(record)} fields: over {limit}", _excerpt(record))
    known = fields.by_key(record)
    html = _text(fields.value(known, "html", HTML_KEYS))
    text = _text(fields.value(known, "text", TEXT_KEYS))
    if not text and not html:
        return Rejected(locator, "read", "no_text", _no_text(record), _excerpt(record))
    body, layout = _body(text, html)
    if len(body) > context.limits.max_record_chars and layout not in (PAGE_OF_HTML, FRAGMENT_OF_HTML):
        limit = f"max_record_chars ({context.limits.max_record_chars})"
        return Rejected(locator, "read", "too_large", f"{len(body)} characters: over {limit}", body[:200])
    if len(body) > context.limits.max_page_chars:
        limit = f"max_page_chars ({context.limits.max_page_chars})"
        return Rejected(locator, "read", "too_large", f"{len(body)} characters: over {limit}", body[:200])
    given = _given(known, fields)
    captured = _captured(known, fields)
    published = instant(given.get("published"))
    if captured and published and published.at and published.at > captured + timedelta(days=1):
        captured = None  # one of the two is wrong; the capture is what dumps made in bulk get wrong
    url = _text(fields.value(known, "url", _KEYS["url"]))
    if layout == RECORD.name and not given.get("headline"):
        layout = PLAIN.name
    return Document(
        dump_id=context.dump_id,
        locator=locator,
        layout=layout,
        text=body if layout in (PAGE_OF_HTML, FRAGMENT_OF_HTML) else _lines(body),
        publisher=context.publisher,
        url=url if url and "://" in url else None,
        captured_at=captured,
        fields=encoded(given),
    )


def _body(text: str | None, html: str | None) -> tuple[str, str]:
    """The text of a record and its layout. Text that a record has beside its page is the cleaner of the two."""
    if text and len(_HTML_TAG.findall(text[:20_000])) >= 3:
        return text, PAGE_OF_HTML if _IS_PAGE.search(text[:5_000]) else FRAGMENT_OF_HTML
    if text and (not html or len(text) >= 200):
        return text, RECORD.name
    page = html or ""
    return page, PAGE_OF_HTML if _IS_PAGE.search(page[:20_000]) else FRAGMENT_OF_HTML


def _lines(text: str) -> str:
    return "\n".join(normalised(line) for line in text.splitlines())


def _given(known: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    given: dict[str, Any] = {"headline": _line(fields.value(known, "headline", HEADLINE_KEYS))}
    for what in ("publisher", "section", "dateline", "agency"):
        given[what] = _line(_first(fields.value(known, what, _KEYS[what])))
    given["language"] = _language(_line(fields.value(known, "language", _KEYS["language"])))
    given["byline"] = _names(fields.value(known, "byline", _KEYS["byline"]))
    summary = fields.value(known, "summary", _KEYS["summary"])
    given["summary"] = [line for item in _items(summary) if (line := _line(item))]
    is_crawl_date = set(known) >= _FINEWEB or "insertedat" in known
    for what in ("published", "updated"):
        keys = tuple(key for key in _KEYS[what] if not (is_crawl_date and key in ("date", "updatedat", "time")))
        given[what] = _moment(fields.value(known, what, keys), fields.order)
    return given


def _captured(known: Mapping[str, Any], fields: Fields) -> datetime | None:
    keys = ("date", *_KEYS["captured"]) if set(known) >= _FINEWEB else _KEYS["captured"]
    time = instant(_moment(fields.value(known, "captured", keys), fields.order))
    return time.at if time else None


def _moment(value: Any, order: DayOrder) -> str | None:
    """A time as text that `instant` reads; None where it does not."""
    if isinstance(value, datetime):
        text = (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
        # A table's timestamp at midnight stands for a day.
        text = text[:10] if value.hour == value.minute == value.second == 0 and value.tzinfo is None else text
    elif isinstance(value, date):
        text = value.isoformat()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        text = _of_epoch(float(value))
    else:
        text = order.resolved(_text(value) or "")
    return text if instant(text) else None


def _of_epoch(value: float) -> str:
    seconds = value / 1000 if abs(value) > 1e11 else value
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""


_NAME_BREAK = re.compile(r"\s*(?:;|\||\n|,\s+and\s|,|\sand\s|&)\s*")


def _names(value: Any) -> list[str]:
    """Names of authors: of a list, of objects with a name, or of one string of several."""
    names: list[str] = []
    for item in _items(value):
        text = _line(item.get("name") if isinstance(item, Mapping) else item) or ""
        text = re.sub(r"^by\s+", "", text.strip("[]'\" "), flags=re.I)
        names += [text] if isinstance(value, list) else _NAME_BREAK.split(text)
    return list(dict.fromkeys(name.strip("'\" ") for name in names if name.strip("'\" ") and len(name) <= 200))[:100]


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value)[:200] if isinstance(value, list | tuple) else [value]


def _first(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value.get("name") or value.get("title") or value.get("id")
    return value[0] if isinstance(value, list | tuple) and value else value


def _language(value: str | None) -> str | None:
    code = (value or "").casefold().split("-")[0].split("_")[0]
    code = LANGUAGES.get(code, code)
    return code if len(code) == 2 and code.isalpha() else None


def _present(value: Any) -> Any:
    """None for empty values and for the words that stand for them."""
    if isinstance(value, str):
        bare = value.strip()
        return (
            None
            if not bare or (len(bare) <= 5 and bare.casefold() in ("null", "none", "nan", "n/a", "na", "[]"))
            else value
        )
    if isinstance(value, float) and value != value:
        return None
    return value if value not in ([], {}) else None


def _text(value: Any) -> str | None:
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        value = "\n\n".join(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    # Escapes of half a character: no text that can be stored.
    return _SURROGATE.sub("", value) if _SURROGATE.search(value) else value


def _line(value: Any) -> str | None:
    text = _text(value)
    if text is None:
        return None
    if "<" in text or "&" in text:
        from transforms.html import plain_text

        text = plain_text(text)
    return " ".join(normalised(text).split())[:2_000] or None


def _no_text(record: Mapping[str, Any]) -> str:
    names = ", ".join(sorted(str(name) for name in list(record)[:20]))
    return f"no field with the text among: {names[:300]} (name it with --map text=FIELD)"


def _excerpt(record: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={str(value)[:60]}" for name, value in list(record.items())[:6])[:200]
