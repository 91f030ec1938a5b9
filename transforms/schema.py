"""How a table is declared once, as a typed row, and what follows from it: Arrow schema, column facts, DDL.

A row class is a frozen dataclass whose fields are made by `column`:

    @table("quotes", key="quote_id")
    class Quote:
        \"\"\"One quotation, located in its article.\"\"\"
        quote_id: str = column("Hash of article_id and the span.")

Types are `str`, `int`, `float`, `bool`, `bytes`, `datetime` (a UTC instant), `list[str]` and `list[int]`; `| None`
makes a column nullable.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, dataclass_transform

import pyarrow as pa

ARROW_TYPES: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", "UTC"),
    bytes: pa.binary(),
    list[str]: pa.list_(pa.string()),
    list[int]: pa.list_(pa.int64()),
}
SQL_TYPES: dict[Any, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    datetime: "TIMESTAMPTZ",
    bytes: "BLOB",
    list[str]: "VARCHAR[]",
    list[int]: "BIGINT[]",
}


@dataclass(frozen=True)
class Column:
    """What is known of one column.

    `minimum` and `maximum` are inclusive. `values` is the whole vocabulary. `references` is `table.column`;
    a reference is checked within the load and against what is published.
    """

    name: str
    doc: str
    python_type: Any
    is_nullable: bool
    references: str | None
    minimum: float | None
    maximum: float | None
    values: tuple[str, ...] | None

    @property
    def arrow_type(self) -> pa.DataType:
        """Its type in Arrow and Parquet."""
        return ARROW_TYPES[self.python_type]

    @property
    def sql_type(self) -> str:
        """Its type in DuckDB."""
        return SQL_TYPES[self.python_type]


@dataclass(frozen=True)
class Table:
    """One declared table: its columns in order, its key, and the row class that it came from."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    row: type

    @property
    def arrow_schema(self) -> pa.Schema:
        """Columns in order, not nullable where the declaration says so."""
        return pa.schema([pa.field(c.name, c.arrow_type, nullable=c.is_nullable) for c in self.columns])

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError when there is none."""
        for found in self.columns:
            if found.name == name:
                return found
        raise KeyError(f"{self.name} has no column {name}")

    def to_arrow(self, rows: Iterable[Any]) -> pa.Table:
        """Rows of this table's class as an Arrow table of its schema."""
        given = list(rows)
        columns = [pa.array([getattr(row, c.name) for row in given], c.arrow_type) for c in self.columns]
        return pa.Table.from_arrays(columns, schema=self.arrow_schema)

    def from_arrow(self, data: pa.Table) -> list[Any]:
        """The rows of an Arrow table, as instances of this table's class."""
        return [self.row(**row) for row in data.select([c.name for c in self.columns]).to_pylist()]


def column(
    doc: str,
    *,
    references: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    values: Iterable[str] | None = None,
    default: Any = dataclasses.MISSING,
) -> Any:
    """A column of a row class: its doc (with the unit), and the facts from which checks follow."""
    facts = {
        "doc": doc,
        "references": references,
        "minimum": minimum,
        "maximum": maximum,
        "values": tuple(values) if values is not None else None,
    }
    return dataclasses.field(default=default, metadata=facts)


Row = TypeVar("Row")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(column,))
def table(name: str, *, key: str | tuple[str, ...]) -> Callable[[type[Row]], type[Row]]:
    """Declare a row class as a table. Its `Table` is then found by `table_of(cls)`."""

    def declare(cls: type[Row]) -> type[Row]:
        row = dataclass(frozen=True, kw_only=True, slots=True)(cls)
        hints = typing.get_type_hints(cls)
        columns = tuple(_column_of(f, hints[f.name]) for f in dataclasses.fields(row))  # type: ignore[arg-type]
        keys = (key,) if isinstance(key, str) else key
        doc = " ".join((cls.__doc__ or "").split())
        _TABLES[row] = Table(name=name, doc=doc, key=keys, columns=columns, row=row)
        return row

    return declare


def table_of(row: type) -> Table:
    """The table that a row class was declared as. Raises KeyError for any other class."""
    return _TABLES[row]


_TABLES: dict[type, Table] = {}


def _column_of(field: dataclasses.Field[Any], hint: Any) -> Column:
    is_nullable = isinstance(hint, types.UnionType) and type(None) in typing.get_args(hint)
    plain = next(a for a in typing.get_args(hint) if a is not type(None)) if is_nullable else hint
    if plain not in ARROW_TYPES:
        raise TypeError(f"column {field.name}: no table type for {hint}")
    return Column(name=field.name, python_type=plain, is_nullable=is_nullable, **field.metadata)
