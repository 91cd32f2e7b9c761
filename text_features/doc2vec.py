"""Document vectors by gensim's Doc2Vec (PV-DBOW; Le and Mikolov, 2014).

gensim starts each inference from Python's salted string hash and goes on with
the model's own random state, so that a text gets another vector in each
process and each call. Inference here starts from a stable hash of the text
and a fresh random state instead: the same text gives the same vector, in any
process and in any order.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from gensim.models.doc2vec import Doc2Vec, TaggedDocument, train_document_dbow
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

DOCUMENTS_PER_DIMENSION = 3
"""Training documents asked for each dimension."""


_DECIMALS = 3  # beyond them gensim's single precision depends on the processor


class Doc2VecVectorizer(TransformerMixin, BaseEstimator):
    """PV-DBOW document vectors, inferred alike for training and new documents.

    Parameters
    ----------
    vector_size : int
        Most dimensions; fewer where there are few training documents.
    epochs : int
        Passes over the training documents, and over each inferred one.
    min_count : int
        Words seen less often than this are left out.
    max_tokens : int
        Tokens read of each document, spread evenly over it.
    seed : int
        Seed of training and inference.
    """

    def __init__(
        self,
        vector_size: int = 50,
        epochs: int = 10,
        min_count: int = 3,
        max_tokens: int = 2_000,
        seed: int = 0,
    ) -> None:
        self.vector_size = vector_size
        self.epochs = epochs
        self.min_count = min_count
        self.max_tokens = max_tokens
        self.seed = seed

    def fit(self, X: Sequence[str], y: object = None) -> "Doc2VecVectorizer":  # noqa: ARG002
        """Train on normalised texts, one a document. Too few give zero dimensions."""
        self.n_components_ = min(self.vector_size, len(X) // DOCUMENTS_PER_DIMENSION)
        self.model_: Doc2Vec | None = None
        if self.n_components_ == 0:
            return self
        tagged = [TaggedDocument(self._tokens(text), [row]) for row, text in enumerate(X)]
        model = Doc2Vec(
            vector_size=self.n_components_,
            dm=0,
            epochs=self.epochs,
            min_count=self.min_count,
            seed=self.seed,
            workers=1,
        )
        model.build_vocab(tagged)
        if len(model.wv) == 0:
            self.n_components_ = 0
            return self
        model.train(tagged, total_examples=model.corpus_count, epochs=model.epochs)
        # Clock times in a model would make equal models differ on disk.
        model.lifecycle_events = None
        model.total_train_time = 0.0
        self.model_ = model
        return self

    def transform(self, X: Sequence[str]) -> np.ndarray:
        """Return float32 of shape (n_documents, n_components_)."""
        check_is_fitted(self, "n_components_")
        if self.model_ is None or len(X) == 0:
            return np.zeros((len(X), self.n_components_), dtype=np.float32)
        return np.vstack([self._infer(self.model_, self._tokens(text)) for text in X])

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """``doc2vec_0``, ``doc2vec_1``, …."""
        check_is_fitted(self, "n_components_")
        return np.asarray([f"doc2vec_{i}" for i in range(self.n_components_)], dtype=object)

    def _tokens(self, text: str) -> list[str]:
        tokens = text.split()
        if len(tokens) <= self.max_tokens:
            return tokens
        # Whole stretches of text, not single words, keep each word's context.
        n_stretches = min(10, self.max_tokens)
        width = self.max_tokens // n_stretches
        starts = np.linspace(0, len(tokens) - width, n_stretches).astype(int)
        return [token for start in starts for token in tokens[start : start + width]]

    def _infer(self, model: Doc2Vec, tokens: list[str]) -> np.ndarray:
        start = np.random.default_rng([self.seed, zlib.crc32(" ".join(tokens).encode())])
        vector = ((start.random((1, model.vector_size)) - 0.5) / model.vector_size).astype(
            np.float32
        )
        model.random = np.random.RandomState(self.seed)
        work = np.zeros(model.layer1_size, dtype=np.float32)
        unlocked = np.ones(1, dtype=np.float32)
        for alpha in np.linspace(model.alpha, model.min_alpha, model.epochs):
            train_document_dbow(
                model, tokens, [0], float(alpha), work, learn_words=False, learn_hidden=False,
                doctag_vectors=vector, doctags_lockf=unlocked,
            )  # fmt: skip
        return np.round(vector[0], _DECIMALS)
