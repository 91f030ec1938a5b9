"""What finding and resolving entities costs: beside the parsing of the same text, and in a large lake against a small.

    python tests/benchmarks/bench_entities.py [FOLDER OF .txt] [--articles 100] [--large 1000000] [--small 10000]

First table: CPU seconds of one process, spaCy's own time is 1; the aim is at most 0.20 for everything about entities.
Second table: lakes of so many generated entities, into which the same 1,000 articles with 5,000 entities are settled,
a tenth of them new. The median seconds of settling in all and of its entities, and the ratio of the two lakes.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flows.authority import load_knowledge
from flows.gazetteer import load_gazetteer
from flows.pipeline import load_pipeline
from transforms.analysis import analyse
from transforms.entities import cast_of, entities_of, mentions_of, merge
from transforms.entities.pronouns import add_pronouns
from transforms.entities.well_known import name_the_well_known
from transforms.quotes import quotes_in
from transforms.schema import table_of
from transforms.tables import Article, Dump, Entity, Mention, Sighting
from warehouse import settle as settling
from warehouse.lake import Lake
from warehouse.staging import write_part

ARTICLES, NAMES_AN_ARTICLE, NEW_SHARE = 1_000, 5, 10
LEAST: dict[str, object] = {"VARCHAR": "x", "BIGINT": 1, "DOUBLE": 0.5, "BOOLEAN": False, "VARCHAR[]": []}
Result = TypeVar("Result")
Row = TypeVar("Row")


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What it gives, and its CPU seconds."""
    start = time.process_time()
    return work(), time.process_time() - start


def beside_parsing(folder: Path, count: int) -> None:
    """Print what each step of the entities' work costs, spaCy's time being 1."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.txt"))][:count]
    nlp, gazetteer, knowledge = load_pipeline(), load_gazetteer(), load_knowledge()
    list(analyse(nlp, texts[:2]))  # what is made on first use
    cast_of(next(analyse(nlp, texts[:1])), gazetteer=gazetteer)

    docs, parsing = timed(lambda: list(analyse(nlp, texts)))
    people = knowledge.people
    casts, casting = timed(lambda: [cast_of(doc, gazetteer=gazetteer, people=people) for doc in docs])
    _, naming = timed(lambda: [name_the_well_known(cast, people) for cast in casts])
    quotations = [quotes_in(doc, cast) for doc, cast in zip(docs, casts, strict=True)]
    _, meaning = timed(lambda: [add_pronouns(*given) for given in zip(docs, casts, quotations, strict=True)])

    def rows() -> list[Entity]:
        made = []
        for number, (text, cast, found) in enumerate(zip(texts, casts, quotations, strict=True)):
            entities = entities_of(str(number), cast, knowledge)
            ids = [entity.entity_id for entity in entities]
            mentions_of(str(number), text, cast, ids, found, [str(n) for n in range(len(found))])
            made += entities
        return merge(made)

    made, resolving = timed(rows)
    words = sum(not token.is_space for doc in docs for token in doc)
    print(f"{len(texts)} articles, {words:,} words, {len(made):,} entities")
    print(f"spaCy                      1.000  ({words / parsing:,.0f} words/s)")
    for name, seconds in (
        ("names, kinds, places", casting + naming),
        ("pronouns", meaning),
        ("ids, rows, merging", resolving),
    ):
        print(f"{name:<25}  {seconds / parsing:.3f}")
    print(f"all of entities            {(casting + naming + meaning + resolving) / parsing:.3f}  (aim: at most 0.20)\n")


def filled(folder: Path, count: int) -> Lake:
    """A lake of so many generated persons."""
    lake = Lake(str(folder))
    lake.create_or_open()
    with lake.connect(read_only=False) as connection:
        connection.execute(
            "INSERT INTO lake.news.entities BY NAME SELECT md5('e' || n) AS entity_id, 'person' AS kind, "
            f"'Person ' || n AS name, ['Person ' || n] AS aliases FROM range({count}) AS t(n)"
        )
    return lake


def part_of_new_articles(folder: Path) -> tuple[Path, list[Dump]]:
    """An analysed part that names entities of the smaller lake, a tenth of them new."""
    from hashlib import md5

    def entity_id(number: int) -> str:
        prefix = "new" if number % NEW_SHARE == 0 else "e"
        return md5(f"{prefix}{number}".encode(), usedforsecurity=False).hexdigest()

    dumps = [blank(Dump, dump_id="d", format="text", document_count=ARTICLES, loaded_at=datetime.now(UTC))]
    rows: dict[str, list[Any]] = {name: [] for name in ("articles", "sightings", "mentions", "entities")}
    for number in range(ARTICLES):
        article_id = f"article-{number}"
        rows["articles"].append(blank(Article, article_id=article_id, body="x" * 50, first_dump_id="d"))
        rows["sightings"].append(
            blank(Sighting, article_id=article_id, dump_id="d", locator=f"record {number + 1}", captured_at=None)
        )
        for nth in range(NAMES_AN_ARTICLE):
            at = number * NAMES_AN_ARTICLE + nth
            who, name, start = entity_id(at), f"Person {at}", nth * 8
            rows["entities"].append(blank(Entity, entity_id=who, kind="person", name=name, aliases=[name, f"{name}."]))
            rows["mentions"].append(
                blank(
                    Mention,
                    mention_id=f"m{at}",
                    article_id=article_id,
                    entity_id=who,
                    kind="person",
                    char_start=start,
                    char_end=start + 6,
                )
            )
    write_part(folder / "part", rows)
    return folder / "part", dumps


def blank(row: type[Row], **given: object) -> Row:
    """A row of a table with plain values in the columns that are not given."""
    missing = [c for c in table_of(row).columns if c.name not in given]
    return row(**given, **{c.name: None if c.is_nullable else LEAST[c.sql_type] for c in missing})


def settled_in(lake: Lake, part: Path, dumps: list[Dump], folder: Path) -> tuple[float, float]:
    """Seconds of settling the part, and of its entities alone."""
    spent: list[float] = []
    original = settling._Settling.put_entities

    def clocked(self: settling._Settling) -> None:
        start = time.perf_counter()
        original(self)
        spent.append(time.perf_counter() - start)

    with patch.object(settling._Settling, "put_entities", clocked):
        start = time.perf_counter()
        settling.settle(lake, [part], dumps, folder, "r")
        return time.perf_counter() - start, spent[0]


def in_lakes(small: int, large: int, runs: int) -> None:
    """Print what settling costs in a lake of `large` entities against one of `small`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        part, dumps = part_of_new_articles(folder)
        lakes = {count: filled(folder / f"lake-{count}", count) for count in (small, large)}
        seconds: dict[int, list[tuple[float, float]]] = {small: [], large: []}
        for run in range(runs + 1):  # the first of each only warms up
            for count, lake in lakes.items():
                seconds[count].append(settled_in(lake, part, dumps, folder / f"settled-{count}-{run}"))
    whole, entities = (
        {count: statistics.median(pair[which] for pair in pairs[1:]) for count, pairs in seconds.items()}
        for which in (0, 1)
    )
    print(f"{'':<22}{small:>12,}{large:>14,}   ratio")
    for title, by_count in (("settling, s", whole), ("its entities, s", entities)):
        print(f"{title:<22}{by_count[small]:>12.3f}{by_count[large]:>14.3f}   {by_count[large] / by_count[small]:.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(str(files("flows.samples"))))
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    beside_parsing(options.folder, options.articles)
    in_lakes(options.small, options.large, options.runs)


if __name__ == "__main__":
    main()
