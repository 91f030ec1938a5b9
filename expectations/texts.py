"""The rules of characters: what a wrong decoding or a raw byte leaves behind in a text."""

from collections.abc import Iterator

from expectations.rule import Rule

# Texts that stem from a dump. Quotes and mentions are spans of a body, which is among them.
TEXTS = {
    "articles": (
        "headline", "summary", "body", "subheads", "captions", "dateline", "byline", "agency", "credit", "publisher",
        "section",
    ),
    "quotes": ("speaker", "speaker_role"),
    "entities": ("name", "aliases"),
}  # fmt: skip
LISTS = frozenset({"summary", "subheads", "captions", "byline", "aliases"})
KEYS = {"articles": "article_id", "quotes": "quote_id", "entities": "entity_id"}

# C0 but for tab and line feed, DEL, and C1.
CONTROL = r"[\x00-\x08\x0B-\x1F\x7F-\x{9F}]"
REPLACEMENT = r"\x{FFFD}"
# UTF-8 that was read as windows-1252 or latin-1: the lead bytes of Latin letters and of typographic marks,
# each followed by what a continuation byte looks like in windows-1252 or latin-1. Capitals before a letter
# ("SÃO", "Âge") are none of these.
MOJIBAKE = (
    r"[\x{C2}\x{C3}][\x{80}-\x{BF}\x{20AC}\x{201A}\x{192}\x{201E}\x{2026}\x{2020}\x{2021}\x{2C6}\x{2030}\x{160}"
    r"\x{2039}\x{152}\x{17D}\x{2018}\x{2019}\x{201C}\x{201D}\x{2022}\x{2013}\x{2014}\x{2DC}\x{2122}\x{161}\x{203A}"
    r"\x{153}\x{17E}\x{178}]|\x{E2}[\x{20AC}\x{80}]"
)


def text_rules() -> list[Rule]:
    """No control characters, replacement characters or mojibake, column by column."""
    return [rule for table, columns in TEXTS.items() for column in columns for rule in _clean(table, column)]


def _clean(table: str, column: str) -> Iterator[Rule]:
    text = f"array_to_string({column}, chr(10))" if column in LISTS else column
    for name, pattern, sentence in (
        ("no_control_characters", CONTROL, "has no control characters other than tab and line feed"),
        ("no_replacement_characters", REPLACEMENT, "has no U+FFFD: it was decoded in its own encoding"),
        ("no_mojibake", MOJIBAKE, "has no mojibake: UTF-8 that was read in another encoding"),
    ):
        yield Rule(
            table=table,
            name=name,
            severity="warning",
            columns=(column,),
            sentence=f"{column} {sentence}.",
            # The sample shows the first match with what stands around it.
            breaks=f"""
                SELECT {KEYS[table]}, regexp_extract({text}, '(?s).{{0,20}}(?:{pattern}).{{0,20}}') AS around
                FROM {table} WHERE regexp_matches({text}, '{pattern}')""",
        )
