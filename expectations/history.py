"""The rules that look back: a load against the last ones of its publishers; the published tables against the clock."""

from expectations.rule import Rule

# The name under which each load records its volumes, in which the next ones look them up.
VOLUMES = "volume_by_publisher"
# Loads that say something: a publisher in fewer has no history yet; and the number of articles to expect, at least.
FEWEST_LOADS = 5
FEWEST_EXPECTED = 20
# Dumps come compressed or not, which alone changes articles per byte fourfold.
TOO_LITTLE, TOO_MUCH = 0.1, 10
PUBLISHERS = 500

# Articles seen and bytes of the dumps that carry them, by publisher. A dump that is published in several batches counts
# with the one that ends it, and there with all its articles: only these have its bytes to be held against.
_BEGUN = "(SELECT dump_id FROM published.dumps WHERE is_partial)"
_HERE = f"""
    SELECT publisher, sum(articles) AS articles, sum(byte_count) AS byte_count FROM (
        SELECT coalesce(publisher, '(unknown)') AS publisher, dump_id, count(*) AS articles FROM (
            SELECT publisher, dump_id FROM sightings JOIN near.articles USING (article_id)
            UNION ALL
            SELECT publisher, dump_id FROM published.articles
            JOIN (SELECT article_id, dump_id FROM published.sightings SEMI JOIN {_BEGUN} USING (dump_id))
                USING (article_id))
        GROUP BY ALL)
    JOIN dumps USING (dump_id)
    WHERE NOT is_partial
    GROUP BY publisher"""

_BEFORE = f"""
    SELECT publisher, count(DISTINCT run_id) AS loads, sum(articles) / nullif(sum(byte_count), 0) AS articles_per_byte
    FROM (
        SELECT run_id, unnest(from_json(sample,
            '[{{"publisher": "VARCHAR", "articles": "BIGINT", "byte_count": "BIGINT"}}]'), recursive := true)
        FROM recent.checks WHERE table_name = 'articles' AND expectation = '{VOLUMES}')
    GROUP BY publisher"""


def history_rules() -> list[Rule]:
    """Rules of loads."""
    return [
        Rule(
            table="articles",
            name=VOLUMES,
            severity="info",
            scope="load",
            columns=("publisher",),
            sentence="How many articles of each publisher the load's dumps carry, in how many bytes.",
            records=f"SELECT publisher, articles, byte_count FROM ({_HERE}) ORDER BY articles DESC LIMIT {PUBLISHERS}",
        ),
        _volume(
            "not_too_little",
            "critical",
            f"No publisher has under {TOO_LITTLE:g} times the articles that as many bytes had in the last loads.",
            f"articles < {TOO_LITTLE} * expected",
        ),
        _volume(
            "not_too_much",
            "warning",
            f"No publisher has over {TOO_MUCH:g} times the articles that as many bytes had in the last loads.",
            f"articles > {TOO_MUCH} * expected",
        ),
    ]


def _volume(name: str, severity: str, sentence: str, condition: str) -> Rule:
    return Rule(
        table="articles",
        name=name,
        severity=severity,
        scope="load",
        columns=("publisher",),
        sentence=sentence,
        breaks=f"""
            SELECT left(publisher, 120) AS publisher, articles, CAST(round(expected) AS BIGINT) AS expected, loads
            FROM (
                SELECT *, articles_per_byte * byte_count AS expected
                FROM ({_HERE}) JOIN ({_BEFORE}) USING (publisher))
            WHERE loads >= {FEWEST_LOADS} AND greatest(expected, articles) >= {FEWEST_EXPECTED} AND {condition}""",
    )


def freshness_rules(fresh_hours: float) -> list[Rule]:
    """Rules of audits: the newest load and the newest article are at most `fresh_hours` old."""
    return [
        Rule(
            table="dumps",
            name="fresh",
            severity="warning",
            scope="audit",
            columns=("loaded_at",),
            sentence="Hours since the newest dump was loaded: not more than are allowed.",
            measures=f"SELECT {_hours_since('loaded_at')} FROM dumps",
            maximum=fresh_hours,
        ),
        Rule(
            table="articles",
            name="fresh",
            severity="info",
            scope="audit",
            columns=("published_at", "updated_at"),
            sentence="Hours between the newest article's time and the audit.",
            measures=f"SELECT {_hours_since('greatest(published_at, updated_at)')} FROM articles",
        ),
        Rule(
            table="runs",
            name="none_left_open",
            severity="warning",
            scope="audit",
            columns=("finished_at",),
            sentence=f"No run is without an end for more than {LONGEST_RUN_HOURS} hours.",
            breaks=f"""
                SELECT run_id, flow, started_at FROM runs
                WHERE finished_at IS NULL
                  AND started_at < (SELECT checked_at FROM load) - INTERVAL {LONGEST_RUN_HOURS} HOURS""",
        ),
        Rule(
            table="dumps",
            name="none_left_partial",
            severity="warning",
            scope="audit",
            columns=("is_partial",),
            sentence=f"No dump is published in part only for more than {LONGEST_RUN_HOURS} hours.",
            breaks=f"""
                SELECT dump_id, left(uri, 120) AS uri, document_count, loaded_at FROM dumps
                WHERE is_partial AND loaded_at < (SELECT checked_at FROM load) - INTERVAL {LONGEST_RUN_HOURS} HOURS""",
        ),
    ]


LONGEST_RUN_HOURS = 24


def _hours_since(instant: str) -> str:
    return f"round(date_diff('second', max({instant}), (SELECT checked_at FROM load)) / 3600.0, 4)"
