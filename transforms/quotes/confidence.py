"""How sure a span and its printed speaker are, as a share: of quotes at 0.9 about nine in ten are right.

Platt's logistic curve (1999) over what the models say, one for each kind, learnt on articles that they had not seen.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.quotes.assembly import LABEL_SHARE, Piece
from transforms.quotes.reports import Report
from transforms.quotes.weights import Weights

KINDS = ("direct", "mixed", "indirect")
FACT_COUNT = 7


def facts_of(piece: Piece, reports: Sequence[Report]) -> NDArray[np.float64]:
    """What confidence is read from: FACT_COUNT numbers."""
    report = None if piece.report is None else reports[piece.report]
    probability = report.probability if report else 0.0
    certainty = report.certainty if report else 0.0
    length = float(np.log1p(piece.end - piece.start))
    return np.array(
        [
            1.0,
            _logit(piece.share),
            _logit(probability) if report else 0.0,
            min(certainty, 8.0) / 4,
            float(report is not None and report.source is not None),
            float(report is not None),
            length / 4,
        ]
    )


def confidence_of(piece: Piece, reports: Sequence[Report], weights: Weights) -> float:
    """The likelihood that the span is a quotation and its printed speaker the right one, to three places."""
    if piece.report is not None and reports[piece.report].is_label:
        return LABEL_SHARE
    score = float(weights.calibration[KINDS.index(piece.kind)] @ facts_of(piece, reports))
    return round(float(1 / (1 + np.exp(-score))), 3)


def _logit(share: float) -> float:
    bounded = min(max(share, 1e-4), 1 - 1e-4)
    return float(np.log(bounded / (1 - bounded)))
