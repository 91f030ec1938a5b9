import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.duplicates.shingles import shingles


def test_counts_distinct_runs_of_five_words() -> None:
    assert len(shingles("one two three four five six")) == 2
    assert len(shingles("one two three four five")) == 1
    assert len(shingles("one two three four")) == 0
    assert len(shingles("no " * 50)) == 1


def test_order_of_words_counts() -> None:
    assert not np.intersect1d(shingles("one two three four five"), shingles("two one three four five")).size


@pytest.mark.parametrize(
    "other",
    [
        "The Mayor's café, in “Porto”, closed.",
        "THE MAYOR’S CAFE — in Porto closed",
        "the\n\nmayor's cafe in porto closed",
    ],
)
def test_case_accents_marks_and_space_do_not_count(other: str) -> None:
    assert shingles("The mayor's cafe in Porto closed").tolist() == shingles(other).tolist()


def test_text_without_spaces_is_cut_by_character() -> None:
    assert len(shingles("港湾当局は火曜日に東側の岸壁を閉鎖した")) == 15


@given(st.text())
def test_any_text_has_sorted_distinct_shingles(text: str) -> None:
    found = shingles(text)
    assert found.dtype == np.uint64
    assert np.all(found[1:] > found[:-1])
