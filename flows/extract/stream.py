"""A dump's bytes with their head looked at: what readers are chosen by, and read again from the start."""

from io import RawIOBase
from typing import BinaryIO

from flows.extract.dumps import DamagedStream

# Bytes from the start of a dump by which its format is told.
HEAD_BYTES = 1 << 16


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
