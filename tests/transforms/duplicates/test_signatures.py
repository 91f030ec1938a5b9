import hashlib

from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.duplicates.prose import paragraphs, prose
from transforms.duplicates.signatures import BANDS, MIN_SHINGLES, VALUES, signature_of


def test_a_signature_is_the_same_on_every_machine_and_in_every_version() -> None:
    """What is in a lake has to stay comparable: when this fails, every lake has to be indexed again."""
    made = signature_of(paragraphs(prose(1, 200)))
    assert made is not None
    assert made.shingle_count == 196
    assert hashlib.sha256(made.values).hexdigest()[:16] == "15383f1637bb0dc2"
    assert hashlib.sha256(repr(made.keys).encode()).hexdigest()[:16] == "78ad5da690b31eb5"


def test_short_texts_have_none() -> None:
    assert signature_of("") is None
    assert signature_of(" ".join(prose(1, MIN_SHINGLES + 3))) is None
    assert signature_of(" ".join(prose(1, MIN_SHINGLES + 4))) is not None


def test_texts_longer_than_one_step_are_signed_by_all_of_their_shingles() -> None:
    words = prose(3, 9_000)
    forward, backward = signature_of(" ".join(words)), signature_of(" ".join(words[4_500:] + words[:4_500]))
    assert forward is not None
    assert backward is not None
    agreeing = sum(a == b for a, b in zip(forward.values, backward.values, strict=True))
    assert agreeing > 0.97 * VALUES


@given(st.integers(0, 10**6), st.integers(60, 400))
def test_keys_are_32_bit_numbers_and_fit_the_lake(seed: int, count: int) -> None:
    made = signature_of(" ".join(prose(seed, count)))
    assert made is not None
    assert len(made.values) == VALUES
    assert len(made.keys) == BANDS
    assert all(0 <= key < 2**32 for key in made.keys)


def test_copies_share_keys_and_strangers_do_not() -> None:
    words = prose(5, 400)
    first, copy, stranger = (
        signature_of(" ".join(w)) for w in (words, [*words[:200], "corrected", *words[200:]], prose(6, 400))
    )
    assert first is not None
    assert copy is not None
    assert stranger is not None
    assert set(first.keys) & set(copy.keys)
    assert not set(first.keys) & set(stranger.keys)
