"""A lake for these tests: a plain DuckDB file under the names that an attached lake has."""

from pathlib import Path

import duckdb
from rows import Rows, written


def published(rows: Rows, folder: Path) -> list[str]:
    """Statements that attach a database with these rows as the lake."""
    file = folder / "lake.duckdb"
    folder.mkdir()
    files = written(rows, folder)
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA news")
        for name, path in files.items():
            connection.execute(f"CREATE TABLE news.{name} AS SELECT * FROM '{path}'")
    # A lake's own statements may change the session: the gate must not be led astray by it.
    return [f"ATTACH '{file}' AS lake (READ_ONLY)", "USE lake.news", "SET TimeZone = 'Asia/Tokyo'"]
