"""What the gate found: one finding for each rule, as rows of `checks` and as plain lines."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from expectations.rule import Rule
from transforms.tables import Check

# Sample rows that `describe` prints for one finding.
DESCRIBED_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one rule.

    `breach_count` is the number of rows that broke it, None when it could not be checked; `error` then says why.
    `observed` is the number that a measuring rule saw.
    """

    rule: Rule
    breach_count: int | None
    sample: list[Mapping[str, Any]] = field(default_factory=list)
    observed: float | None = None
    error: str | None = None
    is_allowed: bool = False

    @property
    def success(self) -> bool:
        """Whether the rule was checked and held."""
        return self.error is None and self.breach_count == 0

    @property
    def blocks(self) -> bool:
        """Whether it keeps the load from being published: a critical rule broke, or any could not be checked."""
        return not self.success and not self.is_allowed and (self.error is not None or self.rule.severity == "critical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings of one batch of a run, in the order of the rules."""

    run_id: str
    checked_at: datetime
    findings: list[Finding]
    batch: int = 0

    @property
    def is_publishable(self) -> bool:
        """Whether no finding blocks."""
        return not self.failures

    @property
    def failures(self) -> list[Finding]:
        """The findings that block."""
        return [f for f in self.findings if f.blocks]

    @property
    def warnings(self) -> list[Finding]:
        """What broke and is told but does not block: warnings, and critical rules that were allowed."""
        return [f for f in self.findings if not f.success and not f.blocks and f.rule.severity != "info"]

    @property
    def checks(self) -> list[Check]:
        """The findings as rows of `checks`."""
        return [self._check(finding) for finding in self.findings]

    def _check(self, finding: Finding) -> Check:
        observed: dict[str, Any] = {}
        if finding.observed is not None:
            observed["measured"] = finding.observed
        if finding.error is not None:
            observed["error"] = finding.error
        if finding.is_allowed:
            observed["allowed"] = True
        return Check(
            run_id=self.run_id,
            batch=self.batch,
            table_name=finding.rule.table,
            expectation=finding.rule.name,
            column_name=finding.rule.column_name,
            severity=finding.rule.severity,
            success=finding.success,
            observed=json.dumps(observed, ensure_ascii=False) if observed else None,
            unexpected_count=finding.breach_count,
            sample=json.dumps(finding.sample, ensure_ascii=False) if finding.sample else None,
            checked_at=self.checked_at,
        )

    def describe(self) -> str:
        """Plain lines: what blocks, then what warns, each with its rule, its count and some rows; then the totals."""
        lines = [line for f in self.failures for line in _described(f)]
        lines += [line for f in self.warnings for line in _described(f)]
        held = sum(f.success for f in self.findings)
        lines.append(
            f"{held} of {len(self.findings)} checks held, {len(self.failures)} block, {len(self.warnings)} warn."
        )
        return "\n".join(lines)


def _described(finding: Finding) -> Iterator[str]:
    rule = finding.rule
    mark = "allowed" if finding.is_allowed else rule.severity
    if finding.error is not None:
        yield f"{mark}: {rule.label} could not be checked: {_line(finding.error)}"
    elif rule.measures is not None:
        yield f"{mark}: {rule.label}: {rule.sentence} It is {finding.observed:g}."
    else:
        rows = "1 row breaks" if finding.breach_count == 1 else f"{finding.breach_count} rows break"
        yield f"{mark}: {rule.label}: {rule.sentence} {rows} it."
    for row in finding.sample[:DESCRIBED_ROWS]:
        yield "    " + ", ".join(f"{name}={json.dumps(value, ensure_ascii=True)}" for name, value in row.items())


def _line(text: str) -> str:
    """The first line of a message, without characters that could steer a terminal."""
    first = text.strip().splitlines()[0] if text.strip() else "no message"
    return "".join(c if c.isprintable() else " " for c in first)
