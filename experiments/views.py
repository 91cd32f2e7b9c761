"""The views of a variant, in column order. Adding one is one entry in :func:`all_views`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from joblib import Memory
from threadpoolctl import ThreadpoolController, threadpool_limits

from experiments.inputs import ModelInputs
from experiments.neighbourhood_view import NeighbourhoodView
from experiments.side_views import AnnotationView, EmbeddingView, FieldView, MentionView
from experiments.situation import SITUATION
from experiments.situation_view import SituationView
from experiments.text_response_view import TextResponseView
from experiments.variant_views import (
    EncoderView,
    LabelledEncoderView,
    PlainNeighbourhoodView,
    RecurrenceView,
)
from experiments.view import Columns, TrainingFeatures, View
from gene_features.consequence_encoder import ConsequenceEncoder
from gene_features.hotspot_encoder import HotspotEncoder
from gene_features.ngram_encoder import VariationNgramEncoder
from gene_features.one_hot_encoder import GeneVariationEncoder
from gene_features.position_encoder import PositionEncoder
from gene_features.response_encoder import ResponseEncoder
from gene_features.substitution_encoder import SubstitutionEncoder
from text_features.doc2vec import Doc2VecVectorizer
from text_features.row_text import DOCUMENT, REST
from text_features.row_text import GENE as GENE_PASSAGES
from text_features.row_text import VARIANT as VARIANT_PASSAGES
from text_features.tfidf import DOCUMENTS_PER_DIMENSION, TfidfSvdVectorizer

Beside = Callable[[Iterable[TrainingFeatures]], TrainingFeatures]
"""Puts blocks of features of the same rows side by side."""


@dataclass(frozen=True)
class TextSettings:
    """Settings of the text views, see the vectorizers for their meaning.

    ``transductive`` fits the vectorizers (never on labels) on the texts of
    all rows, test folds included.
    """

    tfidf_components: int = 64
    tfidf_ngram_max: int = 2
    tfidf_min_df: int = 2
    tfidf_max_df: float = 0.7
    tfidf_max_features: int = 20_000
    response_components: int = 200
    response_strength: float = 10.0
    doc2vec_size: int = 50
    doc2vec_documents_per_dimension: float = 20.0
    doc2vec_mode: str = "dbow"
    doc2vec_epochs: int = 10
    doc2vec_inference_epochs: int = 10
    doc2vec_min_count: int = 3
    doc2vec_max_tokens: int = 2_000
    transductive: bool = False


def all_views(
    text: TextSettings,
    annotations_ignored: tuple[str, ...] = (),
    seed: int = 0,
    memory: Memory | None = None,
) -> dict[str, View]:
    """Return fresh views by name; ``memory`` keeps fitted text vectorizers."""

    def tfidf(
        field: str,
        n_components: int = text.tfidf_components,
        documents_per_dimension: float = DOCUMENTS_PER_DIMENSION,
    ) -> FieldView:
        vectorizer = TfidfSvdVectorizer(
            n_components=n_components,
            documents_per_dimension=documents_per_dimension,
            ngram_max=text.tfidf_ngram_max,
            min_df=text.tfidf_min_df,
            max_df=text.tfidf_max_df,
            max_features=text.tfidf_max_features,
            seed=seed,
        )
        return FieldView(vectorizer, field, text.transductive, memory)

    def response(field: str) -> TextResponseView:
        # As many dimensions as documents, up to a limit: the regression has its own restraint.
        words = tfidf(field, text.response_components, documents_per_dimension=1)
        return TextResponseView(words, text.response_strength, seed=seed)

    doc2vec = Doc2VecVectorizer(
        vector_size=text.doc2vec_size,
        mode=text.doc2vec_mode,
        epochs=text.doc2vec_epochs,
        inference_epochs=text.doc2vec_inference_epochs,
        min_count=text.doc2vec_min_count,
        max_tokens=text.doc2vec_max_tokens,
        documents_per_dimension=text.doc2vec_documents_per_dimension,
        seed=seed,
    )
    return {
        "one_hot": EncoderView(GeneVariationEncoder(min_frequency=5), knows_genes=True),
        "consequence": EncoderView(ConsequenceEncoder()),
        "substitution": EncoderView(SubstitutionEncoder()),
        "position": EncoderView(PositionEncoder(), knows_genes=True),
        "neighbourhood": PlainNeighbourhoodView(seed),
        "hotspot": LabelledEncoderView(HotspotEncoder(seed=seed)),
        "response": LabelledEncoderView(ResponseEncoder(seed=seed)),
        "ngrams": EncoderView(VariationNgramEncoder(max_features=48)),
        "recurrence": RecurrenceView(),
        "tfidf": tfidf(DOCUMENT),
        "variant_tfidf": tfidf(VARIANT_PASSAGES),
        "gene_tfidf": tfidf(GENE_PASSAGES),
        "rest_tfidf": tfidf(REST),
        "text_response": response(DOCUMENT),
        "variant_text_response": response(VARIANT_PASSAGES),
        "gene_text_response": response(GENE_PASSAGES),
        "mentions": MentionView(),
        "doc2vec": FieldView(doc2vec, DOCUMENT, text.transductive, memory),
        "embeddings": EmbeddingView(),
        "annotations": AnnotationView(annotations_ignored),
        "annotated_neighbourhood": NeighbourhoodView(annotations_ignored, seed=seed),
        "read_neighbourhood": NeighbourhoodView(
            annotations_ignored, (tfidf(DOCUMENT), tfidf(VARIANT_PASSAGES)), seed
        ),
        SITUATION: SituationView(annotations_ignored),
    }


def fit_transform(
    views: dict[str, View],
    inputs: ModelInputs,
    labels: np.ndarray,
    beside: Beside = TrainingFeatures.beside,
) -> TrainingFeatures:
    """Fit every view on these rows and return their features as ``beside`` puts them together.

    Linear algebra has one thread: its sums depend on their number.
    """
    with threadpool_limits(1):
        return beside(view.fit_transform(inputs, labels) for view in views.values())


def transform(views: dict[str, View], inputs: ModelInputs) -> np.ndarray:
    """Return the features of fitted views side by side, float32."""
    with _thread_pools().limit(limits=1):
        return np.hstack([view.transform(inputs) for view in views.values()])


def columns_of(views: dict[str, View]) -> Columns:
    """Name the columns of fitted views."""
    return Columns(tuple(f"{key}:{name}" for key, view in views.items() for name in view.names()))


@cache
def _thread_pools() -> ThreadpoolController:
    """Find the pools of the libraries once: looking for them takes longer than many an answer."""
    return ThreadpoolController()
