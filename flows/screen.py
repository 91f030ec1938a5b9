"""What a person sees: progress bars, summaries, tables. Text from dumps is escaped before it is shown."""

import csv
import dataclasses
import json
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from flows.outcome import Outcome
from transforms.tables import REJECT_REASONS

if TYPE_CHECKING:
    import pyarrow as pa

    from expectations import Report
    from flows.trace import Trace

SHOWN_REJECTS = 10
CELL_WIDTH = 200
# Characters around a traced span, and of the span itself.
CONTEXT = 200
LONGEST_SPAN = 2_000
VERDICTS = {
    "same": "verified",
    "gone": "not there any more",
    "unreachable": "cannot be fetched now",
    "other bytes": "the file has other bytes now",
    "other text": "its bytes are the same, but another text is read there now",
}


class Rate(ProgressColumn):
    """How much a second, in the stage's unit."""

    def render(self, task: Task) -> Text:
        """Nothing as long as nothing is done."""
        speed, unit = task.finished_speed or task.speed, task.fields["unit"]
        if not speed or not unit:
            return Text()
        return Text(f"{speed / 1e6:,.1f} MB/s" if unit == "bytes" else f"{speed:,.1f} {unit}/s")


class Bars:
    """A progress listener that draws one bar a stage on a terminal (share, rate, time passed and left), or nothing."""

    def __init__(self, console: Console):
        self._console = console
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<11}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            Rate(),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            disable=not console.is_terminal,
        )
        self._current: TaskID | None = None

    def __enter__(self) -> "Bars":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        self._progress.stop()

    def stage(self, name: str, total: float | None, unit: str) -> None:
        """Begin the bar of a stage; one without a total moves until the next begins."""
        self._finish()
        self._current = self._progress.add_task(name, total=total, unit=unit)

    def advance(self, amount: float) -> None:
        """Move the current bar."""
        if self._current is not None:
            self._progress.advance(self._current, amount)

    def _finish(self) -> None:
        if self._current is not None:
            task = self._progress.tasks[self._current]
            total = task.total or 1
            self._progress.update(self._current, total=total, completed=total)


def show_outcome(outcome: Outcome, out: Console, err: Console) -> None:
    """The summary of an ingest; what went wrong goes to standard error."""
    for reject in outcome.rejects[:SHOWN_REJECTS]:
        what = reject["detail"] or REJECT_REASONS[reject["reason"]]
        err.print(
            f"[yellow]rejected[/] {escape(reject['uri'])} ({escape(reject['locator'])}): "
            f"{escape(reject['reason'])}: {escape(what)}",
            soft_wrap=True,
        )
    rest = outcome.counts.get("rejects", 0) - SHOWN_REJECTS
    if rest > 0:
        err.print(f"… and {rest} more: see `dateline rejects`")
    if outcome.failure_count or outcome.warning_count:
        err.print(escape(outcome.report), style="red" if outcome.failure_count else "yellow", soft_wrap=True)
    if outcome.status == "nothing new":
        out.print(f"Nothing new: {outcome.known_count} dumps are loaded already ({outcome.seconds:.1f} s).")
        return
    summary = Table(show_header=False, box=None, pad_edge=False)
    summary.add_column(justify="left", style="bold")
    summary.add_column(justify="right")
    counts = outcome.counts
    for name in ("dumps", "articles", "quotes", "entities", "mentions", "rejects"):
        summary.add_row(name, f"{counts.get(name, 0):,}")
    if outcome.not_analysed:
        told = ", ".join(f"{language} {count:,}" for language, count in outcome.not_analysed.items())
        summary.add_row("not analysed", f"{told} (see DATELINE_PIPELINES)")
    if outcome.known_count:
        summary.add_row("dumps already loaded", f"{outcome.known_count:,}")
    broken = outcome.failure_count + outcome.warning_count
    summary.add_row("checks", f"{outcome.check_count - broken:,} of {outcome.check_count:,} hold")
    summary.add_row("seconds", f"{outcome.seconds:.1f}")
    out.print(summary)
    if outcome.status == "failed checks":
        err.print(
            f"[bold red]{_what_was_published(outcome)}:[/] critical checks failed. Yesterday's tables stand. "
            f"The report: {escape(str(outcome.data_docs))}",
            soft_wrap=True,
        )
    else:
        out.print(f"Published as snapshot {outcome.snapshot_id}. Data Docs: {escape(str(outcome.data_docs))}")


def _what_was_published(outcome: Outcome) -> str:
    batches = outcome.batch_count
    return f"Only the first {batches} batches were published" if batches else "Nothing was published"


def show_replay(outcome: Outcome, out: Console, err: Console) -> None:
    """The summary of a replay; what went wrong goes to standard error."""
    if outcome.status == "nothing new":
        out.print(f"Nothing to replay: all of it was derived by this version ({outcome.seconds:.1f} s).")
        return
    if outcome.failure_count or outcome.warning_count:
        err.print(escape(outcome.report), style="red" if outcome.failure_count else "yellow", soft_wrap=True)
    counts = outcome.counts
    out.print(
        f"Derived again from {counts.get('articles', 0):,} articles in {counts.get('batches', 0):,} batches: "
        f"{counts.get('quotes', 0):,} quotes, {counts.get('mentions', 0):,} mentions ({outcome.seconds:.1f} s).",
        soft_wrap=True,
    )
    if counts.get("not derived"):
        err.print(f"{counts['not derived']:,} articles could not be analysed: they are as they were.")
    if outcome.status == "failed checks":
        err.print("[bold red]Stopped:[/] critical checks failed. Batches before that one are published.")


def show_report(report: "Report", reports_folder: Path, out: Console) -> None:
    """The findings of an audit."""
    out.print(escape(report.describe()), soft_wrap=True)
    out.print(f"Data Docs: {escape(str(reports_folder / 'index.html'))}", soft_wrap=True)


def show_status(status: dict[str, Any], out: Console) -> None:
    """What is loaded: rows by table, the span of time, the last runs."""
    facts = Table(show_header=False, box=None, pad_edge=False)
    facts.add_column(style="bold")
    facts.add_column(justify="right")
    for name, value in status["facts"].items():
        facts.add_row(name, f"{value:,}" if isinstance(value, int) else escape(str(value)))
    out.print(facts)
    if status["runs"]:
        runs = Table(title="Last runs", title_justify="left", box=None, pad_edge=False)
        for name in status["runs"][0]:
            runs.add_column(name)
        for row in status["runs"]:
            runs.add_row(*(escape(str(value)) for value in row.values()))
        out.print(runs)


def show_trace(trace: "Trace", out: Console, format: str = "text") -> None:
    """A span highlighted in its article, and each dump that has it with what reading it again gave; or all as JSON."""
    if format == "json":
        known = dataclasses.asdict(trace) | {"text": trace.body[trace.char_start : trace.char_end]}
        json.dump(known | {"differs": trace.differs}, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    start, end, body = trace.char_start, trace.char_end, trace.body
    before, after = body[max(0, start - CONTEXT) : start], body[end : end + CONTEXT]
    out.print(f"[bold]{escape(trace.headline or '(no headline)')}[/]")
    for line in (trace.publisher, trace.url):
        if line:
            out.print(escape(line))
    shown = escape(body[start:end][:LONGEST_SPAN])
    out.print(f"\n{escape(before)}[reverse]{shown}[/]{escape(after)}\n")
    out.print(f"{trace.what}: characters {start} to {end} of article {trace.article_id}")
    for place in trace.places:
        colour = {"same": "green", "gone": "yellow", "unreachable": "yellow"}.get(place.verdict, "bold red")
        out.print(
            f"[{colour}]{VERDICTS[place.verdict]}[/]: {escape(place.uri)}, {escape(place.locator)}", soft_wrap=True
        )
        out.print(f"  SHA-256 {place.dump_id}")
        if place.detail:
            out.print(f"  {escape(place.detail)}", soft_wrap=True)


def show_rows(rows: "pa.Table", format: str, out: Console, limit: int) -> None:
    """A query's answer: as a table for people (at most `limit` rows), or whole as CSV, JSON or Markdown."""
    if format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(rows.column_names)
        for batch in rows.to_batches():
            writer.writerows([_cell(value) for value in row.values()] for row in batch.to_pylist())
    elif format == "json":
        json.dump(rows.to_pylist(), sys.stdout, ensure_ascii=False, indent=2, default=str)
        sys.stdout.write("\n")
    elif format == "markdown":
        _markdown(rows)
    else:
        _table(rows, out, limit)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _markdown(rows: "pa.Table") -> None:
    lines = [rows.column_names, ["---"] * rows.num_columns]
    lines += [[_cell(value) for value in row.values()] for row in rows.to_pylist()]
    for line in lines:
        cells = (" ".join(cell.split()).replace("|", "\\|") for cell in line)
        sys.stdout.write(f"| {' | '.join(cells)} |\n")


def _table(rows: "pa.Table", out: Console, limit: int) -> None:
    import pyarrow.types as kinds

    table = Table(box=None, pad_edge=False)
    for column in rows.schema:
        is_number = kinds.is_integer(column.type) or kinds.is_floating(column.type)
        table.add_column(escape(column.name), justify="right" if is_number else "left", overflow="fold")
    for row in rows.slice(0, limit).to_pylist():
        table.add_row(*(escape(_cell(value)[:CELL_WIDTH]) for value in row.values()))
    out.print(table)
    more = rows.num_rows - limit
    out.print(f"[dim]{rows.num_rows:,} rows{f', {more:,} not shown: see --rows' if more > 0 else ''}[/]")
