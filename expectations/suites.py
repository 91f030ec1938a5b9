"""Running rules by Great Expectations: a suite and a validation for each table, and Data Docs of what came out.

Importing this module imports Great Expectations, which takes seconds: `gate` does so when it first checks.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper

from expectations.datadocs import site_config
from expectations.imports import quick_import
from expectations.report import Finding
from expectations.rule import Rule
from expectations.session import QUIET

# Before the import: it reads the setting, and would otherwise tell its makers of each run.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

with quick_import():
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity

    from expectations.breaches import ExpectRuleToHold


def validate(
    connection: duckdb.DuckDBPyConnection,
    rules: Sequence[Rule],
    *,
    run_id: str,
    checked_at: datetime,
    docs: Path | None = None,
) -> list[Finding]:
    """Run the rules on the names that `session.opened` made, and let GX write its pages where a folder is given."""
    context = _context(docs)
    source = context.data_sources.add_sql(
        "load",
        connection_string="duckdb:///:memory:",
        # GX connects by SQLAlchemy: each of its connections is a cursor on ours, with the same views.
        kwargs={"creator": lambda: ConnectionWrapper(connection.cursor().execute(QUIET))},
    )
    identifier = RunIdentifier(run_name=run_id, run_time=checked_at)
    findings: list[Finding] = []
    for table, group in groupby(sorted(rules, key=lambda rule: rule.table), key=lambda rule: rule.table):
        findings += _validate_table(context, source, table, list(group), identifier)
    if docs is not None:
        context.build_data_docs(build_index=False)
    source.get_engine().dispose()  # its pool would keep a cursor, and with it the instance of DuckDB
    order = {rule.label: position for position, rule in enumerate(rules)}
    return sorted(findings, key=lambda finding: order[finding.rule.label])


def _context(docs: Path | None) -> Any:
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        data_docs_sites={} if docs is None else {"gate": site_config(docs)},
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _validate_table(
    context: Any, source: Any, table: str, rules: Sequence[Rule], identifier: RunIdentifier
) -> Iterator[Finding]:
    batch = source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("all")
    suite = gx.ExpectationSuite(name=table, expectations=[_expectation(rule) for rule in rules])
    definition = gx.ValidationDefinition(name=table, data=batch, suite=context.suites.add(suite))
    outcome = context.validation_definitions.add(definition).run(result_format="COMPLETE", run_id=identifier)
    by_label = {rule.label: rule for rule in rules}
    for result in outcome.results:
        yield _finding(by_label.pop(result.expectation_config.kwargs["label"]), result)
    for rule in by_label.values():
        yield Finding(rule=rule, breach_count=None, error="Great Expectations returned no result for it.")


def _expectation(rule: Rule) -> ExpectRuleToHold:
    return ExpectRuleToHold(
        label=rule.label, sentence=rule.sentence, rule_sql=rule.sql, severity=FailureSeverity(rule.severity)
    )


def _finding(rule: Rule, result: Any) -> Finding:
    details = (result.result or {}).get("details")
    if details is None:
        return Finding(rule=rule, breach_count=None, error=_error(result.exception_info))
    sample = [json.loads(row) for row in details["sample"]]
    return Finding(rule=rule, breach_count=details["breach_count"], sample=sample, observed=details["measured"])


def _error(exception_info: Mapping[str, Any]) -> str:
    """The message of what an expectation raised. GX keeps it at the top, or under the metric that raised it."""
    infos = [exception_info] if "exception_message" in exception_info else list(exception_info.values())
    messages = [str(info["exception_message"]) for info in infos if info.get("exception_message")]
    return messages[0] if messages else "The expectation raised without a message."
