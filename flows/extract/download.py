"""Fetching a remote dump: once, hashed on the way, into a temporary file; taken up again where a connection broke."""

import errno
import hashlib
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from flows.extract.limits import Limits
from transforms.errors import UserError

LONGEST_WAIT_SECONDS = 60.0


class Unreachable(UserError):
    """A remote dump that cannot be fetched."""


class NotModified(Exception):
    """The remote dump is still the version that was known."""


class Transient(Exception):
    """What may pass: a broken connection, a server that is busy. `wait_seconds`: as the server asks for."""

    def __init__(self, message: str, wait_seconds: float = 0.0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class Opened:
    """An answer: its bytes from `start` on, the size of the whole where it is told, and which version it is."""

    pieces: Iterator[bytes]
    start: int
    byte_count: int | None
    version: str | None


class Remote(Protocol):
    """A dump that is not on this machine. `uri` is what may be shown of its address."""

    @property
    def uri(self) -> str:
        """As dumps.uri has it."""

    def open(self, offset: int, version: str | None) -> AbstractContextManager[Opened]:
        """Its bytes from `offset` of that version, or from 0 where it is another by now.

        Raises Transient for what may pass, also while pieces are read; Unreachable for what will not.
        """


@dataclass(frozen=True, slots=True)
class Patience:
    """How often in a row a fetch may fail without a byte of progress, and the first wait, which doubles each time."""

    attempts: int = 6
    first_wait_seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class Downloaded:
    """SHA-256 of the bytes, their number, and the version that the server gives them."""

    dump_id: str
    byte_count: int
    version: str | None


def download(remote: Remote, file: BinaryIO, limits: Limits, patience: Patience | None = None) -> Downloaded:
    """Fetch all bytes of `remote` into `file`. Raises Unreachable, NotModified."""
    return _Download(remote, file, limits, patience or Patience()).run()


class _Download:
    def __init__(self, remote: Remote, file: BinaryIO, limits: Limits, patience: Patience) -> None:
        self._remote = remote
        self._file = file
        self._limits = limits
        self._patience = patience
        self._until = time.monotonic() + limits.max_download_seconds
        self._begin_again()
        self._version: str | None = None
        self._whole: int | None = None

    def run(self) -> Downloaded:
        failures = 0
        while True:
            before = self._count
            try:
                with self._remote.open(self._count, self._version) as opened:
                    self._take(opened)
                return Downloaded(self._digest.hexdigest(), self._count, self._version)
            except Transient as error:
                failures = failures + 1 if self._count <= before else 1
                if failures >= self._patience.attempts:
                    raise self._gone(f"{error} ({failures} attempts)") from None
                wait = self._patience.first_wait_seconds * 2 ** (failures - 1)
                time.sleep(min(max(wait, error.wait_seconds), LONGEST_WAIT_SECONDS))
                self._hold_time()

    def _take(self, opened: Opened) -> None:
        if opened.start != self._count:
            self._begin_again()
        self._version, self._whole = opened.version, opened.byte_count
        self._hold_size(opened.byte_count or 0)
        for piece in opened.pieces:
            self._hold_size(self._count + len(piece))
            self._hold_time()
            self._write(piece)
        if opened.byte_count is not None and self._count != opened.byte_count:
            raise Transient("the connection ended early")

    def _begin_again(self) -> None:
        self._digest = hashlib.sha256()
        self._count = 0
        self._file.seek(0)
        self._file.truncate()

    def _write(self, piece: bytes) -> None:
        try:
            self._file.write(piece)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise self._gone("no room on the disk for it: set DATELINE_STAGING to a larger one") from None
            raise
        self._digest.update(piece)
        self._count += len(piece)

    def _hold_size(self, byte_count: int) -> None:
        if byte_count > self._limits.max_download_bytes:
            raise self._gone(f"more bytes than max_download_bytes ({self._limits.max_download_bytes})")

    def _hold_time(self) -> None:
        if time.monotonic() > self._until:
            raise self._gone(f"took longer than max_download_seconds ({self._limits.max_download_seconds:g})")

    def _gone(self, why: str) -> Unreachable:
        whole = f" of {self._whole:,}" if self._whole is not None else ""
        got = f"; {self._count:,}{whole} bytes came" if self._count else ""
        return Unreachable(f"{self._remote.uri}: {why}{got}")
