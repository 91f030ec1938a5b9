"""Reading what is known of entities: a user's authority file, and the corrections that come with dateline."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from transforms.entities.knowledge import BadKnowledge, Correction, Knowledge, Record, knowledge_of
from transforms.tables import ENTITY_KINDS

COLUMNS = ("kind", "id", "name")
BATCH_ROWS = 10_000


def load_knowledge(authority: Path | None = None, corrections: Path | None = None) -> Knowledge:
    """What articles' entities are filed by: an authority file (CSV or Parquet), our corrections and the user's (CSV).

    Raises BadKnowledge with the row that can't be used, OSError when a file can't be read.
    """
    own = list(_shipped_corrections())
    if corrections is not None:
        own += _corrections(_csv_rows(corrections.read_text(encoding="utf-8-sig")), corrections.name)
    return knowledge_of(read_authority(authority) if authority is not None else (), own)


def read_authority(path: Path) -> Iterator[Record]:
    """Records of a CSV file (UTF-8) or, by its suffix, a Parquet file.

    Columns: kind (as entities.kind), id (a Wikidata id or your own), name, and optionally aliases (in CSV separated by
    `|`; in Parquet so or a list).
    """
    rows = _parquet_rows(path) if path.suffix == ".parquet" else _csv_rows(path.read_text(encoding="utf-8-sig"))
    for number, row in enumerate(rows, start=1):
        where = f"{path.name}, record {number}"
        if any(not row.get(column) for column in COLUMNS):
            raise BadKnowledge(f"{where}: needs {', '.join(COLUMNS)}")
        if row["kind"] not in ENTITY_KINDS:
            raise BadKnowledge(f"{where}: kind {row['kind']!r} is none of {', '.join(ENTITY_KINDS)}")
        aliases = row.get("aliases") or ()
        listed = aliases.split("|") if isinstance(aliases, str) else aliases
        yield Record(row["kind"], str(row["id"]), row["name"], tuple(a for a in listed if a))


@cache
def _shipped_corrections() -> tuple[Correction, ...]:
    text = files("flows").joinpath("data", "entity_corrections.csv").read_text(encoding="utf-8")
    return tuple(_corrections(_csv_rows(text), "entity_corrections.csv"))


def _corrections(rows: Iterable[Mapping[str, Any]], name: str) -> Iterator[Correction]:
    for number, row in enumerate(rows, start=1):
        if row.get("kind") not in ENTITY_KINDS or row.get("name") is None or row.get("reason") is None:
            raise BadKnowledge(f"{name}, record {number}: needs kind, name, into (or empty) and reason")
        yield Correction(row["kind"], row["name"], row.get("into") or "", row["reason"])


def _csv_rows(text: str) -> Iterator[dict[str, Any]]:
    yield from csv.DictReader(text.splitlines())


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            yield from batch.to_pylist()
