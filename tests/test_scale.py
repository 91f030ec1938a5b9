"""The page on scale says what follows from the figures that were measured: `python tests/test_scale.py` writes it anew.

Its words a second are those of the tables of performance.md, which bench_throughput.py prints.
"""

import re
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "warehouse" / "docs"
SCALE, PERFORMANCE = DOCS / "scale.md", DOCS / "performance.md"
BEGIN, END = "<!-- what follows is written by tests/test_scale.py -->", "<!-- up to here -->"

ARTICLES = 1_000_000
WORDS = 810
ROWS = ("dateline, threads", "dateline, threads, a third wire copy")
MACHINES = [(1, 2), (1, 16), (10, 2), (10, 16)]
# CPU of the flow's process, in seconds, that an article costs whoever analyses it: what bench_large.py printed for
# 40 MB of JSON lines (20 s), less what it printed for 10 (12 s), by the 5,038 articles that there are more.
FLOW_SECONDS = 0.0016
DAY = 86_400


def words_a_second(row: str) -> int:
    """Of a row of the first table of performance.md."""
    page = PERFORMANCE.read_text(encoding="utf-8")
    found = re.search(rf"^\| {re.escape(row)} \|(.*)\|$", page, re.M)
    assert found, f"performance.md has no row {row!r}: see bench_throughput.py"
    return int(found[1].split("|")[3].strip().replace(",", ""))


def duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


def verdict(took: float, with_copies: float, flow: float) -> str:
    """Is it enough for a crawl that brings as much every day?"""
    if took <= flow:
        return "yes; the flow's process is what takes longest"
    if took < DAY / 2:
        return "yes"
    return "just: no room to catch up after a bad day" if with_copies < DAY else "no"


def arithmetic() -> str:
    """What stands in the page between BEGIN and END."""
    plain, copies = map(words_a_second, ROWS)
    words, flow = ARTICLES * WORDS, ARTICLES * FLOW_SECONDS
    lines = [
        f"{ARTICLES:,} × {WORDS} = {words // 1_000_000} million words. At {plain:,} words a second of one core, all "
        f"included, that is **{words / plain / 3_600:.0f} core-hours",
        f"a day**; at {copies:,}, with a third of it wire copy that is looked up, {words / copies / 3_600:.0f}. The "
        f"flow's own process (reading, settling, checking,",
        f"publishing) takes {1_000 * FLOW_SECONDS:.1f} ms an article on one core: {duration(flow)} a day, which more "
        "machines do not make less.",
        "",
        "| machines | cores | a day of the crawl takes | with copies looked up | is it enough? |",
        "|---|---:|---:|---:|---|",
    ]
    for machines, cores in MACHINES:
        took, less = (max(words / rate / (machines * cores), flow) for rate in (plain, copies))
        cells = f"{machines * cores} | {duration(took)} | {duration(less)} | {verdict(took, less, flow)}"
        lines.append(f"| {machines} of {cores} cores | {cells} |")
    return "\n".join(lines)


def written(page: str) -> str:
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{arithmetic()}\n\n{END}{rest.split(END)[1]}"


def test_the_arithmetic_follows_from_the_figures():
    page = SCALE.read_text(encoding="utf-8")
    assert page == written(page), "stale: run `python tests/test_scale.py`"


if __name__ == "__main__":
    SCALE.write_text(written(SCALE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(arithmetic() + "\n")
