"""Real text dumps, where they are at hand: how many articles come out, by which layout, and that no furniture stays."""

import json
from pathlib import Path

import pytest

from flows.extract import Limits, TextReading, open_dump
from transforms.articles import article_of
from transforms.documents import Document
from transforms.tables import Article

LAYOUT_OF = {"000_": "page", "arabstyle": "page", "nexis": "nexis", "fbis": "fbis", "reut2": "reuters_sgml"}


def articles_in(path: Path) -> tuple[str | None, list[Article]]:
    """The layout and the articles of a dump, in order."""
    with open_dump(path) as stream:
        reading = TextReading(stream, "d" * 64, Limits())
        rows = [article_of(record, None, None) for record in reading if isinstance(record, Document)]
    return reading.layout, [row for row in rows if isinstance(row, Article)]


@pytest.mark.slow
@pytest.mark.parametrize("prefix", sorted(LAYOUT_OF))
def test_a_dump_gives_the_articles_that_it_holds(shared_data: Path, prefix: str) -> None:
    folder = shared_data / "text_dumps" / "dev"
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if gold["file"].startswith(prefix):
            layout, rows = articles_in(folder / "files" / gold["file"])
            # Headlines without text are no articles, whatever the collection counts them as.
            wanted = sum(bool(row.get("body_chars", row.get("chars"))) for row in gold["articles"])
            assert (gold["file"], layout) == (gold["file"], LAYOUT_OF[prefix])
            assert abs(len(rows) - wanted) <= 0.01 * wanted, gold["file"]


def test_no_furniture_stays_in_a_body(shared_data: Path) -> None:
    _, rows = articles_in(shared_data / "text_dumps" / "dev" / "files" / "000_13d48d63fe04ce72.txt")
    assert len(rows) == 6
    for row in rows:
        paragraphs = row.body.split("\n\n")
        assert not {"Short Url", "Follow", row.headline, *row.captions, *row.summary} & set(paragraphs)
        assert not any(paragraph.startswith(("Updated ", "•")) for paragraph in paragraphs)


@pytest.mark.slow
def test_a_file_of_one_article_gives_one(shared_data: Path) -> None:
    counts = {path.name: len(articles_in(path)[1]) for path in sorted((shared_data / "polnear/dev/text").glob("*.txt"))}
    assert counts
    assert [name for name, count in counts.items() if count != 1] == []
