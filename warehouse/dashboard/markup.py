"""Text of dumps as text: whatever it holds, it is shown, and neither run nor followed nor let out of its place.

Pages are made of `Html`, which is trusted; any other value is escaped where it is put in. An element of dump text is
a `<bdi>`, out of which marks of writing direction have no effect.
"""

import html
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

# Longer texts are cut in headings and cells. In CSV they are whole.
NAME_CHARACTERS = 120
TEXT_CHARACTERS = 2_000
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&])")
# Control characters, and those that set the direction of writing: charts cannot isolate them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


class Html(str):
    """Markup that was made here."""

    __slots__ = ()


def join(parts: Iterable[Any], between: str = "") -> Html:
    """Parts as one piece of markup."""
    return Html(between.join(as_html(part) for part in parts))


def as_html(value: Any) -> Html:
    """Any value: markup as it is, the rest escaped and isolated."""
    if isinstance(value, Html):
        return value
    if value is None or value == "":
        return Html("")
    return Html(f"<bdi>{html.escape(as_text(value), quote=True)}</bdi>")


def as_text(value: Any) -> str:
    """A value in words: thousands with commas, instants to the minute in UTC."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ", ".join(map(as_text, value))
    return str(value)


def share(value: float | None) -> str:
    """A share from 0 to 1 in per cent."""
    return "" if value is None else f"{value:.0%}"


def hours(value: float | None) -> str:
    """Hours in the unit that fits them."""
    if value is None:
        return ""
    if abs(value) < 1:
        return f"{value * 60:.0f} min"
    return f"{value:.1f} h" if abs(value) < 48 else f"{value / 24:,.0f} days"


def cut(text: str | None, characters: int = NAME_CHARACTERS) -> str:
    """A text that may be long, with how long it is when it was cut."""
    if text is None or len(text) <= characters:
        return text or ""
    return f"{text[:characters].rstrip()}… ({len(text):,} characters)"


def label(text: Any, characters: int = 40) -> str:
    """A name for an axis, a legend or a browser's tab, which show plain text: short, in one line, of one direction."""
    seen = _UNSEEN.sub(" ", as_text(text)).strip()
    return seen if len(seen) <= characters else f"{seen[: characters - 1].rstrip()}…"


def markdown(text: Any) -> str:
    """Text for the places where Streamlit only takes Markdown."""
    return _MARKDOWN.sub(r"\\\1", _UNSEEN.sub(" ", as_text(text)))


def address(page: str, given: Mapping[str, Any] | None = None, **more: Any) -> str:
    """The address of a page of the dashboard, with what is to be shown there."""
    asked = {name: as_given(value) for name, value in {**(given or {}), **more}.items() if value not in (None, "")}
    return f"{page}?{urlencode(asked)}" if asked else page


def as_given(value: Any) -> str:
    """A value as widgets read it from an address."""
    return value.isoformat() if isinstance(value, date) else str(value)


def link(text: Any, page: str, **asked: Any) -> Html:
    """A link within the dashboard."""
    return Html(f'<a href="{html.escape(address(page, asked), quote=True)}" target="_self">{as_html(text)}</a>')


def outward(url: str | None) -> Html:
    """A link to the web, for addresses of the web alone; any other is text."""
    if not url:
        return Html("")
    shown = as_html(cut(url))
    try:
        is_web = urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).netloc)
    except ValueError:
        is_web = False
    if not is_web:
        return shown
    return Html(f'<a href="{html.escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{shown}</a>')


def element(tag: str, *parts: Any, kind: str = "") -> Html:
    """An element of these parts. Tag and class are ours, never from a dump."""
    name = f' class="{kind}"' if kind else ""
    return Html(f"<{tag}{name}>{join(parts)}</{tag}>")


def paragraphs(body: str, spans: Iterable[tuple[int, int, str]] = ()) -> Html:
    """A body, or a part of one, with these spans marked: start and end in code points, and the link of the mark.

    Where spans overlap, the one that begins first is marked, of two that begin together the longer.
    """
    pieces: list[Html] = []
    done = 0
    for start, end, href in sorted(spans, key=lambda s: (s[0], -s[1])):
        if start < done or end > len(body) or start >= end:
            continue
        pieces.append(_broken(body[done:start]))
        inner = element("mark", _broken(body[start:end]))
        pieces.append(Html(f'<a href="{html.escape(href, quote=True)}" target="_self">{inner}</a>') if href else inner)
        done = end
    pieces.append(_broken(body[done:]))
    return element("div", *pieces, kind="dl-body")


def _broken(text: str) -> Html:
    """Escaped text with its line ends; not isolated, since it goes on within its paragraph."""
    return Html(html.escape(text, quote=True).replace("\n", "<br>"))
