"""Which of a load's parts are published together: batches of a bounded number of documents, in the order of reading."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.workspace import Workspace, write_whole

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
        batches = [{"parts": batch.parts, "dumps": batch.dumps} for batch in self.batches]
        told = {"run_id": self.run_id, "derivation": self.derivation, "allow": self.allow, "batches": batches}
        write_whole(space.plan, json.dumps(told))

    @classmethod
    def read(cls, space: Workspace) -> "Plan | None":
        """The plan of a workspace, where its run came so far."""
        try:
            told = json.loads(space.plan.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        batches = [Batch(b["parts"], [(dump_id, part) for dump_id, part in b["dumps"]]) for b in told["batches"]]
        return cls(told["run_id"], told["derivation"], told["allow"], batches)


def dumps_of(space: Workspace, batch: Batch) -> pa.Table:
    """The rows of `dumps` of a batch, as their reader left them. Raises KeyError where there are not as many."""
    is_partial = dict(batch.dumps)
    wanted = pa.array(list(is_partial))
    with pq.ParquetFile(space.dumps) as file:
        groups = [group.filter(pc.is_in(group["dump_id"], wanted)) for group in file.iter_batches()]
        rows = pa.Table.from_batches(groups, file.schema_arrow)
    if len(rows) != len(is_partial):
        raise KeyError(f"{space.dumps} has {len(rows)} of the batch's {len(is_partial)} dumps")
    at = rows.schema.get_field_index("is_partial")
    partial = [is_partial[str(dump_id)] for dump_id in rows["dump_id"].to_pylist()]
    return rows.set_column(at, rows.schema.field(at), pa.array(partial))


def batches_of(space: Workspace, parts: Iterable[Path], dumps: Mapping[str, int], most: int) -> list[Batch]:
    """Parts, in the order in which their documents were read, put together up to `most` documents (or one part), and
    no more than MOST_PARTS. `dumps`: how many documents and rejects each has, in the order of reading.

    At least one batch: dumps without a document are published too.
    """
    ids = list(dumps)
    order = {dump_id: number for number, dump_id in enumerate(ids)}
    counted = sorted((_counted(part, order) for part in parts), key=lambda one: (one.place, str(one.part)))
    groups: list[tuple[list[str], Counter[int]]] = [([], Counter())]
    for one in counted:
        folders, documents = groups[-1]
        if folders and (documents.total() + one.documents.total() > most or len(folders) >= MOST_PARTS):
            groups.append(([], Counter()))
        groups[-1][0].append(str(one.part.relative_to(space.folder)))
        groups[-1][1].update(one.documents)
    left = list(dumps.values())
    waiting = set(range(len(ids)))
    batches = []
    for number, (folders, documents) in enumerate(groups):
        is_last = number == len(groups) - 1
        for dump, count in documents.items():
            if left[dump] < count:
                raise ValueError(f"the parts of dump {ids[dump]} hold more documents than its reader counted")
            left[dump] -= count
        # At the end every dump counts as whole: where a document is missing, the gate tells.
        ended = {dump for dump in waiting if left[dump] == 0 or is_last}
        waiting -= ended
        of_batch = sorted(ended.union(documents))
        batches.append(Batch(folders, [(ids[dump], dump not in ended) for dump in of_batch]))
    return batches


class _Counted(NamedTuple):
    """A part, how many documents it has of each dump, and where the first of them was read. Dumps are numbered in the
    order of reading."""

    part: Path
    documents: Counter[int]
    place: tuple[int, int]


def _counted(part: Path, order: Mapping[str, int]) -> _Counted:
    """Each document is a sighting or a reject."""
    documents: Counter[int] = Counter()
    place = (len(order), 0)
    for name in ("sightings", "rejects"):
        file = part / f"{name}.parquet"
        if file.is_file():
            rows = pq.read_table(file, columns=["dump_id", "locator"], partitioning=None).to_pylist()
            documents.update(order[row["dump_id"]] for row in rows)
            places = ((order[row["dump_id"]], _offset(row["locator"])) for row in rows)
            place = min(place, min(places, default=place))
    return _Counted(part, documents, place)


def _offset(locator: str) -> int:
    number = _NUMBER.search(locator)
    return int(number[0]) if number else 0
