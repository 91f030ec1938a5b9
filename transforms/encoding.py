"""Which character encoding the bytes of a text dump are in, told from their beginning; and how they are decoded.

Decoding never fails and is the same on every run, so that a locator (code points of the decoded dump) always leads
back to the same bytes.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from charset_normalizer import from_bytes

# Bytes from the start of a dump on which its encoding is decided.
SAMPLE_BYTES = 1 << 18
# Above this share of control characters bytes are no text: random bytes have 0.1, real text has next to none.
MAX_CONTROL_SHARE = 0.02
# NUL bytes up to this share are noise in a text (padding, a faulty copy), as are bytes that are not UTF-8 in UTF-8.
MAX_NOISE_SHARE = 0.01

MARKS = (
    ("utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
# How files that are not text begin. https://en.wikipedia.org/wiki/List_of_file_signatures
SIGNATURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a zip archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "gzip inside gzip or zstandard",
    b"\x28\xb5\x2f\xfd": "zstandard inside gzip or zstandard",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ\x00": "an xz file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite format 3": "a SQLite database",
}

# Letters beyond ASCII that each language writes, by the Windows code page that was made for it; the likeliest code page
# first, since it wins where several decode to the same letters.
LATIN_ALPHABETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "cp1252",
        ("àâæçéèêëîïôœùûüÿ", "äöüßé", "áéíñóúüç", "àèéìíîòóùú", "áâãàçéêíóôõúü", "åäöéæø", "áéíóúýðþæö", "éèëïóöüáíúê"),
    ),
    ("cp1250", ("áčďéěíňóřšťúůýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "áäčďéíĺľňóôŕšťúýž")),
    ("cp1254", ("çğıiöşüâîû̇",)),
    ("cp1257", ("āčēģīķļņšūž", "ąčęėįšųūž", "äöüõšž")),
)
# Among these, charset-normalizer decides: their letters fill whole words.
OTHER_SCRIPTS = (
    *("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "cp949"),
)
# Mean length of a run of bytes above 127 from which a text is taken to be in another script than Latin.
MIN_RUN_OF_OTHER_SCRIPT = 2.5


class Detected(NamedTuple):
    """An encoding by its Python name, and how many bytes of byte order mark stand before the text."""

    encoding: str
    mark_bytes: int


@dataclass(frozen=True, slots=True)
class NotText:
    """Why bytes are not read: `reason` is one of REJECT_REASONS."""

    reason: str
    detail: str


def detect(sample: bytes) -> Detected | NotText:
    """The encoding of the text that begins with this sample (at most SAMPLE_BYTES of it are looked at)."""
    sample = sample[:SAMPLE_BYTES]
    for encoding, mark in MARKS:
        # FF FE 00 00 is UTF-32, but also UTF-16 that begins with a NUL: the first only where it decodes.
        if sample.startswith(mark) and (encoding != "utf-32-le" or _is_wide_text(sample[4:], encoding)):
            return Detected(encoding, len(mark))
    for signature, kind in SIGNATURES.items():
        if sample.startswith(signature):
            return NotText("binary", f"the bytes are {kind}")
    wide = _wide(sample)
    if wide:
        return Detected(wide, 0)
    if sample.count(0) > MAX_NOISE_SHARE * len(sample) + 1 or _control_share(sample) > MAX_CONTROL_SHARE:
        return NotText("binary", "the bytes hold control characters as no text does")
    narrow = sample.replace(b"\0", b"")
    if _is_utf8(narrow):
        return Detected("utf-8", 0)
    code_page = _eight_bit(narrow)
    if code_page is None:
        return NotText("unreadable_encoding", "save the file as UTF-8 and load it again")
    return Detected(code_page, 0)


def decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The text of the chunks, piece by piece. What does not decode becomes a character in its place, never an error.

    NUL bytes, which are noise in all but UTF-16 and UTF-32, are left out: they stand inside characters, too.
    """
    wide = encoding.startswith(("utf-16", "utf-32"))
    decoder = codecs.getincrementaldecoder(encoding)("replace" if wide else "dateline.repair")
    for chunk in chunks:
        yield decoder.decode(chunk if wide else chunk.replace(b"\0", b""))
    yield decoder.decode(b"", final=True)


def _repair(error: UnicodeError) -> tuple[str, int]:
    """A lone byte that is not UTF-8 is most often Windows-1252; what is left of a longer sequence cannot be told."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    if error.encoding == "utf-8" and len(bad) > 1:
        return "\ufffd", error.end
    if error.encoding == "utf-8":
        return bad.decode("cp1252", "replace"), error.end
    return "\ufffd" * len(bad), error.end


codecs.register_error("dateline.repair", _repair)

_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\x0b\x0c\x1b") + b"\x7f"


def _control_share(sample: bytes) -> float:
    without_nul = len(sample) - sample.count(0)
    controls = without_nul - len(sample.translate(None, _CONTROLS + b"\0"))
    return controls / max(1, without_nul)


def _wide(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: NUL bytes stand where the upper halves of ASCII characters are."""
    if sample.count(0) < 0.02 * len(sample) or len(sample) < 4:
        return None
    for encoding, unit, ascii_at in (
        ("utf-32-le", 4, 0),
        ("utf-32-be", 4, 3),
        ("utf-16-le", 2, 0),
        ("utf-16-be", 2, 1),
    ):
        nulls = [sample[at::unit].count(0) for at in range(unit)]
        rest = sum(nulls) - nulls[ascii_at]
        if nulls[ascii_at] <= 0.01 * rest and _is_wide_text(sample, encoding):
            return encoding
    return None


def _is_wide_text(sample: bytes, encoding: str) -> bool:
    usable = sample[: len(sample) // 4 * 4]
    text = usable.decode(encoding, "replace")
    odd = sum(1 for c in text if not (c.isprintable() or c.isspace()) or c == "\ufffd")
    return bool(text) and odd <= 0.05 * len(text) and any(c in " \n\r\t" for c in text)


_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # a character cut at the sample's end is no error
        return True
    except UnicodeDecodeError:
        pass
    good = len(_MULTIBYTE.findall(sample))
    bad = len(_MULTIBYTE.sub(b"", sample)) - len(_MULTIBYTE.sub(b"", sample).translate(None, bytes(range(128, 256))))
    return bad <= MAX_NOISE_SHARE * max(100, 10 * good) and good > 4 * bad


def _eight_bit(sample: bytes) -> str | None:
    """A code page, told by its letters; None when none fits."""
    runs = _HIGH_RUN.findall(sample)
    if sum(map(len, runs)) >= MIN_RUN_OF_OTHER_SCRIPT * len(runs):
        found = from_bytes(sample[: 1 << 16], cp_isolation=list(OTHER_SCRIPTS)).best()
        if found is not None:
            return codecs.lookup(found.encoding).name
    share, encoding = max(
        ((_share_of_alphabet(sample, encoding, own), encoding) for encoding, own in LATIN_ALPHABETS),
        key=lambda scored: round(scored[0], 3),  # of equals, max takes the first
    )
    return encoding if share > 0.5 else None


_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def _share_of_alphabet(sample: bytes, encoding: str, alphabets: tuple[str, ...]) -> float:
    """Share of the non-ASCII letters that are one language's own, less symbols that stand inside words."""
    text = sample.decode(encoding, "replace")
    letters = "".join(c for c in text if c > "\x7f" and c.isalpha()).lower()
    faults = len(_SYMBOL_IN_WORD.findall(text)) + text.count("\ufffd")
    if not letters:
        return max(0.0, 1.0 - faults / max(1, sum(c > "\x7f" for c in text)))
    own = max(sum(letters.count(c) for c in set(alphabet)) for alphabet in alphabets)
    return max(0.0, (own - faults) / len(letters))


_SYMBOL_IN_WORD = re.compile(r"(?<=[a-zA-Z])[¡-©«-´¶-¿×÷](?=[a-zA-Z])")
