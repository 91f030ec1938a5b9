"""Reading dumps into staged documents: the step from bytes to parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows import progress
from flows.extract import Context, Reading, open_dump, read_dump
from transforms.derive import reject_of
from transforms.documents import Document, Rejected
from transforms.tables import Dump, Reject
from warehouse.staging import DocumentParts, write_part

REJECTS_A_PART = 10_000


@dataclass(frozen=True, slots=True)
class Source:
    """A dump that is to be read: where it lies, the SHA-256 of its bytes, and their number."""

    path: Path
    dump_id: str
    byte_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the user says of all dumps of a run. `mapping`: names of their fields by what they hold."""

    captured_at: datetime | None = None
    publisher: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What extraction left: parts of documents, parts of rejects, and the rows of `dumps` without their outcome."""

    documents: list[Path]
    rejects: list[Path]
    dumps: list[Dump]
    character_count: int


def extract(
    sources: Sequence[Source],
    given: Given,
    documents: DocumentParts,
    rejects_folder: Path,
    *,
    run_id: str,
    loaded_at: datetime,
) -> Extracted:
    """Read every source once, in order, into parts; memory stays that of one part."""
    rejects = _RejectParts(rejects_folder)
    dumps = []
    for source in sources:
        dumps.append(_extract_one(source, given, documents, rejects, run_id=run_id, loaded_at=loaded_at))
        progress.advance(source.byte_count)
    rejects.flush()
    documents.close()
    return Extracted(documents.paths, rejects.paths, dumps, documents.character_count)


def _extract_one(
    source: Source, given: Given, documents: DocumentParts, rejects: "_RejectParts", *, run_id: str, loaded_at: datetime
) -> Dump:
    count = 0
    with open_dump(source.path) as stream:
        context = Context(source.dump_id, publisher=given.publisher, name=source.path.name, mapping=dict(given.mapping))
        reading = read_dump(stream, context)
        for item in reading:
            count += 1
            if isinstance(item, Document):
                documents.add(item)
            else:
                rejects.add(source.dump_id, item)
    captured_at, captured_source = _capture(given, reading)
    return Dump(
        dump_id=source.dump_id,
        uri=source.path.as_posix(),
        format=reading.format,
        layout=reading.layout,
        encoding=reading.encoding,
        byte_count=source.byte_count,
        captured_at=captured_at,
        captured_source=captured_source,
        document_count=count + reading.skipped_count,
        article_count=0,
        reject_count=0,
        skipped_count=reading.skipped_count,
        loaded_at=loaded_at,
        run_id=run_id,
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
