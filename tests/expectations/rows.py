"""A small load that holds every rule, and how to write it, changed, to files."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from transforms import tables
from transforms.schema import Table
from transforms.tables import INDEXES, TABLES

ALL_TABLES = (*TABLES, *INDEXES)
RUN = "run-1"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CAPTURED = datetime(2026, 3, 2, 6, tzinfo=UTC)
DUMP = "ab" * 32

# An emoji of several code points and a combining mark stand before the spans: they count as Python counts them.
BODY = (
    "The 👩‍👩‍👧 ferry to Cafe\u0301 Island stays in port, Ilse Marrow said on Monday.\n\n"
    "“We wait for 🇫🇷 calmer water,” Marrow said. “The crew — and she — is safe.”\n\n"
    "What comes next\n\n"
    "The harbour office in Port Lorn did not answer."
)

Rows = dict[str, list[Any]]


def span(text: str, nth: int = 0) -> tuple[int, int]:
    """Where a text stands in BODY."""
    start = -1
    for _ in range(nth + 1):
        start = BODY.index(text, start + 1)
    return start, start + len(text)


def quote(quote_id: str, position: int, text: str, **changes: Any) -> tables.Quote:
    start, end = span(text)
    speaker, cue = span("Marrow", 1), span("said", 1)
    row = tables.Quote(
        quote_id=quote_id,
        article_id="a1",
        position=position,
        kind="direct",
        text=text,
        char_start=start,
        char_end=end,
        utterance_id="u1",
        speaker="Ilse Marrow",
        speaker_entity_id="e1",
        speaker_text="Marrow",
        speaker_start=speaker[0],
        speaker_end=speaker[1],
        speaker_role=None,
        cue="said",
        cue_start=cue[0],
        cue_end=cue[1],
        confidence=0.9,
    )
    return dataclasses.replace(row, **changes)


def mention(mention_id: str, text: str, nth: int = 0, **changes: Any) -> tables.Mention:
    start, end = span(text, nth)
    row = tables.Mention(
        mention_id=mention_id,
        article_id="a1",
        entity_id="e1",
        kind="person",
        text=text,
        char_start=start,
        char_end=end,
        quote_id=None,
        is_pronoun=False,
        confidence=1.0,
    )
    return dataclasses.replace(row, **changes)


def good_rows() -> Rows:
    """One run that loads one dump of two documents: an article with two quotes, and a reject."""
    return {
        "runs": [
            tables.Run(
                run_id=RUN,
                flow="ingest",
                started_at=NOW,
                finished_at=None,
                status="published",
                dateline_version="0.1.0",
                counts="{}",
                snapshot_id=None,
            )
        ],
        "dumps": [
            tables.Dump(
                dump_id=DUMP,
                uri="file:///pages.txt",
                format="text",
                layout="pages",
                encoding="utf-8",
                byte_count=900,
                captured_at=CAPTURED,
                captured_source="given",
                document_count=2,
                article_count=1,
                reject_count=1,
                loaded_at=NOW,
                run_id=RUN,
            )
        ],
        "entities": [
            _entity("e1", "person", "Ilse Marrow", aliases=["Marrow"]),
            _entity("e2", "place", "Port Lorn", country_code="XL", latitude=51.5, longitude=-3.25),
        ],
        "articles": [
            tables.Article(
                article_id="a1",
                headline="Ferry waits for calmer water",
                summary=["Crew is safe"],
                body=BODY,
                subheads=["What comes next"],
                captions=[],
                dateline="PORT LORN",
                dateline_entity_id="e2",
                byline=["Tam Oster"],
                agency=None,
                credit=None,
                url="https://lornpost.example/ferry",
                publisher="The Lorn Post",
                section=None,
                language="en",
                published_at=datetime(2026, 3, 1, 20, tzinfo=UTC),
                updated_at=datetime(2026, 3, 1, 21, tzinfo=UTC),
                time_precision="minute",
                time_source="absolute",
                word_count=38,
                cluster_id=None,
                first_dump_id=DUMP,
                run_id=RUN,
            )
        ],
        "sightings": [tables.Sighting(article_id="a1", dump_id=DUMP, locator="chars 0-400", captured_at=CAPTURED)],
        "quotes": [
            quote("q1", 0, "We wait for 🇫🇷 calmer water,"),
            quote("q2", 1, "The crew — and she — is safe."),
        ],
        "mentions": [
            mention("m1", "Ilse Marrow"),
            mention("m2", "she", quote_id="q2", is_pronoun=True, confidence=0.6),
            mention("m3", "Port Lorn", entity_id="e2", kind="place"),
        ],
        "rejects": [
            tables.Reject(
                dump_id=DUMP,
                locator="chars 400-480",
                stage="segment",
                reason="menu",
                detail=None,
                excerpt="Home | News",
            )
        ],
        "checks": [
            tables.Check(
                run_id=RUN,
                table_name="quotes",
                expectation="unique",
                column_name="quote_id",
                severity="critical",
                success=True,
                observed=None,
                unexpected_count=0,
                sample=None,
                checked_at=NOW,
            )
        ],
        "fingerprints": [
            tables.Fingerprint(
                article_id="a1",
                published_at=datetime(2026, 3, 1, 20, tzinfo=UTC),
                shingle_count=34,
                keys=[1, 2],
                signature=bytes(512),
                family_id="a1",
            )
        ],
        "forgotten": [tables.Forgotten(article_id="a9", forgotten_at=NOW)],
    }


def _entity(entity_id: str, kind: str, name: str, **changes: Any) -> tables.Entity:
    row = tables.Entity(
        entity_id=entity_id,
        kind=kind,
        name=name,
        aliases=[],
        country_code=None,
        latitude=None,
        longitude=None,
        geonames_id=None,
        wikidata_id=None,
    )
    return dataclasses.replace(row, **changes)


def written(rows: Mapping[str, list[Any]], folder: Path) -> dict[str, Path]:
    """The rows as one Parquet file for each table. Nulls are written even where the declaration has none."""
    files = {}
    for table in ALL_TABLES:
        if table.name in rows:
            files[table.name] = folder / f"{table.name}.parquet"
            pq.write_table(_loose(table, rows[table.name]), files[table.name])
    return files


def _loose(table: Table, rows: list[Any]) -> pa.Table:
    names = [column.name for column in table.columns]
    schema = pa.schema([pa.field(column.name, column.arrow_type) for column in table.columns])
    return pa.Table.from_pylist([{name: getattr(row, name) for name in names} for row in rows], schema=schema)
