"""How potent drugs are: mean and spread of the responses to each.

A drug that few profiles were tested with is drawn towards what drugs like it have; a drug without
any response gets that alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from response.smoothing import make_smoother

Matrix = NDArray[np.float64]

PRIOR_COUNT = 3.0
"""Responses that the expectation from other drugs is worth."""

SMOOTHING = 1.0
"""Of drug means over drugs, in units of the drugs' similarity."""


@dataclass(frozen=True, eq=False)
class DrugLevels:
    """Mean and standard deviation of the responses to each drug, both of shape (n_drugs,)."""

    mean: Matrix
    spread: Matrix

    def standardised(self, responses: Matrix) -> Matrix:
        """Return responses of shape (n_profiles, n_drugs) in standard deviations from the mean."""
        return (responses - self.mean) / self.spread


def drug_levels(responses: Matrix, drug_similarity: Matrix) -> DrugLevels:
    """Estimate the levels.

    Parameters
    ----------
    responses : ndarray of shape (n_profiles, n_drugs)
        NaN where not measured; at least one is.
    drug_similarity : ndarray of shape (n_drugs, n_drugs)
    """
    measured = np.isfinite(responses)
    count = measured.sum(0)
    grand = float(responses[measured].mean())
    total = np.where(measured, responses, 0.0).sum(0)
    mean = total / np.maximum(count, 1)
    warm = count > 0
    expected = grand + _expected(warm, mean - grand, drug_similarity)
    mean = (total + PRIOR_COUNT * expected) / (count + PRIOR_COUNT)

    squared = np.where(measured, (responses - mean) ** 2, 0.0).sum(0)
    typical = float(squared.sum() / count.sum()) or 1.0
    log_ratio = np.log((squared + PRIOR_COUNT * typical) / (count + PRIOR_COUNT) / typical)
    prior = typical * np.exp(_expected(warm, log_ratio, drug_similarity))
    variance = (squared + PRIOR_COUNT * prior) / (count + PRIOR_COUNT)
    return DrugLevels(mean, np.sqrt(variance))


def _expected(warm: NDArray[np.bool_], values: Matrix, similarity: Matrix) -> Matrix:
    """Estimate each drug's value from those of the other drugs that were measured."""
    known = np.flatnonzero(warm)
    smoother = make_smoother(similarity[np.ix_(known, known)], SMOOTHING)
    expected = np.empty(len(values))
    expected[known] = smoother.left_out(values[known, None])[:, 0]
    cold = np.flatnonzero(~warm)
    expected[cold] = smoother.at(similarity[np.ix_(cold, known)], values[known, None])[:, 0]
    return expected
