"""The whole way from a dump to tables, against what would be written without dateline; ratios within one run.

    flock /tmp/heavy.lock python tests/benchmarks/bench_throughput.py [--articles 2000]

Needs the dependency group `bench`, and articles of the volume set (DATELINE_TEST_DATA, else ../shared/data). Compared
with are (a) spaCy's full en_core_web_sm and textacy's direct quotations, called paragraph by paragraph, pandas and
DuckDB; and (b) the same in a multiprocessing.Pool of two. Each row of the table is a process of its own, begun anew,
with a lake of its own; one core means that the process and its children are bound to one. `wall` has everything in
it: interpreters, models, Prefect's server. `cpu` is what the process and its children used, which other work on the
machine disturbs less. In the load with wire copy a third of the articles are others of it, less the last paragraph
and with another headline, address, publisher and first paragraph.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

VOLUME = Path("volume", "dev", "allsides_news.jsonl.zst")
SEED = 7
# So that there are parts to share out however few articles there are: as many for each of two workers.
PARTS = 12
# A mark of the flow, and the stage that it ends.
STAGES = {
    "Starting": "Python and the command",
    "Reading": "server, models, resuming",
    "Analysing": "listing and hashing",
    "extracted": "reading and analysing",
    "analysed": "reading and analysing",
    "Publishing": "planning",
    "settled": "settling",
    "checked": "gate",
    "published": "publishing",
    "ended": "ending",
}


@dataclass
class Measured:
    """One row of the table: seconds of the wall clock and of CPU, and peak memory in bytes by kind of process."""

    name: str
    words: int
    cores: int
    wall: float
    cpu: float
    peaks: dict[str, int]
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def words_a_second(self) -> float:
        """On the wall clock."""
        return self.words / self.wall


# --- what is compared with ------------------------------------------------------------------------------------------


def load_full() -> Any:
    """The pipeline as it is installed."""
    from importlib import import_module

    from flows.pipeline import _place_of

    package, _ = _place_of("en_core_web_sm")
    return import_module(str(package)).load()


def rows_of(nlp: Any, record: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Quotes and entities of an article, as textacy and spaCy give them, paragraph by paragraph."""
    from textacy.extract import direct_quotations

    quotes: list[dict[str, Any]] = []
    entities: list[dict[str, Any]] = []
    for number, paragraph in enumerate(filter(None, map(str.strip, record["text"].split("\n")))):
        doc = nlp(paragraph)
        place = {"article": record["id"], "paragraph": number}
        entities += [{**place, "name": ent.text, "kind": ent.label_, "start": ent.start_char} for ent in doc.ents]
        with contextlib.suppress(ValueError):  # marks that do not pair
            for speaker, cue, content in direct_quotations(doc):
                said = {"cue": " ".join(t.text for t in cue), "content": content.text, "start": content.start_char}
                quotes.append({**place, "speaker": " ".join(t.text for t in speaker), **said})
    return quotes, entities


_nlp: Any = None


def begin_worker() -> None:
    """Once in each process of the pool."""
    global _nlp
    _nlp = load_full()


def rows_in_worker(record: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """As `rows_of`, with the pipeline of the process."""
    return rows_of(_nlp, record)


def write_plainly(dump: Path, folder: Path, processes: int) -> dict[str, Any]:
    """From the dump to three tables of DuckDB."""
    import duckdb
    import pandas as pd

    records = pd.read_json(dump, lines=True, convert_dates=False)
    rows = records[["id", "text"]].to_dict("records")
    if processes == 1:
        begin_worker()
        made = list(map(rows_in_worker, rows))
    else:
        with multiprocessing.Pool(processes, begin_worker) as pool:
            made = pool.map(rows_in_worker, rows, chunksize=8)
    tables = {
        "articles": records,
        "quotes": pd.DataFrame([row for quotes, _ in made for row in quotes]),
        "entities": pd.DataFrame([row for _, entities in made for row in entities]),
    }
    with duckdb.connect(str(folder / "news.duckdb")) as connection:
        for name, frame in tables.items():
            connection.register("frame", frame)
            connection.execute(f"CREATE TABLE {name} AS FROM frame")
            connection.unregister("frame")
    return {"counts": {name: len(frame) for name, frame in tables.items()}}


def parse_bare(dump: Path) -> dict[str, Any]:
    """The model's own rate: the components that dateline uses, over all paragraphs, and nothing else; by dateline, and
    by spaCy itself."""
    from importlib import import_module

    from flows.pipeline import UNUSED, _place_of, load_pipeline
    from transforms.inference import parsed

    package, _ = _place_of("en_core_web_sm")
    plain = import_module(str(package)).load(exclude=list(UNUSED))
    texts = [
        part
        for line in dump.read_text(encoding="utf-8").splitlines()
        for part in json.loads(line)["text"].split("\n")
        if part.strip()
    ]
    told: dict[str, Any] = {}
    for name, parse in (
        ("spacy", lambda some: plain.pipe(some, batch_size=128)),
        ("ours", partial(parsed, load_pipeline())),
    ):
        list(parse(texts[:20]))
        cpu = time.process_time()
        told["tokens"] = sum(len(doc) for doc in parse(texts))
        told[name] = time.process_time() - cpu
    return told


# --- dateline, watched ----------------------------------------------------------------------------------------------


def watched_ingest(arguments: list[str]) -> dict[str, Any]:
    """`dateline ingest`, with the time of each mark of the flow and what the workers answered.

    The command runs as it is; only the three functions by which it tells how far it is are listened to, and those by
    which it loads the models of the analysis into its own process, whose CPU is told as `loading`.
    """
    from flows import failpoints, local, progress
    from flows.analysing import Analysis

    begun = float(os.environ["BENCH_BEGUN"])
    marks: list[tuple[str, float]] = []
    answers: list[dict[str, Any]] = []
    loading: list[float] = []
    stage, reach, finish = progress.stage, failpoints.reach, Analysis.finish

    def stage_told(name: str, total: float | None = None, unit: str = "") -> None:
        marks.append((name, time.time()))
        stage(name, total, unit)

    def reached(name: str, number: int = 0) -> None:
        marks.append((name, time.time()))
        reach(name, number)

    def finished(analysis: Analysis) -> Any:
        done = finish(analysis)
        answers.extend(asdict(answer) for answer in done.answers)
        return done

    def timed(load: Callable[..., Any]) -> Callable[..., Any]:
        def loaded(*given: Any) -> Any:
            before = time.thread_time()
            made = load(*given)
            loading.append(time.thread_time() - before)
            return made

        return loaded

    progress.stage, failpoints.reach = stage_told, reached
    local.load_pipeline, local.load_gazetteer = timed(local.load_pipeline), timed(local.load_gazetteer)
    Analysis.finish = finished  # type: ignore[method-assign]
    from flows.command import main as command

    sys.argv = ["dateline", "ingest", *arguments]
    with contextlib.suppress(SystemExit):
        command()
    marks.append(("ended", time.time()))
    spent: dict[str, float] = defaultdict(float)
    last = begun
    for name, at in marks:
        spent[STAGES[name]] += at - last
        last = at
    return {"stages": dict(spent), "answers": answers, "loading": sum(loading)}


# --- measuring ------------------------------------------------------------------------------------------------------


def write_loads(count: int, folder: Path) -> tuple[Path, Path]:
    """A load of so many real articles, and one of as many of which a third are copies with small changes."""
    from flows.extract import open_dump

    data = Path(os.environ.get("DATELINE_TEST_DATA", ROOT.parent / "shared" / "data"))
    with open_dump(data / VOLUME) as stream:
        lines = stream.read().splitlines()
    records = [json.loads(line) for line in random.Random(SEED).sample(lines, min(count, len(lines)))]
    originals = records[: len(records) - len(records) // 3]
    copies = [copy_of(number, record) for number, record in enumerate(originals[: len(records) // 3])]
    return written(records, folder / "plain.jsonl"), written(originals + copies, folder / "wire.jsonl")


def copy_of(number: int, record: dict[str, Any]) -> dict[str, Any]:
    """What another paper prints of it."""
    paragraphs = [part for part in record["text"].split("\n\n") if part.strip()]
    own = (
        f"Readers of the Quayside Herald have asked about this report, number {number} of those we took from the wire."
    )
    kept = paragraphs[:-1] if len(paragraphs) > 1 else paragraphs
    changed = {"id": f"copy-{number}", "url": f"https://quayside.example/wire/{number}"}
    changed |= {"publisher": "Quayside Herald", "title": f"{record['title']} ({number})"}
    return record | changed | {"text": "\n\n".join([own, *kept])}


def written(records: list[dict[str, Any]], file: Path) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def measured(name: str, load: Path, cores: int, arguments: Iterable[str], scratch: Path, **settings: str) -> Measured:
    """Run this module anew with some arguments, and watch its processes."""
    told, begun = scratch / f"{abs(hash(name))}.json", time.time()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    usable = sorted(os.sched_getaffinity(0))[:cores]
    environment = os.environ | settings | {"BENCH_BEGUN": str(begun), "DATELINE_PART_CHARACTERS": str(part_of(load))}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its byte code, ours as the libraries
    running = subprocess.Popen(
        [sys.executable, __file__, "--told", str(told), *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, usable),
    )
    peaks = peaks_of(running)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.time() - begun
    if running.returncode or not told.exists():
        raise SystemExit(f"{name} failed:\n{running.stdout.read() if running.stdout else ''}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    row = Measured(name, words_of(load), cores, wall, cpu, peaks, json.loads(told.read_text(encoding="utf-8")))
    print(f"  {name}: {wall:.1f} s of the clock, {cpu:.1f} s of CPU, {dict(peaks)}", file=sys.stderr, flush=True)
    return row


def part_of(load: Path) -> int:
    """Characters of a part: the default, or fewer so that a small load has several."""
    return min(400_000, load.stat().st_size // PARTS)


def peaks_of(running: "subprocess.Popen[str]") -> dict[str, int]:
    """Wait for its end; bytes of resident memory at most, sampled five times a second, of one process of each kind."""
    import psutil

    peaks: dict[str, int] = defaultdict(int)
    first = psutil.Process(running.pid)
    while running.poll() is None:
        with contextlib.suppress(psutil.Error):
            for process in [first, *first.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    kind = kind_of(process.pid == running.pid, " ".join(process.cmdline()))
                    peaks[kind] = max(peaks[kind], process.memory_info().rss)
        time.sleep(0.2)
    return dict(peaks)


def kind_of(is_first: bool, command: str) -> str:
    """What a process is, by its command: the server of `dateline ingest` and the workers of a pool are copies."""
    if is_first:
        return "flow"
    kinds = {"--ingest": "server", "--plain": "worker", "flows.child": "worker"}
    return next((kind for mark, kind in kinds.items() if mark in command), "other")


def words_of(load: Path) -> int:
    with load.open(encoding="utf-8") as stream:
        return sum(len(json.loads(line)["text"].split()) for line in stream)


# --- telling --------------------------------------------------------------------------------------------------------


def rate_of(answers: list[dict[str, Any]]) -> float:
    """Words a second of all workers together, while they analyse: the sum of the workers' own rates."""
    words: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    for answer in answers:
        words[answer["worker"]] += answer["words"]
        seconds[answer["worker"]] += answer["seconds"]
    return sum(words[worker] / seconds[worker] for worker in words)


def tell(rows: dict[str, Measured], bare: dict[str, Any]) -> None:
    """Print the tables."""
    print("| | cores | wall s | CPU s | words/s | peak MB |\n|---|---:|---:|---:|---:|---|")
    for row in rows.values():
        peaks = ", ".join(f"{kind} {size / 1e6:.0f}" for kind, size in row.peaks.items() if kind != "other")
        print(f"| {row.name} | {row.cores} | {row.wall:.1f} | {row.cpu:.1f} | {row.words_a_second:,.0f} | {peaks} |")
    print("\n| measure | wall | CPU | aim |\n|---|---:|---:|---:|")
    pairs = [("a", "one", "(a) : dateline on one core", 2.5), ("b", "two", "(b) : dateline on two", 2.0)]
    pairs += [("a wire", "one wire", "(a) : dateline, a third wire copy", 4.0)]
    for theirs, ours, name, aim in (pair for pair in pairs if {*pair[:2]} <= rows.keys()):
        wall, cpu = rows[theirs].wall / rows[ours].wall, rows[theirs].cpu / rows[ours].cpu
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {aim} |")
    if "one" in rows:
        tell_outside(rows["one"])
    if {"one worker", "two"} <= rows.keys():
        scaling = rate_of(rows["two"].told["answers"]) / rate_of(rows["one worker"].told["answers"])
        print(f"| 1 to 2 processes, words/s of the analysis | {scaling:.2f} | | 1.85 |")
    if bare:
        share = bare["tokens"] / bare["ours"]
        print(f"\nThe parse alone: {share:,.0f} tokens a second of one core, ", end="")
        print(f"{bare['spacy'] / bare['ours']:.2f} times as many as spaCy's own of the same components.")
    tell_stages(rows)


def tell_outside(one: Measured) -> None:
    """Print the share of the wall clock in which nothing is analysed, of a load on one core."""
    analysis = sum(answer["seconds"] for answer in one.told["answers"])
    begin = sum(one.told["stages"].get(name, 0.0) for name in ("Python and the command", "server, models, resuming"))
    share = 1 - (analysis + one.told["loading"]) / one.wall
    print(f"| outside the analysis and the loading of its models, of all | {share:.1%} | | 10 % |")
    print(f"| outside the analysis, its models loaded outside too | {1 - analysis / one.wall:.1%} | | |")
    print(f"| outside the analysis, once it has started | {1 - analysis / (one.wall - begin):.1%} | | |")


def tell_stages(rows: dict[str, Measured]) -> None:
    """Where the time goes."""
    shown = {name: row for name, row in rows.items() if "stages" in row.told}
    print("\n| stage, wall s | " + " | ".join(row.name for row in shown.values()) + " |")
    print("|---|" + "---:|" * len(shown))
    for stage in dict.fromkeys(STAGES.values()):
        cells = " | ".join(f"{row.told['stages'].get(stage, 0.0):.1f}" for row in shown.values())
        print(f"| {stage} | {cells} |")
    sums = " | ".join(f"{sum(a['seconds'] for a in row.told['answers']):.1f}" for row in shown.values())
    print(f"| (analysis of parts, sum over workers) | {sums} |")
    found = " | ".join(f"{sum(a['found_count'] for a in row.told['answers']):,}" for row in shown.values())
    print(f"| (paragraphs found in the cache) | {found} |")


def main() -> None:
    """Measure and print, or be one of the measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument(
        "--rows",
        nargs="*",
        default=[],
        help="parse, a, one, b, two, 'one worker', 'a wire', 'one wire'; all by default",
    )
    parser.add_argument("--told", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--plain", nargs=3, metavar=("DUMP", "FOLDER", "PROCESSES"), help=argparse.SUPPRESS)
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--ingest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.told:
        if given.plain:
            told = write_plainly(Path(given.plain[0]), Path(given.plain[1]), int(given.plain[2]))
        else:
            told = parse_bare(given.bare) if given.bare else watched_ingest(given.ingest)
        given.told.write_text(json.dumps(told), encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as folder:
        tell(*compared(given.articles, given.rows, Path(folder)))


def compared(count: int, wanted: list[str], scratch: Path) -> tuple[dict[str, Measured], dict[str, Any]]:
    """The wanted rows of the table, one after the other."""
    plain, wire = write_loads(count, scratch)
    print(f"{count:,} articles, {words_of(plain):,} words; load {os.getloadavg()[0]:.1f}", flush=True)

    def plainly(name: str, load: Path, processes: int) -> Measured:
        folder = Path(tempfile.mkdtemp(dir=scratch))
        return measured(name, load, processes, ["--plain", str(load), str(folder), str(processes)], scratch)

    def ours(name: str, load: Path, cores: int, runner: str, workers: int) -> Measured:
        lake = tempfile.mkdtemp(dir=scratch)
        arguments = ["--ingest", str(load), "--lake", lake, "--runner", runner]
        return measured(name, load, cores, arguments, scratch, DATELINE_WORKERS=str(workers))

    is_wanted = not wanted or "parse" in wanted
    bare = measured("the parse alone", plain, 1, ["--bare", str(plain)], scratch).told if is_wanted else {}
    made = {
        "a": partial(plainly, "(a) spaCy and textacy", plain, 1),
        "one": partial(ours, "dateline, threads", plain, 1, "threads", 1),
        "b": partial(plainly, "(b) the same in a pool", plain, 2),
        "two": partial(ours, "dateline, two processes", plain, 2, "processes", 2),
        "one worker": partial(ours, "dateline, one process", plain, 2, "processes", 1),
        "a wire": partial(plainly, "(a), a third wire copy", wire, 1),
        "one wire": partial(ours, "dateline, threads, a third wire copy", wire, 1, "threads", 1),
    }
    return {name: measure() for name, measure in made.items() if name in (wanted or made)}, bare


if __name__ == "__main__":
    main()
