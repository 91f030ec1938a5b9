"""What a run over many dumps that are all known costs more than one over a single known dump.

    python tests/benchmarks/bench_known.py [--dumps 10000] [--runs 3]

The dumps are small files, the lake is told that it has them. Prints the median seconds of `dateline ingest` over each.
"""

import argparse
import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from warehouse.lake import Lake

ROWS = """
    INSERT INTO lake.news.dumps BY NAME
    SELECT unnest(?::VARCHAR[]) AS dump_id, 'a file' AS uri, 'text' AS format, 1 AS byte_count, 0 AS document_count,
           0 AS article_count, 0 AS reject_count, 0 AS skipped_count, false AS is_partial, now() AS loaded_at,
           'r' AS run_id
"""


def seconds_of(folder: Path, lake: Path) -> float:
    """Of the wall clock, for one run of the command over all files of a folder."""
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "flows.command", "ingest", str(folder), "--lake", str(lake)],
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - begin


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dumps", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        many, one, lake = Path(scratch) / "many", Path(scratch) / "one", Path(scratch) / "lake"
        ids = []
        for folder, count in ((many, given.dumps), (one, 1)):
            folder.mkdir()
            for number in range(count):
                text = f"Headline {number}\n\n" + f"Sentence {number} of a small page. " * 100
                (folder / f"{number:06d}.txt").write_text(text, encoding="utf-8")
                ids.append(hashlib.sha256(text.encode()).hexdigest())
        house = Lake(lake)
        house.create_or_open()
        house.write(lambda connection: connection.execute(ROWS, [sorted(set(ids))]))
        house.close()
        seconds_of(one, lake)  # warms up
        spent = {
            name: statistics.median(seconds_of(f, lake) for _ in range(given.runs))
            for name, f in (("one", one), ("many", many))
        }
        print(
            f"1 dump {spent['one']:.1f} s, {given.dumps:,} dumps {spent['many']:.1f} s: "
            f"{spent['many'] - spent['one']:.1f} s more"
        )


if __name__ == "__main__":
    main()
