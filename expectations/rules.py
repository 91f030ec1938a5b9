"""The hand-written rules: what no column declaration can say.

DuckDB's `substring` and `length` count code points, as Python does, and not graphemes: a span compares as it is.
"""

from expectations.history import freshness_rules, history_rules
from expectations.indexes import index_rules
from expectations.rule import Rule, cut, missing
from expectations.shares import share_rules
from expectations.spans import span_rules
from expectations.texts import text_rules
from expectations.volumes import volume_rules

# Newspapers began in 1605; an earlier date was read wrongly.
EARLIEST = "TIMESTAMPTZ '1600-01-01 00:00:00+00'"

# The codes that ISO 639-1 assigns.
LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja "
    "jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb "
    "nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq "
    "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)

# A place in a dump, or in a member of an archive, whose name stands before it.
PLACES = r"chars \d+-\d+|record [1-9]\d*"


_WORDS = r"len(regexp_extract_all(body, '[\pL\pN_]+(?:[''’][\pL\pN_]+)*'))"


def written_rules(fresh_hours: float) -> list[Rule]:
    """All hand-written rules. Audits warn when the newest load is more than `fresh_hours` old."""
    return [
        *_dumps(),
        *_articles(),
        *_sightings(),
        *span_rules(),
        *_entities(),
        *_rejects(),
        *text_rules(),
        *volume_rules(),
        *share_rules(),
        *history_rules(),
        *freshness_rules(fresh_hours),
        *index_rules(),
    ]


def _dumps() -> list[Rule]:
    counts = """
        SELECT dump_id, left(uri, 120) AS uri, document_count, article_count, reject_count, skipped_count,
               coalesce(s.n, 0) AS sightings, coalesce(r.n, 0) AS rejects
        FROM dumps
        LEFT JOIN (SELECT dump_id, count(*) AS n FROM sightings GROUP BY dump_id) AS s USING (dump_id)
        LEFT JOIN (SELECT dump_id, count(*) AS n FROM rejects GROUP BY dump_id) AS r USING (dump_id)"""
    return [
        Rule(
            table="dumps",
            name="nothing_lost",
            severity="critical",
            columns=("document_count",),
            sentence="Every document of a dump is a sighting, a reject or skipped: document_count is their sum.",
            breaks=f"{counts} WHERE document_count <> coalesce(s.n, 0) + coalesce(r.n, 0) + skipped_count",
        ),
        Rule(
            table="dumps",
            name="counts_are_right",
            severity="critical",
            columns=("article_count", "reject_count"),
            sentence="article_count is the number of the dump's sightings, reject_count that of its rejects.",
            breaks=f"{counts} WHERE article_count <> coalesce(s.n, 0) OR reject_count <> coalesce(r.n, 0)",
        ),
        Rule(
            table="dumps",
            name="is_a_sha256",
            severity="critical",
            columns=("dump_id",),
            sentence="dump_id is a SHA-256 in 64 lower-case hex digits.",
            breaks=f"SELECT {cut('dump_id')} FROM dumps WHERE NOT regexp_full_match(dump_id, '[0-9a-f]{{64}}')",
        ),
        Rule(
            table="dumps",
            name="capture_has_a_source",
            severity="critical",
            columns=("captured_at", "captured_source"),
            sentence="captured_source is given exactly when captured_at is.",
            breaks=f"""
                SELECT dump_id, captured_at, captured_source FROM dumps
                WHERE {missing("captured_at, captured_source")}""",
        ),
        Rule(
            table="dumps",
            name="captured_in_its_time",
            severity="warning",
            columns=("captured_at",),
            sentence="captured_at lies between 1600 and a day after the load.",
            breaks=f"""
                SELECT dump_id, captured_at FROM dumps
                WHERE captured_at < {EARLIEST} OR captured_at > loaded_at + INTERVAL 1 DAY""",
        ),
    ]


def _articles() -> list[Rule]:
    return [
        _in_its_time("published_at"),
        _in_its_time("updated_at"),
        _not_in_the_future("published_at"),
        _not_in_the_future("updated_at"),
        Rule(
            table="articles",
            name="updated_after_publishing",
            severity="warning",
            columns=("published_at", "updated_at"),
            sentence="An article is not updated before it is published.",
            # A time printed to the day is its midnight: only a whole day apart are two times surely in this order.
            breaks="""
                SELECT article_id, published_at, updated_at FROM articles
                WHERE updated_at < published_at - INTERVAL 1 DAY""",
        ),
        Rule(
            table="articles",
            name="time_says_how_known",
            severity="critical",
            columns=("time_precision", "time_source"),
            sentence="time_precision and time_source are given exactly when a time is.",
            breaks="""
                SELECT article_id, published_at, updated_at, time_precision, time_source FROM articles
                WHERE (coalesce(published_at, updated_at) IS NULL) <> (time_precision IS NULL)
                   OR (time_precision IS NULL) <> (time_source IS NULL)""",
        ),
        Rule(
            table="articles",
            name="not_blank",
            severity="critical",
            columns=("headline",),
            sentence="A headline has words: an article without one has null.",
            breaks=rf"""
                SELECT article_id, {cut("headline")} FROM articles
                WHERE NOT regexp_matches(headline, '[\pL\pN]')""",
        ),
        Rule(
            table="articles",
            name="not_blank",
            severity="critical",
            columns=("body",),
            sentence="A body has words.",
            breaks=rf"SELECT article_id, {cut('body')} FROM articles WHERE NOT regexp_matches(body, '[\pL\pN]')",
        ),
        Rule(
            table="articles",
            name="word_count_is_right",
            severity="warning",
            columns=("word_count",),
            sentence="word_count is the number of words of the body: letters and digits, apostrophes inside.",
            # Twice: named once, DuckDB would count the words for the condition and again for all rows.
            breaks=rf"""
                SELECT article_id, word_count, {_WORDS} AS counted FROM articles WHERE word_count <> {_WORDS}""",
        ),
        Rule(
            table="articles",
            name="subheads_stand_in_body",
            severity="warning",
            columns=("subheads",),
            sentence="Each subhead is a paragraph of the body.",
            breaks=f"""
                SELECT article_id, {cut("subhead")}
                FROM (SELECT article_id, body, unnest(subheads) AS subhead FROM articles)
                WHERE NOT list_contains(string_split(body, chr(10) || chr(10)), subhead)""",
        ),
        Rule(
            table="articles",
            name="is_a_language_code",
            severity="critical",
            columns=("language",),
            sentence="language is an ISO 639-1 code: two lower-case letters.",
            breaks=f"""
                SELECT article_id, {cut("language")} FROM articles
                WHERE NOT regexp_full_match(language, '[a-z]{{2}}')""",
        ),
        Rule(
            table="articles",
            name="is_a_known_language",
            severity="warning",
            columns=("language",),
            sentence="language is one of the codes that ISO 639-1 assigns.",
            breaks=f"""
                SELECT article_id, {cut("language")} FROM articles
                WHERE NOT list_contains(string_split('{LANGUAGES}', ' '), language)""",
        ),
        Rule(
            table="articles",
            name="has_been_seen",
            severity="critical",
            columns=("article_id",),
            sentence="Every article of a load that brings a dump was seen in a dump: it has a sighting.",
            breaks="""
                SELECT article_id FROM articles
                WHERE EXISTS (SELECT 1 FROM dumps)
                  AND NOT EXISTS (SELECT 1 FROM sightings WHERE sightings.article_id = articles.article_id)""",
        ),
    ]


def _in_its_time(column: str) -> Rule:
    return Rule(
        table="articles",
        name="in_its_time",
        severity="critical",
        columns=(column,),
        sentence=f"{column} is neither before 1600 nor later than a day after the capture.",
        breaks=f"""
            SELECT article_id, {column}, captured_at FROM ({_captured(column)})
            WHERE {column} < {EARLIEST} OR {column} > captured_at + INTERVAL 1 DAY""",
    )


def _not_in_the_future(column: str) -> Rule:
    return Rule(
        table="articles",
        name="not_in_the_future",
        # What a page prints wrongly is no fault of the load, and without a capture nothing tells it from a right one.
        severity="warning",
        columns=(column,),
        sentence=f"Where no capture is known, {column} is not later than a day after the check.",
        breaks=f"""
            SELECT article_id, {column} FROM ({_captured(column)})
            WHERE captured_at IS NULL AND {column} > (SELECT checked_at FROM load) + INTERVAL 1 DAY""",
    )


def _captured(column: str) -> str:
    """SQL for articles with the latest capture of what they were seen in, null where none is known."""
    return f"""
        SELECT a.article_id, a.{column}, coalesce(s.captured_at, d.captured_at) AS captured_at
        FROM articles AS a
        LEFT JOIN (SELECT article_id, max(captured_at) AS captured_at FROM sightings GROUP BY article_id) AS s
            ON s.article_id = a.article_id
        LEFT JOIN near.dumps AS d ON d.dump_id = a.first_dump_id"""


def _sightings() -> list[Rule]:
    return [
        _located("sightings", PLACES),
        Rule(
            table="sightings",
            name="span_is_not_empty",
            severity="critical",
            columns=("locator",),
            sentence="A locator that is a span of characters starts before it ends.",
            breaks=f"""
                SELECT dump_id, {cut("locator")} FROM sightings
                WHERE TRY_CAST(regexp_extract(locator, 'chars (\\d+)-(\\d+)$', 1) AS HUGEINT)
                   >= TRY_CAST(regexp_extract(locator, 'chars (\\d+)-(\\d+)$', 2) AS HUGEINT)""",
        ),
    ]


def _rejects() -> list[Rule]:
    return [
        _located("rejects", rf"{PLACES}|whole"),
        Rule(
            table="rejects",
            name="excerpt_is_short",
            severity="warning",
            columns=("excerpt",),
            sentence="An excerpt has at most 200 characters.",
            breaks="""
                SELECT dump_id, locator, stage, length(excerpt) AS characters FROM rejects
                WHERE length(excerpt) > 200""",
        ),
        Rule(
            table="rejects",
            name="not_also_seen",
            severity="critical",
            columns=("dump_id", "locator"),
            sentence="A document of a dump is not both an article and a reject.",
            breaks="SELECT dump_id, locator, reason FROM rejects SEMI JOIN sightings USING (dump_id, locator)",
        ),
    ]


def _located(table: str, pattern: str) -> Rule:
    return Rule(
        table=table,
        name="says_where",
        severity="critical",
        columns=("locator",),
        sentence="A locator says where in the dump: `chars A-B` or `record N`"
        + (", or `whole`." if "whole" in pattern else "."),
        breaks=f"""
            SELECT dump_id, {cut("locator")} FROM {table}
            WHERE NOT regexp_full_match(locator, '(?s)(.* )?({pattern})')""",
    )


def _entities() -> list[Rule]:
    return [
        Rule(
            table="entities",
            name="not_blank",
            severity="critical",
            columns=("name",),
            sentence="An entity's name has a letter or a digit.",
            breaks=rf"SELECT entity_id, {cut('name')} FROM entities WHERE NOT regexp_matches(name, '[\pL\pN]')",
        ),
        Rule(
            table="entities",
            name="is_a_country_code",
            severity="critical",
            columns=("country_code",),
            sentence="country_code is an ISO 3166-1 code: two capitals.",
            breaks=f"""
                SELECT entity_id, {cut("country_code")} FROM entities
                WHERE NOT regexp_full_match(country_code, '[A-Z]{{2}}')""",
        ),
        Rule(
            table="entities",
            name="is_a_point",
            severity="critical",
            columns=("latitude", "longitude"),
            sentence="latitude and longitude are given together.",
            breaks=f"SELECT entity_id, latitude, longitude FROM entities WHERE {missing('latitude, longitude')}",
        ),
    ]
