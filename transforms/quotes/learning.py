"""Fitting the linear models of this package: convex problems, solved to the same weights in every run.

Only training imports this module; it needs scipy.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from transforms.quotes.contents import CLASS_COUNT, LABELS

Floats = NDArray[np.float64]


def one_hot(columns: NDArray[np.int32], size: int) -> csr_matrix:
    """Rows of feature columns as a sparse matrix of ones."""
    rows, templates = columns.shape
    bounds = np.arange(rows + 1, dtype=np.int64) * templates
    return csr_matrix((np.ones(rows * templates, np.float32), columns.ravel(), bounds), shape=(rows, size))


def fit_logistic(columns: NDArray[np.int32], labels: NDArray[np.bool_], bits: int, l2: float, steps: int) -> Floats:
    """Weights of a logistic regression without intercept. `l2` is the penalty on half the squared norm."""
    matrix = one_hot(columns, 2**bits)
    transposed = matrix.T.tocsr()
    target = labels.astype(np.float64)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = matrix @ weights.astype(np.float32)
        scores = scores.astype(np.float64)
        error = 1 / (1 + np.exp(-scores)) - target
        value = float(np.logaddexp(0, scores).sum() - scores @ target + l2 / 2 * weights @ weights)
        return value, transposed @ error.astype(np.float32) + l2 * weights

    return _minimised(loss, 2**bits, steps)


def fit_field(
    frames: Sequence[tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]], bits: int, l2: float, steps: int
) -> tuple[Floats, Floats]:
    """Weights (features x labels) and transitions (class x from x to) of a conditional random field.

    A frame is (columns, classes, labels), one row a token.
    """
    frames = sorted(frames, key=lambda f: len(f[2]))
    matrix = one_hot(np.concatenate([f[0] for f in frames]), 2**bits)
    transposed = matrix.T.tocsr()
    classes = np.concatenate([f[1] for f in frames])
    labels = np.concatenate([f[2] for f in frames])
    starts = np.concatenate([[0], np.cumsum([len(f[2]) for f in frames])])
    blocks = [_block(starts, low, min(low + 256, len(frames))) for low in range(0, len(frames), 256)]
    count, size = len(LABELS), 2**bits * len(LABELS)

    def loss(weights: Floats) -> tuple[float, Floats]:
        unary = weights[:size].reshape(-1, count)
        transitions = weights[size:].reshape(CLASS_COUNT, count, count)
        emissions = (matrix @ unary.astype(np.float32)).astype(np.float64)
        slope = np.zeros_like(emissions)
        turn = np.zeros_like(transitions)
        value = l2 / 2 * float(weights @ weights)
        for rows, mask in blocks:
            value += _add_block(rows, mask, emissions, transitions, classes, labels, slope, turn)
        gradient = np.concatenate([(transposed @ slope.astype(np.float32)).ravel(), turn.ravel()])
        return value, gradient + l2 * weights

    weights = _minimised(loss, size + CLASS_COUNT * count * count, steps)
    return weights[:size].reshape(-1, count), weights[size:].reshape(CLASS_COUNT, count, count)


def _block(starts: NDArray[np.int64], low: int, high: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Row numbers of frames `low` to `high`, padded to one length, and which of them are real."""
    lengths = starts[low + 1 : high + 1] - starts[low:high]
    steps = np.arange(lengths.max())
    mask = steps[None, :] < lengths[:, None]
    return np.where(mask, starts[low:high, None] + steps, starts[low:high, None]), mask


def _add_block(
    rows: NDArray[np.int64],
    mask: NDArray[np.bool_],
    emissions: Floats,
    transitions: Floats,
    classes: NDArray[np.int64],
    labels: NDArray[np.int64],
    slope: Floats,
    turn: Floats,
) -> float:
    """The negative log-likelihood of one block by the forward-backward algorithm; adds its gradient in place."""
    length = rows.shape[1]
    unary = emissions[rows]
    kinds = classes[rows]
    step = np.exp(transitions)
    peak = unary.max(2, keepdims=True)
    local = np.exp(unary - peak)
    forward = np.zeros_like(local)
    backward = np.ones_like(local)
    scale = np.ones(rows.shape)
    forward[:, 0] = local[:, 0]
    for t in range(length):
        if t:
            moved = np.einsum("bi,bij->bj", forward[:, t - 1], step[kinds[:, t]]) * local[:, t]
            forward[:, t] = np.where(mask[:, t, None], moved, forward[:, t - 1])
        scale[:, t] = np.where(mask[:, t], forward[:, t].sum(1), 1.0)
        forward[:, t] /= np.where(mask[:, t], scale[:, t], 1.0)[:, None]
    for t in range(length - 2, -1, -1):
        moved = np.einsum("bij,bj->bi", step[kinds[:, t + 1]], local[:, t + 1] * backward[:, t + 1])
        backward[:, t] = np.where(mask[:, t + 1, None], moved / scale[:, t + 1, None], 1.0)
    share = forward * backward
    gold = labels[rows]
    value = float((np.log(scale) * mask).sum() + (peak[:, :, 0] * mask).sum())
    value -= float((np.take_along_axis(unary, gold[:, :, None], 2)[:, :, 0] * mask).sum())
    expected = share[mask]
    expected[np.arange(len(expected)), gold[mask]] -= 1
    slope[rows[mask]] = expected
    for t in range(1, length):
        real = mask[:, t]
        if not real.any():
            break
        pair = forward[real, t - 1, :, None] * step[kinds[real, t]]
        pair = pair * (local[real, t] * backward[real, t])[:, None, :] / scale[real, t, None, None]
        np.add.at(turn, kinds[real, t], pair)
        np.add.at(turn, (kinds[real, t], gold[real, t - 1], gold[real, t]), -1.0)
        value -= float(transitions[kinds[real, t], gold[real, t - 1], gold[real, t]].sum())
    return value


def fit_choice(
    columns: NDArray[np.int32], groups: NDArray[np.int64], right: NDArray[np.bool_], bits: int, l2: float, steps: int
) -> Floats:
    """Weights of a log-linear choice among the rows of each group, any of the `right` ones being as good.

    `groups` numbers the groups from 0 in order; every group has a right row.
    """
    matrix = one_hot(columns, 2**bits)
    transposed = matrix.T.tocsr()
    count = int(groups[-1]) + 1

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = (matrix @ weights.astype(np.float32)).astype(np.float64)
        peak = np.full(count, -np.inf)
        np.maximum.at(peak, groups, scores)
        mass = np.exp(scores - peak[groups])
        total = np.bincount(groups, mass, count)
        good = np.bincount(groups, mass * right, count) + 1e-300
        error = mass / total[groups] - mass * right / good[groups]
        value = float((np.log(total) - np.log(good)).sum() + l2 / 2 * weights @ weights)
        return value, transposed @ error.astype(np.float32) + l2 * weights

    return _minimised(loss, 2**bits, steps)


def fit_curve(facts: Floats, right: NDArray[np.bool_]) -> Floats:
    """Weights of a logistic regression on few dense facts, lightly held back."""
    target = right.astype(np.float64)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = facts @ weights
        error = 1 / (1 + np.exp(-scores)) - target
        value = float(np.logaddexp(0, scores).sum() - scores @ target + 0.5 * weights @ weights)
        return value, facts.T @ error + weights

    return _minimised(loss, facts.shape[1], 500)


def _minimised(loss: Callable[[Floats], tuple[float, Floats]], size: int, steps: int) -> Floats:
    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8})
    return np.asarray(found.x, np.float64)
