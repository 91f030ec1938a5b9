"""From a quote, mention or article back to the bytes of a dump: the dump is read again and compared."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.extract import Context, document_at, dump_id_of, open_dump
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
select uri, dump_id, locator, format from sightings join dumps using (dump_id)
where article_id = $id order by dump_id, locator
"""


class NoSuchId(UserError):
    """No quote, mention or article has this id."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in a dump, and what reading it again gave.

    verdict: `same`; `gone`, the file is not there; `other bytes`, it has another SHA-256; `other text`, its bytes are
    the same but this version of dateline reads another body at the locator.
    """

    uri: str
    dump_id: str
    locator: str
    verdict: str


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


def trace(lake: Lake, wanted: str) -> Trace:
    """Find the row with this id and read its article again from every dump that is still there. Raises NoSuchId."""
    found = _rows(lake, FIND, wanted)
    if not found:
        raise NoSuchId(
            f"no quote, mention or article has the id {wanted}: take one from quote_id, mention_id, article_id"
        )
    row = found[0]
    article = _rows(lake, ARTICLE, row["article_id"])[0]
    places = [
        Place(s["uri"], s["dump_id"], s["locator"], _verdict(s, article))
        for s in _rows(lake, SIGHTINGS, row["article_id"])
    ]
    return Trace(**row, **article, places=places)


def _rows(lake: Lake, sql: str, wanted: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = run_sql(lake, sql, {"id": wanted}).to_pylist()
    return rows


def _verdict(sighting: dict[str, Any], article: dict[str, Any]) -> str:
    path = Path(sighting["uri"])
    if not path.is_file():
        return "gone"
    if dump_id_of(path) != sighting["dump_id"]:
        return "other bytes"
    document = _document_at(path, sighting["dump_id"], sighting["locator"])
    made = article_of(document, None, None) if document else None
    return "same" if isinstance(made, Article) and made.body == article["body"] else "other text"


def _document_at(path: Path, dump_id: str, locator: str) -> Document | None:
    with open_dump(path) as stream:
        return document_at(stream, Context(dump_id, name=path.name), locator)
