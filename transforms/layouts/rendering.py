"""The lines of a page that was rendered to text, each described by numbers: how it looks, and what is around it.

The descriptions are made of punctuation, length, case, list marks and a small vocabulary of page furniture, so that
they say the same in most languages. Trees over them (`rendered_model`) tell body text from the rest.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.layouts.parts import byline_of, caption_of, dateline_of, ends_sentence
from transforms.times import has_label, printed_time

_MARK = re.compile(r"^\s*(?:[*+•▪●◦·»›>–-]|o(?=\s{1,3}\S))\s*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_BREAK = re.compile(r"[.!?。！？।؟][\"'”’»)]*\s+[\"'“‘«(]*\w")
_SEPARATOR = re.compile(r"[|•»›·/]\s|\s[|•»›·]")
_AGO = re.compile(
    r"\b\d{1,3}\s?(?:m|h|d|min|mins|minutes|hrs?|hours?|days?|weeks?|months?|years?)\.?\s+ago\b|^\d{1,2}:\d{2}\b", re.I
)
_QUOTE = re.compile(r"[“”„«»\"「」]")
RIGHTS = re.compile(
    r"©|\(c\)\s*\d{4}|\bcopyright\b|rights reserved|droits réservés|rechte vorbehalten|derechos reservados", re.I
)
# A line on rights that ends a page, rather than one on a photo.
FOOTER = re.compile(r"(?:©|\(c\)|copyright).{0,40}\b(?:19|20)\d{2}\b|(?:19|20)\d{2}\s*©|rights reserved", re.I)
# Words of page furniture, in some of the languages that dumps hold.
_FURNITURE = re.compile(
    r"\b(?:cookies?|privacy|subscri\w+|newsletters?|sign(?:ing)? (?:in|up)|log ?(?:in|out)|register|follow us"
    r"|share|shares|tweet|facebook|twitter|instagram|whatsapp|linkedin|pinterest|youtube|advertis\w+|sponsored"
    r"|comments?|reply|related|read more|more from|trending|most (?:popular|read|viewed)|popular|recommended"
    r"|editor'?s picks?|latest|click here|terms of (?:use|service)|contact us|about us|skip to|menu|search"
    r"|home ?page|e-?mail|print|copy link|download|app store|google play|javascript|browser|enable|please"
    r"|your (?:email|account|inbox)|loading|next|previous|tags?|topics?|categor(?:y|ies)|posted (?:by|in)"
    r"|view (?:all|more)|see (?:all|more)|watch|gallery|datenschutz|anmelden|abonn\w+|teilen|kommentare?"
    r"|mehr zum thema|anzeige|werbung|impressum|suche|startseite|partager|commentaires?|connexion|publicité"
    r"|lire aussi|à lire|accueil|compartir|comentarios?|suscri\w+|publicidad|iniciar|inicio|condividi|commenti"
    r"|pubblicità|leggi anche|iscriviti|compartilhar|assine|publicidade|leia (?:mais|também)|delen|reageer"
    r"|reacties|advertentie|udostępnij|reklama|komentarze|sdílet)\b",
    re.I,
)

LONG_CHARS = 90
# Shown lines of a page, or a few: within so many a line counts as repeated.
PAGE_LINES = 250

BASE = (
    "log_chars", "log_words", "is_list", "indent", "ends_sentence", "sentence_breaks", "commas", "quotes",
    "lower_share", "title_share", "upper_share", "digit_share", "furniture", "furniture_share", "separators",
    "ago", "time", "byline", "caption", "dateline", "rights", "colon_end", "question_end", "repeated", "long",
    "short", "ellipsis_end", "url", "first_person",
)  # fmt: skip
AROUND = ("log_chars", "is_list", "ends_sentence", "lower_share", "furniture", "long", "short", "ago", "time")
REACH = (-3, -2, -1, 1, 2, 3)
NAMES = (
    *BASE,
    *(f"{name}[{offset:+d}]" for offset in REACH for name in AROUND),
    "blank_before",
    "blank_after",
    "near_text",
    "far_text",
    "near_list",
    "above_text",
    "below_text",
    "text_both",
    "bias",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line that shows something: its place among all lines, and its text without list mark and indent."""

    at: int
    text: str
    is_list: bool
    indent: int
    blank_before: int


def shown_lines(lines: Sequence[str]) -> list[Shown]:
    """The lines that hold a letter or digit, in order."""
    shown = []
    blank = 0
    for at, line in enumerate(lines):
        match = _MARK.match(line)
        text = line[match.end() :].strip() if match else line.strip()
        if _WORD.search(text):
            shown.append(Shown(at, text, match is not None, len(line) - len(line.lstrip()), blank))
            blank = 0
        elif not line.strip():
            blank += 1
    return shown


def described(shown: Sequence[Shown]) -> list[list[float]]:
    """A vector for each shown line, its numbers in the order of NAMES, most of them between 0 and 1."""
    base = [_base(line, count) for line, count in zip(shown, _counts(shown), strict=True)]
    column = {name: at for at, name in enumerate(BASE)}
    text = [row[column["long"]] * row[column["log_chars"]] for row in base]
    lists = [row[column["is_list"]] for row in base]
    nothing = [0.0] * len(AROUND)
    vectors = []
    for at, row in enumerate(base):
        around: list[float] = []
        for offset in REACH:
            other = at + offset
            around += [base[other][column[name]] for name in AROUND] if 0 <= other < len(base) else nothing
        above, below = sum(text[max(0, at - 4) : at]) / 4, sum(text[at + 1 : at + 5]) / 4
        vectors.append(
            [
                *row,
                *around,
                min(3, shown[at].blank_before) / 3,
                min(3, shown[at + 1].blank_before) / 3 if at + 1 < len(shown) else 1.0,
                (above + below) / 2,
                sum(text[max(0, at - 12) : at + 13]) / 25,
                sum(lists[max(0, at - 5) : at + 6]) / 11,
                above,
                below,
                min(above, below),
                1.0,
            ]
        )
    return vectors


def _counts(shown: Sequence[Shown]) -> list[int]:
    """How often a line stands among those around it. Menus come twice in a page; long lines only where a story does."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(shown):
        places[line.text].append(at)
    return [
        1
        if len(line.text) > LONG_CHARS
        else bisect_right(places[line.text], at + PAGE_LINES) - bisect_left(places[line.text], at - PAGE_LINES)
        for at, line in enumerate(shown)
    ]


def furniture_count(text: str) -> int:
    """How many words and phrases of page furniture a line holds."""
    return len(_FURNITURE.findall(text))


def _base(line: Shown, count: int) -> list[float]:
    text = line.text[:2000]
    words = _WORD.findall(text)
    letters = sum(c.isalpha() for c in text) or 1
    char_count, word_count = len(text), max(1, len(words))
    furniture = furniture_count(text)
    # Scripts without case or spaces between words count as lower case, so that they do not look like titles.
    cased = [word for word in words if word[0].isupper() or word[0].islower()]
    lower = sum(word[0].islower() for word in cased) / len(cased) if cased else 0.7
    title = sum(word[0].isupper() for word in cased) / len(cased) if cased else 0.3
    is_long = char_count > LONG_CHARS or (not text.isascii() and char_count > 45 and char_count / word_count > 12)
    return [
        min(1.5, math.log1p(char_count) / 5),
        min(1.5, math.log1p(len(words)) / 4),
        float(line.is_list),
        min(12, line.indent) / 12,
        float(ends_sentence(text)),
        min(4, len(_SENTENCE_BREAK.findall(text))) / 4,
        min(6, text.count(",") + text.count("，") + text.count("、") + text.count("،")) / 6,
        min(4, len(_QUOTE.findall(text))) / 4,
        lower,
        title,
        sum(c.isupper() for c in text) / letters,
        sum(c.isdigit() for c in text) / max(1, char_count),
        min(3, furniture) / 3,
        min(1.0, 4 * furniture / word_count),
        min(3, len(_SEPARATOR.findall(text))) / 3,
        float(_AGO.search(text) is not None),
        float(
            char_count <= 120 and (has_label(text) or any(c.isdigit() for c in text)) and printed_time(text) is not None
        ),
        float(byline_of(text) is not None),
        float(caption_of(text) is not None),
        float(dateline_of(text) is not None),
        float(RIGHTS.search(text) is not None),
        float(text.endswith((":", "："))),
        float(text.endswith(("?", "？"))),
        min(3, count - 1) / 3,
        float(is_long),
        float(char_count < 25),
        float(text.endswith(("...", "…", "[…]"))),
        float("http" in text or "www." in text or "@" in text),
        float(re.search(r"\b(?:I|I'm|my|me|you|your)\b", text) is not None),
    ]
