"""What is indexed: the fields of a quote and of an article, and the SQL that makes documents of rows."""

from dataclasses import dataclass
from functools import cache

import tantivy

# Raised by one whenever indexes of an older dateline have to be made anew.
VERSION = 1
WORDS, NAMES, EXACT = "dateline_words", "dateline_names", "raw"
LONGEST_TOKEN = 80
# A match in the headline counts as much as this many in the body.
HEADLINE_BOOST = 3.0


@dataclass(frozen=True)
class Kind:
    """One of the two indexes. `key` names a document; `texts` are the fields searched in, each with its boost."""

    name: str
    key: str
    texts: dict[str, float]
    select: str

    @property
    def text(self) -> str:
        """The field of which a snippet is shown."""
        return next(iter(self.texts))


# `{quotes}` and `{articles}` are SQL for the rows that become documents; `{known}` for the articles of quotes.
QUOTES = Kind(
    "quotes",
    "quote_id",
    {"text": 1.0},
    """
    SELECT q.article_id, {{
        'quote_id': q.quote_id, 'article_id': q.article_id, 'text': q.text, 'kind': q.kind, 'speaker': q.speaker,
        'speaker_entity_id': q.speaker_entity_id, 'speaker_role': q.speaker_role, 'headline': a.headline,
        'publisher': a.publisher, 'published_at': {at}
    }} AS document FROM {quotes} q LEFT JOIN {known} a USING (article_id)
    """,
)
ARTICLES = Kind(
    "articles",
    "article_id",
    {"body": 1.0, "headline": HEADLINE_BOOST},
    """
    SELECT a.article_id, {{
        'article_id': a.article_id, 'headline': a.headline, 'body': a.body, 'publisher': a.publisher, 'url': a.url,
        'published_at': {at}
    }} AS document FROM {articles} a
    """,
)
KINDS = {kind.name: kind for kind in (QUOTES, ARTICLES)}
_AT = "strftime(coalesce(a.published_at, a.updated_at) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')"


def documents(kind: Kind, *, quotes: str, articles: str, known: str) -> str:
    """SQL for `article_id` and `document`, JSON without the fields that are null, which Tantivy does not take."""
    select = kind.select.format(quotes=quotes, articles=articles, known=known, at=_AT)
    return f"SELECT article_id, json_merge_patch('{{}}', to_json(document))::VARCHAR AS document FROM ({select})"


@cache
def schema_of(name: str) -> tantivy.Schema:
    """Tantivy's schema of one kind."""
    builder = tantivy.SchemaBuilder()
    if name == QUOTES.name:
        builder.add_text_field("quote_id", stored=True, tokenizer_name=EXACT, index_option="basic")
        builder.add_text_field("text", stored=True, tokenizer_name=WORDS, index_option="position")
        builder.add_text_field("headline", stored=True, tokenizer_name=EXACT, index_option="basic")
        builder.add_text_field("speaker", stored=True, tokenizer_name=NAMES, index_option="position")
        for field in ("kind", "speaker_entity_id", "speaker_role"):
            builder.add_text_field(field, stored=True, tokenizer_name=EXACT, index_option="basic")
    else:
        builder.add_text_field("headline", stored=True, tokenizer_name=WORDS, index_option="position")
        builder.add_text_field("body", stored=True, tokenizer_name=WORDS, index_option="position")
        builder.add_text_field("url", stored=True, tokenizer_name=EXACT, index_option="basic")
    for field in ("article_id", "publisher"):
        builder.add_text_field(field, stored=True, tokenizer_name=EXACT, index_option="basic")
    builder.add_date_field("published_at", stored=True, indexed=True, fast=True)
    return builder.build()


@cache
def analyzers() -> dict[str, tantivy.TextAnalyzer]:
    """How text becomes terms: lower case without accents, and for words without English endings.

    Names keep their endings. What is written without spaces is one term, to be found by how it begins.
    """

    def plain() -> tantivy.TextAnalyzerBuilder:
        return (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.remove_long(LONGEST_TOKEN))
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.ascii_fold())
        )

    return {WORDS: plain().filter(tantivy.Filter.stemmer("english")).build(), NAMES: plain().build()}
