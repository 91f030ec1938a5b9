"""Reading archives of dumps: zip and tar. Each member is read as a dump of its own; nothing is written anywhere.

A member's locator is its name, ` > `, and the locator inside it: `pages/a.txt > chars 0-900`.
"""

import dataclasses
import tarfile
import zipfile
import zlib
from abc import abstractmethod
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from flows.extract.packed import DamagedStream, bounded, is_of_machine, unpacked
from flows.extract.parquet import seekable
from flows.extract.reading import Context, Reading
from flows.extract.stream import Headed
from transforms.documents import Document, Rejected

PIECE_BYTES = 1 << 16
# What a broken or hostile archive makes the standard library raise.
DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    RuntimeError,
)
IS_ENCRYPTED = 0x1


class _ArchiveReading(Reading):
    """Members one after the other. `read` is the dispatcher that chooses a reader by content."""

    def __init__(self, stream: IO[bytes], context: Context, read: Callable[[IO[bytes], Context], Reading]) -> None:
        super().__init__(stream, context)  # type: ignore[arg-type]
        self._read = read

    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects of all members, in the archive's order."""
        limits = self._context.limits
        if self._context.depth >= limits.max_depth:
            yield self._rejected(
                "whole", "too_large", f"archives inside each other deeper than max_depth ({limits.max_depth})"
            )
            return
        count = 0
        try:
            for name, reason, opened, packed_bytes in self._members():
                count += 1
                if count > limits.max_members:
                    yield self._rejected("whole", "too_large", f"more members than max_members ({limits.max_members})")
                    return
                if PurePosixPath(name).name.startswith(".") or "__MACOSX" in name:
                    self.skipped_count += 1
                elif reason or is_unsafe(name):
                    yield self._rejected(f"{name[:500]} > whole", reason or "unsafe_path", "a member that is not read")
                elif opened is not None:
                    yield from self._member(name[:500], opened, packed_bytes)
        except DamagedStream as damage:
            yield self._rejected("whole", damage.reason, damage.detail)
        except DAMAGE as error:
            if is_of_machine(error):
                raise
            yield self._rejected("whole", "corrupt", f"the archive is damaged: {error}"[:300])
        else:
            if not count:
                yield self._rejected("whole", "empty", "an archive without files")

    @abstractmethod
    def _members(self) -> Iterator[tuple[str, str | None, Callable[[], IO[bytes]] | None, int]]:
        """Name, reason against reading it, how to open it, and its packed size in bytes, of each file."""

    def _member(self, name: str, opened: Callable[[], IO[bytes]], packed_bytes: int) -> Iterator[Document | Rejected]:
        context = dataclasses.replace(self._context, name=name, depth=self._context.depth + 1)
        stream = Headed(bounded(_pieces(opened), packed_bytes, context.limits))
        try:
            reading = self._read(unpacked(cast(BinaryIO, stream), stream.head, context.limits), context)
            for item in reading:
                yield dataclasses.replace(item, locator=f"{name} > {item.locator}")
        except DamagedStream as damage:
            yield self._rejected(f"{name} > whole", damage.reason, damage.detail)
            return
        self.skipped_count += reading.skipped_count
        at = reading.latest_printed_at
        if at is not None and (self.latest_printed_at is None or at > self.latest_printed_at):
            self.latest_printed_at = at


class ZipReading(_ArchiveReading):
    """A zip archive: each member a dump of its own."""

    format = "zip"
    locates = "the member's name, ` > `, the locator inside it"

    def _members(self) -> Iterator[tuple[str, str | None, Callable[[], IO[bytes]] | None, int]]:
        with zipfile.ZipFile(seekable(self._stream, self._context.limits.max_spooled_bytes)) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
                reason = "encrypted" if info.flag_bits & IS_ENCRYPTED else "unsafe_path" if is_link else None
                yield info.filename, reason, lambda info=info: archive.open(info), info.compress_size  # type: ignore[misc]


class TarReading(_ArchiveReading):
    """A tar archive, read as a stream: the same."""

    format = "tar"
    locates = "as in a zip"

    def _members(self) -> Iterator[tuple[str, str | None, Callable[[], IO[bytes]] | None, int]]:
        with tarfile.open(fileobj=self._stream, mode="r|") as archive:
            for info in archive:
                if info.isdir():
                    continue
                reason = None if info.isfile() else "unsafe_path"
                yield info.name, reason, lambda info=info: _extracted(archive, info), info.size  # type: ignore[misc]


def _extracted(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    if stream is None:
        raise tarfile.TarError(f"{info.name} is no file")
    return stream


def is_unsafe(name: str) -> bool:
    """Whether a member's name is absolute or leads out of the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":") or "\0" in name


def _pieces(opened: Callable[[], IO[bytes]]) -> Iterator[bytes]:
    """The bytes of a member; what goes wrong with it is damage of this member alone."""
    try:
        with opened() as stream:
            while piece := stream.read(PIECE_BYTES):
                yield piece
    except DamagedStream:
        raise
    except DAMAGE as error:
        if is_of_machine(error):
            raise
        raise DamagedStream("corrupt", f"the member is damaged: {error}"[:300]) from None
