"""Analysing one staged part: documents in, rows out, each a folder of Parquet."""

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.authority import KnowledgeFiles
from flows.gazetteer import load_gazetteer
from flows.pipeline import load_pipeline
from flows.versions import derivation_fingerprint
from transforms.derive import Capture, Derived, derive
from transforms.documents import Document
from transforms.schema import table_of
from transforms.tables import INDEXES, TABLES
from warehouse.staging import is_whole, write_part

OURS_ALONE = KnowledgeFiles()


def analyse_part(part: Path, dumps: Path, into: Path, pipeline: str, known: KnowledgeFiles = OURS_ALONE) -> Path:
    """Derive the rows of a part of documents and write them as a folder below `into`; a whole one is left as it is.

    `part` holds rows of transforms.documents.Document, `dumps` the rows of `dumps` that they came from, `known` the
    user's files.
    """
    documents: list[Document] = table_of(Document).from_arrow(pq.read_table(part))
    captures = _captures(dumps, {document.dump_id for document in documents})
    folder = into / part_key(part, captures, pipeline, known)
    if not is_whole(folder):
        derived = derive(documents, captures, load_pipeline(pipeline), load_gazetteer(), known.load())
        write_part(folder, rows_by_table(derived))
    return folder


def part_key(part: Path, captures: Mapping[str, Capture], pipeline: str, known: KnowledgeFiles = OURS_ALONE) -> str:
    """Names what an analysed part was made from: its documents, when they were captured, the code and the model, and
    the bytes of the user's files of what is known."""
    digest = hashlib.sha256(derivation_fingerprint(pipeline).encode())
    digest.update(known.digest().encode())
    digest.update(part.read_bytes())
    for dump_id, capture in sorted(captures.items()):
        digest.update(f"{dump_id} {capture.at} {capture.source}\n".encode())
    return digest.hexdigest()[:32]


def rows_by_table(derived: Derived) -> dict[str, list[object]]:
    """The lists of a Derived under the names of their tables."""
    return {table.name: getattr(derived, table.name) for table in (*TABLES, *INDEXES) if hasattr(derived, table.name)}


def _captures(dumps: Path, wanted: Collection[str]) -> dict[str, Capture]:
    columns = ["dump_id", "captured_at", "captured_source"]
    rows = pq.read_table(dumps, columns=columns, filters=pc.field("dump_id").isin(sorted(wanted)))
    return {row["dump_id"]: Capture(row["captured_at"], row["captured_source"]) for row in rows.to_pylist()}
