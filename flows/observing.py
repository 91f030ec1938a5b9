"""What a run tells those who watch: artifacts on Prefect's pages, events for automations, lineage for catalogs."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event
from prefect.exceptions import MissingContextError
from prefect.logging import get_logger, get_run_logger

from flows import lineage
from flows.outcome import Outcome
from flows.work import Answer
from transforms.tables import Run
from warehouse.lake import Lake
from warehouse.location import FolderLocation
from warehouse.query import run_sql

Logger = logging.Logger | logging.LoggerAdapter[logging.Logger]
SLOWEST = 20
LINEAGE_URL = "DATELINE_OPENLINEAGE_URL"
LOADED = "select uri, dump_id from dumps where run_id = $run order by uri"
REFUSED = (
    "select stage, reason, count(*) as rejects, min(detail) as example from rejects join dumps using (dump_id) "
    "where run_id = $run group by all order by rejects desc, reason"
)


def tell(house: Lake, run: Run, outcome: Outcome) -> None:
    """The run is over: artifacts with counts, rates, checks and rejects; an event when it failed; lineage."""
    key = f"{run.flow}-{run.run_id}"
    create_markdown_artifact(outcome.as_markdown() + links(outcome), key=key, description="What the run came to")
    logger = run_logger()
    logger.info("run %s: %s %s", run.run_id, outcome.status, outcome.counts, extra={"run_id": run.run_id})
    if outcome.status == "failed checks":
        emit_event(
            "dateline.failed-checks",
            resource={"prefect.resource.id": f"dateline.run.{run.run_id}", "prefect.resource.name": run.flow},
            payload={"run_id": run.run_id, "report": outcome.report[:2_000]},
        )
    if outcome.status != "published":
        return
    refused = rows_of(house, REFUSED, run)
    if refused:
        create_table_artifact(refused, key=f"rejects-{run.run_id}", description="What became no article, by reason")
    dumps = rows_of(house, LOADED, run)
    for dump in dumps[:100]:
        logger.info("dump %s: %s", dump["dump_id"], dump["uri"], extra={"run_id": run.run_id, **dump})
    tell_lineage(house, run, outcome, [str(dump["uri"]) for dump in dumps], logger)


def tell_parts(run: Run, answers: Sequence[Answer]) -> None:
    """The parts that took longest to analyse, as an artifact of the flow run."""
    slowest = sorted(answers, key=lambda answer: answer.seconds, reverse=True)[:SLOWEST]
    if not slowest:
        return
    rows = [
        {
            "part": answer.part,
            "seconds": round(answer.seconds, 2),
            "documents": answer.documents,
            "words": answer.words,
            "words a second": round(answer.words / answer.seconds) if answer.seconds else None,
            "peak MB": round(answer.peak_bytes / 1e6),
            "worker": answer.worker,
        }
        for answer in slowest
    ]
    create_table_artifact(rows, key=f"parts-{run.run_id}", description=f"Slowest of {len(answers)} parts analysed")


def tell_lineage(house: Lake, run: Run, outcome: Outcome, dumps: list[str], logger: Logger) -> None:
    """Send lineage where a receiver is named. One that fails is told of in the log: the load is published already."""
    url = os.environ.get(LINEAGE_URL)
    if not url:
        return
    try:
        lineage.send(lineage.events_of(run, namespace_of(house), dumps, outcome.counts), url)
    except Exception as error:
        logger.error("no lineage of run %s was taken by %s: %s", run.run_id, url, error)


def namespace_of(house: Lake) -> str:
    """The lake by a name that others know: its folder, or where its data lies; never with the password of a catalog."""
    if isinstance(house.location, FolderLocation):
        return house.location.folder.absolute().as_uri()
    return str(getattr(house.location, "data", None) or "dateline")


def links(outcome: Outcome) -> str:
    """Rates, and the way to the Data Docs."""
    lines = []
    articles = outcome.counts.get("articles", 0)
    if articles and outcome.seconds:
        lines.append(f"{articles / outcome.seconds:,.1f} articles a second")
    if outcome.data_docs:
        lines.append(f"[Data Docs]({Path(outcome.data_docs).absolute().as_uri()}): every check with its rows")
    return "\n" + "\n\n".join(lines) + "\n"


def rows_of(house: Lake, query: str, run: Run) -> list[dict[str, object]]:
    """The answer to a query over what this run published."""
    return list(run_sql(house, query, {"run": run.run_id}).to_pylist())


def run_logger() -> Logger:
    """The logger of this flow run, which Prefect's pages show."""
    try:
        return get_run_logger()
    except MissingContextError:
        return get_logger("dateline")
