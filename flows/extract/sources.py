"""Where dumps come from: files, folders and globs; s3:// and gs://; http(s)://; standard input.

A source is found first, with what is known of it without reading it. `fetched` then gives a file with its bytes: of a
remote one a temporary copy, made in one download that is hashed on its way.
"""

import glob
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from flows.extract.addresses import (
    STDIN,
    STDIN_URI,
    STORES,
    WEB,
    BadAddress,
    name_of,
    scheme_of,
    store_address,
    web_address,
)
from flows.extract.download import Opened, Remote, Unreachable, download
from flows.extract.dumps import NoDumps, NoSuchDump, dump_id_of, find_dumps, is_dump_name
from flows.extract.limits import Limits
from flows.extract.stores import Listed, StoreDump, head, listed

PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Fetched:
    """A dump at hand: a file of its bytes, their SHA-256 and number, and the version that a remote server gives."""

    path: Path
    dump_id: str
    byte_count: int
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A dump that was found.

    uri: as dumps.uri tells it, without secrets. name: by which a format is told where the bytes leave it open.
    byte_count, version: what is known before it is read. remote: what fetches it where it is no file; None for a file
    and for standard input.
    """

    uri: str
    name: str
    byte_count: int | None = None
    version: str | None = None
    is_file: bool = False
    remote: Remote | None = None

    @property
    def path(self) -> Path | None:
        """That of a file. It is not kept: a folder may have a hundred thousand, and a Path is larger than all else."""
        return Path(self.uri) if self.is_file else None


def find_sources(places: Iterable[str | Path], limits: Limits | None = None) -> Iterator[Source]:
    """The dumps that paths, folders, globs and addresses lead to: files first, each once; then the remote ones.

    Object stores are asked what they have; web addresses are not fetched. Raises UserError, before the first is given:
    NoSuchDump, NoDumps, BadAddress, Unreachable.
    """
    files: list[str | Path] = []
    others: dict[str, Source] = {}
    for place in places:
        text = str(place)
        scheme = scheme_of(text)
        if text == STDIN:
            others[STDIN_URI] = Source(STDIN_URI, "")
        elif scheme in STORES:
            others |= {source.uri: source for source in _in_store(text, limits or Limits())}
        elif scheme in WEB:
            address = web_address(text)
            others[address] = _on_web(address, limits or Limits())
        elif scheme is not None and not Path(text).exists():
            raise BadAddress(f"{scheme}://…: dumps are read from paths, s3://, gs://, http:// and https://")
        else:
            files.append(place)
    return chain(map(_of_file, find_dumps(files)), (others[key] for key in sorted(others)))


def source_at(uri: str, limits: Limits | None = None) -> Source | None:
    """The source of which dumps.uri tells, for reading it again; None where it is not there. Raises UserError."""
    scheme = scheme_of(uri)
    if scheme is None and uri != STDIN_URI:
        return next((_of_file(path) for path in (Path(uri), Path(_unwritten(uri))) if path.is_file()), None)
    if scheme in STORES:
        address = store_address(uri)
        return Source(address.uri, name_of(address.key), remote=StoreDump(address))
    if scheme in WEB:
        return _on_web(web_address(uri), limits or Limits())
    return None


@contextmanager
def fetched(
    source: Source, folder: Path | None = None, limits: Limits | None = None, known: str | None = None
) -> Iterator[Fetched]:
    """A file with the bytes of a source, as long as the block lasts. A remote one is copied to a file in `folder`.

    `known` is the version that the lake has: NotModified is raised where a web server says that it still is. Raises
    UserError where it cannot be fetched.
    """
    limits = limits or Limits()
    if (path := source.path) is not None:
        yield Fetched(path, dump_id_of(path), path.stat().st_size)
        return
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix="fetched-") as file:
        got = download(_remote(source, known), cast(BinaryIO, file), limits)
        file.flush()
        yield Fetched(Path(file.name), got.dump_id, got.byte_count, got.version)


def _remote(source: Source, known: str | None) -> Remote:
    if source.remote is None:
        return _StandardInput()
    if known and scheme_of(source.uri) in WEB:
        from flows.extract.web import WebDump

        return replace(cast(WebDump, source.remote), known_version=known)
    return source.remote


def file_source(uri: str, byte_count: int) -> Source:
    """That of a file, by its path."""
    return Source(uri, uri.rpartition("/")[2], byte_count, is_file=True)


def written(uri: str) -> str:
    """A uri as a table can hold it: bytes of a file's name that are no UTF-8 as `\\xe9`."""
    return uri.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _unwritten(uri: str) -> str:
    """What `written` was given."""
    put_back = re.sub(rb"\\x([89a-f][0-9a-f])", lambda found: bytes.fromhex(found[1].decode()), uri.encode())
    return put_back.decode("utf-8", "surrogateescape")


def _of_file(path: Path) -> Source:
    return file_source(path.as_posix(), path.stat().st_size)


def _on_web(address: str, limits: Limits) -> Source:
    from flows.extract.web import WebDump  # httpx: a quarter of a second

    remote = WebDump(address, limits)
    return Source(remote.uri, name_of(address), remote=remote)


def _in_store(place: str, limits: Limits) -> list[Source]:
    """The object at an address, else the dumps below it or that its glob fits."""
    address = store_address(place)
    exact = head(address) if address.key and not address.key.endswith("/") else None
    if exact is not None:
        return [_of_store(exact)]
    is_glob = glob.has_magic(address.key)
    found = [one for one in listed(address, limits.max_listed) if is_glob or is_dump_name(name_of(one.address.key))]
    if not found and (is_glob or not address.key.endswith("/")):
        raise NoSuchDump(f"no such dump: {address.uri} (check bucket and key; put a glob in quotes)")
    if not found:
        raise NoDumps(f"no dumps in {address.uri}: name objects, or a prefix with some whose names end as dumps do")
    return [_of_store(one) for one in found]


def _of_store(one: Listed) -> Source:
    name = name_of(one.address.key)
    return Source(one.address.uri, name, one.byte_count, one.version, remote=StoreDump(one.address))


class _StandardInput:
    """What is piped in. It comes once: after an error there is no way to read it again."""

    uri = STDIN_URI
    _is_read = False

    @contextmanager
    def open(self, offset: int, version: str | None) -> Iterator[Opened]:
        """As download.Remote."""
        stream = sys.stdin.buffer
        if sys.stdin.isatty():
            raise Unreachable("nothing is piped into standard input: write `… | dateline ingest -`")
        if _StandardInput._is_read:
            raise Unreachable("standard input was read already: run the command again")
        _StandardInput._is_read = True
        yield Opened(iter(lambda: stream.read(PIECE_BYTES), b""), 0, None, None)
