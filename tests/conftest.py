"""What all tests share: where the real data lies, and the pipeline loaded once."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.pipeline import load_pipeline

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real dumps and gold data, which are not part of the project; tests on them skip where they are missing."""
    folder = Path(os.environ.get("DATELINE_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        reason = f"no real data at {folder}: set DATELINE_TEST_DATA to its folder"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def nlp() -> "Language":
    """The default spaCy pipeline, as flows load it."""
    return load_pipeline()
