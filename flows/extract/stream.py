"""A dump's bytes with their head looked at: what readers are chosen by, and read again from the start."""

from collections.abc import Iterator
from io import RawIOBase
from itertools import chain
from typing import BinaryIO

from flows.extract.packed import DamagedStream
from transforms.encoding import SAMPLE_BYTES, Detected, NotText, decoded, detect

# Bytes from the start of a dump by which its format is told.
HEAD_BYTES = 1 << 16
CHUNK_BYTES = 1 << 18


class Headed(RawIOBase):
    """A stream whose first HEAD_BYTES have been read ahead. Damage met on the way is raised where it stands.

    Raw on purpose: a BufferedReader that fills its buffer loses what it has when the next read raises.

    head: these bytes. byte_count: how many have been read from it so far.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.byte_count = 0
        self._stream = stream
        self._damage: DamagedStream | None = None
        self.head = self._read_head()
        self._rest = memoryview(self.head)

    def _read_head(self) -> bytes:
        head = b""
        try:
            while len(head) < HEAD_BYTES and (piece := self._stream.read(HEAD_BYTES - len(head))):
                head += piece
        except DamagedStream as damage:
            self._damage = damage
        return head

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """As in RawIOBase."""
        if self._rest:
            count = min(len(buffer), len(self._rest))
            buffer[:count] = self._rest[:count]
            self._rest = self._rest[count:]
        elif self._damage is not None:
            raise self._damage
        else:
            piece = self._stream.read(len(buffer))
            count = len(piece)
            buffer[:count] = piece
        self.byte_count += count
        return count

    def tell(self) -> int:
        """How many bytes have been read."""
        return self.byte_count


def read_up_to(stream: BinaryIO, count: int) -> tuple[bytes, DamagedStream | None]:
    """At most `count` bytes, and the damage that ended them early, if any."""
    pieces: list[bytes] = []
    left = count
    try:
        while left > 0 and (piece := stream.read(min(left, 1 << 20))):
            pieces.append(piece)
            left -= len(piece)
    except DamagedStream as damage:
        return b"".join(pieces), damage
    return b"".join(pieces), None


class TextStream:
    """A dump of text: its encoding, told from a sample of its beginning, and its decoded pieces.

    found: the encoding, or why the bytes are no text. is_blank: nothing but white space in a dump that is shorter than
    the sample. damage: what ended the bytes early; known once `pieces` are read to their end.
    """

    def __init__(self, stream: BinaryIO, chunk_bytes: int = CHUNK_BYTES) -> None:
        self.damage: DamagedStream | None = None
        self._stream = stream
        self._chunk_bytes = chunk_bytes
        sample = bytearray()
        for chunk in self._chunks():
            sample += chunk
            if len(sample) >= SAMPLE_BYTES:
                break
        self._sample = bytes(sample)
        self.found: Detected | NotText = detect(self._sample)
        self.is_blank = len(sample) < SAMPLE_BYTES and not sample.strip(b"\0 \t\r\n")

    def pieces(self) -> Iterator[str]:
        """The text, once. Raises ValueError where the bytes are no text."""
        if isinstance(self.found, NotText):
            raise ValueError(self.found.detail)
        sample, self._sample = self._sample[self.found.mark_bytes :], b""
        return decoded(chain((sample,), self._chunks()), self.found.encoding)

    def _chunks(self) -> Iterator[bytes]:
        while self.damage is None:
            try:
                chunk = self._stream.read(self._chunk_bytes)
            except DamagedStream as damage:
                self.damage = damage
                return
            if not chunk:
                return
            yield chunk
