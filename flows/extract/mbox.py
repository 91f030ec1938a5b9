"""Reading mbox: mails one after the other in one file, as newsletters are kept and lists are archived (RFC 4155)."""

import re
from collections.abc import Iterator
from email.utils import parseaddr

from flows.extract.mail import Part, TooNested, header, message_of, sent_at, text_part
from flows.extract.packed import DamagedStream
from flows.extract.reading import Reading
from transforms.documents import Document, Rejected
from transforms.drafts import FRAGMENT_OF_HTML, PAGE_OF_HTML
from transforms.encoding import NotText
from transforms.given import encoded
from transforms.layouts.record import RECORD
from transforms.lines import normalised

CHUNK_BYTES = 1 << 18
# What stands above each mail: `From sender Sat Mar 14 10:00:00 2026`, often with a zone, in some with no sender at all.
SEPARATOR = re.compile(
    rb"From (?:[^\s]{1,320} {1,8})?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    rb" ?\d{1,2} \d\d:\d\d(?::\d\d)? (?:[A-Z+\-\d]{1,8} )?\d{4}[^\n]{0,40}\r?\n"
)
# A line of a mail that begins so was quoted, so that it does not look as if another began.
_QUOTED = re.compile(rb"^>(>*From )", re.M)
# Mail programs end soft-wrapped lines with a space (RFC 3676), and wrap the others at less than 80 characters.
WRAPPED_CHARS = 80


class MboxReading(Reading):
    """An mbox: one document a mail, its text the HTML part, else the plain one."""

    format = "mbox"
    locates = "`record N`: the Nth mail"
    layout = PAGE_OF_HTML
    _damage: DamagedStream | None = None

    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects."""
        limit = self._context.limits.max_mail_bytes
        number = 0
        for data, is_whole in self._mails(limit):
            number += 1
            locator = f"record {number}"
            if len(data) > limit:
                yield self._rejected(locator, "too_large", f"more bytes than max_mail_bytes ({limit})")
            elif is_whole or self._damage is None:
                yield self._mail(data, locator)
        if self._damage is not None:
            yield self._rejected("whole", self._damage.reason, self._damage.detail)
        elif not number:
            yield self._rejected("whole", "empty", "no mail in it")

    def _mails(self, limit: int) -> Iterator[tuple[bytes, bool]]:
        """The bytes of each mail (of one over the limit only its beginning), and whether another one follows it."""
        lines: list[bytes] = []
        size = 0
        is_after_blank = True
        for line in self._lines(limit):
            if is_after_blank and SEPARATOR.match(line):
                if lines:
                    yield b"".join(lines), True
                lines, size = [line], len(line)
            elif size <= limit:
                lines.append(line)
                size += len(line)
            is_after_blank = line in (b"\n", b"\r\n")
        if lines:
            yield b"".join(lines), False

    def _lines(self, limit: int) -> Iterator[bytes]:
        """Lines with their ends; one that is longer than the limit in pieces."""
        carry = b""
        while self._damage is None:
            try:
                chunk = self._stream.read(CHUNK_BYTES)
            except DamagedStream as damage:
                self._damage, chunk = damage, b""
            if not chunk:
                break
            *whole, carry = (carry + chunk).splitlines(keepends=True) if chunk else [b""]
            yield from whole
            if carry.endswith(b"\n") or len(carry) > limit:
                yield carry
                carry = b""
        if carry:
            yield carry

    def _mail(self, data: bytes, locator: str) -> Document | Rejected:
        limits = self._context.limits
        try:
            message = message_of(_QUOTED.sub(rb"\1", data.partition(b"\n")[2]), limits.max_nesting)
        except TooNested:
            return self._rejected(
                locator, "too_large", f"parts inside each other deeper than max_nesting ({limits.max_nesting})"
            )
        subject = header(message, "Subject")
        part = text_part(message)
        if part is None:
            return self._rejected(locator, "no_text", "a mail without a part of text", subject)
        if isinstance(part, NotText):
            return self._rejected(locator, part.reason, part.detail, subject)
        name = "max_page_chars" if part.is_html else "max_record_chars"
        limit = getattr(limits, name)
        if len(part.text) > limit:
            return self._rejected(locator, "too_large", f"more characters than {name} ({limit})", subject)
        sent = sent_at(message)
        sender = parseaddr(header(message, "From") or "")
        return Document(
            dump_id=self._context.dump_id,
            locator=locator,
            layout=_layout_of(part),
            text=part.text if part.is_html else unwrapped(part.text),
            publisher=self._context.publisher,
            captured_at=sent,
            fields=encoded(
                {
                    "headline": subject,
                    "publisher": sender[0] or sender[1].rpartition("@")[2],
                    "published": sent.isoformat() if sent else None,
                }
            ),
        )


def _layout_of(part: Part) -> str:
    if not part.is_html:
        return RECORD.name
    # Mails are laid out in tables, which the extractor takes for furniture where no <article> or <main> is.
    is_page = re.search(r"<(?:article|main)[\s>]", part.text, re.I)
    return PAGE_OF_HTML if is_page else FRAGMENT_OF_HTML


def unwrapped(text: str) -> str:
    """Lines that a mail program wrapped joined again: blank lines stand between paragraphs."""
    lines = [normalised(line) for line in text.split("\n-- \n")[0].splitlines()]
    if not any(lines) or max(map(len, lines)) > WRAPPED_CHARS or "" not in lines:
        return "\n".join(lines)
    paragraphs = "\n".join(lines).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split("\n")).strip() for paragraph in paragraphs)
