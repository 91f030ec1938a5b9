"""Dumps as files: finding them, knowing them by their bytes, and opening them with their compression undone."""

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from flows.extract.limits import Limits
from flows.extract.packed import MAGIC_BYTES, PACKED_SUFFIXES, DamagedStream, unpacked
from transforms.errors import UserError

# Endings of names by which a folder's files are taken for dumps, by the format that they most often have; content
# decides. A file that is named outright is read whatever its name.
ENDINGS: dict[str, tuple[str, ...]] = {
    "text": (".txt", ".text", ".sgm", ".sgml"),
    "html": (".html", ".htm", ".xhtml"),
    "warc": (".warc", ".wet"),
    "arc": (".arc",),
    "jsonl": (".jsonl", ".ndjson", ".jl"),
    "json": (".json",),
    "csv": (".csv", ".tsv"),
    "parquet": (".parquet",),
    "feed": (".rss", ".atom", ".xml"),
    "nitf": (".nitf",),
    "mhtml": (".mhtml", ".mht"),
    "mbox": (".mbox", ".mbx"),
    "zip": (".zip",),
    "tar": (".tar", ".tgz", ".tbz2", ".txz"),
}
SUFFIXES = tuple(ending for endings in ENDINGS.values() for ending in endings)
# Bytes by which a file of another name is told to be a dump.
HEAD_BYTES = 1 << 14


class NoSuchDump(UserError):
    """A path that is not there."""


class NoDumps(UserError):
    """A folder without any dump."""


def find_dumps(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The dump files that paths, folders (searched through) and globs lead to: sorted, each once.

    Raises NoSuchDump for a path or glob that leads nowhere, NoDumps for a folder without dumps. There may be hundreds
    of thousands, which are told apart as texts: a Path takes five times as much memory.
    """
    found: dict[str, str] = {}
    for path in paths:
        for file in _files_of(str(Path(path))):
            found.setdefault(os.path.realpath(file), file)
    return map(Path, sorted(found.values()))


def dump_id_of(path: Path) -> str:
    """SHA-256 of the file's bytes as stored, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def open_dump(path: Path, limits: Limits | None = None) -> Iterator[BinaryIO]:
    """The bytes of a dump with its compression undone: told by content, not by name; several members are one stream.

    Where a packed stream is cut, damaged or over a limit, reading gives what came before and then raises DamagedStream.
    """
    with path.open("rb") as file:
        yield unpacked(file, file.peek(MAGIC_BYTES)[:MAGIC_BYTES], limits or Limits())


def _files_of(path: str) -> list[str]:
    if os.path.isdir(path):
        files = _files_in(path)
        if not files:
            endings = f"{' '.join(SUFFIXES)} ({' '.join(PACKED_SUFFIXES)})"
            raise NoDumps(f"no dumps in {path}: name files, or a folder with files that end in {endings}")
        return files
    if os.path.isfile(path):
        return [path]
    matches = glob.glob(path, recursive=True) if glob.has_magic(path) else []
    files = [file for match in matches for file in (_files_in(match) if os.path.isdir(match) else [match])]
    if not files:
        raise NoSuchDump(f"no such dump: {path} (check the path; put a glob in quotes)")
    return files


def _files_in(folder: str) -> list[str]:
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files = ((name, os.path.join(parent, name)) for name in sorted(names))
        found += [file for name, file in files if is_dump_name(name) or _is_dump_inside(Path(file))]
    return found


def is_dump_name(name: str) -> bool:
    """Whether a file is taken for a dump by its name alone."""
    stem = name.lower()
    for packed in PACKED_SUFFIXES:
        stem = stem.removesuffix(packed)
    return stem.endswith(SUFFIXES) and not name.startswith(".")


def _is_dump_inside(path: Path) -> bool:
    """Whether a file of another name has the content of a dump: anything but plain text, which any file may be."""
    from flows.extract.sniff import format_of

    if path.name.startswith(".") or not path.is_file():
        return False
    with path.open("rb") as file:
        try:
            head = unpacked(file, file.peek(MAGIC_BYTES)[:MAGIC_BYTES], Limits()).read(HEAD_BYTES)
        except DamagedStream:
            return True
    return format_of(head) != "text"
