"""Replay gives what a load would give, by batches, also after it was killed, and only for what is old."""

import signal
from pathlib import Path

import pyarrow.parquet as pq

OF_THE_RUN = {"run_id", "loaded_at", "derived_run_id"}
OF_THE_DATA = ("articles", "dumps", "entities", "mentions", "quotes", "rejects", "sightings")


def exported(dateline, lake: Path, into: Path) -> dict[str, list[dict]]:
    ran = dateline("export", "--to", into, "--lake", lake)
    assert ran.code == 0, ran.err
    tables = {}
    for name in OF_THE_DATA:
        rows = pq.read_table(into / f"{name}.parquet")
        tables[name] = rows.drop_columns([c for c in rows.column_names if c in OF_THE_RUN]).to_pylist()
    return tables


def damaged(lake: Path) -> None:
    """As if an older version had derived the rows: none of a quote, one entity too many, another alias."""
    from warehouse.lake import Lake

    house = Lake(lake)
    with house.locked() as connection:
        for statement in (
            "BEGIN",
            "UPDATE lake.news.runs SET derivation = 'an older one'",
            "UPDATE lake.news.articles SET dateline_entity_id = NULL",
            "DELETE FROM lake.news.quotes WHERE position = 0",
            "CREATE TEMP TABLE one AS FROM lake.news.mentions WHERE NOT is_pronoun ORDER BY mention_id LIMIT 1",
            "UPDATE lake.news.mentions SET text = 'Nobody Atall' WHERE mention_id IN (SELECT mention_id FROM one)",
            "UPDATE lake.news.entities SET aliases = list_append(aliases, 'Nobody Atall') "
            "WHERE entity_id IN (SELECT entity_id FROM one)",
            "CREATE TEMP TABLE stale AS SELECT * REPLACE ('stale' AS entity_id) FROM lake.news.entities LIMIT 1",
            "INSERT INTO lake.news.entities FROM stale",
            "UPDATE lake.news.mentions SET entity_id = 'stale' WHERE mention_id = (SELECT max(mention_id) FROM "
            "lake.news.mentions)",
            "COMMIT",
        ):
            connection.execute(statement)
    house.close()


def test_replay_mends_what_an_older_version_derived(dateline, dateline_process, samples, tmp_path):
    lake = tmp_path / "lake"
    assert dateline("ingest", samples, "--lake", lake).code == 0
    right = exported(dateline, lake, tmp_path / "right")
    again = dateline("replay", "--lake", lake)
    assert again.code == 0, again.err
    assert again.out.startswith("Nothing to replay")

    damaged(lake)
    assert exported(dateline, lake, tmp_path / "damaged") != right
    by_processes = {"DATELINE_BATCH_DOCUMENTS": "6", "DATELINE_RUNNER": "processes", "DATELINE_WORKERS": "1"}
    killed = dateline_process("replay", "--lake", lake, DATELINE_FAIL_AT="published 1", **by_processes)
    assert killed.code == -signal.SIGKILL
    old = (
        "select count(*) as n from articles join runs on runs.run_id = coalesce(derived_run_id, articles.run_id) "
        "where derivation = 'an older one'"
    )
    assert dateline("sql", old, "--format", "csv", "--lake", lake).out == "n\n3\n"
    ran = dateline("replay", "--lake", lake)
    assert ran.code == 0, ran.err
    assert "from 3 articles in 1 batches" in ran.out
    assert exported(dateline, lake, tmp_path / "mended") == right
    statuses = dateline(
        "sql", "select status from runs where flow = 'replay' order by started_at", "--format", "csv", "--lake", lake
    )
    assert statuses.out == "status\nnothing new\nfailed\npublished\n"
    assert dateline("check", "--lake", lake).code == 0


def test_replay_of_a_part_takes_only_that(dateline, sample_lake, tmp_path):
    import shutil

    lake = tmp_path / "lake"
    shutil.copytree(sample_lake, lake)
    ran = dateline("replay", "--all", "--where", "headline like 'F%' -- those", "--lake", lake)
    assert ran.code == 0, ran.err
    count = dateline(
        "sql", "select count(*) as n from articles where headline like 'F%'", "--format", "csv", "--lake", lake
    )
    done = dateline(
        "sql", "select count(*) as n from articles where derived_run_id is not null", "--format", "csv", "--lake", lake
    )
    assert done.out == count.out
    assert dateline("replay", "--all", "--since", "2100-01-01", "--lake", lake).out.startswith("Nothing to replay")


def test_a_condition_may_only_ask(dateline, sample_lake):
    for where in ("1 = 1) or (1 = 1); drop table articles; --", "(select count(*) from read_csv('/etc/passwd')) > 0"):
        ran = dateline("replay", "--where", where, "--lake", sample_lake)
        assert ran.code == 2, where
        assert "Traceback" not in ran.err


def test_no_lake_is_made(dateline, tmp_path):
    ran = dateline("replay", "--lake", tmp_path / "none")
    assert ran.code == 2
    assert not (tmp_path / "none").exists()
