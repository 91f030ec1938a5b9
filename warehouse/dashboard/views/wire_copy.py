"""Stories that several outlets carry: where they came from, who ran them, and how much was changed."""

from dataclasses import replace

import streamlit as st

from warehouse.dashboard import charts, questions
from warehouse.dashboard.markup import as_text, cut, hours, link, share
from warehouse.dashboard.reading import View
from warehouse.dashboard.show import (
    Column,
    asked,
    charted,
    days_and_outlet,
    field,
    heading,
    nothing,
    table,
    title,
    unset,
)
from warehouse.dashboard.views.articles import COPIES


def show(view: View) -> None:
    """The page: one story when the address names it."""
    if asked("story"):
        _story(view, asked("story"))
        return
    title("Wire copy", "Articles that are nearly the same. The origin is the earliest of them.")
    filters = replace(days_and_outlet(view), origin=asked("origin"), by=asked("by"))
    for name, said in (("origin", "First by"), ("by", "Run later by")):
        if name in filters.given:
            rest = {key: value for key, value in filters.given.items() if key != name}
            st.html(unset(f"{said}: {cut(filters.given[name])}", "wire_copy", rest))
    rows = view.rows(*questions.clusters(filters))
    if not rows:
        nothing("No story of these days was carried twice.")
        return
    heading("Stories")
    table(rows, _STORIES, "Stories")
    heading("Who runs whose copy")
    reruns = [
        {**r, "from and by": f"{r['origin'] or 'not known'} → {r['publisher'] or 'not known'}"}
        for r in view.rows(questions.RERUNS)
    ]
    drawn = charts.bars(reruns, "from and by", "articles", "articles")
    charted("Who runs whose copy", drawn, reruns, _RERUNS)


def _story(view: View, cluster_id: str) -> None:
    rows = view.rows(questions.COPIES, {"id": cluster_id})
    title(cut(rows[0]["headline"], 300) if rows else "No such story", link("All stories", "wire_copy"))
    table(rows, COPIES, "Versions of the story", "It is not in the lake, or nobody carried it twice.")


_STORIES = (
    Column("first published", lambda r: as_text(r["first_at"]) or "no date", "nowrap"),
    Column(
        "story", lambda r: link(cut(r["headline"]) or "without a headline", "wire_copy", story=r["cluster_id"]), "wide"
    ),
    Column("origin", lambda r: cut(r["origin"]) or "not known"),
    field("agency", "agency"),
    Column("articles", lambda r: link(r["articles"], "wire_copy", story=r["cluster_id"]), "figure"),
    field("outlets", "publishers", "figure"),
    Column("last after", lambda r: hours(r["longest_delay"]), "figure"),
    Column("changed", lambda r: share(r["changed_share"]), "figure"),
)
_RERUNS = (
    Column("origin", lambda r: cut(r["origin"]) or "not known", "wide"),
    Column("ran it", lambda r: cut(r["publisher"]) or "not known", "wide"),
    Column(
        "articles",
        lambda r: (
            link(r["articles"], "wire_copy", origin=r["origin"], by=r["publisher"])
            if r["origin"] and r["publisher"]
            else r["articles"]
        ),
        "figure",
    ),
    Column("changed", lambda r: share(r["changed_share"]), "figure"),
    Column("later by", lambda r: hours(r["delay_hours"]), "figure"),
)
