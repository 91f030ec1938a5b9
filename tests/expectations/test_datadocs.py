"""Data Docs hold the history, and need and run nothing from elsewhere."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from breaking import BREAKING
from rows import ALL_TABLES, NOW, good_rows, written

from expectations import Report, check, datadocs


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its links."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two runs, the second of which is blocked."""
    folder = tmp_path_factory.mktemp("site")
    docs = folder / "docs"
    check(written(good_rows(), folder), run_id="run-1", checked_at=NOW, docs=docs)
    rows = good_rows()
    BREAKING["quotes.text_is_its_span[text, char_start, char_end]"](rows)
    check(written(rows, folder), run_id="run-2", checked_at=NOW + timedelta(hours=1), docs=docs)
    return docs


def pages_of(docs: Path) -> list[Path]:
    return sorted(docs.rglob("*.html"))


def test_the_index_lists_the_runs_newest_first(site: Path) -> None:
    index = (site / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<td>(run-\d)</td>", index) == ["run-2", "run-1"]
    assert re.findall(r'class="(ok|bad)">(\w+)<', index) == [("bad", "blocked"), ("ok", "passed")]
    assert "quotes.text_is_its_span[text, char_start, char_end]: " in index


def test_each_run_has_a_page_for_each_table_and_the_index_leads_there(site: Path) -> None:
    links = [attributes["href"] for tag, attributes in Tags(site / "index.html").found if tag == "a"]
    assert len(links) == 2 * len(ALL_TABLES)
    assert all((site / str(link)).is_file() for link in links)
    assert len(pages_of(site)) == 2 * len(ALL_TABLES) + 1


def test_every_link_of_a_page_leads_somewhere(site: Path) -> None:
    for page in pages_of(site):
        for tag, attributes in Tags(page).found:
            link = attributes.get("href") or ""
            if tag == "a" and not link.startswith(("#", "https://greatexpectations.io")):
                assert (page.parent / link).is_file(), link


def test_no_page_loads_or_runs_anything(site: Path) -> None:
    for page in pages_of(site):
        tags = Tags(page).found
        assert not [tag for tag, _ in tags if tag in {"script", "iframe", "object", "embed"}]
        loaded = [a.get("src") or a.get("href") or "" for tag, a in tags if tag in {"img", "link"}]
        assert not [link for link in loaded if "//" in link]
        policy = [a["content"] for tag, a in tags if a.get("http-equiv") == "Content-Security-Policy"]
        assert policy == [
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'"
        ]
        assert "url('http" not in page.read_text(encoding="utf-8")


def test_the_page_of_a_table_shows_rule_count_and_rows(site: Path) -> None:
    (page,) = (site / "validations" / "quotes" / "run-2").rglob("*.html")
    text = " ".join(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")).split())
    assert "(critical): A quote's text is exactly its span of the body." in text
    assert "1 row breaks it" in text
    assert "We wait for calmer water," in text


def test_old_runs_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datadocs, "HISTORY", 2)
    for hour in range(4):
        page = tmp_path / "validations" / "quotes" / f"run-{hour}" / "now" / "x.html"
        page.parent.mkdir(parents=True)
        page.write_text("<html><head></head></html>")
        report = Report(run_id=f"run-{hour}", checked_at=NOW + timedelta(hours=hour), findings=[])
        datadocs.finish(tmp_path, report)
    assert sorted(path.name for path in (tmp_path / "validations" / "quotes").iterdir()) == ["run-2", "run-3"]
    assert sorted(path.stem for path in (tmp_path / "runs").iterdir()) == ["run-2", "run-3"]
    assert re.findall(r"<td>(run-\d)</td>", (tmp_path / "index.html").read_text()) == ["run-3", "run-2"]
