"""Large inputs: a folder of 100,000 small files, and one dump of 5 GB, as JSON lines or as a WARC.

    flock /tmp/heavy.lock python tests/benchmarks/bench_large.py [--files 1000 100000] [--jsonl-mb 500 5000] …

Each is loaded by `dateline ingest` into a new lake. Articles are invented German ones, which no pipeline reads unless
one is set: all else (reading, staging, near-duplicates, settling, checks, publishing) runs as for English. Printed are
seconds, the peak of resident memory (VmHWM, which the kernel keeps) and the CPU of each kind of process, and what
listing and hashing cost against a bare walk and a bare SHA-256 of the same files.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

_TEXT = (
    "das Hafenamt teilte am Montag mit dass die Fähre zur Insel erst wieder fährt wenn der Wind nachlässt und die "
    "Wellen kleiner werden weil sonst niemand sicher an Bord gehen kann sagte der Kapitän den Leuten am Kai"
)
WORDS = _TEXT.split()
ARTICLE_BYTES = {"files": 1_500, "jsonl": 6_000, "warc": 6_000}
# Of a page, what is no article: menus, scripts and styles.
MARKUP = "<nav>" + "<a href='/x'>Hafen</a>" * 40 + "</nav><script>" + "var a = 1;" * 4_000 + "</script>"


def article(number: int, rng: random.Random, size: int) -> dict[str, str]:
    """One of invented words, no near-duplicate of another."""
    paragraphs = [" ".join(rng.choices(WORDS, k=95)).capitalize() + "." for _ in range(max(1, size // 600))]
    return {
        "url": f"https://kai.example/{number}",
        "title": f"Fähre {number} fährt später",
        "text": "\n\n".join(paragraphs),
        "date": f"2026-03-{number % 28 + 1:02d}",
    }


def write_files(folder: Path, count: int) -> tuple[int, int]:
    """A folder of so many files, some hundreds in each folder below it; returns bytes and articles."""
    rng, size = random.Random(5), 0
    for number in range(count):
        below = folder / f"{number // 500:04d}"
        below.mkdir(exist_ok=True, parents=True)
        text = json.dumps(article(number, rng, ARTICLE_BYTES["files"]), ensure_ascii=False)
        size += (below / f"{number:06d}.json").write_bytes(text.encode())
    return size, count


def write_jsonl(file: Path, megabytes: int) -> tuple[int, int]:
    """One dump of so many MB; returns its bytes and articles."""
    rng, size, number = random.Random(5), 0, 0
    with file.open("wb") as sink:
        while size < megabytes * 1_000_000:
            number += 1
            size += sink.write(json.dumps(article(number, rng, ARTICLE_BYTES["jsonl"])).encode() + b"\n")
    return size, number


def write_warc(file: Path, megabytes: int) -> tuple[int, int]:
    """One WARC of so many MB, unpacked, of pages as the web has them: ten times as much markup as text."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    rng, number = random.Random(5), 0
    with file.open("wb") as sink:
        writer = WARCWriter(sink, gzip=False)
        while sink.tell() < megabytes * 1_000_000:
            number += 1
            one = article(number, rng, ARTICLE_BYTES["warc"])
            body = "".join(f"<p>{text}</p>" for text in one["text"].split("\n\n"))
            page = (
                f"<html lang='de'><head><title>{one['title']}</title></head><body>{MARKUP}"
                f"<article><h1>{one['title']}</h1><time datetime='{one['date']}'></time>{body}</article></body></html>"
            )
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            record = writer.create_warc_record(one["url"], "response", io.BytesIO(page.encode()), http_headers=head)
            writer.write_record(record)
        return sink.tell(), number


def processes_below(pid: int) -> Iterator[int]:
    """This process and all that it started."""
    yield pid
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from processes_below(int(child))


def kind_of(pid: int, first: int) -> str:
    """What a process is, by its command: the server is a copy of the flow's."""
    if pid == first:
        return "flow"
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    kinds = {"flows.command": "server", "flows.child": "worker"}
    return next((kind for mark, kind in kinds.items() if mark in command), "other")


def watched(running: "subprocess.Popen[bytes]") -> tuple[dict[str, int], dict[str, float]]:
    """Wait for its end; by kind of process, bytes of resident memory of one at most, and CPU seconds of all."""
    peaks: dict[str, int] = defaultdict(int)
    spent: dict[int, tuple[str, float]] = {}
    while running.poll() is None:
        for pid in processes_below(running.pid):
            with contextlib.suppress(OSError, StopIteration):
                status = Path(f"/proc/{pid}/status").read_text()
                line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
                kind = kind_of(pid, running.pid)
                peaks[kind] = max(peaks[kind], int(line.split()[1]) * 1024)
                user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
                spent[pid] = kind, (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        time.sleep(0.2)
    return dict(peaks), {kind: sum(cpu for k, cpu in spent.values() if k == kind) for kind in peaks}


def load(place: Path, lake: Path) -> tuple[float, str]:
    """Seconds of `dateline ingest` of a file or folder, and what its processes took."""
    command = [
        sys.executable,
        "-m",
        "flows.command",
        "ingest",
        str(place),
        "--lake",
        str(lake),
    ]
    begun = time.monotonic()
    running = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)
    peaks, spent = watched(running)
    if running.returncode:
        raise SystemExit(f"the load of {place} failed")
    told = (f"{kind} {peak / 1e6:.0f} MB {spent[kind]:.0f} s" for kind, peak in sorted(peaks.items()))
    return time.monotonic() - begun, ", ".join(told)


def compare_listing(folder: Path, size: int) -> None:
    """Print what listing and hashing cost, and the same done bare. The files are in the page cache for both."""
    from flows.extract.dumps import dump_id_of
    from flows.extract.sources import find_sources

    def walk() -> list[str]:
        paths = [os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names]
        return [path for path in paths if os.stat(path).st_size]

    def hash_bare() -> None:
        for path in paths:
            with open(path, "rb") as stream:
                hashlib.sha256(stream.read()).digest()

    paths = walk()
    hash_bare()
    spent = {}
    for name, act in (
        ("walk", walk),
        ("list", lambda: list(find_sources([folder]))),
        ("bare", hash_bare),
        ("hash", lambda: [dump_id_of(Path(path)) for path in paths]),
    ):
        begun = time.process_time()
        act()
        spent[name] = time.process_time() - begun
    print(
        f"  listing {len(paths) / spent['list']:,.0f} files/s (bare walk {len(paths) / spent['walk']:,.0f}), hashing "
        f"{len(paths) / spent['hash']:,.0f} files/s, {size / spent['hash'] / 1e6:,.0f} MB/s (bare SHA-256 "
        f"{len(paths) / spent['bare']:,.0f}, {size / spent['bare'] / 1e6:,.0f} MB/s), CPU",
        flush=True,
    )


def compare_hashing(file: Path, size: int) -> None:
    """Print the rate of hashing one large file: dateline's, and a bare SHA-256 over its bytes as they come."""
    from flows.extract.dumps import dump_id_of

    begun = time.monotonic()
    dump_id_of(file)
    ours, bare, begun = time.monotonic() - begun, hashlib.sha256(), time.monotonic()
    with file.open("rb") as stream:
        while piece := stream.read(1 << 20):
            bare.update(piece)
    spent = time.monotonic() - begun
    print(f"  hashing {size / ours / 1e6:,.0f} MB/s (bare SHA-256 {size / spent / 1e6:,.0f} MB/s)", flush=True)


def measure(kind: str, amount: int) -> None:
    """Write, load and print one."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as scratch:
        place = Path(scratch, "files" if kind == "files" else f"dump.{kind}")
        write = {"files": write_files, "jsonl": write_jsonl, "warc": write_warc}[kind]
        size, count = write(place, amount)
        seconds, told = load(place, Path(scratch, "lake"))
        print(
            f"{kind}, {size / 1e6:,.0f} MB, {count:,} articles: {seconds:.0f} s, {size / seconds / 1e6:.1f} MB/s; "
            f"peak and CPU: {told}",
            flush=True,
        )
        if kind == "files":
            compare_listing(place, size)
        else:
            compare_hashing(place, size)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, nargs="*", default=[1_000, 100_000])
    parser.add_argument("--jsonl-mb", type=int, nargs="*", default=[500, 5_000])
    parser.add_argument("--warc-mb", type=int, nargs="*", default=[500])
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    for kind, amounts in (("files", given.files), ("jsonl", given.jsonl_mb), ("warc", given.warc_mb)):
        for amount in amounts:
            measure(kind, amount)


if __name__ == "__main__":
    main()
