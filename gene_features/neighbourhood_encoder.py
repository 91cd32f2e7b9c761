"""What the classes of similar training variants say of a variant.

A variant of an unseen gene is answered by type, gene family and chemistry.
"""

from collections.abc import Sequence
from typing import Self

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from gene_features.annotation_scaler import AnnotationScaler
from gene_features.neighbourhood import Neighbourhood
from gene_features.out_of_fold import OutOfFoldEncoder, inner_folds
from gene_features.variant_kernel import KernelRows, kernel_rows
from gene_features.vector_scaler import VectorScaler
from variants.effect_class import CLASS_COLUMNS

Source = tuple[tuple[str, ...], tuple[str, ...]]
"""Columns of the vector of the document, and of that of the passages around the variant."""


class NeighbourhoodEncoder(OutOfFoldEncoder):
    """Log-probabilities of the nine classes by similar training variants.

    Parameters
    ----------
    annotations : tuple of str
        Annotation columns that are compared too; none by default.
    sources : tuple of (tuple of str, tuple of str)
        Columns of vectors of documents and of passages that are compared too.
    landmarks : int
        See :class:`gene_features.neighbourhood.Neighbourhood`.
    n_folds, seed : int
        Of the inner folds by which training rows are encoded, and the choice of landmarks.
    """

    def __init__(
        self,
        annotations: tuple[str, ...] = (),
        sources: tuple[Source, ...] = (),
        landmarks: int = 3000,
        n_folds: int = 5,
        seed: int = 0,
    ) -> None:
        self.annotations = annotations
        self.sources = sources
        self.landmarks = landmarks
        self.n_folds = n_folds
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        """Fit on labelled variants; labels are 1 to 9, of shape (n_variants,)."""
        self.fit_transform_grouped(X, y, [])
        return self

    def fit_transform_grouped(
        self, X: pd.DataFrame, y: np.ndarray, groupings: Sequence[np.ndarray]
    ) -> list[np.ndarray]:
        """Fit, and answer out of fold, on one comparison of all rows; see the base class."""
        labels = np.asarray(y, dtype=np.int64)
        self.scaler_ = AnnotationScaler(self.annotations).fit(X)
        self.vectors_ = [
            (VectorScaler(documents).fit(X), VectorScaler(passages).fit(X))
            for documents, passages in self.sources
        ]
        self.neighbourhood_ = Neighbourhood(self.landmarks, self.seed)
        return self.neighbourhood_.fit(
            self._rows(X),
            labels,
            [inner_folds(labels, groups, self.n_folds, self.seed) for groups in groupings],
        )

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, 9): natural logarithms of probabilities."""
        check_is_fitted(self, "neighbourhood_")
        return self.neighbourhood_.log_probabilities(self._rows(X))

    def nearest(self, X: pd.DataFrame, n_nearest: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the training rows most like each: see :meth:`Neighbourhood.nearest`."""
        check_is_fitted(self, "neighbourhood_")
        return self.neighbourhood_.nearest(self._rows(X), n_nearest)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Such as ``neighbours_class7``."""
        return np.asarray([f"neighbours_{name}" for name in CLASS_COLUMNS], dtype=object)

    def _rows(self, X: pd.DataFrame) -> KernelRows:
        return kernel_rows(
            X,
            *self.scaler_.transform(X),
            tuple(documents.transform(X) for documents, _ in self.vectors_),
            tuple(passages.transform(X) for _, passages in self.vectors_),
        )
