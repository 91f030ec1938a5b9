"""From the cast of an article to rows of `entities` and `mentions`, and one entity from the rows of many articles.

Ids hang on the article alone, never on what the lake holds, so loads on different machines and in any order give the
same ones. An id hashes the kind and a canonical key:

    place         its GeoNames id; the folded name, the gazetteer's where it has one, for others
    person        first and last name, folded, without middle initials and titles; of the well-known, in full
    organisation  the folded name without Inc. and the like; the full name of a well-known acronym
    nationality   the folded name of the country or region
    others        the folded name

A person known by one word only could be many people, and every country has a Supreme Court: their ids are scoped to the
article, so they stay apart.

`merge` is a join of semilattices (associative, commutative, idempotent), so that rows may be merged in any order and
any number of times. SQL that does the same: aliases = sorted distinct union; name = first by `better_name`'s order
(with small Latin letters, more words, more characters, smaller code points); latitude, longitude and geonames_id,
together, the least of the rows that have a point (with a geonames_id first, then by geonames_id, latitude, longitude);
country_code, wikidata_id and authority_id the least that isn't null.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from transforms.entities.cast import Cast, Member
from transforms.entities.forms import key_of
from transforms.entities.knowledge import NOTHING, Knowledge, Record
from transforms.entities.known_names import ACRONYMS, PARTIES
from transforms.entities.lexicon import PARTICLES
from transforms.entities.names import filed_under, person_key
from transforms.entities.organisations import base_words, is_generic
from transforms.ids import stable_id
from transforms.tables import Entity, Mention

if TYPE_CHECKING:
    from transforms.quotes.model import Quotation

_WIKIDATA_ID = re.compile(r"Q\d{1,12}")


def entity_of(member: Member, article_id: str, knowledge: Knowledge = NOTHING) -> Entity:
    """The row of one member. `article_id` scopes the ids of ambiguous names."""
    printed = sorted({" ".join(n.text.split()) for n in member.names if not n.is_pronoun} | {member.name})
    key, name = _canonical(member, printed)
    corrected = knowledge.merges.get((member.kind, key))
    if corrected:
        key, name = filed_under(member.kind, corrected), corrected
    record = _record(member, name, printed, knowledge)
    if record is not None:
        key, name = filed_under(member.kind, record.name), record.name
    is_known = record is not None or member.is_well_known
    scope = () if is_known or not _is_ambiguous(member.kind, key, knowledge) else (article_id,)
    return Entity(
        entity_id=stable_id("entity", member.kind, *scope, key),
        kind=member.kind,
        name=name,
        aliases=printed,
        country_code=member.country_code,
        latitude=member.latitude,
        longitude=member.longitude,
        geonames_id=member.geonames_id,
        wikidata_id=_public_id(member, key, record, knowledge),
        authority_id=record.id if record is not None else None,
    )


def entities_of(article_id: str, cast: Cast, knowledge: Knowledge = NOTHING) -> list[Entity]:
    """One row for each member, in the order of the cast; two members may share an id."""
    return [entity_of(member, article_id, knowledge) for member in cast.members]


def _record(member: Member, name: str, printed: Sequence[str], knowledge: Knowledge) -> Record | None:
    """The record of the authority file: by the canonical name, or by the one record that printed names agree on."""
    found = knowledge.record(member.kind, name)
    if found is not None or not knowledge.records:
        return found
    several = {r.id: r for text in printed if (r := knowledge.record(member.kind, text)) is not None}
    return next(iter(several.values())) if len(several) == 1 else None


def _public_id(member: Member, key: str, record: Record | None, knowledge: Knowledge) -> str | None:
    if record is not None and _WIKIDATA_ID.fullmatch(record.id):
        return record.id
    known = knowledge.organisation_ids.get(key) if member.kind == "organisation" else member.wikidata_id
    return None if (member.kind, key) in knowledge.splits else known


def _is_ambiguous(kind: str, key: str, knowledge: Knowledge) -> bool:
    """Whether a name alone doesn't tell whom or what it means beyond its article."""
    if (kind, key) in knowledge.splits:
        return True
    if kind == "person":
        return " " not in key
    return kind == "organisation" and is_generic(tuple(key.split()))


def _canonical(member: Member, printed: Sequence[str]) -> tuple[str, str]:
    """Key and name."""
    if member.kind == "place" and member.geonames_id:
        return f"geonames {member.geonames_id}", member.canonical or member.name
    if member.kind == "place" and member.canonical:
        return key_of(member.canonical), member.canonical
    if member.kind == "person" and not member.is_well_known:
        return _canonical_person(member, printed)
    if member.kind == "organisation":
        base = " ".join(base_words(tuple(key_of(member.name).split())))
        return filed_under(member.kind, member.name), ACRONYMS.get(base) or PARTIES.get(base) or member.name
    if member.kind == "group" and member.canonical:
        return f"nationality {key_of(member.canonical)}", member.name
    return filed_under(member.kind, member.name), member.name


def _canonical_person(member: Member, printed: Sequence[str]) -> tuple[str, str]:
    keys = {text: person_key(text) for text in printed}
    fulls = [key for key in keys.values() if len(key) > 1]
    if not fulls:
        return filed_under("person", member.name), member.name
    fulls = [key for key in fulls if key[0] not in PARTICLES] or fulls  # Bin Salman, beside Mohammed bin Salman
    key = min(fulls, key=lambda k: (len(k), k))
    return " ".join(key), better_name(text for text, its in keys.items() if its == key)


# ------------------------------------------------------------------------------------------------ merging


# Of ASCII only, so that SQL can say the same.
_SMALL_LETTER = re.compile("[a-z]")


def better_name(names: Iterable[str]) -> str:
    """Of several prints of one name: with small letters, more words, more characters, first by code points."""
    return min(names, key=lambda n: (not _SMALL_LETTER.search(n), -len(n.split(" ")), -len(n), n))


def merge(entities: Iterable[Entity]) -> list[Entity]:
    """One row per id, ordered by id; see the rule above."""
    groups: dict[str, list[Entity]] = {}
    for entity in entities:
        groups.setdefault(entity.entity_id, []).append(entity)
    return [_merged(groups[entity_id]) for entity_id in sorted(groups)]


def _merged(rows: Sequence[Entity]) -> Entity:
    latitude, longitude, geonames_id = min(
        ((r.latitude, r.longitude, r.geonames_id) for r in rows if r.latitude is not None and r.longitude is not None),
        key=lambda point: (point[2] is None, point[2] or "", point[0], point[1]),
        default=(None, None, None),
    )
    return Entity(
        entity_id=rows[0].entity_id,
        kind=rows[0].kind,
        name=better_name(r.name for r in rows),
        aliases=sorted({alias for r in rows for alias in r.aliases}),
        country_code=min((r.country_code for r in rows if r.country_code), default=None),
        latitude=latitude,
        longitude=longitude,
        geonames_id=geonames_id,
        wikidata_id=min((r.wikidata_id for r in rows if r.wikidata_id), default=None),
        authority_id=min((r.authority_id for r in rows if r.authority_id), default=None),
    )


# ------------------------------------------------------------------------------------------------ mentions


def mentions_of(
    article_id: str,
    body: str,
    cast: Cast,
    entity_ids: Sequence[str],
    quotations: Sequence["Quotation"],
    quote_ids: Sequence[str],
) -> list[Mention]:
    """Rows for all names of the cast, and for the pronouns and roles that the quotations resolve; by position.

    `entity_ids` go with `cast.members`, `quote_ids` with `quotations`; other lengths raise ValueError. No two mentions
    overlap: a name wins over a pronoun or role, and of two overlapping pronouns or roles the one that begins first.
    """
    spans = _spans(cast, quotations)
    quotes = sorted((q.start, q.end, quote_id) for q, quote_id in zip(quotations, quote_ids, strict=True))
    begins, reach = [begin for begin, _, _ in quotes], list(accumulate((stop for _, stop, _ in quotes), max))
    rows = []
    for (index, member), entity_id in zip(enumerate(cast.members), entity_ids, strict=True):
        for start, end, confidence, is_pronoun in spans[index]:
            before = bisect_right(begins, start)
            is_quoted = before > 0 and reach[before - 1] >= end
            rows.append(
                Mention(
                    mention_id=stable_id("mention", article_id, start, end),
                    article_id=article_id,
                    entity_id=entity_id,
                    kind=member.kind,
                    text=body[start:end],
                    char_start=start,
                    char_end=end,
                    quote_id=_quote_around(quotes[:before], end) if is_quoted else None,
                    is_pronoun=is_pronoun,
                    confidence=round(min(1.0, max(0.0, confidence)), 3),
                )
            )
    return sorted(rows, key=lambda m: m.char_start)


MentionSpan = tuple[int, int, float, bool]


def _spans(cast: Cast, quotations: Sequence["Quotation"]) -> list[list[MentionSpan]]:
    """Spans by member, none overlapping another: names first, then pronouns and roles in the gaps between them."""
    wanted = [
        (n.is_pronoun, n.start, n.end, index, n.confidence * member.confidence)
        for index, member in enumerate(cast.members)
        for n in member.names
    ]
    for q in quotations:
        if q.speaker is not None and q.member is not None and q.speaker[0] < q.speaker[1]:
            wanted.append((True, q.speaker[0], q.speaker[1], q.member, q.confidence))
    spans: list[list[MentionSpan]] = [[] for _ in cast.members]
    starts: list[int] = []
    ends: list[int] = []
    for is_pronoun, start, end, index, confidence in sorted(wanted):
        at = bisect_right(starts, start)
        if (at and ends[at - 1] > start) or (at < len(starts) and starts[at] < end):
            continue
        starts.insert(at, start)
        ends.insert(at, end)
        spans[index].append((start, end, confidence, is_pronoun))
    return spans


def _quote_around(quotes: Sequence[tuple[int, int, str]], end: int) -> str | None:
    """The shortest quote that holds the whole span, of quotes that begin no later."""
    around = [(stop - begin, begin, quote_id) for begin, stop, quote_id in quotes if end <= stop]
    return min(around)[2] if around else None
