"""Every rule holds of good rows and of no rows, and is broken by its own example."""

import dataclasses
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from breaking import BREAKING
from rows import ALL_TABLES, BODY, NOW, RUN, Rows, good_rows, mention, quote, written

from expectations import check
from expectations.gate import all_rules
from expectations.report import Finding
from expectations.rule import Rule
from expectations.session import opened
from expectations.suites import validate
from transforms.tables import SEVERITIES

RULES = {rule.label: rule for rule in all_rules()}
# Rules that only tell cannot break; a missing column is no change of a row; a volume has its history in the lake.
NOT_BY_ROWS = {r.label for r in RULES.values() if not r.has_bounds} | {f"{table.name}.columns" for table in ALL_TABLES}
BY_HISTORY = {"articles.not_too_little[publisher]", "articles.not_too_much[publisher]"}  # in test_history.py
LOAD_RULES = [rule for rule in RULES.values() if rule.scope != "audit"]


def finding_of(rule: Rule, rows: Rows, folder: Path) -> Finding:
    """What Great Expectations says of one rule."""
    with opened(written(rows, folder), run_id=RUN, checked_at=NOW) as connection:
        (finding,) = validate(connection, [rule], run_id=RUN, checked_at=NOW)
    return finding


def test_each_rule_has_a_label_of_its_own() -> None:
    assert [label for label, n in Counter(rule.label for rule in all_rules()).items() if n > 1] == []


def test_each_rule_says_what_it_asks_for() -> None:
    for rule in RULES.values():
        assert rule.severity in SEVERITIES
        assert rule.sentence.endswith(".")
        assert set(rule.columns) <= {c.name for table in ALL_TABLES if table.name == rule.table for c in table.columns}


def test_good_rows_hold_every_rule(tmp_path: Path) -> None:
    report = check(written(good_rows(), tmp_path), run_id=RUN, checked_at=NOW)
    assert report.describe() == f"{len(LOAD_RULES)} of {len(LOAD_RULES)} checks held, 0 block, 0 warn."


def test_no_rows_hold_every_rule(tmp_path: Path) -> None:
    empty: Rows = {table.name: [] for table in ALL_TABLES}
    report = check(written(empty, tmp_path), run_id=RUN, checked_at=NOW)
    assert report.describe() == f"{len(LOAD_RULES)} of {len(LOAD_RULES)} checks held, 0 block, 0 warn."


def test_every_rule_has_a_breaking_example() -> None:
    assert set(BREAKING) == set(RULES) - NOT_BY_ROWS - BY_HISTORY


@pytest.mark.parametrize("label", BREAKING)
def test_a_rule_is_broken_by_its_example(label: str, tmp_path: Path) -> None:
    rule, rows = RULES[label], good_rows()
    BREAKING[label](rows)
    with opened(written(rows, tmp_path), run_id=RUN, checked_at=NOW) as connection:
        count, sample, measured = connection.execute(rule.sql).fetchone() or (None, None, None)
    assert count > 0
    assert sample if rule.measures is None else measured is not None


@pytest.mark.parametrize("table", [table.name for table in ALL_TABLES])
def test_a_missing_column_breaks_columns(table: str, tmp_path: Path) -> None:
    files = written(good_rows(), tmp_path)
    last = next(t for t in ALL_TABLES if t.name == table).columns[-1].name
    thinner = tmp_path / "thinner.parquet"
    duckdb.sql(f"COPY (SELECT * EXCLUDE ({last}) FROM '{files[table]}') TO '{thinner}'")
    with opened({**files, table: thinner}, run_id=RUN, checked_at=NOW) as connection:
        (finding,) = validate(connection, [RULES[f"{table}.columns"]], run_id=RUN, checked_at=NOW)
    assert [row["column_name"] for row in finding.sample] == [last]


def test_articles_without_a_body_are_told_of_and_no_error(tmp_path: Path) -> None:
    files = written(good_rows(), tmp_path)
    thinner = tmp_path / "thinner.parquet"
    duckdb.sql(f"COPY (SELECT * EXCLUDE (body) FROM '{files['articles']}') TO '{thinner}'")
    report = check({**files, "articles": thinner}, run_id=RUN, checked_at=NOW)
    assert not report.is_publishable
    assert "articles.columns" in {finding.rule.label for finding in report.failures}


@pytest.mark.parametrize(
    "body",
    [
        "e\u0301 she said",  # a combining mark
        "👩‍👩‍👧 she said",  # one grapheme of five code points
        "🇫🇷🇬🇧 she said",  # flags
        "\u202ehebrew\u202c she said",  # directions
        "क्षि she said",  # a conjunct
        "a\x00b she said",  # a null character
        "𝔘𝔫𝔦 she said",  # outside the basic plane
    ],
)
@pytest.mark.parametrize("behind", ["", " and so on, and so on"])  # counted from the end, and from the beginning
def test_spans_count_code_points(body: str, behind: str, tmp_path: Path) -> None:
    rows = good_rows()
    start = body.index("she")
    rows["articles"] = [dataclasses.replace(rows["articles"][0], body=body + behind)]
    rows["mentions"] = [mention("m1", "she", char_start=start, char_end=start + 3)]
    exact = RULES["mentions.text_is_its_span[text, char_start, char_end]"]
    assert finding_of(exact, rows, tmp_path).success
    rows["mentions"] = [mention("m1", "she", char_start=start - 1, char_end=start + 2)]
    assert not finding_of(exact, rows, tmp_path).success


@pytest.mark.parametrize(
    "text",
    ["SÃO PAULO", "Âge d’or", "crème brûlée", "€ 5 – “so”", "Ärger", "naïve café\ttab\nline", "Ðà Nẵng", "šž â ê"],
)
def test_good_letters_are_no_mojibake(text: str, tmp_path: Path) -> None:
    rows = good_rows()
    rows["articles"] = [dataclasses.replace(rows["articles"][0], headline=text)]
    for name in ("no_mojibake", "no_control_characters", "no_replacement_characters"):
        assert finding_of(RULES[f"articles.{name}[headline]"], rows, tmp_path).success


@pytest.mark.parametrize("good", ["café", "“so”", "it’s", "Ärger", "señor", "£5", "20 °C", "naïve", "5 – 6", "…"])
@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
def test_utf_8_read_otherwise_is_mojibake(good: str, wrong: str, tmp_path: Path) -> None:
    rows = good_rows()
    bad = good.encode().decode(wrong, "ignore")
    rows["articles"] = [dataclasses.replace(rows["articles"][0], headline=f"so {bad} so")]
    assert not finding_of(RULES["articles.no_mojibake[headline]"], rows, tmp_path).success


def test_the_sample_is_bounded(tmp_path: Path) -> None:
    rows = good_rows()
    long = dataclasses.replace(quote("q", 0, "calmer"), text="x" * 5000)
    rows["quotes"] = [dataclasses.replace(long, quote_id=f"q{n:03}") for n in range(300)]
    finding = finding_of(RULES["quotes.text_is_its_span[text, char_start, char_end]"], rows, tmp_path)
    assert finding.breach_count == 300
    assert [row["quote_id"] for row in finding.sample] == [f"q{n:03}" for n in range(20)]
    assert max(len(str(value)) for row in finding.sample for value in row.values()) <= 120


def test_body_is_the_fixture() -> None:
    assert "👩‍👩‍👧" in BODY
    assert "e\u0301" in BODY
