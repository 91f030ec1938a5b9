"""Compression undone, piece by piece and within limits: gzip, zstandard, bzip2 and xz, told by content."""

import bz2
import errno
import lzma
import zlib
from collections.abc import Callable, Iterator
from io import RawIOBase
from typing import BinaryIO, Protocol, cast

import zstandard

from flows.extract.limits import Limits

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# `BZh`, a digit, and the mark of the first block or of the end: text may begin with `BZh`.
BZIP2_MAGICS = (b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90")
XZ_MAGIC = b"\xfd7zXZ\x00"
# Bytes at the start of a dump by which its compression is told.
MAGIC_BYTES = 10
PACKED_SUFFIXES = (".gz", ".zst", ".zstd", ".bz2", ".xz")
CHUNK_BYTES = 1 << 16
MAX_PIECE_BYTES = 1 << 20
# Steps in which a damaged gzip chunk is unpacked again, up to the damage.
FINE_BYTES = 64
# Zstandard packs a 128 KiB block into 4 bytes, and unpacks whatever it is fed at once: 1 KiB makes 32 MiB at most.
ZSTD_CHUNK_BYTES = 1 << 10
# Of a zstandard frame or an xz stream: more would let one dump claim the machine's memory. The `zstd` tool refuses
# above it, too; xz -9 asks for half of it.
MAX_WINDOW_BYTES = 1 << 27


class DamagedStream(Exception):
    """A packed stream that goes no further. `reason` is one of REJECT_REASONS: truncated, corrupt or too_large."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def is_of_machine(error: Exception) -> bool:
    """Whether an error tells of the machine and not of a dump: no memory, a full disk, a lost server.

    Those have a number; EINVAL is what seeking to where a damaged archive points gives.
    """
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno not in (None, errno.EINVAL))


def unpacked(file: BinaryIO, head: bytes, limits: Limits) -> BinaryIO:
    """A stream that begins with `head`, its compression undone as by open_dump; itself where it has none."""
    if head.startswith(GZIP_MAGIC):
        return cast(BinaryIO, _Unpacked(_gzip(file), file, limits))
    if head.startswith(ZSTD_MAGIC):
        return cast(BinaryIO, _Unpacked(_zstd(file), file, limits))
    if head.startswith(b"BZh") and head[4:].startswith(BZIP2_MAGICS):
        return cast(BinaryIO, _Unpacked(_streams(file, "bzip2", b"BZh", bz2.BZ2Decompressor), file, limits))
    if head.startswith(XZ_MAGIC):
        return cast(BinaryIO, _Unpacked(_streams(file, "xz", XZ_MAGIC, _xz), file, limits))
    return file


def bounded(pieces: Iterator[bytes], packed_bytes: int, limits: Limits) -> BinaryIO:
    """Pieces of a member that takes `packed_bytes` in its archive, as a stream that holds the limits."""
    return cast(BinaryIO, _Unpacked(pieces, _Packed(packed_bytes), limits))


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


class _Unpacks(Protocol):
    """What the decompressors of bzip2 and xz have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def _xz() -> _Unpacks:
    # Beside the window, the decoder has its own tables.
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=MAX_WINDOW_BYTES + (1 << 20))


def _streams(file: BinaryIO, kind: str, magic: bytes, begin: Callable[[], _Unpacks]) -> Iterator[bytes]:
    """What bzip2 or xz streams hold, one after the other. Zero bytes between and after them are padding."""
    stream, pending = begin(), file.read(CHUNK_BYTES)
    while True:
        if stream.eof:
            pending = (stream.unused_data or file.read(CHUNK_BYTES)).lstrip(b"\0")
            while not pending:
                if not (pending := file.read(CHUNK_BYTES)):
                    return
                pending = pending.lstrip(b"\0")
            if not pending.startswith(magic[: len(pending)]):
                raise DamagedStream("corrupt", f"bytes that are not {kind} follow a stream")
            stream = begin()
        elif not pending and stream.needs_input and not (pending := file.read(CHUNK_BYTES)):
            raise DamagedStream("truncated", f"the {kind} stream ends early: fetch the file again")
        try:
            piece = stream.decompress(pending, MAX_PIECE_BYTES)
        except (OSError, ValueError, lzma.LZMAError) as error:
            if "limit" in str(error):
                raise DamagedStream("too_large", f"asks for more than MAX_WINDOW_BYTES ({MAX_WINDOW_BYTES})") from None
            raise DamagedStream("corrupt", f"the {kind} stream is damaged ({error}): fetch it again") from None
        pending = b""
        if piece:
            yield piece
