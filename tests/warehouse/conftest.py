"""An empty lake, made once and copied: making one takes a second."""

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

from warehouse.lake import Lake

# Modules beside the tests are imported by name; the folders of tests are no packages.
_SPEC = importlib.util.spec_from_file_location("warehouse_rows", Path(__file__).with_name("rows.py"))
assert _SPEC
assert _SPEC.loader
rows = importlib.util.module_from_spec(_SPEC)
sys.modules["warehouse_rows"] = rows
_SPEC.loader.exec_module(rows)


@pytest.fixture(scope="session")
def empty_lake_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "lake"
    Lake(folder).create_or_open()
    return folder


@pytest.fixture
def lake(empty_lake_folder: Path, tmp_path: Path) -> Lake:
    """A lake of its own for one test. Its folder's name is one that SQL and globs could trip over."""
    folder = tmp_path / "a [new] 'lake'"
    shutil.copytree(empty_lake_folder, folder)
    return Lake(folder)
