"""From a document, as a reader cut it from a dump, to a row of `articles`."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from transforms.addresses import address_of, host_of
from transforms.captures import AWAITED
from transforms.documents import Document, Draft, PrintedTime, Rejected
from transforms.drafts import draft_of
from transforms.ids import folded, stable_id
from transforms.layouts import Unfit
from transforms.layouts.fitness import misfit_of
from transforms.tables import Article

EXCERPT_CHARS = 200
_WORD = re.compile(r"\w+(?:['’]\w+)*")


class AwaitsCapture(Exception):
    """An article prints an age, and the capture that it is counted from is not known yet."""


def article_of(document: Document, captured_at: datetime | None, captured_source: str | None) -> Article | Rejected:
    """The article that a document holds, or why it holds none.

    `captured_at` (UTC) and `captured_source` (given, metadata, inferred) are the dump's: ages are counted back from
    it, or from the document's own capture. The row has no run yet: `run_id` is empty. Raises AwaitsCapture where the
    source is AWAITED and the article prints an age.
    """
    document = replace(document, url=address_of(document.url))
    draft = draft_of(document)
    if isinstance(draft, Unfit):
        # Above the first article stands what has no headline: a menu, a notice, or a text that lacks its own.
        lines = document.text.split("\n") if draft.reason == "no_headline" else []
        unfit = (misfit_of(lines) or draft) if lines else draft
        return _rejected(document, unfit.reason, unfit.detail)
    if not folded(draft.body):
        return _rejected(document, "no_body", None)
    if document.captured_at is not None:
        captured_at, captured_source = document.captured_at, "metadata"
    return _article(document, draft, _stamp(draft, captured_at, captured_source))


class _Stamp(NamedTuple):
    """When an article was published and updated, how exactly that is known, and from what."""

    published_at: datetime | None
    updated_at: datetime | None
    precision: str | None
    source: str | None
    offset_minutes: int | None


def _stamp(draft: Draft, captured_at: datetime | None, captured_source: str | None) -> _Stamp:
    """Printed times as instants. The first publication, where printed, decides precision and source."""
    published = _not_after(captured_at, captured_source, _resolved(draft.published, captured_at, captured_source))
    updated = _not_after(captured_at, captured_source, _resolved(draft.updated, captured_at, captured_source))
    told = published or updated
    return _Stamp(
        published.at if published else None,
        updated.at if updated else None,
        told.precision if told else None,
        told.source if told else None,
        told.offset_minutes if told else None,
    )


class _Resolved(NamedTuple):
    at: datetime
    precision: str
    source: str
    offset_minutes: int | None = None


def _resolved(time: PrintedTime | None, captured_at: datetime | None, captured_source: str | None) -> _Resolved | None:
    """A printed time as an instant. An age that is counted in days, or from a guessed capture, is right to the day."""
    if time is None:
        return None
    if time.at is not None:
        return _Resolved(time.at, time.precision, "metadata" if time.is_metadata else "absolute", _zone(time))
    if time.age_seconds is None:
        return None
    if captured_at is None:
        if captured_source == AWAITED:
            raise AwaitsCapture
        return None
    age = timedelta(seconds=time.age_seconds)
    if captured_source == "inferred":
        # The guess is the newest day that the dump prints: pages of an age below a day are of that day.
        return _Resolved(_midnight(captured_at) - timedelta(days=age.days), "day", "inferred")
    at = captured_at.astimezone(UTC) - age
    return _Resolved(_midnight(at) if time.precision == "day" else at, time.precision, "relative")


# The zones of the world: https://www.iana.org/time-zones
MIN_OFFSET_MINUTES, MAX_OFFSET_MINUTES = -12 * 60, 14 * 60


def _zone(time: PrintedTime) -> int | None:
    """The offset that the time was read with, where there is such a zone."""
    offset = time.offset_minutes
    return offset if offset is not None and MIN_OFFSET_MINUTES <= offset <= MAX_OFFSET_MINUTES else None


# A page cannot tell of a time after its capture; a day is left for clocks and for days without a zone.
SLACK = timedelta(days=1)


def _not_after(captured_at: datetime | None, captured_source: str | None, time: _Resolved | None) -> _Resolved | None:
    """A time of publication or update, where it is not later than the capture that is known."""
    if time is None or captured_at is None or captured_source == "inferred":
        return time
    return time if time.at <= captured_at + SLACK else None


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _article(document: Document, draft: Draft, stamp: _Stamp) -> Article:
    url = document.url or address_of(draft.url)
    publisher = document.publisher or draft.publisher
    return Article(
        article_id=_article_id(draft, _outlet(publisher, url)),
        headline=draft.headline,
        summary=draft.summary,
        body=draft.body,
        subheads=draft.subheads,
        captions=draft.captions,
        dateline=draft.dateline,
        dateline_entity_id=None,
        byline=list(dict.fromkeys(draft.byline)),
        agency=draft.agency,
        credit=draft.credit,
        url=url,
        publisher=publisher,
        section=draft.section,
        language=draft.language,
        published_at=stamp.published_at,
        updated_at=stamp.updated_at,
        time_precision=stamp.precision,
        time_source=stamp.source,
        utc_offset_minutes=stamp.offset_minutes,
        word_count=max(1, len(_WORD.findall(draft.body))),
        cluster_id=None,
        first_dump_id=document.dump_id,
        run_id="",
    )


def _article_id(draft: Draft, outlet: str) -> str:
    words = [folded(outlet), folded(draft.headline or ""), folded(draft.body)]
    return stable_id("article", *words, *([folded(draft.filed_under)] if draft.filed_under else []))


def _outlet(publisher: str | None, url: str | None) -> str:
    return publisher or host_of(url)


def _rejected(document: Document, reason: str, detail: str | None) -> Rejected:
    excerpt = " ".join(document.text[: 4 * EXCERPT_CHARS].split())[:EXCERPT_CHARS]
    return Rejected(document.locator, "segment", reason, detail, excerpt or None)
