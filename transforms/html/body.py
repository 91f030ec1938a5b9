"""The body of a page: trafilatura finds it, and what it leaves of the page's furniture goes.

Chosen by measurement on 567 pages (`score_articles.py --set html_gold`, dev, English pages): body token F1 of
trafilatura 2.3 is 0.961, of resiliparse 2.0 0.922 at a fifteenth of the time; segments 0.93 and 0.85.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from transforms.html.furniture import is_furniture
from transforms.ids import folded
from transforms.times import has_label, printed_time

# Elements that are no part of an article wherever they stand, as XPath for trafilatura to prune. Large ones stay, since
# some sites mark the whole article by such a class.
_MARKS = ("newsletter", "related-", "read-more", "readmore", "recirc", "also-read", "story-links")
_MARKED = " or ".join(f'contains(@class, "{mark}")' for mark in _MARKS)
FURNITURE = (
    "//*[self::aside or self::div or self::section or self::ul or self::p]"
    f"[({_MARKED}) and string-length(normalize-space(.)) < 600]",
    "//figcaption",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph of a body; `is_head` for a subhead."""

    text: str
    is_head: bool = False


def parts_of(tree: HtmlElement, url: str | None) -> list[Part]:
    """The paragraphs of the page's main text in order, as the extractor gives them; empty where it finds none."""
    from trafilatura import bare_extraction  # takes a second to import

    found: Any = bare_extraction(
        tree, url=url, with_metadata=False, include_comments=False, include_tables=True, prune_xpath=list(FURNITURE)
    )
    if found is None or found.body is None:
        return []
    return list(_parts(found.body))


def _parts(body: etree._Element) -> Iterator[Part]:
    for element in body.iterchildren():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "head":
            yield from (Part(text, is_head=True) for text in _texts(element))
        elif element.tag in ("list", "table", "quote", "div"):
            yield from _nested(element)
        else:
            yield from (Part(text) for text in _texts(element))


def _nested(element: etree._Element) -> Iterator[Part]:
    inner = [child for child in element.iter("item", "row", "p", "head") if child is not element]
    outer = [child for child in inner if not any(parent in inner for parent in child.iterancestors())]
    if not outer:
        yield from (Part(text) for text in _texts(element))
        return
    if element.text and element.text.strip():
        yield Part(_squeezed(element.text))
    for child in outer:
        text = " | ".join(filter(None, (_squeezed(" ".join(cell.itertext())) for cell in child.iter("cell"))))
        yield from ([Part(text)] if text else [Part(line, child.tag == "head") for line in _texts(child)])
        if child.tail and child.tail.strip():
            yield Part(_squeezed(child.tail))


def _texts(element: etree._Element) -> Iterator[str]:
    """The text of an element, cut where it has line breaks."""
    for line in "".join(_in_order(element)).split("\n"):
        if text := _squeezed(line):
            yield text


def _in_order(element: etree._Element) -> Iterator[str]:
    if element.tag == "lb":
        yield "\n"
    elif isinstance(element.tag, str):
        yield (element.text or "").replace("\n", " ")
    for child in element.iterchildren():
        yield from _in_order(child)
        yield (child.tail or "").replace("\n", " ")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def cleaned(parts: Sequence[Part], headline: str | None, byline: Sequence[str]) -> list[Part]:
    """The parts without furniture, without headline, byline and date above the text, and without heads over nothing."""
    kept = [part for part in parts if not is_furniture(part.text)]
    kept = kept[_head_length(kept, headline, byline) :]
    while kept and kept[-1].is_head:
        kept.pop()
    return kept


HEAD_PARTS = 6


def _head_length(parts: Sequence[Part], headline: str | None, byline: Sequence[str]) -> int:
    """How many parts at the beginning belong to the head of the page: up to the last one that repeats its data."""
    length = 0
    for number, part in enumerate(parts[:HEAD_PARTS]):
        if _repeats(part.text, headline) or _is_head_line(part.text, byline):
            # What stands above a repeated headline is a kicker or a crumb, unless it is a paragraph of its own.
            if any(len(above.text) > 120 for above in parts[length:number]):
                break
            length = number + 1
    return length


def _repeats(text: str, headline: str | None) -> bool:
    ours, theirs = folded(text), folded(headline or "")
    if not ours or not theirs:
        return False
    if ours == theirs:
        return True
    # Another wording of the headline: with the site's name, or a word more or less.
    a, b = set(ours.split()), set(theirs.split())
    return len(text) < 200 and len(b) >= 4 and len(a & b) >= 0.75 * max(len(a), len(b))


def _is_head_line(text: str, byline: Sequence[str]) -> bool:
    if len(text) > 120:
        return False
    if printed_time(text) is not None:
        return True
    bare = folded(text)
    if bare.startswith("by ") and len(bare.split()) <= 10 and not text.rstrip().endswith((".", "!", "?")):
        return True
    if has_label(text) and any(c.isdigit() for c in text):
        return True
    named = any(folded(name) and folded(name) in bare for name in byline)
    return named and len(bare.split()) <= 12 and not text.rstrip().endswith((".", "!", "?", "”", '"'))
