"""Dumps as files: finding them, knowing them by their bytes, and opening them with their compression undone."""

import glob
import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import zstandard

from flows.extract.limits import Limits
from transforms.errors import UserError

# Names by which a folder's files are taken for dumps. A file that is named outright is read whatever its name.
SUFFIXES = (
    *(".txt", ".text", ".sgm", ".sgml", ".html", ".htm", ".xhtml", ".warc", ".wet", ".arc", ".jsonl", ".ndjson"),
    *(".jl", ".json", ".csv", ".tsv", ".parquet", ".rss", ".atom", ".xml", ".nitf", ".zip", ".tar", ".tgz"),
)
PACKED_SUFFIXES = (".gz", ".zst", ".zstd")

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
CHUNK_BYTES = 1 << 16
# Bytes by which a file of another name is told to be a dump.
HEAD_BYTES = 1 << 14
MAX_PIECE_BYTES = 1 << 20
# Steps in which a damaged gzip chunk is unpacked again, up to the damage.
FINE_BYTES = 64
# Zstandard packs a 128 KiB block into 4 bytes, and unpacks whatever it is fed at once: 1 KiB makes 32 MiB at most.
ZSTD_CHUNK_BYTES = 1 << 10
# Of a zstandard frame: more would let one dump claim the machine's memory. The `zstd` tool refuses above it, too.
MAX_WINDOW_BYTES = 1 << 27


class NoSuchDump(UserError):
    """A path that is not there."""


class NoDumps(UserError):
    """A folder without any dump."""


class DamagedStream(Exception):
    """A packed stream that goes no further. `reason` is one of REJECT_REASONS: truncated, corrupt or too_large."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def find_dumps(paths: Iterable[str | Path]) -> list[Path]:
    """The dump files that paths, folders (searched through) and globs lead to: sorted, each once.

    Raises NoSuchDump for a path or glob that leads nowhere, NoDumps for a folder without dumps.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files_of(str(path)):
            found.setdefault(file.resolve(), file)
    return sorted(found.values(), key=lambda file: file.as_posix())


def dump_id_of(path: Path) -> str:
    """SHA-256 of the file's bytes as stored, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def open_dump(path: Path, limits: Limits | None = None) -> Iterator[BinaryIO]:
    """The bytes of a dump, with gzip (also of several members) or zstandard undone; told by content, not by name.

    Where a packed stream is cut, damaged or over a limit, reading gives what came before and then raises DamagedStream.
    """
    with path.open("rb") as file:
        yield unpacked(file, file.peek(4)[:4], limits or Limits())


def unpacked(file: BinaryIO, head: bytes, limits: Limits) -> BinaryIO:
    """A stream that begins with `head`, its gzip or zstandard undone as by open_dump; itself where it has neither."""
    if head.startswith(GZIP_MAGIC):
        return cast(BinaryIO, _Unpacked(_gzip(file), file, limits))
    if head.startswith(ZSTD_MAGIC):
        return cast(BinaryIO, _Unpacked(_zstd(file), file, limits))
    return file


def bounded(pieces: Iterator[bytes], packed_bytes: int, limits: Limits) -> BinaryIO:
    """Pieces of a member that takes `packed_bytes` in its archive, as a stream that holds the limits."""
    return cast(BinaryIO, _Unpacked(pieces, _Packed(packed_bytes), limits))


def _files_of(path: str) -> list[Path]:
    named = Path(path)
    if named.is_dir():
        files = _files_in(named)
        if not files:
            endings = " ".join(SUFFIXES)
            raise NoDumps(f"no dumps in {path}: name files, or a folder with files that end in {endings} (.gz .zst)")
        return files
    if named.is_file():
        return [named]
    matches = [Path(match) for match in glob.glob(path, recursive=True)] if glob.has_magic(path) else []
    files = [file for match in matches for file in (_files_in(match) if match.is_dir() else [match])]
    if not files:
        raise NoSuchDump(f"no such dump: {path} (check the path; put a glob in quotes)")
    return files


def _files_in(folder: Path) -> list[Path]:
    found: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files = [Path(parent, name) for name in sorted(names)]
        found += [file for file in files if _is_dump_name(file.name) or _is_dump_inside(file)]
    return found


def _is_dump_name(name: str) -> bool:
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
            head = unpacked(file, file.peek(4)[:4], Limits()).read(HEAD_BYTES)
        except DamagedStream:
            return True
    return format_of(head) != "text"


class _Tells(Protocol):
    def tell(self) -> int: ...


class _Packed:
    """What stands for a packed stream of which only the size is known."""

    def __init__(self, byte_count: int) -> None:
        self._byte_count = byte_count

    def tell(self) -> int:
        return self._byte_count


class _Unpacked(RawIOBase):
    """Unpacked pieces as a stream that holds the limits. An error met while reading is raised by the next read.

    Not to be wrapped in a BufferedReader where that error matters: it forgets what it read before an error.
    """

    def __init__(self, pieces: Iterator[bytes], packed: _Tells, limits: Limits) -> None:
        self._pieces = pieces
        self._packed = packed
        self._limits = limits
        self._rest = memoryview(b"")
        self._unpacked_bytes = 0
        self._damage: DamagedStream | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill the buffer; less only at the end, or before an error."""
        filled = 0
        while filled < len(buffer) and (self._rest or self._advance()):
            count = min(len(buffer) - filled, len(self._rest))
            buffer[filled : filled + count] = self._rest[:count]
            self._rest = self._rest[count:]
            filled += count
        if self._damage is not None and not filled and len(buffer):
            raise self._damage
        return filled

    def _advance(self) -> bool:
        if self._damage is not None:
            return False
        try:
            piece = next(self._pieces, b"")
            self._hold_limits(len(piece))
        except DamagedStream as damage:
            self._damage = damage
            return False
        self._rest = memoryview(piece)
        return bool(piece)

    def _hold_limits(self, byte_count: int) -> None:
        self._unpacked_bytes += byte_count
        limits = self._limits
        if self._unpacked_bytes > limits.max_unpacked_bytes:
            raise DamagedStream("too_large", f"unpacks to more than max_unpacked_bytes ({limits.max_unpacked_bytes})")
        if self._unpacked_bytes > max(limits.ratio_from_bytes, limits.max_unpack_ratio * self._packed.tell()):
            raise DamagedStream("too_large", f"unpacks more than max_unpack_ratio ({limits.max_unpack_ratio:g}) times")


def _gzip(file: BinaryIO) -> Iterator[bytes]:
    """What gzip members hold, piece by piece. Zero bytes between and after members are padding."""
    member, count = zlib.decompressobj(wbits=31), 0
    pending = b""
    while True:
        pending = pending or file.read(CHUNK_BYTES)
        if member.eof:
            pending = pending.lstrip(b"\0")
            if not pending:
                if not (pending := file.read(CHUNK_BYTES)):
                    return
                continue
            if not pending.startswith(GZIP_MAGIC[: len(pending)]):
                raise DamagedStream("corrupt", f"bytes that are not gzip follow member {count + 1}")
            member, count = zlib.decompressobj(wbits=31), count + 1
        if not pending:
            raise DamagedStream("truncated", "the gzip stream ends early: fetch the file again")
        before = member.copy()
        try:
            piece = member.decompress(pending, MAX_PIECE_BYTES)
        except zlib.error as error:
            yield from _up_to_damage(before, pending)
            raise DamagedStream("corrupt", f"the gzip stream is damaged ({error}): fetch the file again") from None
        pending = member.unused_data if member.eof else member.unconsumed_tail
        if piece:
            yield piece


def _up_to_damage(member: "zlib._Decompress", pending: bytes) -> Iterator[bytes]:
    """What the bytes before the damage hold: an error takes with it all that was unpacked in the same call."""
    for at in range(0, len(pending), FINE_BYTES):
        try:
            if piece := member.decompress(pending[at : at + FINE_BYTES]):
                yield piece
        except zlib.error:
            return


def _zstd(file: BinaryIO) -> Iterator[bytes]:
    """What zstandard frames hold, piece by piece."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
    frame, pending, begun = unpacker.decompressobj(), b"", True
    while True:
        pending = pending or file.read(ZSTD_CHUNK_BYTES)
        if not pending:
            if begun:
                raise DamagedStream("truncated", "the zstandard stream ends early: fetch the file again")
            return
        begun = True
        try:
            piece = frame.decompress(pending)
        except zstandard.ZstdError as error:
            raise DamagedStream("corrupt", f"the zstandard stream is damaged ({error}): fetch it again") from None
        pending = b""
        if frame.eof:
            pending, begun = frame.unused_data, False
            frame = unpacker.decompressobj()
        if piece:
            yield piece
