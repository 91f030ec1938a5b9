"""Rules that look back: a load against earlier ones, and the audit of what is published."""

import dataclasses
import json
from datetime import timedelta
from pathlib import Path

import pytest
from breaking import BREAKING
from lakes import published
from rows import CAPTURED, DUMP, NOW, RUN, Rows, good_rows, written

from expectations import audit, check
from expectations.gate import all_rules
from expectations.history import FEWEST_LOADS, VOLUMES
from transforms.tables import Check, Sighting
from warehouse.lake import Lake


def load_of(articles: int, byte_count: int, publisher: str | None = "The Lorn Post") -> Rows:
    """A dump of so many bytes and articles."""
    rows = good_rows()
    first = dataclasses.replace(rows["articles"][0], publisher=publisher)
    dump = dataclasses.replace(
        rows["dumps"][0], byte_count=byte_count, document_count=articles, article_count=articles, reject_count=0
    )
    return {
        "dumps": [dump],
        "entities": rows["entities"],
        "articles": [dataclasses.replace(first, article_id=f"a{n}") for n in range(articles)],
        "sightings": [
            Sighting(article_id=f"a{n}", dump_id=DUMP, locator=f"record {n + 1}", captured_at=CAPTURED)
            for n in range(articles)
        ],
        "rejects": [],
    }


def volumes(rows: Rows, folder: Path) -> Check:
    """The volumes that the gate records of a load."""
    folder.mkdir()
    report = check(written(rows, folder), run_id=RUN, checked_at=NOW)
    (row,) = [c for c in report.checks if c.expectation == VOLUMES]
    return row


def lake_after(
    loads: int, folder: Path, publisher: str | None = "The Lorn Post", begun: Rows | None = None
) -> list[str]:
    """A lake after so many loads of 40 articles in 100 kB each, with the tables of `begun`."""
    row = volumes(load_of(40, 100_000, publisher), folder / "earlier")
    run = good_rows()["runs"][0]
    runs = [dataclasses.replace(run, run_id=f"r'{n}", started_at=NOW - timedelta(days=n)) for n in range(loads)]
    checks = [dataclasses.replace(row, run_id=r.run_id) for r in runs]
    return published({**(begun or {}), "runs": runs, "checks": checks}, folder / "lake")


def broken_volumes(rows: Rows, attach: list[str], folder: Path) -> list[tuple[str, str]]:
    report = check(written(rows, folder), run_id=RUN, checked_at=NOW, attach=attach)
    assert [f.rule.label for f in report.findings if f.error] == []
    return [
        (f.rule.name, f.rule.severity) for f in report.findings if f.rule.columns == ("publisher",) and not f.success
    ]


def test_a_load_records_its_volumes_by_publisher(tmp_path: Path) -> None:
    row = volumes(load_of(40, 100_000), tmp_path / "load")
    assert (row.success, row.severity, row.unexpected_count) == (True, "info", 0)
    assert json.loads(row.sample or "") == [{"publisher": "The Lorn Post", "articles": 40, "byte_count": 100_000}]


@pytest.mark.parametrize("publisher", ["The Lorn Post", None])
def test_too_little_blocks(publisher: str | None, tmp_path: Path) -> None:
    attach = lake_after(FEWEST_LOADS, tmp_path, publisher)
    assert broken_volumes(load_of(3, 100_000, publisher), attach, tmp_path) == [("not_too_little", "critical")]


def test_too_much_warns(tmp_path: Path) -> None:
    attach = lake_after(FEWEST_LOADS, tmp_path)
    assert broken_volumes(load_of(41, 10_000), attach, tmp_path) == [("not_too_much", "warning")]


@pytest.mark.parametrize(
    ("articles", "byte_count", "publisher"),
    [
        (40, 100_000, "The Lorn Post"),  # as ever
        (1, 2_500, "The Lorn Post"),  # a small dump has little, as it should
        (3, 100_000, "The Quay Herald"),  # no history
    ],
)
def test_an_ordinary_load_holds(articles: int, byte_count: int, publisher: str, tmp_path: Path) -> None:
    attach = lake_after(FEWEST_LOADS, tmp_path)
    assert broken_volumes(load_of(articles, byte_count, publisher), attach, tmp_path) == []


def test_a_short_history_says_nothing(tmp_path: Path) -> None:
    attach = lake_after(FEWEST_LOADS - 1, tmp_path)
    assert broken_volumes(load_of(3, 100_000), attach, tmp_path) == []


@pytest.mark.parametrize(("before", "now", "broken"), [(20, 20, []), (1, 2, [("not_too_little", "critical")])])
def test_a_dump_in_batches_counts_when_it_ends(before: int, now: int, broken: list, tmp_path: Path) -> None:
    first, last = load_of(before, 100_000), load_of(before + now, 100_000)
    first["dumps"] = [dataclasses.replace(first["dumps"][0], is_partial=True)]
    last["dumps"] = [dataclasses.replace(last["dumps"][0], document_count=now, article_count=now)]
    last |= {name: last[name][before:] for name in ("articles", "sightings")}
    (tmp_path / "begun").mkdir()
    attach = lake_after(FEWEST_LOADS, tmp_path / "begun")
    assert broken_volumes(first, attach, tmp_path) == [], "a part is not held against the bytes of the whole"
    attach = lake_after(FEWEST_LOADS, tmp_path, begun=first)
    assert broken_volumes(last, attach, tmp_path) == broken


def test_an_audit_of_good_tables_holds(tmp_path: Path) -> None:
    report = audit(run_id="audit-1", checked_at=NOW, attach=published(good_rows(), tmp_path / "lake"))
    rules = [rule for rule in all_rules() if rule.scope != "load"]
    open_run = {"runs.none_left_open[finished_at]"}
    assert {f.rule.label for f in report.findings if not f.success} <= open_run
    assert len(report.findings) == len(rules)
    fresh = {f.rule.label: f.observed for f in report.findings if f.rule.name == "fresh"}
    assert fresh == {"dumps.fresh[loaded_at]": 0.0, "articles.fresh[published_at, updated_at]": 15.0}


@pytest.mark.parametrize(
    "label",
    [
        "quotes.text_is_its_span[text, char_start, char_end]",
        "quotes.unique[quote_id]",
        "mentions.refers[entity_id]",
        "dumps.nothing_lost[document_count]",
        "runs.none_left_open[finished_at]",
    ],
)
def test_an_audit_finds_what_is_broken(label: str, tmp_path: Path) -> None:
    rows = good_rows()
    BREAKING[label](rows)
    report = audit(run_id="audit-1", checked_at=NOW, attach=published(rows, tmp_path / "lake"))
    assert label in {f.rule.label for f in report.findings if not f.success and f.error is None}


def test_an_audit_warns_of_stale_tables(tmp_path: Path) -> None:
    attach = published(good_rows(), tmp_path / "lake")
    later = NOW + timedelta(hours=30)
    assert "dumps.fresh" not in audit(run_id="a", checked_at=later, attach=attach).describe()
    report = audit(run_id="a", checked_at=later, attach=attach, fresh_hours=24)
    assert "warning: dumps.fresh[loaded_at]" in report.describe()
    assert "It is 30." in report.describe()
    assert report.is_publishable


def test_an_audit_builds_data_docs(tmp_path: Path) -> None:
    attach = published(good_rows(), tmp_path / "lake")
    audit(run_id="audit-1", checked_at=NOW, attach=attach, docs=tmp_path / "docs")
    assert "audit-1" in (tmp_path / "docs" / "index.html").read_text(encoding="utf-8")


def test_an_empty_lake_is_audited(tmp_path: Path) -> None:
    """The real lake, through the statements by which flows hand it over."""
    lake = Lake(tmp_path / "lake")
    lake.create_or_open()
    report = audit(run_id="audit-1", checked_at=NOW, attach=lake.attach_statements(read_only=True))
    assert [f.rule.label for f in report.findings if not f.success] == []


def test_a_load_is_checked_beside_a_real_lake(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.create_or_open()
    attach = lake.attach_statements(read_only=True)
    report = check(written(good_rows(), tmp_path), run_id=RUN, checked_at=NOW, attach=attach)
    assert report.failures == report.warnings == []
