"""Which version of the schema a lake has, and how an older one is brought up to date."""

import hashlib

import duckdb

from transforms.tables import TABLES
from warehouse.ddl import ddl
from warehouse.errors import LakeTooNew, NotALake

# Raised by one whenever an older dateline could no longer read or write the lake rightly.
SCHEMA_VERSION = 1

_STATE = "lake.dateline.state"


def fingerprint() -> str:
    """Hash of all that `bring_up_to_date` would make: a lake that has it needs nothing."""
    return hashlib.sha256("\n".join(_statements()).encode()).hexdigest()


def require_known(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    """Raises LakeTooNew when the attached lake is of a later version, NotALake when dateline did not make it."""
    state = _state(connection)
    if not state:
        raise NotALake(f"{place} is no lake that dateline has made, or one it never finished: run `dateline ingest`")
    version = int(state["schema_version"])
    if version > SCHEMA_VERSION:
        raise LakeTooNew(
            f"{place} has schema version {version}, this dateline knows {SCHEMA_VERSION}: "
            "upgrade it (`pip install -U dateline`)"
        )


def is_current(connection: duckdb.DuckDBPyConnection, place: str) -> bool:
    """Whether the attached lake is just as this version would make it."""
    state = _state(connection)
    if state:
        require_known(connection, place)
    return state.get("fingerprint") == fingerprint()


def bring_up_to_date(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    """Make what is missing in the attached lake, in one transaction. Call it under the writer lock."""
    if is_current(connection, place):
        return
    _refuse_a_stranger(connection, place)
    connection.execute("BEGIN")
    connection.execute("USE lake")
    connection.execute("CREATE SCHEMA IF NOT EXISTS lake.dateline")
    connection.execute(f"CREATE TABLE IF NOT EXISTS {_STATE} (key VARCHAR NOT NULL, value VARCHAR NOT NULL)")
    for statement in _statements():
        connection.execute(statement)
    connection.execute(f"DELETE FROM {_STATE}")
    rows = [("schema_version", str(SCHEMA_VERSION)), ("fingerprint", fingerprint())]
    connection.execute(f"INSERT INTO {_STATE} VALUES (?, ?), (?, ?)", [value for row in rows for value in row])
    connection.execute("COMMIT")


def _statements() -> list[str]:
    return [*ddl(TABLES), "CREATE SCHEMA IF NOT EXISTS marts"]


def _state(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What the lake says of itself; empty when it was never finished, or is not of dateline."""
    try:
        return dict(connection.execute(f"SELECT key, value FROM {_STATE}").fetchall())
    except duckdb.CatalogException:
        return {}


def _refuse_a_stranger(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    """Another program's DuckLake is left alone."""
    if _state(connection):
        return
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' LIMIT 1").fetchone()
    if found:
        raise NotALake(f"{place} is a DuckLake that dateline did not make: choose another folder")
