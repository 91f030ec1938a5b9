"""What a MIME message holds: the text of a mail or of a saved page, with its letters decoded."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from flows.extract.html import page_text
from transforms.encoding import NotText


@dataclass(frozen=True, slots=True)
class Part:
    """A part of text: whether it is HTML, where it says that it was from, and its text."""

    is_html: bool
    location: str | None
    text: str


class TooNested(Exception):
    """Parts inside each other deeper than the limit."""


def message_of(data: bytes, max_nesting: int) -> Message:
    """A message parsed. Raises TooNested. Nothing that is wrong with it raises anything else."""
    try:
        message = email.message_from_bytes(data)
    except RecursionError:
        raise TooNested from None
    _hold_nesting(message, max_nesting)
    return message


def text_part(message: Message) -> Part | NotText | None:
    """The first part that is HTML, else the first that is plain text; None where neither has any text."""
    plain: Part | None = None
    fault: NotText | None = None
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind not in ("text/html", "application/xhtml+xml", "text/plain") or _is_attached(part):
            continue
        text = page_text(_payload(part), part.get_content_charset())
        if isinstance(text, NotText):
            fault = fault or text
        elif text.strip():
            found = Part(kind != "text/plain", header(part, "Content-Location"), text)
            if found.is_html:
                return found
            plain = plain or found
    return plain or fault


def header(message: Message, name: str) -> str | None:
    """A header with its words decoded (RFC 2047), on one line; None where it is missing or empty."""
    value = message.get(name)
    if value is None:
        return None
    try:
        text = str(make_header(decode_header(str(value))))
    except (LookupError, ValueError, UnicodeError):
        text = str(value)
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:2_000] or None


def sent_at(message: Message) -> datetime | None:
    """When it was sent or saved, UTC."""
    try:
        at = parsedate_to_datetime(str(message.get("Date") or ""))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _payload(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return data if isinstance(data, bytes) else b""


def _is_attached(part: Message) -> bool:
    return (part.get_content_disposition() or "") == "attachment"


def _leaves(message: Message) -> Iterator[Message]:
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        inner = part.get_payload()
        if isinstance(inner, list):
            waiting[:0] = [one for one in inner if isinstance(one, Message)]
        else:
            yield part


def _hold_nesting(message: Message, max_nesting: int) -> None:
    level = [message]
    for _ in range(max_nesting):
        level = [
            one
            for part in level
            if isinstance(inner := part.get_payload(), list)
            for one in inner
            if isinstance(one, Message)
        ]
        if not level:
            return
    raise TooNested
