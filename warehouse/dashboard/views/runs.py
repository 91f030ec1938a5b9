"""Runs: how each ended, and of one its checks and dumps."""

import json

from warehouse.dashboard import questions
from warehouse.dashboard.markup import Html, as_text, cut, join, link
from warehouse.dashboard.reading import View
from warehouse.dashboard.show import Column, Row, asked, field, heading, nothing, numbers, table, title
from warehouse.dashboard.views.overview import dump_name


def show(view: View) -> None:
    """The page: one run when the address names it."""
    if asked("run"):
        _run(view, asked("run"))
        return
    title("Runs", "Each time that something was loaded, or was to be.")
    table(view.rows(questions.RUNS), _RUNS, "Runs", "Nothing ran yet.")


def _run(view: View, run_id: str) -> None:
    run = view.row(questions.RUN, {"id": run_id})
    if run is None:
        title("No such run", link("All runs", "runs"))
        nothing("It is not in the lake.")
        return
    title(f"Run of {as_text(run['started_at'])}", link("All runs", "runs"))
    checks = view.rows(questions.CHECKS, {"id": run_id})
    numbers(
        [
            ("how it ended", run["status"]),
            ("took", _seconds(run["seconds"])),
            ("checks", len(checks)),
            ("checks that did not hold", sum(not check["success"] for check in checks)),
        ]
    )
    nothing(f"Flow {cut(run['flow'])}, dateline {cut(run['dateline_version'])}, id {cut(run_id)}. Rows: {_counts(run)}")
    heading("Checks", "Those that did not hold first.")
    table(checks, _CHECKS, "Checks of the run", "It made no checks.")
    heading("Dumps")
    table(view.rows(questions.RUN_DUMPS, {"id": run_id}), _DUMPS, "Dumps of the run", "It published no dump.")


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return "not finished"
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:,.1f} min"


def _counts(run: Row) -> str:
    """Rows by table, which the run wrote as JSON."""
    try:
        counts = json.loads(run["counts"])
    except ValueError:
        return cut(run["counts"])
    if not isinstance(counts, dict):
        return cut(run["counts"])
    return ", ".join(f"{cut(str(name), 40)} {as_text(count)}" for name, count in list(counts.items())[:20]) or "none"


def _status(row: Row) -> Html:
    return (
        join([row["status"]])
        if row["status"] in ("published", "nothing new", "checked")
        else join(["✗ ", row["status"]])
    )


_RUNS = (
    Column("began", lambda r: link(as_text(r["started_at"]), "runs", run=r["run_id"]), "nowrap"),
    field("flow", "flow"),
    Column("ended", _status, "nowrap"),
    Column("took", lambda r: _seconds(r["seconds"]), "figure"),
    Column("rows", _counts, "wide"),
    field("version", "dateline_version", "nowrap"),
)
_CHECKS = (
    Column("held", lambda r: "yes" if r["success"] else "✗ no"),
    field("severity", "severity"),
    Column("table", lambda r: ".".join(part for part in (r["table_name"], r["column_name"]) if part)),
    field("expected", "expectation", "wide"),
    field("rows", "unexpected_count", "figure"),
    Column("seen", lambda r: cut(r["observed"], 160)),
)
_DUMPS = (
    Column("dump", lambda r: dump_name(r["uri"]), "wide"),
    field("read as", "format"),
    field("documents", "document_count", "figure"),
    Column("articles", lambda r: link(r["article_count"], "articles", dump=r["dump_id"]), "figure"),
    Column("rejects", lambda r: link(r["reject_count"], "quality", dump=r["dump_id"]), "figure"),
)
