"""Deterministic ids: the same fields give the same id on every machine and in every run."""

import hashlib
import re
import unicodedata
from functools import lru_cache


def stable_id(*fields: object) -> str:
    """The first 128 bits of SHA-256 over the fields, as 32 hex digits; ("ab", "c") is not ("a", "bc")."""
    parts = [str(field).encode("utf-8", "surrogatepass") for field in fields]
    return hashlib.sha256(b"".join([len(part).to_bytes(8, "big") + part for part in parts])).hexdigest()[:32]


_NOT_A_WORD = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """The words of a text without case, width, accents, punctuation or spacing: what two copies of it share."""
    return _folded_name(text) if len(text) <= _NAME_CHARACTERS else _folded(text)


def _folded(text: str) -> str:
    bare = text if text.isascii() else unicodedata.normalize("NFKD", text)
    for mark in [c for c in set(bare) if c > "\x7f" and unicodedata.combining(c)]:
        bare = bare.replace(mark, "")
    return _NOT_A_WORD.sub(" ", bare).strip().casefold()


# Names are folded many times in each article, and come back in others.
_NAME_CHARACTERS = 60
_folded_name = lru_cache(maxsize=20_000)(_folded)
