"""The authors of a page, as names: without `By`, roles, agencies in brackets, addresses and the site's own name."""

import re
from collections.abc import Iterable, Sequence

from transforms.html.claims import Claims
from transforms.ids import folded

MAX_NAME_CHARS = 60
MAX_NAME_WORDS = 6
MAX_AUTHORS = 30
# What a page says for machines, in falling order of trust; what it says to readers, likewise: `rel` marks a link to an
# author's page, `printed` begins with `By`, `labelled` stands behind `Author:`, `link` leads to a page of an author,
# `byline` is named so by its class, `profile` is the address of an author's page.
DECLARED = ("json-ld", "meta", "microdata")
SAID = ("rel", "printed", "labelled")
SHOWN = ("byline", "link", "profile")
PRINTED_LINES = ("byline", "printed", "link")

_BY = re.compile(
    r"^(?:written\s+|posted\s+|published\s+|reviewed\s+|report\s+|story\s+|words\s+|text\s*|analysis\s+|opinion\s+|"
    r"veröffentlicht\s+|de\s+notre\s+\w+\s+)?(?:by|von|par|por|di|door|av|af|od|autor(?:e|en)?|author|auteur)\b\s*[:|]?\s+|^(?:by|von|par|por|author|autor|text|foto)\s*:\s*",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:[;|/\n•·、，；]|,\s+and\s+|\s+(?:and|und|et|y|e|og|och|en|&)\s+|,)\s*", re.I)
# `By` run into the name, as where a page sets them in elements of their own.
_GLUED_BY = re.compile(r"^(?:By|Von|Par|Por)(?=[A-Z][\w.])")
_INVERTED = re.compile(r"^([^\W\d_][\w'’-]+), ([^\W\d_]\.?|[^\W\d_][a-z'’-]+)((?: [\w.]+)?)$")
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|phd|md|dr|esq|mba|cfa|rn|dds|jd|ma|msc)\.?$", re.I)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|@\w+|\([^)]*\)|\[[^\]]*\]")
_TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
_BRACKETED = re.compile(r"^\s*\[([^\[\]]+)\]\s*$")
_ROLE = re.compile(
    r"\b(?:staff(?!\s+report)|senior|chief|special|political|correspondent|editor|reporter|writer|journalist|columnist|contributor|"
    r"producer|photographer|redakteur(?:in)?|staffer|updated|published|posted|view|see full|"
    r"more stories|archive|follow|subscribe|share|comments?|minutes?|hours?|read more|all posts|facebook|twitter|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?(?=\s+\d|$)|get author|"
    r"alle artikel|opinion)\b.*$",
    re.I,
)
_NO_BYLINE = re.compile(
    r"^(?:photo|picture|image|illustration|graphic|video|about|foto|bild|cover|edited|read|click|more|"
    r"last updated|updated|posted|published)",
    re.I,
)
_WHEN = re.compile(r"\s+(?:on|am|um|le|el)(?:\s+\w+day|\s+\w+tag|\s+\d.*)?$", re.I)
_PREPOSITION = re.compile(r"\s+(?:in|on|for|from|at|with|am|um|le|el)\s.*$|\s+(?:in|on|for|from|at|with|am|um|le|el)$")
_OUTLET = re.compile(r"^((?:\S*[a-z]\S*\s+){1,3}\S*[a-z]\S*)(?:\s+[A-Z]{2,}){2,}$")
_TWICE = re.compile(r"^(\S+ \S+) \1\b.*$")
_CLOCK = re.compile(r"\s+\d.*$")
_NOT_A_NAME = re.compile(
    r"^(?:admin|administrator|editor|editors|staff|author|authors|unknown|guest|none|null|undefined|webmaster|redaktion|"
    r"online|anonymous|username|follow|datum|share|the editors?|user|contributor|contributors|by|wire services?|na|"
    r"for|special to|with|text|foto|photo|advertorial|sponsored|view|more|read|log ?in|sign ?in|subscribe|"
    r"newsletter|comments?|published|updated|print|e ?mail|est read time|written|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"january|february|march|april|june|july|august|september|october|november|december|dec|jan|feb|min|phd|red)$",
    re.I,
)


def authors_of(claims: Claims) -> list[str]:
    """Names of the authors: persons declared, persons said, a team declared, persons shown, or the site.

    Of what readers see, a name that stands in two places is trusted before one that stands in one.
    """
    sites = {folded(name).replace(" ", "") for name in claims.site_names}
    named = {source: _named(claims, source) for source in (*DECLARED, *SAID, *SHOWN)}
    people = {source: [name for name in names if not _is_organisation(name, sites)] for source, names in named.items()}
    for source in DECLARED:
        if people[source]:
            # A page's own list of authors may well have a team in it; elsewhere an organisation is the publisher.
            listed = [name for name in named[source] if not _is_site(name, sites)]
            return _completed(listed if source == "json-ld" else people[source], claims, sites)[:MAX_AUTHORS]
    repeated = [source for source in (*SAID, *SHOWN) if _is_repeated(source, people)]
    teams = [name for source in DECLARED for name in named[source] if not _is_site(name, sites)]
    for source in (*repeated, *SAID):
        if people[source]:
            return _without_list(source, people[source])
    if teams:
        return teams[:1]
    for source in SHOWN:
        if people[source]:
            return _without_list(source, people[source])
    return next((names[:1] for names in named.values() if names), [])


def has_person(byline: Sequence[str], claims: Claims) -> bool:
    """Whether one of the authors is a person, as far as names tell."""
    sites = {folded(name).replace(" ", "") for name in claims.site_names}
    return any(not _is_organisation(name, sites) for name in byline)


def signers(text: str) -> list[str]:
    """The persons whose names are the whole of a paragraph: `Ann Lee`, `Ann Lee/Bo Ek` above or below a text."""
    words = text.replace("/", " ").split()
    if not 2 <= len(words) <= 8 or not all(word[0].isupper() and word.isalpha() for word in words):
        return []
    names = names_in(text, is_line=True)
    is_all = sum(len(name.split()) for name in names) == len(words)
    return names if is_all and not any(len(n.split()) > 4 or _ORGANISATION.search(folded(n)) for n in names) else []


def _named(claims: Claims, source: str) -> list[str]:
    names: list[str] = []
    for where, text, _ in claims.authors:
        if where == source:
            found = names_in(text, is_line=source in PRINTED_LINES)
            # `quay.example, Lindholm, Sweden` is an address; it names no more than the site.
            is_address = source in DECLARED and any(_is_address(text, site) for site in claims.site_names)
            names += [text] if is_address else found
    return _unique(names)


def _is_address(text: str, site: str) -> bool:
    bare = text.lower()
    return "." in site and (bare.startswith(site) or bare.endswith((f"({site})", f"(www.{site})", f" {site}")))


def _without_list(source: str, names: list[str]) -> list[str]:
    """A row of links to authors' pages is a list of stories, or of the staff: only its first is of this article."""
    return names[:1] if source in ("rel", "link", "byline") and len(names) > 4 else names[:MAX_AUTHORS]


def _completed(names: list[str], claims: Claims, sites: set[str]) -> list[str]:
    """The names, or a longer list in the page's meta that has them all: some JSON-LD gives the first author alone."""
    for where, text, _ in claims.authors:
        listed = _unique(names_in(text)) if where == "meta" else []
        known = {folded(name) for name in listed}
        is_more = len(names) < len(listed) <= len(names) + 3 and all(folded(name) in known for name in names)
        if is_more and not any(_is_organisation(name, sites) for name in listed):
            return listed
    return names


def _is_repeated(source: str, people: dict[str, list[str]]) -> bool:
    ours = {folded(name) for name in people[source]}
    return any(folded(name) in ours for other in (*SAID, *SHOWN) if other != source for name in people[other])


_ORGANISATION = re.compile(
    r"\b(?:news|media|times|press|agency|reuters|afp|dpa|gmbh|ltd|inc|llc|magazine|staff|team|redaktion|redaccion|redazione|"
    r"desk|newsroom|editors?|editorial|agenturen|wires?|online|journal|tribune|herald|gazette|post|tv|radio|association|"
    r"foundation|university|institute|group|nast|services?|bureau|report|daily|weekly|world|today|network|admin|contributor)\b",
    re.I,
)


MAX_ACRONYM_CHARS = 5


def _is_organisation(name: str, sites: set[str]) -> bool:
    is_acronym = name.isupper() and len(name) <= MAX_ACRONYM_CHARS and " " not in name
    has_host = "." in name.strip(".").split()[-1]
    return is_acronym or has_host or _is_site(name, sites) or bool(_ORGANISATION.search(folded(name)))


def _is_site(name: str, sites: set[str]) -> bool:
    bare = folded(name).replace(" ", "")
    return bare in sites or bare.removeprefix("the") in sites


def names_in(text: str, *, is_line: bool = False) -> list[str]:
    """The names that a byline or an author field holds; a printed line (`is_line`) must say `By`, or be just names."""
    text = _BRACKETED.sub(r"\1", _TAG.sub(" ", text))
    bare = _GLUED_BY.sub("By ", " ".join(_ADDRESS.sub(" ", text).split()))
    has_by = _BY.match(bare) is not None
    bare = _BY.sub("", bare, count=1)
    inverted = None if has_by else _INVERTED.match(bare)
    if inverted:
        return [f"{inverted[2]}{inverted[3]} {inverted[1]}"]
    parts = _SPLIT.split(bare)
    names: list[str] = []
    for part in parts:
        if _SUFFIX.match(part.strip()) and names:
            continue
        name = _cleaned(part)
        if name and _is_name(name, strict=is_line):
            names.append(name)
    return names


def _cleaned(part: str) -> str:
    if _NO_BYLINE.match(part.strip()):
        return ""
    part = _CLOCK.sub("", _BY.sub("", part.strip(" -–—:,|·•"), count=1))
    without_role = _ROLE.sub("", part).strip(" -–—:,|·•")
    part = _WHEN.sub("", part)
    without_role = _PREPOSITION.sub("", without_role)
    without_role = _OUTLET.sub(r"\1", without_role)
    without_role = _TWICE.sub(r"\1", without_role)
    if part and not without_role:
        return "" if len(part.split()) > 1 else part
    if len(without_role.split()) < 2 or _ORGANISATION.search(without_role):
        without_role = part  # `Guardian staff reporter`, `News Desk`
    return " ".join(without_role.split())


def _is_name(name: str, *, strict: bool) -> bool:
    words = name.split()
    if not 1 < len(name) <= MAX_NAME_CHARS or len(words) > MAX_NAME_WORDS or _NOT_A_NAME.match(name):
        return False
    if not any(c.isalpha() for c in name) or (" " in name and any(word[0].isdigit() for word in words)):
        return False
    if strict:  # a name is two words or more that begin with capitals, particles aside
        capitals = sum(word[0].isupper() or not word[0].isascii() for word in words)
        return len(words) >= 2 and capitals >= len(words) - 2 and words[0][0].isupper()
    return True


def _unique(names: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(folded(name), name)
    return [name for key, name in found.items() if key and not _is_part(key, found)]


def _is_part(key: str, others: Sequence[str] | dict[str, str]) -> bool:
    """Whether another name of the list says it better: a full name where this is a surname, or one without a role."""
    for other in others:
        if key != other and f" {key} " in f" {other} " and " " not in key:
            return True
        if key != other and " " in other and key.startswith(f"{other} "):
            return True
    return False
