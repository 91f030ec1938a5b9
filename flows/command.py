"""The `dateline` command. Heavy libraries are imported by the commands that need them, not here.

Exit codes: 0 done; 1 the data failed its checks and nothing was published; 2 wrong usage or unreadable input.
"""

import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from transforms.errors import UserError

if TYPE_CHECKING:
    from warehouse.lake import Lake

FAILED_CHECKS = 1
UNUSABLE = 2

app = typer.Typer(
    help="Turn raw news dumps into a checked, queryable warehouse of who said what, about whom, where and when.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

LakeOption = Annotated[
    str | None,
    typer.Option("--lake", envvar="DATELINE_LAKE", help="Folder of the lake.", show_default="./lake"),
]


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


def main() -> None:
    """Run the command; what a user can mend is told in one line, without a traceback."""
    try:
        app()
    except UserError as error:
        err.print(f"[bold red]dateline:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(UNUSABLE)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        sys.exit(0)


def epilog(*examples: str) -> str:
    """Examples below the options of a command."""
    return "[bold]Examples[/]\n\n" + "\n\n".join(f"  {escape(example)}" for example in examples)


def instant(text: str | None) -> datetime | None:
    """An ISO 8601 day or instant as UTC; one without a zone is taken as UTC."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text}: not an ISO 8601 day or instant, such as 2025-02-08T21:30Z") from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def mapping_of(pairs: list[str]) -> dict[str, str]:
    """`text=content,headline=hed` as a mapping of what a field holds to its name."""
    from flows.extract.fields import MAPPED

    mapping = {}
    for pair in ",".join(pairs).split(",") if pairs else []:
        what, _, name = pair.partition("=")
        if what not in MAPPED or not name:
            raise UserError(f"--map {pair}: write WHAT=FIELD, where WHAT is one of {', '.join(MAPPED)}")
        mapping[what] = name
    return mapping


def lake_of(location: str | None) -> "Lake":
    """The lake that a command reads."""
    from flows.settings import Settings
    from warehouse.lake import Lake

    settings = Settings.of(lake=location)
    return Lake(settings.lake, settings.data)


def moment_of(text: str | None) -> int | datetime | None:
    """A snapshot's number, or a time."""
    return int(text) if text and text.isdigit() else instant(text)


@app.command(
    epilog=epilog(
        "dateline ingest pages.txt",
        "dateline ingest 'crawl/2025-*/*.txt.gz' --publisher 'The Harbour Courier'",
        "dateline ingest dumps/ --captured-at 2025-02-08T21:30Z --lake /srv/news",
        "dateline ingest articles.jsonl.zst --map text=content --map headline=hed",
    )
)
def ingest(
    sources: Annotated[list[str], typer.Argument(help="Dump files, folders or globs.", metavar="PATH|GLOB…")],
    lake: LakeOption = None,
    captured_at: Annotated[
        str | None, typer.Option(help="When the pages were captured (ISO 8601, UTC); ages are counted from it.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="The outlet that all of these dumps come from.")] = None,
    map: Annotated[
        list[str] | None,
        typer.Option(help="Which field of a record holds what, as text=content; may be given several times."),
    ] = None,
    allow: Annotated[
        list[str] | None, typer.Option(help="Publish although this rule is broken; the breach is recorded.")
    ] = None,
) -> None:
    """Load dumps: extract, analyse, check, publish. Dumps that are loaded already are skipped."""
    from flows.local import run_ingest
    from flows.screen import Bars, show_outcome

    captured, mapping = instant(captured_at), mapping_of(map or [])
    with Bars(err) as bars:
        outcome = run_ingest(
            sources,
            lake=lake,
            captured_at=captured,
            publisher=publisher,
            allow=allow or [],
            mapping=mapping,
            listener=bars,
        )
    show_outcome(outcome, out, err)
    if outcome.status == "failed checks":
        raise typer.Exit(FAILED_CHECKS)
    if outcome.is_unreadable:
        raise typer.Exit(UNUSABLE)


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
    from flows.trace import trace as walk_back

    found = walk_back(lake_of(lake), id)
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


@app.command(epilog=epilog("dateline check", "dateline check --lake /srv/news"))
def check(lake: LakeOption = None) -> None:
    """Check what is published against every rule, and build the Data Docs."""
    from flows.audit import audit_lake
    from flows.screen import Bars, show_report
    from flows.settings import Settings

    settings = Settings.of(lake=lake)
    with Bars(err):
        report = audit_lake(settings)
    show_report(report, settings.reports_folder, out)
    if not report.is_publishable:
        raise typer.Exit(FAILED_CHECKS)


@app.command(epilog=epilog("dateline maintain", "dateline maintain --keep-days 7 --keep-snapshots 20"))
def maintain(
    lake: LakeOption = None,
    keep_days: Annotated[int, typer.Option(help="Days for which the past can be asked.", min=0)] = 30,
    keep_snapshots: Annotated[
        int, typer.Option(help="Newest snapshots that are kept whatever their age.", min=1)
    ] = 100,
) -> None:
    """Join small files, expire old snapshots, delete what nothing refers to; readers go on meanwhile."""
    from warehouse.maintenance import maintain as tidy

    done = tidy(lake_of(lake), keep=timedelta(days=keep_days), keep_count=keep_snapshots)
    for name, size in (("before", done.before), ("after", done.after)):
        out.print(
            f"{name}: {size.file_count:,} files, {size.byte_count / 1e6:,.1f} MB, {size.snapshot_count:,} snapshots"
        )
    out.print(f"{done.expired_count:,} snapshots expired, {done.deleted_file_count:,} files deleted")


@app.command(
    epilog=epilog(
        "dateline forget --article 01dc600342bc028d04c46d673239f3a5",
        "dateline forget --publisher 'The Harbour Courier'",
    )
)
def forget(
    article: Annotated[list[str] | None, typer.Option(help="The article_id; may be given several times.")] = None,
    publisher: Annotated[str | None, typer.Option(help="All articles of this outlet.")] = None,
    url: Annotated[str | None, typer.Option(help="All articles at this address.")] = None,
    lake: LakeOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove articles and all that was derived from them, from the past and the files too, and keep them out."""
    from warehouse.forgetting import forget as erase

    if not (article or publisher or url):
        raise UserError("name what to forget: --article, --publisher or --url")
    if not yes:
        typer.confirm("This cannot be undone, and earlier snapshots cannot be read afterwards. Forget?", abort=True)
    done = erase(lake_of(lake), article_ids=article or [], publisher=publisher, url=url)
    out.print(
        f"Forgotten: {done.article_count:,} articles, {done.quote_count:,} quotes, {done.mention_count:,} mentions."
    )


if __name__ == "__main__":
    main()
