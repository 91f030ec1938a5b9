"""Lines of a text dump, normalised, each knowing where it stood in the decoded dump."""

import re
from collections.abc import Iterable, Iterator

from ftfy import fix_encoding
from ftfy.badness import is_bad

from transforms.documents import Line

# An over-long line keeps this much of its beginning, as the excerpt of its reject.
EXCERPT_CHARS = 200

# What shows neither as a letter nor as a gap: soft hyphen, zero-width space, marks of direction, noncharacters.
# U+200C and U+200D stay: Persian, Hindi and emoji are spelled with them.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# UTF-8 read as an 8-bit encoding: the first byte of a sequence, then another character that is not ASCII.
_MOJIBAKE = re.compile("[\u00c2-\u00f4\u0102\u010e-\u0111\u0402-\u045f][^\x00-\x7f]")


def lines_of(pieces: Iterable[str], max_chars: int) -> Iterator[Line]:
    """Lines of a text that comes in pieces; `start` and `end` (without the line end) are code points of the whole.

    Line ends are CR, LF, CRLF, NEL, LS, PS and the ASCII separators. A line over `max_chars` keeps its span, but only
    its first EXCERPT_CHARS characters of text: memory is bounded by the longer of a piece and `max_chars`.
    """
    carry, at, dropped = "", 0, 0
    for piece in pieces:
        parts = (carry + piece).splitlines(keepends=True)
        carry = ""
        # A line without its end goes on in the next piece; so may a CR, as CRLF.
        if parts and (parts[-1][-1] == "\r" or not _ends(parts[-1])):
            carry = parts.pop()
        for part in parts:
            line = _line(part, at, dropped, max_chars)
            at += dropped + len(part)
            dropped = 0
            yield line
        if len(carry) > max_chars + 2 and carry[-1] != "\r":
            beginning = _beginning(carry)
            dropped += len(carry) - len(beginning)
            carry = beginning
    for part in carry.splitlines(keepends=True):
        yield _line(part, at, dropped, max_chars)
        at += dropped + len(part)
        dropped = 0


def _ends(part: str) -> bool:
    return len(part.splitlines()[0]) < len(part)


def _line(part: str, at: int, dropped: int, max_chars: int) -> Line:
    text = part.splitlines()[0]
    end = at + dropped + len(text)
    return Line(normalised(text) if end - at <= max_chars else _beginning(text), at, end)


def _beginning(text: str) -> str:
    """What an over-long line keeps: blank only where the line is blank."""
    return normalised(text).lstrip()[:EXCERPT_CHARS].rstrip()


def normalised(text: str) -> str:
    """One line with mojibake repaired, odd spaces made plain, what is invisible left out, and no space at its end."""
    if text.isascii() and text.isprintable():
        return text.rstrip()
    if not text.isascii() and _MOJIBAKE.search(text) and is_bad(text):
        text = fix_encoding(text)
    if not text.isprintable():
        text = _SPACE.sub(" ", text)
        text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return text.rstrip()
