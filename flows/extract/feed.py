"""Reading RSS and Atom feeds, by feedparser: it reads all their versions, and those that are not well-formed."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Any

from flows.extract.reading import Reading
from flows.extract.stream import read_up_to
from flows.extract.xml import entities_refused
from transforms.documents import Document, Rejected
from transforms.drafts import FRAGMENT_OF_HTML
from transforms.given import encoded
from transforms.moments import instant

MIN_HEADLINE_WORDS = 3


class FeedReading(Reading):
    """RSS and Atom: one document an item."""

    format = "feed"
    locates = "`record N`: the Nth item"
    layout = FRAGMENT_OF_HTML

    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects."""
        import feedparser  # a tenth of a second

        limits = self._context.limits
        data, damage = read_up_to(self._stream, limits.max_xml_bytes + 1)
        if len(data) > limits.max_xml_bytes:
            yield self._rejected("whole", "too_large", f"more bytes than max_xml_bytes ({limits.max_xml_bytes})")
            return
        if refusal := entities_refused(data, limits):
            yield self._rejected("whole", "too_large", refusal)
            return
        # Its own cleaning drops what a reader of pages keeps; our parts run nothing that a feed holds.
        try:
            feed: Any = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
        except Exception as error:  # where XML is broken, it goes on with a parser of tags that trips over odd ones
            yield self._rejected("whole", "corrupt", f"not readable as a feed: {type(error).__name__}: {error}"[:300])
            return
        self.encoding = feed.get("encoding")
        title = _plain(feed.feed.get("title"))
        language = (feed.feed.get("language") or "")[:2].lower()
        for number, entry in enumerate(feed.entries, start=1):
            yield self._item(entry, f"record {number}", title, language)
        if damage is not None:
            yield self._rejected("whole", damage.reason, damage.detail)
        elif not feed.entries:
            yield self._rejected("whole", "no_text", "a feed without items")

    def _item(self, entry: Any, locator: str, title: str, language: str) -> Document | Rejected:
        headline = _plain(entry.get("title"))
        html = _content(entry)
        if not _plain(html) and len(headline.split()) >= MIN_HEADLINE_WORDS:
            html = escape(headline)  # news tickers carry headlines alone: these words are the whole item
        if not html.strip():
            return self._rejected(locator, "no_text", "an item without text", headline)
        if len(html) > self._context.limits.max_page_chars:
            return self._rejected(locator, "too_large", "more characters than max_page_chars", headline)
        return Document(
            dump_id=self._context.dump_id,
            locator=locator,
            layout=FRAGMENT_OF_HTML,
            text=html,
            publisher=self._context.publisher,
            url=_link(entry),
            fields=encoded(
                {
                    "headline": headline,
                    "publisher": title,
                    "section": next((tag.get("term") for tag in entry.get("tags") or [] if tag.get("term")), None),
                    "language": language if len(language) == 2 and language.isalpha() else None,
                    "byline": [name for a in entry.get("authors") or [] if (name := _plain(a.get("name")))],
                    "published": _moment(entry, "published") or _moment(entry, "created"),
                    "updated": _moment(entry, "updated"),
                }
            ),
        )


def _content(entry: Any) -> str:
    """The fullest text of an item."""
    texts = [part.get("value") or "" for part in entry.get("content") or []]
    return max([*texts, entry.get("summary") or ""], key=len)


def _link(entry: Any) -> str | None:
    """The article's own address, where a proxy that counts clicks tells it."""
    link = entry.get("feedburner_origlink") or entry.get("link") or entry.get("id")
    return link if link and "://" in link else None


def _moment(entry: Any, name: str) -> str | None:
    # Past feedparser's own `get`, which passes one time off as the other.
    text = dict.get(entry, name)
    if instant(text):
        return str(text)
    parsed: time.struct_time | None = dict.get(entry, f"{name}_parsed")
    return datetime(*parsed[:6], tzinfo=UTC).isoformat() if parsed else None


def _plain(text: str | None) -> str:
    from transforms.html import plain_text

    return plain_text(text)
