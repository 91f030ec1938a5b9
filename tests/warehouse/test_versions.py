"""A lake of an older dateline is brought up to date, in place and with its rows."""

from pathlib import Path

import duckdb
import warehouse_rows as rows

from tests.warehouse.places import ON_ANY_LAKE, again
from transforms.tables import TABLES
from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.settle import settle


def publish(lake: Lake, folder: Path, name: str) -> None:
    part = rows.part(folder / f"part-{name}", [rows.article(name)], [rows.sighting(name, f"d-{name}")])
    settle(lake, [part], [rows.dump(f"d-{name}")], folder / f"settled-{name}", f"r-{name}")
    lake.publish(folder / f"settled-{name}", rows.run(f"r-{name}"))


def make_older(lake: Lake) -> None:
    """As if some columns, a table and the marts had not been declared, and another column had."""
    lake.close()
    connection = lake.connect(read_only=False)
    for statement in (
        "BEGIN",
        "ALTER TABLE lake.news.articles DROP COLUMN section",
        "ALTER TABLE lake.news.articles DROP COLUMN word_count",
        "ALTER TABLE lake.news.quotes DROP COLUMN confidence",
        "ALTER TABLE lake.news.quotes ADD COLUMN old_score DOUBLE DEFAULT 1",
        "DROP TABLE lake.dateline.fingerprints",
        "DROP VIEW lake.marts.speakers",
        "CREATE OR REPLACE VIEW lake.dateline.state AS "
        f"SELECT 1 AS schema_version, 'an older one' AS fingerprint, '{lake.location.files}' AS files",
        "COMMIT",
    ):
        connection.execute(statement)
    connection.close()


@ON_ANY_LAKE
def test_an_older_lake_keeps_its_rows_and_takes_new_ones(lake: Lake, tmp_path: Path) -> None:
    publish(lake, tmp_path, "a")
    make_older(lake)
    lake = again(lake)
    lake.create_or_open()
    found = run_sql(lake, "select article_id, section, word_count from articles").to_pylist()
    assert found == [{"article_id": "article-a", "section": None, "word_count": 0}]
    publish(lake, tmp_path, "b")
    assert run_sql(lake, "select count(*) as n, count(confidence) as c from quotes").to_pylist() == [{"n": 2, "c": 2}]
    assert run_sql(lake, "from speakers").num_rows == 1
    snapshot = lake.current_snapshot()
    lake.create_or_open()
    assert lake.current_snapshot() == snapshot


@ON_ANY_LAKE
def test_readers_of_an_older_lake_need_not_wait_for_that(lake: Lake, tmp_path: Path) -> None:
    publish(lake, tmp_path, "a")
    make_older(lake)
    assert run_sql(again(lake), "select count(*) as n from articles").to_pylist() == [{"n": 1}]


def test_a_lake_that_was_left_half_made_is_finished(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.create_or_open()
    lake.close()
    connection = lake.connect(read_only=False)
    connection.execute("BEGIN")
    connection.execute("DROP VIEW lake.dateline.state")
    connection.execute("DROP TABLE lake.news.mentions")
    connection.execute("COMMIT")
    connection.close()
    Lake(tmp_path / "lake").create_or_open()
    tables = run_sql(Lake(tmp_path / "lake"), "select table_name from duckdb_tables() where schema_name = 'news'")
    assert {row["table_name"] for row in tables.to_pylist()} == {table.name for table in TABLES}


def test_duckdb_is_the_version_of_its_extensions() -> None:
    """A wheel of another version would not be loaded, and the extension be downloaded instead."""
    from warehouse.extensions import load_statements

    for statement in load_statements(("sqlite", "ducklake", "postgres", "httpfs")):
        assert statement.startswith("LOAD '"), f"no wheel of DuckDB {duckdb.__version__}: {statement}"
