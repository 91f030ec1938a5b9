"""Lines are normalised, and know where they stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.documents import Line
from transforms.lines import EXCERPT_CHARS, lines_of, normalised


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("plain text  ", "plain text"),
        ("a\u00a0thin\u2009gap\tand an\u3000ideographic one", "a thin gap and an ideographic one"),
        ("zero\u200bwidth, soft\u00adhyphen, \u202aembedded\u202c", "zerowidth, softhyphen, embedded"),
        ("\ufeffmark and\x00 nul and \x07bell", "mark and nul and bell"),
        ("â€œWe donâ€™t know,â€\x9d she said", "“We don’t know,” she said"),
        ("cafÃ© and naÃ¯ve", "café and naïve"),
        ("Ça était déjà à l’Âge", "Ça était déjà à l’Âge"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("  • indented", "  • indented"),
    ],
)
def test_a_line_is_normalised(printed: str, clean: str) -> None:
    assert normalised(printed) == clean


def test_every_kind_of_line_end_ends_a_line() -> None:
    text = "one\ntwo\r\nthree\rfour\x85five\u2028six\u2029seven"
    lines = list(lines_of([text], 1000))
    assert [line.text for line in lines] == ["one", "two", "three", "four", "five", "six", "seven"]
    assert [text[line.start : line.end] for line in lines] == [line.text for line in lines]


def test_a_line_over_the_limit_keeps_its_span_and_its_beginning() -> None:
    text = "a" * 5000 + "\nnext"
    pieces = [text[at : at + 64] for at in range(0, len(text), 64)]
    assert list(lines_of(pieces, 1000)) == [Line("a" * EXCERPT_CHARS, 0, 5000), Line("next", 5001, 5005)]


@given(st.text(alphabet="ab \r\n\x85\u2028", max_size=80), st.integers(1, 9), st.sampled_from([3, 1000]))
def test_spans_are_those_of_the_text_however_it_is_cut(text: str, size: int, max_chars: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert [text[line.start : line.end] for line in lines_of(pieces, max_chars)] == text.splitlines()
