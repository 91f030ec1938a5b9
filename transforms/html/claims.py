"""What a page claims of its article, field by field, with where each claim stands.

A claim is kept with its source so that the rules of trust (see `trust`) are one table, not spread over the code.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml.html import HtmlElement

from transforms.addresses import address_of, host_of
from transforms.html.bylines import author_of_address, shown_authors
from transforms.html.structured import article_nodes, is_article_node, loads_leniently, names_of, text_of
from transforms.html.tree import in_furniture, joined_text, squeezed

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
        "articleauthor", "article-author", "article_author", "author-name", "author_name", "article:author:name",
        "shareaholic:article_author_name", "books:author", "book:author", "dc.contributor", "reporter", "writer",
    ),
    "published": (
        "article:published_time", "og:article:published_time", "article:published", "parsely-pub-date",
        "sailthru.date", "datepublished", "date.published", "article.published", "published_time", "published",
        "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "og:published_time", "pubdate", "publishdate",
        "publish-date", "publish_date", "published-date", "publication_date", "article_date_original",
        "originalpublicationdate", "ptime", "rnews:datepublished", "pub_date", "article:publicationdate",
        "vr:published_time", "dc.date.issued", "dcterms.issued", "citation_publication_date", "citation_date",
        "dcsext.articlefirstpublished", "article-publication-date", "og:pubdate", "displaydate", "article:create",
        "gentime",
    ),
    # Dates of an event that is not told: a draft, the publication, a new edition.
    # https://www.dublincore.org/specifications/dublin-core/dcmi-terms/#date
    "dated": (
        "dcterms.created", "dc.date.created", "created", "dcterms.date", "dc.date", "date",
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
        names = meta.get("property") or meta.get("name") or meta.get("http-equiv")
        if content and names and names.lower() == "parsely-page":
            _add_parsely_page(claims, content)
        elif content and names:
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


def _add_parsely_page(claims: Claims, content: str) -> None:
    """One meta that holds all as JSON. https://docs.parse.ly/metadata-parsely-page/"""
    page = loads_leniently(content)
    if isinstance(page, dict):
        for name, key in (("headline", "title"), ("published", "pub_date"), ("section", "section")):
            claims.add(name, "meta", text_of(page.get(key)))
        names = page.get("authors") or page.get("author")
        claims.authors += [("meta", name, True) for name, _ in names_of(names)]


def _add_links(claims: Claims, tree: HtmlElement, url: str | None) -> None:
    for link in tree.iterfind(".//link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            base = address_of(url or claims.first("url", "meta")) or ""
            target = address_of(link.get("href").strip())
            claims.add("canonical", "link", urljoin(base, target) if target else None)
    claims.add("language", "html", tree.get("lang") or tree.get("xml:lang"))


def _add_microdata(claims: Claims, tree: HtmlElement) -> None:
    for element in tree.xpath("//*[@itemprop]")[:2_000]:
        names = element.get("itemprop").lower().split()
        if not _MICRODATA.intersection(names) or _is_of_another(element):
            continue
        value = element.get("content") or element.get("datetime") or element.text_content()[:MAX_CLAIM_CHARS]
        if "datepublished" in names:
            claims.add("published", "microdata", value)
        elif "datemodified" in names:
            claims.add("updated", "microdata", value)
        elif "headline" in names:
            claims.add("headline", "microdata", value)
        elif "author" in names and not in_furniture(element):
            inner = element.xpath('.//*[contains(concat(" ", @itemprop, " "), " name ")]')
            names_in = [i.get("content") or joined_text(i) for i in inner[:10]] or [joined_text(element)]
            claims.authors += [("microdata", squeezed(name)[:300], True) for name in names_in]


_MICRODATA = frozenset(("datepublished", "datemodified", "headline", "author"))
# Properties whose value is another work than the page's own, and types that are none.
_OTHER_WORKS = frozenset(
    ("citation", "comment", "review", "mentions", "ispartof", "haspart", "relatedlink", "isbasedon")
)
_OTHER_TYPES = re.compile(r"schema\.org/(?:Comment|UserComments|ImageObject|VideoObject|Person|WebPageElement|Rating)")


def _is_of_another(element: HtmlElement) -> bool:
    """Whether a property belongs to an item inside the page's own: a work that it cites, a comment, a picture."""
    for parent in element.iterancestors():
        if parent.get("itemscope") is not None:
            is_cited = _OTHER_WORKS.intersection((parent.get("itemprop") or "").lower().split())
            return bool(is_cited) or _OTHER_TYPES.search(parent.get("itemtype") or "") is not None
    return False


def _add_page(claims: Claims, tree: HtmlElement) -> None:
    for heading in tree.xpath("//h1")[:10]:
        if not _in_chrome(heading) and not _leads_home(heading):
            claims.add("headline", "h1", joined_text(heading))
    title = tree.find(".//title")
    if title is not None:
        claims.add("title", "title", title.text_content())
    for where, text in shown_authors(tree):
        claims.authors.append((where, text, True))
    for where, text, _ in list(claims.authors):
        for address in text.split(",") if where == "meta" else ():
            if name := author_of_address(address):
                claims.authors.append(("profile", name, True))
    for element in tree.xpath("//time")[:20]:
        if not in_furniture(element):
            claims.add("printed", "time", element.get("datetime") or element.text_content())


def _leads_home(heading: HtmlElement) -> bool:
    """Whether a heading is the site's own: a link to its front."""
    links = heading.xpath(".//a[@href] | ancestor::a[@href]")
    return any(re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", link.get("href").strip()) for link in links)


def _in_chrome(element: HtmlElement) -> bool:
    return any(parent.tag in ("nav", "footer", "aside") for parent in element.iterancestors())


_TEAM = re.compile(r"redak|redac|rédac|redaz|editor|staff|team|desk|newsroom|reporter|correspond", re.I)


def _add_site_names(claims: Claims, url: str | None) -> None:
    # An organisation that is named as author is the site, unless its name is that of a team.
    authors = (name for _, name, is_person in claims.authors if not is_person and not _TEAM.search(name))
    names = [*claims.all("site"), *authors]
    for address in (url, claims.first("canonical"), claims.first("url")):
        host = host_of(address) if address and "//" in address else ""
        host = host.removeprefix("www.")
        if "." in host:
            names += [host, *_labels(host)]
    claims.site_names = list(dict.fromkeys(name for name in names if name))


def _labels(host: str) -> Iterable[str]:
    return [
        label for label in host.split(".")[:-1] if len(label) > 2 and label not in ("com", "org", "net", "gov", "news")
    ]
