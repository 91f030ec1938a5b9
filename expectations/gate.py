"""`check`: the rules over one load, before it is published. `audit`: the rules over what is published."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import duckdb

from expectations import datadocs
from expectations.implied import implied_rules
from expectations.report import Finding, Report
from expectations.rule import Rule
from expectations.rules import written_rules
from expectations.session import Connect, opened
from transforms.tables import INDEXES, TABLES

# An audit warns when nothing was loaded for longer, in hours.
FRESH_HOURS = 48.0
ALL_TABLES = (*TABLES, *INDEXES)
# It names files of the Data Docs.
_RUN_ID = re.compile(r"\w[\w.-]{0,127}", re.ASCII)


class NoSuchRule(ValueError):
    """A rule was named that does not exist."""


def all_rules(fresh_hours: float = FRESH_HOURS) -> list[Rule]:
    """Every rule, by table in the order of declaration: first what the declaration implies."""
    written = written_rules(fresh_hours)
    return [
        rule for table in ALL_TABLES for rule in [*implied_rules(table), *(r for r in written if r.table == table.name)]
    ]


def check(
    files: Mapping[str, Path],
    *,
    run_id: str,
    checked_at: datetime,
    attach: Sequence[str] = (),
    connect: Connect = duckdb.connect,
    docs: Path | None = None,
    allow: Collection[str] = (),
    batch: int = 0,
    languages: Collection[str] | None = None,
) -> Report:
    """Check a batch of a load: `files` maps the name of each table that it brings to its Parquet file.

    `attach` holds the statements that attach the lake, read-only, as catalog `lake`; `connect` opens the instance of
    DuckDB in which they are run. `docs` is the folder of the Data Docs, which keeps the history. `allow` names rules
    (`rule`, `table.rule` or `table.rule[column]`) that do not block when they break. `batch` is the number of the batch
    within its run, from 0. `languages` are those that pipelines read, by default all: articles in others are there
    without quotes and mentions.

    Raises NoSuchRule for an unknown name in `allow`, ValueError for an odd run id, KeyError for a table that is not
    declared, and what DuckDB raises when a file or the lake cannot be read. A rule that cannot be checked does not
    raise: it is a finding, and blocks.
    """
    unknown = sorted(set(files) - {table.name for table in ALL_TABLES})
    if unknown:
        raise KeyError(f"not declared in transforms.tables: {', '.join(unknown)}")
    rules = [rule for rule in all_rules() if rule.table in files and rule.scope != "audit"]
    return _report(files, rules, _Run(run_id, checked_at, attach, connect, docs, allow, batch, languages))


def audit(
    *,
    run_id: str,
    checked_at: datetime,
    attach: Sequence[str],
    connect: Connect = duckdb.connect,
    docs: Path | None = None,
    allow: Collection[str] = (),
    fresh_hours: float = FRESH_HOURS,
    languages: Collection[str] | None = None,
) -> Report:
    """Check what is published: the rules of loads over the lake's tables where they are, and how fresh these are.

    `attach` should attach one snapshot: else what is published meanwhile can look like a broken reference. The other
    arguments, and what is raised, are those of `check`.
    """
    rules = [rule for rule in all_rules(fresh_hours) if rule.scope != "load"]
    return _report(None, rules, _Run(run_id, checked_at, attach, connect, docs, allow, languages=languages))


class _Run(NamedTuple):
    """What `check` and `audit` are both given."""

    run_id: str
    checked_at: datetime
    attach: Sequence[str]
    connect: Connect
    docs: Path | None
    allow: Collection[str]
    batch: int = 0
    languages: Collection[str] | None = None

    @property
    def name(self) -> str:
        """How the Data Docs call this batch."""
        return f"{self.run_id}.{self.batch}" if self.batch else self.run_id


def _report(files: Mapping[str, Path] | None, rules: Sequence[Rule], run: _Run) -> Report:
    if not _RUN_ID.fullmatch(run.run_id):
        raise ValueError(f"a run id is made of letters, digits, dots, dashes and underscores, not {run.run_id!r}")
    _refuse_unknown(run.allow)
    from expectations.suites import validate  # imports Great Expectations, which takes seconds

    run_id, checked_at = run.run_id, run.checked_at
    with opened(
        files,
        run_id=run_id,
        checked_at=checked_at,
        attach=run.attach,
        connect=run.connect,
        languages=run.languages,
    ) as connection:
        findings = validate(connection, rules, run_id=run.name, checked_at=checked_at, docs=run.docs)
    findings = [_allowed(finding, run.allow) for finding in findings]
    report = Report(run_id=run_id, checked_at=checked_at, findings=findings, batch=run.batch)
    if run.docs is not None:
        datadocs.finish(run.docs, replace(report, run_id=run.name))
    return report


def _allowed(finding: Finding, allow: Collection[str]) -> Finding:
    return replace(finding, is_allowed=not finding.success and not set(finding.rule.names).isdisjoint(allow))


def _refuse_unknown(allow: Collection[str]) -> None:
    known = {name for rule in all_rules() for name in rule.names}
    for name in allow:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise NoSuchRule(f"there is no rule {name}" + (f": did you mean {near[0]}?" if near else ""))
