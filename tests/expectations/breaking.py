"""For every rule, a change of the good rows that breaks it: the test of completeness asks for each rule's label."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from rows import BODY, CAPTURED, NOW, Rows, span

from expectations.shares import ENOUGH
from expectations.spans import LONGEST_QUOTE
from expectations.texts import LISTS, TEXTS
from expectations.volumes import (
    LONGEST_BODY,
    MANY_ARTICLES,
    MANY_DOCUMENTS,
    MOST_ARTICLES_PER_DUMP,
)
from transforms.schema import Table
from transforms.tables import INDEXES, TABLES

Change = Callable[[Rows], None]


def set_(table: str, row: int = 0, **values: Any) -> Change:
    def change(rows: Rows) -> None:
        rows[table][row] = dataclasses.replace(rows[table][row], **values)

    return change


def add(table: str, of: int = 0, **values: Any) -> Change:
    """One more row, like an existing one but for these values."""

    def change(rows: Rows) -> None:
        rows[table].append(dataclasses.replace(rows[table][of], **values))

    return change


def uncaptured(**values: Any) -> Change:
    """The article so changed, in dumps of which nobody knows when they were captured."""

    def change(rows: Rows) -> None:
        for table in ("dumps", "sightings"):
            rows[table] = [dataclasses.replace(row, captured_at=None) for row in rows[table]]
        rows["dumps"] = [dataclasses.replace(row, captured_source=None) for row in rows["dumps"]]
        rows["articles"][0] = dataclasses.replace(rows["articles"][0], **values)

    return change


def implied() -> dict[str, Change]:
    """What breaks the implied rules follows from the declaration as they do."""
    changes: dict[str, Change] = {}
    for table in (*TABLES, *INDEXES):
        changes[f"{table.name}.unique[{', '.join(table.key)}]"] = add(table.name)
        for column in table.columns:
            changes.update(_implied_of(table, column))
    return changes


def _implied_of(table: Table, column: Any) -> dict[str, Change]:
    changes = {}
    if not column.is_nullable:
        null = [None] if column.sql_type.endswith("[]") else None
        changes[f"{table.name}.not_null[{column.name}]"] = set_(table.name, **{column.name: null})
    if column.minimum is not None:
        changes[f"{table.name}.in_range[{column.name}]"] = set_(table.name, **{column.name: column.minimum - 1})
    if column.values is not None:
        changes[f"{table.name}.in_vocabulary[{column.name}]"] = set_(table.name, **{column.name: "unheard of"})
    if column.references is not None:
        changes[f"{table.name}.refers[{column.name}]"] = set_(table.name, **{column.name: "nobody"})
    return changes


def many_articles(rows: Rows) -> None:
    rows["articles"] = [dataclasses.replace(rows["articles"][0], article_id=f"a{n}") for n in range(MANY_ARTICLES)]
    rows["quotes"], rows["mentions"] = [], []


def dense(table: str, key: str) -> Change:
    """A hundred rows in an article of a hundred words."""

    def change(rows: Rows) -> None:
        rows["articles"][0] = dataclasses.replace(rows["articles"][0], word_count=100)
        rows[table] = [dataclasses.replace(rows[table][0], **{key: str(n)}) for n in range(100)]

    return change


def many(table: str, key: str, count: int = ENOUGH, **values: Any) -> Change:
    """As many rows like the first, but for these values."""

    def change(rows: Rows) -> None:
        first = dataclasses.replace(rows[table][0], **values)
        rows[table] = [dataclasses.replace(first, **{key: f"chars {n}-{n + 1}"}) for n in range(count)]

    return change


def many_rejects(rows: Rows) -> None:
    many("rejects", "locator")(rows)
    set_("dumps", document_count=ENOUGH + 1, reject_count=ENOUGH)(rows)


UNCLEAN = {
    "no_control_characters": "a bell\x07 rings",
    "no_replacement_characters": "caf\ufffd",
    "no_mojibake": "“we donâ€™t know”",
}

WRITTEN: dict[str, Change] = {
    "dumps.nothing_lost[document_count]": set_("dumps", document_count=3),
    "dumps.counts_are_right[article_count, reject_count]": set_("dumps", article_count=0, reject_count=2),
    "dumps.is_a_sha256[dump_id]": set_("dumps", dump_id="AB" * 32),
    "dumps.capture_has_a_source[captured_at, captured_source]": set_("dumps", captured_source=None),
    "dumps.captured_in_its_time[captured_at]": set_("dumps", captured_at=NOW + timedelta(days=2)),
    "dumps.has_articles[article_count]": set_("dumps", article_count=0, document_count=MANY_DOCUMENTS),
    "dumps.has_documents[document_count]": set_("dumps", document_count=0),
    "dumps.not_overfull[article_count]": set_("dumps", article_count=MOST_ARTICLES_PER_DUMP + 1),
    "articles.in_its_time[published_at]": set_("articles", published_at=CAPTURED + timedelta(days=1, seconds=1)),
    "articles.in_its_time[updated_at]": set_("articles", updated_at=datetime(1599, 12, 31, tzinfo=UTC)),
    "articles.not_in_the_future[published_at]": uncaptured(published_at=NOW + timedelta(days=2)),
    "articles.not_in_the_future[updated_at]": uncaptured(updated_at=NOW + timedelta(days=2)),
    "articles.updated_after_publishing[published_at, updated_at]": set_(
        "articles", updated_at=datetime(2026, 2, 27, tzinfo=UTC)
    ),
    "articles.time_says_how_known[time_precision, time_source]": set_("articles", published_at=None, updated_at=None),
    "articles.not_blank[headline]": set_("articles", headline=" – "),
    "articles.not_blank[body]": set_("articles", body=" \n\n … "),
    "articles.word_count_is_right[word_count]": set_("articles", word_count=39),
    "articles.subheads_stand_in_body[subheads]": set_("articles", subheads=["What came before"]),
    "articles.is_a_language_code[language]": set_("articles", language="eng"),
    "articles.is_a_known_language[language]": set_("articles", language="xx"),
    "articles.has_been_seen[article_id]": add("articles", article_id="a2"),
    "articles.have_mentions": many_articles,
    "articles.have_quotes": many_articles,
    "articles.quotes_not_too_dense[word_count]": dense("quotes", "quote_id"),
    "articles.mentions_not_too_dense[word_count]": dense("mentions", "mention_id"),
    "articles.not_overlong[body]": set_("articles", body="x " * (LONGEST_BODY // 2 + 1)),
    "articles.dated_share[published_at, updated_at]": many(
        "articles", "article_id", published_at=None, updated_at=None
    ),
    "articles.headline_share[headline]": many("articles", "article_id", headline=None),
    "articles.near_duplicate_share[cluster_id]": many("articles", "article_id", cluster_id="c1"),
    "rejects.not_too_many[dump_id]": many_rejects,
    "rejects.some_failed[reason]": many("rejects", "locator", reason="transform_failed"),
    "rejects.many_failed[reason]": many("rejects", "locator", reason="transform_failed"),
    "quotes.speaker_share[speaker, speaker_text]": many("quotes", "quote_id", speaker=None, speaker_text=None),
    "runs.none_left_open[finished_at]": set_("runs", started_at=NOW - timedelta(hours=25)),
    "dumps.none_left_partial[is_partial]": set_("dumps", is_partial=True, loaded_at=NOW - timedelta(hours=25)),
    **{
        f"{table}.not_forgotten[article_id]": set_("forgotten", article_id="a1")
        for table in ("articles", "sightings", "quotes", "mentions", "fingerprints")
    },
    "fingerprints.has_keys[keys]": set_("fingerprints", keys=[]),
    "fingerprints.signature_is_whole[signature]": set_("fingerprints", signature=bytes(511)),
    "fingerprints.time_is_that_of_the_article[published_at]": set_("fingerprints", published_at=None),
    "dumps.fresh[loaded_at]": set_("dumps", loaded_at=NOW - timedelta(hours=49)),
    "sightings.says_where[locator]": set_("sightings", locator="record 0"),
    "sightings.span_is_not_empty[locator]": set_("sightings", locator="chars 100-20"),
    "rejects.says_where[locator]": set_("rejects", locator="somewhere"),
    "rejects.excerpt_is_short[excerpt]": set_("rejects", excerpt="x" * 201),
    "rejects.not_also_seen[dump_id, locator]": set_("rejects", locator="chars 0-400"),
    "quotes.text_is_its_span[text, char_start, char_end]": set_("quotes", text="We wait for calmer water,"),
    "quotes.span_lies_in_body[char_end]": set_("quotes", char_end=len(BODY) + 1),
    "quotes.span_is_not_empty[char_start, char_end]": set_("quotes", char_end=5),
    "quotes.no_span_twice[article_id, char_start, char_end]": add("quotes", quote_id="q3", position=2),
    "quotes.not_blank[text]": set_("quotes", text=" … "),
    "quotes.not_overlong[text]": set_("quotes", text="x" * (LONGEST_QUOTE + 1)),
    "quotes.no_position_twice[article_id, position]": set_("quotes", 1, position=0),
    "quotes.positions_follow_the_text[position, char_start]": set_("quotes", 0, position=7),
    "quotes.utterance_in_one_article[utterance_id]": set_("quotes", article_id="a2"),
    "quotes.utterance_has_one_speaker[utterance_id, speaker_entity_id]": set_("quotes", speaker_entity_id="e2"),
    "quotes.speaker_has_a_name[speaker, speaker_entity_id]": set_("quotes", speaker=None),
    "quotes.span_is_whole[speaker_text, speaker_start, speaker_end]": set_("quotes", speaker_end=None),
    "quotes.span_lies_in_body[speaker_start, speaker_end]": set_("quotes", speaker_end=len(BODY) + 1),
    "quotes.text_is_its_span[speaker_text, speaker_start, speaker_end]": set_("quotes", speaker_text="Marlow"),
    "quotes.lies_outside_the_quote[speaker_start, speaker_end]": set_(
        "quotes", 1, **dict(zip(("speaker_start", "speaker_end"), span("she"), strict=True))
    ),
    "quotes.span_is_whole[cue, cue_start, cue_end]": set_("quotes", cue_end=None),
    "quotes.span_lies_in_body[cue_start, cue_end]": set_("quotes", cue_end=len(BODY) + 1),
    "quotes.text_is_its_span[cue, cue_start, cue_end]": set_("quotes", cue="Marlow"),
    "quotes.lies_outside_the_quote[cue_start, cue_end]": set_(
        "quotes", 1, **dict(zip(("cue_start", "cue_end"), span("she"), strict=True))
    ),
    "mentions.text_is_its_span[text, char_start, char_end]": set_("mentions", text="Ilse Marrov"),
    "mentions.span_lies_in_body[char_end]": set_("mentions", char_end=len(BODY) + 1),
    "mentions.span_is_not_empty[char_start, char_end]": set_("mentions", char_end=0),
    "mentions.no_span_twice[article_id, char_start, char_end]": add("mentions", mention_id="m4"),
    "mentions.quote_contains_it[quote_id, char_start, char_end]": set_("mentions", quote_id="q1"),
    "mentions.kind_is_that_of_its_entity[kind, entity_id]": set_("mentions", kind="place"),
    "entities.not_blank[name]": set_("entities", name="—"),
    "entities.is_a_country_code[country_code]": set_("entities", country_code="xl"),
    "entities.is_a_point[latitude, longitude]": set_("entities", 1, longitude=None),
}


def _unclean() -> dict[str, Change]:
    changes = {}
    for table, columns in TEXTS.items():
        for column in columns:
            for name, text in UNCLEAN.items():
                value = ["fine", text] if column in LISTS else text
                changes[f"{table}.{name}[{column}]"] = set_(table, **{column: value})
    return changes


BREAKING = {**implied(), **WRITTEN, **_unclean()}
