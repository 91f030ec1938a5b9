"""Whether text is an article at all. Told by how its lines are made and by which words fill it, in any language."""

import re
from collections import Counter
from collections.abc import Sequence

from transforms.layouts.model import Unfit
from transforms.layouts.parts import ends_sentence

# Characters of one text that are looked at: the rest is like it.
MAX_CHARS = 60_000
# A line of program text shows what it is in this many.
MAX_CODE_LINE_CHARS = 200

# Marks that program text is full of, and prose is not.
_CODE_MARK = re.compile(r"[{}\[\]<>=;_\\|#$^~`]|\(\)|::|//|->|=>")
_CODE_LINE = re.compile(
    r"^\s*(?:[#/]{1,2}\s*(?:include|define|!)|(?:def|class|import|from|return|function|var|let|const|public|private|if|for"
    r"|while|else|elif|try|catch)\b.*[:;{(]\s*\S*$|</?\w+[^>]*>|.*[;{}]\s*$|\w[\w.\[\]'\"]*\s*[:+-]?=\s*\S)"
)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)

# Word stems that fill a kind of text which is no news, in some of the languages that dumps hold.
_LEGAL = re.compile(
    r"^(?:terms?|conditions?|licen[sc]\w*|sublicen[sc]\w*|warrant\w*|liab\w*|hereby|herein\w*|hereunder|thereof|pursuant"
    r"|indemnif\w*|copyright\w*|shall|disclaim\w*|damages|agreement|notwithstanding|jurisdiction|merchantab\w*|infring\w*"
    r"|trademarks?|contributor|redistribut\w*|derivative|governed|consent|privacy"
    r"|nutzungs\w*|haftung\w*|gewährleist\w*|lizenz\w*|datenschutz\w*|conditions|responsabilit\w*|licence|garanti\w*"
    r"|licencia|términos|condiciones|privacidad)$"
)
_CONSENT = re.compile(
    r"^(?:cookies?|consent\w*|accept\w*|reject|decline|privacy|preferences?|settings|partners?|vendors?|personali[sz]\w*|ads?"
    r"|advertis\w*|browser|browsing|opt|device|tracking|third|data|site|website|services?|datenschutz\w*|einwillig\w*"
    r"|zustimm\w*|akzeptieren|accepter|refuser|confidentialité|aceptar|rechazar|privacidad|policy|purposes)$"
)


def misfit_of(lines: Sequence[str]) -> Unfit | None:
    """Why this text is no article; None where it may be one."""
    shown = [line.strip() for line in _beginning(lines) if line.strip()]
    words = [word for line in shown for word in _WORD.findall(line.lower())]
    char_count = sum(map(len, shown))
    if not shown or not words:
        return Unfit("not_prose", "no words")
    if _is_code(shown, char_count):
        return Unfit("source_code")
    counts = Counter(words).items()
    legal = sum(count for word, count in counts if _LEGAL.match(word)) / len(words)
    consent = sum(count for word, count in counts if _CONSENT.match(word)) / len(words)
    cookies = sum(count for word, count in counts if word.startswith("cookie"))
    if consent > 0.08 and cookies >= 1 and len(words) < 1500:
        return Unfit("cookie_notice")
    if legal > 0.04 and _has_clauses(shown, words):
        return Unfit("terms")
    return _shape(shown, words, char_count)


def _beginning(lines: Sequence[str]) -> list[str]:
    kept, room = [], MAX_CHARS
    for line in lines:
        if room <= 0:
            break
        kept.append(line[:room])
        room -= len(line)
    return kept


def _is_code(shown: list[str], char_count: int) -> bool:
    marks = sum(len(_CODE_MARK.findall(line)) for line in shown) / max(1, char_count)
    code_lines = sum(_CODE_LINE.match(line[:MAX_CODE_LINE_CHARS]) is not None for line in shown) / len(shown)
    # An article may hold an embedded post with its markup: program text has no paragraphs beside it.
    prose = sum(len(line) for line in shown if _is_prose(line) and ends_sentence(line)) / max(1, char_count)
    return prose < 0.3 and ((code_lines > 0.4 and marks > 0.02) or (code_lines > 0.15 and marks > 0.05))


def _has_clauses(shown: list[str], words: list[str]) -> bool:
    """Legal text speaks in duties, or in numbered clauses."""
    clauses = sum(re.match(r"\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)]\s", line) is not None for line in shown)
    duties = sum(
        word in ("shall", "you", "your", "agree", "licensor", "must", "may", "sie", "vous", "usted") for word in words
    )
    return clauses >= 4 or duties / len(words) > 0.03


def _shape(shown: list[str], words: list[str], char_count: int) -> Unfit | None:
    """Prose is made of sentences. A list of links is made of short lines; what has neither is noise."""
    prose = [line for line in shown if _is_prose(line)]
    prose_share = sum(map(len, prose)) / max(1, char_count)
    letters = sum(sum(map(str.isalpha, line)) for line in shown) / max(1, char_count)
    if letters < 0.45:
        return Unfit("not_prose", "few of its characters are letters")
    if len(words) >= 20 and len(set(words)) < 0.02 * len(words) + 5:
        return Unfit("not_prose", "the same words again and again")
    if len(shown) >= 8 and prose_share < 0.3:
        return Unfit("menu", "short lines without sentences")
    if not prose and not any(ends_sentence(line) for line in shown):
        return Unfit("menu" if len(shown) >= 4 else "not_prose", "no sentence")
    return None


def _is_prose(line: str) -> bool:
    """A line that holds a sentence. Scripts without spaces between words count characters."""
    return len(line) >= 40 and (line.count(" ") >= 6 or (not line.isascii() and line.count(" ") <= len(line) / 20))
