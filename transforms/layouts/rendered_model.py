"""How likely each line of a rendered page is body text: gradient-boosted trees over `rendering.NAMES`."""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from transforms.layouts.rendering import NAMES, Shown, described

# Inner nodes are (column, threshold, next node where the value is at most that, next node else); leaves are log odds.
Node = tuple[int, float, int, int] | float


@cache
def _model() -> tuple[float, list[list[Node]]]:
    """The base of the log odds, and the trees. `rendered_trees.json` says what they were learned on."""
    stored = json.loads(files("transforms.layouts").joinpath("rendered_trees.json").read_text(encoding="utf-8"))
    column = {name: at for at, name in enumerate(NAMES)}
    trees: list[list[Node]] = [
        [(column[n[0]], n[1], n[2], n[3]) if isinstance(n, list) else float(n) for n in tree]
        for tree in stored["trees"]
    ]
    return stored["base"], trees


def likelihoods(shown: Sequence[Shown]) -> list[float]:
    """The likelihood of each shown line, 0 to 1."""
    return [1 / (1 + math.exp(-_log_odds(row))) for row in described(shown)]


def _log_odds(row: Sequence[float]) -> float:
    total, trees = _model()
    for tree in trees:
        node = tree[0]
        while isinstance(node, tuple):
            column, threshold, low, high = node
            node = tree[low if row[column] <= threshold else high]
        total += node
    return total
