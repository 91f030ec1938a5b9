"""Addresses of pages, as dumps give them: not all can be taken apart."""

from urllib.parse import urlsplit


def address_of(text: str | None) -> str | None:
    """The text, where it has the form of a URL (RFC 3986) or of a part of one; None where it cannot be read as such."""
    try:
        urlsplit(text or "")
    except ValueError:  # a bracket in the host that opens no IPv6 address, and the like
        return None
    return text


def host_of(text: str | None) -> str:
    """The host that an address names, in lower case; empty where it names none."""
    return (urlsplit(address_of(text) or "").hostname) or ""
