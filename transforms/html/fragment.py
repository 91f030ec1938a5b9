"""A piece of HTML that holds an article's text and nothing else, as feeds and records carry it."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from transforms.documents import Draft
from transforms.html.tree import squeezed, tree_of
from transforms.layouts.model import Unfit
from transforms.layouts.parts import take_dateline

BLOCKS = frozenset((
    *("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"),
    *("li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
))  # fmt: skip
HEADS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SILENT = frozenset((
    *("script", "style", "template", "noscript", "iframe", "head", "title", "object", "svg", "button", "select"),
))  # fmt: skip
MAX_HEAD_CHARS = 150


def fragment_draft(html: str) -> Draft | Unfit:
    """The article whose text is this HTML: its blocks as paragraphs, its headings as subheads."""
    tree = tree_of(html)
    if tree is None:
        return Unfit("no_body", "no text in the HTML")
    lines = [(text, kind) for text, kind in _lines(tree)]
    captions = [text for text, kind in lines if kind == "figcaption"]
    body = [text for text, kind in lines if kind != "figcaption"]
    heads = [text for text, kind in lines if kind in HEADS and len(text) <= MAX_HEAD_CHARS]
    dateline = take_dateline(body) if body else None
    return Draft(
        headline=None,
        body="\n\n".join(body),
        summary=[],
        subheads=heads,
        captions=captions,
        dateline=dateline.place if dateline else None,
        byline=[],
        agency=dateline.agency if dateline else None,
    )


def plain_text(html: str | None) -> str:
    """HTML as one line of text, as for a headline that carries tags or entities."""
    if not html:
        return ""
    if "<" not in html and "&" not in html:
        return squeezed(html)
    tree = tree_of(html)
    return squeezed(" ".join(text for text, _ in _lines(tree))) if tree is not None else squeezed(html)


def _lines(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Runs of text that no block interrupts, each with the tag of the innermost block around it."""
    pieces: list[str] = []
    blocks = ["body"]
    # Events instead of recursion: a hostile page is nested deeper than Python's stack.
    for event, element in _events(tree):
        if not isinstance(element.tag, str):
            continue
        is_block = element.tag in BLOCKS
        if is_block and (text := squeezed("".join(pieces))):
            yield text, blocks[-1]
        if is_block:
            pieces = []
        if event == "start":
            if is_block:
                blocks.append(element.tag)
            if element.tag not in SILENT:
                pieces.append(element.text or "")
        else:
            if is_block and len(blocks) > 1:
                blocks.pop()
            pieces.append(element.tail or "")
    if text := squeezed("".join(pieces)):
        yield text, blocks[-1]


def _events(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    from lxml import etree

    silent = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        hides = element.tag in SILENT
        if event == "start" and hides:
            silent += 1
        if not silent or (silent == 1 and hides):
            yield event, element
        if event == "end" and hides:
            silent -= 1
