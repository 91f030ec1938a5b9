"""What the layouts share: telling paragraphs, datelines, bylines, captions, credits, subheads and trailing notes."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from transforms.times import ENGLISH_MONTHS

# Ends of sentences in the scripts that news is printed in, closing marks behind them allowed.
SENTENCE_END = re.compile(r"[.!?…;:。！？।۔؟؛][\"'”’»)\]]*$")
_FULL_STOP = re.compile(r"[.!?…。！？।۔؟][\"'”’»)\]]*$")
_SPACES = re.compile(r"\s+")
_HAS_WORD = re.compile(r"[^\W_]")


def words_in(text: str) -> list[str]:
    """The words of a list that is written as a text, for tables of words."""
    return text.split()


def names_in(text: str) -> list[str]:
    """The names of a list that is written with bars between them."""
    return text.split("|")


def folded_line(text: str) -> str:
    """A line without case, spacing and punctuation: equal where a page repeats it."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _FULL_STOP.search(text) is not None


# ------------------------------------------------------------------------------------------------- paragraphs

# Lines of hard-wrapped text are at most this long.
MAX_WRAP = 100


def paragraphs_of(lines: Sequence[str], wrapped: bool | None = None) -> list[str]:
    """Paragraphs with single spaces: blocks between blank lines where lines are wrapped, else each line.

    Among wrapped lines an indented one begins a paragraph, too. Whether lines are wrapped is told from them, where
    the layout does not say. Lines without a letter or digit (`* * *`, `___`) part paragraphs and are none.
    """
    if not (is_wrapped(lines) if wrapped is None else wrapped):
        return [clean for line in lines if _HAS_WORD.search(clean := _SPACES.sub(" ", line).strip())]
    margin = min((_indent(line) for line in lines if line.strip()), default=0)
    paragraphs: list[list[str]] = []
    is_open = False
    for line in lines:
        bare = line.strip()
        if not bare:
            is_open = False
            continue
        if not is_open or _indent(line) >= margin + 2:
            paragraphs.append([])
        paragraphs[-1].append(bare)
        is_open = True
    joined = (_SPACES.sub(" ", " ".join(parts)) for parts in paragraphs)
    return [paragraph for paragraph in joined if _HAS_WORD.search(paragraph)]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines are broken at a width rather than at paragraphs."""
    pairs = [(one, two) for one, two in pairwise(lines) if one.strip() and two.strip()]
    if len(pairs) < 3 or max(len(one) for one, _ in pairs) > MAX_WRAP:
        return False
    width = sorted(len(one) for one, _ in pairs)[len(pairs) * 3 // 4]
    broken = sum(not ends_sentence(one) and len(one) > 0.6 * width for one, _ in pairs)
    return width >= 40 and broken >= 0.5 * len(pairs)


# -------------------------------------------------------------------------------------------------- datelines


class Dateline(NamedTuple):
    """A dateline taken off its paragraph: the place as printed, the agency in brackets, and the text behind it."""

    place: str
    agency: str | None
    rest: str


_MONTH = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
_DAY = rf"(?:(?:{_MONTH})\.?\s+\d{{1,2}}|\d{{1,2}}\s+(?:{_MONTH})\.?)"
_DATELINE = re.compile(
    rf"^(?P<place>[^\W\d_][^()\[\]:—―\n“\"]{{1,58}}?)(?:,\s*{_DAY}(?:,?\s+\d{{4}})?)?,?"
    r"\s*(?:\((?P<agency>[^()]{2,40})\))?"
    r"(?:(?P<colon>:)\s+|\s*(?:--|—|―)\s*|\s+[-–]\s+|(?<=\))\s*[-–]\s*)(?=\S)",
    re.I,
)
# Words that stand in capitals before a colon and are no place.
_LABELS = frozenset(
    words_in(
        "update updated watch video videos exclusive breaking opinion analysis photo photos file note"
        " correction corrected advisory factbox live related read more listen review editorial letter"
        " letters poll report reports fact check question answer abstract summary developing story urgent"
        " explainer timeline interview q a warning spoiler alert byline"
    )
)
_SMALL_WORDS = frozenset(words_in("of the de la le el al da do di del des du and on upon in am an der den st"))


def dateline_of(paragraph: str) -> Dateline | None:
    """The dateline that a paragraph begins with: `BANGKOK: …`, `DETROIT (Reuters) - …`, `SELMA, Ala. (AP) — …`.

    The place is in capitals, or has the agency behind it in brackets.
    """
    match = _DATELINE.match(paragraph[:140])
    if match is None:
        return None
    place, agency = match["place"].strip().rstrip(","), match["agency"]
    if folded_line(place).split() and all(word in _LABELS for word in folded_line(place).split()):
        return None
    chunks = [chunk.strip() for chunk in place.split(",")]
    if len(chunks) > 3 or not all(chunks) or any(len(chunk.split()) > 5 for chunk in chunks):
        return None
    if agency and not _is_agency_name(agency):
        return None
    is_capitals = _capital_share(chunks[0]) >= 0.7 and len(re.findall(r"[^\W\d_]", chunks[0])) >= 3
    if not is_capitals and not (agency and not match["colon"] and all(_is_name(chunk) for chunk in chunks)):
        return None
    # `FBI: …`, `NATO: …` name who speaks: a place in capitals before a mere colon has four letters at least.
    if match["colon"] and not agency and len(chunks) == 1 and len(chunks[0]) < 4:
        return None
    if not all(_is_name(chunk) for chunk in chunks[1:]):
        return None
    return Dateline(place, agency.strip() if agency else None, paragraph[match.end() :])


def take_dateline(paragraphs: list[str], within: int = 3) -> Dateline | None:
    """The first dateline among the first paragraphs, which loses it there.

    Below the first, capitals before a mere colon are more often a speaker's name in a transcript: they are left alone.
    """
    for at, paragraph in enumerate(paragraphs[:within]):
        found = dateline_of(paragraph)
        if found is not None and (at == 0 or found.agency or paragraph[: -len(found.rest)].strip()[-1] != ":"):
            paragraphs[at] = found.rest
            return found
    return None


def _capital_share(text: str) -> float:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) / max(1, len(letters))


def _is_name(text: str) -> bool:
    words = text.split()
    return bool(words) and all(w[0].isupper() or w[0].isdigit() or w.lower() in _SMALL_WORDS for w in words)


def _is_agency_name(text: str) -> bool:
    words = re.split(r"[\s/,&-]+", text.strip())
    return len(words) <= 5 and all(w and (w[0].isupper() or w.lower() in _SMALL_WORDS) for w in words)


# ------------------------------------------------------------------------------------- bylines and agencies

# https://en.wikipedia.org/wiki/List_of_news_agencies, as they are printed in bylines and credits.
AGENCIES = frozenset(
    names_in(
        "ap|associated press|the associated press|afp|agence france presse|reuters|thomson reuters|upi"
        "|united press international|dpa|deutsche presse agentur|efe|agencia efe|acan efe|ansa|tass"
        "|itar tass|ria novosti|interfax|xinhua|kyodo|jiji|yonhap|pti|press trust of india|ani|ians|app"
        "|bernama|antara|aap|pa|press association|pa media|cp|canadian press|the canadian press|anadolu"
        "|anadolu agency|aa|wam|spa|mena|sana|irna|bloomberg|bloomberg news|apa|sda|ats|belga|anp|tt|ntb"
        "|ritzau|pap|ctk|mti|lusa|europa press|notimex|prensa latina|inter press service"
    )
)
_BYLINE = re.compile(
    r"^(?:by|byline|written by|reported by|story by|von|par|por|di|av|door)[:\s]\s*(?P<names>\S.*)$", re.I
)
_NAME_BREAK = re.compile(r"\s*(?:[,;|•/]|\band\b|&|\bund\b|\bet\b|\by\b|\bwith\b)\s*")
_NO_NAME = re.compile(
    r"\b(?:staff|reporters?|writers?|correspondents?|editors?|press|news|times|post|agenc(?:y|ies)|bureau|service|wire|desk"
    r"|team|journal|herald|media|online|contributors?|columnist|special|network|chief|local|update|updated|min|read)\b",
    re.I,
)
_PARTICLES = frozenset(words_in("de la le du da dos van von der den di al el bin ibn abu ben ten ter y e i"))


class Byline(NamedTuple):
    """Who signs: names as printed, and the agency if one is named."""

    names: list[str]
    agency: str | None


def is_agency(text: str) -> bool:
    """Whether the text is the name of a news agency and nothing else."""
    return folded_line(text) in AGENCIES


def byline_of(line: str) -> Byline | None:
    """The authors of a line that is a byline (`By Ann Lee and Bo Berg, Reuters`) and nothing else."""
    bare = line.strip().strip("—–-*_ ")
    match = _BYLINE.match(bare) if len(bare) <= 160 else None
    if match is None:
        return None
    names: list[str] = []
    agency = None
    for part in _NAME_BREAK.split(match["names"].strip(" .")):
        if not part:
            continue
        if is_agency(part):
            agency = agency or part
        elif is_person_name(part):
            names.append(part)
        elif not _NO_NAME.search(part) and not names:
            return None
    return Byline(names, agency) if names or agency else None


def is_person_name(text: str) -> bool:
    """Whether the text reads as a person's name: two to five capitalised words, particles allowed."""
    words = text.split()
    if not 2 <= len(words) <= 5 or _NO_NAME.search(text) or any(c.isdigit() for c in text):
        return False
    return all(w[0].isupper() or w in _PARTICLES for w in words) and not any(ends_sentence(w) for w in words[-1:])


# ------------------------------------------------------------------------------------- captions and credits

_BRACKETED_END = re.compile(r"^(?P<text>.{10,}?)\s*\((?P<credit>[^()]{2,80})\)\s*$")
_PHOTO_WORD = re.compile(
    r"\b(?:photos?|photograph(?:er|s)?|images?|getty|shutterstock|handout|courtesy|screengrab|screenshot|illustration|epa)\b"
    r"|^[^/]{2,40}/\s?(?:AP|AFP|Reuters|EPA|Getty|Pool|Bloomberg|AN|file)\b|^(?:file|AN|SPA|AFP|AP|Reuters|EPA)\s?/",
    re.I,
)
# Reuters prints the photographer behind the caption: `… May 3, 2019. REUTERS/Ann Lee - RC1A2B3C`.
_SLASH_CREDIT = re.compile(r"^(?P<text>.{10,400}?)\s*(?P<credit>(?:REUTERS|AFP|AP|EPA)/[^/\n]{2,60})$")


class Caption(NamedTuple):
    """A photo caption and its credit as printed."""

    text: str
    credit: str


def caption_of(line: str, in_head: bool = False) -> Caption | None:
    """A caption that ends with its credit. In the head of a page only captions can stand: there any bracket will do."""
    if len(line) > 600:
        return None
    match = _SLASH_CREDIT.match(line)
    if match is None:
        match = _BRACKETED_END.match(line)
        if match is None or ends_sentence(match["credit"]):
            return None
        if not in_head and not _PHOTO_WORD.search(match["credit"]):
            return None
    return Caption(match["text"].strip(), match["credit"].strip())


# ------------------------------------------------------------------------------------ subheads, bullets, notes

_BULLET = re.compile(r"^\s*[•●▪◦‣∙·*–-]\s+(?=\S)")


def bullet_of(line: str) -> str | None:
    """The text behind a bullet, None where the line has none."""
    match = _BULLET.match(line)
    return line[match.end() :].strip() if match else None


# Notes on origin and rights below a body. Only ever matched at its end.
_NOTE = re.compile(
    r"^\W*(?:(?:this|the) (?:article|story|report|piece|content)\b.{0,60}\b"
    r"(?:based on|originally|first (?:appeared|published)|published (?:in|by|on)|adapted|translated|syndicated)\b"
    r"|(?:additional |further )?(?:reporting|editing|writing|compiled|translated|edited) by\b"
    r"|with (?:additional )?(?:inputs?|reporting|files|material)s? (?:from|by)\b"
    r"|(?:copyright\b|©|\(c\)\s)|all rights reserved|click here for|for reprint rights|read or share this story"
    r"|sign up for\b.{0,60}newsletter)",
    re.I,
)
MAX_NOTE_CHARS = 400


def is_note(paragraph: str) -> bool:
    """Whether a last paragraph is a note on sources, authors or rights rather than text."""
    return len(paragraph) <= MAX_NOTE_CHARS and _NOTE.match(paragraph) is not None


def without_notes(paragraphs: list[str]) -> list[str]:
    """The paragraphs without the notes that end them."""
    end = len(paragraphs)
    while end and is_note(paragraphs[end - 1]):
        end -= 1
    return paragraphs[:end]


def subheads_of(paragraphs: Sequence[str]) -> list[str]:
    """The short lines inside a body that head what follows: no sentence, no quote, no list, before a longer text."""
    found = []
    for at, paragraph in enumerate(paragraphs[:-1]):
        following = paragraphs[at + 1]
        if at and _is_subhead(paragraph) and len(following) > len(paragraph) and ends_sentence(following):
            found.append(paragraph)
    return found


def _is_subhead(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= 14 or len(text) > 100 or not any(c.isalpha() for c in text):
        return False
    if text[0] in "“\"‘'(«„" and text[-1] in "”\"’'»“":
        return _capital_share(text) > 0.7
    framed = text[0] in "-–" and text[-1] in "-–"  # AFP sets its subheads between dashes
    if not framed and (bullet_of(text) is not None or text[-1] in ",-–—"):
        return False
    bare = text.strip("-– ")
    return not SENTENCE_END.search(bare) or (bare.endswith("?") and len(words) <= 10)
