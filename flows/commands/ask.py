"""Commands that take a lake's rows elsewhere: `sql`, `shell`, `export`."""

import os
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from flows.commands.common import LakeOption, app, epilog, lake_of, moment_of, out
from transforms.errors import UserError

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.lake import Lake

LONGEST_QUERY = 1_000_000


class AnswerFormat(StrEnum):
    """How `sql` answers."""

    table = "table"
    csv = "csv"
    json = "json"
    markdown = "markdown"
    parquet = "parquet"


class ExportFormat(StrEnum):
    """How `export` writes."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"
    duckdb = "duckdb"


_SUFFIXES = {".csv": "csv", ".json": "json", ".md": "markdown", ".parquet": "parquet"}


@app.command(
    epilog=epilog(
        'dateline sql "select speaker, count(*) from quotes group by all order by 2 desc"',
        "dateline sql question.sql --to answer.parquet",
        'dateline sql "select headline, published_at from articles" --format csv > articles.csv',
        'dateline sql "select count(*) from quotes" --at 2025-02-08',
        "echo 'from speakers limit 3' | dateline sql -",
    )
)
def sql(
    query: Annotated[
        str, typer.Argument(help="The query, or the path of a .sql file; `-` reads it from standard input.")
    ] = "-",
    lake: LakeOption = None,
    file: Annotated[Path | None, typer.Option("--file", help="Read the query from this file.")] = None,
    format: Annotated[
        AnswerFormat | None, typer.Option(help="How to answer; by default as the suffix of --to says, else a table.")
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Write the answer to this file, all of it.")] = None,
    at: Annotated[str | None, typer.Option(help="The lake as of a snapshot's number or an ISO 8601 time.")] = None,
    rows: Annotated[int, typer.Option(help="Rows to print as a table, at most.", min=1)] = 100,
) -> None:
    """Ask the lake: read-only SQL over the tables that DICTIONARY.md describes."""
    text = question(query, file)
    answer(lake_of(lake), text, chosen(format, to), to, at=moment_of(at), rows=rows)


def question(query: str, file: Path | None) -> str:
    """The SQL that is meant by what was typed. Raises UserError for a file that cannot be read."""
    if file is None and query.endswith(".sql"):
        file = Path(query)
    try:
        if file is not None:
            text = file.read_text(encoding="utf-8")
        elif query == "-":
            text = sys.stdin.read(LONGEST_QUERY + 1)
        else:
            text = query
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read {file}: {getattr(error, 'strerror', None) or 'it is no UTF-8'}") from None
    if len(text) > LONGEST_QUERY:
        raise UserError(f"a query of more than {LONGEST_QUERY:,} characters")
    if not text.strip():
        raise UserError("no query: give one as an argument, as a .sql file, or by standard input")
    return text


def chosen(format: AnswerFormat | None, to: Path | None) -> str:
    """How to answer. Raises UserError for what cannot be printed or written."""
    if format is None:
        guess = _SUFFIXES.get(to.suffix.lower()) if to else "table"
        if guess is None:
            raise UserError(f"--to {to}: say how to write it with --format csv, json, markdown or parquet")
        return guess
    if format is AnswerFormat.parquet and to is None:
        raise UserError("--format parquet: name the file to write with --to")
    return format.value


def answer(lake: "Lake", sql: str, format: str, to: Path | None, *, at: "int | datetime | None", rows: int) -> None:
    """Ask, and print the answer or write it."""
    from flows.screen import show_rows
    from warehouse.query import run_sql, stream_sql

    if to is None:
        show_rows(run_sql(lake, sql, at=at), format, out, limit=rows)
        return
    with stream_sql(lake, sql, at=at) as result, written(to) as aside:
        if format == "parquet":
            import pyarrow.parquet as pq

            with pq.ParquetWriter(aside, result.schema, compression="zstd") as writer:
                for batch in result.batches():
                    writer.write_batch(batch)
        else:
            from rich.console import Console

            with aside.open("w", encoding="utf-8", newline="") as stream, redirect_stdout(stream):
                found = result.fetch()
                show_rows(found, format, Console(file=stream, width=200), limit=max(found.num_rows, 1))
    out.print(f"written to {escape(str(to))}")


@contextmanager
def written(to: Path) -> Iterator[Path]:
    """A file beside `to` that takes its place when all went well. Raises UserError where none can be written."""
    aside = to.with_name(f".{to.name}.{uuid.uuid4().hex}")
    try:
        yield aside
        os.replace(aside, to)
    except OSError as error:
        raise UserError(f"cannot write {to}: {error.strerror}") from None
    finally:
        aside.unlink(missing_ok=True)


@app.command(epilog=epilog("dateline shell", "dateline shell --at 2025-02-08"))
def shell(
    lake: LakeOption = None,
    at: Annotated[str | None, typer.Option(help="The lake as of a snapshot's number or an ISO 8601 time.")] = None,
) -> None:
    """Ask question after question: SQL with completion and history, read-only as `sql` is. `.help` tells more."""
    from flows.shell import Shell

    Shell(lake_of(lake), moment_of(at), out).run()


@app.command(
    epilog=epilog(
        "dateline export --to tables",
        "dateline export --to tables --format csv",
        "dateline export --to news.duckdb",
    )
)
def export(
    to: Annotated[Path, typer.Option("--to", help="Folder for a file a table, or one file that ends in .duckdb.")],
    lake: LakeOption = None,
    format: Annotated[ExportFormat | None, typer.Option(help="File format; by default parquet.")] = None,
) -> None:
    """Write every table to a file of its own, or all with marts and full-text index to one .duckdb file.

    Beside them goes a description in Croissant (JSON-LD).
    """
    if to.suffix == ".duckdb" or format is ExportFormat.duckdb:
        from warehouse.export_file import export_file

        if format not in (None, ExportFormat.duckdb):
            raise UserError(f"--to {to}: a .duckdb file is no {format}; name a folder")
        file = export_file(lake_of(lake), to)
        out.print(f"written to {escape(str(file))}, {file.stat().st_size / 1e6:,.1f} MB", soft_wrap=True)
        return
    from warehouse.export import export as write

    paths = write(lake_of(lake), to, format.value if format else "parquet")
    out.print(f"{len(paths)} tables written to {escape(str(to))}")
