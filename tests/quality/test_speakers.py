"""Full names of speakers against a hand-made sheet: real dumps read, cut into articles and analysed as `ingest` does.

`speakers.csv` holds no text: a dump of the shared data, the quote's characters in its decoded text, the names that
count as right (`|` between them), and how the article prints the speaker beside the quote.
"""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from flows.authority import load_knowledge
from flows.extract import Context, open_dump, read_dump
from flows.gazetteer import load_gazetteer
from transforms.derive import Capture, derive
from transforms.documents import Document
from transforms.ids import folded
from transforms.tables import Quote

HERE = Path(__file__).parent
DUMP_ID = "0" * 64


def words(text: str) -> str:
    return folded(text)


def quotes_by_place(nlp, path: Path) -> list[tuple[int, int, list[Quote]]]:
    """(start, end, quotes) of each article of a dump, in characters of its decoded text."""
    with open_dump(path) as stream:
        read = list(read_dump(stream, Context(DUMP_ID, publisher=None, name=path.name)))
    documents = [item for item in read if isinstance(item, Document)]
    rows = derive(documents, {DUMP_ID: Capture(None, None)}, nlp, load_gazetteer(), load_knowledge())
    found = []
    for sighting in rows.sightings:
        start, end = (int(n) for n in re.findall(r"\d+", sighting.locator))
        found.append((start, end, [q for q in rows.quotes if q.article_id == sighting.article_id]))
    return found


def named(quotes: list[Quote], text: str) -> str | None:
    """The speaker of the quote that shares most of its words with a text."""
    wanted = words(text)
    best = [
        (min(len(wanted), len(words(q.text))), q.kind != "indirect", q.speaker)
        for q in quotes
        if words(q.text) and (words(q.text) in wanted or wanted in words(q.text))
    ]
    return max(best, key=lambda b: b[:2])[2] if best else None


@pytest.fixture(scope="module")
def verdicts(nlp, shared_data) -> list[tuple[str, bool, str]]:
    """(how the speaker is printed, whether the full name is right, what was found) for each row of the sheet."""
    with (HERE / "speakers.csv").open(encoding="utf-8", newline="") as stream:
        sheet = list(csv.DictReader(stream))
    folder = shared_data / "text_dumps" / "dev" / "files"
    found = []
    for name in dict.fromkeys(row["file"] for row in sheet):
        text = (folder / name).read_bytes().decode("utf-8")
        places = quotes_by_place(nlp, folder / name)
        for row in (r for r in sheet if r["file"] == name):
            start, end = int(row["start"]), int(row["end"])
            quotes = [q for low, high, there in places if low <= start < high for q in there]
            speaker = named(quotes, text[start:end])
            right = speaker is not None and words(speaker) in {words(n) for n in row["speaker"].split("|")}
            found.append((row["printed"], right, f"{name} {start}: {speaker} for {row['speaker']}"))
    return found


def share(verdicts: list[tuple[str, bool, str]], kinds: set[str] | None = None) -> float:
    judged = [right for printed, right, _ in verdicts if kinds is None or printed in kinds]
    return sum(judged) / len(judged)


@pytest.mark.slow
def test_full_names_of_speakers_are_right(verdicts):
    floors = json.loads((HERE / "floors.json").read_text())["speakers"]
    wrong = "\n".join(told for _, right, told in verdicts if not right)
    print(Counter((printed, right) for printed, right, _ in verdicts), wrong, sep="\n")
    assert len(verdicts) >= 250
    assert share(verdicts) >= floors["full_name"], wrong
    assert share(verdicts, {"pronoun", "elsewhere", "other words"}) >= floors["full_name_from_afar"], wrong
