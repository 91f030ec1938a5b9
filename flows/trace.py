"""From a quote, mention or article back to the bytes of a dump: the dump is read again and compared."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.extract import Context, Limits, document_at, open_dump
from flows.extract.sources import fetched, source_at
from transforms.articles import article_of
from transforms.documents import Document
from transforms.errors import UserError
from transforms.tables import Article
from warehouse.lake import Lake
from warehouse.query import run_sql

# The row with that id in whichever table, its article and its span; an article is its whole body.
FIND = """
select 'quote' as what, article_id, char_start, char_end from quotes where quote_id = $id
union all select 'mention', article_id, char_start, char_end from mentions where mention_id = $id
union all select 'article', article_id, 0, length(body) from articles where article_id = $id
"""
ARTICLE = "select headline, body, publisher, url from articles where article_id = $id"
SIGHTINGS = """
select uri, dump_id, locator, field_mapping from sightings join dumps using (dump_id)
where article_id = $id order by dump_id, locator
"""


class NoSuchId(UserError):
    """No quote, mention or article has this id."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in a dump, and what reading it again gave.

    verdict: `same`; `gone`, the file is not there; `unreachable`, it is remote and cannot be fetched now: see `detail`;
    `other bytes`, it has another SHA-256; `other text`, its bytes are the same but this version of dateline reads
    another body at the locator.
    """

    uri: str
    dump_id: str
    locator: str
    verdict: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """What an id means: a span of the body of an article (code points), and the places where the article stands."""

    what: str
    article_id: str
    headline: str | None
    publisher: str | None
    url: str | None
    body: str
    char_start: int
    char_end: int
    places: list[Place]

    @property
    def differs(self) -> bool:
        """Whether a dump that is there does not give what was published."""
        return any(place.verdict.startswith("other") for place in self.places)


def trace(lake: Lake, wanted: str, limits: Limits | None = None) -> Trace:
    """Find the row with this id and read its article again from every dump that is still there. Raises NoSuchId.

    Remote dumps are fetched again, whole, into a temporary file.
    """
    found = _rows(lake, FIND, wanted)
    if not found:
        raise NoSuchId(
            f"no quote, mention or article has the id {wanted}: take one from quote_id, mention_id, article_id"
        )
    row = found[0]
    article = _rows(lake, ARTICLE, row["article_id"])[0]
    places = [
        Place(s["uri"], s["dump_id"], s["locator"], *_verdict(s, article, limits or Limits()))
        for s in _rows(lake, SIGHTINGS, row["article_id"])
    ]
    return Trace(**row, **article, places=places)


def _rows(lake: Lake, sql: str, wanted: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = run_sql(lake, sql, {"id": wanted}).to_pylist()
    return rows


def _verdict(sighting: dict[str, Any], article: dict[str, Any], limits: Limits) -> tuple[str, str | None]:
    """The verdict, and what there is to say of it."""
    try:
        source = source_at(sighting["uri"], limits)
        if source is None:
            return "gone", None
        with fetched(source, limits=limits) as got:
            if got.dump_id != sighting["dump_id"]:
                return "other bytes", None
            document = _document_at(got.path, source.name, sighting, limits)
    except UserError as error:
        return "unreachable", str(error)
    made = article_of(document, None, None) if document else None
    is_same = isinstance(made, Article) and made.body == article["body"]
    return "same" if is_same else "other text", None


def _document_at(path: Path, name: str, sighting: dict[str, Any], limits: Limits) -> Document | None:
    mapping = json.loads(sighting["field_mapping"] or "{}")
    with open_dump(path, limits) as stream:
        return document_at(
            stream, Context(sighting["dump_id"], limits, name=name, mapping=mapping), sighting["locator"]
        )
