"""Views: blocks of features, each fitted on the training rows alone.

A view answers every row: NaN stands where a row lacks what the view reads
(no text, no embedding), which XGBoost sends down its default branch.
Adding a view is one class and one line in :func:`all_views`.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from sklearn.base import TransformerMixin
from sklearn.preprocessing import OneHotEncoder
from threadpoolctl import threadpool_limits

from experiments.inputs import ModelInputs
from gene_features.annotation_encoder import AnnotationEncoder
from gene_features.variation_columns import CATEGORIES, POSITION
from text_features.doc2vec import Doc2VecVectorizer
from text_features.tfidf import TfidfSvdVectorizer


@dataclass(frozen=True)
class TextSettings:
    """Settings of the text views, see the vectorizers for their meaning.

    ``transductive`` fits the vectorizers (never on labels) on the texts of
    all rows, test folds included.
    """

    tfidf_components: int = 64
    tfidf_ngram_max: int = 1
    tfidf_min_df: int = 2
    tfidf_max_df: float = 0.7
    tfidf_max_features: int = 20_000
    doc2vec_size: int = 50
    doc2vec_epochs: int = 10
    doc2vec_min_count: int = 3
    doc2vec_max_tokens: int = 2_000
    transductive: bool = False


class View(Protocol):
    """A block of features; ``optional`` where a row may lack what it reads."""

    optional: bool

    def fit(self, inputs: ModelInputs) -> "View":
        """Learn from the training rows."""
        ...

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return float32 of shape (n_rows, n_features), NaN where unknown."""
        ...

    def names(self) -> list[str]:
        """Feature names, one a column."""
        ...


class VariationView:
    """Gene, variation, kind and residues one-hot; residue number as it is."""

    optional = False

    def __init__(self, min_frequency: int = 2) -> None:
        self.min_frequency = min_frequency

    def fit(self, inputs: ModelInputs) -> "VariationView":
        """Learn the levels; those of fewer than ``min_frequency`` rows share a column."""
        self.encoder_ = OneHotEncoder(
            handle_unknown="infrequent_if_exist",
            min_frequency=self.min_frequency,
            sparse_output=False,
            dtype=np.float32,
        ).fit(self._levels(inputs))
        return self

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """One-hot columns, then the residue number."""
        position = inputs.variants[[POSITION]].to_numpy(dtype=np.float32)
        return np.hstack([self.encoder_.transform(self._levels(inputs)), position])

    def names(self) -> list[str]:
        """Such as ``Gene_BRAF``."""
        return [*self.encoder_.get_feature_names_out(list(CATEGORIES)), POSITION]

    @staticmethod
    def _levels(inputs: ModelInputs) -> np.ndarray:
        return inputs.variants[list(CATEGORIES)].astype(object).to_numpy()


class DocumentView:
    """A text vectorizer, fitted on the distinct documents of the training rows."""

    optional = True

    def __init__(self, vectorizer: TransformerMixin, transductive: bool = False) -> None:
        self.vectorizer = vectorizer
        self.transductive = transductive

    def fit(self, inputs: ModelInputs) -> "DocumentView":
        """Fit once per distinct document, however many rows share it."""
        # In the order of the rows: documents are numbered over all rows, test folds included.
        present = dict.fromkeys(inputs.document[inputs.document >= 0].tolist())
        documents = range(len(inputs.documents)) if self.transductive else present
        self.vectorizer.fit([inputs.documents[i] for i in documents])
        return self

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

    def fit(self, inputs: ModelInputs) -> "EmbeddingView":
        """Remember the columns."""
        self.columns_ = [] if inputs.embeddings is None else list(inputs.embeddings.columns)
        return self

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

    def fit(self, inputs: ModelInputs) -> "AnnotationView":
        """Learn the columns and their levels."""
        self.fitted_ = inputs.annotations is not None
        if inputs.annotations is not None:
            self.encoder.fit(inputs.annotations)
        return self

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


def all_views(
    text: TextSettings, annotations_ignored: tuple[str, ...] = (), seed: int = 0
) -> dict[str, View]:
    """Return fresh views by name, in column order."""
    tfidf = TfidfSvdVectorizer(
        n_components=text.tfidf_components,
        ngram_max=text.tfidf_ngram_max,
        min_df=text.tfidf_min_df,
        max_df=text.tfidf_max_df,
        max_features=text.tfidf_max_features,
        seed=seed,
    )
    doc2vec = Doc2VecVectorizer(
        vector_size=text.doc2vec_size,
        epochs=text.doc2vec_epochs,
        min_count=text.doc2vec_min_count,
        max_tokens=text.doc2vec_max_tokens,
        seed=seed,
    )
    return {
        "variation": VariationView(),
        "tfidf": DocumentView(tfidf, text.transductive),
        "doc2vec": DocumentView(doc2vec, text.transductive),
        "embeddings": EmbeddingView(),
        "annotations": AnnotationView(annotations_ignored),
    }


def fit_transform(views: dict[str, View], inputs: ModelInputs) -> np.ndarray:
    """Fit every view on these rows and return their features side by side.

    Linear algebra has one thread: its sums depend on their number.
    """
    with threadpool_limits(1):
        return np.hstack([view.fit(inputs).transform(inputs) for view in views.values()])


def transform(views: dict[str, View], inputs: ModelInputs) -> np.ndarray:
    """Return the features of fitted views side by side, float32."""
    with threadpool_limits(1):
        return np.hstack([view.transform(inputs) for view in views.values()])


def optional_columns(views: dict[str, View]) -> np.ndarray:
    """Mark the columns of fitted views that a row may lack, bool of shape (n_features,)."""
    return np.concatenate([np.full(len(view.names()), view.optional) for view in views.values()])


def feature_names(views: dict[str, View]) -> list[str]:
    """Return the names of all columns, as ``view:name``."""
    return [f"{view_name}:{name}" for view_name, view in views.items() for name in view.names()]
