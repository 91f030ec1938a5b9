"""The bounds of volumes: too little in a load blocks or warns, too much warns."""

from expectations.rule import Rule

# A dump of at least this many documents without one article was read by the wrong reader or layout.
MANY_DOCUMENTS = 20
# No page of news has more; beyond it, articles were not parted.
LONGEST_BODY = 1_000_000
# Densities that no article reaches: a quote in ten words, a mention in two.
WORDS_PER_QUOTE = 10
WORDS_PER_MENTION = 2
# In this many articles of news that a pipeline read, the analysis finds names and quotations, or it is broken.
MANY_ARTICLES = 50
MOST_ARTICLES_PER_DUMP = 500_000


def volume_rules() -> list[Rule]:
    """Rows per table, articles per dump, and what one article may hold."""
    return [*_rows(), *_dumps(), *_articles()]


def _rows() -> list[Rule]:
    return [
        *(
            Rule(
                table=table,
                name="row_count",
                severity="info",
                sentence=f"How many {table} the load has.",
                measures=f"SELECT count(*) FROM {table}",
            )
            for table in ("dumps", "articles", "sightings", "entities", "quotes", "mentions", "rejects")
        ),
        _present("mentions", "critical"),
        _present("quotes", "warning"),
    ]


def _present(table: str, severity: str) -> Rule:
    return Rule(
        table="articles",
        name=f"have_{table}",
        severity=severity,
        sentence=f"A load of {MANY_ARTICLES} articles or more, in languages that pipelines read, has {table}.",
        breaks=f"""
            SELECT count(*) AS articles FROM articles, load
            WHERE languages IS NULL OR language IS NULL OR list_contains(languages, language)
            HAVING count(*) >= {MANY_ARTICLES} AND NOT EXISTS (SELECT 1 FROM {table})""",
    )


def _dumps() -> list[Rule]:
    return [
        Rule(
            table="dumps",
            name="has_articles",
            severity="critical",
            columns=("article_count",),
            sentence=f"A dump of {MANY_DOCUMENTS} documents or more has at least one article.",
            breaks=f"""
                SELECT dump_id, left(uri, 120) AS uri, layout, document_count FROM dumps
                WHERE article_count = 0 AND document_count >= {MANY_DOCUMENTS} AND NOT is_partial
                  AND dump_id NOT IN (SELECT dump_id FROM published.dumps WHERE article_count > 0)""",
        ),
        Rule(
            table="dumps",
            name="has_documents",
            severity="warning",
            columns=("document_count",),
            sentence="A dump has at least one document.",
            breaks="""
                SELECT dump_id, left(uri, 120) AS uri, byte_count FROM dumps
                WHERE document_count = 0 AND NOT is_partial
                  AND dump_id NOT IN (SELECT dump_id FROM published.dumps WHERE document_count > 0)""",
        ),
        Rule(
            table="dumps",
            name="not_overfull",
            severity="warning",
            columns=("article_count",),
            sentence=f"A dump has at most {MOST_ARTICLES_PER_DUMP:,} articles.",
            breaks=f"SELECT dump_id, article_count FROM dumps WHERE article_count > {MOST_ARTICLES_PER_DUMP}",
        ),
    ]


def _articles() -> list[Rule]:
    return [
        Rule(
            table="articles",
            name="not_overlong",
            severity="warning",
            columns=("body",),
            sentence=f"A body has at most {LONGEST_BODY:,} characters.",
            breaks=f"SELECT article_id, length(body) AS characters FROM articles WHERE length(body) > {LONGEST_BODY}",
        ),
        _density("quotes", WORDS_PER_QUOTE),
        _density("mentions", WORDS_PER_MENTION),
    ]


def _density(table: str, words: int) -> Rule:
    return Rule(
        table="articles",
        name=f"{table}_not_too_dense",
        severity="warning",
        columns=("word_count",),
        sentence=f"An article of 100 words or more has at most one row of {table} for every {words} words.",
        breaks=f"""
            SELECT article_id, word_count, n AS rows
            FROM (SELECT article_id, count(*) AS n FROM {table} GROUP BY article_id)
            JOIN near.articles USING (article_id)
            WHERE word_count >= 100 AND n * {words} > word_count""",
    )
