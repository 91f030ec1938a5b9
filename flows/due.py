"""Which dumps a load is to read. A folder may have a hundred thousand, each of which takes a kilobyte as objects: so
files are rows of a table. Prefect, which walks through every list that a task is given, passes that by."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows import progress
from flows.extract import dump_id_of
from flows.extract.sources import Source, file_source

_ROWS = 5_000
# A path is bytes: not each name of a file is Unicode.
_COLUMNS: dict[str, pa.DataType] = {"path": pa.binary(), "byte_count": pa.int64()}
_FILES = pa.schema(_COLUMNS)


@dataclass(frozen=True, slots=True)
class Due:
    """A dump that is to be read. `dump_id`: SHA-256 of its bytes, where they are at hand; a remote dump's is known
    once it is fetched. `known_version`: of the bytes that the lake has from the same address.
    """

    source: Source
    dump_id: str | None = None
    known_version: str | None = None


class DueDumps:
    """Dumps that are to be read: files, as a table of `dump_id`, `path` and `byte_count`, and then remote ones.

    Iterated it gives a `Due` for each.
    """

    def __init__(self, files: pa.Table, remote: Sequence[Due]) -> None:
        self._files = files
        self._remote = remote

    def __len__(self) -> int:
        return len(self._files) + len(self._remote)

    def __iter__(self) -> Iterator[Due]:
        for batch in self._files.to_batches(max_chunksize=_ROWS):
            for row in batch.to_pylist():
                yield Due(file_source(os.fsdecode(row["path"]), row["byte_count"]), row["dump_id"])
        yield from self._remote

    @property
    def byte_count(self) -> int:
        """Of all whose size is known."""
        return total_bytes(self._files) + sum(one.source.byte_count or 0 for one in self._remote)

    @property
    def names(self) -> set[str]:
        """Each by its dump_id, where that is known, else by its address."""
        return {*ids_of(self._files), *(one.dump_id or one.source.uri for one in self._remote)}


def listed(sources: Iterable[Source]) -> tuple[pa.Table, list[Source]]:
    """The files among some sources, which come first, as a table of `path` and `byte_count`; the others as they are."""
    waiting = iter(sources)
    batches, others = [], []
    while some := list(islice(waiting, _ROWS)):
        files = [source for source in some if source.is_file]
        others += [source for source in some if not source.is_file]
        columns: dict[str, list[Any]] = {
            "path": [os.fsencode(file.uri) for file in files],
            "byte_count": [file.byte_count for file in files],
        }
        batches.append(pa.RecordBatch.from_pydict(columns, _FILES))
    return pa.Table.from_batches(batches, _FILES), others


def total_bytes(files: pa.Table) -> int:
    """The size of all files together."""
    return int(pc.sum(files["byte_count"]).as_py() or 0)


def hashed(files: pa.Table) -> pa.Table:
    """The same table with `dump_id`, the SHA-256 of a file's bytes. Of files with the same bytes the first is there."""
    seen: set[bytes] = set()
    batches = []
    for batch in files.to_batches(max_chunksize=_ROWS):
        ids, is_first = [], []
        for row in batch.to_pylist():
            ids.append(dump_id_of(Path(os.fsdecode(row["path"]))))
            is_first.append(bytes.fromhex(ids[-1]) not in seen)
            seen.add(bytes.fromhex(ids[-1]))
            progress.advance(row["byte_count"])
        batches.append(batch.append_column("dump_id", pa.array(ids, pa.string())).filter(pa.array(is_first)))
    return pa.Table.from_batches(batches, _FILES.append(pa.field("dump_id", pa.string())))


def ids_of(files: pa.Table) -> list[str]:
    """The ids of hashed files."""
    return [str(dump_id) for dump_id in files["dump_id"].to_pylist()]


def without(files: pa.Table, dump_ids: Iterable[str]) -> pa.Table:
    """Those of other ids."""
    return files.filter(pc.invert(pc.is_in(files["dump_id"], pa.array(list(dump_ids), pa.string()))))
