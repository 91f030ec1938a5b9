"""A web page as an article, or why it is none."""

import re

from lxml.html import HtmlElement

from transforms.documents import Draft
from transforms.html.authors import authors_of, has_person, signers
from transforms.html.body import Part, cleaned, parts_of
from transforms.html.claims import Claims, claims_of
from transforms.html.dates import published_of, updated_of
from transforms.html.fitness import MIN_PROSE_CHARS, misfit_of_page
from transforms.html.headline import headline_of
from transforms.html.tree import squeezed, tree_of
from transforms.ids import folded
from transforms.layouts.model import Unfit
from transforms.layouts.parts import ends_sentence

# Elements of a page. The largest news pages that we know have 20,000; extraction takes a second for some 30,000.
MAX_ELEMENTS = 100_000
# A short page may well be a list of names.
MIN_SIGNED_PARTS = 4
MAX_ABOVE = 4
MAX_CAPTIONS = 50
MAX_SUMMARY_CHARS = 600


def page_draft(html: str, url: str | None = None) -> Draft | Unfit:
    """The article of a page. `url` is where the page was fetched, if known."""
    tree = tree_of(html)
    if tree is None:
        return Unfit("source_code", "no element of a page in it")
    if tree.xpath("count(//*)") > MAX_ELEMENTS:
        return Unfit("too_large", f"more than MAX_ELEMENTS ({MAX_ELEMENTS}) elements")
    claims = claims_of(tree, url)
    headline = headline_of(claims)
    byline = authors_of(claims)
    captions = _captions(tree)
    # Before the extractor, which takes the tree apart.
    printed = _plain(" ".join(tree.xpath(_PRINTED)))
    published, updated = published_of(claims, tree, url), updated_of(claims)
    address = url or claims.first("canonical") or claims.first("url")
    parts = cleaned(parts_of(tree, address), headline, byline)
    # A front names itself; where a page was fetched from may say less, as of a saved file.
    if unfit := misfit_of_page(claims, tree, parts, claims.first("canonical") or address):
        return unfit
    if len(parts) > MIN_SIGNED_PARTS and not has_person(byline, claims):
        byline = _take_signature(parts) or byline
    body = "\n\n".join(part.text for part in parts)
    return Draft(
        headline=headline,
        body=body,
        summary=_summary(claims, body, headline, printed),
        subheads=[part.text for part in parts if part.is_head],
        captions=captions,
        byline=byline,
        url=address,
        publisher=publisher_of(claims),
        section=claims.first("section"),
        language=language_of(claims),
        published=published,
        updated=updated,
    )


def _take_signature(parts: list[Part]) -> list[str]:
    """Take the names off the parts that stand alone below the text, or above it."""
    above = [at for at in range(MAX_ABOVE) if len(parts[at + 1].text) >= MIN_PROSE_CHARS]
    below = [len(parts) - 1] if ends_sentence(parts[-2].text) else []
    for at in (*below, *above[:1]):
        if not parts[at].is_head and (names := signers(parts[at].text)):
            del parts[at]
            return names
    return []


def publisher_of(claims: Claims) -> str | None:
    """The outlet: by JSON-LD, else by OpenGraph and other meta."""
    return claims.first("site", "json-ld", "meta", "json-ld page")


_LANGUAGE = re.compile(r"^([a-z]{2})(?:[-_].*)?$", re.I)


def language_of(claims: Claims) -> str | None:
    """ISO 639-1 code that the page gives for itself; where sources differ, that of `<html lang>`."""
    for source in ("html", "json-ld", "meta", "json-ld page"):
        code = _LANGUAGE.match(claims.first("language", source) or "")
        if code:
            return code[1].lower()
    return None


# Text that readers see, as far as markup tells.
_PRINTED = "//body//text()[not(parent::script or parent::style or parent::noscript or parent::template)]"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _summary(claims: Claims, body: str, headline: str | None, printed: str) -> list[str]:
    """The standfirst: a description that the page prints, and that is neither headline nor part of the body."""
    known = ""
    for text in [*claims.all("description"), *claims.all("alternative")]:
        if len(text) > MAX_SUMMARY_CHARS or len(text.split()) < 4 or _plain(text) not in printed:
            continue
        known = known or folded(body)
        bare = folded(text)
        if bare not in known and bare != folded(headline or ""):
            return [text]
    return []


def _captions(tree: HtmlElement) -> list[str]:
    texts = [squeezed(caption.text_content()) for caption in tree.iter("figcaption")]
    return list(dict.fromkeys(text for text in texts if text))[:MAX_CAPTIONS]
