"""Choosing the reader of a dump. To add a format: write its module, name it in READERS, tell it apart in `sniff`."""

from collections.abc import Callable
from typing import IO, BinaryIO, Protocol, cast

from flows.extract.archive import TarReading, ZipReading
from flows.extract.delimited import CsvReading
from flows.extract.feed import FeedReading
from flows.extract.html import HtmlReading
from flows.extract.jsonl import JsonArrayReading, JsonLinesReading
from flows.extract.mhtml import MhtmlReading
from flows.extract.newsml import NewsmlReading, NitfReading
from flows.extract.parquet import ParquetReading
from flows.extract.reading import Context, Reading
from flows.extract.sniff import format_of
from flows.extract.stream import HEAD_BYTES, Headed
from flows.extract.text import TextReading
from flows.extract.warc import ArcReading, WarcReading
from transforms.documents import Document


class _Makes(Protocol):
    def __call__(self, stream: BinaryIO, context: Context) -> Reading: ...


READERS: dict[str, _Makes | Callable[..., Reading]] = {
    "html": HtmlReading,
    "warc": WarcReading,
    "arc": ArcReading,
    "jsonl": JsonLinesReading,
    "json": JsonArrayReading,
    "csv": CsvReading,
    "parquet": ParquetReading,
    "feed": FeedReading,
    "newsml": NewsmlReading,
    "nitf": NitfReading,
    "mhtml": MhtmlReading,
}


def read_dump(stream: IO[bytes], context: Context) -> Reading:
    """The reading of a dump, its compression undone, by the reader of its format."""
    source = cast(BinaryIO, stream)
    if stream.seekable():
        head = stream.read(HEAD_BYTES)
        stream.seek(0)
    else:
        headed = Headed(source)
        head, source = headed.head, cast(BinaryIO, headed)
    found = format_of(head, context.name)
    if found == "zip":
        return ZipReading(source, context, read_dump)
    if found == "tar":
        return TarReading(source, context, read_dump)
    if found in READERS:
        return READERS[found](source, context)
    return cast(Reading, TextReading(source, context.dump_id, context.limits, context.publisher))


def document_at(stream: IO[bytes], context: Context, locator: str) -> Document | None:
    """The document of a dump at a locator, as its reader gives it; None where the dump has none there.

    For formats of records this is the way back to the bytes; `text_at` is it for characters of a text dump.
    """
    for item in read_dump(stream, context):
        if item.locator == locator and isinstance(item, Document):
            return item
    return None
