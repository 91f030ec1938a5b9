"""DuckDB's extensions from wheels, so that nothing is downloaded at run time.

The wheels `duckdb-extension-*` hold the signed files; DuckDB checks the signature as it loads one. Where a wheel is
missing, an extension that the user installed is loaded, or else installed from DuckDB's own site.
"""

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb

Setting = str | bool | int | float | list[str]
# Keeps DuckDB from fetching an extension that a query merely names.
OFFLINE: dict[str, Setting] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
# DuckDB finds an extension's entry point by the file's name; these wheels name theirs otherwise.
_ENTRY_NAMES = {"sqlite": "sqlite_scanner", "postgres": "postgres_scanner"}


def load_statements(names: tuple[str, ...]) -> list[str]:
    """SQL that loads these extensions: from their wheels, or as the user has installed them."""
    statements = []
    for name in names:
        file = _wheel_file(name)
        statements.append(f"LOAD {quoted(str(file))}" if file else f"LOAD {name}")
    return statements


def load(connection: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> None:
    """Load these extensions. Raises duckdb.Error when one is neither here nor to be had."""
    for name, statement in zip(names, load_statements(names), strict=True):
        try:
            connection.execute(statement)
        except duckdb.Error:
            connection.execute(f"INSTALL {name}")
            connection.execute(f"LOAD {name}")


def instance(names: tuple[str, ...], config: Mapping[str, Setting]) -> duckdb.DuckDBPyConnection:
    """A DuckDB instance in memory with these extensions loaded. Raises duckdb.Error when one is not to be had.

    To check a signature, DuckDB hashes all of the extension's file, 0.1 s each. In one process that is done for the
    first instance; the others load the same files unchecked, and after that take unsigned ones no more than the first.
    """
    statements = load_statements(names)
    is_checked = _CHECKED.issuperset(statements)
    connection = duckdb.connect(config={**config, "allow_unsigned_extensions": str(is_checked).lower()})
    try:
        load(connection, names)
        connection.execute("SET allow_unsigned_extensions = false")
    except duckdb.Error:
        connection.close()
        raise
    _CHECKED.update(statements)
    return connection


# Statements that have loaded an extension whose signature was checked.
_CHECKED: set[str] = set()


def quoted(text: str) -> str:
    """A text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


@cache
def _wheel_file(name: str) -> Path | None:
    """The extension in its wheel, made for this very version of DuckDB; None when there is none."""
    spec = find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not file.is_file():
        return None
    entry = _ENTRY_NAMES.get(name)
    return _under_name(file, f"{entry}.duckdb_extension") if entry else file


def _under_name(file: Path, name: str) -> Path:
    """The same file under another name, for as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-duckdb-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    link = folder / name
    try:
        link.symlink_to(file)
    except OSError:  # a file system without links
        shutil.copyfile(file, link)
    return link
