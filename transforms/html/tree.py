"""HTML text as a tree of elements, and the text of these."""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def tree_of(html: str) -> HtmlElement | None:
    """The tree of a page or a piece of one, without comments; None where there is none."""
    text = _XML_DECLARATION.sub("", html, count=1).replace("\0", "")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree: HtmlElement = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if len(tree) else None


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def squeezed(text: str | None) -> str:
    """Text with single spaces, entities that were escaped twice undone, and nothing invisible in it."""
    text = unescape(text) if text and "&" in text else text or ""
    return " ".join(_INVISIBLE.sub("", text).split())


def joined_text(element: HtmlElement) -> str:
    """The text of an element, a space between its parts except before punctuation."""
    text = ""
    for piece in element.itertext():
        text += piece if not text or _GLUED.match(piece) else f" {piece}"
    return text


_GLUED = re.compile(r"[\s:,;.!?…’'”)»]")


_COMMENT_CLASS = re.compile(
    r"comment|related|recirc|teaser|sidebar|(?<!post-)(?<!entry-)(?<!article-)footer|newsletter|promo|widget|popular|recommend",
    re.I,
)


def in_furniture(element: HtmlElement) -> bool:
    """Whether an element stands in a comment, a list of other articles, or page furniture."""
    for parent in element.iterancestors():
        if parent.tag in ("nav", "footer", "aside"):
            return True
        # What holds the headline is the article, whatever the class of its wrapper says.
        if parent.tag in ("body", "html", "main") or parent.find(".//h1") is not None:
            return False
        if _COMMENT_CLASS.search(f"{parent.get('class') or ''} {parent.get('id') or ''}"):
            return True
    return False


MAX_LABELLED = 5
MAX_VALUE_CHARS = 120


def labelled_values(tree: HtmlElement, label: re.Pattern[str]) -> Iterator[str]:
    """What stands behind a label: in its own element (`Author: Ann Lee`), after it, or in the element beside it."""
    count = 0
    for element in tree.iter():
        text = squeezed(element.text) if element.text and len(element.text) <= 2 * MAX_VALUE_CHARS else ""
        found = label.match(text) if text and element.tag not in _SILENT else None
        if found is None or in_furniture(element):
            continue
        behind = text[found.end() :].lstrip()
        value = behind[1:].strip() if behind[:1] in (":", "：") else ""
        if behind in ("", ":", "："):
            value = squeezed(joined_text(element))[len(text) :].strip() or squeezed(element.tail)
            beside = element.getnext()
            if not value.strip(": ") and beside is not None and isinstance(beside.tag, str):
                value = squeezed(joined_text(beside))
        value = value.lstrip(":： ")
        if value and len(value) <= MAX_VALUE_CHARS:
            yield value
            count += 1
        if count >= MAX_LABELLED:
            return


_SILENT = frozenset(("script", "style", "title", "option", "textarea", "noscript", "template", "label"))
