"""Readers may ask anything and change nothing."""

import shutil
import sqlite3
from pathlib import Path

import pytest
import warehouse_rows as rows

from warehouse.errors import BadQuery
from warehouse.lake import Lake
from warehouse.query import run_sql, stream_sql
from warehouse.settle import settle


@pytest.fixture(scope="module")
def loaded(empty_lake_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    tmp_path = tmp_path_factory.mktemp("loaded")
    lake = Lake(shutil.copytree(empty_lake_folder, tmp_path / "a [new] 'lake'"))
    articles = [rows.article(str(n)) for n in range(20)]
    part = rows.part(tmp_path / "p", articles, [rows.sighting(str(n), "d1", 60 * n) for n in range(20)])
    settle(lake, [part], [rows.dump("d1")], tmp_path / "settled", "r1")
    lake.publish(tmp_path / "settled", rows.run("r1"))
    return lake


def test_answers_come_as_arrow_with_times_in_utc(loaded: Lake) -> None:
    answer = run_sql(loaded, "select count(*) as n, min(published_at) as first_at from articles")
    assert answer.to_pylist() == [{"n": 20, "first_at": rows.NOON}]
    assert run_sql(loaded, "select published_at::varchar as t from articles limit 1").to_pylist() == [
        {"t": "2031-05-04 12:00:00+00"}
    ]


def test_parameters_are_bound(loaded: Lake) -> None:
    hostile = "' or true --"
    assert run_sql(loaded, "select count(*) as n from articles where url = ?", [hostile]).to_pylist() == [{"n": 0}]
    named = run_sql(loaded, "select headline from articles where article_id = $id", {"id": "article-3"})
    assert named.to_pylist() == [{"headline": "All about 3"}]


def test_long_answers_may_be_streamed(loaded: Lake) -> None:
    with stream_sql(loaded, "select i from range(250000) t(i)") as result:
        assert result.columns == ["i"]
        assert sum(batch.num_rows for batch in result.batches()) == 250_000


@pytest.mark.parametrize(
    "sql",
    [
        "describe quotes",
        "summarize quotes",
        "show tables",
        "explain select * from quotes",
        "explain analyze select count(*) from quotes",
        "with q as (from quotes) select count(*) from q join articles using (article_id)",
        "values (1), (2)",
        "from lake.news.quotes select count(*)",
        "select * from duckdb_tables()",
        "from ducklake_snapshots('lake')",
        "from lake.snapshots()",
        "select unnest(summary) from articles",
        "from articles at (version => 3)",  # the first with tables: the schema is made before them
        "pivot (select kind, article_id from quotes) on kind in ('direct') using count(*)",
    ],
)
def test_questions(loaded: Lake, sql: str) -> None:
    assert run_sql(loaded, sql).num_columns


# `{other}` is a SQLite file, `{csv}` a text file, `{data}` the lake's own folder of files.
ATTEMPTS = [
    "insert into runs select * from runs",
    "delete from articles",
    "update articles set body = ''",
    "drop table articles",
    "create table t as select 1",
    "create table memory.main.t as select 1",
    "create temp table t as select 1",
    "create macro m() as 1",
    "copy articles to '{out}'",
    "copy (select 1) to '{data}/x.parquet'",
    "explain analyze copy (select 1) to '{data}/x.parquet'",
    "EXPLAIN  ANALYZE COPY (select 1) to '{data}/x.parquet'",
    "explain (analyze) copy (select 1) to '{data}/x.parquet'",
    "explain /* x */ analyze copy (select 1) to '{data}/x.parquet'",
    "explain analyze delete from articles",
    "export database '{out}'",
    "from '{csv}'",
    "from read_csv('{csv}')",
    "from read_text('{csv}')",
    "from read_blob('{csv}')",
    "from glob('{csv}')",
    "from read_parquet('{data}/../../*.parquet')",
    "select * from (select * from read_text('{csv}'))",
    "select (select content from read_text('{csv}'))",
    "with t as (from read_text('{csv}')) from t",
    "from query('from read_text(''{csv}'')')",
    "from query_table('{csv}')",
    "from sqlite_scan('{other}', 't')",
    "from SQLITE_SCAN('{other}', 't')",
    "from sqlite_query('{other}', 'select 1')",
    "call sqlite_attach('{other}')",
    "attach '{other}' as other (type sqlite)",
    "attach ':memory:' as other",
    "detach lake",
    "use memory",
    "install httpfs",
    "load httpfs",
    "from 'https://news.example/x.csv'",
    "from read_json_auto('https://news.example/x.json')",
    "set threads = 1",
    "reset lock_configuration",
    "set enable_external_access = true",
    "pragma enable_profiling",
    "create secret s (type s3)",
    "begin",
    "checkpoint lake",
    "select 1; select 2",
    "select 1; drop table articles",
    "call lake.set_option('parquet_compression', 'gzip')",
    "from ducklake_expire_snapshots('lake', older_than => now())",
    "from ducklake_cleanup_old_files('lake', cleanup_all => true)",
    "from ducklake_delete_orphaned_files('lake', cleanup_all => true)",
    "from ducklake_merge_adjacent_files('lake')",
    "from ducklake_add_data_files('lake', 'articles', '{csv}')",
    "from lake.expire_snapshots(older_than => now())",
    "from python_variable",
    "select",
    "",
    "selec 1",
    "select nothing_of_the_kind from articles",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_attempts_at_more(loaded: Lake, tmp_path: Path, attempt: str) -> None:
    python_variable = run_sql(loaded, "select 1 as secret")
    assert python_variable.num_rows == 1
    other, csv, out = tmp_path / "other.sqlite", tmp_path / "secret.csv", tmp_path / "out"
    with sqlite3.connect(other) as connection:
        connection.execute("create table t (secret text)")
    csv.write_text("secret\n1\n")
    before = _files(loaded)
    with pytest.raises(BadQuery) as refused:
        run_sql(loaded, attempt.format(other=other, csv=csv, out=out, data=loaded.location.data.replace("'", "''")))
    assert "\n" not in str(refused.value)
    assert not out.exists()
    assert _files(loaded) == before
    assert run_sql(loaded, "select count(*) as n from articles").to_pylist() == [{"n": 20}]


def test_the_data_of_another_lake_is_out_of_reach(loaded: Lake, tmp_path: Path) -> None:
    shutil.copytree(loaded.location.folder, tmp_path / "other")
    (file, *_) = sorted((tmp_path / "other" / "data").rglob("*.parquet"))
    with pytest.raises(BadQuery):
        run_sql(loaded, f"from '{file}'")


def _files(lake: Lake) -> list[Path]:
    return sorted(p for p in lake.location.folder.rglob("*") if p.suffix == ".parquet")
