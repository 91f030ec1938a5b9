"""Questions in SQL from people, who may read the lake and nothing else."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from warehouse import storage
from warehouse.errors import BadQuery, LakeError
from warehouse.extensions import quoted
from warehouse.lake import Lake

# Functions that may stand in FROM. Others read files, open databases, run SQL from text or tidy the lake, some even
# where it is attached read-only and external access is off (`sqlite_scan`, `ducklake_cleanup_old_files`).
ALLOWED_SOURCES = frozenset(
    (
        *("range", "generate_series", "unnest", "repeat", "json_each", "json_tree"),
        *("duckdb_columns", "duckdb_functions", "duckdb_keywords", "duckdb_schemas", "duckdb_settings"),
        *("duckdb_tables", "duckdb_types", "duckdb_views", "pragma_table_info", "pragma_version"),
        *("ducklake_current_snapshot", "ducklake_snapshots", "ducklake_table_info", "ducklake_table_changes"),
        *("ducklake_table_insertions", "ducklake_table_deletions"),
        *("current_snapshot", "snapshots", "table_info", "table_changes", "table_insertions", "table_deletions"),
    )
)
_READING = duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN


class Result:
    """The answer to a query: column names, and rows as Arrow. Close it, or use it as a context manager."""

    def __init__(self, lake: Lake, connection: duckdb.DuckDBPyConnection, batch_rows: int = 100_000) -> None:
        self._lake = lake
        self._connection = connection
        self._reader = connection.to_arrow_reader(batch_rows)
        self.columns: list[str] = list(self._reader.schema.names)
        self.schema: pa.Schema = self._reader.schema

    def fetch(self) -> pa.Table:
        """All rows."""
        try:
            return self._reader.read_all()
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise _explained(self._lake, error) from error

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows as they come, in bounded memory."""
        try:
            yield from self._reader
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise _explained(self._lake, error) from error

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def __enter__(self) -> "Result":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


Parameters = Sequence[Any] | Mapping[str, Any]


def run_sql(lake: Lake, sql: str, params: Parameters = (), *, at: int | datetime | None = None) -> pa.Table:
    """The answer to one query, strictly read-only, on the lake as it is or as it was `at` a snapshot or time.

    `params` are bound to `?` by order or to `$name` by name. Raises as `stream_sql` does.
    """
    with stream_sql(lake, sql, params, at=at) as result:
        return result.fetch()


def stream_sql(lake: Lake, sql: str, params: Parameters = (), *, at: int | datetime | None = None) -> Result:
    """As `run_sql`, but the rows come as they are made: for answers larger than memory.

    The query cannot write, attach, read files other than the lake's, load extensions, see Python variables or change
    settings. Raises BadQuery with DuckDB's own words when the SQL is wrong or is no question.
    """
    connection = reader(lake, at=at)
    try:
        _require_question(sql)
        connection.execute(sql, dict(params) if isinstance(params, Mapping) else list(params))
        return Result(lake, connection)
    except duckdb.Error as error:
        connection.close()
        raise _explained(lake, error) from error
    except BaseException:
        connection.close()
        raise


def reader(lake: Lake, *, at: int | datetime | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection that can open no file but the lake's, for as long as it lives."""
    if at is None:
        return lake.shared("sandbox", lambda: _closed_in(lake.connect()))
    return _closed_in(lake.connect(at=at))


def _closed_in(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    row = connection.execute("SELECT data_path FROM ducklake_settings('lake')").fetchone()
    assert row is not None
    if storage.is_remote(row[0]):
        storage.hide_secrets(connection)
    # None of this can be undone while the instance lives. Other settings cannot be changed by a query.
    for statement in (
        f"SET GLOBAL allowed_directories = [{quoted(row[0])}]",
        "SET GLOBAL enable_external_access = false",
        "SET GLOBAL allow_community_extensions = false",
    ):
        connection.execute(statement)
    return connection


def _require_question(sql: str) -> None:
    """Raises BadQuery unless this is one statement that only reads, out of tables and harmless functions."""
    with _parser().cursor() as parser:
        try:
            statements = parser.extract_statements(sql)
            if len(statements) != 1:
                raise BadQuery(f"one query at a time, not {len(statements)}")
            if statements[0].type not in _READING:
                raise BadQuery(f"only queries: {statements[0].type.name} would do more than read")
            tree = json.loads(_tree_of(parser, sql))
        except duckdb.Error as error:
            raise BadQuery(_first_line(error)) from error
    if tree.get("error"):
        raise BadQuery(f"only queries: {tree.get('error_message') or 'this does more than read'}")
    for name in _sources(tree):
        if name.lower() not in ALLOWED_SOURCES:
            raise BadQuery(f"the function {name} is not for readers of the lake")


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _tree_of(parser: duckdb.DuckDBPyConnection, sql: str) -> str:
    row = parser.execute("SELECT json_serialize_sql(?::VARCHAR)", [_without_explain(sql)]).fetchone()
    assert row is not None
    return str(row[0])


def _without_explain(sql: str) -> str:
    """What is to be explained: `EXPLAIN ANALYZE` runs it, so it has to be a question too."""
    words = sql.lstrip()
    for word in ("explain", "analyze"):
        if words[: len(word)].lower() == word:
            words = words[len(word) :].lstrip()
    return words


def _sources(node: Any) -> Iterator[str]:
    """Names of all functions that stand in FROM, anywhere in a serialised query."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            if part.get("type") == "TABLE_FUNCTION":
                yield str(part.get("function", {}).get("function_name", "?"))
            stack.extend(part.values())
        elif isinstance(part, list):
            stack.extend(part)


def _explained(lake: Lake, error: Exception) -> LakeError:
    """What is wrong with the lake where that is what failed, else with the query."""
    known = lake.explained(error) if isinstance(error, (duckdb.IOException, OSError)) else error
    return known if isinstance(known, LakeError) else BadQuery(_first_line(error))


def _first_line(error: BaseException) -> str:
    """DuckDB's message without its drawing of the place."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
