"""The table of dumps that a load is to read: each once, in order, with what is known of it."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from flows.due import Due, DueDumps, hashed, ids_of, listed, total_bytes, without
from flows.extract.sources import Source, file_source, find_sources

# More than are read from the table at once.
COUNT = 5_003


def id_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.fixture
def folder(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Ferry {number % 2} is late.")
    return tmp_path


def test_files_with_the_same_bytes_are_one_dump(folder):
    files, others = listed(find_sources([folder]))
    assert (len(files), others, total_bytes(files)) == (3, [], 48)
    unique = hashed(files)
    assert ids_of(unique) == [id_of("Ferry 0 is late."), id_of("Ferry 1 is late.")]
    assert [due.source.name for due in DueDumps(unique, [])] == ["0.txt", "1.txt"]


def test_known_dumps_are_left_out(folder):
    files = hashed(listed(find_sources([folder]))[0])
    left = list(DueDumps(without(files, {id_of("Ferry 0 is late.")}), []))
    assert left == [Due(file_source((folder / "1.txt").as_posix(), 16), id_of("Ferry 1 is late."))]


def test_remote_dumps_come_last_and_are_named_by_their_address(folder):
    remote = Due(Source("https://quay.example/a.txt", "a.txt", byte_count=5), known_version="v1")
    due = DueDumps(hashed(listed(find_sources([folder]))[0]), [remote])
    assert len(due) == len(list(due)) == 3
    assert list(due)[-1] == remote
    assert due.byte_count == 16 + 16 + 5
    assert due.names == {id_of("Ferry 0 is late."), id_of("Ferry 1 is late."), "https://quay.example/a.txt"}


def test_a_name_that_is_no_unicode(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("Ferry 0 is late.")
    [due] = DueDumps(hashed(listed(find_sources([tmp_path]))[0]), [])
    assert due.source.path == path


def test_many_files_keep_their_order():
    given = [file_source(f"/quay/{number}.txt", number) for number in range(COUNT)]
    remote = Source("s3://quay/a.txt", "a.txt")
    files, others = listed([*given, remote])
    assert others == [remote]
    ids = files.append_column("dump_id", [[str(number) for number in range(COUNT)]])
    assert list(DueDumps(ids, [])) == [Due(source, str(number)) for number, source in enumerate(given)]


def test_no_files_at_all():
    files, others = listed([])
    assert others == []
    assert len(DueDumps(hashed(files), [])) == DueDumps(hashed(files), []).byte_count == 0
