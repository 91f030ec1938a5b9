"""The analysis of a load: workers that die or hang cost their part only, and what kills a worker alone is rejected."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.analysing import Analysis, analysis
from flows.clusters import Dask, Ray
from flows.crews import Inline, Processes, crew_for
from flows.extract import Context, read_dump
from flows.parcels import BadParcel, analyse_parcel, parcel_of, unpack
from flows.server import free_port
from flows.settings import Settings
from flows.work import Answer, Work
from flows.workspace import Workspace
from transforms.articles import AwaitsCapture, article_of
from transforms.captures import AWAITED, AWAITED_CAPTURE, Capture
from transforms.documents import Document
from transforms.errors import UserError
from transforms.schema import table_of
from transforms.tables import Article
from warehouse.staging import read_part

# A pipeline without a model, in which some words are deadly.
POISONOUS = """
import os, signal, time
import spacy
from spacy.language import Language

@Language.component("poison")
def poison(doc):
    if "Nightshade" in doc.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "Treacle" in doc.text:
        time.sleep(600)
    if "Slowly" in doc.text:
        time.sleep(1)
    return doc

def load(exclude=()):
    nlp = spacy.blank("en")
    nlp.add_pipe("poison")
    return nlp
"""
DUMP = "d" * 64
KNOWN = {DUMP: Capture(None, None)}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    package = tmp_path / "modules" / "poisonous"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(POISONOUS)
    (package / "meta.json").write_text(json.dumps({"lang": "en", "name": "poisonous", "version": "1"}))
    monkeypatch.syspath_prepend(package.parent)
    return Settings(lake=str(tmp_path / "lake"), pipeline="poisonous", document_seconds=3)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "run")
    for folder in (made.documents, made.analysed):
        folder.mkdir(parents=True)
    return made


def document(number: int, text: str) -> Document:
    body = f"The harbour of Quayside had {number} ships this morning.\n\n{text}\n\nThey left before noon, it was said."
    return Document(dump_id=DUMP, locator=f"record {number}", layout="record", text=body, fields=headline(number))


def headline(number: int) -> str:
    return json.dumps({"headline": f"Ships of day {number}"})


def part_of(space: Workspace, name: int, texts: list[str]) -> Path:
    part = space.documents / f"{name:05d}.parquet"
    documents = [document(1000 * name + number, text) for number, text in enumerate(texts)]
    pq.write_table(table_of(Document).to_arrow(documents), part)
    return part


def outcome(parts: list[Path]) -> tuple[list[str], dict[str, str]]:
    """Locators of sightings, and the reasons of rejects by locator."""
    seen, rejected = [], {}
    for part in parts:
        if (part / "sightings.parquet").exists():
            seen += [row.locator for row in read_part(part, "sightings")]
        rejected |= {row.locator: f"{row.stage} {row.reason}" for row in read_part(part, "rejects")}
    return sorted(seen), rejected


def run(space: Workspace, settings: Settings, crew, parts: list[Path]):
    with analysis(space, settings, lambda: crew) as analysing:
        for part in parts:
            analysing.take(part, KNOWN, 1_000)
        return analysing.finish()


def prints_an_age(page: Document) -> bool:
    try:
        article_of(page, None, AWAITED)
    except AwaitsCapture:
        return True
    return False


SAMPLES = sorted((Path(__file__).resolve().parents[2] / "flows" / "samples").glob("*.txt"))
PLAIN = ["The mayor spoke.", "The wind turned.", "The bell rang.", "The gulls came."]


def test_what_kills_or_hangs_its_worker_is_rejected_alone(space, settings):
    parts = [
        part_of(space, 0, PLAIN),
        part_of(space, 1, [PLAIN[0], "Nightshade grew there.", PLAIN[1], "More Nightshade here.", PLAIN[2]]),
        part_of(space, 2, [PLAIN[0], "Treacle ran slowly.", PLAIN[1]]),
    ]
    done = run(space, settings, Processes(2), parts)
    seen, rejected = outcome(done.parts)
    assert rejected == {
        "record 1001": "transform transform_died",
        "record 1003": "transform transform_died",
        "record 2001": "transform transform_timed_out",
    }
    assert seen == sorted(f"record {n}" for n in (0, 1, 2, 3, 1000, 1002, 1004, 2000, 2002))
    details = [row.detail for part in done.parts for row in read_part(part, "rejects")]
    assert sum("signal 9" in detail for detail in details) == 2
    assert any("poisonous" in detail for detail in details), "where it hung is told"


def test_a_worker_that_is_killed_costs_its_part_only(space, settings):
    settings = settings.model_copy(update={"document_seconds": 60})
    crew = Processes(2)
    parts = [part_of(space, n, [*PLAIN, "Slowly the fog lifted."]) for n in range(4)]
    killed = []

    def kill_one() -> None:
        for _ in range(1200):
            if len(crew.pids) == 2 and any(space.documents.parent.glob("analysed/*")):
                killed.append(crew.pids[0])
                os.kill(crew.pids[0], signal.SIGKILL)
                return
            time.sleep(0.05)

    killer = threading.Thread(target=kill_one)
    killer.start()
    done = run(space, settings, crew, parts)
    killer.join()
    seen, rejected = outcome(done.parts)
    assert killed
    assert rejected == {}
    assert len(seen) == len(set(seen)) == 20
    assert done.death_count <= 1
    assert crew.pids == []


def test_a_process_is_replaced_after_so_many_parts(space, settings, monkeypatch):
    monkeypatch.setattr("flows.child.PARTS_A_PROCESS", 2)
    done = run(space, settings, Processes(1), [part_of(space, n, PLAIN) for n in range(5)])
    workers = [answer.worker for answer in done.answers]
    assert [workers.count(worker) for worker in dict.fromkeys(workers)] == [2, 2, 1]
    assert len(outcome(done.parts)[0]) == 20
    assert done.death_count == 0


def published_part(space: Workspace, name: int, texts: list[str]) -> Path:
    """As `part_of`, of articles that are published."""
    made = [article_of(document(1000 * name + number, text), None, None) for number, text in enumerate(texts)]
    part = space.documents / f"{name:05d}.parquet"
    pq.write_table(table_of(Article).to_arrow(made), part)
    return part


def headlines(parts: list[Path]) -> list[str]:
    return sorted(row.headline for part in parts for row in read_part(part, "articles"))


def test_a_published_article_that_kills_its_worker_is_left_as_it_is(space, settings):
    """And so are those that a replay gives to the same workers, batch after batch."""
    with analysis(space, settings, lambda: Processes(2), again=True) as analysing:
        for number, texts in enumerate((PLAIN, [PLAIN[0], "Nightshade grew there.", PLAIN[1]])):
            analysing.take(published_part(space, number, texts), {}, 1_000)
        first = analysing.finish()
        analysing.take(published_part(space, 2, [*PLAIN[:2], "Treacle ran slowly."]), {}, 1_000)
        second = analysing.finish()
    assert headlines(first.parts) == sorted(f"Ships of day {n}" for n in (0, 1, 2, 3, 1000, 1002))
    assert headlines(second.parts) == ["Ships of day 2000", "Ships of day 2001"]
    assert outcome([*first.parts, *second.parts]) == ([], {}), "no sighting and no reject"


PARTS = [[PLAIN[0], "Nightshade grew there.", PLAIN[1]], PLAIN, [*PLAIN, "Slowly it sank."]]


@pytest.fixture
def far(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts programs that share no folder with this test, as on another machine; they are ended with it."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    modules = os.pathsep.join((str(Path(__file__).resolve().parents[2]), str(tmp_path / "modules")))
    started: list[subprocess.Popen] = []

    def start(*command: object, **environment: str) -> subprocess.Popen:
        with tempfile.TemporaryFile() as log:
            home = tempfile.mkdtemp(prefix="dl-", dir="/tmp")  # short: Ray's sockets lie in it
            env = os.environ | {"PYTHONPATH": modules, "HOME": home, "TMPDIR": home} | environment
            program = [sys.executable, "-m", *map(str, command)]
            made = subprocess.Popen(program, cwd=home, env=env, stdout=log, stderr=log, start_new_session=True)
        started.append(made)
        return made

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def dask(far) -> tuple[str, list[subprocess.Popen]]:
    """A scheduler and two workers: its address, and the workers."""
    address = f"tcp://127.0.0.1:{free_port()}"
    far("distributed.cli.dask_scheduler", "--host", address, "--no-dashboard")
    worker = ("distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard", "--nthreads", 1)
    return address, [far(*worker), far(*worker)]


def test_a_dask_cluster_analyses_what_processes_do(space, settings, dask):
    settings = settings.model_copy(update={"runner": "dask", "address": dask[0]})
    crew = crew_for(settings)
    assert isinstance(crew, Dask)
    done = run(space, settings, crew, [part_of(space, n, texts) for n, texts in enumerate(PARTS)])
    seen, rejected = outcome(done.parts)
    assert rejected == {"record 1": "transform transform_died"}
    assert seen == sorted(f"record {n}" for n in (0, 2, 1000, 1001, 1002, 1003, *range(2000, 2005)))


def test_a_killed_dask_worker_loses_nothing(space, settings, dask):
    address, workers = dask
    crew = Dask(address)
    parts = [part_of(space, n, [*PLAIN, "Slowly the fog lifted."]) for n in range(6)]
    settings = settings.model_copy(update={"document_seconds": 60})

    def kill_one() -> None:
        while not any(space.analysed.glob("*")):
            time.sleep(0.05)
        os.killpg(workers[0].pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    seen, rejected = outcome(run(space, settings, crew, parts).parts)
    killer.join()
    assert workers[0].wait() == -signal.SIGKILL
    assert rejected == {}
    assert len(seen) == len(set(seen)) == 30


def test_a_worker_with_other_models_does_not_answer_with_other_rows(space, settings, far):
    address = f"tcp://127.0.0.1:{free_port()}"
    far("distributed.cli.dask_scheduler", "--host", address, "--no-dashboard")
    far("distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard", "--nthreads", 1)
    crew = Dask(address)
    work = Work(part=str(part_of(space, 0, PLAIN)), into=str(space.analysed), key="k", pipeline="poisonous", seconds=60)
    text, documents, _ = parcel_of(work)
    answer, files = crew._client.submit(analyse_parcel, text, documents, "other").result()
    crew.close()
    assert Answer.from_json(answer).status == "failed"
    assert "install the same" in answer
    assert files == {}


@pytest.mark.long
def test_a_ray_cluster_analyses_what_processes_do(space, settings, far):
    port = free_port()
    head = ("ray.scripts.scripts", "start", "--head", "--block", "--port", port, "--num-cpus", 2)
    far(*head, "--include-dashboard", "false", "--node-ip-address", "127.0.0.1")
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            break
        time.sleep(0.1)
    crew = Ray(f"127.0.0.1:{port}")
    done = run(space, settings, crew, [part_of(space, n, texts) for n, texts in enumerate(PARTS)])
    seen, rejected = outcome(done.parts)
    assert rejected == {"record 1": "transform transform_died"}
    assert len(seen) == 11


@pytest.mark.parametrize("runner", ["dask", "ray"])
def test_a_cluster_that_is_not_there_is_told(settings, runner, monkeypatch):
    monkeypatch.setattr("flows.clusters.CONNECT_SECONDS", 1)
    with pytest.raises(UserError, match="--address"):
        crew_for(settings.model_copy(update={"runner": runner}))
    nowhere = f"tcp://127.0.0.1:{free_port()}" if runner == "dask" else "127.0.0.1:1"
    with pytest.raises(UserError, match="--address"):
        crew_for(settings.model_copy(update={"runner": runner, "address": nowhere}))


def test_a_parcel_cannot_write_elsewhere(tmp_path):
    with pytest.raises(BadParcel):
        unpack({"../quotes.parquet": b""}, tmp_path / "part")
    assert list(tmp_path.iterdir()) == []


def test_parts_of_a_dead_run_are_not_analysed_again(space, settings):
    parts = [part_of(space, n, PLAIN) for n in range(3)]
    first = run(space, settings, Inline(), parts)
    made = [(part / "articles.parquet").stat().st_ino for part in first.parts]
    again = run(space, settings, Inline(), parts)
    assert [(part / "articles.parquet").stat().st_ino for part in again.parts] == made
    assert again.answers == []


def test_ages_wait_for_the_capture_of_their_dump_and_others_do_not(space, settings):
    from datetime import UTC, datetime

    plain = part_of(space, 0, PLAIN)
    aged = space.documents / "00001.parquet"
    read = [item for path in SAMPLES for item in read_dump(path.open("rb"), Context(DUMP))]
    pages = [page for page in read if isinstance(page, Document) and prints_an_age(page)]
    pq.write_table(table_of(Document).to_arrow(pages), aged)
    captured = datetime(2031, 5, 4, 12, tzinfo=UTC)
    with analysis(space, settings, lambda: Inline()) as analysing:
        for part in (plain, aged):
            analysing.take(part, {DUMP: AWAITED_CAPTURE}, 1_000)
        early = [folder for folder in space.analysed.iterdir() if read_part(folder, "articles")]
        analysing.dump_is_read(DUMP, Capture(captured, "metadata"))
        done = analysing.finish()
    assert len(early) == 1
    rows = [row for part in done.parts for row in read_part(part, "articles")]
    late = [row.published_at or row.updated_at for row in rows if row.time_source == "relative"]
    assert len(late) == len(pages) > 0
    assert all(datetime(2031, 4, 1, tzinfo=UTC) < at <= captured for at in late)


def test_reading_waits_while_there_is_enough_to_do(space, settings):
    crew = Processes(1)
    with analysis(space, settings, lambda: crew) as analysing:
        started = time.monotonic()
        for number in range(5):
            analysing.take(part_of(space, number, ["Slowly, slowly. Slowly."]), KNOWN, 100)
            assert len(analysing._running) <= 2 * crew.size
        assert time.monotonic() - started > 2, "three of five had to be done before the last was taken"
        analysing.finish()


def test_an_analysis_that_is_given_up_leaves_no_process(space, settings):
    crew = Processes(2)
    made = Analysis(space, settings, lambda: crew)
    made.take(part_of(space, 0, ["Treacle ran."]), KNOWN, 100)
    for _ in range(100):
        if crew.pids:
            break
        time.sleep(0.05)
    (pid,) = crew.pids
    made.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
