"""Analysing one staged part: documents in, rows out, each a folder of Parquet."""

import os
import resource
import socket
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.gazetteer import load_gazetteer
from flows.parses import Parses
from flows.pipeline import Pipelines
from flows.work import Answer, Work
from transforms.articles import AwaitsCapture
from transforms.captures import Capture
from transforms.derive import Derived, derive, derive_again
from transforms.documents import Document
from transforms.schema import table_of
from transforms.tables import INDEXES, TABLES, Article
from warehouse.staging import is_whole, write_part

WARM_UP = '{"headline": "Rain"}'


def analyse_part(work: Work, tell: Callable[[int], None] = lambda number: None) -> Answer:
    """Derive the rows of a part and write them as a folder below `work.into`; a whole one is left alone.

    `tell` is called with the number of each document before it is begun, when they are taken one by one.
    """
    started = time.monotonic()
    folder = Path(work.into) / work.key
    derived, memory = Derived(), _memory(work)
    if not is_whole(folder):
        try:
            derived = _derived(work, memory, tell)
        except AwaitsCapture:
            return Answer(status="awaits capture", seconds=time.monotonic() - started, worker=worker_name())
        write_part(folder, rows_by_table(derived))
        if memory is not None:
            memory.save()
    return Answer(
        status="done",
        seconds=time.monotonic() - started,
        documents=len(derived.articles if work.again else (*derived.sightings, *derived.rejects)),
        words=sum(article.word_count for article in derived.articles),
        paragraph_count=memory.asked_count if memory else 0,
        found_count=memory.found_count if memory else 0,
        peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        worker=worker_name(),
    )


def prepare(work: Work) -> None:
    """Load what a worker loads once, so that its first part takes no longer than the others."""
    _warmed_up(work.pipeline)
    work.knowledge.load()


@cache
def _warmed_up(pipelines: str) -> None:
    """One sentence derived: models of language and of quotes are loaded by their first use."""
    first = Document(dump_id="", locator="", layout="record", text="It rained, the mayor said.", fields=WARM_UP)
    derive([first], {"": Capture(None, None)}, Pipelines(pipelines), load_gazetteer())


def _memory(work: Work) -> Parses | None:
    return Parses(Path(work.cache)) if work.cache else None


def _derived(work: Work, memory: Parses | None, tell: Callable[[int], None]) -> Derived:
    rows: list[Any] = table_of(Article if work.again else Document).from_arrow(pq.read_table(work.part))
    given = Pipelines(work.pipeline), load_gazetteer(), work.knowledge.load(), memory

    def derive_from(some: Sequence[Any]) -> Derived:
        return derive_again(some, *given) if work.again else derive(some, work.captures_of_dumps(), *given)

    if not work.one_by_one:
        return derive_from(rows[work.first : work.last])
    whole = Derived()
    for number in range(len(rows))[work.first : work.last]:
        tell(number)
        whole.extend(derive_from([rows[number]]))
    return whole


def rows_by_table(derived: Derived) -> dict[str, list[object]]:
    """The lists of a Derived under the names of their tables."""
    return {table.name: getattr(derived, table.name) for table in (*TABLES, *INDEXES) if hasattr(derived, table.name)}


def worker_name() -> str:
    """This process, as progress and logs name it."""
    return f"{socket.gethostname()}:{os.getpid()}"
