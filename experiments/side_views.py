"""Views of what a row may lack: its text, embeddings and annotations.

NaN stands where a row lacks what the view reads, which XGBoost sends down its
default branch.
"""

import numpy as np
import pandas as pd
from sklearn.base import TransformerMixin

from experiments.inputs import ModelInputs
from experiments.view import TrainingFeatures
from gene_features.annotation_encoder import AnnotationEncoder


class DocumentView:
    """A text vectorizer, fitted on the distinct documents of the training rows."""

    optional = True

    def __init__(self, vectorizer: TransformerMixin, transductive: bool = False) -> None:
        self.vectorizer = vectorizer
        self.transductive = transductive

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Fit once per distinct document, however many rows share it."""
        # In the order of the rows: documents are numbered over all rows, test folds included.
        present = dict.fromkeys(inputs.document[inputs.document >= 0].tolist())
        documents = range(len(inputs.documents)) if self.transductive else present
        self.vectorizer.fit([inputs.documents[i] for i in documents])
        features = self.transform(inputs)
        return TrainingFeatures(features, features)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Document features; NaN for rows without text."""
        present = np.unique(inputs.document[inputs.document >= 0])
        vectors = self.vectorizer.transform([inputs.documents[i] for i in present])
        features = np.full((len(inputs), vectors.shape[1]), np.nan, dtype=np.float32)
        has_text = inputs.document >= 0
        features[has_text] = vectors[np.searchsorted(present, inputs.document[has_text])]
        return features

    def names(self) -> list[str]:
        """Names of the vectorizer's dimensions."""
        return list(self.vectorizer.get_feature_names_out())


class EmbeddingView:
    """Embeddings brought by the user, as they are."""

    optional = True

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Remember the columns."""
        self.columns_ = [] if inputs.embeddings is None else list(inputs.embeddings.columns)
        features = self.transform(inputs)
        return TrainingFeatures(features, features)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """NaN for rows, or whole tables, without embeddings."""
        if inputs.embeddings is None:
            return np.full((len(inputs), len(self.columns_)), np.nan, dtype=np.float32)
        return inputs.embeddings.reindex(columns=self.columns_).to_numpy(dtype=np.float32)

    def names(self) -> list[str]:
        """Such as ``embedding_a0``."""
        return [f"embedding_{column}" for column in self.columns_]


class AnnotationView:
    """In-silico annotation columns."""

    optional = True

    def __init__(self, ignore: tuple[str, ...] = (), min_frequency: int = 10) -> None:
        self.encoder = AnnotationEncoder(ignore, min_frequency)

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Learn the columns and their levels."""
        self.fitted_ = inputs.annotations is not None
        if inputs.annotations is not None:
            self.encoder.fit(inputs.annotations)
        features = self.transform(inputs)
        return TrainingFeatures(features, features)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Answer a table without annotations like one in which every value is missing."""
        if not self.fitted_:
            return np.empty((len(inputs), 0), dtype=np.float32)
        if inputs.annotations is None:
            return self.encoder.transform(pd.DataFrame(index=inputs.variants.index))
        return self.encoder.transform(inputs.annotations)

    def names(self) -> list[str]:
        """Such as ``CADD_phred`` or ``SIFT_pred_D``."""
        return list(self.encoder.get_feature_names_out()) if self.fitted_ else []
