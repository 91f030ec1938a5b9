"""The database in which the rules run: views over the staged files, and the published rows that they refer to.

It makes these names:
- `quotes`, `articles` …: the load's rows; an empty view for a declared table that the load does not have;
- `published.quotes` …: the lake's rows, empty where there is no lake or no such table yet;
- `near.quotes` …: the load's rows, and the published rows that the load refers to but does not bring;
- `load`: one row, `run_id` and `checked_at`.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from transforms.schema import Table
from transforms.tables import TABLES

Prepare = Callable[[duckdb.DuckDBPyConnection], None]

# Where `attach` puts the published tables.
LAKE, LAKE_SCHEMA = "lake", "news"


@contextmanager
def opened(
    files: Mapping[str, Path],
    *,
    run_id: str,
    checked_at: datetime,
    attach: Sequence[str] = (),
    prepare: Prepare | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which the rules' names exist. `prepare` loads extensions before `attach` is run."""
    # What does not fit into memory goes to a folder of its own, not to one beside the user's files.
    with tempfile.TemporaryDirectory(prefix="dateline-gate-") as spill, duckdb.connect() as connection:
        connection.execute("SET GLOBAL temp_directory = ?", [spill])
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        if prepare is not None:
            prepare(connection)
        for statement in attach:
            connection.execute(statement)
        connection.execute("USE memory.main")  # attaching may have changed to the lake
        _make_load(connection, run_id, checked_at)
        _make_staged(connection, files)
        _make_published(connection)
        _make_near(connection)
        yield connection


def _make_load(connection: duckdb.DuckDBPyConnection, run_id: str, checked_at: datetime) -> None:
    connection.execute("CREATE TABLE load (run_id VARCHAR, checked_at TIMESTAMPTZ)")
    connection.execute("INSERT INTO load VALUES (?, ?)", [run_id, checked_at])


def _make_staged(connection: duckdb.DuckDBPyConnection, files: Mapping[str, Path]) -> None:
    for table in TABLES:
        if table.name in files:
            # A view takes no bound parameter: the path stands in it as a literal.
            path = str(files[table.name]).replace("'", "''")
            connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{path}')")
        else:
            connection.execute(f"CREATE VIEW {table.name} AS {_no_rows(table)}")


def _make_published(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND schema_name = ?", [LAKE, LAKE_SCHEMA]
    ).fetchall()
    lake = {name for (name,) in found}
    connection.execute("CREATE SCHEMA published")
    for table in TABLES:
        source = f"SELECT * FROM {LAKE}.{LAKE_SCHEMA}.{table.name}" if table.name in lake else _no_rows(table)
        connection.execute(f"CREATE VIEW published.{table.name} AS {source}")


def _make_near(connection: duckdb.DuckDBPyConnection) -> None:
    """The rows of each table that the load brings or refers to; the lake is read only for what the load lacks."""
    connection.execute("CREATE SCHEMA near")
    connection.execute("CREATE SCHEMA borrowed")
    # The run that is being checked is recorded when it ends: it is known to itself.
    own = {"runs": "SELECT run_id FROM load"}
    for table in TABLES:
        parts = [f"SELECT * FROM main.{table.name}"]
        if _borrow(connection, table):
            parts.append(f"SELECT * FROM borrowed.{table.name}")
        if table.name in own:
            parts.append(own[table.name])
        connection.execute(f"CREATE VIEW near.{table.name} AS {' UNION ALL BY NAME '.join(parts)}")


def _borrow(connection: duckdb.DuckDBPyConnection, table: Table) -> bool:
    """Copy the published rows that the load refers to but does not bring. Whether there are any to look for."""
    if len(table.key) != 1:
        return False
    key = table.key[0]
    found = connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main'")
    present = set(found.fetchall())  # a file without a declared column is told of by a rule, not by an exception
    referring = [
        f"SELECT {column.name} FROM main.{other.name}"
        for other in TABLES
        for column in other.columns
        if column.references == f"{table.name}.{key}" and (other.name, column.name) in present
    ]
    if not referring:
        return False
    connection.execute(
        f"CREATE TABLE borrowed.{table.name}_wanted AS "
        f"(SELECT * FROM ({' UNION '.join(referring)}) AS w({key}) WHERE {key} IS NOT NULL) "
        f"EXCEPT SELECT {key} FROM main.{table.name}"
    )
    (wanted,) = connection.execute(f"SELECT count(*) FROM borrowed.{table.name}_wanted").fetchone() or (0,)
    if not wanted:
        return False
    connection.execute(
        f"CREATE TABLE borrowed.{table.name} AS SELECT * FROM published.{table.name} "
        f"SEMI JOIN borrowed.{table.name}_wanted USING ({key})"
    )
    return True


def _no_rows(table: Table) -> str:
    columns = ", ".join(f"CAST(NULL AS {column.sql_type}) AS {column.name}" for column in table.columns)
    return f"SELECT {columns} WHERE false"
