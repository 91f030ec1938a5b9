"""Readers: dump bytes in, documents and rejects out. They know nothing of Prefect."""

from flows.extract.dumps import NoDumps, NoSuchDump, dump_id_of, find_dumps, open_dump
from flows.extract.limits import Limits
from flows.extract.packed import DamagedStream
from flows.extract.readers import document_at, read_dump
from flows.extract.reading import Context, Reading
from flows.extract.text import TextReading, text_at

__all__ = [
    "Context",
    "DamagedStream",
    "Limits",
    "NoDumps",
    "NoSuchDump",
    "Reading",
    "TextReading",
    "document_at",
    "dump_id_of",
    "find_dumps",
    "open_dump",
    "read_dump",
    "text_at",
]
