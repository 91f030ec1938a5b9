"""Where a lake is: the catalog that knows its files, and the place of these files."""

from dataclasses import dataclass
from pathlib import Path

from warehouse.extensions import quoted

# Readers wait this long for SQLite's own short locks. Without WAL they waited 1 s for a writer, with it 7 ms.
BUSY_MILLISECONDS = 30_000


@dataclass(frozen=True)
class Location:
    """A folder with `catalog.sqlite` and `data/`: the embedded default."""

    folder: Path

    @classmethod
    def of(cls, location: str | Path) -> "Location":
        """The location that a setting names; `~` and relative paths are resolved now."""
        return cls(Path(location).expanduser().absolute())

    def __str__(self) -> str:
        return str(self.folder)

    @property
    def catalog_file(self) -> Path:
        """The catalog."""
        return self.folder / "catalog.sqlite"

    @property
    def lock_file(self) -> Path:
        """The writer lock."""
        return self.folder / "writer.lock"

    @property
    def data(self) -> str:
        """Where Parquet files lie, with a slash at the end."""
        return f"{self.folder / 'data'}/"

    @property
    def extensions(self) -> tuple[str, ...]:
        """DuckDB extensions that it takes to attach this lake."""
        return ("sqlite", "ducklake")

    def attach_sql(self, *, read_only: bool, create: bool = False, at: str | None = None) -> str:
        """`ATTACH … AS lake`. `at` is a DuckLake option that fixes the snapshot."""
        options = [
            # The catalog remembers where its files were when it was made: the folder may have moved since.
            f"DATA_PATH {quoted(self.data)}",
            "OVERRIDE_DATA_PATH true",
            "META_JOURNAL_MODE 'WAL'",
            f"META_BUSY_TIMEOUT {BUSY_MILLISECONDS}",
            # Every row in Parquet, none in the catalog: other tools read the files, and a catalog stays small.
            "DATA_INLINING_ROW_LIMIT 0",
            f"CREATE_IF_NOT_EXISTS {str(create).lower()}",
        ]
        if read_only:
            options.append("READ_ONLY")
        if at:
            options.append(at)
        return f"ATTACH {quoted(f'ducklake:sqlite:{self.catalog_file}')} AS lake ({', '.join(options)})"
