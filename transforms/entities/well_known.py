"""People whom news name by one word, because everybody knows them: their full names, by what the article tells.

An article that prints only `Merkel` means Angela Merkel. Which short names stand for whom is general knowledge, handed
in as data (see `WellKnown`). Nobody is guessed: a short name that several could mean in that article's year, a title
that the person never bore, and a surname that is common and lacks its office or its country name nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from transforms.entities.forms import Form, key_of
from transforms.entities.given_names import FEMALE, MALE
from transforms.entities.lexicon import words
from transforms.entities.names import person_key

if TYPE_CHECKING:
    from transforms.entities.cast import Cast, Member

# How sure it is that a short name means the person: below what an article itself prints.
CONFIDENCE = 0.9
# What a short name lacks by itself.
NEEDS = ("", "country", "office")

# Whoever is called so bears an office: if it isn't one of the person's, somebody else is meant.
_OFFICES = words(
    """president prime premier minister chancellor secretary sen senator rep representative congressman congresswoman
    gov governor mayor king queen prince princess emperor sultan emir judge justice gen general lt-gen col colonel maj
    lt lieutenant sgt sergeant cpl corporal const constable insp inspector det detective rev reverend fr bishop
    archbishop cardinal pope rabbi imam councillor councilman councilwoman alderman assemblyman assemblywoman officer
    trooper private pfc sheriff superintendent firefighter"""
)
# Offices that a country has one of, and that stay with the name: `President Carter`, long after. Of senators and mayors
# there are many, so the year must say which one.
_HIGHEST = words("president prime king queen prince princess emperor sultan shah pope")
# Names that tell of a country where the article does not print it.
_AT_HOME = {
    "US": """white house|senate|congress|house of representatives|capitol|capitol hill|pentagon|republican party|gop|
        democratic party|republicans|democrats|republican|democrat|democratic|supreme court|fbi|cia|state department|
        justice department|oval office|wall street|federal reserve|nfl|nba""",
    "GB": "downing street|house of commons|house of lords|westminster|whitehall|tory|tories|labour|labour party",
    "RU": "kremlin|duma|state duma",
    "IL": "knesset|likud|mossad|israel defense forces|idf",
    "IN": "lok sabha|bjp|bharatiya janata party",
    "DE": "bundestag|cdu|spd",
    "PS": "hamas|fatah|plo",
    "LB": "hezbollah|hizbollah",
    "ZA": "anc|african national congress",
}
_HOMES = {" ".join(name.split()): code for code, names in _AT_HOME.items() for name in names.split("|")}


@dataclass(frozen=True, slots=True)
class WellKnown:
    """One person: `shorts` are what news print instead of the name.

    `from_year` is the first in which a short name would be understood, `to_year` the last in which the person was in
    office or in the news (None: still); later articles mean whoever of a name came last. `offices` are words of titles,
    in lower case. `needs` says without what one word tells nobody: "", "country" (which the article must name), or
    "office" (that, and one of the titles before the name). Several words, as in `Duke of Sussex`, need nothing.
    """

    name: str
    shorts: tuple[str, ...]
    from_year: int
    to_year: int | None = None
    country_code: str | None = None
    offices: frozenset[str] = frozenset()
    needs: str = ""
    wikidata_id: str | None = None


@dataclass(frozen=True, slots=True)
class WellKnownPeople:
    """Look-ups by folded short name, and by the key of the full name. Make it with `well_known_people`."""

    by_short: Mapping[str, tuple[WellKnown, ...]] = field(default_factory=dict)
    by_name: Mapping[tuple[str, ...], WellKnown] = field(default_factory=dict)


NOBODY = WellKnownPeople()


@dataclass(frozen=True, slots=True)
class Setting:
    """When and where an article plays: its year; the year in or after which it was written, where that is all that is
    known; codes of the countries that it names."""

    year: int | None = None
    since: int | None = None
    countries: Collection[str] = frozenset()

    def has_begun(self, person: WellKnown) -> bool:
        """Whether the person may have been known by then."""
        return self.year is None or person.from_year <= self.year

    def is_past(self, person: WellKnown) -> bool:
        """Whether the person's years are over."""
        now = self.since if self.year is None else self.year
        return now is not None and person.to_year is not None and person.to_year < now

    def is_in_time(self, person: WellKnown) -> bool:
        """Whether the person's years are known to have begun, and not to be over."""
        now = self.since if self.year is None else self.year
        return now is not None and person.from_year <= now and not self.is_past(person)

    def is_here(self, person: WellKnown) -> bool:
        """Whether the article names the person's country."""
        return person.country_code is None or person.country_code in self.countries


def well_known_people(people: Iterable[WellKnown]) -> WellKnownPeople:
    """Look-ups of the people. A full name that two share finds neither."""
    shorts: dict[str, list[WellKnown]] = {}
    names: dict[tuple[str, ...], list[WellKnown]] = {}
    for person in people:
        names.setdefault(person_key(person.name), []).append(person)
        for short in dict.fromkeys(key_of(s) for s in person.shorts):
            shorts.setdefault(short, []).append(person)
    return WellKnownPeople(
        {short: tuple(bearers) for short, bearers in shorts.items()},
        {name: bearers[0] for name, bearers in names.items() if len(bearers) == 1},
    )


def vote_well_known(form: Form, people: WellKnownPeople) -> None:
    """The name of a well-known person, or a short form that needs nothing, is hardly anything but a person's."""
    bearers = people.by_short.get(form.key, ())
    if any(not p.needs for p in bearers) or (len(form.words) > 1 and person_key(form.text) in people.by_name):
        form.votes["person"] += 1.5 * len(form.mentions)


def name_the_well_known(
    cast: "Cast",
    people: WellKnownPeople,
    *,
    year: int | None = None,
    country: str | None = None,
    apart: Collection[str] = (),
) -> None:
    """Give members of whom only a short name is printed the full name of the one well-known person whom it means here.

    `year` is the article's, `country` its publisher's; `apart` are keys of names that are left as they are. Public ids
    go to those named in full too.
    """
    members = [m for m in cast.members if m.kind == "person" and key_of(m.name) not in apart]
    bearers = [people.by_short.get(key_of(m.name)) or _spelled_otherwise(m.name, people) for m in members]
    in_full = [
        None if short else people.by_name.get(person_key(m.name)) for m, short in zip(members, bearers, strict=True)
    ]
    if not any(bearers) and not any(in_full):
        return
    setting = _setting(cast, year, country, bearers, in_full)
    for member, short, known in zip(members, bearers, in_full, strict=True):
        if known is not None and (not known.needs or setting.is_here(known)) and setting.has_begun(known):
            member.wikidata_id = known.wikidata_id
        found = meant(member, short, setting)
        if found is not None:
            member.name, member.wikidata_id, member.is_well_known = found.name, found.wikidata_id, True
            member.confidence = round(member.confidence * CONFIDENCE, 3)


def _spelled_otherwise(name: str, people: WellKnownPeople) -> tuple[WellKnown, ...]:
    """Those of whom a full name is another spelling: one of their surnames, and a given name that sounds alike."""
    words = name.split()
    if len(words) < 2 or person_key(name) in people.by_name:
        return ()
    for size in range(min(3, len(words) - 1), 0, -1):
        bearers = people.by_short.get(key_of(" ".join(words[-size:])), ())
        found = tuple(p for p in bearers if _sound(words[0]) == _sound(p.name.split()[0]))
        if found:
            return found
    return ()


_ALIKE = str.maketrans({"q": "k", "c": "k", "x": "ks", "z": "s", **dict.fromkeys("aeiouyhw '-")})


def _sound(given: str) -> str:
    """A given name's consonants, doubled ones once: `Moammar` and `Muammar`, `Sergey` and `Sergei` sound alike."""
    letters = key_of(given).translate(_ALIKE)
    return "".join(letter for letter, before in zip(letters, " " + letters, strict=False) if letter != before)


def meant(member: "Member", bearers: Iterable[WellKnown], setting: Setting) -> WellKnown | None:
    """The one of a short name's bearers whom the article means; None when several or none may be meant."""
    titles = set(member.titles)
    is_word = " " not in key_of(member.name)
    fit = [p for p in bearers if _may_be(member.gender, p) and setting.has_begun(p)]
    by_office = [p for p in fit if titles & p.offices]
    if by_office:
        fit = [p for p in by_office if p.needs != "office" or titles & p.offices & _HIGHEST or setting.is_in_time(p)]
    elif titles & _OFFICES:
        return None
    elif is_word:
        fit = [p for p in fit if p.needs != "office"]
    if is_word:
        fit = [p for p in fit if not p.needs or setting.is_here(p)]
    if len(fit) > 1:
        fit = [p for p in fit if not setting.is_past(p)]
    return fit[0] if len(fit) == 1 else None


def _may_be(gender: str | None, person: WellKnown) -> bool:
    """Whether a title's gender fits the given name."""
    given = key_of(person.name).split(" ")[0]
    return not (given in MALE and gender == "female") and not (given in FEMALE and gender == "male")


def _setting(
    cast: "Cast",
    year: int | None,
    country: str | None,
    bearers: Iterable[Sequence[WellKnown]],
    in_full: Iterable[WellKnown | None],
) -> Setting:
    """An article without a date was written when those whom it names beyond doubt were known."""
    sure = [p for p in in_full if p is not None] + [b[0] for b in bearers if len(b) == 1 and not b[0].needs]
    since = max((p.from_year for p in sure), default=None)
    codes = {country} | {m.country_code for m in (*cast.members, cast.dateline) if m is not None}
    codes |= {
        _HOMES.get(key_of(name.text))
        for member in cast.members
        if member.kind in ("organisation", "place", "group")
        for name in member.names
    }
    return Setting(year, since, frozenset(code for code in codes if code))
