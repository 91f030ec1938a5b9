"""Search finds what the lake has now, best first, whatever is typed."""

import dataclasses
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import warehouse_rows as rows
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.errors import UserError
from transforms.tables import Article
from warehouse.forgetting import forget
from warehouse.lake import Lake
from warehouse.maintenance import maintain
from warehouse.search import ARTICLES, EmptySearch, Found, discard, refresh, search
from warehouse.search.index import folder_of
from warehouse.settle import settle

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def article(name: str, words: str, **more: object) -> Article:
    made = rows.article(name, f'Mara Oduya spoke. "{words}" she said.')
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def load(lake: Lake, folder: Path, run_id: str, words: dict[str, str], **more: object) -> None:
    """A load of one article for each name, whose only quote is these words."""
    from transforms.schema import table_of
    from transforms.tables import Quote
    from warehouse.staging import write_part

    articles = [article(name, text, **more) for name, text in words.items()]
    part = folder / f"part-{run_id}"
    write_part(
        part,
        {
            "articles": articles,
            "sightings": [rows.sighting(name, f"d-{run_id}", 60 * n) for n, name in enumerate(words)],
            "quotes": [rows.quote(a, words[a.article_id.removeprefix("article-")]) for a in articles],
            "mentions": [rows.mention(a) for a in articles],
            "entities": [rows.person()],
        },
    )
    assert table_of(Quote)
    settle(lake, [part], [rows.dump(f"d-{run_id}")], folder / f"settled-{run_id}", run_id)
    lake.publish(folder / f"settled-{run_id}", rows.run(run_id))


def texts(found: Found) -> list[str]:
    assert found.total >= found.rows.num_rows
    return [str(text) for text in found.rows.column("text").to_pylist()]


WORDS = {
    "a": "The sea wall will stand.",
    "b": "We walled the harbour, and harbours silt up.",
    "c": "Élan is not a wall.",
    "d": "No wall, no wall, no wall!",
}


@pytest.fixture(scope="module")
def loaded(empty_lake_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    import shutil

    folder = tmp_path_factory.mktemp("searched")
    lake = Lake(shutil.copytree(empty_lake_folder, folder / "lake"))
    load(lake, folder, "r1", WORDS)
    return lake


def found(lake: Lake, words: str, **more: object) -> list[str]:
    """Names of the articles that are found, in order."""
    answer = search(lake, words, **more)  # type: ignore[arg-type]
    return [str(i).removeprefix("article-") for i in answer.rows.column("article_id").to_pylist()]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("silt", "b"),
        ("SEA wall", "a"),
        ("sea -wall", ""),
        ("wall -sea -elan", "bd"),
        ('"sea wall"', "a"),
        ('"wall sea"', ""),
        ("“sea wall”", "a"),
        ("harbour", "b"),
        ("elan", "c"),
        ("harb*", "b"),
        ("sea OR silt", "ab"),
        ("wall sea OR silt", "ab"),
        ("OR sea OR", "a"),
        ("ferry", ""),
        ("no-wall", "d"),
    ],
)
def test_what_is_typed(loaded: Lake, words: str, names: str) -> None:
    assert sorted(found(loaded, words)) == sorted(names)


def test_what_says_it_more_often_and_more_briefly_comes_first(loaded: Lake) -> None:
    first, *_, last = found(loaded, "wall")
    assert (first, last) == ("d", "b")
    scores = search(loaded, "wall").rows.column("score").to_pylist()
    assert scores == sorted(scores, reverse=True)


def test_what_matched_is_marked_in_characters(loaded: Lake) -> None:
    (row,) = search(loaded, "élan wall").rows.to_pylist()
    assert [row["text"][m["char_start"] : m["char_end"]] for m in row["marks"]] == ["Élan", "wall"]
    assert (row["speaker"], row["publisher"], row["published_at"]) == ("Mara Oduya", "The Quay", rows.NOON)


def test_articles_by_headline_and_body(loaded: Lake) -> None:
    assert found(loaded, "oduya silt", within=ARTICLES) == ["b"]
    (row,) = search(loaded, "silt", within=ARTICLES).rows.to_pylist()
    assert row["headline"] == "All about b"
    assert [row["text"][m["char_start"] : m["char_end"]] for m in row["marks"]] == ["silt"]


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ({"speaker": "oduya"}, 4),
        ({"speaker": "Mara ODUYA"}, 4),
        ({"speaker": "Ib"}, 0),
        ({"speaker_entity_id": "person-Mara Oduya"}, 4),
        ({"publisher": "The Quay"}, 4),
        ({"publisher": "quay"}, 0),
        ({"since": rows.NOON}, 4),
        ({"since": rows.NOON + timedelta(seconds=1)}, 0),
        ({"until": rows.NOON}, 0),
        ({"until": rows.NOON + timedelta(seconds=1)}, 4),
        ({"since": datetime(1800, 1, 1, tzinfo=UTC), "until": datetime(2200, 1, 1, tzinfo=UTC)}, 4),
        ({"newest_first": True}, 4),
        ({"limit": 2}, 2),
        ({"limit": 3, "offset": 3}, 1),
    ],
)
def test_narrowing(loaded: Lake, narrowed: dict[str, object], count: int) -> None:
    assert len(found(loaded, "wall", **narrowed)) == count


@pytest.mark.parametrize("words", ["", "   ", '""', "-", "-wall", "*", "\0", "?!", "OR", "a" * 1001, '-"sea wall"'])
def test_nothing_to_search_for_is_told(loaded: Lake, words: str) -> None:
    with pytest.raises(EmptySearch):
        search(loaded, words)


def test_what_cannot_be_asked_is_told(loaded: Lake) -> None:
    with pytest.raises(UserError, match="quotes or articles"):
        search(loaded, "wall", within="rejects")
    with pytest.raises(UserError, match="no speaker"):
        search(loaded, "wall", within=ARTICLES, speaker="Oduya")


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.sampled_from(list('wal se"*-()[]{}:^~\\/+&|!?.<>=OR ÀNDéß北\0\u202e')), max_size=60))
def test_whatever_is_typed_is_no_error(loaded: Lake, words: str) -> None:
    for within in ("quotes", "articles"):
        with suppress(EmptySearch):
            search(loaded, words, within=within)


@pytest.mark.parametrize("any_lake", ["folder", "postgres-s3"], indirect=True)
def test_it_is_current_after_each_change_on_any_lake(any_lake: Lake, tmp_path: Path) -> None:
    load(any_lake, tmp_path, "r1", {"a": "The sea wall stands."})
    assert texts(search(any_lake, "wall")) == ["The sea wall stands."]
    load(any_lake, tmp_path, "r2", {"b": "A wall of water came."})
    load(any_lake, tmp_path, "r3", {"c": "There is no wall."})
    assert sorted(found(any_lake, "wall")) == ["a", "b", "c"]
    maintain(any_lake)
    load(any_lake, tmp_path, "r4", {"d": "One more wall."})
    assert sorted(found(any_lake, "wall")) == ["a", "b", "c", "d"]
    forget(any_lake, article_ids=["article-b"])
    assert not folder_of(any_lake.location).exists()
    assert sorted(found(any_lake, "wall")) == ["a", "c", "d"]
    assert found(any_lake, "water", within=ARTICLES) == []


def test_rows_that_are_written_anew_replace_the_old(lake: Lake, tmp_path: Path) -> None:
    load(lake, tmp_path, "r1", {"a": "The sea wall stands.", "b": "So does the mill."})
    assert found(lake, "stands") == ["a"]
    with lake.locked() as connection:  # as replay does
        connection.execute("BEGIN")
        connection.execute("CREATE TEMP TABLE anew AS FROM lake.news.quotes WHERE article_id = 'article-a'")
        connection.execute("DELETE FROM lake.news.quotes WHERE article_id = 'article-a'")
        connection.execute("UPDATE temp.anew SET text = 'The sea wall fell.'")
        connection.execute("INSERT INTO lake.news.quotes FROM temp.anew")
        connection.execute("UPDATE lake.news.articles SET cluster_id = 'x' WHERE article_id = 'article-b'")
        connection.execute("COMMIT")
    assert (found(lake, "stands"), found(lake, "fell"), found(lake, "mill")) == ([], ["a"], ["b"])
    assert search(lake, "fell").rows.column("headline").to_pylist() == ["All about a"]
    assert found(lake, "oduya", within=ARTICLES, limit=9) in (["a", "b"], ["b", "a"])


def test_an_interrupted_catching_up_is_done_again(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(lake, tmp_path, "r1", {"a": "The sea wall stands."})
    refresh(lake)
    load(lake, tmp_path, "r2", {"b": "A wall of water came."})
    with monkeypatch.context() as patch:
        patch.setattr("warehouse.search.index._write_state", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            refresh(lake)
    assert search(lake, "wall").total == 2


def test_a_damaged_state_makes_a_new_index(lake: Lake, tmp_path: Path) -> None:
    load(lake, tmp_path, "r1", {"a": "The sea wall stands."})
    folder = refresh(lake)
    assert folder
    (folder / "state.json").write_text("{")
    assert found(lake, "wall") == ["a"]


def test_a_lake_that_may_not_be_written_is_indexed_in_the_cache(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(lake, tmp_path, "r1", {"a": "The sea wall stands."})
    monkeypatch.setattr("warehouse.search.index.os.access", lambda *_: False)
    assert found(lake, "wall") == ["a"]
    assert folder_of(lake.location).is_relative_to(tmp_path / "cache")
    discard(lake.location)
    assert not folder_of(lake.location).exists()


def test_no_trace_of_what_was_forgotten(lake: Lake, tmp_path: Path) -> None:
    load(lake, tmp_path, "r1", {"a": "The sea wall stands.", "b": "Qwyzzle."})
    folder = refresh(lake)
    assert folder
    assert any(b"qwyzz" in file.read_bytes().lower() for file in folder.rglob("*") if file.is_file())
    forget(lake, article_ids=["article-b"])
    assert search(lake, "wall").total == 1
    assert not any(b"qwyzz" in file.read_bytes().lower() for file in lake.location.folder.rglob("*") if file.is_file())


SEARCHES = """
import sys
from warehouse.lake import Lake
from warehouse.search import search
for _ in range(8):
    print(search(Lake(sys.argv[1]), "wall", limit=1).total)
"""


def test_several_processes_at_once(lake: Lake, tmp_path: Path) -> None:
    load(lake, tmp_path, "r1", {str(n): f"The sea wall {n} stands." for n in range(50)})
    command = [sys.executable, "-c", SEARCHES, str(lake.location.folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    for number in range(3):
        load(lake, tmp_path, f"n{number}", {f"n{number}": "Another wall."})
    for process in running:
        out, _ = process.communicate(timeout=60)
        totals = [int(line) for line in out.split()]
        assert process.returncode == 0
        assert len(totals) == 8
        assert totals == sorted(totals)
        assert 50 <= totals[0] <= totals[-1] <= 53
    assert search(lake, "wall").total == 53
