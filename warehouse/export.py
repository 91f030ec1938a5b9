"""Exports: one file per table, the same bytes for the same rows, however the lake came by them.

Beside the files lies `croissant.json`, which describes them: tables, columns, hashes.
"""

import shutil
import uuid
from pathlib import Path

from transforms.schema import Column, Table
from transforms.tables import TABLES
from warehouse.ddl import identifier
from warehouse.describing import DESCRIPTION, write_description
from warehouse.errors import LakeNotWritable
from warehouse.extensions import quoted
from warehouse.lake import Lake
from warehouse.staging import ROW_GROUP_ROWS, sync

# How DuckDB writes each format.
FORMATS = {
    "parquet": f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS}",
    "csv": "FORMAT csv, HEADER true",
    "jsonl": "FORMAT json, ARRAY false",
}


def export(lake: Lake, into: Path, format: str = "parquet") -> list[Path]:
    """Write `<into>/<table>.<format>` for every table, rows in the order of their key; returns the files.

    All tables are of one snapshot. Each file is written aside and renamed, so that a reader finds the old one or the
    new one. In CSV, lists are JSON. Raises ValueError for an unknown format, LakeNotWritable when `into` cannot be
    written.
    """
    if format not in FORMATS:
        raise ValueError(f"no export format {format}: choose one of {', '.join(FORMATS)}")
    connection = lake.connect()
    aside = into / f".export.{uuid.uuid4().hex}"
    try:
        aside.mkdir(parents=True)
        connection.execute("BEGIN")
        for table in TABLES:
            file = aside / f"{table.name}.{format}"
            connection.execute(f"COPY ({_rows(table, format)}) TO {quoted(str(file))} ({FORMATS[format]})")
            sync(file)
        description = aside / DESCRIPTION
        write_description([aside / f"{t.name}.{format}" for t in TABLES], description)
        files = [(aside / f"{t.name}.{format}").replace(into / f"{t.name}.{format}") for t in TABLES]
        description.replace(into / DESCRIPTION)
        return files
    except OSError as error:
        raise LakeNotWritable(f"cannot export to {into}: {error.strerror}; choose another folder") from error
    finally:
        connection.close()
        shutil.rmtree(aside, ignore_errors=True)


def _rows(table: Table, format: str) -> str:
    columns = ", ".join(_value(c, format) for c in table.columns)
    order = ", ".join(identifier(name) for name in table.key)
    return f"SELECT {columns} FROM lake.news.{table.name} ORDER BY {order}"


def _value(column: Column, format: str) -> str:
    name = identifier(column.name)
    if format == "csv" and column.python_type == list[str]:
        return f"to_json({name}) AS {name}"
    return name
