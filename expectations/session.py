"""The database in which the rules run: views over the staged files, and the published rows that they refer to.

It makes these names, and in an audit, where the published rows are the load, the same ones:
- `quotes`, `articles` …: the load's rows; an empty view for a declared table that the load does not have;
- `published.quotes` …: the lake's rows, empty where there is no lake or no such table yet;
- `near.quotes` …: the load's rows, and the published rows that the load refers to but does not bring;
- `near.lengths`: of the articles among these, `article_id` and `characters`, the length of the body;
- `recent.checks`: the findings of the last loads;
- `load`: one row, `run_id`, `checked_at` and `languages`, those that pipelines read (null where it is not told).
"""

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from transforms.schema import Table
from transforms.tables import INDEXES, TABLES

Connect = Callable[[], duckdb.DuckDBPyConnection]

# In processes that others start, DuckDB takes the session for an interactive one and draws bars on the output.
QUIET = "SET enable_progress_bar = false"
# Where `attach` puts the published tables.
LAKE, LAKE_SCHEMA, INDEX_SCHEMA = "lake", "news", "dateline"
ALL_TABLES = (*TABLES, *INDEXES)
# Loads that a load is held against.
RECENT_LOADS = 20


@contextmanager
def opened(
    files: Mapping[str, Path] | None,
    *,
    run_id: str,
    checked_at: datetime,
    attach: Sequence[str] = (),
    connect: Connect = duckdb.connect,
    languages: Collection[str] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which the rules' names exist, over a load's files, or over the lake itself without `files`.

    `connect` opens the DuckDB instance in which `attach` is run.
    """
    # What does not fit into memory goes to a folder of its own, not to one beside the user's files.
    with tempfile.TemporaryDirectory(prefix="dateline-gate-") as spill, connect() as connection:
        connection.execute("SET GLOBAL temp_directory = ?", [spill])
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        connection.execute(QUIET)
        for statement in attach:
            connection.execute(statement)
        connection.execute("USE memory.main")  # attaching may have changed to the lake
        _make_load(connection, run_id, checked_at, languages)
        _make_published(connection)
        _make_staged(connection, files)
        _make_near(connection)
        _make_recent(connection)
        yield connection


def _make_load(
    connection: duckdb.DuckDBPyConnection, run_id: str, checked_at: datetime, languages: Collection[str] | None
) -> None:
    connection.execute("CREATE TABLE load (run_id VARCHAR, checked_at TIMESTAMPTZ, languages VARCHAR[])")
    told = None if languages is None else list(languages)
    connection.execute("INSERT INTO load VALUES (?, ?, ?)", [run_id, checked_at, told])


def _make_staged(connection: duckdb.DuckDBPyConnection, files: Mapping[str, Path] | None) -> None:
    for table in ALL_TABLES:
        if files is None:
            source = f"SELECT * FROM published.{table.name}"
        elif table.name in files:
            # A view takes no bound parameter: the path stands in it as a literal.
            source = f"SELECT * FROM read_parquet({_quoted(str(files[table.name]))})"
        else:
            source = _no_rows(table)
        connection.execute(f"CREATE VIEW {table.name} AS {source}")


def _make_published(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(
        "SELECT table_name, schema_name FROM duckdb_tables() WHERE database_name = ? AND schema_name IN (?, ?)",
        [LAKE, LAKE_SCHEMA, INDEX_SCHEMA],
    ).fetchall()
    schemas = dict(found)
    connection.execute("CREATE SCHEMA published")
    for table in ALL_TABLES:
        schema = schemas.get(table.name)
        source = f"SELECT * FROM {LAKE}.{schema}.{table.name}" if schema else _no_rows(table)
        connection.execute(f"CREATE VIEW published.{table.name} AS {source}")


def _make_near(connection: duckdb.DuckDBPyConnection) -> None:
    """The rows of each table that the load brings or refers to; the lake is read only for what the load lacks."""
    connection.execute("CREATE SCHEMA near")
    connection.execute("CREATE SCHEMA borrowed")
    # The run that is being checked is recorded when it ends: it is known to itself.
    own = {"runs": "SELECT run_id FROM load", "forgotten": "SELECT * FROM published.forgotten"}
    for table in ALL_TABLES:
        parts = [f"SELECT * FROM main.{table.name}"]
        if _borrow(connection, table):
            parts.append(f"SELECT * FROM borrowed.{table.name}")
        if table.name in own:
            parts.append(own[table.name])
        connection.execute(f"CREATE VIEW near.{table.name} AS {' UNION ALL BY NAME '.join(parts)}")
    # Bodies are read for it once, not for each rule that asks where they end. One without a body is told of by a rule.
    columns = {name for (name, *_) in connection.execute("DESCRIBE near.articles").fetchall()}
    characters = "length(body)" if "body" in columns else "NULL"
    connection.execute(f"CREATE TABLE near.lengths AS SELECT article_id, {characters} AS characters FROM near.articles")


def _borrow(connection: duckdb.DuckDBPyConnection, table: Table) -> bool:
    """Copy the published rows that the load refers to but does not bring. Whether there are any to look for."""
    if len(table.key) != 1:
        return False
    key = table.key[0]
    found = connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main'")
    present = set(found.fetchall())  # a file without a declared column is told of by a rule, not by an exception
    referring = [
        f"SELECT {column.name} FROM main.{other.name}"
        for other in ALL_TABLES
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


def _make_recent(connection: duckdb.DuckDBPyConnection) -> None:
    """The findings of the last loads, by ids that are constants: the files of other runs are then not read."""
    runs = connection.execute(
        "SELECT run_id FROM published.runs WHERE flow = 'ingest' AND status = 'published' "
        "ORDER BY started_at DESC, run_id LIMIT ?",
        [RECENT_LOADS],
    ).fetchall()
    condition = f"run_id IN ({', '.join(_quoted(run_id) for (run_id,) in runs)})" if runs else "false"
    connection.execute("CREATE SCHEMA recent")
    connection.execute(f"CREATE VIEW recent.checks AS SELECT * FROM published.checks WHERE {condition}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _no_rows(table: Table) -> str:
    columns = ", ".join(f"CAST(NULL AS {column.sql_type}) AS {column.name}" for column in table.columns)
    return f"SELECT {columns} WHERE false"
