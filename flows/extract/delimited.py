"""Reading tables of text: CSV and its kin, with a row of names on top."""

import csv
from collections.abc import Iterator
from itertools import chain, islice

from flows.extract.fields import NUMERIC_DATE, DayOrder, Fields, document_of
from flows.extract.reading import Reading
from flows.extract.sniff import DELIMITERS
from flows.extract.stream import TextStream
from transforms.documents import Document, Rejected
from transforms.encoding import NotText

# Rows looked at to tell whether days or months come first in the dates of the table.
ORDER_ROWS = 500


class CsvReading(Reading):
    """A table of text, CSV and its kin: one document a row."""

    format = "csv"
    locates = "`record N`: the Nth row below the names"
    layout = "record"

    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects."""
        text = TextStream(self._stream)
        if isinstance(text.found, NotText):
            if text.damage is None:
                yield self._rejected("whole", text.found.reason, text.found.detail)
        else:
            self.encoding = text.found.encoding
            yield from self._table(text.pieces())
        if text.damage is not None:
            yield self._rejected("whole", text.damage.reason, text.damage.detail)

    def _table(self, pieces: Iterator[str]) -> Iterator[Document | Rejected]:
        lines = _lines(pieces, 2 * max(self._context.limits.max_record_chars, self._context.limits.max_page_chars))
        head = next(lines, "").lstrip("\ufeff")
        delimiter = max(DELIMITERS, key=head.count)
        csv.field_size_limit(2 * max(self._context.limits.max_record_chars, self._context.limits.max_page_chars))
        rows = csv.reader(chain([head], lines), delimiter=delimiter, strict=False)
        top = next(_parsed(rows), [])
        if isinstance(top, str):
            yield self._rejected("whole", "bad_record", f"the row of names: {top}", head)
            return
        names = [name.strip() for name in top]
        limit = self._context.limits.max_fields
        if len(names) > limit:
            yield self._rejected("whole", "too_large", f"{len(names)} columns: over max_fields ({limit})", head)
            return
        numbered = enumerate(_parsed(rows), start=1)
        first = list(islice(numbered, ORDER_ROWS))
        if not first:
            yield self._rejected("whole", "no_text", "a table without rows", head)
        fields = Fields(self._context.mapping, day_order([row for _, row in first if isinstance(row, list)]))
        for number, row in chain(first, numbered):
            locator = f"record {number}"
            if isinstance(row, str):
                yield self._rejected(locator, "bad_record", row)
            elif any(cell.strip() for cell in row):
                yield document_of(dict(zip(names, row, strict=False)), locator, fields, self._context)


def day_order(rows: list[list[str]]) -> DayOrder:
    """Whether days come first in the numeric dates of these rows: some date has to show it."""
    dates = [match for row in rows for cell in row if len(cell) < 40 and (match := NUMERIC_DATE.match(cell))]
    day_first = any(int(match[1]) > 12 for match in dates)
    month_first = any(int(match[2]) > 12 for match in dates)
    return DayOrder(day_first if day_first != month_first else None)


def _parsed(rows: Iterator[list[str]]) -> Iterator[list[str] | str]:
    """Rows, or what is wrong with one."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"no row: {error}"


def _lines(pieces: Iterator[str], max_chars: int) -> Iterator[str]:
    """Lines with ends as the csv module wants them: by LF, CR or CRLF alone; none longer than `max_chars`."""
    carry = ""
    for piece in pieces:
        carry += piece.replace("\0", "")
        if carry.endswith("\r"):
            continue
        parts = carry.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        carry = parts.pop()[: max_chars + 1]
        for part in parts:
            yield part[: max_chars + 1] + "\n"
    if carry:
        yield carry
