"""The rules of what the lake keeps to find its own way: fingerprints of near-duplicates, and forgotten articles."""

from expectations.rule import Rule
from transforms.duplicates.signatures import VALUES


def index_rules() -> list[Rule]:
    """Rules of `fingerprints` and `forgotten`."""
    return [
        Rule(
            table="fingerprints",
            name="has_keys",
            severity="critical",
            columns=("keys",),
            sentence="A fingerprint has keys: without them no near-duplicate would be found.",
            breaks="SELECT article_id FROM fingerprints WHERE len(keys) = 0",
        ),
        Rule(
            table="fingerprints",
            name="signature_is_whole",
            severity="critical",
            columns=("signature",),
            sentence=f"A signature has {VALUES} bytes, so that any two can be compared.",
            breaks=f"""
                SELECT article_id, octet_length(signature) AS bytes FROM fingerprints
                WHERE octet_length(signature) <> {VALUES}""",
        ),
        Rule(
            table="fingerprints",
            name="time_is_that_of_the_article",
            severity="warning",
            columns=("published_at",),
            sentence="published_at is that of the article: the earliest names the cluster.",
            breaks="""
                SELECT f.article_id, f.published_at, a.published_at AS of_article
                FROM fingerprints AS f JOIN near.articles AS a USING (article_id)
                WHERE f.published_at IS DISTINCT FROM a.published_at""",
        ),
        _stays_away("articles", "article_id"),
        _stays_away("sightings", "dump_id, locator"),
        _stays_away("quotes", "quote_id"),
        _stays_away("mentions", "mention_id"),
        _stays_away("fingerprints", "article_id"),
    ]


def _stays_away(table: str, key: str) -> Rule:
    return Rule(
        table=table,
        name="not_forgotten",
        severity="critical",
        columns=("article_id",),
        sentence=f"No row of {table} is of an article whose removal was asked for.",
        breaks=f"SELECT {key} FROM {table} SEMI JOIN near.forgotten USING (article_id)",
    )
