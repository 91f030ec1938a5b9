"""The analysis of a load's parts, by one thread or by processes."""

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from flows import progress
from flows.analyse import analyse_part
from flows.authority import KnowledgeFiles
from flows.extraction import Extracted
from flows.settings import Settings
from flows.workspace import Workspace


def analyse_parts(extracted: Extracted, space: Workspace, settings: Settings) -> list[Path]:
    """Every part of documents analysed, by processes when there is work for them; the parts of rows, in order."""
    progress.stage("Analysing", len(extracted.documents), "parts")
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=1)
    if extracted.character_count > settings.process_characters and len(extracted.documents) > 1:
        runner = ProcessPoolTaskRunner(max_workers=settings.workers)
    by_runner = analyse_with.with_options(task_runner=runner)
    documents = [str(part) for part in extracted.documents]
    return [Path(p) for p in by_runner(documents, space.folder, settings.pipeline, KnowledgeFiles.of(settings))]


@flow(name="analyse", validate_parameters=False)
def analyse_with(parts: list[str], folder: Path, pipeline: str, known: KnowledgeFiles) -> list[str]:
    """One task for each part, on the task runner of this flow."""
    space = Workspace(folder)
    dumps, into = str(space.dumps), str(space.analysed)
    futures = [analyse_documents.submit(part, dumps, into, pipeline, known) for part in parts]
    for future in as_completed(futures):
        future.result()
        progress.advance(1)
    return [future.result() for future in futures]


@task(cache_policy=NO_CACHE)
def analyse_documents(part: str, dumps: str, into: str, pipeline: str, known: KnowledgeFiles) -> str:
    """The folder of rows that a part of documents became."""
    return str(analyse_part(Path(part), Path(dumps), Path(into), pipeline, known))
