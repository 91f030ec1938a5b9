"""Marts: what people ask of the tables, each a view over them and a `.sql` file here that begins with its grain."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.ddl import MARTS, identifier
from warehouse.extensions import quoted


@dataclass(frozen=True)
class Mart:
    """One mart: its name, what a row of it is, and the query."""

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
    for mart in marts():
        name = f"{MARTS}.{identifier(mart.name)}"
        yield f"CREATE OR REPLACE VIEW {name} AS\n{mart.sql}"
        yield f"COMMENT ON VIEW {name} IS {quoted(mart.doc)}"


def _mart(file: Path) -> Mart:
    """The comment lines at the head are the doc."""
    lines = file.read_text(encoding="utf-8").splitlines()
    count = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    doc = " ".join(line.removeprefix("--") for line in lines[:count])
    return Mart(file.stem, " ".join(doc.split()), "\n".join(lines[count:]).strip())
