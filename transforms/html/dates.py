"""When a page was published and updated, by trust: JSON-LD, meta, microdata, the address, what the page prints."""

import re

from lxml.html import HtmlElement

from transforms.documents import PrintedTime
from transforms.html.claims import Claims
from transforms.moments import instant

_URL_DAY = re.compile(
    r"[/_-]((?:19|20)\d\d)(?:([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/._-]|$)"
)


def published_of(claims: Claims, tree: HtmlElement, url: str | None) -> PrintedTime | None:
    """First publication."""
    for source in ("json-ld", "meta", "microdata", "json-ld page"):
        for where, text in claims.by_field["published"]:
            if where == source and (time := instant(text)):
                return time
    return _of_url(url or claims.first("canonical")) or _guessed(tree, url)


def updated_of(claims: Claims) -> PrintedTime | None:
    """Last update."""
    for source in ("json-ld", "meta", "microdata", "json-ld page"):
        for where, text in claims.by_field["updated"]:
            if where == source and (time := instant(text)):
                return time
    return None


def _of_url(url: str | None) -> PrintedTime | None:
    match = _URL_DAY.search(url or "")
    if match is None:
        return None
    return instant(f"{match[1]}-{int(match[3] or match[5]):02}-{int(match[4] or match[6]):02}")


def _guessed(tree: HtmlElement, url: str | None) -> PrintedTime | None:
    """What htmldate makes of the page's text and markup."""
    from htmldate import find_date

    found = find_date(tree, url=url, original_date=True, extensive_search=True)
    return instant(found) if found else None
