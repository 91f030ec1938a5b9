"""Reading the news agencies' XML: NewsML-G2 (https://iptc.org/std/NewsML-G2/), NITF (https://iptc.org/std/NITF/)."""

from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any

from lxml import etree

from flows.extract.reading import Reading
from flows.extract.stream import read_up_to
from flows.extract.xml import entities_refused
from transforms.documents import Document, Rejected
from transforms.drafts import FRAGMENT_OF_HTML
from transforms.given import encoded
from transforms.moments import instant

BLOCKS = {"p", "hl2", "h1", "h2", "h3", "h4", "li", "block", "pre", "tr"}


class NewsmlReading(Reading):
    """NewsML-G2: one document an item."""

    format = "newsml"
    locates = "`record N`: the Nth item"
    layout = FRAGMENT_OF_HTML
    items: tuple[str, ...] = ("newsItem", "NewsItem")

    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects. Entities are not resolved, and nothing outside the dump is read."""
        limits = self._context.limits
        data, damage = read_up_to(self._stream, limits.max_xml_bytes + 1)
        if len(data) > limits.max_xml_bytes:
            yield self._rejected("whole", "too_large", f"more bytes than max_xml_bytes ({limits.max_xml_bytes})")
            return
        if refusal := entities_refused(data, limits):
            yield self._rejected("whole", "too_large", refusal)
            return
        number = 0
        try:
            events = etree.iterparse(
                BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, recover=True
            )
            for _, element in events:
                if _name(element) in self.items:
                    number += 1
                    yield self._item(element, f"record {number}")
                    element.clear()
        except (etree.XMLSyntaxError, ValueError) as error:
            yield self._rejected(f"record {number + 1}", "corrupt", f"no XML: {error}"[:300])
            return
        if damage is not None:
            yield self._rejected("whole", damage.reason, damage.detail)
        elif not number:
            yield self._rejected("whole", "no_text", "no news item in it")

    def _item(self, item: Any, locator: str) -> Document | Rejected:
        html = _body_of(item)
        headline = _first_text(item, "headline", "hl1", "HeadLine", "title")
        if not html:
            return self._rejected(locator, "no_text", "an item without a text body", headline)
        bylines = [text for element in _all(item, "by", "byline", "ByLine") if (text := _text(element))]
        return Document(
            dump_id=self._context.dump_id,
            locator=locator,
            layout=FRAGMENT_OF_HTML,
            text=html,
            publisher=self._context.publisher,
            url=next((u for e in _all(item, "link", "remoteContent") if "://" in (u := e.get("href") or "")), None),
            fields=encoded(
                {
                    "headline": headline,
                    "summary": [text for e in _all(item, "hl2") if _inside(e, "hedline") and (text := _text(e))],
                    "byline": [text.removeprefix("By ").strip() for text in dict.fromkeys(bylines)],
                    "dateline": (_first_text(item, "location", "dateline", "DateLine") or "").rstrip(" :-–—,") or None,
                    "agency": _first_text(item, "creditline", "CreditLine", "distributor"),
                    "publisher": _first_text(item, "infoSource", "provider"),
                    "language": _language(item),
                    "published": _time(item, "firstCreated", "contentCreated", "date.issue", "FirstCreated", "DateId"),
                    "updated": _time(item, "versionCreated", "contentModified", "ThisRevisionCreated", "date.release"),
                }
            ),
        )


class NitfReading(NewsmlReading):
    """NITF, the agencies' older XML."""

    format = "nitf"
    locates = "`record 1`"
    items = ("nitf",)


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _all(item: Any, *names: str) -> list[Any]:
    found = [element for element in item.iter() if _name(element) in names]
    return sorted(found, key=lambda element: names.index(_name(element)))


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _first_text(item: Any, *names: str) -> str | None:
    return next((text for element in _all(item, *names) if (text := _text(element))), None)


def _inside(element: Any, name: str) -> bool:
    return any(_name(parent) == name for parent in element.iterancestors())


def _body_of(item: Any) -> str:
    """The body as HTML: of NITF's body.content, of XHTML, or of inline text."""
    roots = _all(item, "body.content") or [
        e for e in _all(item, "body", "inlineData", "DataContent") if len(e) or _text(e)
    ]
    if not roots:
        return ""
    blocks = [
        e for e in roots[0].iter() if _name(e) in BLOCKS and not any(_name(c) in BLOCKS for c in e.iterdescendants())
    ]
    if not blocks:
        return "".join(f"<p>{escape(line)}</p>" for line in "".join(roots[0].itertext()).splitlines() if line.strip())
    tags = {"hl2": "h2", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4"}
    lines = [(tags.get(_name(block), "p"), _text(block)) for block in blocks]
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in lines if text)


def _time(item: Any, *names: str) -> str | None:
    for element in _all(item, *names):
        value = element.get("norm") or element.get("date-time") or _text(element)
        if instant(value):
            return str(value)
    return None


def _language(item: Any) -> str | None:
    for element in [*_all(item, "language"), item]:
        value = element.get("tag") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        if len(value) >= 2 and value[:2].isalpha():
            return str(value[:2]).lower()
    return None
