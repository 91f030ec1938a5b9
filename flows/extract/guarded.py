"""What a reader did not foresee ends the reading of its dump, not the run."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from flows.extract.packed import DamagedStream, is_of_machine
from flows.extract.reading import Context, Reading
from flows.extract.text import TextReading
from transforms.documents import Document, Rejected

MAX_ERROR_CHARS = 200

log = logging.getLogger(__name__)


class Guarded:
    """A reading, with a last reject, `corrupt`, where its reader raised what it does not foresee.

    `make` gives the reading; where it fails already, the dump has that reject alone. What was read before stays.
    Faults of the machine are raised: the dump may be sound. So is DamagedStream, which is for the reader of the archive
    around this dump.
    """

    def __init__(self, make: Callable[[], Reading | TextReading], context: Context) -> None:
        self._context = context
        try:
            self._reading = make()
        except Exception as error:
            if isinstance(error, DamagedStream) or is_of_machine(error):
                raise
            self._reading = _Unmade(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reading, name)

    def __iter__(self) -> Iterator[Document | Rejected]:
        """Documents and rejects of the reading."""
        last = None
        items: Iterator[Document | Rejected] | None = None
        while True:
            try:
                items = items or iter(self._reading)
                item = next(items, None)
            except DamagedStream:
                raise
            except Exception as error:
                if is_of_machine(error):
                    raise
                yield self._corrupt(error, last)
                return
            if item is None:
                return
            last = item.locator
            yield item

    def _corrupt(self, error: Exception, last: str | None) -> Rejected:
        name, dump_id = self._context.name, self._context.dump_id
        where = f"after {last[:200]}" if last else "before its first record"
        told = f"{type(error).__name__}: {' '.join(str(error)[: 4 * MAX_ERROR_CHARS].split())[:MAX_ERROR_CHARS]}"
        log.error(
            "dump %s (%s): its %s reader failed %s: %s",
            name,
            dump_id,
            self._reading.format,
            where,
            told,
            exc_info=error,
        )
        return Rejected("whole", "read", "corrupt", f"{name[:200]}: the reader failed {where}: {told}")


class _Unmade(Reading):
    """Stands for a reading that could not be made, and raises why."""

    format = "text"

    def __init__(self, error: Exception) -> None:
        self.skipped_count = 0
        self._error = error

    def __iter__(self) -> Iterator[Document | Rejected]:
        raise self._error
