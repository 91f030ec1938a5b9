"""A load in several batches: the tables are those of one batch, and what a dead run had ready is published."""

import gc
import signal
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.batches import MOST_PARTS, Batch, Plan, batches_of, dumps_of
from flows.workspace import Workspace
from transforms.tables import Dump, Reject
from warehouse.lake import Lake
from warehouse.staging import ARTICLE_GROUP_ROWS, write_part, written_rows

# Parts of two documents, four documents at most to a batch: the samples make five batches.
SMALL = {"DATELINE_PART_DOCUMENTS": "2", "DATELINE_BATCH_DOCUMENTS": "4"}
# Of Great Expectations: what it makes anew for each check of a batch.
GATE = ("EphemeralDataContext", "SqlAlchemyExecutionEngine")
OF_THE_RUN = {"run_id", "loaded_at", "first_dump_id"}
OF_THE_DATA = ("articles", "dumps", "entities", "mentions", "quotes", "rejects", "sightings")


def exported(dateline, lake: Path, into: Path) -> dict[str, list[dict]]:
    ran = dateline("export", "--to", into, "--lake", lake)
    assert ran.code == 0, ran.err
    tables = {}
    for name in OF_THE_DATA:
        rows = pq.read_table(into / f"{name}.parquet")
        tables[name] = rows.drop_columns([c for c in rows.column_names if c in OF_THE_RUN]).to_pylist()
    return tables


def asked(dateline, lake: Path, sql: str) -> str:
    ran = dateline("sql", sql, "--format", "csv", "--lake", lake)
    assert ran.code == 0, ran.err
    return ran.out


@pytest.fixture(scope="module")
def in_one(dateline, sample_lake, tmp_path_factory):
    return exported(dateline, sample_lake, tmp_path_factory.mktemp("one"))


@pytest.mark.parametrize("step", ["published 1", pytest.param("settled 2", marks=pytest.mark.long)])
def test_killed_between_batches_and_run_again_is_like_one_batch(
    dateline, dateline_process, samples, in_one, tmp_path, step
):
    lake = tmp_path / "lake"
    killed = dateline_process("ingest", samples, "--lake", lake, DATELINE_FAIL_AT=step, **SMALL)
    assert killed.code == -signal.SIGKILL
    assert asked(dateline, lake, "select status, finished_at is null from runs") == (
        "status,(finished_at IS NULL)\nrunning,True\n"
    )
    before = asked(dateline, lake, "select count(*) from articles")
    assert before != "count_star()\n15\n"
    assert asked(dateline, lake, "select count(*) from dumps where is_partial") == "count_star()\n1\n"
    assert dateline_process("ingest", samples, "--lake", lake, **SMALL).code == 0
    assert exported(dateline, lake, tmp_path / "tables") == in_one
    assert asked(dateline, lake, "select status, finished_at is null from runs order by started_at") == (
        "status,(finished_at IS NULL)\nfailed,False\npublished,False\n"
    )
    assert [p for p in (lake / "staging").iterdir() if p.is_dir()] == []
    checked = dateline("check", "--lake", lake)
    assert checked.code == 0, checked.out


def test_a_run_that_resumes_another_and_dies_too_is_resumed(dateline, dateline_process, samples, in_one, tmp_path):
    """The second dies with a batch settled that names it, before it published any."""
    lake = tmp_path / "lake"
    for step in ("settled 1", "settled 0"):
        killed = dateline_process("ingest", samples, "--lake", lake, DATELINE_FAIL_AT=step, **SMALL)
        assert killed.code == -signal.SIGKILL
    ended = dateline_process("ingest", samples, "--lake", lake, **SMALL)
    assert ended.code == 0, ended.err
    assert exported(dateline, lake, tmp_path / "tables") == in_one
    assert asked(dateline, lake, "select status from runs order by started_at").split() == [
        "status", "failed", "failed", "published",
    ]  # fmt: skip
    assert [p for p in (lake / "staging").iterdir() if p.is_dir()] == []


def test_a_dump_that_is_there_in_part_is_loaded_anew_after_an_upgrade(
    dateline, dateline_process, samples, in_one, tmp_path
):
    """What the code before the upgrade published of it would not fit to what the code after it finds."""
    lake = tmp_path / "lake"
    killed = dateline_process("ingest", samples, "--lake", lake, DATELINE_FAIL_AT="published 1", **SMALL)
    assert killed.code == -signal.SIGKILL
    partial = "SELECT dump_id FROM lake.news.dumps WHERE is_partial"
    house = Lake(lake)
    house.write(  # as one that cut the text elsewhere had it
        lambda connection: connection.execute(
            f"UPDATE lake.news.sightings SET locator = 'chars 1-2' WHERE dump_id IN ({partial})"
        )
    )
    house.close()
    authority = tmp_path / "authority.csv"  # of nobody in the samples; it is part of what rows are derived by
    authority.write_text("kind,id,name,aliases\nperson,Q9001,Nobody Hereabouts,\n", encoding="utf-8")
    ended = dateline_process("ingest", samples, "--lake", lake, DATELINE_AUTHORITY=str(authority))
    assert ended.code == 0, ended.err + ended.out
    assert exported(dateline, lake, tmp_path / "tables") == in_one
    checked = dateline("check", "--lake", lake)
    assert checked.code == 0, checked.out


def test_what_checked_a_batch_is_gone_with_the_batch(dateline, samples, tmp_path, monkeypatch):
    """Else memory would grow with each batch: Python seldom collects cycles while so much else lives."""
    monkeypatch.setenv("DATELINE_BATCH_DOCUMENTS", "4")  # five batches
    monkeypatch.setenv("DATELINE_PART_DOCUMENTS", "2")
    gc.collect()
    gc.disable()
    try:
        assert dateline("ingest", samples, "--lake", tmp_path / "lake").code == 0
        left = [type(thing).__name__ for thing in gc.get_objects() if type(thing).__name__ in GATE]
    finally:
        gc.enable()
    assert len(left) <= 2 * len(GATE), left  # of the last one and the one before, not of all five


def a_part(space: Workspace, name: str, *documents: tuple[str, int]) -> Path:
    folder = space.analysed / name
    rows = [
        Reject(dump_id=d, locator=f"chars {n}-{n + 1}", stage="read", reason="empty", detail=None, excerpt=None)
        for d, n in documents
    ]
    write_part(folder, {"rejects": rows})
    return folder


def test_batches_follow_the_reading_and_tell_which_dumps_end(tmp_path: Path):
    space = Workspace(tmp_path)
    parts = [
        a_part(space, "a", ("y", 9)),
        a_part(space, "b", ("x", 0), ("x", 5)),
        a_part(space, "c", ("x", 100), ("y", 0)),
        a_part(space, "d", ("y", 20)),
    ]
    batches = batches_of(space, parts, {"x": 3, "y": 3, "z": 0}, most=2)
    assert [(batch.parts, batch.dumps) for batch in batches] == [
        (["analysed/b"], [("x", True), ("z", False)]),
        (["analysed/c"], [("x", False), ("y", True)]),
        (["analysed/a", "analysed/d"], [("y", False)]),
    ]
    Plan("r", "d", ["rule"], batches).write(space)
    assert Plan.read(space) == Plan("r", "d", ["rule"], batches)


def test_the_text_of_a_batch_is_bounded(tmp_path: Path):
    space = Workspace(tmp_path)
    parts = [a_part(space, f"{n:03d}", ("x", n)) for n in range(2 * MOST_PARTS + 1)]
    batches = batches_of(space, parts, {"x": len(parts)}, most=10_000)
    assert [len(batch.parts) for batch in batches] == [MOST_PARTS, MOST_PARTS, 1]


def test_a_dump_that_lacks_a_document_ends_with_the_last_batch(tmp_path: Path):
    space = Workspace(tmp_path)
    (batch,) = batches_of(space, [a_part(space, "a", ("x", 0))], {"x": 2}, most=10)
    assert batch.dumps == [("x", False)]


def test_more_documents_than_were_read_are_refused(tmp_path: Path):
    space = Workspace(tmp_path)
    with pytest.raises(ValueError, match="more documents"):
        batches_of(space, [a_part(space, "a", ("x", 0), ("x", 1))], {"x": 1}, most=10)


def a_dump(name: str) -> Dump:
    return Dump(
        dump_id=name, uri=f"{name}.txt", format="text", layout=None, encoding=None, byte_count=1, captured_at=None,
        captured_source=None, document_count=1, article_count=0, reject_count=0,
        loaded_at=datetime(2031, 1, 1, tzinfo=UTC), run_id="",
    )  # fmt: skip


def test_a_batch_reads_the_rows_of_its_own_dumps(tmp_path: Path):
    space = Workspace(tmp_path)
    with written_rows(Dump, space.dumps) as write:
        for number in range(2 * ARTICLE_GROUP_ROWS + 1):
            write(a_dump(f"{number:05d}"))
    assert pq.read_metadata(space.dumps).num_row_groups == 3
    rows = dumps_of(space, Batch([], [("04096", True), ("00001", False)])).to_pylist()
    assert [(row["dump_id"], row["uri"], row["is_partial"]) for row in rows] == [
        ("00001", "00001.txt", False),
        ("04096", "04096.txt", True),
    ]
    with pytest.raises(KeyError, match="1 of the batch's 2"):
        dumps_of(space, Batch([], [("00001", False), ("none", False)]))
