"""Finding, knowing and opening dump files."""

import bz2
import gzip
import hashlib
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.extract import DamagedStream, Limits, NoDumps, NoSuchDump, dump_id_of, find_dumps, open_dump

TEXT = b"".join(b"Line %d of the harbour ledger.\n" % number for number in range(20_000))


def read(path: Path, limits: Limits | None = None) -> tuple[bytes, str | None]:
    """All bytes up to the end or the damage, and the reason of that."""
    data = b""
    with open_dump(path, limits) as stream:
        try:
            while chunk := stream.read(10_000):
                data += chunk
        except DamagedStream as damage:
            return data, damage.reason
    return data, None


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return tmp_path / "dump.txt"


@pytest.mark.parametrize(
    "packed",
    [
        TEXT,
        gzip.compress(TEXT),
        gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:]),
        gzip.compress(TEXT[:1000]) + bytes(600) + gzip.compress(TEXT[1000:]) + bytes(512),
        gzip.compress(TEXT) + gzip.compress(b""),
        zstandard.compress(TEXT),
        zstandard.compress(TEXT[:5000]) + zstandard.compress(TEXT[5000:]),
        bz2.compress(TEXT),
        bz2.compress(TEXT[:5000]) + bz2.compress(b"") + bytes(300) + bz2.compress(TEXT[5000:]),
        lzma.compress(TEXT),
        lzma.compress(TEXT[:5000]) + bytes(8) + lzma.compress(TEXT[5000:]) + bytes(70_000),
    ],
    ids=[
        *("plain", "gzip", "gzip members", "padded gzip", "empty member", "zstandard", "zstandard frames"),
        *("bzip2", "bzip2 streams", "xz", "padded xz streams"),
    ],
)
def test_compression_is_told_by_content_and_undone(dump: Path, packed: bytes) -> None:
    dump.write_bytes(packed)
    assert read(dump) == (TEXT, None)


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (gzip.compress(TEXT)[:-5000], "truncated"),
        (gzip.compress(TEXT)[:-4], "truncated"),
        (gzip.compress(TEXT) + b"\x1f\x8b\x08", "truncated"),
        (zstandard.compress(TEXT)[:-100], "truncated"),
        (gzip.compress(TEXT) + b"junk", "corrupt"),
        (gzip.compress(TEXT)[:-8] + b"\1\2\3\4" + gzip.compress(TEXT)[-4:], "corrupt"),
        (gzip.compress(TEXT)[:20_000] + bytes(1000) + gzip.compress(TEXT)[21_000:], "corrupt"),
        (zstandard.compress(TEXT) + b"junk", "corrupt"),
        (bz2.compress(TEXT * 4, 1)[:-100], "truncated"),
        (bz2.compress(TEXT) + b"junk", "corrupt"),
        (lzma.compress(TEXT)[:-100], "truncated"),
        (lzma.compress(TEXT) + b"junk", "corrupt"),
        (lzma.compress(bytes(5), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}]), "too_large"),
    ],
)
def test_a_damaged_stream_gives_what_came_before_and_the_reason(dump: Path, packed: bytes, reason: str) -> None:
    dump.write_bytes(packed)
    data, found = read(dump)
    assert found == reason
    assert data[: len(TEXT) // 4] == TEXT[: len(TEXT) // 4] or packed.startswith(b"\x28\xb5") or reason == "too_large"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_stopped_by_its_ratio(dump: Path, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(bytes(50_000_000))
    dump.write_bytes(packed)
    data, reason = read(dump, Limits(ratio_from_bytes=1_000_000))
    assert reason == "too_large"
    assert len(data) <= 1_000_000 + 200 * len(packed)


def test_a_limit_on_size_is_held(dump: Path) -> None:
    dump.write_bytes(gzip.compress(TEXT))
    data, reason = read(dump, Limits(max_unpacked_bytes=100_000))
    assert reason == "too_large"
    assert TEXT.startswith(data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200),
    st.sampled_from([b"\x1f\x8b", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"BZh91AY&SY", b"\xfd7zXZ\0", b""]),
)
def test_any_bytes_end_or_say_why(dump: Path, data: bytes, magic: bytes) -> None:
    dump.write_bytes(magic + data)
    _, reason = read(dump)
    assert reason in (None, "truncated", "corrupt", "too_large")


def test_a_dump_is_known_by_its_bytes_as_stored(dump: Path) -> None:
    packed = gzip.compress(TEXT)
    dump.write_bytes(packed)
    assert dump_id_of(dump) == hashlib.sha256(packed).hexdigest()


def test_folders_globs_and_files_lead_to_dumps_sorted_and_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt.gz", "sub/c.TXT", "sub/.hidden.txt", ".git/d.txt", "picture.png", "notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = list(find_dumps([tmp_path, tmp_path / "b.txt", str(tmp_path / "*.txt"), tmp_path / "picture.png"]))
    assert [path.relative_to(tmp_path).as_posix() for path in found] == [
        "a.txt.gz",
        "b.txt",
        "picture.png",
        "sub/c.TXT",
    ]
    assert [path.name for path in find_dumps([str(tmp_path / "**" / "c*")])] == ["c.TXT"]


@pytest.mark.parametrize("name", ["missing.txt", "*.nothing"])
def test_a_path_that_leads_nowhere_says_so_in_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(NoSuchDump) as raised:
        find_dumps([tmp_path / name])
    assert str(tmp_path / name) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_folder_without_dumps_says_what_would_be_one(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"x")
    with pytest.raises(NoDumps) as raised:
        find_dumps([tmp_path])
    assert str(tmp_path) in str(raised.value)
    assert ".txt" in str(raised.value)
