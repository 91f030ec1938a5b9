"""The command on the sample dumps: what it prints, how it ends, and what it says of bad input."""

import gzip
import json
import re
import shlex
from pathlib import Path

import duckdb
import pytest

from warehouse import versions

TABLES = ("articles", "checks", "dumps", "entities", "mentions", "quotes", "rejects", "runs", "sightings")


def test_sql_answers_the_first_question_of_the_readme(dateline, sample_lake):
    ran = dateline(
        "sql",
        "select speaker, count(*) as n from quotes group by all order by 2 desc",
        "--format", "json", "--lake", sample_lake,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    rows = json.loads(ran.out)
    assert len(rows) > 10
    assert any(row["speaker"] for row in rows)
    assert [row["n"] for row in rows] == sorted((row["n"] for row in rows), reverse=True)


README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
ANSWERS = re.findall(r"```console\n\$ dateline (.+)\n((?:.*\n)+?)```", README)


def test_the_readme_has_answers():
    assert len(ANSWERS) >= 4


@pytest.mark.parametrize(("command", "answer"), ANSWERS)
def test_answers_of_the_readme_are_those_of_the_samples(dateline, sample_lake, command, answer):
    ran = dateline(*shlex.split(command), "--lake", sample_lake)
    shown = "\n".join(line.rstrip() for line in ran.out.splitlines())
    assert shown == answer.rstrip(), "stale: paste what the command prints on the samples into README.md"


def test_sql_reads_a_query_from_standard_input(dateline_process, sample_lake):
    ran = dateline_process("sql", "-", "--format", "csv", "--lake", sample_lake, stdin="select 1 as one, null as none")
    assert ran.out == "one,none\n1,\n"


@pytest.mark.parametrize("statement", ["delete from quotes", "create table t (a int)", "attach 'x.db'"])
def test_sql_cannot_write(dateline, sample_lake, statement):
    ran = dateline("sql", statement, "--lake", sample_lake)
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_sql_error_is_one_message(dateline, sample_lake):
    ran = dateline("sql", "select nonsense from quotes", "--lake", sample_lake)
    assert ran.code == 2
    assert "nonsense" in ran.err
    assert "Traceback" not in ran.err


def test_status_tells_what_is_loaded(dateline, sample_lake):
    ran = dateline("status", "--lake", sample_lake)
    assert ran.code == 0, ran.err
    for word in ("dumps", "articles", "quotes", "entities", "rejects", "published"):
        assert word in ran.out


def test_rejects_name_the_dump_and_the_reason(dateline, sample_lake):
    ran = dateline("rejects", "--format", "json", "--lake", sample_lake)
    assert ran.code == 0, ran.err
    reasons = {row["reason"] for row in json.loads(ran.out)}
    assert "truncated" in reasons


def test_rejects_of_an_unknown_reason_names_the_known_ones(dateline, sample_lake):
    ran = dateline("rejects", "--reason", "nonsense", "--lake", sample_lake)
    assert ran.code == 2
    assert "truncated" in ran.err


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_export_writes_one_file_a_table(dateline, sample_lake, tmp_path, form):
    ran = dateline("export", "--to", tmp_path / "tables", "--format", form, "--lake", sample_lake)
    assert ran.code == 0, ran.err
    assert sorted(p.name for p in (tmp_path / "tables").iterdir() if p.stem in TABLES) == [
        f"{t}.{form}" for t in TABLES
    ]


def test_every_document_is_accounted_for(dateline, sample_lake, tmp_path):
    dateline("export", "--to", tmp_path, "--lake", sample_lake)
    with duckdb.connect() as connection:
        wrong = connection.execute(
            f"""
            select uri from '{tmp_path}/dumps.parquet' d
            where document_count != (select count(*) from '{tmp_path}/sightings.parquet' s where s.dump_id = d.dump_id)
                + (select count(*) from '{tmp_path}/rejects.parquet' r where r.dump_id = d.dump_id)
            """
        ).fetchall()
        dumps = connection.execute(f"select count(*) from '{tmp_path}/dumps.parquet'").fetchone()
    assert wrong == []
    assert dumps[0] >= 6


def test_spans_are_their_text(dateline, sample_lake, tmp_path):
    dateline("export", "--to", tmp_path, "--lake", sample_lake)
    with duckdb.connect() as connection:
        bodies = dict(connection.execute(f"select article_id, body from '{tmp_path}/articles.parquet'").fetchall())
        for table in ("quotes", "mentions"):
            rows = connection.execute(
                f"select article_id, char_start, char_end, text from '{tmp_path}/{table}.parquet'"
            ).fetchall()
            assert len(rows) > 20
            assert all(bodies[article_id][start:end] == text for article_id, start, end, text in rows)


def test_the_past_can_be_asked_until_it_is_forgotten(dateline, tmp_path):
    lake = tmp_path / "lake"
    count = ("sql", "select count(*) as n from articles", "--format", "json", "--lake", lake)
    (tmp_path / "a.txt").write_text(STORY)
    assert dateline("ingest", tmp_path / "a.txt", "--publisher", "The Gull", "--lake", lake).code == 0
    rows = dateline("sql", "select max(snapshot_id) as n from runs", "--format", "json", "--lake", lake)
    before = json.loads(rows.out)[0]["n"]
    assert json.loads(dateline(*count).out) == [{"n": 1}]
    assert json.loads(dateline(*count, "--at", before).out) == [{"n": 0}]
    assert dateline("maintain", "--lake", lake).code == 0
    assert json.loads(dateline(*count).out) == [{"n": 1}]

    assert dateline("forget", "--lake", lake, "--yes").code == 2  # what?
    ran = dateline("forget", "--publisher", "The Gull", "--lake", lake, "--yes")
    assert (ran.code, "1 articles" in ran.out) == (0, True), ran.err
    assert json.loads(dateline(*count).out) == [{"n": 0}]
    assert dateline(*count, "--at", before).code == 2  # the past is gone, too


@pytest.mark.parametrize("table", ["quote", "mention", "article"])
def test_trace_leads_back_to_the_dump(dateline, sample_lake, table):
    query = f"select {table}_id as id from {table}s order by 1 limit 1"
    rows = dateline("sql", query, "--format", "json", "--lake", sample_lake)
    ran = dateline("trace", json.loads(rows.out)[0]["id"], "--lake", sample_lake)
    assert ran.code == 0, ran.out + ran.err
    assert "verified" in ran.out
    assert "SHA-256" in ran.out


def test_trace_tells_when_the_dump_has_changed(dateline, tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    lake = tmp_path / "lake"
    assert dateline("ingest", tmp_path / "a.txt", "--lake", lake).code == 0
    rows = dateline("sql", "select article_id as id from articles", "--format", "json", "--lake", lake)
    wanted = json.loads(rows.out)[0]["id"]
    (tmp_path / "a.txt").write_text(STORY.replace("eleven", "twelve"))
    ran = dateline("trace", wanted, "--lake", lake)
    assert (ran.code, "other bytes" in ran.out) == (1, True)
    (tmp_path / "a.txt").unlink()
    ran = dateline("trace", wanted, "--lake", lake)
    assert (ran.code, "not there any more" in ran.out) == (0, True)


def test_trace_of_an_unknown_id(dateline, sample_lake):
    ran = dateline("trace", "0" * 32, "--lake", sample_lake)
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)


def test_check_audits_what_is_published(dateline, sample_lake):
    ran = dateline("check", "--lake", sample_lake)
    assert ran.code == 0, ran.err + ran.out
    assert "checks held" in ran.out
    assert (sample_lake / "reports" / "index.html").exists()


def test_again_is_nothing_new(dateline, sample_lake, samples):
    ran = dateline("ingest", samples, "--lake", sample_lake)
    assert ran.code == 0, ran.err
    assert "Nothing new" in ran.out


def test_help_has_examples(dateline):
    for command in ("ingest", "sql", "status", "rejects", "trace", "export", "check", "maintain", "forget"):
        ran = dateline(command, "--help")
        assert ran.code == 0
        assert f"dateline {command}" in ran.out


# --------------------------------------------------------------------------------------------- bad input


def truncated(text: str) -> bytes:
    packed = gzip.compress(text.encode(), mtime=0)
    return packed[: len(packed) * 3 // 4]


STORY = """Ferry returns to Low Haven

The ferry to Low Haven sails again after eleven weeks in dock, the harbour office said on Tuesday.

“The boat is back, and so is the noise,” said Ilse Marrow, the harbour master, as the first cars rolled ashore.

Repairs to the older of the two engines had cost twice what the council set aside in autumn. Marrow said that nobody had
known how far the rust went until the plates came off.

Along the quay, shopkeepers hung flags from upper windows. Tobias Lindqvarn, who bakes for half of the island, gave away
four hundred buns before noon.

“We ate our own bread all winter,” he told reporters. “It was very good, but one likes to be praised by strangers.”

The council will decide in May whether to order a second boat. A draft of its plan, seen by this newspaper, calls the
present vessel “a museum with a timetable”.

Opponents of the purchase point to falling numbers of passengers. Only nine people crossed on an average Sunday,
according to figures from the ministry of transport.

Schoolchildren, who had been taught by radio since the storm, were back at their desks before the bell. Their teacher,
Oda Veenhuis, admitted that some of them had asked whether the ferry might break again.
"""
BAD_FILES = {
    "empty.txt": (b"", "empty"),
    "junk.txt": (bytes(range(256)) * 64, "binary"),
    "blank.txt": (b" \n\n \t\n", "empty"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_unreadable_input_ends_with_2(dateline, tmp_path, name):
    content, reason = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    ran = dateline("ingest", tmp_path / name, "--lake", tmp_path / "lake")
    assert ran.code == 2, ran.err
    assert name in ran.err
    assert reason in ran.err
    assert "Traceback" not in ran.err


def test_truncated_gz_keeps_what_came_before_the_cut(dateline, tmp_path):
    (tmp_path / "cut.txt.gz").write_bytes(truncated(STORY))
    ran = dateline("ingest", tmp_path / "cut.txt.gz", "--lake", tmp_path / "lake")
    assert ran.code == 0, ran.err
    assert "truncated" in ran.err
    assert "Traceback" not in ran.err
    rows = dateline("sql", "select count(*) as n from articles", "--format", "json", "--lake", tmp_path / "lake")
    assert json.loads(rows.out) == [{"n": 1}]


def test_fields_of_records_can_be_named(dateline, tmp_path):
    record = {"kop": "Ferry returns to Low Haven", "tekst": STORY, "wanneer": "2031-02-03T04:05:06Z"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n")
    lake = tmp_path / "lake"
    ran = dateline(
        "ingest", tmp_path / "a.jsonl", "--map", "text=tekst,headline=kop", "--map", "published=wanneer", "--lake", lake
    )
    assert ran.code == 0, ran.err
    rows = dateline(
        "sql", "select headline, published_at::varchar as at from articles", "--format", "json", "--lake", lake
    )
    assert json.loads(rows.out) == [{"headline": "Ferry returns to Low Haven", "at": "2031-02-03 04:05:06+00"}]


def test_a_mapping_that_says_nothing(dateline, tmp_path):
    ran = dateline("ingest", tmp_path, "--map", "nonsense", "--lake", tmp_path / "lake")
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)
    assert "WHAT=FIELD" in ran.err


def test_missing_path(dateline, tmp_path):
    ran = dateline("ingest", tmp_path / "nowhere.txt", "--lake", tmp_path / "lake")
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)
    assert "nowhere.txt" in ran.err


def test_folder_without_dumps(dateline, tmp_path):
    (tmp_path / "nothing").mkdir()
    ran = dateline("ingest", tmp_path / "nothing", "--lake", tmp_path / "lake")
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)
    assert "nothing" in ran.err


def test_captured_at_that_is_no_time(dateline, tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    ran = dateline("ingest", tmp_path / "a.txt", "--captured-at", "yesterday", "--lake", tmp_path / "lake")
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)
    assert "ISO 8601" in ran.err


def test_lake_folder_that_cannot_be_written(dateline, tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "lake").write_text("a file where the folder should be")
    ran = dateline("ingest", tmp_path / "a.txt", "--lake", tmp_path / "lake")
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)
    assert "lake" in ran.err


@pytest.mark.parametrize("place", ["/proc/lake", "/sys/lake"])  # where even root may not write
def test_lake_folder_that_nobody_may_write(dateline, tmp_path, place):
    (tmp_path / "a.txt").write_text(STORY)
    ran = dateline("ingest", tmp_path / "a.txt", "--lake", place)
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)
    assert place in ran.err


def test_no_lake_to_read(dateline, tmp_path):
    ran = dateline("status", "--lake", tmp_path / "none")
    assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1)
    assert "dateline ingest" in ran.err


def test_lake_of_a_newer_version(dateline, sample_lake, tmp_path, monkeypatch):
    monkeypatch.setattr(versions, "SCHEMA_VERSION", 0)  # to an older dateline, this lake is of a newer one
    for command in (["status"], ["sql", "select 1"], ["ingest", __file__], ["export", "--to", tmp_path / "tables"]):
        ran = dateline(*command, "--lake", sample_lake)
        assert (ran.code, len(ran.err.strip().splitlines())) == (2, 1), command
        assert "upgrade" in ran.err
