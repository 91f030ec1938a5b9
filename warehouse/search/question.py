"""What a person types to search, as a Tantivy query. Whatever is typed, nothing but words is an error.

All words have to be there; `"some words"` are a phrase, `-word` must be missing, `harb*` stands for all that begins so,
and `OR` between two of these takes either.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import tantivy

from transforms.errors import UserError
from warehouse.search.fields import KINDS, NAMES, WORDS, Kind, analyzers, schema_of

LONGEST_SEARCH = 1_000
MOST_TERMS = 64
SHORTEST_PREFIX = 2
_PIECE = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')
_MARKS = str.maketrans("“”„«»", '"""""')
_MUST, _NOT, _MAY = tantivy.Occur.Must, tantivy.Occur.MustNot, tantivy.Occur.Should


class EmptySearch(UserError):
    """There is no word to search for."""


@dataclass(frozen=True)
class Filters:
    """What narrows a search without changing the rank. Instants are UTC; `until` is exclusive."""

    speaker: str | None = None
    speaker_entity_id: str | None = None
    publisher: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def query_of(words: str, kind: Kind, filters: Filters) -> tuple[tantivy.Query, tantivy.Query]:
    """The whole query, and the part of it that words match, to mark them by. Raises EmptySearch."""
    wanted = _wanted(words, kind)
    narrowing = [(_MUST, tantivy.Query.const_score_query(query, 0.0)) for query in _narrowing(kind, filters)]
    return tantivy.Query.boolean_query([(_MUST, wanted), *narrowing]), wanted


def _wanted(words: str, kind: Kind) -> tantivy.Query:
    if len(words) > LONGEST_SEARCH:
        raise EmptySearch(f"a search of {len(words):,} characters is too long: {LONGEST_SEARCH:,} at most")
    groups: list[list[tantivy.Query]] = []
    unwanted: list[tantivy.Query] = []
    joins = False
    for minus, phrase, word in _PIECE.findall(words.translate(_MARKS))[:MOST_TERMS]:
        if word == "OR" and not minus:
            joins = bool(groups)
            continue
        query = _piece(phrase or word, kind, may_be_prefix=not phrase)
        if query is None:
            continue
        if minus:
            unwanted.append(query)
        elif joins:
            groups[-1].append(query)
        else:
            groups.append([query])
        joins = False
    if not groups:
        raise EmptySearch(f"nothing to search for in {words.strip()!r}: give a word or more that is to be there")
    parts = [(_MUST, _any(group)) for group in groups] + [(_NOT, query) for query in unwanted]
    return tantivy.Query.boolean_query(parts)


def _piece(text: str, kind: Kind, *, may_be_prefix: bool) -> tantivy.Query | None:
    """A word, a phrase or a prefix in any of the texts; None when it has no letter or digit."""
    schema = schema_of(kind.name)
    if may_be_prefix and text.endswith("*"):
        terms = analyzers()[NAMES].analyze(text)
        if len(terms) == 1 and len(terms[0]) >= SHORTEST_PREFIX:
            pattern = re.sub(r"([^\w])", r"\\\1", terms[0]) + ".*"
            return _any([tantivy.Query.regex_query(schema, field, pattern) for field in kind.texts])
    terms = analyzers()[WORDS].analyze(text)
    if not terms:
        return None
    return _any([_boosted(_terms(schema, field, terms), boost) for field, boost in kind.texts.items()])


def _terms(schema: tantivy.Schema, field: str, terms: list[str]) -> tantivy.Query:
    if len(terms) == 1:
        return tantivy.Query.term_query(schema, field, terms[0])
    return tantivy.Query.phrase_query(schema, field, list(terms[:MOST_TERMS]))


def _boosted(query: tantivy.Query, boost: float) -> tantivy.Query:
    return query if boost == 1.0 else tantivy.Query.boost_query(query, boost)


def _any(queries: list[tantivy.Query]) -> tantivy.Query:
    return queries[0] if len(queries) == 1 else tantivy.Query.boolean_query([(_MAY, query) for query in queries])


def _narrowing(kind: Kind, filters: Filters) -> list[tantivy.Query]:
    schema, found = schema_of(kind.name), []
    if filters.speaker is not None:
        names = analyzers()[NAMES].analyze(filters.speaker)
        if not names:
            raise EmptySearch(f"no name in {filters.speaker!r}")
        found += [tantivy.Query.term_query(schema, "speaker", name) for name in names[:MOST_TERMS]]
    for field in ("speaker_entity_id", "publisher"):
        value = getattr(filters, field)
        if value is not None:
            found.append(tantivy.Query.term_query(schema, field, value))
    if filters.since is not None or filters.until is not None:
        low, high = (None if at is None else at.astimezone(UTC) for at in (filters.since, filters.until))
        found.append(
            tantivy.Query.range_query(
                schema, "published_at", tantivy.FieldType.Date, low, high, include_upper=high is None
            )
        )
    return found


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises UserError for any other."""
    if name not in KINDS:
        raise UserError(f"{name}: search in {' or '.join(KINDS)}")
    return KINDS[name]
