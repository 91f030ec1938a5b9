"""Lakes to test on: in a folder, on PostgreSQL, with data in a folder or on S3."""

import importlib.util
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from warehouse.lake import Lake


def _sibling(name: str) -> ModuleType:
    """A module beside the tests, which are no package, under a name that they import."""
    spec = importlib.util.spec_from_file_location(f"warehouse_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


rows = _sibling("rows")
servers = _sibling("servers")


@pytest.fixture(scope="session")
def empty_lake_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty lake, made once and copied: making one takes a second."""
    folder = tmp_path_factory.mktemp("empty") / "lake"
    Lake(folder).create_or_open()
    return folder


@pytest.fixture
def lake(request: pytest.FixtureRequest, empty_lake_folder: Path, tmp_path: Path) -> Lake:
    """A lake of its own for one test. Its folder's name is one that SQL and globs could trip over.

    Modules whose tests hold of any lake are run on others too, by `ON_ANY_LAKE`.
    """
    place = getattr(request, "param", "folder")
    if place != "folder":
        return made_at(place, request, tmp_path)
    folder = tmp_path / "a [new] 'lake'"
    shutil.copytree(empty_lake_folder, folder)
    return Lake(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes databases on a server of this session; gives their connection strings."""
    with servers.postgres_server() as server:
        yield lambda: server.database(f"lake_{uuid.uuid4().hex}")


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Makes buckets on a server of this session; gives their addresses. The environment names the server."""
    if importlib.util.find_spec("moto") is None:
        servers.cannot("no S3 server: pip install 'moto[s3,server]'")
    with pytest.MonkeyPatch.context() as patch, servers.s3_server(tmp_path_factory.mktemp("s3") / "log") as endpoint:
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_REGION", "us-east-1")
        patch.setenv("AWS_ACCESS_KEY_ID", "the-key-id")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "the-secret-key")

        def bucket() -> str:
            name = f"bucket-{uuid.uuid4().hex}"
            servers.make_bucket(endpoint, name)
            return f"s3://{name}/lake"

        yield bucket


PLACES = ("folder", "folder-s3", "postgres-folder", "postgres-s3")


@pytest.fixture(params=PLACES)
def any_lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    """A new lake on each kind of catalog and of storage."""
    return made_at(request.param, request, tmp_path)


def made_at(place: str, request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    """A new lake, `place` being one of PLACES."""
    catalog, _, data = place.partition("-")
    place = f"postgres:{request.getfixturevalue('postgres')()}" if catalog == "postgres" else str(tmp_path / "lake")
    files = {"s3": lambda: request.getfixturevalue("s3")(), "folder": lambda: str(tmp_path / "files"), "": lambda: None}
    lake = Lake(place, files[data]())
    lake.create_or_open()
    return lake
