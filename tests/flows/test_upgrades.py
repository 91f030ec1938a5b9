"""A small lake is kept from each release: this version opens it, brings it up to date, checks it and loads into it.

They are made of the shipped samples: `dateline ingest flows/samples`, then a tar of `catalog.sqlite` and `data`.
"""

import tarfile
from pathlib import Path

import pytest

LAKES = sorted((Path(__file__).parents[1] / "warehouse" / "lakes").glob("*.tar.gz"))


@pytest.mark.parametrize("kept", LAKES, ids=lambda path: path.name.removesuffix(".tar.gz"))
def test_a_lake_of_an_earlier_release_is_used_on(dateline, samples, tmp_path, kept):
    lake = tmp_path / "lake"
    with tarfile.open(kept) as archive:
        archive.extractall(lake, filter="data")
    counts = "select (select count(*) from articles) as a, (select count(*) from quotes) as q"
    before = dateline("sql", counts, "--format", "csv", "--lake", lake)  # a reader need not wait for the upgrade
    assert before.code == 0, before.err
    assert before.out == "a,q\n15,235\n"
    checked = dateline("check", "--lake", lake)
    assert checked.code == 0, checked.out + checked.err
    again = dateline("ingest", samples, "--lake", lake)
    assert again.code == 0, again.err
    assert again.out.startswith("Nothing new: 6 dumps")
    replayed = dateline("replay", "--lake", lake)
    assert replayed.code == 0, replayed.err
    assert "from 15 articles" in replayed.out
    assert dateline("check", "--lake", lake).code == 0
