"""What a page claims of its article, field by field, with where each claim stands.

A claim is kept with its source so that the rules of trust (see `trust`) are one table, not spread over the code.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from transforms.html.structured import article_nodes, is_article_node, names_of, text_of

# Meta names and properties, by field; those of one field in falling order of how well news pages fill them.
META = {
    "headline": (
        "og:title", "twitter:title", "parsely-title", "sailthru.title", "cxenseparse:title", "dc.title",
        "dcterms.title", "citation_title", "hdl", "title",
    ),
    "description": (
        "og:description", "description", "twitter:description", "sailthru.description", "dc.description",
    ),
    "author": (
        "author", "parsely-author", "sailthru.author", "byl", "article:author_name", "dc.creator", "dc.author",
        "dcterms.creator", "citation_author", "cxenseparse:author", "article.author", "og:article:author",
        "article:author", "og:author", "twitter:data1", "authors", "creator", "dcsext.author", "byline",
    ),
    "published": (
        "article:published_time", "og:article:published_time", "article:published", "parsely-pub-date",
        "sailthru.date", "datepublished", "date.published", "article.published", "published_time", "published",
        "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "og:published_time", "pubdate", "publishdate",
        "publish-date", "publish_date", "published-date", "publication_date", "article_date_original",
        "originalpublicationdate", "ptime", "rnews:datepublished", "pub_date", "article:publicationdate",
        "vr:published_time", "dc.date.issued", "dcterms.issued", "dcterms.created", "dcterms.date", "dc.date.created",
        "dc.date", "citation_publication_date", "citation_date", "created", "date", "dcsext.articlefirstpublished",
        "article-publication-date", "og:pubdate", "displaydate", "article:create", "gentime",
    ),
    "updated": (
        "article:modified_time", "og:updated_time", "og:article:modified_time", "article:modified", "datemodified",
        "modified_time", "last-modified", "lastmod", "utime", "dcterms.modified", "dc.date.modified", "revised",
        "article.updated", "cxenseparse:recs:articlemodified", "updated_time", "moddate",
    ),
    "section": (
        "article:section", "parsely-section", "cxenseparse:section", "cg", "section", "article.section",
        "sailthru.vertical", "dc.subject.section",
    ),
    "site": (
        "og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "dcterms.publisher",
        "publisher", "al:ios:app_name", "al:android:app_name", "copyright",
    ),
    "language": (
        "og:locale", "content-language", "dc.language", "dcterms.language", "language", "inlanguage",
    ),
    "url": (
        "og:url", "twitter:url", "parsely-link",
    ),
    "kind": (
        "og:type",
    ),
}  # fmt: skip
_FIELD_OF = {name: (kind, rank) for kind, names in META.items() for rank, name in enumerate(names)}
MAX_META = 600
MAX_CLAIM_CHARS = 2_000


@dataclass(slots=True)
class Claims:
    """Claims by field: (source, text), best sources first within `json-ld`, `meta` and `page`.

    authors holds (source, name, whether the name may be that of a person). site_names are all names that the site
    goes by, for taking them off headlines and out of bylines.
    """

    by_field: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    authors: list[tuple[str, str, bool]] = field(default_factory=list)
    site_names: list[str] = field(default_factory=list)
    says_article: bool = False

    def add(self, name: str, source: str, text: str | None) -> None:
        """Take in a claim; empty ones are none."""
        text = squeezed(text)
        if text and len(text) <= MAX_CLAIM_CHARS and (source, text) not in self.by_field[name]:
            self.by_field[name].append((source, text))

    def first(self, name: str, *sources: str) -> str | None:
        """The first claim of a field, of these sources in their order, or of any."""
        claims = self.by_field[name]
        for wanted in sources or ("",):
            for source, text in claims:
                if not wanted or source == wanted:
                    return text
        return None

    def all(self, name: str) -> list[str]:
        """Every claim of a field."""
        return [text for _, text in self.by_field[name]]


def claims_of(tree: HtmlElement, url: str | None) -> Claims:
    """Everything that the page claims; `url` is where it was fetched, if known."""
    claims = Claims()
    _add_json_ld(claims, tree)
    _add_meta(claims, tree)
    _add_links(claims, tree, url)
    _add_microdata(claims, tree)
    _add_page(claims, tree)
    _add_site_names(claims, url)
    return claims


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def squeezed(text: str | None) -> str:
    """Text with single spaces, entities that were escaped twice undone, and nothing invisible in it."""
    text = unescape(text) if text and "&" in text else text or ""
    return " ".join(_INVISIBLE.sub("", text).split())


def _add_json_ld(claims: Claims, tree: HtmlElement) -> None:
    for number, node in enumerate(article_nodes(tree)[:5]):
        is_article = is_article_node(node)
        claims.says_article |= is_article
        # A page may describe several articles (teasers, related ones): only the first is taken to be its own.
        if number and is_article:
            continue
        source = "json-ld" if is_article else "json-ld page"
        claims.add("headline", source, text_of(node.get("headline") or node.get("name")))
        claims.add("alternative", source, text_of(node.get("alternativeHeadline")))
        claims.add("description", source, text_of(node.get("description")))
        claims.add("published", source, text_of(node.get("datePublished") or node.get("dateCreated")))
        claims.add("updated", source, text_of(node.get("dateModified")))
        claims.add("section", source, text_of(node.get("articleSection")))
        claims.add("language", source, text_of(node.get("inLanguage")))
        claims.add("url", source, text_of(node.get("url") or node.get("@id") or node.get("mainEntityOfPage")))
        claims.add("site", source, text_of(node.get("publisher")))
        if is_article:
            authors = names_of(node.get("author") or node.get("creator"))
            claims.authors += [("json-ld", name, is_person) for name, is_person in authors]


def _add_meta(claims: Claims, tree: HtmlElement) -> None:
    found: list[tuple[int, str, str]] = []
    for meta in tree.iterfind(".//meta"):
        content = meta.get("content") or meta.get("value")
        names = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        if content and names:
            for name in names.lower().split():
                if name in _FIELD_OF:
                    found.append((_FIELD_OF[name][1], name, content))
        if len(found) > MAX_META:
            break
    for _, name, content in sorted(found, key=lambda item: item[0]):
        kind = _FIELD_OF[name][0]
        if kind == "author":
            claims.authors.append(("meta", squeezed(content)[:MAX_CLAIM_CHARS], True))
        else:
            claims.add(kind, "meta", content)
    claims.says_article |= any(kind.lower().startswith(("article", "news")) for kind in claims.all("kind"))


def _add_links(claims: Claims, tree: HtmlElement, url: str | None) -> None:
    for link in tree.iterfind(".//link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            base = url or claims.first("url", "meta") or ""
            claims.add("canonical", "link", urljoin(base, link.get("href").strip()))
    claims.add("language", "html", tree.get("lang") or tree.get("xml:lang"))


def _add_microdata(claims: Claims, tree: HtmlElement) -> None:
    for element in tree.xpath("//*[@itemprop]")[:2_000]:
        names = element.get("itemprop").lower().split()
        value = element.get("content") or element.get("datetime") or element.text_content()[:MAX_CLAIM_CHARS]
        if "datepublished" in names:
            claims.add("published", "microdata", value)
        elif "datemodified" in names:
            claims.add("updated", "microdata", value)
        elif "headline" in names:
            claims.add("headline", "microdata", value)
        elif "author" in names and not _in_comment(element):
            inner = element.xpath('.//*[contains(concat(" ", @itemprop, " "), " name ")]')
            names_in = [i.get("content") or joined_text(i) for i in inner[:10]] or [joined_text(element)]
            claims.authors += [("microdata", squeezed(name)[:300], True) for name in names_in]


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


def _add_page(claims: Claims, tree: HtmlElement) -> None:
    for heading in tree.xpath("//h1")[:10]:
        if not _in_chrome(heading) and not _leads_home(heading):
            claims.add("headline", "h1", joined_text(heading))
    title = tree.find(".//title")
    if title is not None:
        claims.add("title", "title", title.text_content())
    _add_bylines(claims, tree)
    for element in tree.xpath("//time")[:20]:
        if not _in_comment(element):
            claims.add("printed", "time", element.get("datetime") or element.text_content())


def _add_bylines(claims: Claims, tree: HtmlElement) -> None:
    linked = tree.xpath('//*[contains(concat(" ", @rel, " "), " author ")]')[:50]
    linked = [element for element in linked if element.tag != "link" and not _in_comment(element)]
    claims.authors += [("rel", squeezed(joined_text(element))[:300], True) for element in _near_first(linked)]
    _add_author_links(claims, tree)
    _add_printed_bylines(claims, tree)
    marked = []
    for element in tree.xpath("//body//*[@class or @data-testid or @id]"):
        marks = f"{element.get('class') or ''} {element.get('data-testid') or ''} {element.get('id') or ''}"
        if not _MAY_BE_BYLINE.search(marks):
            continue
        marks = _CAMEL.sub("-", marks)
        if not _BYLINE_CLASS.search(marks) or _NOT_BYLINE.search(marks) or _in_comment(element):
            continue
        if 3 < len(squeezed(joined_text(element))) <= 200:
            marked.append(element)
        if len(marked) >= 20:
            break
    claims.authors += [("byline", squeezed(joined_text(element)), True) for element in _near_first(marked)]


# Paths under which sites keep the pages of their authors.
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|profiles?|people|staff|editors|reporters?|journalists?|contributors?|columnists?|writers?|by|bios?|"
    r"autor(?:es|en|in|i)?|auteurs?|autori|redaktion|redakteure?|person|team|user|users|members?|byline|correspondents?)/"
    r"(?:[\w.-]+/)?([\w.%'-]+?)(?:\.html?|/)?(?:[?#].*)?$",
    re.I,
)


def _add_author_links(claims: Claims, tree: HtmlElement) -> None:
    found: list[HtmlElement] = []
    for link in tree.xpath("//a[@href]"):
        if _AUTHOR_PATH.search(link.get("href")) and not _in_comment(link):
            text = squeezed(joined_text(link))
            if 3 < len(text) <= 80 and (found or not _is_below_text(link)):
                found.append(link)
        if len(found) >= 12:
            break
    claims.authors += [("link", squeezed(joined_text(link)), True) for link in _near_first(found)]
    for where, text, _ in list(claims.authors):
        for address in text.split(",") if where == "meta" else ():
            slug = _AUTHOR_PATH.search(address.strip()) if address.strip().startswith("http") else None
            if slug and "-" in slug[1] and not any(c.isdigit() for c in slug[1]):
                claims.authors.append(("profile", slug[1].replace("-", " ").title(), True))


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


def _add_printed_bylines(claims: Claims, tree: HtmlElement) -> None:
    """The first line above the text that begins with `By`; below it, only one that says `Posted by`."""
    is_below = False
    for element in tree.iter():
        text = element.text
        if text and _STARTS.match(text) and element.tag not in _NO_LINES:
            # `By` may stand in an element of its own, the name beside it.
            for around in (element, element.getparent()):
                line = squeezed(joined_text(around)) if around is not None and len(around) <= 8 else ""
                pattern = _POSTED_BY if is_below else _PRINTED_BY
                if 5 < len(line) <= 160 and pattern.match(line) and not _in_comment(element):
                    claims.authors.append(("printed", line, True))
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


def joined_text(element: HtmlElement) -> str:
    """The text of an element, a space between its parts except before punctuation."""
    text = ""
    for piece in element.itertext():
        text += piece if not text or _GLUED.match(piece) else f" {piece}"
    return text


_GLUED = re.compile(r"[\s:,;.!?…’'”)»]")


def _leads_home(heading: HtmlElement) -> bool:
    """Whether a heading is the site's own: a link to its front."""
    links = heading.xpath(".//a[@href] | ancestor::a[@href]")
    return any(re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", link.get("href").strip()) for link in links)


def _in_chrome(element: HtmlElement) -> bool:
    return any(parent.tag in ("nav", "footer", "aside") for parent in element.iterancestors())


_COMMENT_CLASS = re.compile(
    r"comment|related|recirc|teaser|sidebar|footer|newsletter|promo|widget|popular|recommend", re.I
)


def _in_comment(element: HtmlElement) -> bool:
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


def _add_site_names(claims: Claims, url: str | None) -> None:
    names = [*claims.all("site"), *(name for _, name, is_person in claims.authors if not is_person)]
    for address in (url, claims.first("canonical"), claims.first("url")):
        host = (urlsplit(address).hostname if address and "//" in address else None) or ""
        host = host.removeprefix("www.")
        if "." in host:
            names += [host, *_labels(host)]
    claims.site_names = list(dict.fromkeys(name for name in names if name))


def _labels(host: str) -> Iterable[str]:
    return [
        label for label in host.split(".")[:-1] if len(label) > 2 and label not in ("com", "org", "net", "gov", "news")
    ]
