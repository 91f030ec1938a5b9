"""Traces by OpenTelemetry: Prefect's spans of a flow and its tasks, with what dateline knows of them, and one a part.

Where a receiver is named by OpenTelemetry's own variables (OTEL_EXPORTER_OTLP_ENDPOINT, or …_TRACES_ENDPOINT), with the
extra `otel`. Without, all of this does nothing. A receiver that is away costs spans, never a load.
"""

import os
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from opentelemetry import trace

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

RECEIVER = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
# Prefect makes spans only when told to, also without its cloud; the provider is named in pyproject.toml.
TRACED = {"PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "true", "OTEL_PYTHON_TRACER_PROVIDER": "dateline"}
# What sending may take at the end of a process, which a receiver that is away would hold up for 10 s by default.
SEND_SECONDS = "3"
NANOSECONDS = 1_000_000_000
MOST_VALUES = 100

Attribute = str | int | float | Sequence[str]


def tracing_environment() -> dict[str, str]:
    """Variables by which processes trace, to be set before Prefect is imported; none where no receiver is named."""
    if not any(os.environ.get(name) for name in RECEIVER) or find_spec("opentelemetry.exporter") is None:
        return {}
    return TRACED | {"OTEL_EXPORTER_OTLP_TIMEOUT": os.environ.get("OTEL_EXPORTER_OTLP_TIMEOUT", SEND_SECONDS)}


def provider() -> "TracerProvider":
    """What collects spans and sends them, as OpenTelemetry asks for it when the first span is made."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    made = TracerProvider(resource=Resource.create({SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME", "dateline")}))
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return made


def tell(**attributes: Attribute) -> None:
    """Attributes of the step that is under way, as `dateline.<name>`; of lists, the first MOST_VALUES."""
    trace.get_current_span().set_attributes(_named(attributes))


def step_took(name: str, seconds: float, **attributes: Attribute) -> None:
    """A span of its own below the step that is under way, for what has just ended elsewhere."""
    end = time.time_ns()
    span = trace.get_tracer("dateline").start_span(
        name, start_time=end - int(seconds * NANOSECONDS), attributes=_named(attributes)
    )
    span.end(end)


def _named(attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
    return {
        f"dateline.{name}": value if isinstance(value, str | int | float) else list(value)[:MOST_VALUES]
        for name, value in attributes.items()
    }
