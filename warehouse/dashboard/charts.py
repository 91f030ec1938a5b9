"""Charts, in Altair. Labels are short plain text; colours are of Streamlit's theme, light or dark."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt

from warehouse.dashboard.markup import label
from warehouse.dashboard.show import Row

# Altair does not tell the types of what its methods return. A page draws what it comes to, in Vega-Lite.
Chart = Any
Spec = dict[str, Any]
# Natural Earth's countries at 1:110 million, in the public domain, as TopoJSON from world-atlas 2.0.2 (ISC licence).
WORLD = Path(__file__).parent / "world-110m.json"
# An axis names as many days one by one.
FEW_DAYS = 6
GREY = "#8a8f98"
# Colours that people who do not tell red from green can tell apart (Okabe and Ito 2008), mid-toned for both themes.
COLOURS = ["#3d7fc4", "#e08a1e", "#2a9d78", "#c4588f", "#7a6fc0", "#5fb3d9"]


# What charts call the rows that they draw.
ROWS = alt.NamedData(name="rows")


def _spec(chart: Chart, datasets: Mapping[str, Any]) -> Spec:
    """A chart and the data that it names. Data of its own Altair would copy and check many times, value by value."""
    made: Spec = chart.to_dict()
    return made | {"datasets": dict(datasets)}


def by_day(rows: Sequence[Row], measures: Sequence[tuple[str, str]], grain: str) -> Spec:
    """One panel a measure (field and heading), bars by day, stacked by outlet; the remaining outlets are grey."""
    outlets = sorted({label(r["publisher"]) for r in rows if r["publisher"] is not None})
    has_others = any(r["publisher"] is None for r in rows)
    names = [*outlets, "other outlets"] if has_others else outlets
    # Grey is for what is left beside others.
    colours = [*COLOURS[: len(outlets)], GREY] if has_others and outlets else COLOURS[: max(len(outlets), 1)]
    data = [
        {
            "day": r["published_on"].isoformat(),
            "outlet": label(r["publisher"]) if r["publisher"] is not None else "other outlets",
            **{name: r[name] for name, _ in measures},
        }
        for r in rows
    ]
    panels = [
        alt.Chart(ROWS, height=170, width="container", title=heading)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X("day:T", timeUnit=_unit(grain), title=None, axis=_axis([r["published_on"] for r in rows])),
            y=alt.Y(f"{name}:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=4, format="~s")),
            color=alt.Color(
                "outlet:N",
                title=None,
                scale=alt.Scale(domain=names, range=colours),
                legend=alt.Legend(orient="bottom", columns=2, labelLimit=220) if len(names) > 1 else None,
            ),
            tooltip=[
                alt.Tooltip("day:T", title=grain, format="%Y-%m-%d"),
                alt.Tooltip("outlet:N", title="outlet"),
                alt.Tooltip(f"{name}:Q", title=heading.lower(), format=","),
            ],
        )
        for name, heading in measures
    ]
    return _spec(alt.vconcat(*panels, spacing=18), {ROWS.name: data})


def _unit(grain: str) -> Any:
    return {"day": "utcyearmonthdate", "week": "utcyearweek", "month": "utcyearmonth"}[grain]


def timeline(rows: Sequence[Row], day: str, measures: Sequence[tuple[str, str]], *, shares: bool = False) -> Spec:
    """Points and lines over days, one line a measure."""
    data = [
        {"day": r[day].isoformat(), "what": heading, "value": r[name]}
        for r in rows
        for name, heading in measures
        if r[name] is not None
    ]
    headings = [heading for _, heading in measures]
    drawn = (
        # Streamlit's height is of all there is, also of the legend, which takes 30 points a line.
        alt.Chart(ROWS, height=290 + 30 * len(measures), width="container")
        .mark_line(point=alt.OverlayMarkDef(size=45, filled=True), interpolate="linear")
        .encode(
            x=alt.X("day:T", timeUnit="utcyearmonthdate", title=None, axis=_axis([r[day] for r in rows])),
            y=alt.Y(
                "value:Q",
                title=None,
                axis=alt.Axis(format="%", tickCount=5) if shares else alt.Axis(format="~s", tickCount=5, tickMinStep=1),
                scale=alt.Scale(domain=[0, 1]) if shares else alt.Scale(zero=True),
            ),
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=headings, range=COLOURS[: len(headings)]),
                legend=alt.Legend(orient="bottom", columns=1, labelLimit=220),
            ),
            tooltip=[
                alt.Tooltip("day:T", title="day", format="%Y-%m-%d"),
                alt.Tooltip("what:N", title="what"),
                alt.Tooltip("value:Q", title="value", format=".1%" if shares else ","),
            ],
        )
    )
    return _spec(drawn, {ROWS.name: data})


def bars(rows: Sequence[Row], name: str, value: str, unit: str, *, most: int = 12) -> Spec:
    """Horizontal bars of the first rows, with their figures at the ends."""
    data = [{"name": _numbered(n, r[name]), "value": r[value]} for n, r in enumerate(rows[:most])]
    base = alt.Chart(ROWS, width="container", height=alt.Step(24)).encode(
        y=alt.Y(
            "name:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=190, labelExpr="split(datum.label, '\\u001f')[0]", ticks=False, domain=False),
        ),
        x=alt.X("value:Q", title=unit, axis=alt.Axis(tickMinStep=1, format="~s", tickCount=5)),
        tooltip=[alt.Tooltip("value:Q", title=unit, format=",")],
    )
    figures = base.mark_text(align="left", dx=4, color=GREY).encode(text=alt.Text("value:Q", format=","))
    return _spec(base.mark_bar(color=COLOURS[0], cornerRadiusEnd=2) + figures, {ROWS.name: data})


def _numbered(number: int, name: Any) -> str:
    """Two names that look the same stay two bars; what follows the separator is not shown."""
    return f"{label(name, 32) or 'not known'}\x1f{number}"


def world(rows: Sequence[Row]) -> Spec:
    """Places as circles on an outline of the countries; their area is the number of mentions."""
    countries = alt.NamedData(name="countries", format=alt.TopoDataFormat(type="topojson", feature="countries"))
    land = alt.Chart(countries)
    points = [
        {
            "place": label(r["place"]),
            "latitude": r["latitude"],
            "longitude": r["longitude"],
            "mentions": r["mentions"],
            "articles": r["articles"],
        }
        for r in rows
        if r["latitude"] is not None and r["longitude"] is not None
    ]
    sizes = _sizes([r["mentions"] for r in rows if r["latitude"] is not None])
    outline = land.mark_geoshape(fill=GREY, fillOpacity=0.25, stroke=GREY, strokeOpacity=0.6, strokeWidth=0.5)
    circles = (
        alt.Chart(ROWS)
        .mark_circle(color=COLOURS[1], opacity=0.6)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size(
                "mentions:Q",
                scale=alt.Scale(range=[25, 900], zero=True),
                legend=alt.Legend(orient="bottom", title="mentions", values=sizes, format="~s"),
            ),
            tooltip=[
                alt.Tooltip("place:N", title="place"),
                alt.Tooltip("mentions:Q", title="mentions", format=","),
                alt.Tooltip("articles:Q", title="articles", format=","),
            ],
        )
    )
    drawn = (
        alt.layer(outline, circles)
        .properties(width="container", height=430)
        .project(type="equalEarth")
        .configure_view(strokeWidth=0)
    )
    return _spec(drawn, {ROWS.name: points, countries.name: _outline()})


def _sizes(counts: Sequence[int]) -> list[int]:
    """Round counts for a legend: 1 and more, up to the largest."""
    most = max(counts, default=1)
    steps = [n * 10**power for power in range(12) for n in (1, 2, 5) if n * 10**power <= most]
    return sorted({steps[0], steps[len(steps) // 2], steps[-1]}) if steps else [1]


def _axis(days: Sequence[date]) -> Any:
    """The axis of days: of a few days just these, since an axis of two would name each several times."""
    seen = sorted(set(days))
    if len(seen) > FEW_DAYS:
        return alt.Axis(grid=False, labelOverlap=True)
    # A number would be read as a part of the time unit.
    named = [alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in seen]
    return alt.Axis(grid=False, labelOverlap=True, values=named, format="%-d %b %Y")


@cache
def _outline() -> dict[str, Any]:
    outline: dict[str, Any] = json.loads(WORLD.read_text(encoding="utf-8"))
    return outline
