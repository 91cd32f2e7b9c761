"""Document vectors by gensim's Doc2Vec: PV-DBOW and PV-DM.

Source: Le and Mikolov (2014), https://arxiv.org/abs/1405.4053. PV-DBOW learns a
document's vector by predicting its words from the vector alone; PV-DM by
predicting each word from the vector and the words around it.

gensim starts each inference from Python's salted string hash and goes on with
the model's own random state, so that a text gets another vector in each
process and each call. Inference here starts from a stable hash of the text
and a fresh random state, and writes to nothing that is shared: the same text
gives the same vector, in any process, any thread and any order.
"""

import copy
import zlib
from collections.abc import Sequence

import numpy as np
from gensim.models.doc2vec import Doc2Vec, TaggedDocument, train_document_dbow, train_document_dm
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

MODES = ("dbow", "dm", "both")
"""PV-DBOW, PV-DM, and the one beside the other."""

DOCUMENTS_PER_DIMENSION = 3
"""Training documents asked for each dimension by default."""

NOISE_WORDS = 2
"""Words drawn against each word predicted: most of the cost, and more gave no nearer neighbours."""

FREQUENT_WORD = 1e-3
"""Words that make up more of the training text than this are read only now and then."""

_DECIMALS = 3  # beyond them gensim's single precision depends on the processor
_READ_AT_ONCE = 10_000  # gensim ignores what a document has beyond so many words


class Doc2VecModeError(ValueError):
    """The mode is none of ``MODES``."""


class Doc2VecVectorizer(TransformerMixin, BaseEstimator):
    """Document vectors, inferred alike for training and new documents.

    Parameters
    ----------
    vector_size : int
        Most dimensions, of both halves together; fewer where there are few
        training documents.
    epochs : int
        Passes over the training documents.
    min_count : int
        Words seen less often than this are left out.
    max_tokens : int
        Tokens read of each document, spread evenly over it.
    seed : int
        Seed of training and inference.
    mode : str
        ``dbow`` (PV-DBOW), ``dm`` (PV-DM, the context's mean) or ``both``: half of
        the dimensions by PV-DBOW, then half by PV-DM.
    inference_epochs : int or None
        Passes over each inferred document; None for as many as ``epochs``.
    documents_per_dimension : float
        Training documents asked for each dimension: vectors learnt from few texts are noise.
    """

    def __init__(
        self,
        vector_size: int = 50,
        epochs: int = 10,
        min_count: int = 3,
        max_tokens: int = 2_000,
        seed: int = 0,
        mode: str = "dbow",
        inference_epochs: int | None = None,
        documents_per_dimension: float = DOCUMENTS_PER_DIMENSION,
    ) -> None:
        self.vector_size = vector_size
        self.epochs = epochs
        self.min_count = min_count
        self.max_tokens = max_tokens
        self.seed = seed
        self.mode = mode
        self.inference_epochs = inference_epochs
        self.documents_per_dimension = documents_per_dimension

    def fit(self, X: Sequence[str], y: object = None) -> "Doc2VecVectorizer":  # noqa: ARG002
        """Train on normalised texts, one a document. Too few give zero dimensions.

        Raises
        ------
        Doc2VecModeError
            The mode is none of ``MODES``.
        """
        if self.mode not in MODES:
            raise Doc2VecModeError(f"mode is {self.mode!r}, expected one of {', '.join(MODES)}")
        size = min(self.vector_size, int(len(X) / self.documents_per_dimension))
        tagged = [
            TaggedDocument(part, [row])
            for row, text in enumerate(X if size > 0 else [])
            for part in _parts(self._tokens(text))
        ]
        models = [
            self._trained(tagged, dm, dimensions)
            for dm, dimensions in enumerate(_halves(self.mode, size))
            if dimensions > 0
        ]
        self.models_: list[Doc2Vec] = [model for model in models if model is not None]
        self.n_components_ = sum(model.vector_size for model in self.models_)
        return self

    def transform(self, X: Sequence[str]) -> np.ndarray:
        """Return float32 of shape (n_documents, ``n_components_``).

        Several threads may transform at once.
        """
        check_is_fitted(self, "n_components_")
        vectors = np.zeros((len(X), self.n_components_), dtype=np.float32)
        # gensim draws from the model's random state: a copy keeps the model's own.
        models = [copy.copy(model) for model in self.models_]
        for row, text in enumerate(X if models else []):
            tokens = self._tokens(text)
            vectors[row] = np.concatenate([self._infer(model, tokens) for model in models])
        return vectors

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

    def _trained(self, tagged: list[TaggedDocument], dm: int, dimensions: int) -> Doc2Vec | None:
        model = Doc2Vec(
            vector_size=dimensions,
            dm=dm,
            epochs=self.epochs,
            min_count=self.min_count,
            negative=NOISE_WORDS,
            sample=FREQUENT_WORD,
            seed=self.seed,
            workers=1,
        )
        model.build_vocab(tagged)
        if len(model.wv) == 0:
            return None
        model.train(tagged, total_examples=model.corpus_count, epochs=model.epochs)
        # Clock times in a model would make equal models differ on disk.
        model.lifecycle_events = None
        model.total_train_time = 0.0
        return model

    def _infer(self, model: Doc2Vec, tokens: list[str]) -> np.ndarray:
        text = " ".join(tokens).encode(errors="surrogatepass")
        start = np.random.default_rng([self.seed, zlib.crc32(text)])
        vector = ((start.random((1, model.vector_size)) - 0.5) / model.vector_size).astype(
            np.float32
        )
        model.random = np.random.RandomState(self.seed)
        # gensim frees a work space of its own before it writes to it: always pass one.
        work = {"work": np.zeros(model.layer1_size, dtype=np.float32)}
        if model.dm:
            work["neu1"] = np.zeros(model.layer1_size, dtype=np.float32)
        train = train_document_dm if model.dm else train_document_dbow
        unlocked = np.ones(1, dtype=np.float32)
        epochs = self.epochs if self.inference_epochs is None else self.inference_epochs
        for alpha in np.linspace(model.alpha, model.min_alpha, epochs):
            for part in _parts(tokens):
                train(
                    model, part, [0], float(alpha), learn_words=False, learn_hidden=False,
                    doctag_vectors=vector, doctags_lockf=unlocked, **work,
                )  # fmt: skip
        return np.round(vector[0], _DECIMALS)


def _halves(mode: str, size: int) -> tuple[int, int]:
    """Return the dimensions by PV-DBOW and by PV-DM."""
    if mode == "both":
        return size - size // 2, size // 2
    return (size, 0) if mode == "dbow" else (0, size)


def _parts(tokens: list[str]) -> list[list[str]]:
    if len(tokens) <= _READ_AT_ONCE:
        return [tokens]
    return [tokens[i : i + _READ_AT_ONCE] for i in range(0, len(tokens), _READ_AT_ONCE)]
