"""Reading what is known of entities: a user's authority file, and the corrections and well-known people that come with
dateline."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.settings import Settings
from transforms.entities.knowledge import BadKnowledge, Correction, Knowledge, Record, filed, knowledge_of
from transforms.entities.well_known import NEEDS, WellKnown
from transforms.tables import ENTITY_KINDS

COLUMNS = ("kind", "id", "name")
BATCH_ROWS = 10_000
MAX_CELL = 20_000


@dataclass(frozen=True, slots=True)
class KnowledgeFiles:
    """The user's own files, by path; None where there is none. It goes to workers, which read the files themselves."""

    authority: str | None = None
    corrections: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> "KnowledgeFiles":
        """The files that the settings name, absolute."""
        paths = (settings.authority, settings.corrections)
        return cls(*(str(path.expanduser().absolute()) if path else None for path in paths))

    def digest(self) -> str:
        """Changes with the bytes of the files. Raises BadKnowledge when one can't be read."""
        whole = hashlib.sha256()
        for path in (self.authority, self.corrections):
            whole.update(_digest(path).encode() if path else b"none")
        return whole.hexdigest()

    def load(self) -> Knowledge:
        """What the files and our corrections say; kept in the process until a file's bytes change."""
        return _loaded(self, self.digest())


def _digest(path: str) -> str:
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BadKnowledge(f"{path}: can't be read ({error.strerror}): see DATELINE_AUTHORITY") from error


@lru_cache(maxsize=1)
def _loaded(files: KnowledgeFiles, digest: str) -> Knowledge:
    return load_knowledge(*(Path(path) if path else None for path in (files.authority, files.corrections)))


def load_knowledge(authority: Path | None = None, corrections: Path | None = None) -> Knowledge:
    """What articles' entities are filed by: an authority file (CSV or Parquet), our corrections and the user's (CSV).

    A user's correction of a name stands in the place of ours. Raises BadKnowledge with the row that can't be used,
    OSError when a file can't be read.
    """
    own = list(_shipped_corrections())
    if corrections is not None:
        users = list(_corrections(_csv_file(corrections), corrections.name))
        theirs = {filed(correction) for correction in users}
        own = [correction for correction in own if filed(correction) not in theirs] + users
    records = read_authority(authority) if authority is not None else ()
    return knowledge_of(records, own, _shipped_people(), _shipped_organisations())


def read_authority(path: Path) -> Iterator[Record]:
    """Records of a CSV file (UTF-8) or, by its suffix, a Parquet file.

    Columns: kind (as entities.kind), id (a Wikidata id or your own), name, and optionally aliases (in CSV separated by
    `|`; in Parquet so or a list).
    """
    rows = _parquet_rows(path) if path.suffix == ".parquet" else _csv_file(path)
    for number, row in enumerate(rows, start=1):
        where = f"{path.name}, record {number}"
        if any(not row.get(column) for column in COLUMNS):
            raise BadKnowledge(f"{where}: needs {', '.join(COLUMNS)}")
        if any(len(str(cell)) > MAX_CELL for cell in row.values()):
            raise BadKnowledge(f"{where}: a cell of more than {MAX_CELL:,} characters")
        if row["kind"] not in ENTITY_KINDS:
            raise BadKnowledge(f"{where}: kind {row['kind']!r} is none of {', '.join(ENTITY_KINDS)}")
        aliases = row.get("aliases") or ()
        listed = aliases.split("|") if isinstance(aliases, str) else aliases
        yield Record(row["kind"], str(row["id"]), row["name"], tuple(a for a in listed if a))


@cache
def _shipped_corrections() -> tuple[Correction, ...]:
    text = files("flows").joinpath("data", "entity_corrections.csv").read_text(encoding="utf-8")
    return tuple(_corrections(_csv_rows(text), "entity_corrections.csv"))


@cache
def _shipped_people() -> tuple[WellKnown, ...]:
    """Of `well_known_people.csv`: general knowledge, compiled by hand; years and offices are the better-known ones."""
    text = files("flows").joinpath("data", "well_known_people.csv").read_text(encoding="utf-8")
    return tuple(_well_known(row) for row in _csv_rows(text))


@cache
def _shipped_organisations() -> tuple[tuple[str, str], ...]:
    """Names and Wikidata ids of firms and bodies at work all over the world.

    From name-suggestion-index 8.0.20260918 (npm; BSD-3-Clause, see organisation_ids.LICENSE.md): those in six countries
    or more whose name has one id there, and is no town's, given name, well-known surname or common word too.
    """
    text = files("flows").joinpath("data", "organisation_ids.csv").read_text(encoding="utf-8")
    return tuple((row["name"], row["wikidata_id"]) for row in _csv_rows(text))


def _well_known(row: Mapping[str, str]) -> WellKnown:
    if row["needs"] not in NEEDS:
        raise BadKnowledge(f"well_known_people.csv, {row['name']}: needs {row['needs']!r}")
    return WellKnown(
        name=row["name"],
        shorts=tuple(short for short in row["shorts"].split("|") if short),
        from_year=int(row["from_year"]),
        to_year=int(row["to_year"]) if row["to_year"] else None,
        country_code=row["country_code"] or None,
        offices=frozenset(office for office in row["offices"].split("|") if office),
        needs=row["needs"],
        wikidata_id=row["wikidata_id"] or None,
    )


def _corrections(rows: Iterable[Mapping[str, Any]], name: str) -> Iterator[Correction]:
    for number, row in enumerate(rows, start=1):
        if row.get("kind") not in ENTITY_KINDS or row.get("name") is None or row.get("reason") is None:
            raise BadKnowledge(f"{name}, record {number}: needs kind, name, into (or empty) and reason")
        yield Correction(row["kind"], row["name"], row.get("into") or "", row["reason"])


def _csv_file(path: Path) -> Iterator[dict[str, Any]]:
    try:
        yield from _csv_rows(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadKnowledge(f"{path.name}: isn't in UTF-8 (byte {error.start})") from error
    except csv.Error as error:
        raise BadKnowledge(f"{path.name}: isn't CSV: {error}") from error


def _csv_rows(text: str) -> Iterator[dict[str, Any]]:
    yield from csv.DictReader(io.StringIO(text, newline=""))


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                yield from batch.to_pylist()
    except pa.ArrowInvalid as error:
        raise BadKnowledge(f"{path.name}: isn't Parquet: {error}") from error
