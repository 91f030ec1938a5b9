"""The analysis of a load's parts while it is still being read.

Parts of documents are taken as the readers cut them, as many as are worked on and as many again; then reading waits.
A part whose worker died is done again one document after the other, so that the document at work is known if it
happens again; that one is tried alone, and rejected when it kills its worker alone too. The documents before and
behind it are analysed as if it were not there.

The crews of `flows.crews` stand below one Prefect task, not Prefect's own task runners: those cannot tell a dead worker
from a failed part, know no time limit for a task that hangs, and ask Prefect's server some times for each part, which
workers on other machines would have to reach.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow.parquet as pq

from flows import progress, tracing
from flows.authority import KnowledgeFiles
from flows.crews import Crew
from flows.settings import Settings
from flows.versions import part_key
from flows.work import Answer, Work, captures_as_text
from flows.workspace import Workspace
from transforms.captures import AWAITED, Capture
from transforms.documents import Rejected, reject_of
from warehouse.staging import is_whole, write_part

# The slowest text that was seen is analysed at 25,000 characters a second on one core; machines may be slower or busy.
CHARACTERS_A_SECOND = 5_000
# A worker that dies before it begins a document, so often in a row, will not do better the next time.
MAX_STARTS = 3
EXCERPT_CHARS = 200
REASONS = {"died": "transform_died", "timed out": "transform_timed_out"}


class AnalysisFailed(Exception):
    """The analysis cannot go on, whatever the document."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Documents of a part that are analysed together: a span of their numbers."""

    part: Path
    captures: Mapping[str, Capture]
    characters: int
    weight: float
    first: int = 0
    last: int | None = None
    one_by_one: bool = False
    is_alone: bool = False
    starts: int = 0


@dataclass(slots=True)
class Analysed:
    """What the analysis left: parts of rows (rejects among them), and how each part went."""

    parts: list[Path] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    death_count: int = 0


class Analysis:
    """The analysis of one load. Give it parts by `take`, tell when dumps end by `dump_is_read`, then `finish`."""

    def __init__(
        self, space: Workspace, settings: Settings, choose: Callable[[], Crew], *, again: bool = False
    ) -> None:
        """`choose` gives the crew, when there is something to do. `again`: the parts are of published articles, and one
        that kills its worker is left as it is."""
        self._space = space
        self._settings = settings
        self._known = KnowledgeFiles.of(settings)
        self._choose = choose
        self._again = again
        self._crew: Crew | None = None
        self._characters = 0
        self._waiting: deque[_Piece] = deque()
        self._running: dict[Future[Answer], tuple[_Piece, Path]] = {}
        # Parts of dumps that print ages, until it is known from when these count.
        self._held: dict[str, list[_Piece]] = {}
        # Of dumps of which parts were taken that await it.
        self._captures: dict[str, Capture | None] = {}
        self._result = Analysed()

    def take(self, part: Path, captures: Mapping[str, Capture], characters: int, weight: float = 1) -> None:
        """Analyse a part; returns when there is room for another. `weight`: what progress advances by when it is done.

        At most one capture is awaited: that of the dump which is being read.
        """
        self._characters += characters
        piece = _Piece(part, captures, characters, weight)
        awaited = _awaited(piece)
        if awaited is not None:
            self._captures.setdefault(awaited, None)
        if awaited in self._held:
            self._held[awaited].append(piece)
        else:
            self._waiting.append(piece)
        self._crew = self._crew or self._choose()
        self._crew.expect(self._characters)
        self._go_on(room=True)

    def dump_is_read(self, dump_id: str, capture: Capture) -> None:
        """The capture of a dump is as well known as it will ever be."""
        if dump_id in self._captures:
            self._captures[dump_id] = capture
        for piece in self._held.pop(dump_id, []):
            self._waiting.append(replace(piece, captures={**piece.captures, dump_id: capture}))

    def finish(self) -> Analysed:
        """Wait for all that was taken; more may be taken after it. Raises AnalysisFailed."""
        for dump_id in list(self._held):
            self.dump_is_read(dump_id, Capture(None, None))
        self._go_on(room=False)
        done, self._result = self._result, Analysed()
        done.parts.sort()
        return done

    def close(self) -> None:
        """End the crew."""
        if self._crew is not None:
            self._crew.close()

    def _go_on(self, *, room: bool) -> None:
        """Hand out what waits and take in what is done: until there is room for more, or until all is done."""
        if self._crew is None:
            return
        while True:
            while self._waiting and len(self._running) < self._crew.size * 2:
                self._submit(self._waiting.popleft(), self._crew)
            may_return = room and not self._waiting
            done, _ = wait(self._running, timeout=0 if may_return else None, return_when=FIRST_COMPLETED)
            for future in done:
                self._took(*self._running.pop(future), future.result())
            if not self._waiting and (room or not self._running):
                return

    def _submit(self, piece: _Piece, crew: Crew) -> None:
        key = part_key(piece.part, piece.captures, self._settings.all_pipelines, self._known, (piece.first, piece.last))
        folder = self._space.analysed / key
        if is_whole(folder):  # by a run that died
            self._keep(piece, folder)
            return
        seconds = self._settings.document_seconds
        work = Work(
            part=str(piece.part),
            into=str(self._space.analysed),
            key=key,
            pipeline=self._settings.all_pipelines,
            captures=captures_as_text(piece.captures),
            authority=self._known.authority,
            corrections=self._known.corrections,
            cache=str(self._settings.cache_file) if self._settings.cache_bytes else None,
            first=piece.first,
            last=piece.last,
            one_by_one=piece.one_by_one,
            again=self._again,
            seconds=seconds if piece.one_by_one else seconds + piece.characters / CHARACTERS_A_SECOND,
        )
        self._running[crew.submit(work)] = replace(piece, starts=piece.starts + 1), folder

    def _took(self, piece: _Piece, folder: Path, answer: Answer) -> None:
        if answer.status == "done":
            self._result.answers.append(replace(answer, part=piece.part.stem))
            tracing.step_took(
                "analyse part",
                answer.seconds,
                part=piece.part.stem,
                documents=answer.documents,
                words=answer.words,
                worker=answer.worker,
            )
            self._keep(piece, folder)
        elif answer.status == "awaits capture":
            self._hold(piece)
        elif answer.status == "failed":
            raise AnalysisFailed(answer.detail)
        else:
            self._result.death_count += 1
            self._take_apart(piece, answer)

    def _keep(self, piece: _Piece, folder: Path) -> None:
        self._result.parts.append(folder)
        progress.advance(piece.weight)

    def _hold(self, piece: _Piece) -> None:
        awaited = _awaited(piece)
        assert awaited is not None
        capture = self._captures.get(awaited)
        if capture is None:
            self._held.setdefault(awaited, []).append(piece)
        else:
            self._waiting.append(replace(piece, captures={**piece.captures, awaited: capture}))

    def _take_apart(self, piece: _Piece, answer: Answer) -> None:
        """What becomes of a piece whose worker died: see the module."""
        if not piece.one_by_one:
            self._waiting.appendleft(replace(piece, one_by_one=True, starts=0))
        elif answer.at is None:
            if piece.starts >= MAX_STARTS:
                raise AnalysisFailed(f"workers die before they begin: {answer.detail}")
            self._waiting.appendleft(piece)
        elif piece.is_alone:
            self._reject(piece, answer)
        else:
            at, count = answer.at, pq.read_metadata(piece.part).num_rows
            last = count if piece.last is None else piece.last
            pieces = (
                replace(piece, last=at, one_by_one=False, weight=0, starts=0),
                replace(piece, first=at, last=at + 1, is_alone=True, weight=0, starts=0),
                replace(piece, first=at + 1, last=last, starts=0),
            )
            self._waiting.extendleft(p for p in reversed(pieces) if p.last is None or p.first < p.last)

    def _reject(self, piece: _Piece, answer: Answer) -> None:
        """The document that kills its worker alone too."""
        if self._again:
            progress.advance(piece.weight)
            return
        row = pq.read_table(piece.part, columns=["dump_id", "locator", "text"]).slice(piece.first, 1).to_pylist()[0]
        excerpt = " ".join(row["text"][: 4 * EXCERPT_CHARS].split())[:EXCERPT_CHARS]
        rejected = Rejected(row["locator"], "transform", REASONS[answer.status], answer.detail[:500], excerpt or None)
        folder = self._space.rejects / f"{piece.part.stem}-{piece.first}"
        write_part(folder, {"rejects": [reject_of(row["dump_id"], rejected)]})
        self._keep(piece, folder)


@contextmanager
def analysis(
    space: Workspace, settings: Settings, choose: Callable[[], Crew], *, again: bool = False
) -> Iterator[Analysis]:
    """An Analysis whose crew is ended with the block, however it ends."""
    made = Analysis(space, settings, choose, again=again)
    try:
        yield made
    finally:
        made.close()


def _awaited(piece: _Piece) -> str | None:
    return next((dump_id for dump_id, capture in piece.captures.items() if capture.source == AWAITED), None)
