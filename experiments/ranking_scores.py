"""How good ranked lists are at finding what they should, and how sure that is.

Examples
--------
>>> score_ranking(("a", "b", "c"), {"b"})["reciprocal_rank"]
0.5
>>> round(score_ranking(("a", "b", "c"), {"b"})["ndcg"], 3)
0.631
"""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.scores import bootstrap_interval

TOP = 5
"""Places that count."""

RANKING_METRICS = ("precision", "recall", "reciprocal_rank", "ndcg")
"""Of the first :data:`TOP` places: precision@5, recall@5, reciprocal rank, nDCG@5."""


def score_ranking(ranking: Sequence[str], relevant: Collection[str]) -> dict[str, float]:
    """Score one list against what is relevant, each relevant thing alike.

    Parameters
    ----------
    ranking : sequence of str
        The best first, without repeats; a short list has empty places.
    relevant : collection of str
        At least one.
    """
    hits = [float(name in relevant) for name in ranking[:TOP]]
    first = next((place for place, hit in enumerate(hits, start=1) if hit), None)
    ideal = _gain([1.0] * min(len(relevant), TOP))
    return {
        "precision": sum(hits) / TOP,
        "recall": sum(hits) / len(relevant),
        "reciprocal_rank": 0.0 if first is None else 1 / first,
        "ndcg": _gain(hits) / ideal,
    }


def best_possible(held: Collection[str], relevant: Collection[str]) -> dict[str, float]:
    """Score the best list that can be made of some things."""
    return score_ranking(sorted(set(held) & set(relevant)), relevant)


def mean_scores(
    rows: Sequence[Mapping[str, float]], n_resamples: int = 2000, seed: int = 0
) -> dict[str, tuple[float, float, float]]:
    """Return mean and 95 % interval of each metric; the bootstrap resamples lists.

    Parameters
    ----------
    rows : sequence of mapping
        What :func:`score_ranking` returns, or differences of it.
    """
    table = pd.DataFrame(list(rows), columns=list(RANKING_METRICS))
    units = np.arange(len(table))
    return {
        name: (
            float(table[name].mean()),
            *bootstrap_interval(table[name].to_numpy(), units, n_resamples, seed),
        )
        for name in RANKING_METRICS
    }


def differences(
    ours: Sequence[Mapping[str, float]], theirs: Sequence[Mapping[str, float]]
) -> list[dict[str, float]]:
    """Return ours less theirs, list by list."""
    return [
        {name: one[name] - other[name] for name in RANKING_METRICS}
        for one, other in zip(ours, theirs, strict=True)
    ]


def _gain(hits: Sequence[float]) -> float:
    return sum(hit / math.log2(place + 1) for place, hit in enumerate(hits, start=1))
