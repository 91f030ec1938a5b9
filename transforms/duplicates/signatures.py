"""MinHash signatures of shingle sets, and the keys by which similar ones are found.

Broder, "On the resemblance and containment of documents" (1997); kept to eight bits a value as in Li and König,
"b-Bit Minwise Hashing" (2010); keys by banding as in Leskovec et al., "Mining of Massive Datasets", section 3.4.
The permutations are fixed here, as numbers that follow from SHA-256, and not those of a library: what is in the lake
has to stay comparable with what the next version makes.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.duplicates.shingles import Hashes, mixed, shingles

# 512 values: an estimated Jaccard of 0.6 has a standard deviation of 0.022.
VALUES = 512
# 32 keys of 3 values each: two texts share a key with probability 1 - (1 - jaccard^3)^32, which is 0.88 at a Jaccard
# of 0.4, 0.986 at 0.5, 0.9996 at 0.6, and 1 in 30,000 at 0.01.
BANDS = 32
BAND_VALUES = 3
# Texts with fewer shingles are briefs, captions and notices, in which a shared phrase weighs too much.
MIN_SHINGLES = 30
# Shingles that are permuted at once: bounds the memory that a long text takes to 16 MB.
_CHUNK = 4_096


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text to compare it: its shingles' count, VALUES bytes, and its keys (BANDS 32-bit numbers)."""

    shingle_count: int
    values: bytes
    keys: list[int]


def signature_of(text: str) -> Signature | None:
    """The signature of a text; None for one with fewer than MIN_SHINGLES distinct shingles."""
    hashes = shingles(text)
    if len(hashes) < MIN_SHINGLES:
        return None
    minima = _minima(hashes)
    return Signature(
        shingle_count=len(hashes),
        values=(minima & np.uint32(0xFF)).astype(np.uint8).tobytes(),
        keys=_keys(minima),
    )


def _minima(hashes: Hashes) -> npt.NDArray[np.uint32]:
    """For each permutation the least value over the shingles."""
    least = np.full(VALUES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), _CHUNK):
        permuted = _FACTORS[:, None] * hashes[None, start : start + _CHUNK]
        permuted += _TERMS[:, None]
        np.minimum(least, permuted.min(axis=1), out=least)
    return (least >> np.uint64(32)).astype(np.uint32)  # the least of the upper halves is that of the least


def _keys(minima: npt.NDArray[np.uint32]) -> list[int]:
    bands = minima[: BANDS * BAND_VALUES].reshape(BANDS, BAND_VALUES).astype(np.uint64)
    keys = np.arange(BANDS, dtype=np.uint64)
    for place in range(BAND_VALUES):
        keys = mixed((keys << np.uint64(32)) ^ (keys >> np.uint64(32)) ^ bands[:, place])
    return [int(key) for key in keys >> np.uint64(32)]


def _numbers(purpose: str) -> Hashes:
    """VALUES fixed 64-bit numbers."""
    digests = (hashlib.sha256(f"dateline {purpose} {number}".encode()).digest() for number in range(VALUES))
    return np.fromiter((int.from_bytes(digest[:8], "big") for digest in digests), dtype=np.uint64, count=VALUES)


# Multiply-shift hashing (Dietzfelbinger et al., 1997): the upper half of factor * x + term, with odd factors.
_FACTORS = _numbers("factor") | np.uint64(1)
_TERMS = _numbers("term")
