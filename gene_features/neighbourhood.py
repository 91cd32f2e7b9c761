"""A classifier by what similar training variants are.

A multinomial logistic regression on the kernel of
:mod:`gene_features.variant_kernel`, which is the most probable Gaussian process
classifier of that covariance: each training variant speaks for its class as loudly
as it is like the variant asked.
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from gene_features.gene_letters import letters_of
from gene_features.out_of_fold import put_back
from gene_features.variant_kernel import KernelRows, self_likeness, variant_kernel
from variants.effect_class import CLASS_NUMBERS

PRIOR_WEIGHT = 0.02
"""Share of the smoothed class frequencies in every answer, so that none is zero."""

Folds = Iterable[tuple[np.ndarray, np.ndarray]]
"""Positions of the rows kept and held out."""

_JITTER = 1e-3
_ITERATIONS = 60
_TOLERANCE = 1e-3
_CHUNK = 64
"""Rows that are compared at a time: their likeness to all landmarks stays in the processor."""

_N_CLASSES = len(CLASS_NUMBERS)


@dataclass(frozen=True, eq=False)
class _Answers:
    """What a regression has learnt: logits are linear in what it was fitted on."""

    prior: np.ndarray
    known: np.ndarray
    weights: np.ndarray | None = None
    intercept: np.ndarray | None = None

    def log_probabilities(self, scores: np.ndarray | None, n_rows: int) -> np.ndarray:
        learnt = np.zeros((n_rows, _N_CLASSES))
        if scores is None:
            learnt[:] = self.prior
        else:
            if scores.shape[1] == 1:  # of two classes, the second's
                scores = np.hstack([np.zeros_like(scores), scores])
            learnt[:, self.known - 1] = softmax(scores, axis=1)
        mixed = (1 - PRIOR_WEIGHT) * learnt + PRIOR_WEIGHT * self.prior
        return np.log(mixed).astype(np.float32)


class Neighbourhood:
    """Log-probabilities of the nine classes by similar training variants.

    Parameters
    ----------
    landmarks : int
        Training rows that the kernel is spanned by, at most: time grows with the cube.
    seed : int
        Of the choice of landmarks.
    """

    def __init__(self, landmarks: int = 3000, seed: int = 0) -> None:
        self.landmarks = landmarks
        self.seed = seed

    def fit(
        self, rows: KernelRows, labels: np.ndarray, foldings: Sequence[Folds] = ()
    ) -> list[np.ndarray]:
        """Fit on labelled rows, 1 to 9, and answer the rows out of fold.

        The rows that span the kernel may be held-out ones: where they lie is seen, but not
        their labels.

        Returns
        -------
        list of float32 arrays of shape (n_rows, 9)
            One a folding.
        """
        chosen = np.random.default_rng(self.seed).permutation(len(rows))[: self.landmarks]
        self.rows_ = rows
        self.landmarks_ = rows if len(chosen) == len(rows) else rows.take(np.sort(chosen))
        root, coordinates = self._coordinates(rows)
        answered = []
        for folds in foldings:
            parts = []
            for kept, held_out in folds:
                fitted = _regress(coordinates[kept], labels[kept])
                tested = coordinates[held_out]
                parts.append((held_out, _answer(fitted, tested, fitted.weights)))
            answered.append(put_back(parts, len(rows), _N_CLASSES))
        fitted = _regress(coordinates, labels)
        self.fitted_ = fitted
        self.weights_ = None
        if fitted.weights is not None:
            self.weights_ = solve_triangular(
                root.astype(np.float64), fitted.weights, lower=True, trans="T"
            )
        return answered

    def log_probabilities(self, rows: KernelRows) -> np.ndarray:
        """Return float32 of shape (n_rows, 9): natural logarithms of probabilities."""
        blocks = [np.empty((0, _N_CLASSES), dtype=np.float32)]
        letters_of(tuple(rows.genes.place))  # counted at once, and remembered
        for first in range(0, len(rows), _CHUNK):
            block = rows.take(slice(first, first + _CHUNK))
            kernel = variant_kernel(block, self.landmarks_)
            blocks.append(_answer(self.fitted_, kernel, self.weights_))
        return np.vstack(blocks)

    def nearest(self, rows: KernelRows, n_nearest: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the training rows most like each row, the likest first.

        Returns
        -------
        positions : int array of shape (n_rows, n_nearest)
            Among the training rows; fewer columns where there are fewer rows.
        likeness : float array of the same shape
            Cosine in the kernel's space, from 0, nothing in common, to 1, no difference.
        """
        kernel = variant_kernel(rows, self.rows_)
        cosine = kernel / self.lengths_ / np.sqrt(self_likeness(rows))[:, None]
        order = np.argsort(-cosine, axis=1, kind="stable")[:, :n_nearest]
        return order, np.take_along_axis(cosine, order, axis=1)

    def _coordinates(self, rows: KernelRows) -> tuple[np.ndarray, np.ndarray]:
        """Return coordinates in which the kernel is the dot product, and what made them."""
        kernel = variant_kernel(self.landmarks_, self.landmarks_)
        all_there = len(rows) == len(self.landmarks_)
        self.lengths_ = np.sqrt(np.diag(kernel) if all_there else self_likeness(rows))
        kernel[np.diag_indices_from(kernel)] += _JITTER
        root = cholesky(kernel, lower=True)
        if all_there:
            return root, root
        across = variant_kernel(self.landmarks_, rows)
        return root, np.ascontiguousarray(solve_triangular(root, across, lower=True).T)


def _regress(coordinates: np.ndarray, labels: np.ndarray) -> _Answers:
    counts = np.bincount(labels, minlength=_N_CLASSES + 1)[1:] + 1.0
    prior, known = counts / counts.sum(), np.unique(labels)
    if len(known) < 2:
        return _Answers(prior, known)
    regression = LogisticRegression(max_iter=_ITERATIONS, tol=_TOLERANCE)
    with warnings.catch_warnings():
        # Nearly there is as good: the probabilities change in the third decimal.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(coordinates, labels)
    return _Answers(prior, known, regression.coef_.T, regression.intercept_)


def _answer(fitted: _Answers, rows: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    if weights is None or fitted.intercept is None:
        return fitted.log_probabilities(None, len(rows))
    # Row by row: a product of matrices rounds by how many rows there are.
    scores = [row.astype(np.float64) @ weights for row in rows]
    stacked = np.stack(scores) if scores else np.empty((0, weights.shape[1]))
    return fitted.log_probabilities(stacked + fitted.intercept, len(rows))
