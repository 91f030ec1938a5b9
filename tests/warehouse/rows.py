"""Rows of a small invented world, from which tests make parts and lakes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from transforms.ids import stable_id
from transforms.tables import Article, Check, Dump, Entity, Mention, Quote, Reject, Run, Sighting
from warehouse.staging import write_part

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def dump(name: str) -> Dump:
    return Dump(
        dump_id=name,
        uri=f"dumps/{name}.txt",
        format="text",
        layout="page",
        encoding="utf-8",
        byte_count=100,
        captured_at=NOON,
        captured_source="given",
        document_count=0,
        article_count=0,
        reject_count=0,
        loaded_at=NOON,
        run_id="",
    )


def article(
    name: str, body: str | None = None, *, publisher: str | None = "The Quay", place: str | None = None
) -> Article:
    body = body or f'Mara Oduya spoke of {name}. "We will build it," she said.'
    return Article(
        article_id=f"article-{name}",
        headline=f"All about {name}",
        summary=["One.", 'Two, with "marks"; and, a comma.'],
        body=body,
        subheads=[],
        captions=[],
        dateline=place,
        dateline_entity_id=f"place-{place}" if place else None,
        byline=["Ib Fen"],
        agency=None,
        credit=None,
        url=f"https://quay.example/{name}",
        publisher=publisher,
        section=None,
        language="en",
        published_at=NOON,
        updated_at=None,
        time_precision="second",
        time_source="metadata",
        word_count=11,
        cluster_id=None,
        first_dump_id="",
        run_id="",
    )


def sighting(name: str, dump_name: str, start: int = 0) -> Sighting:
    return Sighting(
        article_id=f"article-{name}", dump_id=dump_name, locator=f"chars {start}-{start + 50}", captured_at=NOON
    )


def quote(of: Article, words: str = "We will build it,", speaker: str = "Mara Oduya") -> Quote:
    start = of.body.index(words)
    end = start + len(words)
    return Quote(
        quote_id=stable_id("quote", of.article_id, start, end),
        article_id=of.article_id,
        position=0,
        kind="direct",
        text=words,
        char_start=start,
        char_end=end,
        utterance_id=stable_id("utterance", of.article_id, start),
        speaker=speaker,
        speaker_entity_id=f"person-{speaker}",
        speaker_text="she",
        speaker_start=end + 2,
        speaker_end=end + 5,
        speaker_role=None,
        cue="said",
        cue_start=end + 6,
        cue_end=end + 10,
        confidence=0.9,
    )


def mention(of: Article, words: str = "Mara Oduya") -> Mention:
    start = of.body.index(words)
    return Mention(
        mention_id=stable_id("mention", of.article_id, start, start + len(words)),
        article_id=of.article_id,
        entity_id=f"person-{words}",
        kind="person",
        text=words,
        char_start=start,
        char_end=start + len(words),
        quote_id=None,
        is_pronoun=False,
        confidence=1.0,
    )


def person(name: str = "Mara Oduya", *aliases: str) -> Entity:
    return _entity(f"person-{name}", "person", name, aliases)


def place(name: str, *aliases: str, country: str | None = None) -> Entity:
    return _entity(f"place-{name}", "place", name, aliases, country)


def _entity(entity_id: str, kind: str, name: str, aliases: Sequence[str], country: str | None = None) -> Entity:
    return Entity(
        entity_id=entity_id,
        kind=kind,
        name=name,
        aliases=sorted({name, *aliases}),
        country_code=country,
        latitude=None,
        longitude=None,
        geonames_id=None,
        wikidata_id=None,
    )


def reject(dump_name: str, locator: str = "whole", reason: str = "menu") -> Reject:
    return Reject(
        dump_id=dump_name, locator=locator, stage="segment", reason=reason, detail=None, excerpt="Home | News"
    )


def run(run_id: str, status: str = "published") -> Run:
    return Run(
        run_id=run_id,
        flow="ingest",
        started_at=NOON,
        finished_at=NOON,
        status=status,
        dateline_version="0.0.0",
        counts="{}",
        snapshot_id=None,
    )


def check(run_id: str, expectation: str = "key is unique", *, success: bool = True) -> Check:
    return Check(
        run_id=run_id,
        table_name="quotes",
        expectation=expectation,
        column_name="quote_id",
        severity="critical",
        success=success,
        observed=None,
        unexpected_count=0,
        sample=None,
        checked_at=NOON,
    )


def part(
    folder: Path,
    articles: Iterable[Article] = (),
    sightings: Iterable[Sighting] = (),
    *,
    rejects: Iterable[Reject] = (),
    entities: Iterable[Entity] | None = None,
) -> Path:
    """An analysed part: each article with one quote of Mara Oduya and one mention of her."""
    articles = list(articles)
    write_part(
        folder,
        {
            "articles": articles,
            "sightings": list(sightings),
            "quotes": [quote(a) for a in articles],
            "mentions": [mention(a) for a in articles],
            "entities": [person()] * bool(articles) if entities is None else list(entities),
            "rejects": list(rejects),
        },
    )
    return folder
