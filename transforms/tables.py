"""Every published table, declared once. Schema, DDL, data dictionary and the implied checks derive from these rows.

Names carry kind and unit: `_id` refers, `_at` is a UTC instant, `_count` a number, `is_` is boolean. Spans are
half open, in Unicode code points of `articles.body`: `body[char_start:char_end] == text`.
"""

from datetime import datetime

from transforms.schema import Table, column, table, table_of

DUMP_FORMATS = (
    *("text", "html", "warc", "arc", "jsonl", "json", "csv", "parquet", "feed", "newsml", "nitf", "mhtml", "mbox"),
    *("zip", "tar"),
)
QUOTE_KINDS = ("direct", "mixed", "indirect")
ENTITY_KINDS = ("person", "organisation", "place", "group", "event", "work", "product", "law", "language")
TIME_PRECISIONS = ("second", "minute", "hour", "day")
TIME_SOURCES = ("metadata", "absolute", "relative", "inferred")
CAPTURE_SOURCES = ("given", "metadata", "inferred")
REJECT_STAGES = ("read", "segment", "transform", "settle")
SEVERITIES = ("critical", "warning", "info")
RUN_STATUSES = ("running", "published", "failed checks", "failed", "nothing new", "checked", "maintained")

# Why a document did not become an article. A new reason is added here, never defaulted.
REJECT_REASONS = {
    "empty": "The file has no bytes, or nothing but white space.",
    "binary": "The bytes are not text.",
    "unreadable_encoding": "The bytes are text in no encoding that could be told.",
    "truncated": "The compressed stream ends early; what came before the cut was read.",
    "corrupt": "The compressed stream is damaged; what came before the damage was read.",
    "too_large": "The record, or what it unpacks to, is over a limit.",
    "menu": "A menu, list of links or section front.",
    "cookie_notice": "A cookie or consent notice.",
    "terms": "Terms of service, a licence or a privacy policy.",
    "source_code": "Program source, markup or configuration.",
    "no_headline": "A page that should have a headline has none.",
    "no_body": "A headline with no text under it.",
    "not_prose": "Text that is not sentences: tables, listings, noise.",
    "redirect": "A page that only leads to another.",
    "bad_record": "A record that cannot be parsed, or that is no object of fields.",
    "no_text": "A record without any text.",
    "unsafe_path": "An archive member whose name leads out of the archive, or that is a link.",
    "encrypted": "An archive member that asks for a password.",
    "transform_failed": "The analysis of the document failed.",
    "transform_died": "The process that analysed the document died, also when it had nothing else to do.",
    "transform_timed_out": "The analysis of the document took longer than DATELINE_DOCUMENT_SECONDS allow.",
    "forgotten": "An article whose removal was asked for.",
}


@table("dumps", key="dump_id")
class Dump:
    """One dump, known by its bytes: two files with the same bytes are one."""

    dump_id: str = column("SHA-256 of the dump's bytes as stored, hex.")
    uri: str = column("Where the dump was first read from. Bytes of a name that are no UTF-8 are written as `\\xe9`.")
    format: str = column("How it was read.", values=DUMP_FORMATS)
    layout: str | None = column("The layout by which text was cut into articles; null when none fitted.")
    encoding: str | None = column("Character encoding that was found; locators count characters decoded by it.")
    byte_count: int = column("Size as stored, in bytes.", minimum=0)
    captured_at: datetime | None = column("When the pages were captured; relative times are counted from it.")
    captured_source: str | None = column("How captured_at is known.", values=CAPTURE_SOURCES)
    document_count: int = column("Documents that were found in it: sightings + rejects + skipped.", minimum=0)
    article_count: int = column("Documents that became articles.", minimum=0)
    reject_count: int = column("Documents that did not.", minimum=0)
    skipped_count: int = column(
        "Records that hold no document: redirects, pictures, robots.txt, requests of a web archive.",
        minimum=0,
        default=0,
    )
    is_partial: bool = column(
        "Whether only a part of it is published yet: a large load goes on, or broke off and is resumed by the next "
        "run.",
        default=False,
    )
    loaded_at: datetime = column("When the load that published it was staged.")
    run_id: str = column("The run that published it.", references="runs.run_id")
    entity_tag: str | None = column(
        "Version that a remote server gave its bytes; while it has the same, they are not fetched again.", default=None
    )
    field_mapping: str | None = column("Its fields as the user named them with --map, a JSON object.", default=None)


@table("articles", key="article_id")
class Article:
    """One article, whichever dumps carry it."""

    article_id: str = column(
        "Hash of publisher or site, and the words of headline and body; of an archive that files a text under several "
        "sections, of the section too."
    )
    headline: str | None = column("Headline as printed; null when none is.")
    summary: list[str] = column("Bullets or standfirst above the body, in order.")
    body: str = column("Clean paragraphs, a blank line between; no headline, dateline, captions or furniture.")
    subheads: list[str] = column("Subheads; each also stands in the body as a paragraph of its own.")
    captions: list[str] = column("Photo captions, without their credit.")
    dateline: str | None = column("Place of the dateline as printed.")
    dateline_entity_id: str | None = column("The place that the dateline names.", references="entities.entity_id")
    byline: list[str] = column("Names of the authors as printed.")
    agency: str | None = column("News agency as printed.")
    credit: str | None = column("Credit of the first photo as printed.")
    url: str | None = column("Address of the article.")
    publisher: str | None = column("Outlet, as given with the dump or printed.")
    section: str | None = column("Section of the outlet.")
    language: str | None = column("ISO 639-1 code of the body's language.")
    published_at: datetime | None = column("First publication.")
    updated_at: datetime | None = column("Last update that the page tells of.")
    time_precision: str | None = column("How exact the time is.", values=TIME_PRECISIONS)
    time_source: str | None = column(
        "metadata; absolute: printed as a date; relative: printed as an age; inferred: age from an inferred capture.",
        values=TIME_SOURCES,
    )
    utc_offset_minutes: int | None = column(
        "How far east of UTC the clock is that dates it: published_at, else updated_at, plus so many minutes is the "
        "time and the day as its page tells them. Null where that is UTC, or no zone is told.",
        minimum=-720,
        maximum=840,
        default=None,
    )
    word_count: int = column("Words of the body.", minimum=1)
    cluster_id: str | None = column("Near-duplicates share it: article_id of the earliest, its own when it has none.")
    first_dump_id: str = column("The dump in which it was first seen.", references="dumps.dump_id")
    run_id: str = column("The run that published it.", references="runs.run_id")
    derived_run_id: str | None = column(
        "The run that last derived its quotes and mentions again; null: the one that published it.",
        references="runs.run_id",
        default=None,
    )


@table("sightings", key=("dump_id", "locator"))
class Sighting:
    """An article in a dump."""

    article_id: str = column("The article.", references="articles.article_id")
    dump_id: str = column("The dump.", references="dumps.dump_id")
    locator: str = column("`chars A-B`: characters of the decoded dump, half open; `record N`: the Nth record, from 1.")
    captured_at: datetime | None = column("When this appearance was captured.")


@table("quotes", key="quote_id")
class Quote:
    """One continuous quoted or reported span of an article."""

    quote_id: str = column("Hash of article_id and the span.")
    article_id: str = column("The article quoted from.", references="articles.article_id")
    position: int = column("Order within the article, from 0.", minimum=0)
    kind: str = column("direct: in quotation marks; indirect: reported without; mixed: both.", values=QUOTE_KINDS)
    text: str = column("The span itself; for direct quotes without the outer quotation marks.")
    char_start: int = column("Start of the span in articles.body.", minimum=0)
    char_end: int = column("End of the span in articles.body, exclusive.", minimum=1)
    utterance_id: str = column("The spans of one statement share it, also across paragraphs.")
    speaker: str | None = column("Full name of the speaker, resolved within the article; null when no name is known.")
    speaker_entity_id: str | None = column("The speaker as an entity.", references="entities.entity_id")
    speaker_text: str | None = column("The speaker as printed at this quote, pronouns too.")
    speaker_start: int | None = column("Start of speaker_text in articles.body.", minimum=0)
    speaker_end: int | None = column("End of speaker_text in articles.body, exclusive.", minimum=1)
    speaker_role: str | None = column("Role or affiliation as printed.")
    cue: str | None = column("The reporting words as printed.")
    cue_start: int | None = column("Start of the cue in articles.body.", minimum=0)
    cue_end: int | None = column("End of the cue in articles.body, exclusive.", minimum=1)
    confidence: float = column("How sure span and speaker are, 0 to 1.", minimum=0, maximum=1)


@table("entities", key="entity_id")
class Entity:
    """One person, organisation, place, group, event or other named thing in the world."""

    entity_id: str = column("Hash of kind and canonical name.")
    kind: str = column("What it is.", values=ENTITY_KINDS)
    name: str = column("Canonical name.")
    aliases: list[str] = column("Names under which it is printed, sorted.")
    country_code: str | None = column("ISO 3166-1 alpha-2 code of the country it is or lies in.")
    latitude: float | None = column("Degrees north.", minimum=-90, maximum=90)
    longitude: float | None = column("Degrees east.", minimum=-180, maximum=180)
    geonames_id: str | None = column("GeoNames id of a place.")
    wikidata_id: str | None = column(
        "Wikidata id, where an authority file or our lists of well-known people and organisations give one."
    )
    authority_id: str | None = column("Id in the authority file that was given.", default=None)


@table("mentions", key="mention_id")
class Mention:
    """One place in one article where an entity is named, or meant by a pronoun."""

    mention_id: str = column("Hash of article_id and the span.")
    article_id: str = column("The article.", references="articles.article_id")
    entity_id: str = column("The entity that is meant.", references="entities.entity_id")
    kind: str = column("Kind of the entity.", values=ENTITY_KINDS)
    text: str = column("The mention as printed.")
    char_start: int = column("Start of the span in articles.body.", minimum=0)
    char_end: int = column("End of the span in articles.body, exclusive.", minimum=1)
    quote_id: str | None = column("The quote that it stands in.", references="quotes.quote_id")
    is_pronoun: bool = column("Whether it is a pronoun or a role rather than a name.")
    confidence: float = column("How sure the link to the entity is, 0 to 1.", minimum=0, maximum=1)


@table("rejects", key=("dump_id", "locator", "stage"))
class Reject:
    """One document or record that did not become an article."""

    dump_id: str = column("The dump.", references="dumps.dump_id")
    locator: str = column("Where in the dump, as in sightings; `whole` for all of it.")
    stage: str = column("Where it was rejected.", values=REJECT_STAGES)
    reason: str = column("Why.", values=REJECT_REASONS)
    detail: str | None = column("The cure, or what was seen.")
    excerpt: str | None = column("How the record begins, at most 200 characters.")


@table("checks", key=("run_id", "batch", "table_name", "expectation", "column_name"))
class Check:
    """One expectation in one batch of a run."""

    run_id: str = column("The run.", references="runs.run_id")
    batch: int = column(
        "Which of the run's batches, from 0: a large load is published in several.", minimum=0, default=0
    )
    table_name: str = column("The table that was checked.")
    expectation: str = column("What was expected.")
    column_name: str = column("The column or columns concerned; empty for the whole table.")
    severity: str = column("critical blocks publishing; warning tells; info records.", values=SEVERITIES)
    success: bool = column("Whether it held.")
    observed: str | None = column("What was seen, as JSON.")
    unexpected_count: int | None = column("Rows that broke it.", minimum=0)
    sample: str | None = column("Some of these rows, as JSON.")
    checked_at: datetime = column("When.")


@table("runs", key="run_id")
class Run:
    """One flow run that published or tried."""

    run_id: str = column("Id of the run.")
    flow: str = column("The flow.")
    started_at: datetime = column("Start.")
    finished_at: datetime | None = column("End.")
    status: str = column("How it ended; running: not yet.", values=RUN_STATUSES)
    dateline_version: str = column("Version of dateline that ran.")
    counts: str = column(
        "Rows by table, and articles that no pipeline read by language, as `not analysed: fr`, as JSON."
    )
    snapshot_id: int | None = column("DuckLake snapshot that was current when the run last published.", minimum=0)
    derivation: str | None = column(
        "Hash of the code, the models and the authority files by which it derived rows; null when it derived none.",
        default=None,
    )
    host: str | None = column("The machine that it ran on.", default=None)


@table("fingerprints", key="article_id")
class Fingerprint:
    """What near-duplicates of one article are found by. Articles of a few words have none."""

    article_id: str = column("The article.", references="articles.article_id")
    published_at: datetime | None = column("As in articles; the earliest article names the cluster.")
    shingle_count: int = column("Distinct runs of five words in the body.", minimum=1)
    keys: list[int] = column("32-bit numbers; near-duplicates share at least one.")
    signature: bytes = column("MinHash values, one byte each.")
    family_id: str = column("Articles that hang together by pairs of copies share it.")


@table("forgotten", key="article_id")
class Forgotten:
    """An article that was removed on request, and is not to come back."""

    article_id: str = column("The article, which is in no other table any more.")
    forgotten_at: datetime = column("When it was removed.")


# In an order in which every table stands after those that it refers to.
TABLES: tuple[Table, ...] = tuple(
    table_of(row) for row in (Run, Dump, Entity, Article, Sighting, Quote, Mention, Reject, Check)
)
# What the lake keeps beside them to find its own way; no part of what users query.
INDEXES: tuple[Table, ...] = (table_of(Fingerprint), table_of(Forgotten))
