"""A rule as an expectation of Great Expectations. Importing this module takes seconds: only `suites` does.

A metric of our own reads count, sample and measured number of a rule in one query and fetches them before the
connection is given back; GX's own query metric would ask twice, and fetch after it closed the result.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value
from great_expectations.render.components import (
    CollapseContent,
    LegacyDiagnosticRendererType,
    LegacyRendererType,
    RenderedStringTemplateContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.renderer import renderer

METRIC = "dateline.breaches"


class Breaches(MetricProvider):
    """How many rows break a rule, some of them as JSON, and the number that a measuring rule saw.

    A row stays a text: GX copies results value by value, some times each.
    """

    metric_name = METRIC
    domain_keys = ("batch_id",)
    value_keys = ("rule_sql",)

    @metric_value(engine=SqlAlchemyExecutionEngine)  # type: ignore[untyped-decorator, unused-ignore]
    def _sqlalchemy(
        cls,  # noqa: N805 — the decorator makes it a class method
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> dict[str, Any]:
        with execution_engine.get_connection() as connection:
            # `one()` raises when the result is lost on the way: no row must never read as no breach.
            count, sample, measured = connection.exec_driver_sql(metric_value_kwargs["rule_sql"]).one()
        return {
            "breach_count": int(count),
            "sample": sample or [],
            "measured": None if measured is None else float(measured),
        }


class ExpectRuleToHold(BatchExpectation):
    """No row breaks the rule, or the number that it measures lies within its bounds."""

    label: str
    sentence: str
    rule_sql: str

    metric_dependencies: ClassVar[tuple[str, ...]] = (METRIC,)
    success_keys: ClassVar[tuple[str, ...]] = ("rule_sql",)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        seen = metrics[METRIC]
        observed = seen["breach_count"] if seen["measured"] is None else seen["measured"]
        return {"success": seen["breach_count"] == 0, "result": {"observed_value": observed, "details": seen}}

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)  # type: ignore[untyped-decorator, unused-ignore]
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None, **_: Any
    ) -> list[RenderedStringTemplateContent]:
        kwargs = configuration.kwargs
        severity = str(getattr(configuration.severity, "value", configuration.severity))
        return [
            _line(
                "$label ($severity): $sentence", label=kwargs["label"], severity=severity, sentence=kwargs["sentence"]
            )
        ]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)  # type: ignore[untyped-decorator, unused-ignore]
    def _diagnostic_unexpected_table_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None, **_: Any
    ) -> list[RenderedTableContent | CollapseContent] | None:
        rows = (result.result or {}).get("details", {}).get("sample", [])
        return [_table([json.loads(row) for row in rows])] if rows else None

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)  # type: ignore[untyped-decorator, unused-ignore]
    def _diagnostic_observed_value_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None, **_: Any
    ) -> str:
        details = (result.result or {}).get("details")
        if details is None:
            return "could not be checked"
        if details["measured"] is not None:
            return f"{details['measured']:g}"
        count = details["breach_count"]
        return "held" if count == 0 else "1 row breaks it" if count == 1 else f"{count} rows break it"


def _table(rows: Sequence[Mapping[str, Any]]) -> RenderedTableContent:
    return RenderedTableContent(
        content_block_type="table",
        header_row=[_line("$name", name=name) for name in rows[0]],
        table=[[_line("$value", value=_shown(value)) for value in row.values()] for row in rows],
        styling={"body": {"classes": ["table-sm", "table-bordered", "mt-2"]}},
    )


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _line(template: str, **params: str) -> RenderedStringTemplateContent:
    # What dumps contain goes in as parameters: GX escapes these, and nothing else.
    return RenderedStringTemplateContent(
        content_block_type="string_template", string_template={"template": template, "params": params}
    )
