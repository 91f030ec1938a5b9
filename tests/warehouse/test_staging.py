"""Parts are whole or not there."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
import warehouse_rows as rows

from transforms.documents import Document
from transforms.schema import table_of
from transforms.tables import Article, Quote
from warehouse.staging import DocumentParts, is_whole, read_part, write_part


def document(number: int, length: int = 10) -> Document:
    return Document(dump_id="d1", locator=f"record {number}", layout="plain", text="x" * length)


def test_a_part_holds_its_rows(tmp_path: Path) -> None:
    article = rows.article("a")
    write_part(tmp_path / "p", {"articles": [article], "quotes": table_of(Quote).to_arrow([rows.quote(article)])})
    assert is_whole(tmp_path / "p")
    assert read_part(tmp_path / "p", "articles") == [article]
    assert read_part(tmp_path / "p", "quotes") == [rows.quote(article)]
    assert pq.read_schema(tmp_path / "p" / "articles.parquet").equals(table_of(Article).arrow_schema)


def test_a_whole_part_is_left_alone(tmp_path: Path) -> None:
    write_part(tmp_path / "p", {"articles": [rows.article("a")]})
    write_part(tmp_path / "p", {"articles": [rows.article("b")]})
    assert read_part(tmp_path / "p", "articles") == [rows.article("a")]


def test_a_part_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_part(tmp_path / "p", {"articles": [rows.article("a")], "nonsense": []})
    assert not is_whole(tmp_path / "p")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_no_part_and_may_become_one(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    assert not is_whole(tmp_path / "p")
    write_part(tmp_path / "p", {"articles": []})
    assert is_whole(tmp_path / "p")
    assert read_part(tmp_path / "p", "articles") == []


def test_document_parts_are_bounded_by_number_and_by_text(tmp_path: Path) -> None:
    documents = [document(n) for n in range(5)] + [document(5, 500), document(6), document(7)]
    with DocumentParts(tmp_path / "d", max_documents=3, max_characters=100) as parts:
        for each in documents:
            parts.add(each)
    read = [table_of(Document).from_arrow(pq.read_table(path)) for path in parts.paths]
    assert [len(part) for part in read] == [3, 2, 1, 2]
    assert [d for part in read for d in part] == documents
    assert parts.character_count == sum(len(d.text) for d in documents)
    assert sorted(p.name for p in (tmp_path / "d").iterdir()) == [p.name for p in parts.paths]


def test_document_parts_keep_nothing_half_written_after_an_error(tmp_path: Path) -> None:
    def cut_short() -> None:
        with DocumentParts(tmp_path / "d", max_documents=2) as parts:
            for n in range(3):
                parts.add(document(n))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_short()
    assert [p.name for p in (tmp_path / "d").iterdir()] == ["00000.parquet"]
