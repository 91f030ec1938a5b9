"""Whether a page is an article: what it says of itself, where it stands on its site, and what its text is made of."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.html.body import Part
from transforms.html.claims import Claims
from transforms.layouts.fitness import misfit_of
from transforms.layouts.model import Unfit

# Characters from which a paragraph that ends as a sentence does counts as prose.
MIN_PROSE_CHARS = 80
# Links of this many words and more are headlines of other pages. Articles have up to 90 of them around their text.
HEADLINE_WORDS = 4
MAX_LINKS_BESIDE_PROSE = 60
MIN_PROSE_BESIDE_LINKS = 1_500
MIN_PROSE_SHARE = 0.6
# A wall, an error page or a note to switch something on is short.
MAX_WALL_CHARS = 800
_WALL = re.compile(
    r"enable javascript|javascript is (?:disabled|required)|access denied|are you (?:a )?(?:robot|human)"
    r"|verify (?:that )?you are|unusual traffic|page (?:you (?:requested|are looking for)|not found|cannot be found)"
    r"|error 40[34]|404 not found"
    r"|checking your browser|request (?:could not be|blocked)|seite (?:wurde )?nicht gefunden|page introuvable",
    re.I,
)
_ENDS = re.compile(r"[.!?…。！？][\W_]*$")
_ROOT = re.compile(r"/?(?:index\.\w+|home(?:page)?/?|main/?)?$", re.I)
_SECTION = re.compile(r"/[a-z]{2,30}/?$", re.I)


def misfit_of_page(claims: Claims, tree: HtmlElement, parts: Sequence[Part], url: str | None) -> Unfit | None:
    """Why a page is no article; None where it may be one."""
    texts = [part.text for part in parts]
    char_count = sum(map(len, texts))
    if not texts:
        if tree.xpath('//meta[translate(@http-equiv, "REFSH", "refsh") = "refresh"]'):
            return Unfit("redirect", "the page only leads to another")
        return Unfit("no_body", "the page has no text of an article: a video or picture page, a stub or a wall")
    if char_count < MAX_WALL_CHARS and _WALL.search(" ".join(texts)):
        return Unfit("no_body", "an error page, or a wall before the text")
    if claims.says_article or claims.by_field["published"]:
        return None
    misfit = misfit_of(texts)
    if misfit is not None and misfit.reason == "cookie_notice":
        return misfit
    prose = sum(len(text) for text in texts if len(text) >= MIN_PROSE_CHARS and _ENDS.search(text))
    links = sum(len(link.text_content().split()) >= HEADLINE_WORDS for link in tree.iter("a"))
    path = urlsplit(url).path if url else None
    is_thin = prose < MIN_PROSE_SHARE * char_count
    if path is not None and _ROOT.fullmatch(path) and not urlsplit(url or "").query:
        return Unfit("menu", "the front of a site")
    if links >= MAX_LINKS_BESIDE_PROSE and prose < MIN_PROSE_BESIDE_LINKS and is_thin:
        return Unfit("menu", f"{links} headlines of other pages, and little text")
    if path is not None and _SECTION.fullmatch(path) and links >= MAX_LINKS_BESIDE_PROSE // 2 and is_thin:
        return Unfit("menu", "the front of a section")
    return None
