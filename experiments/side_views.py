"""Views of what a row may lack: its text, embeddings and annotations.

NaN stands where a row lacks what the view reads, which XGBoost sends down its
default branch.
"""

import pickle
from collections.abc import Iterable, Sequence
from typing import Any

import joblib
import numpy as np
import pandas as pd
from joblib import Memory
from sklearn.base import BaseEstimator

from experiments.inputs import ModelInputs
from experiments.view import TrainingFeatures
from gene_features.annotation_encoder import AnnotationEncoder
from text_features.mention_features import MENTION_FEATURES
from text_features.text_file import TextSelection, digest_of


class FieldView:
    """A text vectorizer, fitted on the distinct contents that a field has in the training rows.

    Parameters
    ----------
    vectorizer : scikit-learn transformer
        Reads normalised texts; fitted without labels.
    field : str
        Name in :data:`text_features.row_text.FIELDS`.
    transductive : bool
        Whether it is fitted on the texts of all rows, test folds included.
    memory : joblib.Memory, optional
        Keeps what was fitted before, by the content of the texts. Not part of a pickled view.
    """

    def __init__(
        self,
        vectorizer: BaseEstimator,
        field: str,
        transductive: bool = False,
        memory: Memory | None = None,
    ) -> None:
        self.vectorizer = vectorizer
        self.field = field
        self.transductive = transductive
        self.memory = memory

    def __getstate__(self) -> dict[str, Any]:
        # A model is the same file whether or not there was a cache.
        return self.__dict__ | {"memory": None, "fitted_from_": ""}

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Fit once per distinct content, however many rows share it."""
        field = inputs.literature.fields[self.field]
        # In the order of the rows: contents are numbered over all rows, test folds included.
        present = dict.fromkeys(field.of_row[field.of_row >= 0].tolist())
        chosen = range(len(field.texts)) if self.transductive else present
        # Read one after the other: a corpus need not fit into memory, but for what is learnt of it.
        texts = TextSelection(field.texts, np.fromiter(chosen, dtype=np.int64))
        digest = self._digest(texts)
        self.fitted_from_ = joblib.hash((self.vectorizer, digest)) if self.memory else ""
        fit = self._kept(_fit, ignore=["texts"])
        self.vectorizer = pickle.loads(fit(self.vectorizer, texts, digest))
        features = self.transform(inputs)
        return TrainingFeatures.alike(features, inputs)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Features of the field; NaN for rows in which it is empty."""
        field = inputs.literature.fields[self.field]
        has_text = field.of_row >= 0
        present = np.unique(field.of_row[has_text])
        texts = TextSelection(field.texts, present)
        vectors = self._kept(_transform, ignore=["vectorizer", "texts"])(
            self.vectorizer, texts, self._digest(texts), self.fitted_from_
        )
        features = np.full((len(inputs), vectors.shape[1]), np.nan, dtype=np.float32)
        features[has_text] = vectors[np.searchsorted(present, field.of_row[has_text])]
        return features

    def names(self) -> list[str]:
        """Names of the vectorizer's dimensions."""
        return list(self.vectorizer.get_feature_names_out())

    def _kept(self, function: Any, ignore: list[str]) -> Any:
        return self.memory.cache(function, ignore=ignore) if self.memory else function

    def _digest(self, texts: Iterable[str]) -> str:
        """Stand for the texts in the cache, empty without one."""
        return digest_of(texts) if self.memory else ""


def _fit(vectorizer: BaseEstimator, texts: Sequence[str], digest: str) -> bytes:  # noqa: ARG001
    """Return the fitted vectorizer, pickled: from a cache or not, it is then the same object."""
    return pickle.dumps(vectorizer.fit(texts))


def _transform(
    vectorizer: BaseEstimator,
    texts: Sequence[str],
    digest: str,  # noqa: ARG001
    fitted_from: str,  # noqa: ARG001
) -> np.ndarray:
    return vectorizer.transform(texts)


class MentionView:
    """What the texts say of variant and gene, in numbers."""

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Nothing is learnt."""
        features = self.transform(inputs)
        return TrainingFeatures.alike(features, inputs)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return the features as they are; NaN for rows without text."""
        return inputs.literature.features

    def names(self) -> list[str]:
        """See :data:`text_features.mention_features.MENTION_FEATURES`."""
        return list(MENTION_FEATURES)


class EmbeddingView:
    """Embeddings brought by the user, as they are."""

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Remember the columns."""
        self.columns_ = [] if inputs.embeddings is None else list(inputs.embeddings.columns)
        features = self.transform(inputs)
        return TrainingFeatures.alike(features, inputs)

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

    def __init__(self, ignore: tuple[str, ...] = (), min_frequency: int = 10) -> None:
        self.encoder = AnnotationEncoder(ignore, min_frequency)

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Learn the columns and their levels."""
        self.fitted_ = inputs.annotations is not None
        if inputs.annotations is not None:
            self.encoder.fit(inputs.annotations)
        features = self.transform(inputs)
        return TrainingFeatures.alike(features, inputs)

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
