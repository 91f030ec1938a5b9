"""What quotes and speakers cost beside the parsing of the same text, and how that grows with an article's length.

    python tests/benchmarks/bench_quotes.py [FOLDER OF .txt] [--articles N]

Prints ratios within one run, in CPU seconds of one process: spaCy's own time is 1. The aim is at most 0.25 for spans,
attribution and speakers together. The second table joins articles to ever longer ones: the cost a word should stay.
"""

import argparse
import time
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from spacy.tokens import Doc

from flows.gazetteer import load_gazetteer
from flows.pipeline import load_pipeline
from transforms.analysis import analyse
from transforms.entities import cast_of
from transforms.quotes import quotes_in

LENGTHS = (10_000, 50_000, 100_000)  # words
Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What it gives, and its CPU seconds."""
    start = time.process_time()
    return work(), time.process_time() - start


def words(docs: Iterable[Doc]) -> int:
    """Tokens that are no space."""
    return sum(not token.is_space for doc in docs for token in doc)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(str(files("flows.samples"))))
    parser.add_argument("--articles", type=int, default=100)
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(options.folder.glob("*.txt"))]
    texts = texts[: options.articles]
    nlp, gazetteer = load_pipeline(), load_gazetteer()
    list(analyse(nlp, texts[:2]))  # what is made on first use
    quotes_in(next(analyse(nlp, texts[:1])), cast_of(next(analyse(nlp, texts[:1])), gazetteer=gazetteer))

    docs, parsing = timed(lambda: list(analyse(nlp, texts)))
    casts, casting = timed(lambda: [cast_of(doc, gazetteer=gazetteer) for doc in docs])
    found, quoting = timed(lambda: [quotes_in(doc, cast) for doc, cast in zip(docs, casts, strict=True)])
    print(f"{len(texts)} articles, {words(docs):,} words, {sum(map(len, found)):,} quotes")
    print(f"spaCy                 1.00  ({words(docs) / parsing:,.0f} words/s)")
    print(f"entities and places   {casting / parsing:.2f}")
    print(f"quotes and speakers   {quoting / parsing:.2f}  (aim: at most 0.25)\n")

    print("words in one article   µs a word")
    whole = "\n\n".join(texts)
    for length in LENGTHS:
        long = (whole + "\n\n") * (1 + length // max(1, len(whole.split())))
        body = " ".join(long.split(" ")[:length])
        doc = next(analyse(nlp, [body]))
        cast = cast_of(doc, gazetteer=gazetteer)
        _, seconds = timed(lambda doc=doc, cast=cast: quotes_in(doc, cast))  # type: ignore[misc]
        print(f"{words([doc]):>20,}   {1e6 * seconds / words([doc]):.0f}")


if __name__ == "__main__":
    main()
