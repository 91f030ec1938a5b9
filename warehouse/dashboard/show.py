"""What all pages are put together from: figures, tables with links, charts with their table and CSV, filters."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from warehouse.dashboard import questions
from warehouse.dashboard.markup import Html, address, as_html, cut, element, join, label
from warehouse.dashboard.questions import Filters
from warehouse.dashboard.reading import View

Row = Mapping[str, Any]
# Rows that a table on a page shows; its CSV has all that were asked for.
SHOWN_ROWS = 50
# A spreadsheet would run a text that begins so as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, how a row is shown in it, and how it is set (`figure`, `nowrap`, `wide`)."""

    heading: str
    cell: Callable[[Row], Any]
    kind: str = ""


def field(heading: str, name: str, kind: str = "") -> Column:
    """A column that shows a field as it is, cut when it is long."""

    def cell(row: Row) -> Any:
        value = row[name]
        return cut(value) if isinstance(value, str) else value

    return Column(heading, cell, kind)


def title(text: str, *more: Any) -> None:
    """The page's heading, as text, and a line below."""
    st.html(join([element("h1", text), element("div", join(more), kind="dl-faint") if more else ""]))


def heading(text: str, note: str = "") -> None:
    """A heading within a page."""
    st.html(join([element("h2", text), element("div", note, kind="dl-faint") if note else ""]))


def numbers(figures: Sequence[tuple[str, Any]]) -> None:
    """Large figures with what they count."""
    cells = [element("div", element("b", value), element("span", name), kind="dl-number") for name, value in figures]
    st.html(element("div", *cells, kind="dl-numbers"))


def table(
    rows: Sequence[Row],
    columns: Sequence[Column],
    name: str,
    empty: str = "Nothing here.",
    whole: Callable[[Sequence[Row]], Sequence[Row]] | None = None,
    make: Callable[[], Sequence[Row]] | None = None,
) -> None:
    """A table with links in it, and its rows as CSV.

    Where `rows` are only keys, `whole` reads those that are shown, and `make` all of them when the CSV is wanted.
    """
    if not rows:
        nothing(empty)
        return
    shown = rows[:SHOWN_ROWS]
    st.html(html_table(whole(shown) if whole else shown, columns, name))
    if len(rows) > SHOWN_ROWS:
        st.caption(f"The first {SHOWN_ROWS} of {len(rows):,} rows; the CSV has all of them.")
    download(rows, name, make)


def html_table(rows: Sequence[Row], columns: Sequence[Column], name: str) -> Html:
    """Rows as a table that can be scrolled sideways, by keys too."""
    head = element("tr", *(_cell("th", column.heading, column.kind, ' scope="col"') for column in columns))
    body = [element("tr", *(_cell("td", column.cell(row), column.kind) for column in columns)) for row in rows]
    markup = element("table", element("thead", head), element("tbody", *body), kind="dl-table")
    described = f'<div class="dl-scroll" tabindex="0" role="region" aria-label="{name}">'
    return Html(f"{described}{markup}</div>")


def _cell(tag: str, value: Any, kind: str, more: str = "") -> Html:
    name = f' class="dl-{kind}"' if kind else ""
    return Html(f"<{tag}{name}{more}>{as_html(value)}</{tag}>")


def download(rows: Sequence[Row], name: str, make: Callable[[], Sequence[Row]] | None = None) -> None:
    """A button for these rows as CSV, or for those that `make` reads in their place when it is pressed."""
    st.download_button(
        "CSV",
        data=lambda: as_csv(make() if make else rows),
        file_name=f"{name.lower().replace(' ', '_')}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"csv {name}",
        icon=":material/download:",
        type="tertiary",
        help=f"{name}: {len(rows):,} rows",
    )


def as_csv(rows: Sequence[Row]) -> bytes:
    """Rows as CSV in UTF-8, whole, times in ISO 8601; a text that a spreadsheet would run gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if rows:
        writer.writerow(rows[0].keys())
        writer.writerows([_csv_value(value) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _csv_value(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, date):
        return value.isoformat()
    return value


def charted(name: str, spec: dict[str, Any], rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """A chart in Vega-Lite, and behind it the table that it is drawn from."""
    drawn, told = st.tabs(["Chart", "Table"], key=f"tabs {name}")
    with drawn:
        st.vega_lite_chart(spec=spec, key=f"chart {name}", alt=f"{name}; the same figures are in the table")
    with told:
        table(rows, columns, name)


def nothing(text: str) -> None:
    """That there is nothing to show, in plain words."""
    st.html(element("p", text, kind="dl-faint"))


def asked(name: str) -> str:
    """What the page's address says of something that no widget sets: an id."""
    return str(st.query_params.get(name, ""))[:200]


def days_and_outlet(view: View, *, outlet: bool = True) -> Filters:
    """Widgets for an outlet and the first and last day, which stand in the address."""
    left, middle, right = st.columns([2, 1, 1]) if outlet else (None, *st.columns(2))
    publisher = None
    if left is not None:
        names = [row["publisher"] for row in view.rows(questions.OUTLETS)]
        publisher = left.selectbox(
            "Outlet",
            names,
            index=None,
            key="publisher",
            bind="query-params",
            placeholder="All outlets",
            format_func=lambda name: label(name, 80),
        )
    since = middle.date_input("From", value=None, key="since", bind="query-params", format="YYYY-MM-DD", **_ANY_DAY)
    until = right.date_input("To", value=None, key="until", bind="query-params", format="YYYY-MM-DD", **_ANY_DAY)
    return Filters(publisher=publisher, since=_day(since), until=_day(until))


# Archives begin before Streamlit's own first day, ten years ago.
_ANY_DAY: dict[str, Any] = {"min_value": date(1600, 1, 1), "max_value": date(2200, 1, 1)}


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def unset(text: str, page: str, given: Mapping[str, Any]) -> Html:
    """A filter that came by a link, and the link that takes it away."""
    away = f'<a href="{address(page, given)}" target="_self" aria-label="remove this filter">remove</a>'
    return element("p", element("span", text, kind="dl-key"), " ", Html(away))
