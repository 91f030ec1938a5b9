"""Dumps in object stores, s3:// and gs://, by obstore (the extra `remote`).

Credentials and servers come from the environment alone, by the names that other tools use: AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL, AWS_SKIP_SIGNATURE=true for public buckets;
GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_BASE_URL, GOOGLE_SKIP_SIGNATURE=true.
"""

import glob
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from flows.extract.addresses import StoreAddress
from flows.extract.download import Opened, Transient, Unreachable

if TYPE_CHECKING:
    from obstore.store import GCSStore, S3Store

PIECE_BYTES = 1 << 20
# Of one request; a download as a whole is taken up again by `download`.
RETRY: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}
CLIENT: Any = {"connect_timeout": timedelta(seconds=20), "timeout": timedelta(hours=1)}
ENDPOINTS = {"s3": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"), "gs": ("GOOGLE_BASE_URL",)}
CURES = {
    "s3": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SKIP_SIGNATURE=true for a public bucket; AWS_REGION",
    "gs": "set GOOGLE_APPLICATION_CREDENTIALS, or GOOGLE_SKIP_SIGNATURE=true for a public bucket",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An object of a store: its address, size in bytes, and entity tag."""

    address: StoreAddress
    byte_count: int
    version: str | None


@dataclass(frozen=True, slots=True)
class StoreDump:
    """A dump in an object store."""

    address: StoreAddress

    @property
    def uri(self) -> str:
        """The address: it holds no secrets."""
        return self.address.uri

    @contextmanager
    def open(self, offset: int, version: str | None) -> Iterator[Opened]:
        """As download.Remote."""
        store = _store(self.address)
        import obstore
        from obstore.exceptions import PreconditionError

        start, options = 0, None
        if offset and version:
            start, options = offset, cast(Any, {"range": {"offset": offset}, "if_match": f'"{version}"'})
        try:
            try:
                answer = obstore.get(store, self.address.key, options=options)
            except PreconditionError:  # another version by now
                start, answer = 0, obstore.get(store, self.address.key)
        except Exception as error:
            raise _told(error, self.address) from None
        yield Opened(_pieces(answer, self.address), start, int(answer.meta["size"]), _bare(answer.meta["e_tag"]))


def head(address: StoreAddress) -> Listed | None:
    """The object at this very key, if there is one. Raises Unreachable."""
    store = _store(address)
    import obstore

    try:
        meta = obstore.head(store, address.key)
    except FileNotFoundError:
        return None
    except Exception as error:
        raise _told(error, address, is_final=True) from None
    return Listed(address, int(meta["size"]), _bare(meta["e_tag"]))


def listed(address: StoreAddress, max_count: int) -> Iterator[Listed]:
    """The objects below a prefix, or those that a glob (`*`, `?`, `[…]`, `**`) fits. Raises Unreachable."""
    store = _store(address)
    import obstore

    fits = glob_of(address.key) if glob.has_magic(address.key) else None
    folder = _fixed_part(address.key) if fits else address.key
    prefix = folder.rstrip("/") + "/" if folder else None
    count = 0
    try:
        for batch in obstore.list(store, prefix=prefix):
            for meta in batch:
                count += 1
                if count > max_count:
                    raise Unreachable(f"{address.uri}: more objects than max_listed ({max_count})")
                if (fits is None or fits.fullmatch(meta["path"])) and not meta["path"].endswith("/"):
                    found = StoreAddress(address.scheme, address.bucket, meta["path"])
                    yield Listed(found, int(meta["size"]), _bare(meta["e_tag"]))
    except FileNotFoundError:
        return
    except Unreachable:
        raise
    except Exception as error:
        raise _told(error, address, is_final=True) from None


def glob_of(pattern: str) -> re.Pattern[str]:
    """A glob over keys: `*` and `?` stay within a folder, `**/` stands for any folders, also none."""
    parts = pattern.split("/")
    expressions = []
    for at, part in enumerate(parts):
        is_last = at == len(parts) - 1
        if part == "**":
            expressions.append(".*" if is_last else "(?:[^/]+/)*")
        else:
            expressions.append(_GLOB_SIGN.sub(_sign, part) + ("" if is_last else "/"))
    return re.compile("".join(expressions))


_GLOB_SIGN = re.compile(r"\*+|\?|\[!?\]?[^\]]*\]|.", re.S)


def _sign(match: re.Match[str]) -> str:
    sign = match[0]
    if sign[0] == "*":
        return "[^/]*"
    if sign == "?":
        return "[^/]"
    if len(sign) > 2:
        inner = sign[1:-1].replace("\\", "\\\\").replace("[", "\\[")
        return f"(?!/)[{'^' + inner[1:] if inner[0] == '!' else inner.replace('^', chr(92) + '^')}]"
    return re.escape(sign)


def _fixed_part(pattern: str) -> str:
    """The folders above the first part that is a pattern."""
    folders: list[str] = []
    for part in pattern.split("/")[:-1]:
        if glob.has_magic(part):
            break
        folders.append(part)
    return "/".join(folders)


def _store(address: StoreAddress) -> "S3Store | GCSStore":
    try:
        from obstore.store import GCSStore, S3Store
    except ImportError:
        raise Unreachable(
            f"{address.scheme}:// needs the extra `remote`: pip install 'dateline[remote]' (or obstore)"
        ) from None
    endpoint = next((os.environ[name] for name in ENDPOINTS[address.scheme] if os.environ.get(name)), "")
    client: Any = CLIENT | ({"allow_http": True} if endpoint.startswith("http://") else {})
    if address.scheme == "gs":
        return GCSStore(address.bucket, client_options=client, retry_config=RETRY)
    return S3Store(address.bucket, client_options=client, retry_config=RETRY)


def _pieces(answer: Any, address: StoreAddress) -> Iterator[bytes]:
    pieces = iter(answer.stream(min_chunk_size=PIECE_BYTES))
    while True:
        try:
            piece = next(pieces, None)
        except Exception as error:
            raise _told(error, address) from None
        if piece is None:
            return
        yield bytes(piece)


def _told(error: Exception, address: StoreAddress, *, is_final: bool = False) -> Exception:
    """The error as one that tells what to do."""
    from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

    said = " ".join(str(error).partition("Debug source")[0].split())[:300]
    if isinstance(error, FileNotFoundError):
        return Unreachable(f"{address.uri}: no such object")
    if isinstance(error, PermissionDeniedError | UnauthenticatedError):
        return Unreachable(f"{address.uri}: access denied: {CURES[address.scheme]}")
    if is_final and isinstance(error, BaseError):
        return Unreachable(f"{address.uri}: {said} ({CURES[address.scheme]})")
    if isinstance(error, BaseError | OSError):
        return Transient(said)
    return error


def _bare(tag: str | None) -> str | None:
    """An entity tag as heads and listings both have it."""
    return (tag or "").strip('"') or None
