"""The guide's pages say what is true: every answer and every command in them is run.

`python tests/flows/test_docs_of_readers.py LAKE` writes the cookbook's answers anew from a lake of the samples.
"""

import io
import re
import shlex
import sys
from pathlib import Path

import duckdb
import pytest
import yaml
from rich.console import Console
from typer.main import get_command

from flows.command import app
from flows.screen import show_rows
from warehouse.extensions import load
from warehouse.lake import Lake
from warehouse.query import run_sql

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "warehouse" / "docs"
PAGES = tuple(
    f"{name}.md"
    for name in ("README", "guide", "connect", "cookbook", "adding-a-table", "adding-a-check", "adding-a-mart")
)


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def answer(lake: Lake, sql: str) -> str:
    """As `dateline sql` prints it on a terminal of 120 columns."""
    stream = io.StringIO()
    show_rows(run_sql(lake, sql), "table", Console(file=stream, width=120, highlight=False), limit=100)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


QUESTIONS = re.findall(r"```sql\n(.+?)```\n\n```text\n(.+?)```", text_of("cookbook.md"), re.S)


def test_there_are_fifteen_questions():
    assert len(QUESTIONS) == 15


@pytest.mark.parametrize(("sql", "told"), QUESTIONS)
def test_answers_of_the_cookbook(sample_lake, sql, told):
    cure = "stale: run `python tests/flows/test_docs_of_readers.py LAKE` with a lake of the samples"
    assert answer(Lake(sample_lake), sql) == told, cure


@pytest.mark.parametrize("page", ["operations", "entities"])
def test_questions_of_other_pages(sample_lake, page):
    blocks = re.findall(r"```sql\n(.+?)```", text_of(f"{page}.md"), re.S)
    assert blocks
    for sql in (sql for block in blocks for sql in block.split(";") if sql.strip()):
        assert run_sql(Lake(sample_lake), sql).column_names, sql


def test_the_lake_attached_in_duckdb_itself(sample_lake):
    (attach,) = re.findall(r"```sql\n(.+?)```", text_of("connect.md"), re.S)
    with duckdb.connect() as connection:
        load(connection, ("ducklake", "sqlite"))
        connection.execute(attach.replace("/srv/news/lake", str(sample_lake)))
        assert connection.execute("select count(*) from speakers").fetchone()[0] > 10
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("delete from quotes")


def test_the_lake_in_python(sample_lake, tmp_path, monkeypatch):
    (code,) = re.findall(r"```python\n(.+?)```", text_of("connect.md"), re.S)
    (tmp_path / "lake").symlink_to(sample_lake)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(code, names)
    assert len(names["frame"]) == 5


def test_commands_and_options_that_pages_tell_of_exist():
    commands = get_command(app).commands
    options = {name: {o for p in command.params for o in p.opts} for name, command in commands.items()}
    told = 0
    for page in [ROOT / "README.md", *DOCS.glob("*.md")]:
        text = page.read_text(encoding="utf-8")
        lines = re.findall(r"^(?:    |\$ )?dateline (.+)$|`dateline ([a-z][^`\n]*)`", text, re.M)
        for line in (first or second for first, second in lines):
            words = line.split("#")[0].split()
            assert words[0] in commands or words[0] == "COMMAND", f"{page.name}: dateline {line}"
            given = {word for word in words[1:] if re.fullmatch("--[a-z-]+", word)}
            assert given <= options.get(words[0], set()) | {"--help"}, f"{page.name}: dateline {line}"
            told += 1
    assert told > 60


# Commands that serve until they are stopped, or that other tests run.
NOT_RUN = ("dashboard", "up", "ingest", "maintain", "forget", "replay", "check")
COMMANDS = [
    line
    for name in PAGES
    if (DOCS / name).exists()
    for block in re.findall(r"```sh\n(.+?)```", text_of(name), re.S)
    for line in block.splitlines()
    if line.startswith("dateline ") and line.split()[1] not in NOT_RUN
]


def test_there_are_commands():
    assert len(COMMANDS) > 8


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_of_the_guide(dateline, sample_lake, tmp_path, monkeypatch, line):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "question.sql").write_text("from speakers limit 3")
    words = shlex.split(line, comments=True)[1:]
    if "QUOTE_ID" in words:
        found = run_sql(Lake(sample_lake), "select min(quote_id) as id from quotes").to_pylist()[0]["id"]
        words = [found if word == "QUOTE_ID" else word for word in words]
    if "shell" in words:
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = dateline(*words, "--lake", sample_lake)
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    for path in re.findall(r"\]\((?!https?:)([^)#]+)\)", text_of(name)):
        assert (DOCS / path).exists(), path


def test_every_page_is_in_the_index():
    linked = set(re.findall(r"\]\(([^)#/]+\.md)\)", text_of("README.md")))
    assert linked == {page.name for page in DOCS.glob("*.md")} - {"README.md"}


def test_what_dbt_attaches(sample_lake):
    """The profile for the lake, attached in the words of dbt-duckdb, has the tables of the sources."""
    profile, sources = (
        yaml.safe_load(block) for block in re.findall(r"```yaml\n(.+?)```", text_of("connect.md"), re.S)
    )
    (attach,) = profile["news"]["outputs"]["live"]["attach"]
    options = ", ".join(["READ_ONLY", *(f"{name} {value!r}" for name, value in attach["options"].items())])
    with duckdb.connect() as connection:
        load(connection, ("ducklake", "sqlite"))
        statement = f"ATTACH '{attach['path']}' AS {attach['alias']} ({options})"
        connection.execute(statement.replace("/srv/news/lake", str(sample_lake)))
        for source in sources["sources"]:
            assert attach["alias"] in source["database"]
            for table in source["tables"]:
                name = f"{attach['alias']}.{source['name']}.{table['name']}"
                assert connection.execute(f"select count(*) from {name}").fetchone()[0] > 10
    assert profile["news"]["outputs"]["exported"]["attach"][0]["alias"] in sources["sources"][0]["database"]


def written_anew(page: str, lake: Lake) -> str:
    return re.sub(
        r"(```sql\n(.+?)```\n\n```text\n)(.+?)```",
        lambda found: f"{found[1]}{answer(lake, found[2])}```",
        page,
        flags=re.S,
    )


if __name__ == "__main__":
    (DOCS / "cookbook.md").write_text(written_anew(text_of("cookbook.md"), Lake(sys.argv[1])), encoding="utf-8")
