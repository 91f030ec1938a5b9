"""What every reader is: one pass over a dump that gives documents and rejects, and then facts of the dump."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from flows.extract.limits import Limits
from transforms.documents import Document, Rejected

EXCERPT_CHARS = 200


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader is given beside the bytes.

    name: the dump's name, for telling apart what its bytes leave open. publisher: the outlet, as the user says.
    mapping: names of the dump's own fields by what they hold, as in `text=content`. depth: archives around this dump.
    """

    dump_id: str
    limits: Limits = field(default_factory=Limits)
    publisher: str | None = None
    name: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    depth: int = 0


class Reading(ABC):
    """One pass over a dump. Iterate once; the properties are known when the iteration is over.

    format: one of DUMP_FORMATS. locates: how its documents are located, for people. encoding, layout: see the columns
    of dumps. captured_at: when the dump was captured, where its own head tells, UTC. latest_printed_at: the newest time
    of publication that it gives, UTC. skipped_count: records that hold no document.
    """

    format = ""
    locates = ""
    layout: str | None = None
    encoding: str | None = None
    captured_at: datetime | None = None
    latest_printed_at: datetime | None = None

    def __init__(self, stream: BinaryIO, context: Context) -> None:
        self.skipped_count = 0
        self._stream = stream
        self._context = context

    @abstractmethod
    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects, in the order of the dump."""

    def _rejected(self, locator: str, reason: str, detail: str | None = None, excerpt: str | None = None) -> Rejected:
        shown = " ".join((excerpt or "")[: 4 * EXCERPT_CHARS].split())[:EXCERPT_CHARS]
        return Rejected(locator, "read", reason, detail, shown or None)
