"""A part for a worker that shares no folder with the flow: its documents go there as bytes, its rows come back so.

Parts are bounded (some 400,000 characters, less than a megabyte as Parquet), so that a parcel is a message of ordinary
size for Dask and Ray. The worker must run the same code and models and have the same files of known entities, since
the flow named the rows by them; one that does not says so instead of answering with other rows.
"""

import os
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from flows.child import Child
from flows.versions import derivation_fingerprint
from flows.work import Answer, Work
from warehouse.staging import staged

# A thread of a cluster's worker keeps the process that analyses for it, whose models are loaded once.
_OWN = threading.local()


class BadParcel(Exception):
    """Files came back that no part has."""


def parcel_of(work: Work) -> tuple[str, bytes, str]:
    """What `analyse_parcel` takes: the work as JSON, its documents as Parquet, what its rows are made by."""
    return work.to_json(), Path(work.part).read_bytes(), made_by(work)


def analyse_parcel(work: str, documents: bytes, made: str) -> tuple[str, dict[str, bytes]]:
    """Analyse a parcel in a child of this process: the answer as JSON, and the files of the part's rows by name."""
    asked = Work.from_json(work)
    if made_by(asked) != made:
        told = (
            f"the worker on {os.uname().nodename} runs another dateline, other models or other files of known "
            "entities than the flow: install the same on both"
        )
        return Answer(status="failed", detail=told).to_json(), {}
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        part = Path(folder) / "documents.parquet"
        part.write_bytes(documents)
        answer = _own_child().analyse(replace(asked, part=str(part), into=folder, cache=None))
        rows = Path(folder) / asked.key
        return answer.to_json(), {file.name: file.read_bytes() for file in rows.glob("*.parquet")}


def unpack(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a part's rows as the folder of the part, in one move. Raises BadParcel for a strange name."""
    for name in files:
        if Path(name).name != name or not name.endswith(".parquet"):
            raise BadParcel(f"{name!r} is no file of a part")
    with staged(folder) as aside:
        for name, content in files.items():
            (aside / name).write_bytes(content)


def made_by(work: Work) -> str:
    """The code, the models and the files of known entities that rows are made by here. Raises BadKnowledge."""
    return f"{derivation_fingerprint(work.pipeline)} {work.knowledge.digest()}"


def _own_child() -> Child:
    if not hasattr(_OWN, "child"):
        _OWN.child = Child()
    child: Child = _OWN.child
    return child
