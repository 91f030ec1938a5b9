"""Articles: a list, and one of them with its quotes marked, its names, its copies, and where it stands in dumps."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from warehouse.dashboard import finding, questions
from warehouse.dashboard.markup import (
    Html,
    address,
    as_text,
    cut,
    element,
    hours,
    join,
    link,
    markdown,
    outward,
    paragraphs,
    share,
)
from warehouse.dashboard.reading import View, viewing
from warehouse.dashboard.show import Column, Row, asked, days_and_outlet, field, heading, nothing, table, title, unset
from warehouse.dashboard.views.overview import dump_name
from warehouse.dashboard.views.quotes import command_for

MOST = 1_000


def show(view: View) -> None:
    """The page: one article when the address names it."""
    if asked("article"):
        _article(view, asked("article"))
    else:
        _list(view)


def _list(view: View) -> None:
    title("Articles")
    words = st.text_input(
        "Words", key="words", bind="query-params", type="search", placeholder="Words in the article", max_chars=200
    )
    filters = replace(
        days_and_outlet(view),
        words=(words or "").strip(),
        about_id=asked("about_id"),
        speaker_id=asked("speaker_id"),
        dump=asked("dump"),
        no_publisher=asked("no_publisher"),
    )
    for name, said in _BY_LINK.items():
        if name in filters.given:
            entity = view.row(questions.ENTITY, {"id": filters.given[name]}) if name.endswith("_id") else None
            rest = {key: value for key, value in filters.given.items() if key != name}
            st.html(unset(f"{said}: {cut(entity['name'])}" if entity else said, "articles", rest))
    hits = finding.hits(view.lake, filters, "articles", MOST)
    if hits.note:
        st.info(markdown(hits.note))
    rows = view.rows(*questions.articles(filters, MOST, found=hits.found)) if hits.found != {} else []
    st.caption(f"{'The newest ' if len(rows) == MOST else ''}{len(rows):,} articles, newest first.")
    lake, answers = view.lake, view.answers

    def make() -> Sequence[Row]:
        """When somebody wants the CSV the page has been made, and its read transaction is over."""
        with viewing(lake, answers) as now:
            return _whole(now, rows)

    table(rows, _COLUMNS, "Articles", "No article fits. Take a filter away.", partial(_whole, view), make)


def _whole(view: View, keys: Sequence[Row]) -> Sequence[Row]:
    return view.rows(*questions.whole_articles(keys))


# Filters that only links set.
_BY_LINK = {
    "about_id": "That mention",
    "speaker_id": "That quote",
    "dump": "From one dump",
    "no_publisher": "Outlet not known",
}


def _article(view: View, article_id: str) -> None:
    article = view.row(questions.ARTICLE, {"id": article_id})
    if article is None:
        title("No such article", link("All articles", "articles"))
        nothing("It is not in the lake. It may have been forgotten on request.")
        return
    title(cut(article["headline"], 300) or "Without a headline", _byline(article))
    quotes = view.rows(questions.ARTICLE_QUOTES, {"id": article_id})
    chosen = next((q for q in quotes if q["quote_id"] == asked("quote")), None)
    spans = [
        (q["char_start"], q["char_end"], address("articles", article=article_id, quote=q["quote_id"])) for q in quotes
    ]
    if article["summary"]:
        st.html(element("ul", *(element("li", cut(point, 500)) for point in article["summary"][:20])))
    if chosen:
        _quote(chosen)
    st.html(paragraphs(article["body"], spans))
    heading(f"{len(quotes):,} quotes")
    table(quotes, _QUOTES, "Quotes of the article", "It quotes nobody.")
    heading("Named in it")
    table(view.rows(questions.ARTICLE_NAMES, {"id": article_id}), _NAMES, "Named in it", "It names nobody.")
    _copies(view, article)
    heading("Where it stands", "Each dump that carries it is known by the SHA-256 of its bytes.")
    table(view.rows(questions.SOURCES, {"articles": [article_id]}), _SOURCES, "Where it stands")
    st.html(element("p", "Address: ", outward(article["url"])) if article["url"] else element("p", "No address."))
    command_for(chosen["quote_id"] if chosen else article_id)


def _byline(article: Row) -> Html:
    parts = [
        cut(article["publisher"]),
        cut(as_text(article["byline"])),
        cut(article["agency"]),
        cut(article["dateline"]),
        as_text(article["published_at"]) or "no date",
        f"{article['word_count']:,} words",
    ]
    return join((part for part in parts if part), " · ")


def _quote(quote: Row) -> None:
    who = cut(quote["speaker"]) or "speaker not known"
    if quote["speaker_entity_id"]:
        who = link(who, "people", entity=quote["speaker_entity_id"])
    st.html(
        element(
            "div",
            element("div", cut(quote["text"], 2_000), kind="dl-body"),
            element("div", element("b", who), " · ", cut(quote["speaker_role"]), " ", quote["kind"], kind="dl-who"),
            kind="dl-quote",
        )
    )


def _headline(row: Row) -> Html:
    return link(cut(row["headline"]) or "without a headline", "articles", article=row["article_id"])


def _copies(view: View, article: Row) -> None:
    copies = view.rows(questions.COPIES, {"id": article["cluster_id"]}) if article["cluster_id"] else []
    if copies:
        heading("Carried elsewhere", "Articles that are nearly the same.")
        table(copies, COPIES, "Carried elsewhere")


_COLUMNS = (
    Column("published", lambda r: as_text(r["published_at"]) or "no date", "nowrap"),
    Column(
        "headline",
        lambda r: link(cut(r["headline"]) or "without a headline", "articles", article=r["article_id"]),
        "wide",
    ),
    Column("outlet", lambda r: cut(r["publisher"])),
    Column("dateline", lambda r: cut(r["dateline"])),
    field("words", "word_count", "figure"),
)
_QUOTES = (
    Column("quote", lambda r: cut(r["text"], 300), "wide"),
    Column(
        "speaker",
        lambda r: (
            link(cut(r["speaker"]), "people", entity=r["speaker_entity_id"])
            if r["speaker_entity_id"]
            else cut(r["speaker"])
        ),
    ),
    field("role", "speaker_role"),
    field("cue", "cue"),
    field("kind", "kind"),
    field("confidence", "confidence", "figure"),
)
_NAMES = (
    Column("name", lambda r: link(cut(r["name"]), "people", entity=r["entity_id"]), "wide"),
    field("kind", "kind"),
    field("mentions", "mention_count", "figure"),
)
_SOURCES = (
    Column("dump", lambda r: dump_name(r["uri"]), "wide"),
    field("where in it", "locator", "nowrap"),
    Column("captured", lambda r: as_text(r["captured_at"]), "nowrap"),
    Column("SHA-256", lambda r: f"{r['dump_id'][:16]}…", "nowrap"),
)
COPIES = (
    Column("published", lambda r: as_text(r["published_at"]) or "no date", "nowrap"),
    Column("outlet", lambda r: cut(r["publisher"]) or "not known"),
    Column(
        "headline",
        lambda r: link(cut(r["headline"]) or "without a headline", "articles", article=r["article_id"]),
        "wide",
    ),
    Column(
        "", lambda r: "origin" if r["is_origin"] else f"{hours(r['delay_hours'])} later" if r["delay_hours"] else ""
    ),
    Column("changed", lambda r: "" if r["is_origin"] else share(r["changed_share"]), "figure"),
)
