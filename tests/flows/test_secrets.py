"""Secrets reach nothing that dateline writes or prints, and what dumps contain runs nowhere."""

import os
import urllib.request
from pathlib import Path

import pytest

from tests.warehouse import servers

SECRETS = {
    "PGPASSWORD": "the-pg-password-7f3a",
    "AWS_SECRET_ACCESS_KEY": "the-s3-secret-91bc",
    "AWS_SESSION_TOKEN": "the-s3-token-55de",
}


def files_below(folder: Path) -> list[Path]:
    return [Path(root) / name for root, _, names in os.walk(folder) for name in names]


def test_secrets_of_the_environment_are_written_nowhere(dateline_process, samples, tmp_path):
    """Those of S3 open the lake's files, here and there."""
    lake = tmp_path / "lake"
    with servers.s3_server(tmp_path / "s3.log") as endpoint:
        servers.make_bucket(endpoint, "bucket")
        s3 = {"AWS_ENDPOINT_URL": endpoint, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "the-key-id"}
        s3 |= {"DATELINE_DATA": "s3://bucket/lake"}
        for command in (("ingest", samples), ("check",), ("maintain",), ("status",), ("sql", "from runs")):
            ran = dateline_process(*command, "--lake", lake, PREFECT_LOGGING_LEVEL="DEBUG", **SECRETS, **s3)
            assert ran.code == 0, ran.err
            for secret in SECRETS.values():
                assert secret not in ran.out + ran.err, command
        stored = urllib.request.urlopen(f"{endpoint}/bucket?list-type=2", timeout=10).read()
        assert b".parquet" in stored
    written = files_below(lake)
    assert written
    for file in written:
        for secret in SECRETS.values():
            assert secret.encode() not in file.read_bytes(), file


def test_the_password_that_opens_the_catalog_is_written_nowhere(dateline_process, samples, tmp_path, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "")  # put back when the test ends
    monkeypatch.chdir(tmp_path)  # reports and the cache lie in ./dateline-home
    with servers.postgres_server() as server:
        monkeypatch.setenv("DATELINE_DATA", str(tmp_path / "files"))
        lake = ("--lake", f"postgres:{server.database('lake')}")
        for command in (("ingest", samples), ("check",), ("maintain",), ("status",), ("sql", "from runs")):
            ran = dateline_process(*command, *lake, PREFECT_LOGGING_LEVEL="DEBUG")
            assert ran.code == 0, ran.err
            assert servers.PASSWORD not in ran.out + ran.err, command
        for wrong in ("not the password", ""):
            refused = dateline_process("status", *lake, PGPASSWORD=wrong)
            assert refused.code == 2, "the server opens to anybody"
            assert "cannot reach the catalog postgres:" in refused.err
            assert servers.PASSWORD not in refused.err
            assert not wrong or wrong not in refused.err
        written = files_below(tmp_path)
        assert written
        written += [file for file in files_below(server.folder) if file.name != "password"]
        for file in written:
            assert servers.PASSWORD.encode() not in file.read_bytes(), file


@pytest.mark.parametrize(
    "place",
    ["postgresql://reader:the-pg-password-7f3a@127.0.0.1:1/news", "postgres:dbname=x password=the-pg-password-7f3a"],
)
def test_a_location_with_a_password_is_refused_without_repeating_it(dateline, tmp_path, place):
    ran = dateline("status", "--lake", place)
    assert ran.code == 2
    assert "PGPASSWORD" in ran.err
    assert "the-pg-password-7f3a" not in ran.out + ran.err


def test_a_lake_is_closed_to_others_where_the_umask_says_so(dateline_process, samples, tmp_path):
    before = os.umask(0o077)
    try:
        for command in (("ingest", samples), ("check",)):
            assert dateline_process(*command, "--lake", tmp_path / "lake").code == 0
    finally:
        os.umask(before)
    written = files_below(tmp_path / "lake")
    assert {"catalog.sqlite", "writer.lock", "index.html"} <= {file.name for file in written}
    for path in (*written, *{file.parent for file in written}):
        assert path.stat().st_mode & 0o077 == 0, path
