"""What readers hand on: documents, each one article-to-be, and records that became none."""

from dataclasses import asdict, dataclass
from datetime import datetime

from transforms.schema import column, table
from transforms.tables import Reject


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text dump, normalised, and where it stood: code points of the decoded dump, half open."""

    text: str
    start: int
    end: int


@table("documents", key=("dump_id", "locator"))
class Document:
    """One article-to-be as a reader cut it from a dump: staged, never published."""

    dump_id: str = column("SHA-256 of the dump's bytes.")
    locator: str = column("Where in the dump: see sightings.")
    layout: str = column("Name of the layout that takes it apart.")
    text: str = column("Its text, lines normalised and joined by line feeds.")
    publisher: str | None = column("Outlet given with the dump.", default=None)
    url: str | None = column("Address given with the record.", default=None)
    captured_at: datetime | None = column("Capture time of the record, where it has one of its own.", default=None)
    fields: str | None = column(
        "What the record says as data, as a JSON object: see transforms.given. It wins over what the text shows.",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that did not become a document or an article. `stage` and `reason` are those of tables.Reject."""

    locator: str
    stage: str
    reason: str
    detail: str | None = None
    excerpt: str | None = None


def reject_of(dump_id: str, rejected: Rejected) -> Reject:
    """The row of `rejects` for a record that became nothing."""
    return Reject(dump_id=dump_id, **asdict(rejected))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTime:
    """A time as a page prints it: an instant (`at`), or an age in seconds counted back from the capture.

    `precision` is that of the print: second, minute or day. A day is given as its midnight in UTC. `is_metadata`: told
    by a record or a page as data, rather than printed for readers. `offset_minutes`: how far east of UTC the clock is
    that it was read from; None where it is that of UTC, or is not told.
    """

    text: str
    precision: str
    at: datetime | None = None
    age_seconds: int | None = None
    is_metadata: bool = False
    offset_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as its layout took it apart: printed words only, no ids, nothing resolved.

    `filed_under`: for archives that hold a text once for each section of the paper, the section of this one. Each is
    a record of the archive with data of its own, so each is an article; as near-duplicates they share a cluster.
    """

    headline: str | None
    body: str
    summary: list[str]
    subheads: list[str]
    captions: list[str]
    dateline: str | None = None
    byline: list[str]
    agency: str | None = None
    credit: str | None = None
    url: str | None = None
    publisher: str | None = None
    section: str | None = None
    filed_under: str | None = None
    language: str | None = None
    published: PrintedTime | None = None
    updated: PrintedTime | None = None
