"""The lake's cache of analyses: parses of paragraphs, so that wire copy and updated stories are not parsed again.

One SQLite file that the workers of a machine share. Keys are hashes of the text and the pipeline, values the bytes of
transforms.parses. It is a cache: losing it costs time and no row, and a damaged one is begun anew.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

    from transforms.parses import Coder, Parse

# Changes when the bytes mean something else.
FORMAT = 1
KEY_BYTES = 16
BUSY_SECONDS = 30
AT_ONCE = 500
_TABLE = """
CREATE TABLE IF NOT EXISTS parses (
    number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, tokens BLOB NOT NULL
)
"""
log = logging.getLogger(__name__)


class Parses:
    """The cache as `transforms.analysis.Memory`. What it learns is kept by `save`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._new: dict[bytes, bytes] = {}
        self.found_count = self.asked_count = 0

    def recall(self, nlp: "Language", texts: Sequence[str]) -> "Mapping[str, Parse]":
        """Those of the texts that it has."""
        coder, salt = _coding(nlp)
        keys = {_key(text, salt): text for text in texts}
        found: dict[str, Parse] = {}
        for key, kept in self._kept(list(keys)):
            parse = coder.decoded(keys[key], kept)
            if parse is not None:
                found[keys[key]] = parse
        self.asked_count += len(texts)
        self.found_count += len(found)
        return found

    def remember(self, nlp: "Language", parses: "Mapping[str, Parse]") -> None:
        """Keep these until `save`."""
        coder, salt = _coding(nlp)
        for text, parse in parses.items():
            kept = coder.encoded(parse)
            if kept is not None:
                self._new[_key(text, salt)] = kept

    def save(self) -> None:
        """Write what is new, in one transaction."""
        new, self._new = self._new, {}
        if not new:
            return
        with _told_if_damaged(self._file), _opened(self._file) as connection, connection:
            connection.executemany("INSERT OR IGNORE INTO parses (key, tokens) VALUES (?, ?)", new.items())

    def _kept(self, keys: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
        yield from ((key, self._new[key]) for key in keys if key in self._new)
        asked = [key for key in keys if key not in self._new]
        rows: list[tuple[bytes, bytes]] = []
        if self._file.exists():
            with _told_if_damaged(self._file), _opened(self._file) as connection:
                for start in range(0, len(asked), AT_ONCE):
                    some = asked[start : start + AT_ONCE]
                    marks = ", ".join("?" * len(some))
                    rows += connection.execute(f"SELECT key, tokens FROM parses WHERE key IN ({marks})", some)
        yield from rows


@cache
def _coding(nlp: "Language") -> "tuple[Coder, bytes]":
    from transforms.parses import Coder  # spaCy: a flow whose workers analyse only trims the cache

    return Coder(nlp), pipeline_name(nlp).encode()


def _key(text: str, salt: bytes) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES, key=salt).digest()


def pipeline_name(nlp: "Language") -> str:
    """Changes with all that a parse depends on: the pipeline, its version and components, spaCy's, and the format."""
    meta = nlp.meta
    named = f"{FORMAT} {version('spacy')} {meta['lang']} {meta['name']} {meta['version']} {nlp.pipe_names}"
    return hashlib.blake2b(named.encode(), digest_size=KEY_BYTES).hexdigest()


def trim(file: Path, max_bytes: int) -> int:
    """Forget the oldest parses until the file is no larger than `max_bytes`; returns the bytes set free."""
    if not file.exists() or file.stat().st_size <= max_bytes:
        return 0
    if max_bytes == 0:
        _remove(file)
        return 0
    before = file.stat().st_size
    with _told_if_damaged(file), _opened(file) as connection:
        count, first, last = connection.execute("SELECT count(*), min(number), max(number) FROM parses").fetchone()
        # A quarter below the bound, so that the next load does not begin with it again.
        kept = int(count * 0.75 * max_bytes / file.stat().st_size)
        with connection:
            connection.execute("DELETE FROM parses WHERE number <= ?", [max(first or 0, (last or 0) - kept)])
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        log.info("forgot %d of %d parses: the cache had %d bytes", count - kept, count, before)
    return max(0, before - file.stat().st_size) if file.exists() else before


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # a cache that a power cut damages is begun anew
        connection.execute(_TABLE)
        yield connection
    finally:
        connection.close()


@contextmanager
def _told_if_damaged(file: Path) -> Iterator[None]:
    """A cache that cannot be used is no reason to stop; one that is damaged is deleted."""
    try:
        yield
    except sqlite3.OperationalError as error:  # locked for too long, or a disk that is full
        log.warning("the cache of analyses at %s is left aside: %s", file, error)
    except sqlite3.DatabaseError as error:
        log.warning("the cache of analyses at %s is damaged and begun anew: %s", file, error)
        _remove(file)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + suffix).unlink()
