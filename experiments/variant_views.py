"""Views of what the two short fields say: one encoder of gene_features each."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from experiments.inputs import ModelInputs
from experiments.view import TrainingFeatures
from gene_features.neighbourhood_encoder import NeighbourhoodEncoder
from gene_features.out_of_fold import OutOfFoldEncoder
from gene_features.recurrence_encoder import RecurrenceEncoder
from variants.schema import CLASS, GENE

UNSEEN_GENE = ""
"""Stands for a gene that no training row has."""

_ANNOTATION = "annotation:"
"""Begins the names of annotation columns, some of which are named like the parsed ones."""


class EncoderView:
    """An encoder that is fitted without labels.

    Parameters
    ----------
    encoder : scikit-learn transformer
        Reads the columns of :func:`gene_features.variation_columns.variation_columns`.
    knows_genes : bool
        Whether it answers by what the training rows have of the variant's gene.
    """

    optional = False

    def __init__(self, encoder: BaseEstimator, knows_genes: bool = False) -> None:
        self.encoder = encoder
        self.knows_genes = knows_genes

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Fit on these rows; as rows of an unseen gene they have none."""
        known = self.encoder.fit_transform(inputs.variants)
        if not self.knows_genes:
            return TrainingFeatures(known, known)
        blank = pd.Series(UNSEEN_GENE, index=inputs.variants.index, dtype="str")
        return TrainingFeatures(
            known, self.encoder.transform(inputs.variants.assign(**{GENE: blank}))
        )

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return the encoder's features."""
        return self.encoder.transform(inputs.variants)

    def names(self) -> list[str]:
        """Names of the encoder's columns."""
        return list(self.encoder.get_feature_names_out())


class LabelledEncoderView:
    """An encoder that is fitted with labels and so encodes the training rows out of fold."""

    optional = False

    def __init__(self, encoder: OutOfFoldEncoder) -> None:
        self.encoder = encoder

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:
        """Fit on these rows and encode each by others alone: of any gene, and of other genes."""
        unseen = self.encoder.fit_transform_unseen(inputs.variants, labels)
        return TrainingFeatures(self.encoder.fit_transform(inputs.variants, labels), unseen)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return the encoder's features."""
        return self.encoder.transform(inputs.variants)

    def names(self) -> list[str]:
        """Names of the encoder's columns."""
        return list(self.encoder.get_feature_names_out())


class AnnotatedNeighbourhoodView:
    """The neighbourhood of a variant that has annotations, which count as well.

    It is fitted on the training rows that have any annotation.

    Parameters
    ----------
    annotations_ignored : tuple of str
        Annotation columns that are not read.
    seed : int
        See :class:`gene_features.neighbourhood_encoder.NeighbourhoodEncoder`.
    """

    optional = True

    def __init__(self, annotations_ignored: tuple[str, ...] = (), seed: int = 0) -> None:
        self.annotations_ignored = annotations_ignored
        self.seed = seed

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:
        """Fit and encode out of fold; NaN for rows without annotations."""
        annotations = inputs.annotations if inputs.annotations is not None else pd.DataFrame()
        ignored = (*self.annotations_ignored, CLASS)
        self.columns_ = [column for column in annotations.columns if column not in ignored]
        named = tuple(f"{_ANNOTATION}{column}" for column in self.columns_)
        self.encoder_ = NeighbourhoodEncoder(named, seed=self.seed)
        annotated = self._annotated(inputs)
        self.fitted_ = bool(annotated.any())
        if not self.fitted_:
            nothing = np.empty((len(inputs), 0), dtype=np.float32)
            return TrainingFeatures(nothing, nothing)
        table, own = self._table(inputs)[annotated], labels[annotated]
        unseen = self._spread(self.encoder_.fit_transform_unseen(table, own), annotated)
        return TrainingFeatures(
            self._spread(self.encoder_.fit_transform(table, own), annotated), unseen
        )

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return log-probabilities; NaN for rows without annotations."""
        if not self.fitted_:
            return np.empty((len(inputs), 0), dtype=np.float32)
        annotated = self._annotated(inputs)
        return self._spread(self.encoder_.transform(self._table(inputs)[annotated]), annotated)

    def names(self) -> list[str]:
        """Names of the nine columns; none where no training row had annotations."""
        return list(self.encoder_.get_feature_names_out()) if self.fitted_ else []

    def _annotated(self, inputs: ModelInputs) -> np.ndarray:
        if inputs.annotations is None:
            return np.zeros(len(inputs), dtype=bool)
        known = inputs.annotations.reindex(columns=self.columns_).notna()
        return known.to_numpy().any(axis=1)

    def _table(self, inputs: ModelInputs) -> pd.DataFrame:
        annotations = (
            pd.DataFrame(index=inputs.variants.index)
            if inputs.annotations is None
            else inputs.annotations
        )
        named = annotations.reindex(columns=self.columns_).add_prefix(_ANNOTATION)
        return pd.concat([inputs.variants, named], axis=1)

    @staticmethod
    def _spread(features: np.ndarray, rows: np.ndarray) -> np.ndarray:
        spread = np.full((len(rows), features.shape[1]), np.nan, dtype=np.float32)
        spread[rows] = features
        return spread


class RecurrenceView:
    """Recurrence of a change in a table of hotspots, where the data folder has one."""

    optional = False

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Keep the table; without one there are no columns."""
        self.given_ = inputs.hotspots is not None
        self.encoder_ = RecurrenceEncoder(inputs.hotspots).fit(inputs.variants)
        features = self.transform(inputs)
        return TrainingFeatures(features, features)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Look the variants up in the table of the training."""
        if not self.given_:
            return np.empty((len(inputs), 0), dtype=np.float32)
        return self.encoder_.transform(inputs.variants)

    def names(self) -> list[str]:
        """Such as ``recurrence_residue``."""
        return list(self.encoder_.get_feature_names_out()) if self.given_ else []
