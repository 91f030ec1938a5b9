"""Addresses of remote dumps: which are read, and what of them may be kept and shown."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from transforms.errors import UserError

WEB = ("http", "https")
STORES = ("s3", "gs")
STDIN = "-"
# How dumps.uri tells of a dump that came through standard input.
STDIN_URI = "stdin:"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; Google's may have underscores, too.
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")
# Parameters of signed addresses (Amazon, Google, Azure, CloudFront) and of APIs. What is kept must not open anything.
_SECRET_NAME = re.compile(
    r"sig|token|secret|pass|pwd|auth|key|cred|session|expire|policy|code|jwt|otp|x-amz|x-goog|accessid|^s[eiprtv]$|^sk",
    re.I,
)
_SECRET_VALUE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w+/=.-]{20,}")


class BadAddress(UserError):
    """An address that is not read; the message holds nothing of it that may be secret."""


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """An object or a prefix of an object store. `key` is as the store has it: not percent-encoded."""

    scheme: str
    bucket: str
    key: str

    @property
    def uri(self) -> str:
        """As users write it."""
        return f"{self.scheme}://{self.bucket}/{self.key}"


def scheme_of(place: str) -> str | None:
    """The scheme of an address, in lower case; None for a path."""
    match = _SCHEME.match(place)
    return match[1].lower() if match else None


def store_address(place: str) -> StoreAddress:
    """`s3://bucket/key` taken apart. Raises BadAddress."""
    scheme, _, rest = place.partition("://")
    bucket, _, key = rest.partition("/")
    if not _BUCKET.fullmatch(bucket) or "\0" in key:
        raise BadAddress(f"{scheme}://…: write {scheme}://BUCKET/KEY; credentials come from the environment")
    return StoreAddress(scheme.lower(), bucket, key)


def web_address(place: str) -> str:
    """An http(s) address that may be fetched, without its fragment. Raises BadAddress."""
    try:
        parts = urlsplit(place)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadAddress("an http(s) address that cannot be read: check its host and port") from None
    if parts.scheme.lower() not in WEB or not host:
        raise BadAddress(f"{parts.scheme}://…: only http:// and https:// with a host are fetched")
    if parts.username is not None or parts.password is not None:
        raise BadAddress(f"{parts.scheme}://…@{host}: leave out user and password, and put them into ~/.netrc")
    return urlunsplit((parts.scheme.lower(), parts.netloc, quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"),
                       parts.query, ""))  # fmt: skip


def public_address(address: str) -> str:
    """An http(s) address without what may open something: signatures, tokens, user and password, fragment."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _SECRET_NAME.search(name) and not _SECRET_VALUE.fullmatch(value)]  # fmt: skip
    return urlunsplit((parts.scheme, host, parts.path, urlencode(kept), ""))


def name_of(address: str) -> str:
    """The file name at the end of an address."""
    path = urlsplit(address).path if scheme_of(address) in WEB else address
    return unquote(PurePosixPath(path).name)[:255]
