"""How well new profiles are answered: every profile held out once.

Calibrates the factor model for new tumours: the scale of its predictions and how far responses
scatter around them, drug by drug.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from response.drug_correlations import GROUP, correlate_drugs, correlation_groups
from response.factor_model import FactorModel
from response.held_out import FOLD, OBSERVED
from response.mean_models import MeanModel, MeanOf
from response.resamples import Resamples
from response.screen import DRUG, PROFILE, RESPONSE
from response.sides import Sides

Matrix = NDArray[np.float64]

FOLDS = 5

LEVEL = 0.9
"""Share of responses that an interval shall hold."""

_TAILS = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)
_STEPS = tuple((np.arange(21) + 0.5) / 21)

_FEWEST_OF_A_DRUG = 50
"""A drug with fewer held-out responses than this takes the scatter of all drugs."""


FEWEST_PROFILES = 2


class TooFewProfilesError(ValueError):
    """No profile can be held out."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """What held-out profiles tell.

    Attributes
    ----------
    scale : float
        Factor of the standardised prediction.
    low, high : ndarray of shape (n_drugs,)
        Ends of the interval around a prediction, in the drug's standard deviations.
    scatter : ndarray of shape (n_drugs, n_quantiles)
        Evenly spaced quantiles of what predictions miss, in the same unit.
    accuracy : mapping of str to float
        ``rmse``, ``rmse_drug_mean``, ``pearson_per_drug`` (mean over drugs of the correlation
        within a fold), ``interval_coverage`` (of intervals made from the other folds),
        ``interval_level``, ``profiles``, ``folds``.
    """

    scale: float
    low: Matrix
    high: Matrix
    scatter: Matrix
    accuracy: Mapping[str, float]


def calibrate(
    sides: Sides,
    pairs: pd.DataFrame,
    seed: int,
    progress: Callable[[str], object] = lambda _: None,
) -> Calibration:
    """Hold every profile out once and compare what is predicted with what was measured.

    Parameters
    ----------
    sides : Sides
    pairs : DataFrame
        Columns ``profile``, ``drug``, ``response``.
    seed : int
    progress : callable
        Receives a line of text a fold.

    Raises
    ------
    TooFewProfilesError
    """
    if 0 < pairs[PROFILE].nunique() < FEWEST_PROFILES:
        raise TooFewProfilesError(
            f"expected responses of at least {FEWEST_PROFILES} profiles, so that one can be held "
            f"out, got {pairs[PROFILE].nunique()}"
        )
    y = pairs[RESPONSE].to_numpy(dtype=np.float64)
    drugs = sides.positions(pairs)[1]
    fold = _folds(pairs[PROFILE], seed)
    z, truth, baseline = np.empty(len(y)), np.empty(len(y)), np.empty(len(y))
    spread = np.empty(len(y))
    for held_out in range(FOLDS):
        progress(f"profiles held out, part {held_out + 1} of {FOLDS}")
        train, test = fold != held_out, fold == held_out
        model = FactorModel(sides).fit(pairs[train], y[train])
        levels = model.levels_
        mean, spread[test] = levels.mean[drugs[test]], levels.spread[drugs[test]]
        z[test] = (model.predict(pairs[test]) - mean) / spread[test]
        truth[test] = (y[test] - mean) / spread[test]
        baseline[test] = (
            MeanModel(sides, MeanOf.DRUG).fit(pairs[train], y[train]).predict(pairs[test])
        )
    scale = max(float(z @ truth / (z @ z)), 0.0) if z.any() else 0.0
    left = truth - scale * z
    ends = _quantiles(left, drugs, len(sides.drug_ids), _TAILS)
    scatter = _quantiles(left, drugs, len(sides.drug_ids), _STEPS)
    accuracy = {
        "rmse": _root_mean_square(left * spread),
        "rmse_drug_mean": _root_mean_square(y - baseline),
        "pearson_per_drug": _pearson(pairs, z, truth, fold),
        "interval_coverage": _coverage(left, drugs, fold, len(sides.drug_ids)),
        "interval_level": LEVEL,
        "profiles": float(pairs[PROFILE].nunique()),
        "folds": float(FOLDS),
    }
    return Calibration(scale, ends[:, 0], ends[:, 1], scatter, accuracy)


def _folds(profiles: pd.Series, seed: int) -> NDArray[np.intp]:
    codes, names = pd.factorize(profiles, sort=True)
    dealt = np.random.default_rng(seed).permutation(np.arange(len(names)) % FOLDS)
    return np.asarray(dealt[codes])


def _quantiles(
    left: Matrix, drugs: NDArray[np.intp], n_drugs: int, levels: tuple[float, ...]
) -> Matrix:
    """Quantiles of what is left over, drug by drug where there is enough of it."""
    found = np.tile(np.quantile(left, levels), (n_drugs, 1))
    for drug, rows in pd.Series(left).groupby(drugs):
        if len(rows) >= _FEWEST_OF_A_DRUG:
            found[drug] = np.quantile(rows, levels)
    return found


def _coverage(left: Matrix, drugs: NDArray[np.intp], fold: NDArray[np.intp], n_drugs: int) -> float:
    """Share that intervals from the other folds hold."""
    held = np.empty(len(left), dtype=bool)
    for part in range(FOLDS):
        test = fold == part
        ends = _quantiles(left[~test], drugs[~test], n_drugs, _TAILS)[drugs[test]]
        held[test] = (left[test] >= ends[:, 0]) & (left[test] <= ends[:, 1])
    return float(held.mean())


def _pearson(pairs: pd.DataFrame, z: Matrix, truth: Matrix, fold: NDArray[np.intp]) -> float:
    """Mean of the drugs' correlations, as scores of held-out pairs have it; NaN without any."""
    table = pairs[[PROFILE, DRUG]].apply(lambda ids: pd.factorize(ids)[0])
    table = table.assign(**{FOLD: fold, OBSERVED: truth})
    table[GROUP] = correlation_groups(table)
    as_it_is = Resamples(None, None, np.ones((1, 1)))
    found = correlate_drugs(table, truth, z, as_it_is, table[DRUG].max() + 1)
    return float(np.nanmean(found)) if np.isfinite(found).any() else float("nan")


def _root_mean_square(errors: Matrix) -> float:
    return float(np.sqrt(np.mean(errors**2)))
