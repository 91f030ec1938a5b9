"""Reading JSON: an object a line, or one array of objects. A line that does not parse costs itself and no other."""

import json
import re
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

from flows.extract.fields import Fields, document_of
from flows.extract.reading import Reading
from flows.extract.stream import TextStream
from transforms.documents import Document, Rejected
from transforms.encoding import NotText

CHUNK_BYTES = 1 << 20
# Characters of JSON beside the text of a record: escapes make up to six of one, and a page has its markup.
OVERHEAD = 2


class _JsonReading(Reading):
    """Text of a JSON dump, decoded piece by piece."""

    layout = "record"

    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects, located by the number of their line or element, counted from 1."""
        self._text = text = TextStream(self._stream, CHUNK_BYTES)
        if isinstance(text.found, NotText):
            if text.damage is None:
                yield self._rejected("whole", text.found.reason, text.found.detail)
        else:
            self.encoding = text.found.encoding
            self._fields = Fields(self._context.mapping)
            yield from self._records(text.pieces())
        if text.damage is not None:
            yield self._rejected("whole", text.damage.reason, text.damage.detail)

    @abstractmethod
    def _records(self, pieces: Iterator[str]) -> Iterator[Document | Rejected]:
        """What the text holds, given in pieces."""

    @property
    def _max_chars(self) -> int:
        return OVERHEAD * max(self._context.limits.max_record_chars, self._context.limits.max_page_chars)

    def _parsed(self, source: str, locator: str) -> Document | Rejected:
        limit = self._context.limits.max_nesting
        if is_nested_deeper(source, limit):
            detail = f"arrays and objects inside each other deeper than max_nesting ({limit})"
            return self._rejected(locator, "too_large", detail, source)
        try:
            value = json.loads(source, strict=False)
        except (ValueError, RecursionError) as error:
            return self._rejected(locator, "bad_record", f"no JSON: {error}"[:200], source)
        if not isinstance(value, dict):
            return self._rejected(locator, "bad_record", f"no object but {_kind(value)}", source)
        return document_of(value, locator, self._fields, self._context)


class JsonLinesReading(_JsonReading):
    """JSON lines: one object a line."""

    format = "jsonl"
    locates = "`record N`: the Nth line"

    def _records(self, pieces: Iterator[str]) -> Iterator[Document | Rejected]:
        for number, (line, is_too_long, is_last) in enumerate(_lines(pieces, self._max_chars), start=1):
            locator = f"record {number}"
            if is_too_long:
                yield self._rejected(locator, "too_large", f"a line of more than {self._max_chars} characters", line)
            elif line.strip(" \t\r\0\ufeff"):
                # The stub that a cut leaves is told by the cut itself.
                if is_last and self._text.damage is not None and not line.rstrip().endswith("}"):
                    return
                yield self._parsed(line.strip(" \t\r\0\ufeff"), locator)


class JsonArrayReading(_JsonReading):
    """JSON: one array of objects."""

    format = "json"
    locates = "`record N`: the Nth element"

    def _records(self, pieces: Iterator[str]) -> Iterator[Document | Rejected]:
        for number, (text, fault) in enumerate(_elements(pieces, self._max_chars), start=1):
            locator = f"record {number}"
            yield self._rejected(locator, *fault, text) if fault else self._parsed(text, locator)


def _lines(pieces: Iterator[str], max_chars: int) -> Iterator[tuple[str, bool, bool]]:
    """Lines by LF alone, since JSON strings may hold others; whether too long (then cut), and whether the last."""
    carry: list[str] = []
    size = 0
    for piece in pieces:
        parts = piece.split("\n")
        for part in parts[:-1]:
            line = "".join((*carry, part))
            yield (line[:1_000], True, False) if size + len(part) > max_chars else (line, False, False)
            carry, size = [], 0
        size += len(parts[-1])
        if size <= max_chars:
            carry.append(parts[-1])
    line = "".join(carry)
    if size > max_chars:
        yield line[:1_000], True, True
    elif line:
        yield line, False, True


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.S)
_UNCLOSED_STRING = re.compile(r'"(?:[^"\\]|\\.)*\\?$', re.S)


def _elements(pieces: Iterator[str], max_chars: int) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """The elements of a JSON array as text, each with the reason and detail why it is not to be parsed, if any.

    Arrays one behind the other are as one; what stands outside of them is an element that is not to be parsed.
    """
    depth, carry, kept, size = 0, "", [], 0
    for piece in pieces:
        text = carry + piece
        # A string that goes on in the next piece is looked at whole, unless it is endless.
        stub = _UNCLOSED_STRING.search(_TOKEN.sub(_blank, text)) if len(text) <= max_chars else None
        carry, text = (text[stub.start() :], text[: stub.start()]) if stub else ("", text)
        start = 0
        for token in _TOKEN.finditer(text):
            mark = token[0]
            # Outside of arrays nothing else counts; a brace too many is left to its element, which does not parse.
            if (depth == 0 and mark != "[") or (depth == 1 and mark == "}"):
                continue
            depth += (mark in "{[") - (mark in "}]")
            if mark == "[" and depth == 1:
                kept.append(text[start : token.start()])
                if outside := "".join(kept).strip():
                    yield outside[:1_000], _OUTSIDE
                kept, size, start = [], 0, token.end()
            elif (mark == "," and depth == 1) or (mark == "]" and depth == 0):
                kept.append(text[start : token.start()])
                size += token.start() - start
                element = "".join(kept).strip()
                if element:
                    yield _element(element, size, max_chars)
                kept, size, start = [], 0, token.end()
        size += len(text) - start
        if size <= max_chars:
            kept.append(text[start:])
    if rest := ("".join(kept) + carry).strip():
        yield rest[:1_000], _CUT if depth else _OUTSIDE


_CUT = "truncated", "the array ends early: what came before the cut was read"
_OUTSIDE = "bad_record", "outside of the array"


def _blank(token: re.Match[str]) -> str:
    return " " * len(token[0])


def _element(text: str, size: int, max_chars: int) -> tuple[str, tuple[str, str] | None]:
    if size > max_chars:
        return text[:1_000], ("too_large", f"more than {max_chars} characters")
    return text, None


def _kind(value: Any) -> str:
    return {list: "an array", str: "a string", type(None): "null", bool: "a boolean"}.get(type(value), "a number")


def is_nested_deeper(text: str, limit: int) -> bool:
    """Whether the arrays and objects of a JSON text stand inside each other deeper than the limit."""
    if text.count("[") + text.count("{") <= limit:
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "{[") - (token[0] in "}]")
        if depth > limit:
            return True
    return False
