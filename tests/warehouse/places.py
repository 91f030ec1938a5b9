"""What tests ask of a lake wherever it is: its files, and all that is written in them and in its catalog."""

import pickle
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from warehouse import storage
from warehouse.lake import Lake

# As a module's `pytestmark`: its tests run on the embedded lake, and on PostgreSQL with its files on S3; those of a
# module with many do so by `make test-long` only.
FAR = "postgres-s3"
ON_ANY_LAKE = pytest.mark.parametrize("lake", ["folder", FAR], indirect=True)
AT_LENGTH_ON_ANY_LAKE = pytest.mark.parametrize(
    "lake", ["folder", pytest.param(FAR, marks=pytest.mark.long)], indirect=True
)
CATALOG = "__ducklake_metadata_lake"


def again(lake: Lake) -> Lake:
    """The same lake, opened anew."""
    opened: Lake = pickle.loads(pickle.dumps(lake))
    return opened


def data_files(lake: Lake) -> set[str]:
    """The lake's Parquet files, as they lie there."""
    place = lake.location.data
    if not storage.is_remote(place):
        return {str(file) for file in Path(place).rglob("*.parquet")}
    with lake.reading() as connection:
        return {file for (file,) in connection.execute("SELECT file FROM glob(?)", [f"{place}**"]).fetchall()}


def everywhere(lake: Lake) -> str:
    """All that the lake's files hold, packed and unpacked, and all rows of a catalog that is no file."""
    text = []
    for file in () if storage.is_remote(lake.location.data) else lake.location.folder.rglob("*"):
        if file.suffix == ".parquet":
            text.append(str(pq.read_table(file, partitioning=None).to_pylist()))
        if file.is_file():
            text.append(file.read_bytes().decode("latin-1"))
    if storage.is_remote(lake.location.data):
        files = data_files(lake)
        with lake.reading() as connection:
            for file in files:
                text.append(str(connection.execute("FROM read_parquet(?)", [file]).fetchall()))
                (content,) = connection.execute("SELECT content FROM read_blob(?)", [file]).fetchone() or (b"",)
                text.append(content.decode("latin-1"))
            tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = ?", [CATALOG])
            for (table,) in tables.fetchall():
                text.append(str(connection.execute(f'FROM {CATALOG}."{table}"').fetchall()))
    return "".join(text)
