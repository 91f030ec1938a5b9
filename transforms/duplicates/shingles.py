"""A text as the set of its word shingles, each a 64-bit number.

Shingles are runs of five words, the length at which copied prose and prose on the same event part best (Lyon et al.,
"Detecting short passages of similar text in large document collections", 2001, find three to six).
"""

import hashlib
import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from transforms.ids import folded

SHINGLE_WORDS = 5
Hashes = npt.NDArray[np.uint64]

# Chinese, Japanese, Thai, Lao, Burmese and Khmer are written without spaces: each character stands for a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
# Odd 64-bit numbers by which the places of a shingle are told apart: digits of pi, as in Blowfish.
_PLACES = np.array(
    [0x243F6A8885A308D3, 0x13198A2E03707345, 0xA4093822299F31D1, 0x082EFA98EC4E6C89, 0x452821E638D01377],
    dtype=np.uint64,
)


def shingles(text: str) -> Hashes:
    """The distinct shingles of a text, sorted; none for a text of fewer than five words.

    Case, accents, punctuation and white space do not count, so that a reprint with other quotation marks is the same.
    """
    words = _UNSPACED.sub(r" \g<0> ", folded(text)).split()
    if len(words) < SHINGLE_WORDS:
        return np.empty(0, dtype=np.uint64)
    sequence = np.fromiter(map(_hashed, words), dtype=np.uint64, count=len(words))
    count = len(sequence) - SHINGLE_WORDS + 1
    sums = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(_PLACES):
        sums += sequence[place : place + count] * factor
    return np.unique(mixed(sums))


def mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64: a bijection after which each bit depends on all (Steele et al., 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=50_000)
def _hashed(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
