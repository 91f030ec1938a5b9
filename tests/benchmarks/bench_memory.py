"""What a whole load holds in memory as dumps grow: read, staged, analysed, settled, checked and published.

    python tests/benchmarks/bench_memory.py [--megabytes 20 200 2000] [--runner processes]

Dumps are JSON lines of invented German articles of some 3,000 characters, which no pipeline reads unless one is set:
the models hold the same memory whatever the dump, and would need days for the largest. All else runs as it does for
English. Told are the peaks of the flow's process and of the largest of its children (Linux's `VmHWM`, asked ten times
a second).
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = (
    "das Hafenamt teilte am Montag mit dass die Fähre zur Insel erst wieder fährt wenn der Wind nachlässt und die "
    "Wellen kleiner werden weil sonst niemand sicher an Bord gehen kann sagte der Kapitän den Leuten am Kai"
)


def write_lines(file: Path, megabytes: int) -> int:
    """A JSONL dump of so many MB; returns how many articles it holds. No two are near-duplicates of each other."""
    words, rng, size, count = WORDS.split(), random.Random(5), 0, 0
    with file.open("wb") as sink:
        while size < megabytes * 1_000_000:
            count += 1
            text = "\n\n".join(" ".join(rng.choices(words, k=95)).capitalize() + "." for _ in range(5))
            row = {"url": f"https://kai.example/{count}", "title": f"Fähre {count} fährt später", "text": text}
            size += sink.write(json.dumps(row | {"date": "2026-03-13"}, ensure_ascii=False).encode() + b"\n")
    return count


def below(pid: int) -> Iterator[int]:
    """All descendants of a process."""
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = file.read_text().split()
        except OSError:  # a thread that has ended
            continue
        for child in children:
            yield int(child)
            yield from below(int(child))


def peak_of(pid: int) -> int:
    """The most resident memory that a process has had, in bytes; 0 for one that is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def load(megabytes: int, runner: str) -> tuple[int, int, int, float]:
    """Articles, peak bytes of the flow and of its largest child, and seconds of a load of so many MB in a new lake."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "lines.jsonl")
        count = write_lines(file, megabytes)
        command = [sys.executable, "-m", "flows.command", "ingest", str(file), "--runner", runner]
        environment = os.environ | {"DATELINE_LAKE": str(Path(folder, "lake")), "PYTHONPATH": str(ROOT)}
        flow = child = 0
        started = time.monotonic()
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            flow = max(flow, peak_of(process.pid))
            child = max([child, *map(peak_of, below(process.pid))])
            time.sleep(0.1)
        if process.returncode:
            raise SystemExit(f"the load of {megabytes} MB failed")
        return count, flow, child, time.monotonic() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[20, 200, 2000])
    parser.add_argument("--runner", default="processes", choices=["auto", "processes", "threads"])
    given = parser.parse_args()
    first: tuple[int, int] | None = None
    for megabytes in given.megabytes:
        count, flow, child, seconds = load(megabytes, given.runner)
        first = first or (flow, child)
        print(
            f"{megabytes:,} MB, {count:,} articles, {seconds:.0f} s: flow {flow / 1e6:.0f} MB, {flow / first[0]:.2f} "
            f"of the first; largest child {child / 1e6:.0f} MB, {child / first[1]:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
