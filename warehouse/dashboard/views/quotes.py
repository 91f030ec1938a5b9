"""Quotes: looked for, filtered, each in its context with its source."""

from dataclasses import replace
from typing import Any

import streamlit as st

from warehouse.dashboard import finding, questions
from warehouse.dashboard.markup import Html, address, as_text, cut, element, join, link, markdown, paragraphs
from warehouse.dashboard.questions import Filters
from warehouse.dashboard.reading import Answers, View, viewing
from warehouse.dashboard.show import Row, asked, days_and_outlet, download, nothing, title, unset
from warehouse.dashboard.views.overview import dump_name
from warehouse.lake import Lake

# Quotes on one page, and those that can be paged through or had as CSV; more of them is `dateline export`.
PAGE, MOST = 20, 1_000
KINDS = ("direct", "mixed", "indirect")


def show(view: View) -> None:
    """The page."""
    title("Quotes", "Each as it is printed, with what stands around it.")
    filters = _filters(view)
    hits = finding.hits(view.lake, filters, "quotes", MOST)
    if hits.note:
        st.info(markdown(hits.note))
    found = _found(view, filters, hits.found)
    if not found:
        nothing("No quote fits. Take a filter away, or look for other words.")
        return
    st.caption(f"{_count(view, filters, hits, len(found))}, newest articles first.")
    page = 1
    shown = st.container()
    if len(found) > PAGE:
        page = st.pagination(-(-len(found) // PAGE), key="page", bind="query-params")
    with shown:
        cards(view, found[(page - 1) * PAGE : page * PAGE])
    lake, answers = view.lake, view.answers
    download(found, "Quotes", make=lambda: _all(lake, answers, found))


def _all(lake: Lake, answers: Answers, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The quotes themselves, read when somebody wants them as CSV, which is after the page was made."""
    with viewing(lake, answers) as view:
        return [{k: v for k, v in quote.items() if not k.startswith("excerpt")} for quote in whole(view, keys)]


def whole(view: View, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The quotes of these keys, in their order."""
    if not keys:
        return []
    by_id = {row["quote_id"]: row for row in view.rows(*questions.whole_quotes(keys))}
    return [by_id[key["quote_id"]] for key in keys if key["quote_id"] in by_id]


def _found(view: View, filters: Filters, found: questions.Found | None) -> list[dict[str, Any]]:
    """Where nothing but an outlet is asked for, it is known from which day on there are enough quotes."""
    if found == {}:
        return []
    if filters.given.keys() <= {"publisher"}:
        filters = replace(filters, since=view.rows(*questions.newest_day(filters, MOST))[0]["since"])
    return view.rows(*questions.quotes(filters, MOST, found=found))


def _filters(view: View) -> Filters:
    words = st.text_input(
        "Words", key="words", bind="query-params", type="search", placeholder="Words in the quote", max_chars=200
    )
    left, middle, right = st.columns([2, 2, 1])
    speaker = left.text_input("Speaker", key="speaker", bind="query-params", placeholder="Any name", max_chars=200)
    about = middle.text_input("Mentions", key="about", bind="query-params", placeholder="Any name", max_chars=200)
    kind = right.selectbox("Kind", KINDS, index=None, key="kind", bind="query-params", placeholder="All kinds")
    filters = replace(
        days_and_outlet(view),
        words=(words or "").strip(),
        speaker=(speaker or "").strip(),
        about=(about or "").strip(),
        kind=kind,
        speaker_id=asked("speaker_id"),
        about_id=asked("about_id"),
        dump=asked("dump"),
        no_publisher=asked("no_publisher"),
        named=asked("named"),
    )
    _ids(view, filters)
    return filters


def _ids(view: View, filters: Filters) -> None:
    """Filters that came by a link say whom they mean, and can be taken away."""
    for name, words in (("speaker_id", "Said by"), ("about_id", "Mentions")):
        if entity_id := filters.given.get(name):
            entity = view.row(questions.ENTITY, {"id": entity_id})
            rest = {key: value for key, value in filters.given.items() if key != name}
            st.html(unset(f"{words}: {cut(entity['name']) if entity else 'nobody who is known'}", "quotes", rest))
    for name, said in PLAIN.items():
        if name in filters.given:
            rest = {key: value for key, value in filters.given.items() if key != name}
            st.html(unset(said, "quotes", rest))


# Filters that only links set, which name nothing that could be told.
PLAIN = {"dump": "From one dump", "no_publisher": "Outlet not known", "named": "With a named speaker"}


def _count(view: View, filters: Filters, hits: finding.Hits, found: int) -> str:
    if found < MOST:
        return f"{found:,} quotes" if found != 1 else "1 quote"
    count = hits.total
    if count is None:
        count = view.rows(*questions.quote_count(filters, hits.found))[0]["n"]
    return f"The first {MOST:,} of {count:,} quotes"


def cards(view: View, keys: list[dict[str, Any]]) -> None:
    """Quotes with their context, speaker, article and source."""
    articles = sorted({row["article_id"] for row in keys})
    sources: dict[str, Row] = {}
    for source in view.rows(questions.SOURCES, {"articles": articles}):
        sources.setdefault(source["article_id"], source)
    st.html(join(_card(quote, sources.get(quote["article_id"])) for quote in whole(view, keys)))


def _card(quote: Row, source: Row | None) -> Html:
    """One quote. The excerpt is of its own paragraphs; words that are cut at its ends are left out."""
    text, start = quote["excerpt"], quote["excerpt_start"]
    begin, end = quote["char_start"] - start, quote["char_end"] - start
    first, last = _bounds(text, begin, end, is_cut_before=start > 0)
    href = address("articles", article=quote["article_id"], quote=quote["quote_id"])
    said = paragraphs(text[first:last], [(begin - first, end - first, href)])
    return element("div", said, _who(quote), _where(quote, source), kind="dl-quote")


def _bounds(text: str, begin: int, end: int, *, is_cut_before: bool) -> tuple[int, int]:
    """Where an excerpt begins and ends: at its paragraphs, else at a word."""
    first = text.rfind("\n\n", 0, begin)
    if first >= 0:
        first += 2
    else:
        first = min(text.find(" ", 0, begin) + 1, begin) if is_cut_before else 0
    last = text.find("\n\n", end)
    if last < 0:
        last = len(text) if text[-1:] in ".”\"'’!?" else max(text.rfind(" ", end), end)
    return max(first, 0), last


def _who(quote: Row) -> Html:
    if quote["speaker_entity_id"]:
        who = link(cut(quote["speaker"] or "name not known"), "people", entity=quote["speaker_entity_id"])
    else:
        who = element("span", cut(quote["speaker"]) or "speaker not known")
    details = [cut(quote["speaker_role"]), quote["kind"], f"confidence {quote['confidence']:.2f}"]
    return element("div", element("b", who), " · ", join((d for d in details if d), " · "), kind="dl-who")


def _where(quote: Row, source: Row | None) -> Html:
    headline = link(cut(quote["headline"]) or "without a headline", "articles", article=quote["article_id"])
    parts = [headline, cut(quote["publisher"]), as_text(quote["published_at"])]
    if source:
        parts.append(f"{dump_name(source['uri'])}, {source['locator']}")
    return element("div", join((p for p in parts if p), " · "), kind="dl-faint")


def command_for(name: str) -> None:
    """The command that reads a row again from its dump."""
    st.caption(markdown("Read it again from its dump, and compare:"))
    st.code(f"dateline trace {name}", language="sh")
