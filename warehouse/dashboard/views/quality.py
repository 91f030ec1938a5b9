"""How good what is in the lake is: over time, the checks that did not hold, and what was rejected and why."""

import streamlit as st

from transforms.tables import REJECT_REASONS
from warehouse.dashboard import charts, questions
from warehouse.dashboard.markup import as_text, cut, link, share
from warehouse.dashboard.reading import View
from warehouse.dashboard.show import Column, asked, charted, field, heading, nothing, numbers, table, title, unset
from warehouse.dashboard.views.overview import dump_name

MOST = 1_000


def show(view: View) -> None:
    """The page."""
    title("Quality", "What is published was checked before; what was not published is counted here too.")
    days = view.rows(questions.QUALITY)
    if days:
        _days(view, days)
    heading("Checks that did not hold", "A critical one keeps a load from being published; a warning does not.")
    table(view.rows(questions.FAILED_CHECKS), _CHECKS, "Checks that did not hold", "All checks of all runs held.")
    _rejects(view)


def _days(view: View, days: list[dict[str, object]]) -> None:
    total = {
        name: sum(int(str(day[name] or 0)) for day in days) for name in ("run_count", "failed_count", "check_count")
    }
    rejected = (view.row(questions.SIZES) or {}).get("rejects", 0)
    numbers(
        [
            ("runs", link(total["run_count"], "runs")),
            ("runs that failed", link(total["failed_count"], "runs")),
            ("checks made", total["check_count"]),
            ("records rejected", rejected),
        ]
    )
    heading("Over time", "By the day on which the runs began.")
    measures = [
        ("attributed_share", "quotes with a named speaker"),
        ("dated_share", "articles with a date"),
        ("reject_share", "documents rejected"),
    ]
    charted("Quality over time", charts.timeline(days, "started_on", measures, shares=True), days, _DAYS)


def _rejects(view: View) -> None:
    heading("Rejected records", "Each document that became no article, with its reason and how it begins.")
    reasons = view.rows(questions.REASONS)
    if not reasons:
        nothing("Nothing was rejected.")
        return
    charted("Rejects by reason", charts.bars(reasons, "reason", "rejects", "records"), reasons, _REASONS)
    names = list(dict.fromkeys(row["reason"] for row in reasons))
    reason = st.selectbox("Reason", names, index=None, key="reason", bind="query-params", placeholder="All reasons")
    if reason in REJECT_REASONS:
        st.caption(REJECT_REASONS[reason])
    dump = asked("dump")
    if dump:
        st.html(unset("From one dump", "quality", {"reason": reason}))
    table(view.rows(*questions.rejects(reason, dump, MOST)), _REJECTS, "Rejected records", "None with this reason.")


_DAYS = (
    field("day", "started_on", "nowrap"),
    field("runs", "run_count", "figure"),
    field("failed", "failed_count", "figure"),
    field("checks", "check_count", "figure"),
    field("critical failures", "critical_failure_count", "figure"),
    field("warnings", "warning_count", "figure"),
    field("documents", "document_count", "figure"),
    field("rejects", "reject_count", "figure"),
    Column("rejected", lambda r: share(r["reject_share"]), "figure"),
    Column("with speaker", lambda r: share(r["attributed_share"]), "figure"),
    Column("with date", lambda r: share(r["dated_share"]), "figure"),
)
_CHECKS = (
    Column("run began", lambda r: link(as_text(r["started_at"]), "runs", run=r["run_id"]), "nowrap"),
    field("severity", "severity"),
    Column("table", lambda r: ".".join(part for part in (r["table_name"], r["column_name"]) if part)),
    field("expected", "expectation", "wide"),
    field("rows", "unexpected_count", "figure"),
)
_REASONS = (
    Column("reason", lambda r: link(r["reason"], "quality", reason=r["reason"]), "nowrap"),
    Column("means", lambda r: REJECT_REASONS.get(r["reason"], ""), "wide"),
    field("records", "rejects", "figure"),
    field("dumps", "dumps", "figure"),
)
_REJECTS = (
    field("reason", "reason", "nowrap"),
    Column("dump", lambda r: dump_name(r["uri"]), "wide"),
    field("where in it", "locator"),
    Column("detail", lambda r: cut(r["detail"], 200)),
    Column("begins", lambda r: cut(r["excerpt"], 200), "wide"),
)
