"""The rules of spans: what `quotes` and `mentions` say of a body is what stands there."""

from expectations.rule import Rule, cut, missing

# A longer quotation is a quotation mark that was never closed.
LONGEST_QUOTE = 20_000


_WITH_BODY = "JOIN near.articles USING (article_id) JOIN near.lengths USING (article_id)"


def _text_at(start: str, end: str) -> str:
    """SQL for what stands in a body between two places. DuckDB counts characters to a place from the end that it is
    told: from the nearer one it takes half the time."""
    return f"""
        CASE WHEN {start} < characters AND {start} > characters // 2
        THEN substring(body, {start} - characters, greatest({end} - {start}, 0))
        ELSE substring(body, {start} + 1, greatest({end} - {start}, 0)) END"""


def span_rules() -> list[Rule]:
    """The rules of `quotes` and of `mentions`."""
    return [
        *_located("quotes", "A quote"),
        *_beside_the_quote("speaker", "speaker_text"),
        *_beside_the_quote("cue", "cue"),
        *_quotes(),
        *_located("mentions", "A mention"),
        *_mentions(),
    ]


def _located(table: str, name: str) -> list[Rule]:
    key = "quote_id" if table == "quotes" else "mention_id"
    return [
        Rule(
            table=table,
            name="text_is_its_span",
            severity="critical",
            columns=("text", "char_start", "char_end"),
            sentence=f"{name}'s text is exactly its span of the body.",
            breaks=f"""
                SELECT {key}, {cut("text")}, char_start, char_end, {cut("stands")} FROM (
                    SELECT {key}, text, char_start, char_end, {_text_at("char_start", "char_end")} AS stands
                    FROM {table} {_WITH_BODY})
                WHERE text <> stands""",
        ),
        Rule(
            table=table,
            name="span_lies_in_body",
            severity="critical",
            columns=("char_end",),
            sentence=f"{name} ends inside the body.",
            breaks=f"""
                SELECT {key}, char_end, characters FROM {table} JOIN near.lengths USING (article_id)
                WHERE char_end > characters""",
        ),
        Rule(
            table=table,
            name="span_is_not_empty",
            severity="critical",
            columns=("char_start", "char_end"),
            sentence=f"{name} starts before it ends.",
            breaks=f"SELECT {key}, char_start, char_end FROM {table} WHERE char_start >= char_end",
        ),
        Rule(
            table=table,
            name="no_span_twice",
            severity="critical",
            columns=("article_id", "char_start", "char_end"),
            sentence=f"No two {table} of one article have the same span.",
            breaks=f"""
                SELECT article_id, char_start, char_end, count(*) AS copies FROM {table}
                GROUP BY ALL HAVING count(*) > 1""",
        ),
    ]


def _beside_the_quote(part: str, text: str) -> list[Rule]:
    """The rules of a speaker or a cue: `part` names its span, `text` the column of its text."""
    start, end = f"{part}_start", f"{part}_end"
    return [
        Rule(
            table="quotes",
            name="span_is_whole",
            severity="critical",
            columns=(text, start, end),
            sentence=f"{text}, {start} and {end} are given together.",
            breaks=f"""
                SELECT quote_id, {cut(text)}, {start}, {end} FROM quotes
                WHERE {missing(f"{text}, {start}, {end}")}""",
        ),
        Rule(
            table="quotes",
            name="span_lies_in_body",
            severity="critical",
            columns=(start, end),
            sentence=f"The span of the {part} starts before it ends, inside the body.",
            breaks=f"""
                SELECT quote_id, {start}, {end}, characters FROM quotes JOIN near.lengths USING (article_id)
                WHERE {start} >= {end} OR {end} > characters""",
        ),
        Rule(
            table="quotes",
            name="text_is_its_span",
            severity="critical",
            columns=(text, start, end),
            sentence=f"{text} is exactly its span of the body.",
            breaks=f"""
                SELECT quote_id, {cut(text)}, {start}, {end}, {cut("stands")} FROM (
                    SELECT quote_id, {text}, {start}, {end}, {_text_at(start, end)} AS stands
                    FROM quotes {_WITH_BODY} WHERE {start} IS NOT NULL)
                WHERE {text} <> stands""",
        ),
        Rule(
            table="quotes",
            name="lies_outside_the_quote",
            severity="critical",
            columns=(start, end),
            sentence=f"The span of the {part} lies outside the quote.",
            breaks=f"""
                SELECT quote_id, char_start, char_end, {start}, {end}, {cut(text)} FROM quotes
                WHERE {start} < char_end AND char_start < {end}""",
        ),
    ]


def _quotes() -> list[Rule]:
    return [
        Rule(
            table="quotes",
            name="not_blank",
            severity="critical",
            columns=("text",),
            sentence="A quote has a letter or a digit.",
            breaks=rf"SELECT quote_id, {cut('text')} FROM quotes WHERE NOT regexp_matches(text, '[\pL\pN]')",
        ),
        Rule(
            table="quotes",
            name="not_overlong",
            severity="warning",
            columns=("text",),
            sentence=f"A quote has at most {LONGEST_QUOTE:,} characters: a longer one is a mark that was never closed.",
            breaks=f"SELECT quote_id, length(text) AS characters FROM quotes WHERE length(text) > {LONGEST_QUOTE}",
        ),
        Rule(
            table="quotes",
            name="no_position_twice",
            severity="critical",
            columns=("article_id", "position"),
            sentence="No two quotes of one article have the same position.",
            breaks="""
                SELECT article_id, position, count(*) AS copies FROM quotes
                GROUP BY ALL HAVING count(*) > 1""",
        ),
        Rule(
            table="quotes",
            name="positions_follow_the_text",
            severity="critical",
            columns=("position", "char_start"),
            sentence="The quotes of an article are numbered in the order in which they start.",
            breaks="""
                SELECT quote_id, position, char_start, before FROM (
                    SELECT *, lag(char_start) OVER (PARTITION BY article_id ORDER BY position) AS before FROM quotes)
                WHERE before > char_start""",
        ),
        Rule(
            table="quotes",
            name="utterance_in_one_article",
            severity="critical",
            columns=("utterance_id",),
            sentence="The spans of one statement stand in one article.",
            breaks="""
                SELECT utterance_id, count(DISTINCT article_id) AS articles FROM quotes
                GROUP BY utterance_id HAVING count(DISTINCT article_id) > 1""",
        ),
        Rule(
            table="quotes",
            name="utterance_has_one_speaker",
            severity="warning",
            columns=("utterance_id", "speaker_entity_id"),
            sentence="The spans of one statement have one speaker.",
            breaks="""
                SELECT utterance_id, count(DISTINCT speaker_entity_id) AS speakers FROM quotes
                GROUP BY utterance_id HAVING count(DISTINCT speaker_entity_id) > 1""",
        ),
        Rule(
            table="quotes",
            name="speaker_has_a_name",
            severity="warning",
            columns=("speaker", "speaker_entity_id"),
            sentence="A speaker who is an entity has a name.",
            breaks="""
                SELECT quote_id, speaker_entity_id FROM quotes
                WHERE speaker_entity_id IS NOT NULL AND coalesce(trim(speaker), '') = ''""",
        ),
    ]


def _mentions() -> list[Rule]:
    return [
        Rule(
            table="mentions",
            name="quote_contains_it",
            severity="critical",
            columns=("quote_id", "char_start", "char_end"),
            sentence="A mention's quote is of the same article and contains it.",
            breaks=f"""
                SELECT m.mention_id, {cut("m.text")}, m.char_start, m.char_end,
                       q.char_start AS quote_start, q.char_end AS quote_end, m.article_id = q.article_id AS same_article
                FROM mentions AS m JOIN near.quotes AS q USING (quote_id)
                WHERE m.article_id <> q.article_id OR m.char_start < q.char_start OR m.char_end > q.char_end""",
        ),
        Rule(
            table="mentions",
            name="kind_is_that_of_its_entity",
            severity="critical",
            columns=("kind", "entity_id"),
            sentence="A mention's kind is the kind of its entity.",
            breaks=f"""
                SELECT m.mention_id, {cut("m.text")}, m.kind, e.kind AS entity_kind
                FROM mentions AS m JOIN near.entities AS e USING (entity_id) WHERE m.kind <> e.kind""",
        ),
    ]
