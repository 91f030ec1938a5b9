"""DuckDB's extensions: signatures are checked once in a process, and unsigned ones are never taken."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from warehouse.extensions import OFFLINE, instance


def test_no_instance_takes_an_altered_extension(tmp_path: Path) -> None:
    spec = find_spec("duckdb_extension_fts")
    assert spec is not None
    assert spec.origin is not None
    shipped = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}" / "fts.duckdb_extension"
    altered = Path(shutil.copy(shipped, tmp_path))
    signed = altered.read_bytes()
    altered.write_bytes(signed[:1_000] + bytes([signed[1_000] ^ 1]) + signed[1_001:])
    for _ in ("the first, which checks those that it loads", "one that loads them unchecked"):
        with instance(("sqlite", "ducklake"), OFFLINE) as connection:
            loaded = connection.execute("SELECT extension_name FROM duckdb_extensions() WHERE loaded").fetchall()
            assert {("sqlite_scanner",), ("ducklake",)} <= {*loaded}
            with pytest.raises(duckdb.Error, match="signature"):
                connection.execute(f"LOAD '{altered}'")
            with pytest.raises(duckdb.Error, match="allow_unsigned_extensions"):
                connection.execute("SET allow_unsigned_extensions = true")
            connection.execute(f"LOAD '{shipped}'")
