"""Bayesian matrix factorisation with missing values and expected factors.

A standardised response is ``z_ij = u_i . v_j + noise_j``. The factors ``u_i`` of a profile are
normal around what profiles like it have, the factors ``v_j`` of a drug around what drugs like it
have; both expectations leave the profile or drug itself out, so that nothing counts twice. The
posterior is approximated by one that factorises over profiles and drugs (variational Bayes), found
by sweeping over both.

Sources: Lim and Teh, Variational Bayesian Approach to Movie Rating Prediction, KDD Cup 2007;
Bishop, Pattern Recognition and Machine Learning, 2006, section 10.1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from response.smoothing import Smoother

Matrix = NDArray[np.float64]

_NOISE_PRIOR = 0.3
"""Expected noise variance of a drug, in its variances, worth two responses."""

_START_NOISE = 0.4


@dataclass(frozen=True, eq=False)
class Factors:
    """Factors of profiles and drugs.

    Attributes
    ----------
    profiles : ndarray of shape (n_profiles, n_factors)
    drugs : ndarray of shape (n_drugs, n_factors)
    drug_covariances : ndarray of shape (n_drugs, n_factors, n_factors)
    noise : ndarray of shape (n_drugs,)
        Variance of a response around the product of the factors.
    profile_precision : ndarray of shape (n_factors, n_factors)
        Of a profile's factors around what is expected of them.
    drug_precision : ndarray of shape (n_factors, n_factors)
        Of a drug's factors around what is expected of them.
    """

    profiles: Matrix
    drugs: Matrix
    drug_covariances: Matrix
    noise: Matrix
    profile_precision: Matrix
    drug_precision: Matrix


@dataclass(eq=False)
class _Side:
    """One side of the factorisation while it is being fitted."""

    mean: Matrix
    covariance: Matrix
    expected: Matrix
    precision: Matrix

    @property
    def squares(self) -> Matrix:
        """Expected outer products, shape (n, n_factors, n_factors)."""
        return self.covariance + self.mean[:, :, None] * self.mean[:, None, :]

    def expect(self, smoother: Smoother) -> None:
        """Take up what others say, and how far the factors scatter around it."""
        self.expected = smoother.left_out(self.mean)
        away = self.mean - self.expected
        n, k = self.mean.shape
        scatter = away.T @ away + self.covariance.sum(0)
        ridge = np.eye(k) * max(np.trace(scatter) / (k * n), 1e-9)
        self.precision = np.linalg.inv((scatter + ridge) / (n + 1))


def factorise(
    standardised: Matrix,
    profile_smoother: Smoother,
    drug_smoother: Smoother,
    *,
    n_factors: int,
    sweeps: int,
) -> Factors:
    """Fit the factors.

    Parameters
    ----------
    standardised : ndarray of shape (n_profiles, n_drugs)
        Responses in standard deviations from each drug's mean; NaN where not measured.
    profile_smoother, drug_smoother : Smoother
        Over the same profiles and drugs.
    n_factors : int
        Fewer are used where the matrix is smaller.
    sweeps : int
        Times that both sides are updated.
    """
    known = np.isfinite(standardised).astype(np.float64)
    values = np.where(known > 0, standardised, 0.0)
    profiles, drugs = _start(values, known, n_factors)
    noise = np.full(values.shape[1], _START_NOISE)
    for _ in range(sweeps):
        weights = known / noise
        _update(profiles, drugs, weights, values * weights)
        _update(drugs, profiles, weights.T, (values * weights).T)
        noise = _noise(values, known, profiles, drugs)
        profiles.expect(profile_smoother)
        drugs.expect(drug_smoother)
    return Factors(
        profiles.mean,
        drugs.mean,
        drugs.covariance,
        noise,
        profiles.precision,
        drugs.precision,
    )


def posterior_factors(
    expected: Matrix,
    precision: Matrix,
    others: Matrix,
    covariances: Matrix | None,
    noise: Matrix,
    values: Matrix,
) -> tuple[Matrix, Matrix]:
    """Fold one profile or drug in: its factors given what was measured of it.

    Parameters
    ----------
    expected : ndarray of shape (n_factors,)
    precision : ndarray of shape (n_factors, n_factors)
    others : ndarray of shape (n_measured, n_factors)
        Factors of the other side of each measurement.
    covariances : ndarray of shape (n_measured, n_factors, n_factors), optional
        Of ``others``.
    noise, values : ndarray of shape (n_measured,)

    Returns
    -------
    tuple of ndarray
        Mean of shape (n_factors,) and covariance of shape (n_factors, n_factors).
    """
    squares = others[:, :, None] * others[:, None, :]
    if covariances is not None:
        squares = squares + covariances
    covariance = np.linalg.inv(precision + np.einsum("nij,n->ij", squares, 1.0 / noise))
    return covariance @ (precision @ expected + others.T @ (values / noise)), covariance


def _start(values: Matrix, known: Matrix, n_factors: int) -> tuple[_Side, _Side]:
    n, m = values.shape
    left, singular, right = np.linalg.svd(values / np.sqrt(known.mean()), full_matrices=False)
    k = max(1, min(n_factors, min(n, m) - 1))
    scale = singular[:k] / np.sqrt(n)
    signs = np.where(right[:k].sum(1) < 0, -1.0, 1.0)  # of factors is arbitrary: make it the same
    drugs = (right[:k].T * scale) * signs
    drug_precision = np.diag(1.0 / np.maximum((drugs**2).mean(0), 1e-3))
    return (
        _Side(left[:, :k] * np.sqrt(n) * signs, np.zeros((n, k, k)), np.zeros((n, k)), np.eye(k)),
        _Side(drugs, np.zeros((m, k, k)), np.zeros((m, k)), drug_precision),
    )


def _update(side: _Side, other: _Side, weights: Matrix, weighted: Matrix) -> None:
    k = side.mean.shape[1]
    squares = other.squares.reshape(-1, k * k)
    precisions = (weights @ squares).reshape(-1, k, k) + side.precision
    side.covariance = np.asarray(np.linalg.inv(precisions), dtype=np.float64)
    pulled = weighted @ other.mean + side.expected @ side.precision
    side.mean = (side.covariance @ pulled[:, :, None])[:, :, 0]


def _noise(values: Matrix, known: Matrix, profiles: _Side, drugs: _Side) -> Matrix:
    n, k = profiles.mean.shape
    cross = ((values * known).T @ profiles.mean * drugs.mean).sum(1)
    products = (known.T @ profiles.squares.reshape(n, -1)).reshape(-1, k, k)
    squared = (values**2).sum(0) - 2.0 * cross + (drugs.squares * products).sum((1, 2))
    return np.asarray((squared + 2.0 * _NOISE_PRIOR) / (known.sum(0) + 2.0))
