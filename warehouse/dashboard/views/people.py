"""People, and whatever else speaks or is named: who is quoted most, and one of them in time, by whom, about what."""

from typing import Any

import streamlit as st

from warehouse.dashboard import charts, questions
from warehouse.dashboard.markup import Html, as_text, cut, link
from warehouse.dashboard.questions import Filters
from warehouse.dashboard.reading import View
from warehouse.dashboard.show import Column, asked, charted, field, heading, nothing, numbers, table, title
from warehouse.dashboard.views.quotes import cards

LAST_QUOTES = 5
# Articles that are looked into for who is named beside somebody. Those of all are the mart `entity_pairs`, which reads
# every article.
NEWEST = 300


def show(view: View) -> None:
    """The page: one entity when the address names it."""
    if asked("entity"):
        _one(view, asked("entity"))
    else:
        _list(view)


def _list(view: View) -> None:
    title("People", "Who is quoted most; organisations and groups that speak, too.")
    name = st.text_input("Name", key="name", bind="query-params", type="search", placeholder="Any name", max_chars=200)
    rows = view.rows(*questions.speakers((name or "").strip()))
    if not rows:
        nothing("Nobody of this name is quoted.")
        return
    charted("Most quoted", charts.bars(rows, "speaker", "quote_count", "quotes", most=15), rows, _SPEAKERS)


def _one(view: View, entity_id: str) -> None:
    entity = view.row(questions.ENTITY, {"id": entity_id})
    if entity is None:
        title("Not known", link("All people", "people"))
        nothing("Nobody in the lake has this id.")
        return
    told = view.row(questions.SPEAKER, {"id": entity_id}) or {}
    parts = [entity["kind"], cut(told.get("role")), entity["country_code"]]
    title(cut(entity["name"], 300), " · ".join(part for part in parts if part))
    others = [alias for alias in entity["aliases"] if alias != entity["name"]]
    if others:
        nothing(f"Also printed as {', '.join(cut(alias, 60) for alias in others[:12])}")
    _figures(told, entity_id)
    _timeline(view, entity_id)
    _who_and_what(view, entity_id, bool(told))
    if told:
        heading("Last quotes")
        cards(view, view.rows(*questions.quotes(Filters(speaker_id=entity_id), LAST_QUOTES)))
        st.html(link("All quotes", "quotes", speaker_id=entity_id))
    _with_whom(view, entity_id)


def _figures(told: dict[str, Any], entity_id: str) -> None:
    numbers(
        [
            ("quotes", link(told.get("quote_count", 0), "quotes", speaker_id=entity_id)),
            ("articles that quote them", link(told.get("article_count", 0), "articles", speaker_id=entity_id)),
            ("outlets", Html(f'<a href="#outlets">{told.get("publisher_count", 0):,}</a>')),
            ("first quoted", as_text(told.get("first_quoted_at"))[:10] or "–"),
            ("last quoted", as_text(told.get("last_quoted_at"))[:10] or "–"),
        ]
    )
    st.html(link("Quotes that mention them", "quotes", about_id=entity_id))
    st.html(link("Articles that mention them", "articles", about_id=entity_id))


def _timeline(view: View, entity_id: str) -> None:
    heading("In time", "Quotes and mentions by the day of publication.")
    rows = view.rows(questions.ENTITY_DAYS, {"id": entity_id})
    if not rows:
        nothing("No dated article names them.")
        return
    columns = [
        field("day", "published_on", "nowrap"),
        Column(
            "quotes",
            lambda r: link(
                r["quotes"], "quotes", speaker_id=entity_id, since=r["published_on"], until=r["published_on"]
            ),
            "figure",
        ),
        Column(
            "mentions",
            lambda r: link(
                r["mentions"], "articles", about_id=entity_id, since=r["published_on"], until=r["published_on"]
            ),
            "figure",
        ),
    ]
    drawn = charts.timeline(rows, "published_on", [("quotes", "quotes"), ("mentions", "mentions")])
    charted("In time", drawn, rows, columns)


def _who_and_what(view: View, entity_id: str, speaks: bool) -> None:
    given = {"id": entity_id}
    if speaks:
        st.html('<span id="outlets"></span>')
        heading("Who quotes them")
        rows = view.rows(questions.QUOTED_BY, given)
        columns = [
            Column("outlet", lambda r: cut(r["publisher"]) or "not known", "wide"),
            Column(
                "quotes",
                lambda r: link(r["quotes"], "quotes", speaker_id=entity_id, publisher=r["publisher"]),
                "figure",
            ),
            Column(
                "articles",
                lambda r: link(r["articles"], "articles", speaker_id=entity_id, publisher=r["publisher"]),
                "figure",
            ),
        ]
        charted("Who quotes them", charts.bars(rows, "publisher", "quotes", "quotes"), rows, columns)
        heading("About what", "Whom and what their quotes name.")
        columns = [
            _named("name"),
            field("kind", "kind"),
            Column(
                "quotes",
                lambda r: link(r["quotes"], "quotes", speaker_id=entity_id, about_id=r["entity_id"]),
                "figure",
            ),
        ]
        table(view.rows(questions.SPEAKS_OF, given), columns, "About what", "Their quotes name nobody.")


def _with_whom(view: View, entity_id: str) -> None:
    keys = view.rows(questions.NAMED_IN, {"id": entity_id, "limit": NEWEST})
    among = f" of the newest {NEWEST} articles that name them" if len(keys) == NEWEST else ""
    heading("With whom", f"Named in the same paragraphs{among}.")
    columns = [_named("name"), field("paragraphs", "paragraphs", "figure"), field("articles", "articles", "figure")]
    rows = view.rows(*questions.named_with(entity_id, keys)) if keys else []
    table(rows, columns, "With whom", "Nobody is named beside them.")


def _named(heading: str) -> Column:
    return Column(heading, lambda r: link(cut(r["entity"]) or "not known", "people", entity=r["entity_id"]), "wide")


_SPEAKERS = (
    Column("name", lambda r: link(cut(r["speaker"]) or "not known", "people", entity=r["entity_id"]), "wide"),
    field("role, most often", "role"),
    Column("quotes", lambda r: link(r["quote_count"], "quotes", speaker_id=r["entity_id"]), "figure"),
    Column("articles", lambda r: link(r["article_count"], "articles", speaker_id=r["entity_id"]), "figure"),
    field("outlets", "publisher_count", "figure"),
    Column("last quoted", lambda r: as_text(r["last_quoted_at"])[:10], "nowrap"),
)
