"""Which of a load's parts are published together: batches of a bounded number of documents, in the order of reading."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

from flows.workspace import Workspace, write_whole
from transforms.schema import table_of
from transforms.tables import Dump

# A batch is settled and published in memory, so its text is bounded too: 20 million characters, as parts are cut.
MOST_PARTS = 50
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction publishes: folders of rows, below the workspace, and dumps as (dump_id, is_partial).

    A dump is partial in a batch when later batches have more of its documents.
    """

    parts: list[str]
    dumps: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Plan:
    """All batches of a run that is ready to publish: another run can publish what is left of them.

    `run_id`, `derivation`: of the run that made it. `allow`: rules that do not block.
    """

    run_id: str
    derivation: str | None
    allow: list[str]
    batches: list[Batch]

    def write(self, space: Workspace) -> None:
        """Leave it in the workspace, whole or not at all."""
        write_whole(space.plan, json.dumps(asdict(self)))

    @classmethod
    def read(cls, space: Workspace) -> "Plan | None":
        """The plan of a workspace, where its run came so far."""
        try:
            told = json.loads(space.plan.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        batches = [Batch(b["parts"], [(dump_id, part) for dump_id, part in b["dumps"]]) for b in told["batches"]]
        return cls(told["run_id"], told["derivation"], told["allow"], batches)


def dumps_of(space: Workspace, batch: Batch) -> list[Dump]:
    """The rows of `dumps` of a batch, as their reader left them."""
    rows: list[Dump] = table_of(Dump).from_arrow(pq.read_table(space.dumps))
    by_id = {row.dump_id: row for row in rows}
    values = [{name: getattr(by_id[dump_id], name) for name in Dump.__dataclass_fields__} for dump_id, _ in batch.dumps]
    return [Dump(**{**v, "is_partial": is_partial}) for v, (_, is_partial) in zip(values, batch.dumps, strict=True)]


def batches_of(space: Workspace, parts: Iterable[Path], dumps: Sequence[Dump], most: int) -> list[Batch]:
    """Parts, in the order in which their documents were read, put together up to `most` documents (or one part), and
    no more than MOST_PARTS.

    At least one batch: dumps without a document are published too.
    """
    order = {dump.dump_id: number for number, dump in enumerate(dumps)}
    counted = sorted((_counted(part, order) for part in parts), key=lambda one: (one.place, str(one.part)))
    groups: list[tuple[list[str], Counter[str]]] = [([], Counter())]
    for one in counted:
        folders, documents = groups[-1]
        if folders and (documents.total() + one.documents.total() > most or len(folders) >= MOST_PARTS):
            groups.append(([], Counter()))
        groups[-1][0].append(str(one.part.relative_to(space.folder)))
        groups[-1][1].update(one.documents)
    left = {dump.dump_id: dump.document_count - dump.skipped_count for dump in dumps}
    waiting = set(left)
    batches = []
    for number, (folders, documents) in enumerate(groups):
        is_last = number == len(groups) - 1
        for dump_id, count in documents.items():
            if left[dump_id] < count:
                raise ValueError(f"the parts of dump {dump_id} hold more documents than its reader counted")
            left[dump_id] -= count
        # At the end every dump counts as whole: where a document is missing, the gate tells.
        ended = {dump_id for dump_id in waiting if left[dump_id] == 0 or is_last}
        waiting -= ended
        of_batch = sorted(ended | set(documents), key=order.__getitem__)
        batches.append(Batch(folders, [(dump_id, dump_id not in ended) for dump_id in of_batch]))
    return batches


class _Counted(NamedTuple):
    part: Path
    documents: Counter[str]
    place: tuple[int, int]


def _counted(part: Path, order: Mapping[str, int]) -> _Counted:
    """A part with its documents by dump, and where the first of them was read; each is a sighting or a reject."""
    documents: Counter[str] = Counter()
    place = (len(order), 0)
    for name in ("sightings", "rejects"):
        file = part / f"{name}.parquet"
        if file.is_file():
            rows = pq.read_table(file, columns=["dump_id", "locator"], partitioning=None).to_pylist()
            documents.update(row["dump_id"] for row in rows)
            places = ((order[row["dump_id"]], _offset(row["locator"])) for row in rows)
            place = min(place, min(places, default=place))
    return _Counted(part, documents, place)


def _offset(locator: str) -> int:
    number = _NUMBER.search(locator)
    return int(number[0]) if number else 0
