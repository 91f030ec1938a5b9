"""Damaged dumps of every format: no crash, no hang, every document accounted for.

`make test-long` reads 100,000 of them, the usual tests 5,000. An input is known by its number: `mutated` makes it
again.
"""

import gc
import hashlib
import io
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.extract import Context, Limits, Reading, read_dump
from flows.extract.packed import MAGIC_BYTES, DamagedStream, unpacked
from flows.extract.sniff import format_of
from flows.extract.stream import HEAD_BYTES
from tests.extract.samples import dump_of_each_format
from tests.fuzz.mutations import mutated
from transforms.articles import article_of
from transforms.documents import Document, Rejected
from transforms.schema import table_of
from transforms.tables import DUMP_FORMATS, REJECT_REASONS, Article

ROOT = Path(__file__).resolve().parents[2]
MAX_INPUT_BYTES = 30_000
MAX_SEED_BYTES = 300_000
MAX_SEEDS_A_SET = 60
# Seconds of the processor for 100 kB; below that much, the fixed costs of the libraries count.
SECONDS = 2.0
LIMITS = Limits(max_unpacked_bytes=1 << 20, max_spooled_bytes=1 << 20, max_page_chars=1 << 20, max_xml_bytes=1 << 20)


class Hang(Exception):
    """An input took longer than it may."""


Seeds = dict[str, list[bytes]]


@pytest.fixture(scope="session")
def seeds(shared_data: Path) -> Seeds:
    """Real dumps and the shipped samples by format, as stored and with their compression undone; of formats that are
    not among them a small dump of ours.
    """
    found: dict[bytes, str] = {}
    sets = ("mixed_dumps", "text_dumps", "feeds", "warc_samples", "page_dumps", "html_gold")
    for folder in (ROOT / "flows" / "samples", *(shared_data / name for name in sets)):
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in (".md", ".json")]
        small = [path for path in files if 0 < path.stat().st_size <= MAX_SEED_BYTES]
        for path in small[:: 1 + len(small) // MAX_SEEDS_A_SET]:
            for data in _forms(path.read_bytes()):
                packed = data.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd"))
                found[data] = "packed" if packed else format_of(data[:HEAD_BYTES])
    seeds = {form: [data for data, its in found.items() if its == form] for form in set(found.values())}
    return {form: [data] for form, data in dump_of_each_format().items()} | seeds


@pytest.fixture(scope="session", autouse=True)
def warm() -> None:
    """The first guess at a day has dateparser make its rules for some 200 languages, which is no input's doing: on a
    slow machine it takes more than the seconds of one."""
    list(outcomes(b"<html lang='id'><head><title>Kapal 12 terlambat hari Senin, Pelabuhan 2020</title></head></html>"))


def _forms(data: bytes) -> Iterator[bytes]:
    yield data
    try:
        undone = unpacked(io.BytesIO(data), data[:MAGIC_BYTES], LIMITS).read(MAX_SEED_BYTES)
    except DamagedStream:
        return
    if undone and undone != data:
        yield undone


def test_every_format_is_among_the_seeds(seeds: Seeds) -> None:
    assert set(seeds) == {*DUMP_FORMATS, "packed"}
    assert {form for form, data in seeds.items() if len(data) > 1} >= {"text", "html", "warc", "jsonl", "csv", "feed"}


@pytest.mark.parametrize("share", range(10))
def test_damaged_dumps(seeds: Seeds, share: int) -> None:
    read_all(seeds, range(share * 500, (share + 1) * 500))


@pytest.mark.long
def test_damaged_dumps_at_full_count(seeds: Seeds) -> None:
    counts = read_all(seeds, range(100_000))
    print(f"\n100,000 damaged dumps, seeds 0 to 99,999: {dict(counts.most_common())}")


def read_all(seeds: Seeds, numbers: range) -> Counter[str]:
    """What became of the inputs: articles, and rejects by reason. Fails with all numbers that went wrong."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for number in numbers:
        data = mutated(seeds, number, MAX_INPUT_BYTES)
        try:
            with within(SECONDS * max(1.0, len(data) / 100_000)):
                counts.update(outcomes(data))
        except Exception as error:
            wrong.append(f"input {number}: {type(error).__name__}: {error}"[:300])
    assert not wrong, f"{len(wrong)} of {len(numbers)} inputs:\n" + "\n".join(wrong[:20])
    return counts


def outcomes(data: bytes) -> Iterator[str]:
    """What each record of a dump became. Raises AssertionError where one is not accounted for."""
    reading, items = read(data)
    assert items or reading.skipped_count or not data.strip(), "bytes, and nothing is told of them"
    places = [item.locator for item in items if isinstance(item, Document)]
    assert len(set(places)) == len(places), "two documents at one place"
    for item in items:
        made = article_of(item, None, None) if isinstance(item, Document) else item
        if isinstance(made, Rejected):
            assert made.reason in REJECT_REASONS, made.reason
            yield made.reason
        else:
            table_of(Article).to_arrow([made])
            yield "article"


def read(data: bytes) -> tuple[Reading, list[Document | Rejected]]:
    reading = read_dump(unpacked(io.BytesIO(data), data[:MAGIC_BYTES], LIMITS), _context(data))
    return reading, list(reading)


def _context(data: bytes) -> Context:
    return Context(hashlib.sha256(data).hexdigest(), LIMITS, name="damaged")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Interrupt what takes the processor longer than that. The collector's pauses are not the input's doing."""

    def stop(*_: object) -> None:
        raise Hang(f"more than {seconds:.1f} s")

    gc.disable()
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        gc.enable()
