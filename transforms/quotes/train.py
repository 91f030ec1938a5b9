"""Learning the weights from annotated articles: numbers out, no sentence of the data in them."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from transforms.quotes.assembly import Piece
from transforms.quotes.attribution import attributed
from transforms.quotes.brat import Attribution
from transforms.quotes.choice import CHOICE_BITS, NOBODY, UNNAMED, Choices
from transforms.quotes.confidence import FACT_COUNT, KINDS, facts_of
from transforms.quotes.contents import CONTENT_BITS, frames_of
from transforms.quotes.cues import CUE_BITS, cue_features
from transforms.quotes.examples import labelled_cues, tokens_in
from transforms.quotes.learning import fit_choice, fit_curve, fit_field, fit_logistic
from transforms.quotes.relations import Relations, relations_of
from transforms.quotes.reports import Report, reports_of
from transforms.quotes.tokens import Ints, Tokens, tokens_of
from transforms.quotes.weights import Weights

# Penalties and steps were chosen on a tenth of the training articles, never on those that are reported on.
CUE_L2, CONTENT_L2, CHOICE_L2 = 2.0, 1.0, 1.0
STEPS = 60
FOLDS = 2
Log = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A parsed article with its annotation."""

    name: str
    tokens: Tokens
    relations: Relations
    cues: dict[int, Ints]
    attributions: list[Attribution]


def annotated(name: str, doc: Doc, attributions: list[Attribution]) -> Annotated:
    """An article made ready to learn from."""
    tokens = tokens_of(doc)
    tags = [t.tag_ for t in doc]
    return Annotated(name, tokens, relations_of(tokens), labelled_cues(tokens, tags, attributions), attributions)


def fold_of(name: str, folds: int) -> int:
    """A number below `folds` that depends on the name only."""
    return int(hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:8], 16) % folds


def fit_reports(articles: Sequence[Annotated], log: Log) -> Weights:
    """Weights of the reporting-word and content models; those of the choice are still zero."""
    columns = np.concatenate([cue_features(a.tokens, a.relations) for a in articles])
    is_cue = np.concatenate([np.isin(np.arange(len(a.tokens)), list(a.cues)) for a in articles])
    cue = fit_logistic(columns, is_cue, CUE_BITS, CUE_L2, STEPS)
    log(f"reporting words: {is_cue.sum()} among {len(is_cue)} tokens")
    frames = [frame for a in articles for frame in _labelled_frames(a)]
    content, transitions = fit_field(frames, CONTENT_BITS, CONTENT_L2, STEPS)
    log(f"contents: {len(frames)} sentences")
    single = np.float32
    return Weights(
        cue.astype(single),
        content.astype(single),
        transitions.astype(single),
        np.zeros(2**CHOICE_BITS, single),
        np.zeros((len(KINDS), FACT_COUNT), single),
    )


def _labelled_frames(article: Annotated) -> list[tuple[NDArray[np.int32], Ints, Ints]]:
    cues = sorted(article.cues)
    if not cues:
        return []
    frames = frames_of(article.tokens, article.relations, cues)
    found = []
    for number, cue in enumerate(cues):
        rows = slice(int(frames.bounds[number]), int(frames.bounds[number + 1]))
        found.append((frames.columns[rows], frames.classes[rows], article.cues[cue][frames.token[rows]]))
    return found


def fit_choices(articles: Sequence[Annotated], reports: Sequence[Sequence[Report]], log: Log) -> NDArray[np.float32]:
    """Weights of the choice, from reports that were found by models that had not seen the article."""
    tables, groups, rights = [], [], []
    count = 0
    for article, found in zip(articles, reports, strict=True):
        choices = Choices(article.tokens, found)
        previous: int | None = None
        for segment in range(len(article.tokens.segments)):
            first, last = article.tokens.segment_tokens[segment]
            if first >= last:
                continue
            options = choices.options(segment, previous)
            right = right_options(article, found, segment, options.reports)
            if right is None:
                continue
            previous = next((r for r, ok in zip(options.reports, right, strict=True) if ok and r >= 0), None)
            tables.append(options.columns)
            rights += right
            groups += [count] * len(right)
            count += 1
    columns = np.concatenate(tables)
    log(f"choices: {count} segments")
    weights = fit_choice(columns, np.array(groups), np.array(rights), CHOICE_BITS, CHOICE_L2, 200)
    return weights.astype(np.float32)


def right_options(
    article: Annotated, reports: Sequence[Report], segment: int, options: Sequence[int]
) -> list[bool] | None:
    """Which options are right by the annotation; None where the annotation covers less than half of the segment."""
    tokens = article.tokens
    first, last = tokens.segment_tokens[segment]
    shares = [
        sum(first <= t < last for t in tokens_in(tokens, a.content)) / (last - first) for a in article.attributions
    ]
    best = max(shares, default=0.0)
    if 0 < best < 0.5:
        return None
    if best == 0:
        return [option == NOBODY for option in options]
    attribution = article.attributions[shares.index(best)]
    cue, source = set(tokens_in(tokens, attribution.cue)), set(tokens_in(tokens, attribution.source))
    right = [
        option >= 0 and (reports[option].cue in cue or bool(source & _source_tokens(reports[option])))
        for option in options
    ]
    return right if any(right) else [option == UNNAMED for option in options]


def _source_tokens(report: Report) -> set[int]:
    return set(range(*report.source)) if report.source else set()


def unseen_reports(articles: Sequence[Annotated], folds: int, log: Log) -> list[list[Report]]:
    """Reports of each article by models learnt from the other folds."""
    found: dict[str, list[Report]] = {}
    for fold in range(folds):
        weights = fit_reports([a for a in articles if fold_of(a.name, folds) != fold], log)
        for article in articles:
            if fold_of(article.name, folds) == fold:
                found[article.name] = reports_of(article.tokens, article.relations, weights)
    return [found[a.name] for a in articles]


def fit_confidence(
    articles: Sequence[Annotated], reports: Sequence[Sequence[Report]], weights: Weights, log: Log
) -> NDArray[np.float32]:
    """Curves of confidence, from choices by weights that had not seen the article either: two folds."""
    facts: dict[str, list[NDArray[np.float64]]] = {kind: [] for kind in KINDS}
    verdicts: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for fold in range(FOLDS):
        others = [i for i, a in enumerate(articles) if fold_of(a.name, FOLDS) != fold]
        choice = fit_choices([articles[i] for i in others], [reports[i] for i in others], log)
        for index in set(range(len(articles))) - set(others):
            article, blind = articles[index], replace(weights, choice=choice)
            pieces, known = attributed(article.tokens, article.relations, reports[index], blind)
            for piece in pieces:
                verdict = is_right(article, piece, known)
                if verdict is not None:
                    facts[piece.kind].append(facts_of(piece, known))
                    verdicts[piece.kind].append(verdict)
    log("confidence: " + ", ".join(f"{kind} {np.mean(verdicts[kind]):.3f} right" for kind in KINDS))
    curves = [fit_curve(np.array(facts[kind]), np.array(verdicts[kind])) for kind in KINDS]
    return np.array(curves, np.float32)


def is_right(article: Annotated, piece: Piece, reports: Sequence[Report]) -> bool | None:
    """Whether an annotated attribution holds half of the span's words and has its speaker; None for no words."""
    tokens = article.tokens
    words = {t for t in tokens_in(tokens, [(piece.start, piece.end)]) if any(c.isalnum() for c in tokens.words[t])}
    if not words:
        return None
    report = None if piece.report is None else reports[piece.report]
    said_by = _source_tokens(report) if report else set()
    for attribution in article.attributions:
        if 2 * len(words & set(tokens_in(tokens, attribution.content))) >= len(words):
            source = set(tokens_in(tokens, attribution.source))
            if source & said_by or not (source or said_by):
                return True
    return False


def learn(articles: Sequence[Annotated], log: Log) -> Weights:
    """All weights. The choice is learnt on reports by models that had not seen the article (two folds)."""
    reports = unseen_reports(articles, FOLDS, log)
    weights = replace(fit_reports(articles, log), choice=fit_choices(articles, reports, log))
    return replace(weights, calibration=fit_confidence(articles, reports, weights, log))
