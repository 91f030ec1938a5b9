"""HTML text as a tree of elements."""

import re

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
