"""Reading MHTML: a page that a browser saved with its pictures in one file (RFC 2557; "Webpage, single file")."""

from collections.abc import Iterator

from flows.extract.mail import TooNested, header, message_of, sent_at, text_part
from flows.extract.reading import Reading
from flows.extract.stream import read_up_to
from transforms.documents import Document, Rejected
from transforms.drafts import PAGE_OF_HTML
from transforms.encoding import NotText


class MhtmlReading(Reading):
    """The page of a saved web archive; its pictures, styles and frames are left."""

    format = "mhtml"
    locates = "`record 1`"
    layout = PAGE_OF_HTML

    def __iter__(self) -> Iterator[Document | Rejected]:
        """The page, or why it is none; damage of the packed stream too."""
        limits = self._context.limits
        data, damage = read_up_to(self._stream, limits.max_mail_bytes + 1)
        if len(data) > limits.max_mail_bytes:
            yield self._rejected("whole", "too_large", f"more bytes than max_mail_bytes ({limits.max_mail_bytes})")
            return
        yield self._page(data)
        if damage is not None:
            yield self._rejected("whole", damage.reason, damage.detail)

    def _page(self, data: bytes) -> Document | Rejected:
        limits = self._context.limits
        locator = "record 1"
        try:
            message = message_of(data, limits.max_nesting)
        except TooNested:
            detail = f"parts inside each other deeper than max_nesting ({limits.max_nesting})"
            return self._rejected(locator, "too_large", detail)
        part = text_part(message)
        if part is None:
            return self._rejected(locator, "no_text", "a saved page without a part of text")
        if isinstance(part, NotText):
            return self._rejected(locator, part.reason, part.detail)
        if len(part.text) > limits.max_page_chars:
            detail = f"more characters than max_page_chars ({limits.max_page_chars})"
            return self._rejected(locator, "too_large", detail, part.text)
        address = header(message, "Snapshot-Content-Location") or header(message, "Content-Location") or part.location
        self.captured_at = sent_at(message)
        return Document(
            dump_id=self._context.dump_id,
            locator=locator,
            layout=PAGE_OF_HTML,
            text=part.text,
            publisher=self._context.publisher,
            url=address if address and address.startswith(("http://", "https://")) else None,
            captured_at=self.captured_at,
        )
