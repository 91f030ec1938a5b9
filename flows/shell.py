"""An interactive session: SQL by the readers' door, with completion and history."""

import re
import sys
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from flows.screen import show_rows
from transforms.errors import UserError
from warehouse.lake import Lake
from warehouse.query import run_sql

readline: Any
try:
    readline = import_module("readline")
except ImportError:  # a Python built without it: no completion, no history
    readline = None

HISTORY = Path.home() / ".dateline_history"
HISTORY_LINES = 1_000
SHOWN_ROWS = 40
HELP = """SQL ends with a semicolon and may go over several lines. Tab completes names. Also:
  .tables          tables and marts
  .columns NAME    columns of one, and what they mean
  .format NAME     table, csv, json or markdown
  .quit            or Ctrl-D; Ctrl-C gives up what is typed"""
NAMES = """
select distinct lower(name) as name from (
    select table_name as name from duckdb_tables() where schema_name in ('news', 'marts') and database_name = 'lake'
    union select view_name from duckdb_views() where schema_name = 'marts'
    union select column_name from duckdb_columns() where schema_name in ('news', 'marts') and database_name = 'lake'
    union select keyword_name from duckdb_keywords() where keyword_category = 'reserved'
    union select unnest(['count(', 'sum(', 'min(', 'max(', 'avg(', 'coalesce(', 'date_trunc('])
) order by 1
"""
TABLES = """
select name, doc from (
    select table_name as name, comment as doc from duckdb_tables() where schema_name = 'news' and database_name = 'lake'
    union all
    select view_name, comment from duckdb_views() where schema_name = 'marts' and database_name = 'lake'
) order by name
"""
COLUMNS = """
select column_name, data_type, comment from duckdb_columns()
where database_name = 'lake' and schema_name in ('news', 'marts') and table_name = $name order by column_index
"""


class Shell:
    """One session on a lake, as it is or as it was `at` a snapshot or time."""

    def __init__(self, lake: Lake, at: int | datetime | None, out: Console) -> None:
        self._lake = lake
        self._at = at
        self._out = out
        self._format = "table"
        self._names: list[str] = []

    def run(self) -> None:
        """Ask and answer until the end of input."""
        self._names = [row["name"] for row in run_sql(self._lake, NAMES).to_pylist()]
        self._begin_line_editing()
        if sys.stdin.isatty():
            self._out.print(
                f"{escape(str(self._lake.location))}, read-only. SQL ends with a semicolon; .help tells more."
            )
        waiting = ""
        while True:
            try:
                line = input("    …> " if waiting else "news> ")
            except EOFError:
                break
            except KeyboardInterrupt:
                waiting = ""
                self._out.print()
                continue
            if not waiting and line.lstrip().startswith("."):
                if line.split() == [".quit"]:
                    break
                self._told(line.split())
                continue
            waiting = f"{waiting}\n{line}".lstrip()
            if waiting.endswith(";"):
                self._asked(waiting)
                waiting = ""
        if waiting.strip():
            self._asked(waiting)
        self._end_line_editing()

    def complete(self, beginning: str, number: int) -> str | None:
        """The nth name that begins so, as readline asks for them."""
        fitting = [name for name in self._names if name.startswith(beginning.lower())]
        return fitting[number] if number < len(fitting) else None

    def _asked(self, sql: str, parameters: dict[str, str] | None = None) -> None:
        try:
            rows = run_sql(self._lake, sql.rstrip().rstrip(";"), parameters or {}, at=self._at)
        except UserError as error:
            self._out.print(f"[bold red]{escape(str(error))}[/]", soft_wrap=True)
        except KeyboardInterrupt:
            self._out.print("given up")
        else:
            show_rows(rows, self._format, self._out, limit=SHOWN_ROWS)

    def _told(self, words: list[str]) -> None:
        match words:
            case [".tables"]:
                self._asked(TABLES)
            case [".columns", name]:
                self._asked(COLUMNS, {"name": name})
            case [".format", ("table" | "csv" | "json" | "markdown") as name]:
                self._format = name
            case _:
                self._out.print(HELP)

    def _begin_line_editing(self) -> None:
        if readline is None:
            return
        readline.set_completer(self.complete)
        readline.set_completer_delims(re.sub(r"[\w.]", "", " \t\n,;()=<>+-*/'\"[]{}"))
        readline.parse_and_bind("tab: complete")
        readline.set_history_length(HISTORY_LINES)
        with suppress(OSError):
            readline.read_history_file(HISTORY)

    def _end_line_editing(self) -> None:
        if readline is not None and sys.stdin.isatty():
            with suppress(OSError):
                readline.write_history_file(HISTORY)
