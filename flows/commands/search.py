"""`dateline search`: words, ranked."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from flows.commands.common import LakeOption, app, epilog, err, instant, lake_of, out
from flows.commands.read import TableFormat

if TYPE_CHECKING:
    from warehouse.search import Found


class Within(StrEnum):
    """What is searched."""

    quotes = "quotes"
    articles = "articles"


@app.command(
    epilog=epilog(
        'dateline search "sea wall"',
        "dateline search '\"sea wall\" harb* -ferry' --speaker Dostan --from 2026-03-01",
        "dateline search 'storm OR flood' --in articles --newest --format csv",
    )
)
def search(
    words: Annotated[
        str,
        typer.Argument(help='All are to be there; "some words" is a phrase, -word must be missing, harb* a beginning.'),
    ],
    within: Annotated[Within, typer.Option("--in", help="Search quotes, or headlines and bodies.")] = Within.quotes,
    speaker: Annotated[str | None, typer.Option(help="Only quotes of this speaker: a name, or part of one.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Only this outlet, by its exact name.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Published on or after (ISO 8601, UTC).")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Published on or before (ISO 8601, UTC).")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="Newest first, not best first.")] = False,
    rows: Annotated[int, typer.Option(help="Rows, at most.", min=1, max=10_000)] = 20,
    format: Annotated[TableFormat, typer.Option(help="How to print.")] = TableFormat.table,
    lake: LakeOption = None,
) -> None:
    """Find quotes or articles by their words, best first. The first search of a lake makes its index."""
    from flows.screen import show_rows
    from warehouse.search import search as find

    with err.status("Searching…") as status:
        found = find(
            lake_of(lake),
            words,
            within=within.value,
            speaker=speaker,
            publisher=publisher,
            since=instant(since),
            until=end_of(until),
            newest_first=newest,
            limit=rows,
            progress=lambda name, count: status.update(f"Indexing {name}: {count:,} …"),
        )
    if format is TableFormat.table:
        show_found(found)
    else:
        show_rows(found.rows.drop_columns(["marks"]), format.value, out, limit=rows)


def end_of(text: str | None) -> datetime | None:
    """The instant before which `--to` lies: a day is meant whole."""
    at = instant(text)
    if at is None or text is None:
        return None
    is_day = len(text) == len("2026-03-01") and at == at.astimezone(UTC).replace(hour=0, minute=0, second=0)
    return at + (timedelta(days=1) if is_day else timedelta(microseconds=1))


def show_found(found: "Found") -> None:
    """What was found, for people: each text with its words marked, and where it stands."""
    for row in found.rows.to_pylist():
        text = Text(row["text"])
        for mark in row["marks"]:
            text.stylize("bold reverse", mark["char_start"], mark["char_end"])
        out.print(Text(row["headline"] or "(no headline)", style="bold") if "quote_id" not in row else text)
        out.print(_said(row) if "quote_id" in row else text)
        out.print(Text(row.get("quote_id") or row["article_id"], style="dim"))
        out.print()
    shown = found.rows.num_rows
    out.print(
        f"[dim]{found.total:,} found{f', {found.total - shown:,} not shown: see --rows' * (found.total > shown)}[/]"
    )


def _said(row: dict[str, Any]) -> Text:
    who = ", ".join(part for part in (row["speaker"] or "speaker not known", row["speaker_role"]) if part)
    where = ", ".join(part for part in (row["publisher"], row["headline"]) if part)
    day = f" ({row['published_at']:%Y-%m-%d})" if row["published_at"] else ""
    return Text(f"— {who}: {where}{day}", style="italic")
