"""The pages about reading say what the code does."""

import re
import subprocess
from pathlib import Path

import pytest

from flows.extract.catalogue import render
from flows.extract.dumps import ENDINGS
from flows.extract.readers import READER_OF
from tests.extract.samples import dump_of_each_format
from transforms.layouts import LAYOUTS
from transforms.tables import DUMP_FORMATS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "warehouse" / "docs"
PAGES = ("formats.md", "sources.md", "adding-a-format.md", "adding-a-layout.md")


def test_the_page_of_formats_is_current() -> None:
    cure = "stale: run `python -m flows.extract.catalogue > warehouse/docs/formats.md`"
    assert (DOCS / "formats.md").read_text(encoding="utf-8") == render(), cure


def test_a_format_is_declared_read_and_sampled_under_one_name() -> None:
    assert set(READER_OF) == set(DUMP_FORMATS) == set(dump_of_each_format())
    assert set(ENDINGS) <= set(DUMP_FORMATS)
    for name, reader in READER_OF.items():
        assert reader.locates, f"{name}: say how its documents are located"


def files_of(page: str, name: str) -> set[str]:
    """The files that a guide names, for the thing of that name."""
    text = (DOCS / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`[\w./]+`(?:, )?)+) \|", text, re.M)
    return {file.replace("NAME", name) for row in rows for file in re.findall(r"`([^`]+)`", row)}


def test_a_format_stands_in_the_files_that_its_guide_names_and_in_no_others() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("not a checkout")
    about_it = {"tests/extract/test_catalogue.py", "README.md", "CHANGELOG.md"}
    found = {
        file
        for file in tracked.stdout.splitlines()
        if file.endswith((".py", ".md", ".toml", ".yaml"))
        and (ROOT / file).exists()
        and re.search(r"(?i)(?<![a-z])mbox", (ROOT / file).read_text(encoding="utf-8"))
    }
    assert found - about_it == files_of("adding-a-format.md", "mbox")


@pytest.mark.parametrize("layout", ["fbis", "nexis"])
def test_a_layout_stands_in_the_files_that_its_guide_names(layout: str) -> None:
    assert layout in LAYOUTS
    for file in files_of("adding-a-layout.md", layout):
        assert re.search(layout, (ROOT / file).read_text(encoding="utf-8"), re.I), file


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (DOCS / link).exists(), link
    for module in re.findall(r"python -m ([\w.]+)", text):
        assert (ROOT / (module.replace(".", "/") + ".py")).exists(), module
    for place in re.findall(r"\b(tests/[\w/.]*\w)", text):
        assert "NAME" in place or (ROOT / place).exists(), place
