"""Words looked for on a page: by full-text search, and letter by letter until its index is there."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock, Thread

from transforms.errors import UserError
from warehouse.dashboard.questions import Filters, Found
from warehouse.lake import Lake
from warehouse.search import EmptySearch, NoIndex, refresh, search

# How long a page waits for the index to be brought up, in seconds; meanwhile it looks without one.
PATIENCE_SECONDS = 4.0
MOST_HITS = 10_000
# Filters that the index knows. With any other, more is taken from it than is shown.
_KNOWN = {"words", "publisher", "since", "until", "speaker_id"}


@dataclass(frozen=True)
class Hits:
    """Ids and times of what has the words; null where no index could tell. `note` says what to know of it."""

    found: Found | None
    total: int | None = None
    note: str = ""


class _Keeping:
    """One thread at a time that brings the index of a lake up to date."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._threads: dict[str, Thread] = {}

    def is_done(self, lake: Lake) -> bool:
        """Whether the index was brought up within a page's patience."""
        name = str(lake.location)
        with self._guard:
            thread = self._threads.get(name)
            if thread is None or not thread.is_alive():
                thread = Thread(target=_refreshed, args=(lake,), daemon=True, name=f"index of {name}")
                self._threads[name] = thread
                thread.start()
        thread.join(PATIENCE_SECONDS)
        return not thread.is_alive()


_keeping = _Keeping()


def _refreshed(lake: Lake) -> None:
    with suppress(UserError):  # the search that follows raises it again, where it is told
        refresh(lake)


def hits(lake: Lake, filters: Filters, within: str, most: int) -> Hits:
    """What has the words of these filters, at most `most` or, where others than the index narrow, MOST_HITS."""
    if not filters.words:
        return Hits(None)
    if not _keeping.is_done(lake):
        return Hits(None, note=f"The search index is being made; until it is there, {_LETTERS}")
    try:
        found = search(
            lake,
            filters.words,
            within=within,
            publisher=filters.publisher,
            speaker_entity_id=(filters.speaker_id or None) if within == "quotes" else None,
            since=_instant(filters.since),
            until=_instant(filters.until, after=1),
            newest_first=True,
            limit=most if set(filters.given) <= _KNOWN else MOST_HITS,
        )
    except EmptySearch:
        return Hits({}, 0, "There is no word to look for: give one with letters or digits.")
    except NoIndex:
        return Hits(None, note=f"The search index can be neither read nor made; {_LETTERS}")
    ids = found.rows.column("quote_id" if within == "quotes" else "article_id").to_pylist()
    times = found.rows.column("published_at").to_pylist()
    cut = found.total > MOST_HITS and not set(filters.given) <= _KNOWN
    note = f"Among the newest {MOST_HITS:,} of {found.total:,} that have these words." if cut else ""
    return Hits(dict(zip(map(str, ids), times, strict=True)), None if cut else found.total, note)


_LETTERS = "what is shown has exactly these letters in a row."


def _instant(day: date | None, after: int = 0) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC) + timedelta(days=after)
