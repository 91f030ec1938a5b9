"""The gate as flows call it: severities, allowances, the lake, Data Docs, and rules that cannot be checked."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from breaking import BREAKING, set_
from lakes import published
from rows import NOW, RUN, Rows, good_rows, written

from expectations import check
from expectations.gate import NoSuchRule, all_rules
from expectations.report import Finding, Report
from expectations.rule import Rule
from expectations.session import opened
from expectations.suites import validate
from transforms.schema import table_of
from transforms.tables import Check

HOSTILE = "<script>alert(1)</script> $label {batch} {{7*7}} ${x} %s \x1b[31m\x07 \"'; DROP TABLE quotes; --"


def broken(*labels: str) -> Rows:
    rows = good_rows()
    for label in labels:
        BREAKING[label](rows)
    return rows


def test_importing_the_package_does_not_import_great_expectations() -> None:
    code = "import sys; from expectations import check, Report, Finding; print('great_expectations' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


def test_a_critical_failure_blocks_and_is_described(tmp_path: Path) -> None:
    files = written(broken("quotes.text_is_its_span[text, char_start, char_end]"), tmp_path)
    report = check(files, run_id=RUN, checked_at=NOW)
    assert not report.is_publishable
    first, row, totals = report.describe().splitlines()
    assert first == (
        "critical: quotes.text_is_its_span[text, char_start, char_end]: "
        "A quote's text is exactly its span of the body. 1 row breaks it."
    )
    assert 'quote_id="q1", text="We wait for calmer water,"' in row
    assert totals.endswith(", 1 block, 0 warn.")


def test_a_warning_does_not_block(tmp_path: Path) -> None:
    report = check(written(broken("articles.no_mojibake[headline]"), tmp_path), run_id=RUN, checked_at=NOW)
    assert report.is_publishable
    assert [f.rule.label for f in report.warnings] == ["articles.no_mojibake[headline]"]


@pytest.mark.parametrize("name", ["is_a_language_code", "articles.is_a_language_code"])
def test_an_allowed_failure_does_not_block_and_is_recorded(name: str, tmp_path: Path) -> None:
    files = written(broken("articles.is_a_language_code[language]"), tmp_path)
    report = check(files, run_id=RUN, checked_at=NOW, allow=[name])
    assert report.is_publishable
    (row,) = [c for c in report.checks if c.expectation == "is_a_language_code"]
    assert (row.success, row.severity, json.loads(row.observed or "")) == (False, "critical", {"allowed": True})
    assert report.describe().startswith("allowed: ")


def test_articles_that_no_pipeline_reads_need_no_mentions(tmp_path: Path) -> None:
    files = written(broken("articles.have_mentions"), tmp_path)
    for languages, is_broken in ((None, True), (["en", "de"], True), (["de"], False)):
        report = check(files, run_id=RUN, checked_at=NOW, languages=languages)
        assert ("articles.have_mentions" in {f.rule.label for f in report.failures}) == is_broken


def test_an_allowance_of_one_rule_does_not_allow_another(tmp_path: Path) -> None:
    files = written(broken("articles.is_a_language_code[language]", "entities.not_blank[name]"), tmp_path)
    report = check(files, run_id=RUN, checked_at=NOW, allow=["articles.not_blank"])
    assert len(report.failures) == 2


def test_an_unknown_allowance_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchRule, match=r"no rule articles\.not_blanc: did you mean articles\.not_blank"):
        check(written(good_rows(), tmp_path), run_id=RUN, checked_at=NOW, allow=["articles.not_blanc"])


def test_an_unknown_table_and_an_odd_run_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="nonsense"):
        check({"nonsense": tmp_path / "x.parquet"}, run_id=RUN, checked_at=NOW)
    with pytest.raises(ValueError, match="run id"):
        check({}, run_id="../../run", checked_at=NOW)


def test_a_rule_that_raises_is_told_apart_and_blocks(tmp_path: Path) -> None:
    rules = [
        Rule(table="quotes", name="wrong", severity="info", sentence="It errs.", breaks="SELECT nothing FROM nowhere"),
        Rule(table="quotes", name="right", severity="info", sentence="It holds.", breaks="SELECT 1 WHERE false"),
    ]
    with opened(written(good_rows(), tmp_path), run_id=RUN, checked_at=NOW) as connection:
        wrong, right = validate(connection, rules, run_id=RUN, checked_at=NOW)
    assert right.success
    assert wrong.breach_count is None
    assert "nowhere does not exist" in (wrong.error or "")
    report = Report(run_id=RUN, checked_at=NOW, findings=[wrong, right])
    assert not report.is_publishable
    assert report.describe().startswith("info: quotes.wrong could not be checked: ")
    assert "error" in json.loads(report.checks[0].observed or "")


def test_checks_are_rows_of_their_table(tmp_path: Path) -> None:
    report = check(written(broken("quotes.in_range[confidence]"), tmp_path), run_id=RUN, checked_at=NOW)
    keys = {(c.run_id, c.table_name, c.expectation, c.column_name) for c in report.checks}
    assert len(keys) == len(report.checks) == len([r for r in all_rules() if r.scope != "audit"])
    checks = written({"checks": report.checks, "runs": good_rows()["runs"]}, tmp_path)
    assert check(checks, run_id="run-2", checked_at=NOW).is_publishable
    assert table_of(Check).to_arrow(report.checks).num_rows == len(report.checks)


def test_only_the_tables_of_the_load_are_checked(tmp_path: Path) -> None:
    files = written({"dumps": [], "rejects": []}, tmp_path)
    report = check(files, run_id=RUN, checked_at=NOW)
    assert {f.rule.table for f in report.findings} == {"dumps", "rejects"}


def test_references_are_found_in_the_lake(tmp_path: Path) -> None:
    """A known article in a new dump, a mention of a known entity, and quotes of a published article."""
    attach = published(good_rows(), tmp_path / "lake")
    rows = good_rows()
    load = {name: rows[name] for name in ("dumps", "sightings", "quotes", "mentions", "rejects")}
    files = written(load, tmp_path)
    assert check(files, run_id=RUN, checked_at=NOW, attach=attach).failures == []
    alone = check(files, run_id=RUN, checked_at=NOW)
    assert {f.rule.label for f in alone.failures} == {
        "sightings.refers[article_id]",
        "quotes.refers[article_id]",
        "quotes.refers[speaker_entity_id]",
        "mentions.refers[article_id]",
        "mentions.refers[entity_id]",
    }


def test_spans_are_held_against_published_bodies(tmp_path: Path) -> None:
    attach = published(good_rows(), tmp_path / "lake")
    rows = good_rows()
    set_("quotes", text="We wait for calmer water,")(rows)
    files = written({"quotes": rows["quotes"]}, tmp_path)
    report = check(files, run_id=RUN, checked_at=NOW, attach=attach)
    assert [f.rule.name for f in report.failures] == ["text_is_its_span"]


def test_the_lake_is_attached_to_the_instance_that_is_given(tmp_path: Path) -> None:
    attach = published(good_rows(), tmp_path / "lake")
    with duckdb.connect() as given:
        report = check(written(good_rows(), tmp_path), run_id=RUN, checked_at=NOW, attach=attach, connect=given.cursor)
        attached = given.execute("SELECT * FROM duckdb_databases() WHERE database_name = 'lake'").fetchall()
    assert report.is_publishable
    assert len(attached) == 1


def test_hostile_text_neither_runs_nor_breaks_anything(tmp_path: Path) -> None:
    rows = good_rows()
    article = dataclasses.replace(rows["articles"][0], headline=HOSTILE, language=HOSTILE, dateline_entity_id=HOSTILE)
    rows["articles"] = [article]
    docs = tmp_path / "docs"
    report = check(written(rows, tmp_path), run_id=RUN, checked_at=NOW, docs=docs)
    assert {f.rule.name for f in report.failures} == {"is_a_language_code", "refers"}
    assert "\x1b" not in report.describe()
    pages = [page.read_text(encoding="utf-8") for page in docs.rglob("*.html")]
    assert not any("<script>alert" in page for page in pages)
    assert any("&lt;script&gt;alert(1)&lt;/script&gt; $label {batch} {{7*7}} ${x}" in page for page in pages)


def test_the_gate_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither a file in the working folder or the home, nor a changed setting of the process."""
    files = written(good_rows(), tmp_path)
    here, home = tmp_path / "here", tmp_path / "home"
    here.mkdir()
    home.mkdir()
    paths = {name: str(path) for name, path in files.items()}
    code = (
        "import gc, sys\n"
        "from datetime import datetime, UTC\n"
        "from pathlib import Path\n"
        "from expectations import check\n"
        f"r = check({{k: Path(v) for k, v in {paths!r}.items()}}, run_id='r', checked_at=datetime.now(UTC))\n"
        "import scipy.stats, altair\n"
        "print(r.is_publishable, gc.isenabled(), scipy.stats.norm.cdf(0), altair.Chart.__name__)\n"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=here, env=environment, timeout=120, check=True
    )
    assert done.stdout.split() == ["True", "True", "0.5", "Chart"]
    assert done.stderr == ""
    assert list(here.iterdir()) == []
    assert list(home.rglob("*great*")) == []


def test_a_finding_that_could_not_be_checked_can_be_allowed() -> None:
    rule = Rule(table="quotes", name="wrong", severity="critical", sentence="It errs.", breaks="SELECT nothing")
    assert Finding(rule=rule, breach_count=None, error="no such column").blocks
    assert not Finding(rule=rule, breach_count=None, error="no such column", is_allowed=True).blocks
