"""Scores of predicted drug responses, each beside the references' on the same pairs.

Raw (in the screen's unit, or of raw responses)
    ``rmse``, ``mse``, ``mae``, ``r2``, ``pearson`` over all pairs, and the ranking measures under
    names such as ``raw_ndcg_at_5``. Drugs differ far more than profiles do, so that the drug's
    mean alone looks good here.
Normalised per drug
    ``normalised_rmse`` and ``normalised_mae``: errors in standard deviations of the drug's
    responses in training; ``r2_per_drug``, ``pearson_per_drug``, ``spearman_per_drug``: means over
    drugs; and the ranking measures, ``ndcg_at_5`` and so on.

A ranking measure is the mean over lists: a profile's drugs in a fold, the lowest prediction first.
A drug is relevant for a profile whose response lies in the drug's most sensitive decile, see
:data:`response.held_out.DECILE`. The normalised ranking is by
:meth:`response.response_trial.Trial.normalised`, the raw one by the predicted response.

Intervals resample what the split holds out, see :mod:`response.resamples`; those of ranking
measures resample profiles, whatever the split.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from response.drug_correlations import MIN_PAIRS, correlate_drugs, within_group_ranks
from response.held_out import DRUG_MEAN, REFERENCES, SPREAD
from response.ranked_lists import LIST_MEASURES, score_lists
from response.resamples import Resamples, interval
from response.response_trial import LIST, RELEVANT, Trial
from response.screen import DRUG, PROFILE, Screen

MEASURES = (
    "rmse",
    "mse",
    "mae",
    "r2",
    "pearson",
    "normalised_rmse",
    "normalised_mae",
    "r2_per_drug",
    "pearson_per_drug",
    "spearman_per_drug",
    *LIST_MEASURES,
    *(f"raw_{name}" for name in LIST_MEASURES),
)
"""Names of all scores."""

LOWER_IS_BETTER = frozenset({"rmse", "mse", "mae", "normalised_rmse", "normalised_mae"})
"""Of all other scores more is better."""

Samples = Mapping[str, np.ndarray]
"""By measure: the score, and that of each resample, an array of shape (n_resamples + 1,)."""


def score_references(trial: Trial) -> dict[str, Samples]:
    """Score the split's references, by their names."""
    return {
        name: sampled_scores(trial, trial.table[name].to_numpy())
        for name in REFERENCES[trial.split]
    }


def score_predictions(
    trial: Trial, predicted: np.ndarray, references: Mapping[str, Samples]
) -> dict[str, float]:
    """Score a model and compare it with the references, pair by pair.

    Parameters
    ----------
    trial : Trial
    predicted : float array of shape (n_pairs,)
        In the order of the trial's table.
    references : mapping
        Of :func:`score_references`.

    Returns
    -------
    dict of str to float
        For each of `MEASURES`, with 95 % intervals: the score (``rmse``, ``rmse_ci_low``,
        ``rmse_ci_high``), each reference's (``rmse_drug_mean`` and so on), and the score less
        the reference's (``rmse_minus_drug_mean`` and so on), paired. NaN where there is none.
    """
    ours = sampled_scores(trial, predicted)
    scores: dict[str, float] = {}
    for measure in MEASURES:
        scores |= _with_interval(measure, ours[measure])
        for name, theirs in references.items():
            scores |= _with_interval(f"{measure}_{name}", theirs[measure])
            # Rounding errors are no gain; adding 0 takes the sign from -0.
            less = np.round(ours[measure] - theirs[measure], 12) + 0.0
            scores |= _with_interval(f"{measure}_minus_{name}", less)
    return scores


def score_drugs(trial: Trial, predicted: np.ndarray, screen: Screen) -> pd.DataFrame:
    """Score each drug by itself.

    Returns
    -------
    DataFrame of shape (n_drugs, 7)
        ``drug``, ``name``, ``n``, ``rmse``, ``rmse_drug_mean``, ``pearson``, ``spearman``, by
        name of the drug; a correlation is NaN where there are too few pairs.
    """
    number = trial.pairs[DRUG].to_numpy()
    n = np.bincount(number)

    def rmse(values: np.ndarray) -> np.ndarray:
        return np.sqrt(np.bincount(number, weights=(values - trial.observed) ** 2) / n)

    as_it_is = Resamples(None, None, trial.resamples.lists[:1])
    pearson, spearman = _correlations(trial, predicted, as_it_is)
    scored = pd.DataFrame(
        {
            DRUG: trial.drug_ids,
            "name": [screen.drugs[id].shown_name for id in trial.drug_ids],
            "n": n,
            "rmse": rmse(predicted),
            "rmse_drug_mean": rmse(trial.table[DRUG_MEAN].to_numpy()),
            "pearson": pearson[0],
            "spearman": spearman[0],
        }
    )
    by_name = scored.sort_values(["name", DRUG], key=lambda column: column.str.casefold())
    return by_name.reset_index(drop=True)


def sampled_scores(trial: Trial, predicted: np.ndarray) -> Samples:
    """Return each of `MEASURES`: the score, and that of each resample."""
    of_drugs = _correlations(trial, predicted, trial.resamples)
    pearson, spearman = map(trial.resamples.mean_of_drugs, of_drugs)
    n_rows = len(trial.resamples.lists)
    scores = {
        **_raw_scores(trial, predicted),
        **_normalised_scores(trial, predicted),
        "pearson_per_drug": pearson,
        "spearman_per_drug": spearman,
        **_list_scores(trial, trial.normalised(predicted)),
        **{f"raw_{name}": values for name, values in _list_scores(trial, predicted).items()},
    }
    return {name: np.broadcast_to(scores[name], n_rows) for name in MEASURES}


def _raw_scores(trial: Trial, predicted: np.ndarray) -> dict[str, np.ndarray]:
    observed, total = trial.observed, trial.total
    x, y = observed - observed.mean(), predicted - observed.mean()
    n = total(np.ones(len(x)))
    mse = total((x - y) ** 2) / n
    mean_x, mean_y = total(x) / n, total(y) / n
    variance_x = total(x * x) / n - mean_x**2
    variance_y = np.maximum(total(y * y) / n - mean_y**2, 0)
    covariance = total(x * y) / n - mean_x * mean_y
    both_vary = (variance_x > _TINY) & (variance_y > _TINY)
    scale = np.sqrt(np.where(both_vary, variance_x * variance_y, 1.0))
    return {
        "rmse": np.sqrt(mse),
        "mse": mse,
        "mae": total(np.abs(x - y)) / n,
        "r2": 1 - mse / np.where(variance_x > _TINY, variance_x, np.nan),
        "pearson": np.where(both_vary, covariance / scale, 0.0),
    }


def _normalised_scores(trial: Trial, predicted: np.ndarray) -> dict[str, np.ndarray]:
    spread = trial.table[SPREAD].to_numpy()
    known = np.isfinite(spread)
    error = np.where(known, (predicted - trial.observed) / np.where(known, spread, 1.0), 0.0)
    n = trial.total(known.astype(np.float64))
    n = np.where(n > 0, n, np.nan)
    return {
        "normalised_rmse": np.sqrt(trial.total(error**2) / n),
        "normalised_mae": trial.total(np.abs(error)) / n,
        "r2_per_drug": trial.resamples.mean_of_drugs(_r2_of_drugs(trial, predicted)),
    }


def _r2_of_drugs(trial: Trial, predicted: np.ndarray) -> np.ndarray:
    """Return 1 - squared error / squared distance from the mean of the drug's held-out responses.

    In a resample, too, from the mean of all of them.
    """
    number = trial.pairs[DRUG].to_numpy()
    counts = np.bincount(number)
    own_mean = np.bincount(number, weights=trial.observed) / counts
    lost = trial.per_drug((predicted - trial.observed) ** 2)
    varied = trial.per_drug((trial.observed - own_mean[number]) ** 2)
    valid = (counts >= MIN_PAIRS) & (varied > _TINY)
    return np.where(valid, 1 - lost / np.where(valid, varied, 1.0), np.nan)


def _correlations(
    trial: Trial, predicted: np.ndarray, resamples: Resamples
) -> tuple[np.ndarray, np.ndarray]:
    """Return Pearson's and Spearman's correlation of each drug."""
    rounded = np.round(predicted, 9)  # a rounding error ranks nothing
    ranks = [within_group_ranks(values, trial.pairs) for values in (trial.observed, rounded)]
    n_drugs = len(trial.drug_ids)
    return (
        correlate_drugs(trial.pairs, trial.observed, predicted, resamples, n_drugs),
        correlate_drugs(trial.pairs, ranks[0], ranks[1], resamples, n_drugs),
    )


def _list_scores(trial: Trial, order: np.ndarray) -> dict[str, np.ndarray]:
    lists, relevant = trial.pairs[LIST].to_numpy(), trial.pairs[RELEVANT].to_numpy()
    scored = score_lists(lists, order, relevant)
    profile = np.zeros(len(scored), dtype=np.int64)
    profile[lists] = trial.pairs[PROFILE]
    n_profiles = trial.resamples.lists.shape[1]
    found = {}
    for name, values in scored.items():
        valued = values.notna().to_numpy()
        sums = np.bincount(profile, weights=np.where(valued, values, 0.0), minlength=n_profiles)
        counts = np.bincount(profile, weights=valued, minlength=n_profiles)
        found[str(name)] = trial.resamples.mean_of_lists(sums, counts)
    return found


def _with_interval(name: str, samples: np.ndarray) -> dict[str, float]:
    low, high = interval(samples)
    return {name: float(samples[0]), f"{name}_ci_low": low, f"{name}_ci_high": high}


_TINY = 1e-12
