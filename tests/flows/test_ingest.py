"""The promises of a load: nothing lost, nothing twice, however often it runs and wherever it dies."""

import signal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

# What may differ between two loads of the same dumps: which run it was, and when.
OF_THE_RUN = {"run_id", "loaded_at"}
OF_THE_DATA = ("articles", "dumps", "entities", "mentions", "quotes", "rejects", "sightings")


def exported(dateline, lake: Path, into: Path) -> dict[str, list[dict]]:
    ran = dateline("export", "--to", into, "--lake", lake)
    assert ran.code == 0, ran.err
    tables = {}
    for name in OF_THE_DATA:
        rows = pq.read_table(into / f"{name}.parquet")
        tables[name] = rows.drop_columns([c for c in rows.column_names if c in OF_THE_RUN]).to_pylist()
    return tables


@pytest.fixture(scope="module")
def undisturbed(dateline, sample_lake, tmp_path_factory):
    return exported(dateline, sample_lake, tmp_path_factory.mktemp("undisturbed"))


@pytest.mark.parametrize("step", ["extracted", "analysed", "settled", "checked", "published"])
def test_killed_at_a_step_and_run_again_is_like_run_once(
    dateline, dateline_process, samples, undisturbed, tmp_path, step
):
    lake = tmp_path / "lake"
    killed = dateline_process("ingest", samples, "--lake", lake, DATELINE_FAIL_AT=step)
    assert killed.code == -signal.SIGKILL
    assert dateline("ingest", samples, "--lake", lake).code == 0
    assert dateline("ingest", samples, "--lake", lake).code == 0
    assert exported(dateline, lake, tmp_path / "tables") == undisturbed
    if step != "published":
        assert [p for p in (lake / "staging").iterdir() if p.is_dir()] == [], "staging of finished runs is cleaned"


def test_a_run_takes_over_the_analysis_of_a_dead_one(dateline_process, samples, tmp_path):
    lake = tmp_path / "lake"
    dateline_process("ingest", samples, "--lake", lake, DATELINE_FAIL_AT="analysed")
    (dead,) = [p for p in (lake / "staging").iterdir() if p.is_dir()]
    (part,) = (dead / "analysed").iterdir()
    made = (part / "articles.parquet").stat().st_ino
    dateline_process("ingest", samples, "--lake", lake, DATELINE_FAIL_AT="analysed")
    (next_run,) = [p for p in (lake / "staging").iterdir() if p.is_dir()]
    assert next_run != dead
    assert (next_run / "analysed" / part.name / "articles.parquet").stat().st_ino == made


def test_the_order_of_loads_does_not_matter(dateline, samples, undisturbed, tmp_path):
    lake = tmp_path / "lake"
    for path in sorted(samples.iterdir(), reverse=True):
        ran = dateline("ingest", path, "--lake", lake)
        assert ran.code in (0, 2), ran.err  # 2: the one that is no article
    tables = exported(dateline, lake, tmp_path / "tables")
    for name in ("quotes", "mentions", "entities", "sightings", "rejects"):
        assert tables[name] == undisturbed[name], name
    # An article that two dumps carry was first seen in whichever came first.
    first = {"first_dump_id"}
    strip = lambda rows: [{k: v for k, v in row.items() if k not in first} for row in rows]  # noqa: E731
    assert strip(tables["articles"]) == strip(undisturbed["articles"])


def test_relative_times_are_counted_from_the_given_capture(dateline, samples, tmp_path):
    lake = tmp_path / "lake"
    ran = dateline("ingest", samples, "--lake", lake, "--captured-at", "2031-05-04T12:00Z")
    assert ran.code == 0, ran.err
    tables = exported(dateline, lake, tmp_path / "tables")
    relative = [a for a in tables["articles"] if a["time_source"] == "relative"]
    assert relative
    assert all(a["updated_at"].isoformat() <= "2031-05-04T12:00:00+00:00" for a in relative)
    assert {d["captured_source"] for d in tables["dumps"]} == {"given"}
