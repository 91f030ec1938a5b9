"""Reading dumps into staged documents: the step from bytes to parts."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.due import Due
from flows.extract import Context, Limits, Reading, open_dump, read_dump
from flows.extract.download import NotModified
from flows.extract.sources import Fetched, Source, fetched, written
from flows.handover import Handover
from flows.workspace import Workspace
from transforms.captures import Capture
from transforms.documents import Document, Rejected, reject_of
from transforms.tables import Dump, Reject
from warehouse.staging import DocumentParts, write_part, written_rows

REJECTS_A_PART = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the user says of all dumps of a run. `mapping`: names of their fields by what they hold."""

    captured_at: datetime | None = None
    publisher: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What extraction left: parts of documents, and parts of rejects.

    dumps: how many documents and rejects each gave, by dump_id, in the order of reading; their rows, still without
    outcome, are in the workspace. known_count: remote dumps that turned out to be loaded already.
    """

    documents: list[Path]
    rejects: list[Path]
    dumps: dict[str, int]
    character_count: int
    known_count: int = 0


def extract(
    due: Iterable[Due],
    given: Given,
    documents: DocumentParts,
    space: Workspace,
    handover: Handover,
    *,
    limits: Limits,
    is_known: Callable[[str], bool],
    run_id: str,
    loaded_at: datetime,
) -> Extracted:
    """Read every dump once, in order, into parts; memory stays that of one part, and disk that of one remote dump.

    `space` takes the parts of rejects, the rows of dumps, and fetched dumps while they are read; `handover` is told of
    every part of documents as soon as it is cut, and may take its time; `is_known` tells whether the lake has a
    dump_id.
    Raises UserError where a remote dump cannot be fetched.
    """
    rejects = _RejectParts(space.rejects)
    dumps: dict[str, int] = {}
    known_count = 0
    with written_rows(Dump, space.dumps) as write:
        for one in due:
            try:
                with _at_hand(one, space.fetched, limits) as got:
                    if one.dump_id is None and (got.dump_id in dumps or is_known(got.dump_id)):
                        known_count += 1
                        continue
                    reading, count = _read(got, one.source, given, documents, rejects, handover, limits)
            except NotModified:
                known_count += 1
                continue
            dumps[got.dump_id] = count
            write(_row(one.source, got, given, reading, count, run_id=run_id, loaded_at=loaded_at))
            handover.is_done(got.dump_id, Capture(*_capture(given, reading)), got.byte_count)
    rejects.flush()
    documents.close()
    handover.close()
    return Extracted(documents.paths, rejects.paths, dumps, documents.character_count, known_count)


@contextmanager
def _at_hand(due: Due, folder: Path, limits: Limits) -> Iterator[Fetched]:
    path = due.source.path
    if path is not None and due.dump_id is not None:
        yield Fetched(path, due.dump_id, due.source.byte_count or 0)
        return
    with fetched(due.source, folder, limits, due.known_version) as got:
        yield got


def _read(
    got: Fetched,
    source: Source,
    given: Given,
    documents: DocumentParts,
    rejects: "_RejectParts",
    handover: Handover,
    limits: Limits,
) -> tuple[Reading, int]:
    """The reading of a dump, done, and how many documents and rejects it gave."""
    count = 0
    with open_dump(got.path, limits) as stream:
        context = Context(got.dump_id, limits, publisher=given.publisher, name=source.name, mapping=dict(given.mapping))
        reading = read_dump(stream, context)
        for item in reading:
            count += 1
            if isinstance(item, Document):
                documents.add(item)
                handover.is_read(got.dump_id, reading)
            else:
                rejects.add(got.dump_id, item)
    return reading, count


def _row(
    source: Source, got: Fetched, given: Given, reading: Reading, count: int, *, run_id: str, loaded_at: datetime
) -> Dump:
    captured_at, captured_source = _capture(given, reading)
    return Dump(
        dump_id=got.dump_id,
        uri=written(source.uri),
        format=reading.format,
        layout=reading.layout,
        encoding=reading.encoding,
        byte_count=got.byte_count,
        captured_at=captured_at,
        captured_source=captured_source,
        document_count=count + reading.skipped_count,
        article_count=0,
        reject_count=0,
        skipped_count=reading.skipped_count,
        loaded_at=loaded_at,
        run_id=run_id,
        entity_tag=got.version,
        field_mapping=json.dumps(dict(given.mapping), sort_keys=True, ensure_ascii=False) if given.mapping else None,
    )


def _capture(given: Given, reading: Reading) -> tuple[datetime | None, str | None]:
    if given.captured_at:
        return given.captured_at, "given"
    if reading.captured_at:
        return reading.captured_at, "metadata"
    if reading.latest_printed_at:
        return reading.latest_printed_at, "inferred"
    return None, None


class _RejectParts:
    """Rejects of the reading stage, written in parts of a bounded number."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.paths: list[Path] = []
        self._rows: list[Reject] = []

    def add(self, dump_id: str, rejected: Rejected) -> None:
        self._rows.append(reject_of(dump_id, rejected))
        if len(self._rows) >= REJECTS_A_PART:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self.paths.append(self.folder / f"{len(self.paths):05d}")
            write_part(self.paths[-1], {"rejects": self._rows})
            self._rows = []
