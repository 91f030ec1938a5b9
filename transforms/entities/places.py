"""Which place in the world each place name of an article means.

Each candidate of the gazetteer is scored: a prior by level and population, plus evidence of the article: a container
printed with the name ("Gao, Mali"), the countries and subdivisions that it names or whose people it names, places
near by, the dateline, the publisher's country. Scores are in decades of population: a town of 10,000 needs evidence
of 2 to beat a city of a million. Weights were chosen on half of the labelled articles and confirmed on the other half.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from transforms.entities.forms import Form, is_bare_acronym, key_of
from transforms.entities.gazetteer import Gazetteer, Place
from transforms.entities.lexicon import DIRECTIONS, PLACE_COMPANY
from transforms.entities.spans import Candidate, Tokens

COUNTRY_PRIOR = 8.5
REGION_PRIOR = 8.5
SUBDIVISION_PRIOR = 0.9  # first-level subdivisions are named more than their largest town would be
COUNTY_PRIOR = -0.5
PREFERRED = 3.0  # New York is the city, Washington the capital
SEAT_SHARE = 0.2  # Jakarta is the city, not the province around it
CONTAINED = 5.0
IN_COUNTRY = 2.5
IN_SUBDIVISION = 4.0
NEAR = 0.8
NEAR_KM = 150.0
PUBLISHER = 1.0
ROUNDS = 2
SURE = 0.2  # a lead below it is no evidence for other places
MAX_POINTS = 100
EARTH_KM = 6371.0


@dataclass(slots=True)
class Toponym:
    """A place form with its candidates, what is printed around it and what it is printed around, and the choice."""

    form: Form
    options: list[Place]
    is_exact: bool
    preferred: int | None = None
    seats: frozenset[int] = frozenset()
    containers: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    place: Place | None = None
    margin: float = 0.0
    weight: float = 0.0  # what it gives as evidence, which must not speak for itself


@dataclass(slots=True)
class Evidence:
    """Mentions that speak for a country (by code) and for a subdivision (by row); points of places by row."""

    countries: dict[str, float] = field(default_factory=dict)
    subdivisions: dict[int, float] = field(default_factory=dict)
    points: dict[int, tuple[float, float]] = field(default_factory=dict)


def located(
    tokens: Tokens,
    forms: Sequence[Form],
    nationalities: Mapping[str, int],
    gazetteer: Gazetteer,
    *,
    dateline: str | None = None,
    country: str | None = None,
) -> dict[str, Toponym]:
    """Toponyms by key of their form. `nationalities` counts mentions of peoples by country code, `dateline` is the
    place as printed, `country` the publisher's ISO 3166 code."""
    toponyms = {form.key: _toponym(form, gazetteer) for form in forms}
    if dateline and key_of(dateline) not in toponyms:
        form = Form(key=key_of(dateline), words=tuple(key_of(dateline).split()), text=dateline)
        if form.key:
            toponyms[form.key] = _toponym(form, gazetteer)
    _find_containers(tokens, toponyms)
    for toponym in toponyms.values():
        _choose(toponym, toponyms, Evidence(), country)
    for _ in range(ROUNDS):
        evidence = _evidence(toponyms.values(), nationalities, dateline)
        for toponym in toponyms.values():
            _choose(toponym, toponyms, evidence, country)
    return toponyms


def _toponym(form: Form, gazetteer: Gazetteer) -> Toponym:
    if form.key in DIRECTIONS or (is_bare_acronym(form.text) and not gazetteer.is_country(form.key)):
        return Toponym(form, [], False)
    options = gazetteer.named(form.key)
    if options:
        seats = frozenset(_seats(options))
        return Toponym(form, options, True, preferred=gazetteer.preferred(form.key), seats=seats)
    head, _, tail = form.text.partition(",")
    if tail and (options := gazetteer.named(key_of(head))):
        return Toponym(form, options, True, containers=[key_of(tail)])
    for words in _shorter(form.words):
        if options := gazetteer.named(" ".join(words)):
            return Toponym(form, options, False)
    return Toponym(form, [], False)


def _seats(options: Sequence[Place]) -> Iterable[int]:
    """Rows of cities whose province has their name and mostly their people: the name alone means the city."""
    for city in options:
        for around in options:
            same = city.level == "city" and around.level in ("admin1", "admin2") and _same_spot(city, around)
            if same and city.population > SEAT_SHARE * around.population:
                yield city.row
                break


def _shorter(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """A name without a direction, "city of", or the words for what stands there: the place that it lies in."""
    if len(words) > 1 and words[0] in DIRECTIONS:
        yield words[1:]
    if len(words) > 2 and words[0] in PLACE_COMPANY and words[1] == "of":
        yield words[2:]
    stop = len(words)
    while stop > 1 and words[stop - 1] in PLACE_COMPANY:
        stop -= 1
        yield words[:stop]


def prior(place: Place) -> float:
    """How likely a name means this place before anything is known of the article, in decades of population."""
    if place.level == "country":
        return COUNTRY_PRIOR
    if place.level == "region":
        return REGION_PRIOR
    size = math.log10(place.population + 100)
    if place.level == "admin1":
        return size + SUBDIVISION_PRIOR - (3.0 if not place.latitude and not place.longitude else 0.0)
    if place.level == "admin2":
        return size + COUNTY_PRIOR - (3.0 if not place.latitude and not place.longitude else 0.0)
    return size


def _choose(toponym: Toponym, toponyms: Mapping[str, Toponym], evidence: Evidence, country: str | None) -> None:
    scored = sorted(
        ((_score(p, toponym, toponyms, evidence, country), -p.row, p) for p in toponym.options), key=lambda s: s[:2]
    )
    if scored:
        toponym.place = _seat_of(scored[-1][2], toponym)
        rival = next((s for s, _, p in scored[-2::-1] if not _same_spot(p, scored[-1][2])), None)
        toponym.margin = scored[-1][0] - rival if rival is not None else 10.0


def _seat_of(place: Place, toponym: Toponym) -> Place:
    """The city that a province is named after, when most of its people live there."""
    if place.level in ("admin1", "admin2"):
        for city in toponym.options:
            if city.row in toponym.seats and _same_spot(city, place):
                return city
    return place


def _score(
    place: Place, toponym: Toponym, toponyms: Mapping[str, Toponym], evidence: Evidence, country: str | None
) -> float:
    score = prior(place) + PREFERRED * (place.row == toponym.preferred)
    for key in toponym.containers:
        container = toponyms.get(key)
        if container and any(_contains(c, place) for c in container.options):
            score += CONTAINED
            break
    if any(_contains(place, p) for key in toponym.contents if key in toponyms for p in toponyms[key].options):
        score += CONTAINED
    if place.country_code and place.level != "country":
        own = toponym.weight if toponym.place and toponym.place.country_code == place.country_code else 0.0
        score += IN_COUNTRY * _saturated(evidence.countries.get(place.country_code, 0.0) - own)
        if place.country_code == country:
            score += PUBLISHER
    if place.admin1 is not None and place.level != "admin1":
        own = toponym.weight if toponym.place and toponym.place.admin1 == place.admin1 else 0.0
        score += IN_SUBDIVISION * _saturated(evidence.subdivisions.get(place.admin1, 0.0) - own)
    if place.level in ("city", "admin2"):
        score += NEAR * _is_near(place, evidence, toponym.place.row if toponym.place else -1)
    return score


def _contains(container: Place, place: Place) -> bool:
    if container.row == place.row:
        return False
    if container.level == "country":
        return container.country_code == place.country_code and place.level != "country"
    return container.level == "admin1" and container.row == place.admin1


def _same_spot(one: Place, other: Place) -> bool:
    return one.country_code == other.country_code and kilometres(one, other) < NEAR_KM


def kilometres(one: Place, other: Place) -> float:
    """Great-circle distance, by the haversine formula."""
    return _distance(one.latitude, one.longitude, other.latitude, other.longitude)


def _distance(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _is_near(place: Place, evidence: Evidence, own: int) -> bool:
    for row, (latitude, longitude) in evidence.points.items():
        near = abs(latitude - place.latitude) < 3 and row not in (own, place.row)
        if near and _distance(place.latitude, place.longitude, latitude, longitude) < NEAR_KM:
            return True
    return False


def _evidence(toponyms: Iterable[Toponym], nationalities: Mapping[str, int], dateline: str | None) -> Evidence:
    evidence = Evidence(countries={code: 0.5 * count for code, count in nationalities.items()})
    for toponym in toponyms:
        place, toponym.weight = toponym.place, 0.0
        if place is None or (toponym.margin < SURE and not toponym.containers):
            continue
        weight = min(3, len(toponym.form.mentions)) + 2.0 * (toponym.form.text == dateline)
        toponym.weight = weight if place.level in ("country", "admin1") else 0.5 * weight
        if place.country_code:
            evidence.countries[place.country_code] = evidence.countries.get(place.country_code, 0.0) + toponym.weight
        if place.admin1 is not None:
            evidence.subdivisions[place.admin1] = evidence.subdivisions.get(place.admin1, 0.0) + toponym.weight
        if place.level in ("city", "admin2") and len(evidence.points) < MAX_POINTS:
            evidence.points[place.row] = (place.latitude, place.longitude)
    return evidence


def _saturated(count: float) -> float:
    """0 to 1: one mention gives half, three give 0.75."""
    return count / (1.0 + count) if count > 0 else 0.0


def _find_containers(tokens: Tokens, toponyms: Mapping[str, Toponym]) -> None:
    """`Gao, Mali`, `Gao (Mali)` and `Gao in Mali` name a container right after a place."""
    at: dict[int, tuple[Candidate, str]] = {}
    for key, toponym in toponyms.items():
        for mention in toponym.form.mentions:
            at[mention.first] = (mention, key)
    for mention, key in list(at.values()):
        stop = mention.stop
        if stop + 1 < len(tokens.words) and tokens.words[stop] in (",", "(", "in") and stop + 1 in at:
            container = at[stop + 1][1]
            toponyms[key].containers.append(container)
            toponyms[container].contents.append(key)
