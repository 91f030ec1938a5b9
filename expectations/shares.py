"""The rules of shares: how much of a load is attributed, dated, new, or rejected, and why."""

from expectations.rule import Rule
from transforms.tables import REJECT_REASONS

# Shares of fewer rows than this say nothing: they are not measured.
ENOUGH = 50
# Bounds far outside what the real dumps showed: beyond them a layout or the analysis is broken, not the news odd.
LEAST_WITH_SPEAKER = 0.2
LEAST_DATED = 0.5
LEAST_HEADLINED = 0.9
MOST_NEAR_DUPLICATES = 0.9
MOST_REJECTED = 0.9
# The analysis of a document fails by a fault of ours: one in a hundred is told, one in five stops the load.
SOME_FAILED, MANY_FAILED = 0.01, 0.2


def share_rules() -> list[Rule]:
    """Shares of quotes, articles and rejects."""
    return [*_quotes(), *_articles(), *_rejects()]


def _share(table: str, name: str, of: str, sentence: str, severity: str = "warning", **more: object) -> Rule:
    """A rule on the share of rows for which the SQL condition `of` holds."""
    return Rule(
        table=table,
        name=name,
        severity=severity,
        sentence=sentence,
        measures=f"SELECT CASE WHEN count(*) >= {ENOUGH} THEN avg(CAST({of} AS INTEGER)) END FROM {table}",
        **more,  # type: ignore[arg-type]
    )


def _quotes() -> list[Rule]:
    return [
        _share(
            "quotes",
            "speaker_share",
            "coalesce(speaker, speaker_text) IS NOT NULL",
            f"At least {LEAST_WITH_SPEAKER:.0%} of the quotes have a speaker, named or as printed.",
            columns=("speaker", "speaker_text"),
            minimum=LEAST_WITH_SPEAKER,
        ),
        _share(
            "quotes",
            "named_speaker_share",
            "speaker IS NOT NULL",
            "Which share of the quotes has a speaker with a name.",
            "info",
            columns=("speaker",),
        ),
    ]


def _articles() -> list[Rule]:
    return [
        _share(
            "articles",
            "dated_share",
            "coalesce(published_at, updated_at) IS NOT NULL",
            f"At least {LEAST_DATED:.0%} of the articles have a time.",
            columns=("published_at", "updated_at"),
            minimum=LEAST_DATED,
        ),
        _share(
            "articles",
            "headline_share",
            "headline IS NOT NULL",
            f"At least {LEAST_HEADLINED:.0%} of the articles have a headline.",
            columns=("headline",),
            minimum=LEAST_HEADLINED,
        ),
        _share(
            "articles",
            "near_duplicate_share",
            "coalesce(cluster_id <> article_id, false)",
            f"At most {MOST_NEAR_DUPLICATES:.0%} of the articles nearly repeat an earlier one.",
            columns=("cluster_id",),
            maximum=MOST_NEAR_DUPLICATES,
        ),
    ]


def _rejects() -> list[Rule]:
    return [
        Rule(
            table="rejects",
            name="not_too_many",
            severity="warning",
            columns=("dump_id",),
            sentence=f"At most {MOST_REJECTED:.0%} of the documents of a dump (of {ENOUGH} or more) are rejected.",
            breaks=f"""
                SELECT dump_id, left(uri, 120) AS uri, document_count, reject_count, mode(reason) AS most_often
                FROM dumps JOIN rejects USING (dump_id)
                WHERE document_count >= {ENOUGH} AND reject_count > {MOST_REJECTED} * document_count
                GROUP BY ALL""",
        ),
        _failed("some_failed", "warning", SOME_FAILED),
        _failed("many_failed", "critical", MANY_FAILED),
        *(_reason(reason) for reason in REJECT_REASONS),
    ]


def _failed(name: str, severity: str, most: float) -> Rule:
    return Rule(
        table="rejects",
        name=name,
        severity=severity,
        columns=("reason",),
        sentence=f"The analysis fails for at most {most:.0%} of the documents (of {ENOUGH} or more).",
        measures=f"SELECT CASE WHEN {_DOCUMENTS} >= {ENOUGH} THEN ({_rejected('transform_failed')}) / {_DOCUMENTS} END",
        maximum=most,
    )


def _reason(reason: str) -> Rule:
    return Rule(
        table="rejects",
        name=f"share_{reason}",
        severity="info",
        columns=("reason",),
        sentence=f"Which share of the documents is rejected as {reason}.",
        measures=f"SELECT ({_rejected(reason)}) / nullif({_DOCUMENTS}, 0)",
    )


_DOCUMENTS = "((SELECT count(*) FROM sightings) + (SELECT count(*) FROM rejects))"


def _rejected(reason: str) -> str:
    return f"SELECT count(*) FROM rejects WHERE reason = '{reason}'"
