"""The first page: how much there is, how fresh it is, and how it came."""

from datetime import date
from pathlib import PurePosixPath
from typing import Any

from warehouse.dashboard import charts, questions
from warehouse.dashboard.markup import as_text, cut, hours, link, share
from warehouse.dashboard.reading import View
from warehouse.dashboard.show import (
    Column,
    Row,
    charted,
    days_and_outlet,
    field,
    heading,
    nothing,
    numbers,
    table,
    title,
)


def show(view: View) -> None:
    """The page."""
    title("Overview", "Who said what, about whom, where and when.")
    filters = days_and_outlet(view)
    found = view.row(*questions.covered(filters)) or {}
    sizes = view.row(questions.SIZES) or {}
    given = filters.given
    named = share(found.get("attributed_share")) or "–"
    numbers(
        [
            ("articles", link(found.get("articles") or 0, "articles", **given)),
            ("quotes", link(found.get("quotes") or 0, "quotes", **given)),
            (
                "of quotes have a named speaker",
                link(named, "quotes", named="yes", **given),
            ),
            ("outlets", found.get("publishers") or 0),
            ("dumps loaded", link(sizes["dumps"], "runs")),
            ("records rejected", link(sizes["rejects"], "quality")),
        ]
    )
    _coverage(view, filters, found)
    heading("Freshness", "Newest article of each outlet, and how long after it the last load came.")
    table(view.rows(questions.FRESHNESS), _FRESHNESS, "Freshness", "No articles yet.")
    heading("Last loads")
    table(view.rows(questions.LOADS), _LOADS, "Last loads", "Nothing was loaded yet.")


def _coverage(view: View, filters: questions.Filters, found: Row) -> None:
    grain = grain_of(found.get("first_on"), found.get("last_on"))
    heading(f"Articles and quotes by {grain}", "By the day of publication; articles without a date are left out.")
    rows = view.rows(*questions.coverage(filters, grain))
    if not rows:
        nothing("No dated articles in these days.")
        return

    def of(row: Row) -> dict[str, Any]:
        last = last_day(row["published_on"], grain)
        if row["publisher"] is None:  # several outlets: all of that day hold them
            return {**filters.given, "since": row["published_on"], "until": last}
        return {"publisher": row["publisher"], "since": row["published_on"], "until": last}

    columns = [
        field(grain, "published_on", "nowrap"),
        Column("outlet", lambda r: cut(r["publisher"]) if r["publisher"] is not None else "other outlets", "wide"),
        Column("articles", lambda r: link(r["articles"], "articles", **of(r)), "figure"),
        Column("quotes", lambda r: link(r["quotes"], "quotes", **of(r)), "figure"),
    ]
    drawn = charts.by_day(rows, [("articles", "Articles"), ("quotes", "Quotes")], grain)
    charted(f"Articles and quotes by {grain}", drawn, rows, columns)


def grain_of(first: date | None, last: date | None) -> str:
    """Days, weeks or months, so that a chart has at most some 200 bars."""
    span = (last - first).days if first and last else 0
    return "day" if span <= 120 else "week" if span <= 1_200 else "month"


def last_day(first: date, grain: str) -> date:
    """The last day of the day, week or month that begins so."""
    if grain == "day":
        return first
    if grain == "week":
        return date.fromordinal(first.toordinal() + 6)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def dump_name(uri: str) -> str:
    """The last part of where a dump lies."""
    return cut(PurePosixPath(uri.rstrip("/")).name or uri, 80)


def _of_outlet(row: Row) -> dict[str, Any]:
    return {"publisher": row["publisher"]} if row["publisher"] else {"no_publisher": "yes"}


_FRESHNESS = (
    Column(
        "outlet",
        lambda r: link(cut(r["publisher"]), "./", publisher=r["publisher"]) if r["publisher"] else "not known",
        "wide",
    ),
    Column("articles", lambda r: link(r["article_count"], "articles", **_of_outlet(r)), "figure"),
    Column("newest article", lambda r: as_text(r["newest_published_at"]), "nowrap"),
    Column("last load", lambda r: as_text(r["last_loaded_at"]), "nowrap"),
    Column("newest to load", lambda r: hours(r["lag_hours"]), "figure"),
)
_LOADS = (
    Column("loaded", lambda r: link(as_text(r["loaded_at"]), "runs", run=r["run_id"]), "nowrap"),
    Column("dump", lambda r: dump_name(r["uri"]), "wide"),
    Column("read as", lambda r: f"{r['format']}, {r['layout']}" if r["layout"] else r["format"]),
    Column("kB", lambda r: f"{r['byte_count'] / 1e3:,.1f}", "figure"),
    field("documents", "document_count", "figure"),
    Column("articles", lambda r: link(r["article_count"], "articles", dump=r["dump_id"]), "figure"),
    Column("rejects", lambda r: link(r["reject_count"], "quality", dump=r["dump_id"]), "figure"),
)
