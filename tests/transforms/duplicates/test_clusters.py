from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.duplicates.prose import prose
from transforms.duplicates.clusters import MAX_LEADERS, Member, clusters_of, families_of
from transforms.duplicates.signatures import signature_of

START = datetime(2031, 5, 1, tzinfo=UTC)


def member(name: str, words: list[str], day: int | None = None) -> Member:
    made = signature_of(" ".join(words))
    assert made is not None
    return Member(name, None if day is None else START + timedelta(days=day), made.values)


def test_families_hang_together_over_pairs() -> None:
    found = families_of([("b", "c"), ("d", "c"), ("x", "y")])
    assert found == {"b": "b", "c": "b", "d": "b", "x": "x", "y": "x"}


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))), st.randoms())
def test_families_do_not_hang_on_the_order_of_pairs(pairs, rng) -> None:
    turned = [pair[::-1] if rng.random() < 0.5 else pair for pair in pairs]
    rng.shuffle(turned)
    assert families_of(turned) == families_of(pairs)


def test_a_cluster_is_named_after_its_earliest_article() -> None:
    words = prose(1, 300)
    copies = [member("a", words), member("b", words[:250], day=2), member("c", words[:260], day=1)]
    assert clusters_of(copies) == {"a": "c", "b": "c", "c": "c"}


def test_without_times_the_least_id_is_the_earliest() -> None:
    words = prose(1, 300)
    assert clusters_of([member("b", words), member("a", words)]) == {"a": "a", "b": "a"}


def test_the_ends_of_a_chain_do_not_share_a_cluster() -> None:
    """Each version keeps four fifths of the one before; the twentieth has nothing of the first."""
    words = prose(1, 2_000)
    versions = [member(f"{n:02d}", words[n * 80 : n * 80 + 400], day=n) for n in range(20)]
    found = clusters_of(versions)
    assert found["00"] == found["01"]
    assert found["00"] != found["19"]
    assert len(set(found.values())) > 4


@given(st.permutations(range(12)))
def test_clusters_do_not_hang_on_the_order_of_members(order: list[int]) -> None:
    words = prose(1, 1_000)
    versions = [member(f"{n:02d}", words[n * 60 : n * 60 + 300], day=n % 5 or None) for n in range(12)]
    assert clusters_of([versions[n] for n in order]) == clusters_of(versions)


def test_work_on_a_family_without_likeness_is_bounded() -> None:
    strangers = [member(f"{n:04d}", prose(n, 60)) for n in range(MAX_LEADERS + 20)]
    found = clusters_of(strangers)
    assert found == {name.article_id: name.article_id for name in strangers}
