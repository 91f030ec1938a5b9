"""Reading one HTML page, also one saved by a browser."""

import codecs
import re
from collections.abc import Iterator

from flows.extract.reading import Reading
from flows.extract.stream import read_up_to
from transforms.documents import Document, Rejected
from transforms.drafts import PAGE_OF_HTML
from transforms.encoding import Detected, NotText, decoded, detect

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding=[\"']([\w.:-]{2,40})", re.I
)
# Labels that pages use for what are in fact supersets. https://encoding.spec.whatwg.org/#names-and-labels
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
              "euc_kr": "cp949", "shift_jis": "cp932"}  # fmt: skip
# https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/compatibility/ms537628(v=vs.85)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{5,2000}?)\s*-->")
MAX_FAULT_SHARE = 0.001


class HtmlReading(Reading):
    """One web page, also one saved by a browser."""

    format = "html"
    locates = "`chars 0-N`: the whole decoded page"
    layout = PAGE_OF_HTML

    def __iter__(self) -> Iterator[Document | Rejected]:
        """The page, or why it is none; damage of the packed stream too."""
        limits = self._context.limits
        data, damage = read_up_to(self._stream, 4 * limits.max_page_chars + 1)
        found = encoding_of_page(data)
        if isinstance(found, NotText):
            yield self._rejected("whole", found.reason, found.detail)
        else:
            self.encoding = found.encoding
            text = "".join(decoded([data[found.mark_bytes :]], found.encoding))
            locator = f"chars 0-{len(text)}"
            if len(text) > limits.max_page_chars:
                detail = f"more characters than max_page_chars ({limits.max_page_chars})"
                yield self._rejected("whole", "too_large", detail, text)
            elif text.strip("\0 \t\r\n"):
                yield self._document(locator, text)
            elif damage is None:
                yield self._rejected("whole", "empty", "the file has no text")
        if damage is not None:
            yield self._rejected("whole", damage.reason, damage.detail)

    def _document(self, locator: str, text: str) -> Document:
        saved = _SAVED_FROM.search(text[:5_000])
        return Document(
            dump_id=self._context.dump_id,
            locator=locator,
            layout=PAGE_OF_HTML,
            text=text,
            publisher=self._context.publisher,
            url=saved[1] if saved and "://" in saved[1] else None,
        )


def encoding_of_page(data: bytes, declared: str | None = None) -> Detected | NotText:
    """The encoding of a page: by its mark, UTF-8 where it is that, as declared where that decodes, else by its letters.

    `declared` is that of an HTTP header; the page's own declaration is looked for where there is none.
    """
    found = detect(data)
    if isinstance(found, NotText) and found.reason == "binary":
        return found
    if isinstance(found, Detected) and (found.mark_bytes or found.encoding.startswith("utf")):
        return found
    own = _META_CHARSET.search(data[:8_192])
    names = [declared or "", *((group.decode("ascii") for group in own.groups() if group) if own else ())]
    for name in names:
        try:
            codec = codecs.lookup(name.strip("\"' ")).name
        except LookupError:
            continue
        codec = _SUPERSETS.get(codec, codec)
        sample = data[:200_000]
        if codec != "utf-8" and sample.decode(codec, "replace").count("\ufffd") <= MAX_FAULT_SHARE * len(sample):
            return Detected(codec, 0)
    return found if isinstance(found, Detected) else Detected("cp1252", 0)


def page_text(data: bytes, declared: str | None = None) -> str | NotText:
    """The text of a page, or why it is none."""
    found = encoding_of_page(data, declared)
    if isinstance(found, NotText):
        return found
    return "".join(decoded([data[found.mark_bytes :]], found.encoding))
