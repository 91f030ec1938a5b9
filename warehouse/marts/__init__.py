"""Marts: what people ask of the tables, each a view over them and a `.sql` file here that begins with its grain."""

from collections.abc import Iterator
from pathlib import Path

from warehouse.extensions import quoted

MARTS = "marts"


def statements() -> Iterator[str]:
    """SQL that makes the schema and its views in the lake that is in use. The first line of a file is the comment."""
    yield f"CREATE SCHEMA IF NOT EXISTS {MARTS}"
    for file in sorted(Path(__file__).parent.glob("*.sql")):
        query = file.read_text(encoding="utf-8")
        grain = query.partition("\n")[0].removeprefix("--").strip()
        yield f"CREATE OR REPLACE VIEW {MARTS}.{file.stem} AS\n{query}"
        yield f"COMMENT ON VIEW {MARTS}.{file.stem} IS {quoted(grain)}"
