"""The data dictionary: what each table and column means, generated from the declared tables.

`python -m warehouse.dictionary` writes `warehouse/DICTIONARY.md`.
"""

from collections.abc import Iterable
from pathlib import Path

from transforms.schema import Column, Table
from transforms.tables import TABLES

DICTIONARY = Path(__file__).with_name("DICTIONARY.md")

_HEAD = """# Data dictionary

<!-- Generated from transforms/tables.py by `python -m warehouse.dictionary`: edit it there. -->

Schema `news`. Names carry kind and unit: `_id` refers, `_at` is a UTC instant, `_count` a number, `is_` is boolean.
Spans are half open, in Unicode code points of `articles.body`: `body[char_start:char_end] = text`, which in SQL is
`substr(body, char_start + 1, char_end - char_start)`.
"""


def render(tables: Iterable[Table]) -> str:
    """The dictionary of these tables as Markdown."""
    tables = tuple(tables)
    contents = "\n".join(f"- [`{t.name}`](#{t.name}): {t.doc}" for t in tables)
    return "\n".join([_HEAD, contents, *(_table(t) for t in tables)])


def _table(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = "\n".join(_row(c) for c in table.columns)
    return (
        f"\n## {table.name}\n\n{table.doc} Key: {key}.\n\n"
        f"| column | type | null | meaning |\n|---|---|---|---|\n{rows}\n"
    ).rstrip("\n") + "\n"


def _row(column: Column) -> str:
    meaning = " ".join([column.doc, *_facts(column)]).replace("|", "\\|")
    return f"| `{column.name}` | {column.sql_type} | {'yes' if column.is_nullable else 'no'} | {meaning} |"


def _facts(column: Column) -> Iterable[str]:
    if column.references:
        yield f"Refers to `{column.references}`."
    if column.values:
        yield "One of " + ", ".join(f"`{v}`" for v in column.values) + "."
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        yield f"From {low:g} to {high:g}."
    elif low is not None:
        yield f"At least {low:g}."
    elif high is not None:
        yield f"At most {high:g}."


if __name__ == "__main__":
    DICTIONARY.write_text(render(TABLES), encoding="utf-8")
