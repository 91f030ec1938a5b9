"""Commands that read a lake: `sql`, `status`, `rejects`, `trace`, `export`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from flows.commands.common import FAILED_CHECKS, LakeOption, app, epilog, lake_of, moment_of, out
from transforms.errors import UserError


class TableFormat(StrEnum):
    """How `sql` prints."""

    table = "table"
    csv = "csv"
    json = "json"
    markdown = "markdown"


class ExportFormat(StrEnum):
    """How `export` writes."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"


@app.command(
    epilog=epilog(
        'dateline sql "select speaker, count(*) from quotes group by all order by 2 desc"',
        'dateline sql "select headline, published_at from articles" --format csv > articles.csv',
        'dateline sql "select count(*) from quotes" --at 2025-02-08',
        "dateline sql - < question.sql",
    )
)
def sql(
    query: Annotated[str, typer.Argument(help="The query; `-` reads it from standard input.")],
    lake: LakeOption = None,
    format: Annotated[TableFormat, typer.Option(help="How to print.")] = TableFormat.table,
    at: Annotated[str | None, typer.Option(help="The lake as of a snapshot's number or an ISO 8601 time.")] = None,
    rows: Annotated[int, typer.Option(help="Rows to print as a table, at most.", min=1)] = 100,
) -> None:
    """Ask the lake: read-only SQL over the tables that DICTIONARY.md describes."""
    from flows.screen import show_rows
    from warehouse.query import run_sql

    text = sys.stdin.read() if query == "-" else query
    show_rows(run_sql(lake_of(lake), text, at=moment_of(at)), format.value, out, limit=rows)


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


@app.command(epilog=epilog("dateline trace 01dc600342bc028d04c46d673239f3a5"))
def trace(
    id: Annotated[str, typer.Argument(help="A quote_id, mention_id or article_id.")],
    lake: LakeOption = None,
) -> None:
    """Walk back from a quote, mention or article to its dump, and read it again there. Exit code 1: they differ."""
    from flows.screen import show_trace
    from flows.settings import Settings
    from flows.trace import trace as walk_back

    found = walk_back(lake_of(lake), id, Settings.of(lake=lake).limits)
    show_trace(found, out)
    if found.differs:
        raise typer.Exit(FAILED_CHECKS)


@app.command(epilog=epilog("dateline export --to tables", "dateline export --to tables --format csv"))
def export(
    to: Annotated[Path, typer.Option("--to", help="Folder to write to; it is made when missing.")],
    lake: LakeOption = None,
    format: Annotated[ExportFormat, typer.Option(help="File format.")] = ExportFormat.parquet,
) -> None:
    """Write every table to a file of its own."""
    from warehouse.export import export as write

    paths = write(lake_of(lake), to, format.value)
    out.print(f"{len(paths)} tables written to {escape(str(to))}")
