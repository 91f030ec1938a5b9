"""A folder of real dumps, sound and broken, of every format: each behaves as it should, and nothing is lost."""

import json
from collections import Counter
from pathlib import Path

from flows.extract import Context, open_dump, read_dump
from transforms.articles import article_of
from transforms.documents import Document, Rejected
from transforms.tables import REJECT_REASONS, Article


def outcome_of(path: Path) -> tuple[list[Article], Counter[str]]:
    """The articles of a file, and its rejects by reason."""
    articles, reasons = [], Counter[str]()
    with open_dump(path) as stream:
        reading = read_dump(stream, Context("d" * 64, name=path.name))
        for item in reading:
            made = article_of(item, None, None) if isinstance(item, Document) else item
            if isinstance(made, Rejected):
                reasons[made.reason] += 1
            else:
                articles.append(made)
    assert articles or reasons or reading.skipped_count, f"{path.name}: neither an article, nor a reject, nor counted"
    return articles, reasons


def test_every_file_gives_the_articles_that_it_holds_and_says_what_is_broken(shared_data: Path) -> None:
    folder = shared_data / "mixed_dumps" / "dev"
    wrong = []
    for entry in json.loads((folder / "expected.json").read_text(encoding="utf-8"))["files"]:
        articles, reasons = outcome_of(folder / "files" / entry["file"])
        bounds = entry["n_articles"]
        low, high = (bounds, bounds) if isinstance(bounds, int) else bounds
        distinct = {article.article_id for article in articles}
        if not (low <= len(distinct) <= high or low <= len(articles) <= high):
            wrong.append(f"{entry['file']}: {len(articles)} articles, {len(distinct)} distinct, not {low}-{high}")
        if entry["error_expected"] and not reasons:
            wrong.append(f"{entry['file']}: its damage is not told")
        assert set(reasons) <= set(REJECT_REASONS)
    assert wrong == []
