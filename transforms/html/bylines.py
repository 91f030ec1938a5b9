"""Authors as a page shows them: links to their pages, lines that begin with `By`, elements named for a byline."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from transforms.html.tree import in_furniture, joined_text, labelled_values, squeezed

_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|by-line|author|authors|autor|autore|auteur|author-?name|article-?author|post-?author|"
    r"entry-?author|story-?author|contributor|writer|reporter)(?:$|[\s_-])",
    re.I,
)
_MAY_BE_BYLINE = re.compile(r"by-?line|aut(?:h|eu)?or|auteur|contributor|writer|reporter", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_BYLINE = re.compile(
    r"bio|box|image|avatar|photo|thumb|social|follow|comment|related|description|about|caption|meta-?sep|more|archive|job|title|"
    r"recirc|teaser|card|promo|sidebar|popular|trending|date|time|share|icon|disclaimer",
    re.I,
)


_HAS_CLASS = 'contains(concat(" ", normalize-space(@class), " "), " {} ")'
# A claim of an author: where it stands (`rel`, `link`, `printed`, `labelled`, `byline`), and its words.
Shown = tuple[str, str]


def shown_authors(tree: HtmlElement) -> Iterator[Shown]:
    """Every place of a page that may show its authors to readers; at most some tens."""
    linked = tree.xpath('//*[contains(concat(" ", @rel, " "), " author ")]')[:50]
    linked = [element for element in linked if element.tag != "link" and not in_furniture(element)]
    yield from (("rel", _line(element)[:300]) for element in _near_first(linked))
    # http://microformats.org/wiki/hcard: the formatted name inside the author's card.
    cards = tree.xpath(f"//*[{_HAS_CLASS.format('author')}]/descendant-or-self::*[{_HAS_CLASS.format('fn')}]")[:10]
    yield from (("rel", _line(card)[:300]) for card in _near_first([c for c in cards if not in_furniture(c)]))
    yield from (("link", _line(link)) for link in _near_first(_author_links(tree)))
    yield from (("printed", line) for line in _printed(tree))
    yield from (("labelled", value) for value in labelled_values(tree, _LABEL))
    yield from (("byline", _line(element)) for element in _near_first(_marked(tree)))


def author_of_address(address: str) -> str | None:
    """The name that the address of an author's page spells: `https://quay.example/author/ann-lee`."""
    slug = _AUTHOR_PATH.search(address.strip()) if address.strip().startswith("http") else None
    if slug is None or "-" not in slug[1] or any(c.isdigit() for c in slug[1]):
        return None
    return slug[1].replace("-", " ").title()


def _line(element: HtmlElement) -> str:
    return squeezed(joined_text(element))


def _marked(tree: HtmlElement) -> list[HtmlElement]:
    """Elements that their class or id names as a byline."""
    marked: list[HtmlElement] = []
    for element in tree.xpath("//body//*[@class or @data-testid or @id]"):
        marks = f"{element.get('class') or ''} {element.get('data-testid') or ''} {element.get('id') or ''}"
        if not _MAY_BE_BYLINE.search(marks):
            continue
        marks = _CAMEL.sub("-", marks)
        if not _BYLINE_CLASS.search(marks) or _NOT_BYLINE.search(marks) or in_furniture(element):
            continue
        if 3 < len(_line(element)) <= 200:
            marked.append(element)
        if len(marked) >= 20:
            break
    return marked


# Paths under which sites keep the pages of their authors.
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|profiles?|people|staff|editors|reporters?|journalists?|contributors?|columnists?|writers?|by|bios?|"
    r"autor(?:es|en|in|i)?|auteurs?|autori|redaktion|redakteure?|person|team|user|users|members?|byline|correspondents?)/"
    r"(?:[\w.-]+/)?([\w.%'-]+?)(?:\.html?|/)?(?:[?#].*)?$",
    re.I,
)


def _author_links(tree: HtmlElement) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    for link in tree.xpath("//a[@href]"):
        if not _AUTHOR_PATH.search(link.get("href")) or in_furniture(link):
            continue
        if 3 < len(_line(link)) <= 80 and (found or not _is_below_text(link)):
            found.append(link)
        if len(found) >= 12:
            break
    return found


_PRINTED_BY = re.compile(
    r"^(?:(?:Written|Posted|Published|Words|Story|Report(?:ed|ing)?)\s+)?(?:(?:By|BY|by|Von|VON|Par|PAR|Por|POR|Di|Door|Av|Af)\b:?|Texte?:)"
    r"\s+(?!the\b|The\s+numbers)\S.*[^:?!]$"
)
_POSTED_BY = re.compile(r"^\W*(?:Posted|Written|Published)\s+by:?\s+\S", re.I)
# Text of this many characters in one element is the article: what is printed below it is no byline of its head.
_TEXT_CHARS = 400


_STARTS = re.compile(
    r"\s*\W?(?:by|von|par|por|di|door|av|af|texte?:|written|posted|published|words|story|report)", re.I
)


# The word before an author in a table or list of facts about the article, in the languages of pages that we know.
_LABEL = re.compile(
    r"(?:Autor(?:in)?(?:\s*/\s*Autor(?:in)?)?|Autoren|Authors?|Author\(s\)|Auteure?s?|Autores|Autore|Autori|Reporter|"
    r"Journalist(?:in)?|Автор(?:ы)?|作者|記者|记者|撰文|기자|Tác giả|الكاتب|Yazar|Penulis|Skribent)",
    re.I,
)


def _printed(tree: HtmlElement) -> Iterator[str]:
    """The first line above the text that begins with `By`; below it, only one that says `Posted by`."""
    is_below = False
    for element in tree.iter():
        text = element.text
        if text and _STARTS.match(text) and element.tag not in _NO_LINES:
            # `By` may stand in an element of its own, the name beside it.
            for around in (element, element.getparent()):
                line = _line(around) if around is not None and len(around) <= 8 else ""
                pattern = _POSTED_BY if is_below else _PRINTED_BY
                if 5 < len(line) <= 160 and pattern.match(line) and not in_furniture(element):
                    yield line
                    return
        is_below = is_below or (element.tag == "p" and len(element.text_content()) > _TEXT_CHARS)


_NO_LINES = frozenset(("script", "style", "title", "option", "textarea", "noscript", "html", "body"))


def _is_below_text(element: HtmlElement) -> bool:
    """Whether paragraphs of prose stand before an element among its parents' children."""
    before = 0
    for ancestor in [element, *element.iterancestors()][:6]:
        for sibling in ancestor.itersiblings(preceding=True):
            if sibling.tag == "p":
                before += len(sibling.text_content())
            if before > 2 * _TEXT_CHARS:
                return True
    return False


def _near_first(elements: list[HtmlElement]) -> list[HtmlElement]:
    """The first element and those close to it: a list of stories has a byline for each."""
    if not elements:
        return []
    around = elements[0]
    for _ in range(3):
        parent = around.getparent()
        around = around if parent is None or parent.tag in ("body", "html", "main") else parent
    return [element for element in elements if element is around or around in element.iterancestors()]
