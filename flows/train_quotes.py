"""Learn the weights of transforms/quotes from PolNeAR's training articles, and write them into the package.

    python -m flows.train_quotes ../shared/data/polnear/train

The folder holds `text/*.txt` and `attributions/*.ann` (brat). The same data gives the same weights again; learning
takes some minutes and 4 GB. The spaCy pipeline that parses here must be the one that is used later.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from flows.pipeline import load_pipeline
from transforms.analysis import analyse
from transforms.quotes import weights as stored
from transforms.quotes.brat import attributions_of
from transforms.quotes.train import Annotated, annotated, learn
from transforms.quotes.weights import Weights


def read_articles(folder: Path, pipeline: str = "en_core_web_sm") -> Iterator[Annotated]:
    """The annotated articles of a folder in order of their names; of several annotators the first counts."""
    paths = sorted((folder / "text").glob("*.txt"))
    texts = [path.read_bytes().decode("utf-8") for path in paths]
    for path, doc in zip(paths, analyse(load_pipeline(pipeline), texts), strict=True):
        files = sorted((folder / "attributions").glob(f"{path.stem}_????.ann"))
        if files:
            yield annotated(path.name, doc, attributions_of(files[0].read_bytes().decode("utf-8")))


def write_weights(weights: Weights, path: Path) -> None:
    """Store the weights in steps of 1/32: a tenth of the size, with no loss that could be measured."""
    arrays = {name: getattr(weights, name) for name in Weights.__dataclass_fields__}
    np.savez_compressed(path, **{k: (np.round(v * 32) / 32).astype(np.float16) for k, v in arrays.items()})


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="holds text/ and attributions/")
    parser.add_argument("--out", type=Path, default=Path(stored.__file__).parent / stored.FILE_NAME)
    arguments = parser.parse_args()
    began = time.monotonic()

    def log(message: str) -> None:
        print(f"{time.monotonic() - began:5.0f} s  {message}", file=sys.stderr)

    articles = list(read_articles(arguments.folder))
    log(f"{len(articles)} articles read")
    write_weights(learn(articles, log), arguments.out)
    log(f"written to {arguments.out}")


if __name__ == "__main__":
    main()
