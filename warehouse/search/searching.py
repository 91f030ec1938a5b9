"""A search: bring the index up to date, ask it, and give rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import tantivy

from transforms.errors import UserError
from warehouse.lake import Lake
from warehouse.search import fields
from warehouse.search.index import Progress, opened, refresh
from warehouse.search.question import Filters, kind_of, query_of

QUOTES, ARTICLES = fields.QUOTES.name, fields.ARTICLES.name
MOST_ROWS = 10_000
# Characters of an article's body that are shown around what was found.
SNIPPET_CHARACTERS = 240
_MARKS = pa.list_(pa.struct([("char_start", pa.int64()), ("char_end", pa.int64())]))
_STAMP = pa.timestamp("us", "UTC")
_TYPES: dict[str, pa.DataType] = {"score": pa.float64(), "published_at": _STAMP, "marks": _MARKS}
_COLUMNS = {
    QUOTES: "score published_at publisher speaker speaker_role kind text marks headline quote_id article_id "
    "speaker_entity_id",
    ARTICLES: "score published_at publisher headline text marks url article_id",
}
_SCHEMAS = {
    within: pa.schema([pa.field(name, _TYPES.get(name, pa.string())) for name in names.split()])
    for within, names in _COLUMNS.items()
}


@dataclass(frozen=True)
class Found:
    """The best rows of a search, and how many there are in all.

    `rows`, best first: `score` (BM25), `text` (the quote, or a snippet of the article's body), `marks` (spans of `text`
    that matched, half open, in code points), and the columns of quotes or articles by their names in the tables.
    """

    rows: pa.Table
    total: int


def search(
    lake: Lake,
    words: str,
    *,
    within: str = QUOTES,
    speaker: str | None = None,
    speaker_entity_id: str | None = None,
    publisher: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    newest_first: bool = False,
    limit: int = 20,
    offset: int = 0,
    progress: Progress | None = None,
) -> Found:
    """The quotes or articles that have these words, best first, as of the lake's newest snapshot.

    `words` are read as `warehouse.search.question` tells. `speaker` is a name or part of one, `publisher` an outlet's
    exact name; `since` and `until` bound the time of publication, the latter exclusive. The first search of a lake
    makes its index, which `progress` may show. Raises EmptySearch, NoIndex and what reading a lake raises.
    """
    kind = kind_of(within)
    filters = Filters(speaker, speaker_entity_id, publisher, since, until)
    if kind is fields.ARTICLES and (speaker or speaker_entity_id):
        raise UserError("articles have no speaker: search in quotes, or leave the speaker out")
    query, wanted = query_of(words, kind, filters)
    folder = refresh(lake, progress)
    assert folder is not None
    searcher = opened(folder, kind).searcher()
    limit, offset = max(1, min(limit, MOST_ROWS)), max(0, offset)
    order = "published_at" if newest_first else None
    result = searcher.search(query, limit, offset=offset, order_by_field=order)
    snippets = tantivy.SnippetGenerator.create(searcher, wanted, fields.schema_of(kind.name), kind.text)
    snippets.set_max_num_chars(SNIPPET_CHARACTERS if kind is fields.ARTICLES else 1_000_000)
    rows = [
        _row(kind, None if newest_first else score, searcher.doc(address), snippets) for score, address in result.hits
    ]
    return Found(pa.Table.from_pylist(rows, schema=_SCHEMAS[kind.name]), int(getattr(result, "count", 0) or 0))


def _row(
    kind: fields.Kind, score: float | None, document: tantivy.Document, snippets: tantivy.SnippetGenerator
) -> dict[str, Any]:
    row = {name: values[0] for name, values in document.to_dict().items()}
    snippet = snippets.snippet_from_doc(document)
    text = str(row.pop(kind.text, ""))
    fragment = snippet.fragment()
    marks = _in_characters(fragment, [(r.start, r.end) for r in snippet.highlighted()])
    if kind is fields.ARTICLES:
        text = fragment or text[:SNIPPET_CHARACTERS]
    else:  # the fragment is the quote without the marks around it
        before = text.find(fragment)
        marks = [(before + start, before + end) for start, end in marks if before >= 0]
    return row | {"score": score, "text": text, "marks": [{"char_start": a, "char_end": b} for a, b in marks]}


def _in_characters(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of bytes of UTF-8 as spans of characters."""
    raw = text.encode()
    return [(len(raw[:start].decode()), len(raw[:end].decode())) for start, end in spans]
