"""Which format a dump has: told by its first bytes, and by its name only where these leave it open."""

import re
from pathlib import PurePath

from lxml.html.defs import tags

from flows.extract.fields import HTML_KEYS, KNOWN_KEYS, TEXT_KEYS, key_of
from flows.extract.mbox import SEPARATOR
from flows.extract.packed import PACKED_SUFFIXES
from transforms.encoding import NotText, decoded, detect

_BOM = "\ufeff"
# Comments are atomic: one that may end at any later `-->` too makes as many readings as there are sets of them.
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:(?><!--.{0,5000}?-->)\s*)*+<(?:!doctype\s+html|html|head|body|meta\s|title>|script[\s>]|div[\s>])",
    re.I | re.S,
)
# Some pages have a script's or a server's output before their root: text, or elements of HTML. What begins with an
# element that HTML does not have is another markup, which may well call parts of its records BODY.
_HAS_ROOT = re.compile(r"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I)
_HTML_ELEMENTS = tags | {"main", "template", "picture", "dialog"}
_XML_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]{0,400}\?>\s*)?"
    r"(?:(?><!--.{0,5000}?-->|<\?.{0,1000}?\?>|<!DOCTYPE[^>\[]{0,1000}(?:\[[^\]]{0,20000}\]\s*)?>)\s*)*+"
    r"<(?:[\w.-]+:)?([\w.-]+)",
    re.S,
)
_XML_FORMATS = {
    "rss": "feed", "feed": "feed", "RDF": "feed", "newsItem": "newsml", "newsMessage": "newsml",
    "packageItem": "newsml", "NewsML": "newsml", "knowledgeItem": "newsml", "nitf": "nitf",
}  # fmt: skip
_BY_SUFFIX = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".jl": "jsonl", ".csv": "csv", ".tsv": "csv", ".html": "html",
    ".htm": "html", ".xhtml": "html", ".rss": "feed", ".atom": "feed",
}  # fmt: skip
# Below the line above an mbox's first mail.
_HEADER = re.compile(rb"[!-9;-~]{1,60}:[ \t]")
# Browsers begin with any of these headers; that the parts belong together tells a saved page from a mail.
_MHTML = re.compile(
    rb"(?=(?:MIME-Version|From|Snapshot-Content-Location|Subject|Date|Content-Type):)"
    rb"(?:[!-9;-~]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){0,20}?"
    rb"Content-Type:\s{0,5}multipart/related\b",
    re.I,
)
DELIMITERS = ",;\t|"


def format_of(head: bytes, name: str = "") -> str:
    """One of DUMP_FORMATS for the dump that begins with these bytes, unpacked; `text` where nothing else fits."""
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"filedesc://"):
        return "arc"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if len(head) >= 265 and head[257:262] == b"ustar":
        return "tar"
    if SEPARATOR.match(head) and _HEADER.match(head, head.index(b"\n") + 1):
        return "mbox"
    if _MHTML.match(head):
        return "mhtml"
    found = detect(head)
    if isinstance(found, NotText):
        return "text"
    text = "".join(decoded([head[found.mark_bytes :]], found.encoding)).lstrip(_BOM + "\0 \t\r\n")
    return _format_of_text(text, name)


def _format_of_text(text: str, name: str) -> str:
    root = _XML_ROOT.match(text) if text.startswith("<") else None
    if root and root[1] in _XML_FORMATS:
        return _XML_FORMATS[root[1]]
    is_other_markup = root and root[1].lower() not in _HTML_ELEMENTS
    if text.startswith("<") and (_HTML.match(text) or (not is_other_markup and _HAS_ROOT.search(text[:20_000]))):
        return "html"
    by_name = _BY_SUFFIX.get(suffix_of(name))
    if text.startswith("{") and (by_name == "jsonl" or _JSON_OBJECT.match(text)):
        return "jsonl"
    if text.startswith("[") and _JSON_ARRAY.match(text):
        return "json"
    if by_name in ("jsonl", "csv") and text:
        return by_name
    if by_name == "html" and "<" in text[:4096]:
        return "html"
    return "csv" if _is_delimited(text) else "text"


_JSON_OBJECT = re.compile(r"\{\s*(?:\"(?:[^\"\\]|\\.){0,200}\"\s*:|\})")
_JSON_ARRAY = re.compile(r"\[\s*\{\s*\"")


def _is_delimited(text: str) -> bool:
    """Whether the first line names columns that hold articles: a text, and something beside it."""
    line = text.partition("\n")[0].strip("\r")
    if not 5 <= len(line) <= 5_000:
        return False
    for delimiter in DELIMITERS:
        keys = {key_of(cell.strip("\"'")) for cell in line.split(delimiter)}
        has_text = bool(keys & {*TEXT_KEYS, *HTML_KEYS})
        if has_text and all(len(key) <= 40 for key in keys) and len(keys & KNOWN_KEYS) >= 2:
            return True
    return False


def suffix_of(name: str) -> str:
    """The suffix that tells of the content: `.jsonl` of `a.jsonl.gz`."""
    stem = name.lower()
    for packed in PACKED_SUFFIXES:
        stem = stem.removesuffix(packed)
    return PurePath(stem).suffix
