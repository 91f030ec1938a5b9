"""Staged Parquet: parts that are whole or not there at all, so that a run that died goes on from those that are.

A part is a folder of `<table>.parquet` files. It is written beside its place, synced, and renamed in one move.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.documents import Document
from transforms.drafts import FRAGMENT_OF_HTML, PAGE_OF_HTML
from transforms.schema import Table, table_of
from transforms.tables import INDEXES, TABLES

DOCUMENTS = table_of(Document)
# Of a web page some tenth is its article; the rest is markup, which costs next to nothing to analyse.
MARKUP = (PAGE_OF_HTML, FRAGMENT_OF_HTML)
MARKUP_WEIGHT = 10
_BY_NAME: dict[str, Table] = {table.name: table for table in (*TABLES, *INDEXES, DOCUMENTS)}
# Of DuckDB's 122,880 rows a group would take some 100 MB when read. Bodies are long, and who writes a group holds it:
# publishing 20,000 articles took 200 MB with groups of 16,384, and 60 MB with groups of 2,048, DuckDB's least.
ROW_GROUP_ROWS = 16_384
ARTICLE_GROUP_ROWS = 2_048


def write_part(folder: Path, tables: Mapping[str, Sequence[Any] | pa.Table]) -> None:
    """Write `<folder>/<table>.parquet` for each table, in one move. A folder that is whole is left alone.

    Rows are instances of the table's row class. Raises KeyError for a table that is not declared, ValueError for none.
    """
    if not tables:
        raise ValueError(f"no tables for {folder}")
    if is_whole(folder):
        return
    with staged(folder) as aside:
        for name, rows in tables.items():
            _write(aside / f"{name}.parquet", as_arrow(_BY_NAME[name], rows))


@contextmanager
def written_rows(row: type[Any], file: Path) -> Iterator[Callable[[Any], None]]:
    """A Parquet file of rows of a table's class, written as they are given, some thousands at a time."""
    table, waiting = table_of(row), []
    with pq.ParquetWriter(file, table.arrow_schema, compression="zstd") as writer:

        def write(one: Any) -> None:
            waiting.append(one)
            if len(waiting) >= ARTICLE_GROUP_ROWS:
                flush()

        def flush() -> None:
            writer.write_table(table.to_arrow(waiting))
            waiting.clear()

        yield write
        flush()


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder aside to write files to, which is moved into its place when the block ends well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.parent / f".{folder.name}.{uuid.uuid4().hex}"
    aside.mkdir()
    try:
        yield aside
        move_into_place(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def move_into_place(aside: Path, folder: Path) -> None:
    """Sync a folder written aside and rename it. When the place was taken meanwhile by a whole one, that one stays."""
    for file in aside.iterdir():
        sync(file)
    sync(aside)
    try:
        aside.rename(folder)
    except OSError:
        if not is_whole(folder):
            raise
    sync(folder.parent)


def is_whole(folder: Path) -> bool:
    """Whether the part is there: parts appear by one rename, so any that has files has all of them."""
    return folder.is_dir() and any(folder.glob("*.parquet"))


def read_part(folder: Path, name: str) -> list[Any]:
    """The rows of one table of a part, as instances of its row class."""
    table = _BY_NAME[name]
    return table.from_arrow(pq.read_table(folder / f"{name}.parquet", partitioning=None))


def sync(path: Path) -> None:
    """Have the system write a file's bytes, or a folder's entries, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class DocumentParts:
    """Writes documents to `<folder>/00000.parquet`, `00001.parquet` … as they come, each part bounded and atomic.

    A part holds at most `max_documents` documents and, but for a single longer document, `max_characters` of text,
    where markup weighs a tenth.
    `close` writes the rest; `paths` are the parts so far, `character_count` the text in them.
    """

    def __init__(self, folder: Path, *, max_documents: int = 2_000, max_characters: int = 400_000) -> None:
        self.folder = folder
        self.paths: list[Path] = []
        self.character_count = 0
        self._max_documents = max_documents
        self._max_characters = max_characters
        self._waiting: list[Document] = []
        self._waiting_characters = 0

    def add(self, document: Document) -> None:
        """Take a document in."""
        weight = len(document.text) // (MARKUP_WEIGHT if document.layout in MARKUP else 1)
        if self._waiting and self._waiting_characters + weight > self._max_characters:
            self._flush()
        self._waiting.append(document)
        self._waiting_characters += weight
        if len(self._waiting) >= self._max_documents:
            self._flush()

    def close(self) -> None:
        """Write what is left. More may be added after it, to a new part."""
        self._flush()

    def __enter__(self) -> "DocumentParts":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()

    def _flush(self) -> None:
        if not self._waiting:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{len(self.paths):05d}.parquet"
        aside = self.folder / f".{part.name}.{uuid.uuid4().hex}"
        try:
            _write(aside, DOCUMENTS.to_arrow(self._waiting))
            sync(aside)
            aside.replace(part)
            sync(self.folder)
        finally:
            aside.unlink(missing_ok=True)
        self.paths.append(part)
        self.character_count += self._waiting_characters
        self._waiting, self._waiting_characters = [], 0


def as_arrow(table: Table, rows: Sequence[Any] | pa.Table) -> pa.Table:
    """Rows of a table's class, or what is Arrow already, as an Arrow table of its columns."""
    if isinstance(rows, pa.Table):
        return rows.select(table.arrow_schema.names).cast(table.arrow_schema)
    return table.to_arrow(rows)


def _write(file: Path, rows: pa.Table) -> None:
    pq.write_table(rows, file, compression="zstd", row_group_size=ROW_GROUP_ROWS)
