"""What was made from what, told to an OpenLineage receiver: one event for each table that a run published.

Only where DATELINE_OPENLINEAGE_URL names a receiver, with the extra `lineage`. One that fails never fails a load.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flows.versions import DATELINE_VERSION
from transforms.errors import UserError
from transforms.tables import TABLES, Run

if TYPE_CHECKING:
    from openlineage.client.event_v2 import RunEvent

PRODUCER = f"https://pypi.org/project/dateline/{DATELINE_VERSION}"
SECONDS = 5
# A run of many dumps names the first of them; `dumps` has them all.
MOST_INPUTS = 1_000


class NoClient(UserError):
    """The extra `lineage` is not installed."""


def events_of(run: Run, lake: str, dumps: Sequence[str], counts: Mapping[str, int]) -> "list[RunEvent]":
    """An event for each table that has new rows: the dumps (addresses) it came from, and how many rows went in."""
    try:
        from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, RunEvent, RunState
        from openlineage.client.event_v2 import Run as LineageRun
        from openlineage.client.facet_v2 import output_statistics_output_dataset as statistics
        from openlineage.client.facet_v2 import schema_dataset
    except ImportError:
        raise NoClient("DATELINE_OPENLINEAGE_URL needs `pip install 'dateline[lineage]'`") from None
    inputs = [InputDataset(namespace="dateline.dumps", name=uri) for uri in dumps[:MOST_INPUTS]]
    events = []
    for table in TABLES:
        count = counts.get(table.name, 0)
        if not count:
            continue
        fields = [
            schema_dataset.SchemaDatasetFacetFields(name=field.name, type=str(field.type))
            for field in table.arrow_schema
        ]
        output = OutputDataset(
            namespace=lake,
            name=f"news.{table.name}",
            facets={"schema": schema_dataset.SchemaDatasetFacet(fields=fields)},
            outputFacets={"outputStatistics": statistics.OutputStatisticsOutputDatasetFacet(rowCount=count)},
        )
        events.append(
            RunEvent(
                eventType=RunState.COMPLETE,
                eventTime=datetime.now(UTC).isoformat(),
                run=LineageRun(runId=str(UUID(run.run_id))),
                job=Job(namespace="dateline", name=f"{run.flow}.{table.name}"),
                producer=PRODUCER,
                inputs=inputs,
                outputs=[output],
            )
        )
    return events


def send(events: "Sequence[RunEvent]", url: str) -> None:
    """Post the events to `url`. Raises whatever the client raises when the receiver does not take one in SECONDS."""
    from openlineage.client import OpenLineageClient
    from openlineage.client.transport.http import HttpConfig, HttpTransport

    client = OpenLineageClient(transport=HttpTransport(HttpConfig(url=url, timeout=SECONDS, retry={"total": 1})))
    for event in events:
        client.emit(event)
