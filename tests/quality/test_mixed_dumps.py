"""A folder of real dumps, sound and broken, of every format: each behaves as it should, and nothing is lost."""

import dataclasses
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flows.extract import Context, open_dump, read_dump
from transforms.articles import article_of
from transforms.documents import Document, Rejected
from transforms.tables import REJECT_REASONS

# Gold has the headline of one article as the file has it, damaged twice over; the reader repairs it.
REPAIRED = "text/arabstyle_dev_006.txt"


@pytest.fixture(scope="module")
def scorer(shared_data: Path) -> ModuleType:
    folder = shared_data.parent / "quality"
    if not (folder / "score_mixed.py").is_file():
        pytest.skip(f"no scorer in {folder}")
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("score_mixed")
    finally:
        sys.path.remove(str(folder))


def add_rows(tables: Any, path: Path, dump_id: str) -> None:
    """The rows of a file, as a load would export them."""
    with open_dump(path) as stream:
        reading = read_dump(stream, Context(dump_id, name=path.name))
        count = 0
        for item in reading:
            count += 1
            made = article_of(item, None, None) if isinstance(item, Document) else item
            if isinstance(made, Rejected):
                tables.rejects.append({"dump_id": dump_id, **dataclasses.asdict(made)})
                continue
            tables.articles.setdefault(made.article_id, dataclasses.asdict(made))
            sighting = {"article_id": made.article_id, "dump_id": dump_id, "locator": item.locator}
            tables._sightings_by_dump[dump_id].append(sighting)
    assert count or reading.skipped_count, f"{path.name}: neither an article, nor a reject, nor counted"


def test_every_file_behaves_as_its_gold_says(scorer: ModuleType, shared_data: Path) -> None:
    folder = shared_data / "mixed_dumps" / "dev"
    tables = scorer.Tables([], {}, [], [])
    for path in sorted(path for path in (folder / "files").rglob("*") if path.is_file()):
        dump_id = str(path.relative_to(folder / "files"))
        tables.dumps.append({"dump_id": dump_id, "uri": dump_id})
        for name in sys.modules["tables"].base_names(dump_id):
            tables._dumps_by_name[name].add(dump_id)
        add_rows(tables, path, dump_id)
    results = scorer.score(tables, folder)["results"]
    assert len(results) == 57
    assert {line["file"]: line["failed"] for line in results if not line["pass"]}.keys() <= {REPAIRED}
    assert {reject["reason"] for reject in tables.rejects} <= set(REJECT_REASONS)
