"""`sql` from files and to files, `shell` on a real terminal, `search`, `trace` as JSON, `export` to one file."""

import csv
import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from transforms.tables import TABLES
from warehouse.extensions import load
from warehouse.marts import marts

COUNT = "select count(*) as n from quotes"


def count_of(dateline, lake):
    return json.loads(dateline("sql", COUNT, "--format", "json", "--lake", lake).out)[0]["n"]


@pytest.mark.parametrize("how", [["q.sql"], ["--file", "q.sql"], ["--file", "q.txt"]])
def test_sql_of_a_file(dateline, sample_lake, tmp_path, monkeypatch, how):
    monkeypatch.chdir(tmp_path)
    for name in ("q.sql", "q.txt"):
        (tmp_path / name).write_text(f"-- how many?\n{COUNT}\n")
    ran = dateline("sql", *how, "--format", "json", "--lake", sample_lake)
    assert json.loads(ran.out) == [{"n": count_of(dateline, sample_lake)}], ran.err


def test_sql_of_standard_input(dateline_process, sample_lake):
    ran = dateline_process("sql", "--format", "csv", "--lake", sample_lake, stdin=COUNT)
    assert ran.out.splitlines()[0] == "n", ran.err


@pytest.mark.parametrize("name", ["a.parquet", "a.csv", "a.json", "a.md"])
def test_sql_to_a_file(dateline, sample_lake, tmp_path, name):
    to = tmp_path / name
    ran = dateline("sql", "select quote_id, text from quotes order by 1", "--to", to, "--lake", sample_lake)
    assert ran.code == 0, ran.err
    count = count_of(dateline, sample_lake)
    rows = {
        ".parquet": lambda: pq.read_table(to).num_rows,
        ".csv": lambda: len(list(csv.DictReader(to.open(newline="")))),
        ".json": lambda: len(json.loads(to.read_text())),
        ".md": lambda: len(to.read_text().splitlines()) - 2,
    }[to.suffix]()
    assert rows == count
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["missing.sql"], "missing.sql"),
        (["--file", "."], "cannot read"),
        (["  "], "no query"),
        (["select 1", "--format", "parquet"], "--to"),
        (["select 1", "--to", "answer.xyz"], "--format"),
        (["select 1", "--to", "/proc/nowhere/a.csv"], "cannot write"),
        (["select 1", "--to", "/proc/nowhere/a.parquet"], "cannot write"),
    ],
)
def test_what_sql_cannot_do_is_told(dateline, sample_lake, arguments, told):
    ran = dateline("sql", *arguments, "--lake", sample_lake)
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)
    assert told in ran.err


def test_a_query_that_fails_leaves_the_old_answer(dateline, sample_lake, tmp_path):
    (tmp_path / "a.csv").write_text("old")
    ran = dateline("sql", "select nonsense from quotes", "--to", tmp_path / "a.csv", "--lake", sample_lake)
    assert (ran.code, (tmp_path / "a.csv").read_text()) == (2, "old")


def test_search_finds_and_marks(dateline, sample_lake):
    ran = dateline("search", "waiting", "--lake", sample_lake, "--format", "json")
    assert ran.code == 0, ran.err
    rows = json.loads(ran.out)
    assert rows
    assert all("wait" in row["text"].lower() for row in rows)
    for within in ("quotes", "articles"):
        ran = dateline("search", "waiting", "--in", within, "--rows", "1", "--lake", sample_lake)
        assert ran.code == 0
        assert "found" in ran.out
    nobody = dateline("search", "waiting", "--speaker", "Nobody Atall", "--lake", sample_lake)
    assert (nobody.code, nobody.out.strip()) == (0, "0 found")
    late = dateline("search", "waiting", "--from", "2190-01-01", "--to", "2190-01-01", "--lake", sample_lake)
    assert late.out.strip() == "0 found"


@pytest.mark.parametrize("words", ['"', "-", "*", "( AND", "body:[a TO b]", "a^9 ~ \\"])
def test_hostile_searches_end_well(dateline, sample_lake, words):
    ran = dateline("search", words, "--lake", sample_lake)
    assert ran.code in (0, 2)
    assert len(ran.err.strip().splitlines()) == (ran.code == 2)


@pytest.mark.parametrize("table", ["quote", "mention", "article"])
def test_trace_as_json(dateline, sample_lake, table):
    rows = dateline(
        "sql", f"select {table}_id as id from {table}s order by 1 limit 1", "--format", "json", "--lake", sample_lake
    )
    wanted = json.loads(rows.out)[0]["id"]
    ran = dateline("trace", wanted, "--format", "json", "--lake", sample_lake)
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert (found["what"], found["differs"]) == (table, False)
    assert found["text"] == found["body"][found["char_start"] : found["char_end"]]
    assert {place["verdict"] for place in found["places"]} == {"same"}


def test_one_file_for_bi(dateline, sample_lake, tmp_path):
    to = tmp_path / "news.duckdb"
    for _ in range(2):  # the second takes the place of the first
        ran = dateline("export", "--to", to, "--lake", sample_lake)
        assert ran.code == 0, ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.croissant.json", "news.duckdb"]
    with duckdb.connect(str(to), read_only=True) as connection:
        load(connection, ("fts",))
        for table in TABLES:
            told = dateline("sql", f"select count(*) as n from {table.name}", "--format", "json", "--lake", sample_lake)
            assert connection.execute(f"select count(*) from {table.name}").fetchone() == (
                json.loads(told.out)[0]["n"],
            )
        for mart in marts():
            counts = [
                connection.execute(f"select count(*) from {name}").fetchone()
                for name in (mart.name, f"marts.{mart.name}")
            ]
            assert counts[0] == counts[1]
        comments = connection.execute("select count(*) from duckdb_columns() where comment is not null").fetchone()
        assert comments == (sum(len(table.columns) for table in TABLES),)
        found = connection.execute("select text from search_quotes('waiting')").fetchall()
        assert found
        assert all("wait" in text.lower() for (text,) in found)
        assert connection.execute("select count(*) from search_articles('waiting')").fetchone() != (0,)


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_exports_are_described(dateline, sample_lake, tmp_path, form):
    croissant = pytest.importorskip("mlcroissant")
    ran = dateline("export", "--to", tmp_path, "--format", form, "--lake", sample_lake)
    assert ran.code == 0, ran.err
    described = croissant.Dataset(tmp_path / "croissant.json")  # raises where it is not valid
    assert {record.id for record in described.metadata.record_sets} == {table.name for table in TABLES}
    told = json.loads((tmp_path / "croissant.json").read_text())
    assert {file["contentUrl"] for file in told["distribution"]} == {f"{table.name}.{form}" for table in TABLES}
    if form == "parquet":
        first = next(iter(described.records("entities")))
        assert first["entities/name"]


def test_export_of_a_wrong_format(dateline, sample_lake, tmp_path):
    ran = dateline("export", "--to", tmp_path / "a.duckdb", "--format", "csv", "--lake", sample_lake)
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)


def test_the_shell_on_a_terminal(sample_lake, tmp_path):
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.command", "shell", "--lake", str(sample_lake)],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"HOME": str(tmp_path), "TERM": "xterm", "COLUMNS": "120"},
    )
    os.close(inner)
    try:
        assert "semicolon" in seen(outer, "news> ")
        os.write(outer, b"select count(*) as n\nfrom quotes where speaker_ent\t is null;\n")
        assert "1 rows" in seen(outer, "1 rows")
        os.write(outer, b"delete from quotes;\n")
        assert "only queries" in seen(outer, "only queries")
        os.write(outer, b".columns quotes\n")
        assert "speaker_role" in seen(outer, "speaker_role")
        os.write(outer, b".format csv\nselect 1 as a, 2 as b;\n")
        assert "a,b" in seen(outer, "1,2")
        os.write(outer, b"select nonsense;\n")
        assert "Traceback" not in seen(outer, "nonsense")
        os.write(outer, b".quit\n")
        assert process.wait(20) == 0
    finally:
        process.kill()
        os.close(outer)
    assert "quo" in (tmp_path / ".dateline_history").read_text()


def seen(terminal: int, until: str, seconds: float = 40) -> str:
    """What the terminal shows, up to this and what comes at once after it."""
    shown, end = "", time.monotonic() + seconds
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.3)
        if ready:
            shown += os.read(terminal, 65536).decode(errors="replace")
        elif until in shown:
            return shown
    raise AssertionError(f"no {until!r} in {shown!r}")
