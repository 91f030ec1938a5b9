"""From the readers to the analysis: each part as soon as it is cut, with what is known of its dumps by then."""

from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from flows.analysing import Analysis
from flows.extract import Reading
from transforms.captures import AWAITED_CAPTURE, Capture
from warehouse.staging import DocumentParts


class Handover:
    """Hands parts of documents to an Analysis, and waits there while it has enough to do.

    `given` is the capture that the user says for all dumps, where they do.
    """

    def __init__(self, analysis: Analysis, documents: DocumentParts, given: datetime | None) -> None:
        self._analysis = analysis
        self._documents = documents
        self._given = given
        self._taken = 0
        self._characters = 0
        self._captures: dict[str, Capture] = {}
        self._read_bytes = self._told_bytes = 0

    def is_read(self, dump_id: str, reading: Reading) -> None:
        """Some of a dump is read: hand on what parts are cut."""
        if len(self._documents.paths) > self._taken:
            known = self._given or reading.captured_at
            source = "given" if self._given else "metadata"
            self._captures[dump_id] = Capture(known, source) if known else AWAITED_CAPTURE
            self._hand_on(self._read_bytes)

    def is_done(self, dump_id: str, capture: Capture, byte_count: int) -> None:
        """All of a dump is read."""
        self._read_bytes += byte_count
        self._captures[dump_id] = capture
        self._analysis.dump_is_read(dump_id, capture)
        self._hand_on(self._read_bytes)

    def close(self) -> None:
        """All dumps are read, and the last part is cut."""
        self._hand_on(self._read_bytes)

    def _hand_on(self, position: int) -> None:
        parts = self._documents.paths[self._taken :]
        for part in parts:
            characters = self._documents.character_count - self._characters
            self._characters += characters
            self._analysis.take(part, self._captures_of(part), characters, max(0, position - self._told_bytes))
            self._told_bytes = max(position, self._told_bytes)
        self._taken += len(parts)

    def _captures_of(self, part: Path) -> dict[str, Capture]:
        """Those of the dumps in a part. Of dumps before them, no part will be cut any more."""
        dumps = set(pq.read_table(part, columns=["dump_id"])["dump_id"].to_pylist())
        self._captures = {dump: c for dump, c in self._captures.items() if dump in dumps}
        return dict(self._captures)
