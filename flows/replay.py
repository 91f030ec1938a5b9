"""The replay flow: quotes, mentions and entities derived again from the published articles, without the dumps.

What is old stands in the lake: `runs.derivation` names the code, models and files of the run that derived an article
last. So a replay that broke off is gone on with by the next, from the first batch that is not published.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from expectations import Report
from flows import failpoints, progress
from flows.analysing import Analysis, analysis
from flows.crews import crew_for
from flows.outcome import Outcome
from flows.pipeline import Pipelines
from flows.publication import ended, finish, let_go, passed, recorded_if_it_fails
from flows.retrying import IO_TASK
from flows.runs import begun, close_dead_runs
from flows.settings import Settings
from flows.workspace import Workspace, workspace
from transforms.schema import table_of
from transforms.tables import Article, Run
from warehouse.lake import Lake
from warehouse.replaying import articles_of, old_articles, publish_again, settle_again

# What a replay loads, as its workspace names it: not the id of a dump.
SOURCE = "published articles"


@flow(name="replay")
def replay(
    lake: str | None = None,
    since: datetime | None = None,
    where: str | None = None,
    everything: bool = False,
    allow: Sequence[str] = (),
) -> dict[str, Any]:
    """Derive again what other code, models or files derived; returns an Outcome as plain JSON values.

    `since`: only articles published or updated then or later (UTC). `where`: only those that this SQL condition on
    `articles` holds of. `everything`: also what was derived just so. Articles that no installed pipeline reads are left
    as they are. Each batch goes through the gate, and is published in one transaction; `allow` is as for a load.
    """
    settings = Settings.of(lake=lake)
    house = Lake(settings.lake, settings.data)
    house.current_snapshot()  # raises where no lake is: a replay makes none
    house.create_or_open()
    run = begun("replay", settings)
    outcome = Outcome(run.run_id, "nothing new")
    close_dead_runs(house, settings)
    ids = old_articles(
        house,
        run.derivation or "",
        list(Pipelines(settings.all_pipelines)),
        since=_utc(since),
        where=where,
        everything=everything,
    )
    with recorded_if_it_fails(house, run, outcome), workspace(settings.staging_folder, run.run_id) as space:
        if ids:
            house.record(run)
            space.adopt({SOURCE}, lambda _: set())
            replay_articles(ids, allow, house, space, settings, run, outcome)
        if outcome.status != "failed checks":
            space.remove()
    return finish(house, run, outcome)


def replay_articles(
    ids: Sequence[str],
    allow: Sequence[str],
    house: Lake,
    space: Workspace,
    settings: Settings,
    run: Run,
    outcome: Outcome,
) -> None:
    """Derive, settle, check and publish batch by batch; ends with one that fails."""
    progress.stage("Replaying", len(ids), "articles")
    with analysis(space, settings, lambda: crew_for(settings), again=True) as analysing:
        for first in range(0, len(ids), settings.batch_documents):
            batch = ids[first : first + settings.batch_documents]
            number = outcome.batch_count
            parts = derive_batch(batch, house, space, analysing, settings)
            failpoints.reach("analysed", number)
            settled = space.settled / f"{number:05d}"
            counts = settle_articles(house, parts, settled, run)
            report = passed(house, settled, settings, run, outcome, allow, {})
            if report is None:
                return
            outcome.add({**counts, "not derived": len(batch) - counts["articles"]})
            outcome.status = "published" if first + len(batch) == len(ids) else "running"
            publish_articles(house, settled, run, outcome, report)
            failpoints.reach("published", number)
            for folder in (settled, space.documents, *parts):
                rmtree(folder)
            let_go(house)


@task(cache_policy=NO_CACHE)
def derive_batch(
    ids: Sequence[str], house: Lake, space: Workspace, analysing: Analysis, settings: Settings
) -> list[Path]:
    """Folders of rows derived from these articles, by whoever analyses loads."""
    for part, count, characters in article_parts(ids, house, space.documents, settings):
        analysing.take(part, {}, characters, weight=count)
    return analysing.finish().parts


def article_parts(ids: Sequence[str], house: Lake, into: Path, settings: Settings) -> Iterator[tuple[Path, int, int]]:
    """The published articles as files of a bounded size, with their numbers of articles and of characters.

    The same articles make the same bytes.
    """
    into.mkdir(parents=True, exist_ok=True)
    connection = articles_of(house, ids)
    try:
        rows: list[dict[str, Any]] = []
        characters = number = 0
        for batch in connection.to_arrow_reader(settings.part_documents):
            for row in batch.to_pylist():
                rows.append(row)
                characters += len(row["body"])
                if characters >= settings.part_characters or len(rows) >= settings.part_documents:
                    yield _written(into / f"{number:05d}.parquet", rows), len(rows), characters
                    rows, characters, number = [], 0, number + 1
        if rows:
            yield _written(into / f"{number:05d}.parquet", rows), len(rows), characters
    finally:
        connection.close()


def _written(file: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, table_of(Article).arrow_schema), file, compression="zstd")
    return file


@task(**IO_TASK)
def settle_articles(house: Lake, parts: Sequence[Path], settled: Path, run: Run) -> dict[str, int]:
    """What will take the place of the published rows."""
    return settle_again(house, parts, settled, run.run_id)


@task(**IO_TASK)
def publish_articles(house: Lake, settled: Path, run: Run, outcome: Outcome, report: Report) -> None:
    """The batch in one transaction."""
    outcome.snapshot_id = publish_again(house, settled, ended(run, outcome), report.checks)


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
