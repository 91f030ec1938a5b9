"""Damaged dumps: mutations of whole ones, the same for the same seed.

The operations are those of AFL's havoc stage (https://lcamtuf.coredump.cx/afl/technical_details.txt): bits, bytes,
blocks and splices, with a dictionary of what formats of news trip over.
"""

import random
from collections.abc import Callable, Mapping, Sequence

WORDS = [
    *(b"\x00", b"\xff", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\r", b"\r\n\r\n", b"\x0b\x0c\x85"),
    *(b"\xe2\x80\xa8", b"\xc3\xa2\xe2\x82\xac", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\xe2\x80\xae"),
    *(b"\xcc\x81" * 40, b'"', b"'" * 30, "“".encode() * 30, b'"A," he said. "', b"(" * 50, b"\\" * 20, b"\\ud800"),
    *(b"-1", b"0", b"99999999999999999999", b"1e999", b"NaN", b"Updated 9999999999 min ago", b"31 February 0000"),
    *(b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n", b"Transfer-Encoding: chunked\r\n", b"\x1f\x8b\x08\x00"),
    *(b"PK\x03\x04", b'{"a":' * 150, b"[" * 150, b"}\n{", b",\n" * 20, b"\t" * 50, b"<" * 50, b"<div>" * 300),
    *(b"</article>", b"<!--", b"]]>", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"&b;" * 20, b"&#x110000;", b"<TEXT>"),
    *(b"</REUTERS>", b"Length: 0 words", b"Short Url\n", b"Follow\n", b"LONDON: ", b"1 of 99 DOCUMENTS", b"HEADLINE"),
    *(b"By ", b"http://[::1", b"data:,x", b"%00", b"<time datetime='99999-99-99'>"),
]


def mutated(seeds: Mapping[str, Sequence[bytes]], number: int, max_bytes: int) -> bytes:
    """Input `number` made of seeds by their format, all formats alike: at most `max_bytes` of one of them, with one to
    eight mutations, which may double it.
    """
    dice = random.Random(number)
    form = dice.choice(sorted(seeds))
    data = bytearray(_window(dice, dice.choice(seeds[form]), max_bytes))
    other = _window(dice, dice.choice(seeds[dice.choice((form, *sorted(seeds)))]), max_bytes)
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8))):
        dice.choice(OPERATIONS)(dice, data, other)
    return bytes(data[: 2 * max_bytes])


def _window(dice: random.Random, seed: bytes, max_bytes: int) -> bytes:
    """A seed that is too long from its beginning, where heads are, or from anywhere."""
    size = dice.choice((max_bytes // 10, max_bytes // 3, max_bytes, max_bytes))
    start = dice.choice((0, 0, dice.randrange(len(seed)))) if len(seed) > size else 0
    return seed[start : start + size]


def _span(dice: random.Random, data: bytearray) -> slice:
    start = dice.randrange(len(data) + 1)
    return slice(start, start + dice.choice((1, 2, 8, 40, 200, 2_000)))


def _flip(dice: random.Random, data: bytearray, _: bytes) -> None:
    for _ in range(dice.choice((1, 4, 32))):
        if data:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _overwrite(dice: random.Random, data: bytearray, _: bytes) -> None:
    span = _span(dice, data)
    data[span] = dice.randbytes(len(data[span]))


def _insert_word(dice: random.Random, data: bytearray, _: bytes) -> None:
    at = dice.randrange(len(data) + 1)
    data[at:at] = dice.choice(WORDS)


def _delete(dice: random.Random, data: bytearray, _: bytes) -> None:
    del data[_span(dice, data)]


def _repeat(dice: random.Random, data: bytearray, _: bytes) -> None:
    span = _span(dice, data)
    data[span.start : span.start] = bytes(data[span]) * dice.choice((1, 2, 10))


def _cut(dice: random.Random, data: bytearray, _: bytes) -> None:
    del data[dice.randrange(len(data) + 1) :]


def _splice(dice: random.Random, data: bytearray, other: bytes) -> None:
    data[dice.randrange(len(data) + 1) :] = other[dice.randrange(len(other) + 1) :]


OPERATIONS: list[Callable[[random.Random, bytearray, bytes], None]] = [
    *(_flip, _overwrite, _insert_word, _insert_word, _delete, _repeat, _cut, _splice)
]
