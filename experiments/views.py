"""The views of a variant, in column order. Adding one is one entry in :func:`all_views`."""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from experiments.inputs import ModelInputs
from experiments.side_views import AnnotationView, DocumentView, EmbeddingView
from experiments.variant_views import (
    AnnotatedNeighbourhoodView,
    EncoderView,
    LabelledEncoderView,
    RecurrenceView,
)
from experiments.view import Columns, TrainingFeatures, View
from gene_features.consequence_encoder import ConsequenceEncoder
from gene_features.hotspot_encoder import HotspotEncoder
from gene_features.neighbourhood_encoder import NeighbourhoodEncoder
from gene_features.ngram_encoder import VariationNgramEncoder
from gene_features.one_hot_encoder import GeneVariationEncoder
from gene_features.position_encoder import PositionEncoder
from gene_features.response_encoder import ResponseEncoder
from gene_features.substitution_encoder import SubstitutionEncoder
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


def all_views(
    text: TextSettings, annotations_ignored: tuple[str, ...] = (), seed: int = 0
) -> dict[str, View]:
    """Return fresh views by name."""
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
        "one_hot": EncoderView(GeneVariationEncoder(min_frequency=5), knows_genes=True),
        "consequence": EncoderView(ConsequenceEncoder()),
        "substitution": EncoderView(SubstitutionEncoder()),
        "position": EncoderView(PositionEncoder(), knows_genes=True),
        "neighbourhood": LabelledEncoderView(NeighbourhoodEncoder(seed=seed)),
        "hotspot": LabelledEncoderView(HotspotEncoder(seed=seed)),
        "response": LabelledEncoderView(ResponseEncoder(seed=seed)),
        "ngrams": EncoderView(VariationNgramEncoder(max_features=48)),
        "recurrence": RecurrenceView(),
        "tfidf": DocumentView(tfidf, text.transductive),
        "doc2vec": DocumentView(doc2vec, text.transductive),
        "embeddings": EmbeddingView(),
        "annotations": AnnotationView(annotations_ignored),
        "annotated_neighbourhood": AnnotatedNeighbourhoodView(annotations_ignored, seed),
    }


def fit_transform(
    views: dict[str, View], inputs: ModelInputs, labels: np.ndarray
) -> TrainingFeatures:
    """Fit every view on these rows and return their features side by side.

    Linear algebra has one thread: its sums depend on their number.
    """
    with threadpool_limits(1):
        blocks = [view.fit_transform(inputs, labels) for view in views.values()]
    return TrainingFeatures(
        np.hstack([block.known for block in blocks]), np.hstack([block.unseen for block in blocks])
    )


def transform(views: dict[str, View], inputs: ModelInputs) -> np.ndarray:
    """Return the features of fitted views side by side, float32."""
    with threadpool_limits(1):
        return np.hstack([view.transform(inputs) for view in views.values()])


def columns_of(views: dict[str, View], inputs: ModelInputs) -> Columns:
    """Describe the columns of fitted views; any row of the inputs will do."""
    bare = inputs.take(np.zeros(1, dtype=np.int64)).without_side_tables()
    optional = [np.full(len(view.names()), view.optional) for view in views.values()]
    return Columns(
        names=tuple(f"{key}:{name}" for key, view in views.items() for name in view.names()),
        optional=np.concatenate(optional),
        lacking=transform(views, bare)[0],
    )
