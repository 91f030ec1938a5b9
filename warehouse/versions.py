"""Which version of the schema a lake has, and how an older one is brought up to date."""

import hashlib
from dataclasses import dataclass

import duckdb

from transforms.tables import INDEXES, TABLES
from warehouse import marts
from warehouse.ddl import MARTS, NEWS, ddl, identifier
from warehouse.errors import LakeTooNew, NotALake
from warehouse.extensions import quoted
from warehouse.location import Location
from warehouse.marts import keeping
from warehouse.staging import ARTICLE_GROUP_ROWS, ROW_GROUP_ROWS

# Raised by one whenever an older dateline could no longer read or write the lake rightly.
SCHEMA_VERSION = 1
# A view, since that is stored in the catalog: to tell what a lake is, no file of it needs to be reached.
_STATE = "lake.dateline.state"


@dataclass(frozen=True)
class State:
    """What a lake says of itself: its version, what `bring_up_to_date` last made, and where its files are."""

    schema_version: int
    fingerprint: str
    files: str


def fingerprint() -> str:
    """Hash of all that `bring_up_to_date` would make: a lake that has it needs nothing."""
    return hashlib.sha256("\n".join([*_SCHEMA, *_statements(), *_options()]).encode()).hexdigest()


def require_known(connection: duckdb.DuckDBPyConnection, location: Location) -> State:
    """What the attached lake is. Raises LakeTooNew when a later dateline made it, NotALake when none did."""
    state = _state(connection)
    if state is None:
        raise NotALake(f"{location} is no lake that dateline has made, or one it never finished: run `dateline ingest`")
    if state.schema_version > SCHEMA_VERSION:
        raise LakeTooNew(
            f"{location} has schema version {state.schema_version}, this dateline knows {SCHEMA_VERSION}: "
            "upgrade it (`pip install -U dateline`)"
        )
    if location.pins_files and state.files != location.files:
        raise NotALake(f"{location} has its files in {state.files}: set DATELINE_DATA to that")
    return state


def is_current(connection: duckdb.DuckDBPyConnection, location: Location) -> bool:
    """Whether the attached lake is just as this version would make it."""
    return _state(connection) is not None and require_known(connection, location).fingerprint == fingerprint()


def bring_up_to_date(connection: duckdb.DuckDBPyConnection, location: Location) -> None:
    """Make what is missing in the attached lake. Call it under the writer lock.

    What the lake is stands in it last: one that was left half made is taken up again.
    """
    if is_current(connection, location):
        return
    state = _state(connection)
    if state is None:
        _refuse_a_stranger(connection, location)
    says = _says(fingerprint(), state.files if state else location.files)
    # DuckLake sets no options of what is made in the same transaction; the kept marts are filled as they are made.
    steps = ([_SCHEMA[0]], [_SCHEMA[1]], [*_migrations(connection), *_statements()], [*_options(), says])
    for statements in steps:
        connection.execute("BEGIN")
        connection.execute("USE lake")
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")


def compute_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Let readers see every mart by its definition, since what is kept of it no longer holds.

    Whoever opens the lake to write next makes anew what is kept: `bring_up_to_date`, for which this is a lake unlike
    any. Within the caller's transaction.
    """
    state = _state(connection)
    assert state is not None
    if state.fingerprint != _COMPUTED:
        for statement in (*marts.view_statements(computed=True), _says(_COMPUTED, state.files)):
            connection.execute(statement)


def keep_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the kept marts anew, and let readers see them again. Within the caller's transaction."""
    state = _state(connection)
    assert state is not None
    keeping.rebuild(connection)
    if state.fingerprint == _COMPUTED:
        for statement in (*marts.view_statements(), _says(fingerprint(), state.files)):
            connection.execute(statement)


_COMPUTED = "marts are computed"


def _says(fingerprint: str, files: str) -> str:
    return (
        f"CREATE OR REPLACE VIEW {_STATE} AS SELECT {SCHEMA_VERSION} AS schema_version, "
        f"{quoted(fingerprint)} AS fingerprint, {quoted(files)} AS files"
    )


def _migrations(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What makes the tables of an older lake fit: columns that were declared since are added.

    Rows that stand get null, or the least value of the type where a column may not be null. Columns that are declared
    no more stay, but may be null from now on.
    """
    statements = []
    for schema, tables in ((NEWS, TABLES), ("dateline", INDEXES)):
        for table in tables:
            found = dict(connection.execute(_COLUMNS_OF_TABLE, [schema, table.name]).fetchall())
            if not found:
                continue
            name = f"{schema}.{identifier(table.name)}"
            declared = {column.name: column for column in table.columns}
            for column in (c for c in table.columns if c.name not in found):
                default = "" if column.is_nullable else f" DEFAULT {_LEAST[column.sql_type]}"
                statements.append(f"ALTER TABLE {name} ADD COLUMN {identifier(column.name)} {column.sql_type}{default}")
            for old, is_nullable in found.items():
                may_be_null = old not in declared or declared[old].is_nullable
                if may_be_null and not is_nullable:
                    statements.append(f"ALTER TABLE {name} ALTER COLUMN {identifier(old)} DROP NOT NULL")
    return statements


_COLUMNS_OF_TABLE = """
    SELECT column_name, is_nullable FROM duckdb_columns()
    WHERE database_name = 'lake' AND schema_name = ? AND table_name = ?
"""
_LEAST = {
    "VARCHAR": "''",
    "BIGINT": "0",
    "DOUBLE": "0",
    "BOOLEAN": "'false'",  # a literal, which DuckLake asks for
    "TIMESTAMPTZ": "'1970-01-01 00:00:00+00'",
    "BLOB": "''",
    "VARCHAR[]": "[]",
    "BIGINT[]": "[]",
}


# DuckDB reads a column by whole row groups: where rows that are looked up together lie together, small ones cost less.
_SCHEMA = (
    "CREATE SCHEMA IF NOT EXISTS dateline",
    f"CALL lake.set_option('parquet_row_group_size', {ROW_GROUP_ROWS}, schema => 'dateline')",
)


def _statements() -> list[str]:
    return [*ddl(TABLES), *ddl(INDEXES, "dateline"), *marts.statements()]


def _options() -> list[str]:
    """How DuckLake writes its files.

    Bodies are long: a row group of articles is kept to what can be held. One of quotes is small too, since DuckDB
    decodes a text column by whole row groups: a few quotes of one speaker would cost reading all.
    """
    groups = {"articles": ARTICLE_GROUP_ROWS, "quotes": ROW_GROUP_ROWS}
    return [
        "CALL lake.set_option('parquet_compression', 'zstd')",
        *(
            f"CALL lake.set_option('parquet_row_group_size', {rows}, schema => 'news', table_name => '{name}')"
            for name, rows in groups.items()
        ),
    ]


def _state(connection: duckdb.DuckDBPyConnection) -> State | None:
    """None when the lake was never finished, or is not of dateline."""
    try:
        row = connection.execute(f"SELECT schema_version, fingerprint, files FROM {_STATE}").fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    return State(*row) if row else None


def _refuse_a_stranger(connection: duckdb.DuckDBPyConnection, location: Location) -> None:
    """Another program's DuckLake is left alone."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name NOT IN (?, ?, 'dateline') LIMIT 1",
        [NEWS, MARTS],
    ).fetchone()
    if found:
        raise NotALake(f"{location} is a DuckLake that dateline did not make: choose another place")
