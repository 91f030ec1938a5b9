"""The disk is full, the folder read-only, a server gone in the middle: one clear line, a sound lake, and on it goes."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.breaking.commands import started
from tests.breaking.faults import Wire, all_but, contents, load, once_writing, small_disk
from tests.warehouse import servers
from transforms.errors import UserError
from warehouse.errors import LakeNotWritable, LakeUnreachable
from warehouse.lake import Lake

SAMPLES = Path(__file__).resolve().parents[2] / "flows" / "samples"
Contents = dict[str, list[dict[str, object]]]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "lake"
    Lake(folder).create_or_open()
    return folder


@pytest.fixture(scope="module")
def calm(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Contents, Contents]:
    """What a lake holds after one load, and after two, that nothing disturbed."""
    folder = tmp_path_factory.mktemp("calm")
    lake = Lake(shutil.copytree(empty, folder / "lake"))
    load(lake, folder, 0)
    one = contents(lake)
    load(lake, folder, 1)
    return one, contents(lake)


def assert_told(error: UserError, *words: str) -> None:
    """One line that names what is wrong."""
    assert "\n" not in str(error)
    for word in words:
        assert word in str(error)


def needed(found: object, what: str) -> None:
    """Skip where a server is missing, but never in CI."""
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


# From no page at all up to what files of some tables take, then what all of them take but not the catalog's commit.
@pytest.mark.parametrize("kilobytes", [0, 4, 16, 40, 64, 90])
def test_full_disk(empty: Path, calm: tuple[Contents, Contents], tmp_path: Path, kilobytes: int) -> None:
    with small_disk(tmp_path / "disk", 4) as disk:
        lake = Lake(shutil.copytree(empty, disk / "lake"))
        load(lake, tmp_path, 0)
        contents(lake)
        with all_but(disk, kilobytes):
            with pytest.raises(LakeNotWritable) as told:
                load(lake, tmp_path, 1)
            assert_told(told.value, str(lake.location), "free or allow it")
            assert contents(lake) == calm[0], "who reads already reads on"
        assert contents(Lake(disk / "lake")) == calm[0]
        load(lake, tmp_path, 1)
        assert contents(Lake(disk / "lake")) == calm[1]
        lake.close()


def test_a_full_disk_is_told_to_new_readers(empty: Path, calm: tuple[Contents, Contents], tmp_path: Path) -> None:
    """SQLite makes a file of 32 kB beside the catalog for its first reader."""
    with small_disk(tmp_path / "disk", 4) as disk:
        lake = Lake(shutil.copytree(empty, disk / "lake"))
        load(lake, tmp_path, 0)
        lake.close()
        with all_but(disk, 0), pytest.raises(LakeNotWritable) as told:
            contents(lake)
        assert_told(told.value, str(lake.location))
        assert contents(lake) == calm[0]
        lake.close()


def test_read_only_disk(empty: Path, calm: tuple[Contents, Contents], tmp_path: Path) -> None:
    """A file system that is mounted anew for reading only, since access rights do not bind root."""
    with small_disk(tmp_path / "disk", 4) as disk:
        lake = Lake(shutil.copytree(empty, disk / "lake"))
        load(lake, tmp_path, 0)
        lake.close()

        def remount(how: str) -> None:
            subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)

        remount("ro")
        try:
            with pytest.raises(LakeNotWritable) as told:
                load(Lake(disk / "lake"), tmp_path, 1)
            assert_told(told.value, str(lake.location))
        finally:
            remount("rw")
        assert contents(lake) == calm[0]
        load(lake, tmp_path, 1)
        assert contents(lake) == calm[1]
        lake.close()


def test_postgres_goes_away_while_publishing(calm: tuple[Contents, Contents], tmp_path: Path) -> None:
    with servers.postgres_server() as server:
        place, files = f"postgres:{server.database('lake')}", str(tmp_path / "files")
        lake = Lake(place, files)
        lake.create_or_open()
        load(lake, tmp_path, 0)
        for moment in ("articles", "rejects", "commit"):
            with once_writing(moment, lambda: server.stop("immediate")), pytest.raises(LakeUnreachable) as told:
                load(lake, tmp_path, 1)
            assert_told(told.value, "postgres:", "is the server up?")
            with pytest.raises(LakeUnreachable) as told:  # and so for the next one, as long as it is away
                load(lake, tmp_path, 1)
            assert_told(told.value, "postgres:", "is the server up?")
            server.start()
            assert contents(lake) == calm[0]
        load(lake, tmp_path, 1)
        assert contents(Lake(place, files)) == calm[1]
        lake.close()


def test_network_to_s3_is_lost_while_publishing(
    empty: Path, calm: tuple[Contents, Contents], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(importlib.util.find_spec("moto"), "no S3 server: pip install 'moto[s3,server]'")
    with servers.s3_server(tmp_path / "s3.log") as endpoint, Wire(endpoint) as wire:
        monkeypatch.setenv("AWS_ENDPOINT_URL", wire.address)
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "the-key-id")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-secret-key")
        servers.make_bucket(endpoint, "bucket")
        lake = Lake(tmp_path / "lake", "s3://bucket/lake")
        lake.create_or_open()
        load(lake, tmp_path, 0)
        for moment in ("articles", "rejects"):
            with once_writing(moment, wire.cut), pytest.raises(LakeUnreachable) as told:
                load(lake, tmp_path, 1)
            assert_told(told.value, str(lake.location), "AWS_ENDPOINT_URL")
            assert "the-secret-key" not in str(told.value)
            with pytest.raises(LakeUnreachable):  # a reader is told too, and not that its query is bad
                contents(Lake(tmp_path / "lake", "s3://bucket/lake"))
            wire.mend()
            assert contents(lake) == calm[0]
        with once_writing("commit", wire.cut):  # the files are there, and the catalog is not behind the wire
            load(lake, tmp_path, 1)
        wire.mend()
        assert contents(Lake(tmp_path / "lake", "s3://bucket/lake")) == calm[1]
        lake.close()


@pytest.mark.slow
def test_the_command_on_a_full_disk(tmp_path: Path) -> None:
    """Prefect's database is the first thing that does not fit; with room, the same command loads."""
    with small_disk(tmp_path / "disk", 24) as disk:
        Lake(disk / "lake").create_or_open()

        def ingest() -> tuple[int | None, str]:
            process = started(tmp_path / "log", "ingest", SAMPLES, "--lake", disk / "lake")
            process.join(300)
            return process.exitcode, (tmp_path / "log").read_text()

        with all_but(disk, 100):
            code, said = ingest()
        assert code == 2, said
        assert "Traceback" not in said
        assert f"dateline: cannot write to {disk}/lake" in said
        assert "free some space" in said
        code, said = ingest()
        assert code == 0, said
        assert len(contents(Lake(disk / "lake"))["articles"]) == 15
