"""What the pages say where there is nothing to show: run in this process, as Streamlit itself tests apps."""

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import warehouse.dashboard.app as app
from warehouse import location
from warehouse.lake import Lake


@pytest.fixture
def page(monkeypatch):
    def run(lake: Path) -> AppTest:
        monkeypatch.setenv("DATELINE_LAKE", str(lake))
        return AppTest.from_file(app.__file__, default_timeout=60).run()

    return run


def told(shown: AppTest) -> str:
    assert not shown.exception
    return "\n".join(element.value for element in [*shown.error, *shown.info])


def test_no_lake(page, tmp_path):
    assert "There is no lake yet" in told(page(tmp_path / "nowhere"))


def test_no_lake_of_ours(page, tmp_path):
    (tmp_path / "catalog.sqlite").write_text("these are not the bytes of a catalog " * 50)
    assert "not a lake of dateline" in told(page(tmp_path))


def test_empty_lake(page, tmp_path):
    Lake(tmp_path / "lake").create_or_open()
    assert "The lake is empty" in told(page(tmp_path / "lake"))


def test_newer_lake(page, tmp_path):
    lake = Lake(tmp_path / "lake")
    lake.create_or_open()
    lake.write(
        lambda c: c.execute(
            "CREATE OR REPLACE VIEW lake.dateline.state AS "
            "SELECT 99 AS schema_version, '' AS fingerprint, 'data' AS files"
        )
    )
    lake.close()
    assert "newer than this dashboard" in told(page(tmp_path / "lake"))


def test_locked_lake(page, tmp_path, monkeypatch):
    monkeypatch.setattr(location, "BUSY_MILLISECONDS", 100)
    Lake(tmp_path / "lake").create_or_open()
    hold = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('PRAGMA locking_mode=EXCLUSIVE'); c.execute('BEGIN EXCLUSIVE'); "
        "print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path / "lake" / "catalog.sqlite")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        assert "The lake is busy" in told(page(tmp_path / "lake"))
    finally:
        holder.communicate()
    assert "The lake is empty" in told(page(tmp_path / "lake")), "it opens again by itself"
