"""Choosing the reader of a dump. How to add a format: warehouse/docs/adding-a-format.md."""

from typing import IO, BinaryIO, cast

from flows.extract.archive import TarReading, ZipReading
from flows.extract.delimited import CsvReading
from flows.extract.feed import FeedReading
from flows.extract.guarded import Guarded
from flows.extract.html import HtmlReading
from flows.extract.jsonl import JsonArrayReading, JsonLinesReading
from flows.extract.mbox import MboxReading
from flows.extract.mhtml import MhtmlReading
from flows.extract.newsml import NewsmlReading, NitfReading
from flows.extract.parquet import ParquetReading
from flows.extract.reading import Context, Reading
from flows.extract.sniff import format_of
from flows.extract.stream import HEAD_BYTES, Headed
from flows.extract.text import TextReading
from flows.extract.warc import ArcReading, WarcReading
from transforms.documents import Document

# Each reader by its format, one of DUMP_FORMATS. `text`, which stands for what has no other format, `zip` and `tar`
# are made in another way: see read_dump.
READER_OF: dict[str, type[Reading] | type[TextReading]] = {
    reader.format: reader
    for reader in (
        TextReading,
        HtmlReading,
        WarcReading,
        ArcReading,
        JsonLinesReading,
        JsonArrayReading,
        CsvReading,
        ParquetReading,
        FeedReading,
        NewsmlReading,
        NitfReading,
        MhtmlReading,
        MboxReading,
        ZipReading,
        TarReading,
    )
}


def read_dump(stream: IO[bytes], context: Context) -> Reading:
    """The reading of a dump, its compression undone, by the reader of its format.

    An exception that the reader does not foresee is the last reject of its dump: see Guarded.
    """
    source = cast(BinaryIO, stream)
    if stream.seekable():
        head = stream.read(HEAD_BYTES)
        stream.seek(0)
    else:
        headed = Headed(source)
        head, source = headed.head, cast(BinaryIO, headed)
    return cast(Reading, Guarded(lambda: _reading(READER_OF[format_of(head, context.name)], source, context), context))


def _reading(reader: type[Reading] | type[TextReading], source: BinaryIO, context: Context) -> Reading | TextReading:
    if issubclass(reader, ZipReading | TarReading):
        return reader(source, context, read_dump)
    if issubclass(reader, TextReading):
        return reader(source, context.dump_id, context.limits, context.publisher)
    return reader(source, context)


def document_at(stream: IO[bytes], context: Context, locator: str) -> Document | None:
    """The document of a dump at a locator, as its reader gives it; None where the dump has none there.

    For formats of records this is the way back to the bytes; `text_at` is it for characters of a text dump.
    """
    for item in read_dump(stream, context):
        if item.locator == locator and isinstance(item, Document):
            return item
    return None
