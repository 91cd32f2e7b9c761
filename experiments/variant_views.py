"""Views of what the two short fields say: one encoder of gene_features each."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from experiments.inputs import ModelInputs
from experiments.view import TrainingFeatures
from gene_features.out_of_fold import OutOfFoldEncoder
from variants.schema import GENE

UNSEEN_GENE = ""
"""Stands for a gene that no training row has."""


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
