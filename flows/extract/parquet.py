"""Reading Parquet: row group by row group, the columns that hold articles only."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.extract.fields import Fields, document_of
from flows.extract.packed import DamagedStream, is_of_machine
from flows.extract.reading import Reading
from flows.extract.stream import read_up_to
from transforms.documents import Document, Rejected

BATCH_ROWS = 256
SPOOL_BYTES = 64 * 1024**2


class ParquetReading(Reading):
    """A Parquet table: one document a row, in any of its row groups."""

    format = "parquet"
    locates = "`record N`: the Nth row over all row groups"
    layout = "record"

    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects."""
        try:
            source = seekable(self._stream, self._context.limits.max_spooled_bytes)
        except DamagedStream as damage:
            yield self._rejected("whole", damage.reason, damage.detail)
            return
        try:
            file = pq.ParquetFile(source, memory_map=False)
        except (pa.ArrowException, OSError, ValueError) as error:
            if is_of_machine(error):
                raise
            yield self._rejected("whole", "corrupt", f"no Parquet footer that can be read: {error}"[:300])
            return
        columns, limit = len(_columns(file)), self._context.limits.max_fields
        if columns > limit:
            yield self._rejected("whole", "too_large", f"{columns} columns: over max_fields ({limit})")
            return
        if file.metadata.num_rows == 0:
            yield self._rejected("whole", "no_text", "a table without rows")
        yield from self._rows(file)

    def _rows(self, file: pq.ParquetFile) -> Iterator[Document | Rejected]:
        fields = Fields(self._context.mapping)
        number = 0
        for group in range(file.num_row_groups):
            try:
                for batch in file.iter_batches(BATCH_ROWS, row_groups=[group], columns=_columns(file)):
                    for row in batch.to_pylist():
                        number += 1
                        yield document_of(row, f"record {number}", fields, self._context)
            except (pa.ArrowException, OSError, ValueError) as error:
                if is_of_machine(error):
                    raise
                yield self._rejected(f"record {number + 1}", "corrupt", f"row group {group + 1}: {error}"[:300])
                number = sum(file.metadata.row_group(at).num_rows for at in range(group + 1))


def _columns(file: pq.ParquetFile) -> list[str]:
    """Columns but those that cannot hold text, times or names: embeddings and the like cost memory for nothing."""
    schema: Any = file.schema_arrow
    return [field.name for field in schema if not _is_numbers(field.type)]


def _is_numbers(kind: Any) -> bool:
    return bool(
        pa.types.is_list(kind) and (pa.types.is_floating(kind.value_type) or pa.types.is_integer(kind.value_type))
    )


def seekable(stream: IO[bytes], max_bytes: int) -> IO[bytes]:
    """A stream that can be read from anywhere: itself where it can, else its bytes in a temporary file.

    Raises DamagedStream where its bytes end early, or are more than `max_bytes`.
    """
    if stream.seekable():
        return stream
    spool = SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 (the caller reads it; it goes with its last user)
    size = 0
    while True:
        data, damage = read_up_to(stream, 1 << 20)  # type: ignore[arg-type]
        size += len(data)
        if damage is not None:
            raise damage
        if size > max_bytes:
            raise DamagedStream("too_large", f"more bytes than max_spooled_bytes ({max_bytes}) in a packed file")
        if not data:
            break
        spool.write(data)
    spool.seek(0)
    return spool
