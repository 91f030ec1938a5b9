"""Dumps at http addresses: fetched once, whole or with one clear line, and never from where nobody pointed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.extract.addresses import BadAddress, public_address, web_address
from flows.extract.download import NotModified, Patience, Unreachable, download
from flows.extract.limits import Limits
from flows.extract.sources import fetched, find_sources, source_at
from flows.extract.web import WebDump
from tests.extract.web_server import SECRET, Server, serving

DATA = b"".join(b"Line %d of the harbour ledger.\n" % number for number in range(40_000))
HASTE = Patience(attempts=4, first_wait_seconds=0.01)


@pytest.fixture(scope="module")
def web() -> Iterator[Server]:
    with serving({"dump.txt": DATA, "small.txt": b"ok"}) as server:
        yield server


def fetch(web: Server, path: str, folder: Path, patience: Patience = HASTE, **limits: Any) -> tuple[bytes, Any]:
    bounds = Limits(**limits)
    with (folder / "file").open("w+b") as file:
        got = download(WebDump(web.address + path, bounds), file, bounds, patience)
        file.seek(0)
        return file.read(), got


@pytest.mark.parametrize("kind", ["plain", "drop", "busy", "old", "untagged"])
def test_a_dump_arrives_whole_whatever_the_connection_does(web: Server, tmp_path: Path, kind: str) -> None:
    data, got = fetch(web, f"/{kind}/dump.txt", tmp_path)
    assert data == DATA
    assert (got.dump_id, got.byte_count) == (hashlib.sha256(DATA).hexdigest(), len(DATA))


def test_one_download_reads_each_byte_once(web: Server, tmp_path: Path) -> None:
    fetch(web, "/once/dump.txt", tmp_path)
    assert web.count("/once/dump.txt") == 1
    before = len(web.requests)
    fetch(web, "/drop/dump.txt", tmp_path)
    starts = [headers.get("Range") for _, headers in web.requests[before:]]
    assert starts[0] is None
    assert all(start is not None for start in starts[1:]), "a broken download goes on from where it was"


def test_bytes_of_two_versions_are_never_mixed(web: Server, tmp_path: Path) -> None:
    data, got = fetch(web, "/changing/dump.txt", tmp_path)
    assert data == b"2 " + DATA
    assert got.dump_id == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("path", "limits", "said"),
    [
        ("/plain/missing.txt", {}, "HTTP 404"),
        ("/short/dump.txt", {}, "attempts"),
        ("/loop", {}, "max_redirects (5)"),
        ("/to?file:///etc/passwd", {}, "no http(s) address"),
        ("/to?s3://bucket/key", {}, "no http(s) address"),
        ("/plain/dump.txt", {"max_download_bytes": 1000}, "max_download_bytes (1000)"),
        ("/endless/dump.txt", {"max_download_bytes": 10**6}, "max_download_bytes (1000000)"),
        ("/plain/dump.txt", {"max_download_seconds": 1e-6}, "max_download_seconds"),
    ],
)
def test_what_cannot_be_fetched_is_told_in_one_line(
    web: Server, tmp_path: Path, path: str, limits: dict[str, Any], said: str
) -> None:
    with pytest.raises(Unreachable) as raised:
        fetch(web, path + ("" if "?" in path else "?" + SECRET), tmp_path, **limits)
    text = str(raised.value)
    assert said in text
    assert web.address in text
    assert "\n" not in text
    assert "0123456789abcdef" not in text


def test_no_server_is_told_after_some_attempts(tmp_path: Path) -> None:
    with serving({}) as gone:
        pass
    with pytest.raises(Unreachable, match="attempts"):
        fetch(gone, "/dump.txt", tmp_path)


def test_a_redirect_is_followed_to_the_bytes(web: Server, tmp_path: Path) -> None:
    assert fetch(web, "/to?/plain/small.txt", tmp_path)[0] == b"ok"


def test_a_public_server_cannot_lead_into_the_private_network(web: Server) -> None:
    with pytest.raises(Unreachable, match="private network"):
        WebDump("http://8.8.8.8/dump.txt", Limits())._next("http://8.8.8.8/dump.txt", web.address + "/plain/small.txt")
    with pytest.raises(Unreachable, match="from https to http"):
        WebDump("https://8.8.8.8/d", Limits())._next("https://8.8.8.8/d", "http://8.8.4.4/d")


def test_a_version_that_is_known_is_not_sent_again(web: Server, tmp_path: Path) -> None:
    tag = fetch(web, "/plain/dump.txt", tmp_path)[1].version
    [source] = find_sources([f"{web.address}/plain/dump.txt?{SECRET}"])
    with pytest.raises(NotModified), fetched(source, tmp_path, known=tag):
        pytest.fail("it was fetched")
    with fetched(source, tmp_path) as got:
        assert got.path.read_bytes() == DATA
    assert list(tmp_path.glob("fetched-*")) == [], "the copy is gone when it was read"


def test_what_is_kept_of_an_address_opens_nothing() -> None:
    kept = public_address(
        "https://reader:hush@quay.example/a%20b.jsonl?page=2&X-Amz-Signature=abc&token=xyz&t=9f86d081884c7d659a2feaa0c5#x"
    )
    assert kept == "https://quay.example/a%20b.jsonl?page=2"
    [source] = find_sources([f"https://quay.example/dumps/a%20b.jsonl.gz?{SECRET}"])
    assert (source.uri, source.name) == ("https://quay.example/dumps/a%20b.jsonl.gz", "a b.jsonl.gz")
    assert "0123456789abcdef" not in repr(source)
    again = source_at(source.uri)
    assert again is not None
    assert again.uri == source.uri


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://quay.example/a", "file:///etc/passwd", "http:///a", "http://[::1/a", "https://u:hush@quay.example/a"),
        *("s3://", "s3://AKIA:hush@bucket/key", "gs://UPPER/key", "http://quay.example:port/a"),
    ],
)
def test_other_addresses_are_refused_without_their_secrets(address: str) -> None:
    with pytest.raises(BadAddress) as raised:
        find_sources([address])
    assert "hush" not in str(raised.value)


def test_an_address_with_letters_of_all_kinds_is_fetched(web: Server, tmp_path: Path) -> None:
    assert web_address("HTTP://127.0.0.1/a b/é?q=1#part") == "http://127.0.0.1/a%20b/%C3%A9?q=1"
