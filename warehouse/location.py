"""Where a lake is: the catalog that knows its files, and the place of these files."""

import re
import subprocess
import sys
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from warehouse import storage
from warehouse.errors import LakeNotWritable, NotALake
from warehouse.extensions import quoted
from warehouse.lock import advisory_lock, file_lock

# Readers wait this long for SQLite's own short locks. Without WAL they waited 1 s for a writer, with it 7 ms.
BUSY_MILLISECONDS = 30_000
_POSTGRES = re.compile(r"^(postgres|postgresql):(//)?")


def location_of(location: str | Path, data: str | None = None) -> "Location":
    """The place that a setting names: a folder, or `postgres:` with a connection string or `postgresql://` URL.

    `data` is where Parquet files lie, a folder or `s3://bucket/prefix`. By default that is the folder `data` of a
    lake's folder. A new lake on PostgreSQL needs it. Raises NotALake for a location that holds a password.
    """
    if is_remote_catalog(location):
        return _postgres(str(location), data)
    return FolderLocation(Path(location).expanduser().absolute(), data)


def is_remote_catalog(location: str | Path) -> bool:
    """Whether a setting names a server rather than a folder."""
    return isinstance(location, str) and bool(_POSTGRES.match(location))


@dataclass(frozen=True)
class Location(ABC):
    """What the lake needs to know of a place."""

    @abstractmethod
    def __str__(self) -> str:
        """The place as a person knows it; without secrets."""

    @property
    @abstractmethod
    def extensions(self) -> tuple[str, ...]:
        """DuckDB extensions that it takes to attach this lake."""

    @abstractmethod
    def may_be_there(self) -> bool:
        """False when there is surely no lake."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the place ready for a new lake. Raises NotALake or LakeNotWritable."""

    @abstractmethod
    def lock(self, wait_seconds: float) -> AbstractContextManager[None]:
        """The writer lock."""

    @abstractmethod
    def attach_sql(self, *, read_only: bool, create: bool = False, at: str | None = None) -> str:
        """`ATTACH … AS lake`. `at` is a DuckLake option that fixes the snapshot."""

    @property
    @abstractmethod
    def files(self) -> str:
        """Where a new lake's Parquet files go, as the lake remembers it; `data` is the folder beside the catalog."""

    @property
    def pins_files(self) -> bool:
        """Whether the location has to say where the files of an existing lake are, since the catalog is overruled."""
        return False

    def scrub(self) -> None:
        """Have nothing left in the catalog's file of what was deleted from it, where that is ours to do."""
        return

    def setup(self) -> list[str]:
        """Settings to be made before the lake is attached."""
        return storage.settings() if storage.EXTENSION in self.extensions else []


@dataclass(frozen=True)
class FolderLocation(Location):
    """A folder with `catalog.sqlite` and, unless `remote_data` says otherwise, `data/`: the embedded default."""

    folder: Path
    remote_data: str | None = None

    def __str__(self) -> str:
        return str(self.folder)

    @property
    def catalog_file(self) -> Path:
        """The catalog."""
        return self.folder / "catalog.sqlite"

    @property
    def data(self) -> str:
        """Where Parquet files lie, with a slash at the end."""
        return _as_folder(self.remote_data or str(self.folder / "data"))

    @property
    def files(self) -> str:  # noqa: D102
        return self.remote_data or "data"

    @property
    def pins_files(self) -> bool:  # noqa: D102
        return True

    @property
    def extensions(self) -> tuple[str, ...]:  # noqa: D102
        return ("sqlite", *((storage.EXTENSION,) if storage.is_remote(self.data) else ()), "ducklake")

    def may_be_there(self) -> bool:
        """An empty catalog is one whose making was cut short. To open the file and look would drop SQLite's locks."""
        return self.catalog_file.is_file() and self.catalog_file.stat().st_size > 0

    def prepare(self) -> None:  # noqa: D102
        if self.folder.exists() and not self.folder.is_dir():
            raise NotALake(f"{self.folder} is a file: give the folder of a lake")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LakeNotWritable(f"cannot make {self.folder}: {error.strerror}; choose another lake") from error

    def lock(self, wait_seconds: float) -> AbstractContextManager[None]:  # noqa: D102
        return file_lock(self.folder / "writer.lock", wait_seconds)

    def scrub(self) -> None:
        """SQLite keeps the bytes of deleted rows in free pages until it is told otherwise.

        Done in a process of its own: a second SQLite library in this one would drop the locks of the first.
        """
        code = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None); "
            "c.execute('VACUUM'); c.execute('PRAGMA wal_checkpoint(TRUNCATE)')"
        )
        subprocess.run([sys.executable, "-c", code, str(self.catalog_file)], check=True, capture_output=True)

    def attach_sql(self, *, read_only: bool, create: bool = False, at: str | None = None) -> str:  # noqa: D102
        # The catalog remembers where its files were when it was made: the folder may have moved since.
        options = [f"DATA_PATH {quoted(self.data)}", "OVERRIDE_DATA_PATH true"]
        options += ["META_JOURNAL_MODE 'WAL'", f"META_BUSY_TIMEOUT {BUSY_MILLISECONDS}"]
        return _attach(f"sqlite:{self.catalog_file}", options, read_only=read_only, create=create, at=at)


@dataclass(frozen=True)
class PostgresLocation(Location):
    """A PostgreSQL database with the catalog, for writers and readers on several machines."""

    dsn: str
    data: str | None = None

    def __str__(self) -> str:
        return f"postgres:{self.dsn}"

    @property
    def files(self) -> str:  # noqa: D102
        return self.data or ""

    @property
    def extensions(self) -> tuple[str, ...]:  # noqa: D102
        # Whether an existing lake has its data on S3 is known only once it is attached.
        local = self.data is not None and not storage.is_remote(self.data)
        return ("postgres", *(() if local else (storage.EXTENSION,)), "ducklake")

    def may_be_there(self) -> bool:  # noqa: D102
        return True

    def prepare(self) -> None:  # noqa: D102
        if self.data is None:
            raise NotALake(f"no lake at {self}: to make one, say where its files go (DATELINE_DATA)")

    def lock(self, wait_seconds: float) -> AbstractContextManager[None]:  # noqa: D102
        return advisory_lock(self.dsn, wait_seconds)

    def attach_sql(self, *, read_only: bool, create: bool = False, at: str | None = None) -> str:  # noqa: D102
        options = [f"DATA_PATH {quoted(self.data)}", "OVERRIDE_DATA_PATH true"] if self.data else []
        return _attach(f"postgres:{self.dsn}", options, read_only=read_only, create=create, at=at)


def _attach(catalog: str, options: list[str], *, read_only: bool, create: bool, at: str | None) -> str:
    # Every row in Parquet, none in the catalog: other tools read the files, and a catalog stays small.
    options = [*options, "DATA_INLINING_ROW_LIMIT 0", f"CREATE_IF_NOT_EXISTS {str(create).lower()}"]
    if read_only:
        options.append("READ_ONLY")
    if at:
        options.append(at)
    return f"ATTACH {quoted(f'ducklake:{catalog}')} AS lake ({', '.join(options)})"


def _postgres(location: str, data: str | None) -> PostgresLocation:
    if re.search(r"password\s*=", location, re.IGNORECASE) or re.search(r"//[^/@]*:[^/@]*@", location):
        raise NotALake("a lake's location must not hold a password: put it in PGPASSWORD or a .pgpass file")
    rest = _POSTGRES.sub("", location, count=1)
    is_url = location.split(":", 1)[1].startswith("//")
    if data is not None:
        data = _as_folder(data if storage.is_remote(data) else str(Path(data).expanduser().absolute()))
    return PostgresLocation(f"postgresql://{rest}" if is_url else rest, data)


def _as_folder(path: str) -> str:
    return path if path.endswith("/") else f"{path}/"
