import numpy as np
import pytest

from tests.transforms.duplicates.prose import prose
from transforms.duplicates.shingles import shingles
from transforms.duplicates.signatures import Signature, signature_of
from transforms.duplicates.similarity import are_copies, jaccard, values_of


def signed(words: list[str]) -> Signature:
    made = signature_of(" ".join(words))
    assert made is not None
    return made


def alike(left: list[str], right: list[str]) -> tuple[float, bool]:
    """Estimated similarity of two texts, and whether they are copies."""
    a, b = signed(left), signed(right)
    similarity = jaccard(values_of([a.values]), values_of([b.values]))
    found = are_copies(similarity, np.array([a.shingle_count]), np.array([b.shingle_count]))
    return float(similarity[0]), bool(found[0])


@pytest.mark.parametrize("shared", [0, 100, 250, 400, 500])
def test_estimates_the_jaccard_similarity_of_the_shingles(shared: int) -> None:
    common = prose(1, shared)
    left, right = common + prose(2, 500 - shared), common + prose(3, 500 - shared)
    a, b = shingles(" ".join(left)), shingles(" ".join(right))
    true = np.intersect1d(a, b).size / np.union1d(a, b).size
    assert alike(left, right)[0] == pytest.approx(true, abs=0.07)


def test_a_light_edit_is_a_copy() -> None:
    words = prose(1, 500)
    assert alike(words, [*words[:100], *prose(2, 20), *words[120:400], *words[420:]])[1]


def test_a_cut_version_is_a_copy_when_it_is_more_than_half() -> None:
    words = prose(1, 600)
    assert alike(words, words[:400])[1]
    assert not alike(words, words[:200])[1]


def test_a_round_up_of_two_stories_is_a_copy_of_neither() -> None:
    left, right = prose(1, 400), prose(2, 400)
    assert not alike(left + right, left)[1]
    assert not alike(left + right, right)[1]


def test_shared_boilerplate_does_not_make_copies() -> None:
    footer = prose(9, 150)
    assert not alike(prose(1, 150) + footer, prose(2, 150) + footer)[1]
