"""A new database for Prefect's server, as its own migrations leave it: 30 ms instead of the 4 s that they take.

`data/prefect.sql` is the schema after all migrations of the Prefect that its first line names, with their revision in
it. A newer Prefect goes on from there when it starts. After an upgrade, `python -m flows.prefect_schema` writes it
anew.
"""

import asyncio
import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

SCRIPT = "prefect.sql"
# Variables by which a server is told of a database elsewhere; the second is Prefect's older name.
DATABASES = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")


def create_database(path: Path) -> None:
    """Make the SQLite database of a server where there is none. Safe beside others who do the same."""
    if path.exists():
        return
    script = files("flows").joinpath("data", SCRIPT).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        with closing(sqlite3.connect(made)) as connection:
            connection.executescript(script)
        with suppress(FileExistsError):  # another command was quicker
            os.link(made, path)


def is_migrated(path: Path) -> bool:
    """Whether the installed Prefect's migrations have nothing to do in a home's database: to ask takes 0.3 s a start.

    Nothing is known of another database, where the user has named one.
    """
    script = files("flows").joinpath("data", SCRIPT).read_text(encoding="utf-8")
    if not script.startswith(_head()) or not path.is_file() or any(os.environ.get(name) for name in DATABASES):
        return False
    with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.Error):
        revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        return len(revisions) == 1 and f"""INSERT INTO "alembic_version" VALUES('{revisions[0][0]}');""" in script
    return False


def _head() -> str:
    """The first line of a script that the installed Prefect has made."""
    return f"-- The tables of Prefect {version('prefect')}.\n"


def migrated_script() -> str:
    """The schema that the installed Prefect's migrations make, as SQL."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prefect.db"
        os.environ["PREFECT_HOME"] = folder
        os.environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{path}"
        from prefect.server.database import provide_database_interface

        asyncio.run(provide_database_interface().create_db())
        return _head() + script_of(path)


def script_of(path: Path) -> str:
    """A database as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump()) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("data").joinpath(SCRIPT).write_text(migrated_script(), encoding="utf-8")
