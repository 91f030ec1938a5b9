"""The shipped schema is the one that Prefect's own migrations make."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from flows import prefect_schema


def shape_of(path: Path) -> dict[str, object]:
    """Tables, columns, keys and indexes: the migrations write constraints in another order each time."""
    with sqlite3.connect(path) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        shape: dict[str, object] = {
            name: (
                connection.execute(f'pragma table_info("{name}")').fetchall(),
                sorted(row[2:] for row in connection.execute(f'pragma foreign_key_list("{name}")')),
                sorted(row[2:] for row in connection.execute(f'pragma index_list("{name}")')),
            )
            for name in names
        }
        indexes = "select name, tbl_name, sql from sqlite_master where type = 'index' and sql is not null"
        shape["indexes"] = sorted(connection.execute(indexes))
        shape["revision"] = connection.execute("select version_num from alembic_version").fetchall()
    connection.close()
    return shape


def test_shipped_schema_is_what_the_migrations_make(tmp_path):
    shipped, migrated = tmp_path / "shipped.db", tmp_path / "migrated.db"
    prefect_schema.create_database(shipped)
    made = subprocess.run(
        [sys.executable, "-c", "from flows.prefect_schema import migrated_script as m; print(m())"],
        capture_output=True,
        text=True,
        check=True,
    )
    sqlite3.connect(migrated).executescript(made.stdout).connection.close()
    assert shape_of(shipped) == shape_of(migrated), "stale: run `python -m flows.prefect_schema`"
    assert prefect_schema.is_migrated(shipped), "stale: run `python -m flows.prefect_schema`"


def test_migrations_are_asked_where_they_may_have_something_to_do(tmp_path, monkeypatch):
    path = tmp_path / "prefect.db"
    prefect_schema.create_database(path)
    with monkeypatch.context() as another:
        another.setattr(prefect_schema, "version", lambda name: "99.0.0")
        assert not prefect_schema.is_migrated(path)
    for name in prefect_schema.DATABASES:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv(name, "postgresql+asyncpg://db.example/prefect")
            assert not prefect_schema.is_migrated(path)
    with sqlite3.connect(path) as connection:
        connection.execute("update alembic_version set version_num = 'older'")
    connection.close()
    assert not prefect_schema.is_migrated(path)
    assert not prefect_schema.is_migrated(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_database_that_is_there_is_left_alone(tmp_path):
    path = tmp_path / "prefect.db"
    prefect_schema.create_database(path)
    with sqlite3.connect(path) as connection:
        connection.execute("insert into csrf_token (token, client, expiration) values ('a', 'b', '2031-01-01')")
    prefect_schema.create_database(path)
    assert connection.execute("select client from csrf_token").fetchall() == [("b",)]
    connection.close()
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".db"] == []
