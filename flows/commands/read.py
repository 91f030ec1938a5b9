"""Commands that read a lake: `status`, `rejects`, `trace`."""

from enum import StrEnum
from typing import Annotated

import typer

from flows.commands.common import FAILED_CHECKS, LakeOption, app, epilog, lake_of, out
from transforms.errors import UserError


class TraceFormat(StrEnum):
    """How `trace` prints."""

    text = "text"
    json = "json"


class TableFormat(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"
    markdown = "markdown"


@app.command(epilog=epilog("dateline status", "dateline status --lake /srv/news"))
def status(lake: LakeOption = None) -> None:
    """Tell what is loaded, how fresh it is, and how the last runs ended."""
    from flows.screen import show_status
    from warehouse.status import status_of

    show_status(status_of(lake_of(lake)), out)


@app.command(
    epilog=epilog("dateline rejects", "dateline rejects --reason truncated", "dateline rejects --dump evening.txt")
)
def rejects(
    lake: LakeOption = None,
    reason: Annotated[str | None, typer.Option(help="Only rejects with this reason.")] = None,
    dump: Annotated[str | None, typer.Option(help="Only dumps whose place contains this text.")] = None,
    format: Annotated[TableFormat, typer.Option(help="How to print.")] = TableFormat.table,
    rows: Annotated[int, typer.Option(help="Rows to print as a table, at most.", min=1)] = 100,
) -> None:
    """List what did not become an article, and why."""
    from flows.screen import show_rows
    from transforms.tables import REJECT_REASONS
    from warehouse.query import run_sql

    if reason is not None and reason not in REJECT_REASONS:
        raise UserError(f"--reason {reason}: no such reason; there are {', '.join(sorted(REJECT_REASONS))}")
    found = run_sql(
        lake_of(lake),
        "select uri, locator, stage, reason, detail, excerpt from rejects join dumps using (dump_id) "
        "where ($reason is null or reason = $reason) and ($dump is null or contains(uri, $dump)) order by all",
        {"reason": reason, "dump": dump},
    )
    show_rows(found, format.value, out, limit=rows)


@app.command(
    epilog=epilog(
        "dateline trace 01dc600342bc028d04c46d673239f3a5",
        "dateline trace 01dc600342bc028d04c46d673239f3a5 --format json",
    )
)
def trace(
    id: Annotated[str, typer.Argument(help="A quote_id, mention_id or article_id.")],
    lake: LakeOption = None,
    format: Annotated[TraceFormat, typer.Option(help="How to print.")] = TraceFormat.text,
) -> None:
    """Walk back from a quote, mention or article to its dump, and read it again there. Exit code 1: they differ."""
    from flows.screen import show_trace
    from flows.settings import Settings
    from flows.trace import trace as walk_back

    found = walk_back(lake_of(lake), id, Settings.of(lake=lake).limits)
    show_trace(found, out, format.value)
    if found.differs:
        raise typer.Exit(FAILED_CHECKS)
