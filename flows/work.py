"""What a worker is asked, and what it answers: plain values that go through pipes and networks as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from flows.authority import KnowledgeFiles
from transforms.captures import Capture

Status = Literal["done", "awaits capture", "died", "timed out", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A part of documents to be analysed, or, `again`, of published articles to be derived anew; without a part, the
    models that it takes are to be loaded.

    part, into: where its documents lie and the folder that its rows go to, paths or addresses. key: names the rows by
    what they are made from. captures: of the part's dumps, as (ISO instant, source). first, last: numbers of the
    documents of the part that are meant, half open; None for the end. one_by_one: analyse each document for itself and
    tell each before it begins, so that one that kills its worker is known. seconds: what the whole may take, or each
    document when one by one. cache: file of the cache of analyses; None for none.
    """

    part: str
    into: str
    key: str
    pipeline: str
    seconds: float
    captures: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    authority: str | None = None
    corrections: str | None = None
    cache: str | None = None
    first: int = 0
    last: int | None = None
    one_by_one: bool = False
    again: bool = False

    @property
    def knowledge(self) -> KnowledgeFiles:
        """The user's files of what is known."""
        return KnowledgeFiles(self.authority, self.corrections)

    def captures_of_dumps(self) -> dict[str, Capture]:
        """The captures as `transforms` takes them."""
        return {
            dump_id: Capture(datetime.fromisoformat(at) if at else None, source)
            for dump_id, (at, source) in self.captures.items()
        }

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Work":
        """What `to_json` wrote."""
        values = json.loads(line)
        values["captures"] = {dump: (at, source) for dump, (at, source) in values["captures"].items()}
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How it went. at: the number of the document that was at work when its worker died, when one by one.

    seconds are of the wall clock, peak_bytes the worker's resident memory at most so far. part: as the flow names it.
    """

    status: Status
    detail: str = ""
    at: int | None = None
    seconds: float = 0.0
    documents: int = 0
    words: int = 0
    found_count: int = 0
    paragraph_count: int = 0
    peak_bytes: int = 0
    worker: str = ""
    part: str = ""

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Answer":
        """What `to_json` wrote."""
        values: dict[str, Any] = json.loads(line)
        return cls(**values)


def captures_as_text(captures: Mapping[str, Capture]) -> dict[str, tuple[str | None, str | None]]:
    """Captures as Work carries them."""
    return {
        dump: (capture.at.isoformat() if capture.at else None, capture.source) for dump, capture in captures.items()
    }
