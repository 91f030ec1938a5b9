"""The whole lake in one `.duckdb` file, for BI tools: tables, marts, comments, and a full-text index."""

import re
import stat
import uuid
from pathlib import Path

import duckdb

from transforms.schema import Table
from transforms.tables import TABLES
from warehouse.ddl import MARTS, NEWS, comments, create_table, identifier
from warehouse.describing import write_description
from warehouse.errors import LakeNotWritable
from warehouse.extensions import OFFLINE, load, quoted
from warehouse.lake import Lake
from warehouse.marts import Mart, marts
from warehouse.marts.keeping import kept_marts
from warehouse.staging import sync

# What is searched, by the table's key.
INDEXED = {"quotes": ("quote_id", "text"), "articles": ("article_id", "headline", "body")}
_NEWS = re.compile(r"\b(?:lake\.)?news\.")
_SEARCH = """
CREATE MACRO search_{name}(words) AS TABLE
SELECT found.score, t.* FROM (
    SELECT {key}, fts_main_{name}.match_bm25({key}, words) AS score FROM main.{name}
) AS found JOIN main.{name} t USING ({key}) WHERE found.score IS NOT NULL ORDER BY found.score DESC
"""


def export_file(lake: Lake, file: Path) -> Path:
    """Write the tables and marts of one snapshot to a new DuckDB database, in place of the file that is there.

    It is written aside and renamed: who has the old one open goes on reading it. Marts that the lake keeps as tables
    are tables, the others views; all stand in the schema `main`, since a file `news.duckdb` is a catalog `news` to
    DuckDB. Marts can be asked as `marts.<name>` too, as in a lake. `from search_quotes('words')` searches with DuckDB's
    `fts` extension. A description is laid beside it as `<name>.croissant.json`. Raises LakeNotWritable.
    """
    aside = file.parent / f".{file.name}.{uuid.uuid4().hex}"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            _copy(lake, aside)
            _index(aside)
            aside.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
            sync(aside)
            aside.replace(file)
        finally:
            for left_over in (aside, aside.with_name(f"{aside.name}.wal")):
                left_over.unlink(missing_ok=True)
        write_description([file], file.with_name(f"{file.stem}.croissant.json"))
    except OSError as error:
        raise LakeNotWritable(f"cannot export to {file}: {error.strerror}; choose another place") from error
    return file


def _copy(lake: Lake, file: Path) -> None:
    connection = lake.connect()
    try:
        connection.execute(f"ATTACH {quoted(str(file))} AS export")
        connection.execute("BEGIN")
        for table in TABLES:
            _copy_table(connection, table)
        for mart in marts():
            name = identifier(mart.name)
            if mart.name in kept_marts():
                connection.execute(f"CREATE TABLE export.main.{name} AS FROM lake.{MARTS}.{name}")
        connection.execute("COMMIT")
        connection.execute("DETACH export")
    finally:
        connection.close()


def _copy_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(identifier(c.name) for c in table.columns)
    order = ", ".join(identifier(name) for name in table.key)
    connection.execute(create_table(table, "export.main"))
    connection.execute(
        f"INSERT INTO export.main.{table.name} SELECT {columns} FROM lake.{NEWS}.{table.name} ORDER BY {order}"
    )
    for statement in comments(table, "export.main"):
        connection.execute(statement)


def _index(file: Path) -> None:
    """Views, comments and the full-text index, made in the file itself, where its names need no prefix."""
    with duckdb.connect(str(file), config=OFFLINE) as connection:
        connection.execute(f"SET TimeZone = 'UTC'; SET enable_progress_bar = false; CREATE SCHEMA {MARTS}")
        for mart in marts():
            _finish_mart(connection, mart)
        load(connection, ("fts",))
        for name, (key, *texts) in INDEXED.items():
            listed = ", ".join(quoted(text) for text in texts)
            connection.execute(f"PRAGMA create_fts_index('main.{name}', {quoted(key)}, {listed})")
            connection.execute(_SEARCH.format(name=name, key=key))
        connection.execute("CHECKPOINT")


def _finish_mart(connection: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    name, kind = identifier(mart.name), "TABLE"
    if mart.name not in kept_marts():
        connection.execute(f"CREATE VIEW {name} AS {_NEWS.sub('main.', mart.sql)}")
        kind = "VIEW"
    connection.execute(f"CREATE VIEW {MARTS}.{name} AS FROM main.{name}")
    for what in (f"{kind} {name}", f"VIEW {MARTS}.{name}"):
        connection.execute(f"COMMENT ON {what} IS {quoted(mart.doc)}")
