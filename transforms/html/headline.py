"""The headline of a page: the printed one, without the name of the site that pages add to it."""

import re
from collections.abc import Iterator, Sequence

from transforms.html.claims import Claims
from transforms.ids import folded

# Between a headline and the name of a site or section; a hyphen, colon or dot only with space around.
_SEPARATOR = re.compile(r"\s+[-–—|│·•:»«›/*~]+\s+|\s*[|｜│]\s*|\s+::\s+|(?<=\S)[：]\s*")
# A headline has at least this many words of its own (characters, in scripts without spaces).
MIN_WORDS = 2


def headline_of(claims: Claims) -> str | None:
    """The headline, trusted in this order: JSON-LD, the page's h1, OpenGraph and other meta, microdata, `<title>`.

    What pages call themselves in metadata is often cut or tuned for search; the h1 is what readers see, but on many
    pages it is the site's own name or that of a section. So an h1 counts where the metadata supports it.
    """
    names = [folded(name) for name in claims.site_names]
    names += [folded(text) for text in _of(claims, "h1") if _is_label_of_title(text, claims)]
    candidates = [stripped(text, claims, names) for text in _in_order(claims)]
    sound = (text for text in candidates if _is_headline(text, names))
    return next(sound, None) or next((text for text in candidates if folded(text)), None)


def _is_label_of_title(text: str, claims: Claims) -> bool:
    """Whether a heading is what `<title>` has after its first part: the name of the site or of a section."""
    later = [folded(piece) for title in claims.all("title") for piece in _SEGMENT.split(title)[1:]]
    own = [folded(other) for source in ("json-ld", "meta", "microdata") for other in _of(claims, source)]
    return folded(text) in later and folded(text) not in own


_SEGMENT = re.compile(r"\s+[-–—|│·•:»«›/*~]+\s+|\s*[|｜│]\s*|\s+::\s+")


def _in_order(claims: Claims) -> Iterator[str]:
    meta = [*_of(claims, "json-ld"), *_of(claims, "meta"), *claims.all("title")]
    printed = _of(claims, "h1")
    supported = [text for text in printed if any(_supports(other, text) for other in meta)]
    # A word or two above a page whose title is a sentence name its section.
    if len(printed) == 1 and not supported and _is_section(printed[0], claims):
        printed = []
    yield from _agreed(claims, supported)
    yield from _of(claims, "json-ld")
    yield from supported
    yield from _of(claims, "meta")
    yield from _of(claims, "microdata")
    if len(printed) == 1:
        yield from printed
    yield from claims.all("title")
    yield from _of(claims, "json-ld page")
    yield from printed


def _is_section(printed: str, claims: Claims) -> bool:
    title = claims.first("title") or ""
    return len(printed.split()) <= 3 and len(title.split()) >= 6


def _agreed(claims: Claims, printed: Sequence[str]) -> list[str]:
    """The printed headline that both OpenGraph and microdata repeat: three places that agree know better than one."""
    shared, marked = _of(claims, "meta")[:1], _of(claims, "microdata")[:1]
    return [
        text for text in printed[:1] if [folded(text)] == [folded(t) for t in shared] == [folded(t) for t in marked]
    ]


def _of(claims: Claims, source: str) -> list[str]:
    return [text for where, text in claims.by_field["headline"] if where == source]


def _supports(meta: str, printed: str) -> bool:
    """Whether two wordings are of one headline: one begins with the other, or most of their words are shared."""
    first, second = folded(meta), folded(printed)
    if not first or not second:
        return False
    if first.startswith(second) or second.startswith(first):
        return True
    ours, theirs = set(first.split()), set(second.split())
    return len(ours & theirs) >= 0.6 * min(len(ours), len(theirs)) and min(len(ours), len(theirs)) >= 4


def _is_headline(text: str, names: Sequence[str]) -> bool:
    bare = folded(text)
    joined = bare.replace(" ", "")
    # The site's name may have words around that of its address: `Four Years Remaining` on fouryears.example.
    is_site = any(len(name) > 4 and joined.startswith(name) and len(joined) <= len(name) + 12 for name in names)
    return bool(bare) and bare not in names and not is_site and not _IS_GENERIC.fullmatch(bare)


_IS_GENERIC = re.compile(
    r"home(page)?|news|index|untitled( document)?|article|404.*|page not found|just a moment|loading|story|blog"
)


def stripped(text: str, claims: Claims, names: Sequence[str]) -> str:
    """A headline without the site's name, its section or its author at the end or the beginning."""
    wordings = {folded(other) for other in [*claims.all("headline"), *claims.all("title")]}
    for _ in range(3):
        pieces = list(_SEPARATOR.finditer(text))
        if not pieces:
            break
        last, first = pieces[-1], pieces[0]
        if _is_label(text[last.end() :], text[: last.start()], claims, names, wordings):
            text = text[: last.start()].strip()
        elif _is_label(text[: first.start()], text[first.end() :], claims, names, wordings, at_end=False):
            text = text[first.end() :].strip()
        else:
            break
    return text


def _is_label(
    label: str, rest: str, claims: Claims, names: Sequence[str], wordings: set[str], *, at_end: bool = True
) -> bool:
    bare, kept = folded(label), folded(rest)
    if not kept or (len(kept.split()) < MIN_WORDS and kept not in wordings and len(rest) < 8):
        return False
    if not bare:
        return False
    if bare in ("blog archive", "blog", "news", "exclusive"):
        return True
    joined = bare.replace(" ", "")
    for name in names:
        short = name.replace(" ", "").removeprefix("the")
        if joined.removeprefix("the") == short or (len(short) > 3 and bare in (f"{name} com", f"the {name}")):
            return True
        if not at_end and len(short) > 4 and joined.startswith(short) and len(joined) <= len(short) + 12:
            return True
        # `CNN Politics`, `Bhopal News The Times of India`: the name with a section.
        if at_end and len(short) > 3 and short in joined and len(joined) <= len(short) + 18:
            return True
    # What another wording of the page leaves out at the end is no part of the headline.
    return at_end and kept in wordings and len(bare) <= max(30, len(kept))
