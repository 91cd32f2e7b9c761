"""Views of what the two short fields say: one encoder of gene_features each."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from experiments.inputs import ModelInputs
from experiments.view import CASES, Case, TrainingFeatures, case_groups
from gene_features.neighbourhood_encoder import NeighbourhoodEncoder
from gene_features.out_of_fold import OutOfFoldEncoder
from gene_features.recurrence_encoder import RecurrenceEncoder
from variants.schema import GENE

UNSEEN_GENE = ""
"""Stands for a gene that no training row has."""


def encoded_by_case(
    encoder: OutOfFoldEncoder, inputs: ModelInputs, table: pd.DataFrame, labels: np.ndarray
) -> TrainingFeatures:
    """Fit an encoder on a table of the rows of the inputs, and answer them as in each case."""
    groups = case_groups(inputs)
    answers = encoder.fit_transform_grouped(table, labels, [groups[case] for case in CASES])
    return TrainingFeatures(dict(zip(CASES, answers, strict=True)), groups)


class EncoderView:
    """An encoder that is fitted without labels.

    Parameters
    ----------
    encoder : scikit-learn transformer
        Reads the columns of :func:`gene_features.variation_columns.variation_columns`.
    knows_genes : bool
        Whether it answers by what the training rows have of the variant's gene.
    """

    def __init__(self, encoder: BaseEstimator, knows_genes: bool = False) -> None:
        self.encoder = encoder
        self.knows_genes = knows_genes

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Fit on these rows; as rows of an unseen gene they have none."""
        known = self.encoder.fit_transform(inputs.variants)
        if not self.knows_genes:
            return TrainingFeatures.alike(known, inputs)
        blank = pd.Series(UNSEEN_GENE, index=inputs.variants.index, dtype="str")
        unseen = self.encoder.transform(inputs.variants.assign(**{GENE: blank}))
        by_case = {Case.SAME_PAPER: known, Case.SAME_GENE: known, Case.NEW_GENE: unseen}
        return TrainingFeatures(by_case, case_groups(inputs))

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return the encoder's features."""
        return self.encoder.transform(inputs.variants)

    def names(self) -> list[str]:
        """Names of the encoder's columns."""
        return list(self.encoder.get_feature_names_out())


class LabelledEncoderView:
    """An encoder that is fitted with labels and so encodes the training rows out of fold."""

    def __init__(self, encoder: OutOfFoldEncoder) -> None:
        self.encoder = encoder

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:
        """Fit on these rows and encode each by others alone, of other papers and genes too."""
        return encoded_by_case(self.encoder, inputs, inputs.variants, labels)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return the encoder's features."""
        return self.encoder.transform(inputs.variants)

    def names(self) -> list[str]:
        """Names of the encoder's columns."""
        return list(self.encoder.get_feature_names_out())


class PlainNeighbourhoodView(LabelledEncoderView):
    """The neighbourhood by gene and variation alone, which every row has."""

    encoder: NeighbourhoodEncoder

    def __init__(self, seed: int = 0) -> None:
        super().__init__(NeighbourhoodEncoder(seed=seed))

    def nearest(self, inputs: ModelInputs, n_nearest: int) -> tuple[np.ndarray, np.ndarray]:
        """Return positions of the training rows most like each row, and how like they are."""
        return self.encoder.nearest(inputs.variants, n_nearest)

    def can_compare(self, inputs: ModelInputs) -> np.ndarray:
        """Tell which rows have what is compared: all."""
        return np.ones(len(inputs), dtype=bool)


class RecurrenceView:
    """Recurrence of a change in a table of hotspots, where the data folder has one."""

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Keep the table; without one there are no columns."""
        self.given_ = inputs.hotspots is not None
        self.encoder_ = RecurrenceEncoder(inputs.hotspots).fit(inputs.variants)
        features = self.transform(inputs)
        return TrainingFeatures.alike(features, inputs)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Look the variants up in the table of the training."""
        if not self.given_:
            return np.empty((len(inputs), 0), dtype=np.float32)
        return self.encoder_.transform(inputs.variants)

    def names(self) -> list[str]:
        """Such as ``recurrence_residue``."""
        return list(self.encoder_.get_feature_names_out()) if self.given_ else []
