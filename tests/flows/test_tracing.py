"""Traces as a receiver of OpenTelemetry's protocol gets them: Prefect's spans with ids of run and dump, and parts."""

import hashlib
import json

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from flows.server import free_port
from tests.flows.receiver import receiver


def spans_of(heard: list[tuple[str, bytes]]) -> list[Span]:
    """The spans that came by OTLP over HTTP."""
    spans: list[Span] = []
    for path, body in heard:
        assert path == "/v1/traces"
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            assert any(a.key == "service.name" and a.value.string_value for a in resource.resource.attributes)
            spans.extend(span for scope in resource.scope_spans for span in scope.spans)
    return spans


def told(span: Span) -> dict[str, object]:
    """Its attributes."""
    return {
        a.key: [v.string_value for v in a.value.array_value.values] or a.value.string_value or a.value.int_value
        for a in span.attributes
    }


@pytest.mark.slow
def test_every_step_is_a_span_with_the_ids_of_run_and_dump(dateline, dateline_process, samples, tmp_path):
    dump = next(samples.glob("*.txt"))
    with receiver() as (url, heard):
        ran = dateline_process("ingest", dump, "--lake", tmp_path / "lake", OTEL_EXPORTER_OTLP_ENDPOINT=url)
    assert ran.code == 0, ran.err
    spans = spans_of(heard)
    rows = dateline("sql", "select run_id, dump_id from dumps", "--format", "json", "--lake", tmp_path / "lake")
    (ids,) = json.loads(rows.out)
    assert ids["dump_id"] == hashlib.sha256(dump.read_bytes()).hexdigest()
    (flow,) = (span for span in spans if told(span).get("prefect.run.type") == "flow")
    assert (told(flow)["dateline.run_id"], told(flow)["dateline.flow"]) == (ids["run_id"], "ingest")
    steps = {span.name.partition("-")[0]: span for span in spans if span.parent_span_id == flow.span_id}
    assert set(steps) == {"new_dumps", "read_and_analyse", "settle_batch", "check_batch", "publish_batch"}
    for name in ("read_and_analyse", "settle_batch"):
        assert told(steps[name])["dateline.dump_ids"] == [ids["dump_id"]]
    for name in ("read_and_analyse", "settle_batch", "check_batch", "publish_batch"):
        assert told(steps[name])["dateline.run_id"] == ids["run_id"]
    below = {span.name: span for span in spans if span.parent_span_id == steps["read_and_analyse"].span_id}
    assert set(below) == {"read", "analyse part"}
    assert told(below["analyse part"])["dateline.words"] > 0
    assert flow.end_time_unix_nano > below["analyse part"].end_time_unix_nano > flow.start_time_unix_nano


@pytest.mark.slow
def test_a_receiver_that_is_away_costs_no_load(dateline_process, samples, tmp_path):
    nowhere = f"http://127.0.0.1:{free_port()}"
    dump = next(samples.glob("*.txt"))
    ran = dateline_process("ingest", dump, "--lake", tmp_path / "lake", OTEL_EXPORTER_OTLP_ENDPOINT=nowhere)
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
