"""The body of a page: trafilatura finds it, and what it leaves of the page's furniture goes.

Chosen by measurement on 567 pages (`score_articles.py --set html_gold`, dev, English pages): body token F1 of
trafilatura 2.3 is 0.961, of resiliparse 2.0 0.922 at a seventeenth of the time; wanted and unwanted segments 0.93 and 0.85.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

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
    pieces: list[str] = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag == "lb":
            pieces.append("\n")
        elif isinstance(child.tag, str):
            pieces.append(child.text or "")
        pieces.append(child.tail or "")
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


# Lines that lead elsewhere: to another story, a newsletter, a social network, the comments. In the languages of the
# pages that we know; each only where the whole paragraph is short.
MAX_FURNITURE_CHARS = 180
_LEADS_ELSEWHERE = re.compile(
    r"""^\W*(?:
    (?:read|see|also\s+read|read\s+also|more|related|watch|listen|recommended|don'?t\s+miss|must\s+read|see\s+also|see\s+more|
       read\s+more|read\s+next|up\s+next|further\s+reading|keep\s+reading|also|learn\s+more|in\s+pictures|in\s+pics|view\s+gallery|
       related\s+(?:articles?|stories|story|posts?|content|news|coverage|topics?|links?|video)|more\s+(?:on|from)\b[^:|]{0,40}|
       lea\s+(?:tambi[ée]n|m[áa]s)|lea|le[ií]a\s+(?:tamb[ée]m|mais)|lire\s+aussi|[àa]\s+lire(?:\s+aussi)?|voir\s+aussi|leggi\s+anche|
       lesen\s+sie\s+(?:auch|hier)|mehr\s+zum\s+thema|siehe\s+auch|lees\s+(?:ook|meer)|l[æe]s\s+(?:også|mere)|l[äa]s\s+(?:också|mer|även)|
       czytaj\s+(?:także|też|więcej)|cit(?:iţi|ește)\s+și|funda\s+olunye\s+udaba(?:\s+lapha)?)\s*[:|»›]
  | (?:read|see|watch|listen)\s+(?:more|next|also|this)\b.{0,60}$
  | (?:related|recommended|suggested|more)\s+(?:articles?|stories|posts?|content|news|coverage|reading|topics?|links?|videos?)\W*$
  | (?:don'?t\s+miss|up\s+next|most\s+(?:read|popular|viewed|shared)(?:\s+in\b.{0,30})?|you\s+(?:may|might|could)\s+also\s+(?:like|enjoy|be\s+interested)|
       trending(?:\s+now)?|editor'?s\s+picks?|what\s+to\s+read\s+next|in\s+this\s+(?:article|story)|recommended\s+videos?)\W*$
  | (?:sign|signing)\s+up\s+(?:for|to|here|now)\b | subscribe\s+(?:to|now|here|today|for)\b | get\s+(?:the|our|your|all)\b.{0,60}\b(?:newsletter|inbox|app)\b
  | (?:follow|like|join|find|connect\s+with)\s+(?:us|me|@?\w+|the\s+\w+|[\w.\s]{2,40})\s+on\s+(?:twitter|facebook|instagram|x|whatsapp|telegram|linkedin|youtube|google\s+news|tiktok|threads|bluesky)\b
  | (?:click|tap)\s+(?:here|the|on)\b | download\s+(?:the|our)\b.{0,40}\bapps?\b
  | (?:for\s+(?:more|the\s+latest|all\s+the\s+latest)\b.{0,80}\b(?:news|stories|updates|information|follow|visit|check|click|download)\b)
  | (?:(?:got|have|do\s+you\s+have)\s+a\s+(?:story|tip|news\s+tip|question|comment)\b.*)
  | (?:would\s+you\s+like\s+to\s+comment|please\s+read\s+our\s+comment|tell\s+us\s+what|let\s+us\s+know|join\s+the\s+(?:conversation|discussion)|leave\s+a\s+(?:comment|reply)|have\s+your\s+say|what\s+do\s+you\s+think)
  | (?:get\s+in\s+touch|contact\s+us|email\s+us|send\s+us)\b
  | (?:thank\s+you\s+for|thanks\s+for)\s+(?:subscribing|signing|reading|visiting)
  | stay\s+(?:informed|up\s+to\s+date|tuned|connected)\s+(?:with|on|by)\b
  | newsletter\b.{0,80}$ | follow\s+along\b
  )""",
    re.I | re.X,
)
_LABEL = re.compile(
    r"""^\W*(?:advertisement\b.{0,40}|advertising|ad|adverti[sz]ing|anzeige|werbung|publicidad|publicit[ée]|reklama?|pubblicit[àa]|article\s+content|
    story\s+continues\s+below.{0,40}|continue\s+reading.{0,40}|share(?:\s+this(?:\s+\w+)?)?(?:\s+on\s+.{0,20})?|share\s+via|comments?|\d+\s+comments?|
    print|e-?mail|facebook|twitter|whatsapp|linkedin|pinterest|reddit|copy\s+link|link\s+copied|tweet|save|follow|sorry!?|thanks!?|please\s+wait\.*|
    thanks\s+for\s+signing\s+up!?|loading\.*|close|menu|search|gallery|slideshow|video|audio|photos?|image|table\s+of\s+contents|tags?|topics?|
    \(?end\)?|_{2,}|\*{3,}|-{3,}|¯+|enjoying\s+our\s+latest\s+content\?|play\s+video|replay|view\s+comments|show\s+comments|back\s+to\s+top|
    log\s+in\s+or\s+create\s+an\s+account.{0,40}|there\s+was\s+an\s+error\s+processing.{0,40}|this\s+feature\s+is\s+temporarily.{0,60}|
    getty(?:\s+images)?|afp|reuters|ap(?:\s+photo)?|contenido\s+relacionado|leer\s+m[áa]s|more\s+stories|story\s+timeline)\W*$""",
    re.I | re.X,
)
_PICTURE = re.compile(
    r"^\W*(?:image|images|photo|photos|picture|pictures|pic|foto|bild|credit|image\s+credit|photo\s+credit|photograph|photo\s+by|"
    r"picture\s+by|photograph\s+by|image\s+source|source)\s*:\s*.{0,120}$|^\W*(?:image|photo)\s+(?:credit|courtesy|by|via)\b.{0,100}$",
    re.I,
)
_RIGHTS = re.compile(r"^\W*(?:©|\(c\)\s|copyright\b|all\s+rights\s+reserved|this\s+(?:article|story|material)\s+(?:is\s+the\s+copyrighted|may\s+not\s+be))", re.I)
_ADDRESS_ONLY = re.compile(r"^(?:[\w\s]{0,20}:?\s*)?(?:\S+@\S+\.\w+|(?:https?://|www\.|twitter\.com/|facebook\.com/)\S+)\W*$")


def is_furniture(text: str) -> bool:
    """Whether a paragraph is no part of any article: a lead to other pages, a label, a credit, an embedded post."""
    if len(text) > MAX_FURNITURE_CHARS:
        return False
    patterns = (_LEADS_ELSEWHERE, _LABEL, _PICTURE, _RIGHTS, _ADDRESS_ONLY)
    return any(pattern.search(text) for pattern in patterns)


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
