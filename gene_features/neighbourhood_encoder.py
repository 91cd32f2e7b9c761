"""What the classes of similar training variants say of a variant.

A multinomial logistic regression on the kernel of
:mod:`gene_features.variant_kernel`, which is the most probable Gaussian process
classifier of that covariance: each training variant speaks for its class as loudly
as it is like the variant asked. A variant of an unseen gene is answered by type,
gene family and chemistry.
"""

import warnings
from typing import Self

import numpy as np
import pandas as pd
from scipy.linalg import cholesky, solve_triangular
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from gene_features.annotation_scaler import AnnotationScaler
from gene_features.out_of_fold import OutOfFoldEncoder
from gene_features.variant_kernel import KernelRows, kernel_rows, variant_kernel
from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS

PRIOR_WEIGHT = 0.02
"""Share of the smoothed class frequencies in every answer, so that none is zero."""

_JITTER = 1e-3
_ITERATIONS = 60
_TOLERANCE = 1e-3
_CHUNK = 4096


class NeighbourhoodEncoder(OutOfFoldEncoder):
    """Log-probabilities of the nine classes by similar training variants.

    Parameters
    ----------
    annotations : tuple of str
        Annotation columns that are compared too; none by default.
    scales : tuple of float
        See :func:`gene_features.variant_kernel.variant_kernel`.
    landmarks : int
        Training rows that the kernel is spanned by, at most: time grows with the cube.
    n_folds, seed : int
        Of the inner folds by which training rows are encoded, and the choice of landmarks.
    """

    def __init__(
        self,
        annotations: tuple[str, ...] = (),
        scales: tuple[float, ...] = (3.0, 40.0, 150.0),
        landmarks: int = 3000,
        n_folds: int = 5,
        seed: int = 0,
    ) -> None:
        self.annotations = annotations
        self.scales = scales
        self.landmarks = landmarks
        self.n_folds = n_folds
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        """Fit on labelled variants; labels are 1 to 9, of shape (n_variants,)."""
        labels = np.asarray(y, dtype=np.int64)
        counts = np.bincount(labels, minlength=len(CLASS_NUMBERS) + 1)[1:] + 1.0
        self.prior_ = counts / counts.sum()
        self.scaler_ = AnnotationScaler(self.annotations).fit(X)
        rows = kernel_rows(X, *self.scaler_.transform(X))
        chosen = np.random.default_rng(self.seed).permutation(len(rows))[: self.landmarks]
        self.landmarks_ = rows.take(np.sort(chosen))
        self.known_ = np.unique(labels)
        if len(self.known_) > 1:
            self._fit_weights(rows, labels)
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, 9): natural logarithms of probabilities."""
        check_is_fitted(self, "landmarks_")
        rows = kernel_rows(X, *self.scaler_.transform(X))
        blocks = [
            self._log_probabilities(rows.take(slice(first, first + _CHUNK)))
            for first in range(0, len(rows), _CHUNK)
        ]
        return np.vstack([np.empty((0, len(CLASS_NUMBERS)), dtype=np.float32), *blocks])

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Such as ``neighbours_class7``."""
        return np.asarray([f"neighbours_{name}" for name in CLASS_COLUMNS], dtype=object)

    def _fit_weights(self, rows: KernelRows, labels: np.ndarray) -> None:
        """Fit on coordinates in which the kernel is the dot product; keep the kernel's weights."""
        kernel = variant_kernel(self.landmarks_, self.landmarks_, self.scales)
        kernel[np.diag_indices_from(kernel)] += _JITTER
        root = cholesky(kernel, lower=True, overwrite_a=True)
        across = variant_kernel(self.landmarks_, rows, self.scales)
        coordinates = solve_triangular(root, across, lower=True, overwrite_b=True).T
        regression = LogisticRegression(max_iter=_ITERATIONS, tol=_TOLERANCE)
        with warnings.catch_warnings():
            # Nearly there is as good: the probabilities change in the third decimal.
            warnings.simplefilter("ignore", ConvergenceWarning)
            regression.fit(coordinates, labels)
        self.weights_ = solve_triangular(
            root.astype(np.float64), regression.coef_.T, lower=True, trans="T"
        )
        self.intercept_ = regression.intercept_

    def _log_probabilities(self, rows: KernelRows) -> np.ndarray:
        learnt = np.zeros((len(rows), len(CLASS_NUMBERS)))
        if len(self.known_) > 1:
            learnt[:, self.known_ - 1] = softmax(self._scores(rows), axis=1)
        else:
            learnt[:] = self.prior_
        mixed = (1 - PRIOR_WEIGHT) * learnt + PRIOR_WEIGHT * self.prior_
        return np.log(mixed).astype(np.float32)

    def _scores(self, rows: KernelRows) -> np.ndarray:
        """Return logits of the classes in training, up to what they have in common."""
        kernel = variant_kernel(rows, self.landmarks_, self.scales).astype(np.float64)
        # Row by row: a product of matrices rounds by how many rows there are.
        scores = np.stack([row @ self.weights_ for row in kernel]) + self.intercept_
        if scores.shape[1] == 1:  # of two classes, the second's
            return np.hstack([np.zeros_like(scores), scores])
        return scores
