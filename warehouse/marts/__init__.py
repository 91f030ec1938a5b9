"""Marts: what people ask of the tables, each a view over them and a `.sql` file here that begins with its grain.

Those that would be slow as views show a table instead, which publishing keeps up: see `warehouse.marts.keeping`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.ddl import MARTS, identifier
from warehouse.extensions import quoted
from warehouse.marts.keeping import kept_marts, make_statements


@dataclass(frozen=True)
class Mart:
    """One mart: its name, what a row of it is, and the query that defines it."""

    name: str
    doc: str
    sql: str


@cache
def marts() -> tuple[Mart, ...]:
    """All marts, by name."""
    return tuple(_mart(file) for file in sorted(Path(__file__).parent.glob("*.sql")))


def statements() -> Iterator[str]:
    """SQL that makes the schema and its views in an attached lake that is in use, with their docs as comments."""
    yield f"CREATE SCHEMA IF NOT EXISTS {MARTS}"
    yield from make_statements()
    yield from view_statements()


def view_statements(*, computed: bool = False) -> Iterator[str]:
    """SQL for the views alone; `computed` ones do not read the kept tables: slower, but right when these are stale."""
    kept = {} if computed else kept_marts()
    for mart in marts():
        name = f"{MARTS}.{identifier(mart.name)}"
        yield f"CREATE OR REPLACE VIEW {name} AS\n{kept[mart.name].shown if mart.name in kept else mart.sql}"
        yield f"COMMENT ON VIEW {name} IS {quoted(mart.doc)}"


def _mart(file: Path) -> Mart:
    """The comment lines at the head are the doc."""
    lines = file.read_text(encoding="utf-8").splitlines()
    count = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    doc = " ".join(line.removeprefix("--") for line in lines[:count])
    return Mart(file.stem, " ".join(doc.split()), "\n".join(lines[count:]).strip())
