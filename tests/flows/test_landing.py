"""Which files of a landing folder are complete and new."""

from flows.landing import Watch


def test_a_file_is_new_once_and_only_when_it_grows_no_more(tmp_path):
    watch = Watch(tmp_path)
    assert not watch.has_new()
    dump = tmp_path / "a.txt"
    dump.write_text("The first half")
    assert not watch.has_new()
    dump.write_text("The first half and the second")
    assert not watch.has_new()
    assert watch.has_new()
    watch.hand_over()
    assert not watch.has_new()
    dump.write_text("Other words altogether, and more of them")
    watch.has_new()
    assert watch.has_new()


def test_what_was_not_handed_over_stays_new(tmp_path):
    (tmp_path / "a.txt").write_text("words")
    watch = Watch(tmp_path)
    watch.has_new()
    assert [watch.has_new() for _ in range(3)] == [True] * 3


def test_unfinished_and_hidden_files_are_not_seen(tmp_path):
    for name in ("a.txt.part", "b.txt.tmp", ".c.txt"):
        (tmp_path / name).write_text("words")
    (tmp_path / ".folder").mkdir()
    (tmp_path / ".folder" / "d.txt").write_text("words")
    watch = Watch(tmp_path)
    watch.has_new()
    assert not watch.has_new()
