"""What a page says of its article as JSON-LD (https://schema.org/Article), in whatever shape its makers gave it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

# Types of schema.org that are articles, the ones that news pages use first.
ARTICLE_TYPES = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "Report",
    "Article",
    "LiveBlogPosting",
    "BlogPosting",
    "TechArticle",
    "ScholarlyArticle",
    "MedicalScholarlyArticle",
    "Review",
    "Recipe",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "PodcastEpisode",
    "WebPage",
)
# Types that do tell of the page, but are used for fronts as well.
PAGE_TYPES = ("WebPage",)
MAX_BLOCKS = 50
MAX_BLOCK_CHARS = 4_000_000  # live blogs have a million
MAX_DEPTH = 8
MAX_NODES = 5_000

Node = dict[str, Any]


def article_nodes(tree: HtmlElement) -> list[Node]:
    """The JSON-LD objects of a page that describe its article, the most telling first; references are resolved."""
    nodes = list(_nodes(tree))
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 1}
    found = [(_rank(node), order, node) for order, node in enumerate(nodes) if _rank(node) < len(ARTICLE_TYPES)]
    return [_resolved(node, by_id) for _, _, node in sorted(found, key=lambda item: item[:2])]


def is_article_node(node: Node) -> bool:
    """Whether the object says that the page is an article, rather than just a page."""
    return any(kind in ARTICLE_TYPES and kind not in PAGE_TYPES for kind in _types(node))


def _types(node: Node) -> list[str]:
    kinds = node.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rsplit("/", 1)[-1] for kind in named if isinstance(kind, str)]


def _rank(node: Node) -> int:
    ranks = [ARTICLE_TYPES.index(kind) for kind in _types(node) if kind in ARTICLE_TYPES]
    return min(ranks, default=len(ARTICLE_TYPES))


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    budget = MAX_NODES
    for script in tree.xpath('//script[contains(translate(@type, "LDJSON", "ldjson"), "ld+json")]')[:MAX_BLOCKS]:
        text = script.text_content()
        if len(text) > MAX_BLOCK_CHARS:
            continue
        for node in _walk(loads_leniently(text), MAX_DEPTH):
            budget -= 1
            if budget < 0:
                return
            yield node


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth < 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        for key, item in value.items():
            if isinstance(item, dict | list) and key not in ("hasPart", "isPartOf", "itemListElement", "comment"):
                yield from _walk(item, depth - 1)


_COMMENT = re.compile(r"^\s*(?://)?\s*(?:<!--|<!\[CDATA\[)|(?://)?\s*(?:-->|\]\]>)\s*;?\s*$")
# Half of an emoji that a text was cut at: no encoding has it.
_SURROGATE = re.compile("[\ud800-\udfff]")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def loads_leniently(text: str) -> Any:
    """JSON, also with comment marks around it, raw line feeds in strings or trailing commas; None where it is none.

    Lone surrogates are left out of its strings.
    """
    bare = _COMMENT.sub("", text).strip().rstrip(";")
    for candidate in (bare, _TRAILING_COMMA.sub(r"\1", bare)):
        try:
            value = json.loads(candidate, strict=False)
            if "\\u" in candidate and _SURROGATE.search(plain := json.dumps(value, ensure_ascii=False)):
                value = json.loads(_SURROGATE.sub("", plain))
            return value
        except (ValueError, RecursionError):
            continue
    return None


def _resolved(node: Node, by_id: dict[str, Node]) -> Node:
    """A node whose values that only refer to another node (`{"@id": …}`) are that node; one step deep."""

    def follow(value: Any) -> Any:
        if isinstance(value, list):
            return [follow(item) for item in value[:100]]
        if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
            return by_id.get(value["@id"], value)
        return value

    return {key: follow(value) for key, value in node.items()}


def text_of(value: Any) -> str | None:
    """A JSON-LD value as text: strings, the first of a list, the name of an object."""
    if isinstance(value, list):
        return next((text for item in value[:10] if (text := text_of(item))), None)
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value") or value.get("headline"))
    return value.strip() or None if isinstance(value, str) else None


def names_of(value: Any) -> list[tuple[str, bool]]:
    """Names in an `author` value, each with whether it is that of a person as far as the page says."""
    if isinstance(value, list):
        return [name for item in value[:50] for name in names_of(item)]
    if isinstance(value, dict):
        kinds = _types(value)
        is_person = not any("Organization" in kind for kind in kinds)
        name = value.get("name")
        if not name and (value.get("givenName") or value.get("familyName")):
            name = f"{value.get('givenName') or ''} {value.get('familyName') or ''}".strip()
        return [(part, is_person and sure) for part, sure in names_of(name)]
    return [(value.strip(), True)] if isinstance(value, str) and value.strip() else []
