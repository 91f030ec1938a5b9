"""A gazetteer as a value: places by name, countries by code and nationality. Loading one is the caller's business."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEVELS = ("country", "region", "admin1", "admin2", "city")


_REGION, _ADMIN2 = LEVELS.index("region"), LEVELS.index("admin2")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. Degrees are WGS 84; `population` of a subdivision is that of its towns; `admin1` a row of its own."""

    row: int
    name: str
    level: str
    country_code: str | None
    admin1: int | None
    latitude: float
    longitude: float
    population: int
    geonames_id: str | None


class Texts:
    """Many short texts, one behind the other: as objects each would take 50 bytes more."""

    def __init__(self, texts: Iterable[str]) -> None:
        encoded = [text.encode() for text in texts]
        self._bytes = b"".join(encoded)
        self._ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)

    def __getitem__(self, number: int) -> str:
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode()


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """All entries as columns, beside their names: some 290,000 objects would take half a gigabyte."""

    level: npt.NDArray[np.uint8]
    country: npt.NDArray[np.int16]
    admin1: npt.NDArray[np.int32]
    latitude: npt.NDArray[np.float32]
    longitude: npt.NDArray[np.float32]
    population: npt.NDArray[np.int64]
    geonames_id: npt.NDArray[np.int64]


class Gazetteer:
    """Places by folded name (see `forms.key_of`): `rows` gives the row or rows of a name.

    `names` are those of the table's rows as they are shown. `nationalities` gives rows by folded word, `preferred` the
    row that a name means before larger ones.
    `codes` are the ISO 3166 codes to which `table.country` counts. The table begins with the countries.
    """

    def __init__(
        self,
        names: Sequence[str],
        table: PlaceTable,
        codes: Sequence[str],
        rows: Mapping[str, int | tuple[int, ...]],
        nationalities: Mapping[str, int],
        preferred: Mapping[str, int],
    ) -> None:
        self._names = Texts(names)
        self._table = table
        self._codes = codes
        self._rows = rows
        self._nationalities = nationalities
        self._preferred = preferred
        countries = np.flatnonzero(table.level == LEVELS.index("country"))
        self._countries = {codes[table.country[row]]: int(row) for row in countries}

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._table.level)

    def named(self, key: str) -> list[Place]:
        """All places of that folded name."""
        rows = self._rows.get(key, ())
        return [self.place(row) for row in ((rows,) if isinstance(rows, int) else rows)]

    def place(self, row: int) -> Place:
        """The entry in a row."""
        table = self._table
        country, admin1, geonames_id = int(table.country[row]), int(table.admin1[row]), int(table.geonames_id[row])
        return Place(
            row=row,
            name=self._names[row],
            level=LEVELS[table.level[row]],
            country_code=(self._codes[country] or None) if country >= 0 else None,
            admin1=admin1 if admin1 >= 0 else None,
            latitude=round(float(table.latitude[row]), 5),
            longitude=round(float(table.longitude[row]), 5),
            population=int(table.population[row]),
            geonames_id=str(geonames_id) if geonames_id > 0 else None,
        )

    def country(self, code: str) -> Place | None:
        """The country of an ISO 3166-1 alpha-2 code."""
        row = self._countries.get(code)
        return None if row is None else self.place(row)

    def homeland(self, key: str) -> Place | None:
        """The country or region whose people or adjective a folded word is: `congolese` belongs to a country."""
        row = self._nationalities.get(key)
        return None if row is None else self.place(row)

    def is_nationality(self, key: str) -> bool:
        """Whether a folded word is the people or adjective of a country or region."""
        return key in self._nationalities

    def is_country(self, key: str) -> bool:
        """Whether a folded name can mean a country."""
        rows = self._rows.get(key, ())
        number = len(self._countries)
        return any(row < number for row in ((rows,) if isinstance(rows, int) else rows))

    def is_region(self, key: str) -> bool:
        """Whether a folded name can mean a continent, a sea, or another region of our own list."""
        rows = self._rows.get(key, ())
        levels = self._table.level
        return any(levels[row] == _REGION for row in ((rows,) if isinstance(rows, int) else rows))

    def is_large(self, key: str, population: int = 100_000) -> bool:
        """Whether a folded name can mean a country, a region, a first-level subdivision or a large city."""
        rows = self._rows.get(key, ())
        levels, sizes = self._table.level, self._table.population
        return any(
            levels[row] < _ADMIN2 or sizes[row] >= population for row in ((rows,) if isinstance(rows, int) else rows)
        )

    def preferred(self, key: str) -> int | None:
        """Row of the place that a name means before larger ones, where our lists say so."""
        return self._preferred.get(key)
