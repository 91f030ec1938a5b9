"""What reading costs: pages against the bare extractor, JSON lines in MB/s, and memory as dumps grow.

    python tests/benchmarks/bench_reading.py [--pages 300] [--lines-mb 40] [--memory-mb 20 200 2000]

Pages are those of html_gold (DATELINE_TEST_DATA, else ../shared/data), put into one WARC for the time of the run. The
same pages are extracted by trafilatura alone in a loop, with its own metadata: the ratio of the two rates is what
dateline's reading and rules leave of it. Both are warm: they read all pages once before, since the first guess at a
day has dateparser make its rules for some 200 languages, seconds that the first to ask would pay for both. JSON lines
are read up to staged documents, in one process; memory is the peak of a process that does so with ever larger dumps.
"""

import argparse
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flows.extract import Context, open_dump, read_dump
from transforms.documents import Document
from warehouse.staging import DocumentParts

ROOT = Path(__file__).resolve().parents[2]
_TEXT = "the harbour office said that a ferry to Quay Island will sail on Monday if swell is low and wind drops"
WORDS = _TEXT.split()


def pages_of(folder: Path, count: int) -> list[tuple[str, bytes]]:
    """Addresses and bytes of so many real pages, unpacked."""
    files = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz", ".htm")))
    random.Random(3).shuffle(files)
    found = []
    for number, file in enumerate(files[:count]):
        with open_dump(file) as stream:
            found.append((f"https://quay.example/story/{number}", stream.read()))
    return found


def warc_of(pages: list[tuple[str, bytes]], file: Path) -> None:
    """The pages as responses of one packed WARC."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with file.open("wb") as sink:
        writer = WARCWriter(sink, gzip=True)
        for url, page in pages:
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", io.BytesIO(page), http_headers=head))


def seconds_of_reading(file: Path) -> tuple[float, int]:
    """CPU seconds from the WARC to articles, and how many came out."""
    from transforms.articles import article_of
    from transforms.tables import Article

    started, count = time.process_time(), 0
    with open_dump(file) as stream:
        for item in read_dump(stream, Context("d" * 64, name=file.name)):
            count += isinstance(item, Document) and isinstance(article_of(item, None, None), Article)
    return time.process_time() - started, count


def seconds_bare(pages: list[tuple[str, bytes]]) -> tuple[float, int]:
    """CPU seconds of the extractor alone, its own metadata included as its users call it, and how many it gave."""
    from trafilatura import bare_extraction

    started, count = time.process_time(), 0
    for url, page in pages:
        count += bare_extraction(page, url=url, with_metadata=True) is not None
    return time.process_time() - started, count


def compare_pages(data: Path, count: int) -> None:
    """Print the ratio of both rates."""
    pages = pages_of(data / "html_gold", count)
    if not pages:
        print(f"no pages in {data / 'html_gold'}: set DATELINE_TEST_DATA")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pages.warc.gz")
        warc_of(pages, file)
        seconds_bare(pages)
        seconds_of_reading(file)
        ours, articles = seconds_of_reading(file)
        bare, extracted = seconds_bare(pages)
    print(
        f"{len(pages)} pages: bare extractor {len(pages) / bare:.1f} pages/s ({extracted} texts), "
        f"WARC to articles {len(pages) / ours:.1f} pages/s ({articles} articles): ratio {bare / ours:.2f}"
    )


def write_lines(file: Path, megabytes: int) -> int:
    """A JSONL dump of invented articles of some 3,000 characters; returns its bytes."""
    rng, size = random.Random(5), 0
    bodies = [" ".join(rng.choice(WORDS) for _ in range(100)) + "." for _ in range(200)]
    with file.open("wb") as sink:
        number = 0
        while size < megabytes * 1_000_000:
            number += 1
            text = "\n\n".join(rng.choice(bodies) for _ in range(6))
            row = {"url": f"https://quay.example/{number}", "title": f"Ferry {number} is late", "text": text}
            row |= {"date": "2026-03-13", "author": "Nils Abernekoh"}
            size += sink.write(json.dumps(row).encode() + b"\n")
    return size


def stage(file: Path, folder: Path) -> float:
    """CPU seconds from a dump to staged parts."""
    started = time.process_time()
    with open_dump(file) as stream, DocumentParts(folder) as parts:
        for item in read_dump(stream, Context("d" * 64, name=file.name)):
            if isinstance(item, Document):
                parts.add(item)
    return time.process_time() - started


def time_lines(megabytes: int) -> None:
    """Print MB/s of one core."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "lines.jsonl")
        size = write_lines(file, megabytes)
        seconds = stage(file, Path(folder, "parts"))
    print(f"{size / 1e6:.0f} MB of JSON lines to staged documents: {size / 1e6 / seconds:.1f} MB/s of one core")


def peak_of(megabytes: int) -> int:
    """Peak memory in bytes of a process that stages a dump of so many megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "lines.jsonl")
        write_lines(file, megabytes)
        arguments = [sys.executable, __file__, "--stage", str(file), str(Path(folder, "parts"))]
        return int(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--lines-mb", type=int, default=40)
    parser.add_argument("--memory-mb", type=int, nargs="*", default=[20, 200, 2000])
    parser.add_argument("--stage", nargs=2, metavar=("DUMP", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.stage:
        stage(Path(given.stage[0]), Path(given.stage[1]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
        return
    if given.pages:
        compare_pages(Path(os.environ.get("DATELINE_TEST_DATA", ROOT.parent / "shared" / "data")), given.pages)
    if given.lines_mb:
        time_lines(given.lines_mb)
    peaks = {megabytes: peak_of(megabytes) for megabytes in given.memory_mb}
    for megabytes, peak in peaks.items():
        ratio = peak / next(iter(peaks.values()))
        print(f"dump of {megabytes} MB: peak {peak / 1e6:.0f} MB, {ratio:.2f} of that of the first")


if __name__ == "__main__":
    main()
