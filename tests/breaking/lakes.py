"""What tests that break things look at afterwards: rows without what is of the run, and files that nobody knows."""

import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from warehouse.export import export
from warehouse.lake import Lake

# What may differ between two loads of the same dumps: which run it was, and when.
OF_THE_RUN = {"run_id", "loaded_at"}
OF_THE_DATA = ("articles", "dumps", "entities", "mentions", "quotes", "rejects", "sightings")


def exported_rows(lake: Lake) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table of news as `dateline export` writes them, by table."""
    with tempfile.TemporaryDirectory() as folder:
        export(lake, Path(folder))
        tables = {name: pq.read_table(Path(folder, f"{name}.parquet")) for name in OF_THE_DATA}
    return {
        name: rows.drop_columns([c for c in rows.column_names if c in OF_THE_RUN]).to_pylist()
        for name, rows in tables.items()
    }


def staged(lake: Lake) -> list[Path]:
    """Workspaces of runs that are still there."""
    folder = lake.location.folder / "staging"
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []


def orphans(lake: Lake) -> set[str]:
    """Parquet files below the lake's data that its catalog does not know."""
    with lake.reading() as connection:
        known = connection.execute(
            "SELECT parse_filename(path) FROM __ducklake_metadata_lake.ducklake_data_file "
            "UNION ALL SELECT parse_filename(path) FROM __ducklake_metadata_lake.ducklake_delete_file "
            "UNION ALL SELECT parse_filename(path) FROM __ducklake_metadata_lake.ducklake_files_scheduled_for_deletion"
        ).fetchall()
    files = {file.name for file in (lake.location.folder / "data").rglob("*.parquet")}
    return files - {name for (name,) in known}
