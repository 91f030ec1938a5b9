"""Dumps at http(s) addresses, by httpx. Only addresses that the user names are fetched, and where they redirect to.

User and password for a host come from ~/.netrc, or the file that NETRC names; proxies from HTTP(S)_PROXY.
"""

import ipaddress
import netrc
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from flows.extract.addresses import BadAddress, public_address, web_address
from flows.extract.download import NotModified, Opened, Transient, Unreachable
from flows.extract.limits import Limits

CONNECT_SECONDS = 20.0
# Of silence.
READ_SECONDS = 60.0
REDIRECTS = (301, 302, 303, 307, 308)
# Busy, too many requests, and what stands between: https://www.rfc-editor.org/rfc/rfc9110#name-status-codes
PASSING = (408, 425, 429, 500, 502, 503, 504)
# Bytes as stored are asked for, since the dump is known by their hash.
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "dateline", "Accept": "*/*"}
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class WebDump:
    """A dump at an address. `known_version`: the strong entity tag of the bytes that the lake has from there."""

    address: str = field(repr=False)  # it may hold a signature
    limits: Limits
    known_version: str | None = None

    @property
    def uri(self) -> str:
        """The address without signatures and tokens."""
        return public_address(self.address)

    @contextmanager
    def open(self, offset: int, version: str | None) -> Iterator[Opened]:
        """As download.Remote."""
        headers = dict(HEADERS)
        if offset and version:
            headers |= {"Range": f"bytes={offset}-", "If-Range": version}
        elif self.known_version:
            headers["If-None-Match"] = self.known_version
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        try:
            with httpx.Client(timeout=timeout, auth=_netrc(), follow_redirects=False) as client:
                response = self._answered(client, headers)
                try:
                    yield self._opened(response)
                finally:
                    response.close()
        except (httpx.TransportError, httpx.StreamError) as error:
            raise Transient(str(error) or type(error).__name__) from None
        except (httpx.InvalidURL, httpx.CookieConflict) as error:
            raise Unreachable(f"{self.uri}: {error}") from None

    def _answered(self, client: httpx.Client, headers: dict[str, str]) -> httpx.Response:
        """The answer at the end of the redirects."""
        address = self.address
        for _ in range(self.limits.max_redirects + 1):
            response = client.send(client.build_request("GET", address, headers=headers), stream=True)
            if response.status_code not in REDIRECTS:
                return response
            location = response.headers.get("location", "")
            response.close()
            address = self._next(address, location)
        raise Unreachable(f"{self.uri}: more than max_redirects ({self.limits.max_redirects}) redirects")

    def _next(self, address: str, location: str) -> str:
        try:
            target = web_address(urljoin(address, location))
        except (BadAddress, ValueError):
            raise Unreachable(f"{self.uri}: it redirects to what is no http(s) address") from None
        old, new = urlsplit(address), urlsplit(target)
        if old.scheme == "https" and new.scheme == "http":
            raise Unreachable(f"{self.uri}: it redirects from https to http, where it could be changed on the way")
        if new.hostname != old.hostname and _is_inside(new.hostname or "") and not _is_inside(old.hostname or ""):
            raise Unreachable(f"{self.uri}: it redirects to an address inside a private network")
        return target

    def _opened(self, response: httpx.Response) -> Opened:
        status = response.status_code
        if status == 304:
            raise NotModified
        if status in PASSING:
            raise Transient(f"HTTP {status} {response.reason_phrase}", _asked_wait(response))
        if status == 416:
            raise Transient("the server has fewer bytes than before")
        if status not in (200, 206):
            raise Unreachable(f"{self.uri}: HTTP {status} {response.reason_phrase}{_cure(status)}")
        start, whole = 0, _number(response.headers.get("content-length"))
        if status == 206:
            told = _RANGE.fullmatch(response.headers.get("content-range", ""))
            if told is None:
                raise Unreachable(f"{self.uri}: the server sends a part without telling which")
            start, whole = int(told[1]), _number(told[2])
        tag = response.headers.get("etag", "")
        return Opened(response.iter_raw(), start, whole, tag if tag.startswith('"') else None)


def _netrc() -> httpx.NetRCAuth | None:
    file = os.environ.get("NETRC") or os.path.expanduser("~/.netrc")
    try:
        return httpx.NetRCAuth(file)
    except FileNotFoundError:
        return None
    except (netrc.NetrcParseError, OSError) as error:
        raise Unreachable(f"{file}: {error}") from None


def _is_inside(host: str) -> bool:
    """Whether a host is this machine or one of a private network. One that has no address is left to the proxy."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return any(not ipaddress.ip_address(str(address).partition("%")[0]).is_global for address in found)


def _asked_wait(response: httpx.Response) -> float:
    """Seconds of Retry-After; its form with a date is not looked at."""
    return float(_number(response.headers.get("retry-after")) or 0)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _cure(status: int) -> str:
    return {401: " (user and password come from ~/.netrc)", 403: " (is a signed address too old?)"}.get(status, "")
