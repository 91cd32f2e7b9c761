"""The classifiers that are blended into one answer. Adding one is one entry in :data:`MEMBERS`.

A member reads some views and answers the rows that have what it needs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from xgboost import XGBClassifier

from experiments.classifier_settings import ClassifierSettings
from experiments.feature_selection import OnSelectedFeatures, with_selection
from experiments.nine_classes import NineClassClassifier
from experiments.situation import ANNOTATED, READ, Having

VARIANT = (
    *("one_hot", "consequence", "substitution", "position", "neighbourhood", "hotspot"),
    *("response", "ngrams", "recurrence"),
)
ANNOTATION = ("annotations", "annotated_neighbourhood")
LITERATURE = (
    *("tfidf", "variant_tfidf", "gene_tfidf", "rest_tfidf"),
    *("text_response", "variant_text_response", "gene_text_response"),
    *("mentions", "doc2vec", "embeddings", "read_neighbourhood"),
)
EVERYTHING = (*VARIANT, *ANNOTATION, *LITERATURE)

_ANNOTATED, _READ = frozenset([ANNOTATED]), frozenset([READ])

Factory = Callable[[ClassifierSettings, int, int], BaseEstimator]
"""Makes an unfitted scikit-learn classifier from settings, seed and number of features."""


@dataclass(frozen=True)
class Member:
    """One classifier of the blend.

    Parameters
    ----------
    views : tuple of str
        What it reads.
    make : callable, optional
        Makes its classifier; without, its view's nine log-probabilities are the answer.
    needs : Having
        What a row must have for it to answer.
    """

    views: tuple[str, ...]
    make: Factory | None = None
    needs: Having = frozenset()


def trees(settings: ClassifierSettings, seed: int, n_features: int) -> BaseEstimator:
    """Gradient-boosted trees, on selected features where the settings ask for it."""
    return with_selection(partial(_trees, settings, seed), settings.selection, n_features, seed)


def regression(settings: ClassifierSettings, seed: int, n_features: int) -> BaseEstimator:
    """Logistic regression on standardised features, missing ones at their mean; see `trees`."""
    return with_selection(partial(_regression, settings), settings.selection, n_features, seed)


MEMBERS: dict[str, Member] = {
    "neighbourhood": Member(("neighbourhood",)),
    "annotated_neighbourhood": Member(("annotated_neighbourhood",), needs=_ANNOTATED),
    "read_neighbourhood": Member(("read_neighbourhood",), needs=_READ),
    "text_response": Member(("text_response",), needs=_READ),
    "variant_text_response": Member(("variant_text_response",), needs=_READ),
    "gene_text_response": Member(("gene_text_response",), needs=_READ),
    "variant_trees": Member(VARIANT, trees),
    "annotated_trees": Member((*VARIANT, *ANNOTATION), trees, needs=_ANNOTATED),
    "read_trees": Member(EVERYTHING, trees, needs=_READ),
    "read_regression": Member(EVERYTHING, regression, needs=_READ),
}
"""Who answers, what each reads and which rows it can answer."""


def log_answers(features: np.ndarray) -> np.ndarray:
    """Return nine log-probabilities of each row, adding up to one, of views that answer so.

    A row of which the view says nothing (NaN) has equal ones: they move no blend.
    """
    answers = np.exp(np.nan_to_num(features.astype(np.float64)))
    return np.log(answers / answers.sum(axis=1, keepdims=True))


def answering_on_processor(fitted: NineClassClassifier) -> NineClassClassifier:
    """Return a fitted classifier that answers on the processor, wherever its trees were grown.

    So a model that was fitted on a GPU gives the same answers, without a word, where there is none.
    """
    classifier = fitted.classifier_
    if isinstance(classifier, OnSelectedFeatures):
        classifier = classifier.classifier_
    if isinstance(classifier, XGBClassifier) and classifier.device != "cpu":
        classifier.set_params(device="cpu")
    return fitted


def _trees(settings: ClassifierSettings, seed: int, n_features: int) -> BaseEstimator:
    # One thread, because sums depend on the number of threads.
    return XGBClassifier(
        n_estimators=settings.n_estimators,
        max_depth=settings.max_depth,
        learning_rate=settings.learning_rate,
        subsample=settings.subsample,
        colsample_bytree=min(settings.columns_per_tree / n_features, 1.0),
        min_child_weight=settings.min_child_weight,
        reg_lambda=settings.reg_lambda,
        max_bin=settings.max_bin,
        tree_method="hist",
        device=settings.device,
        random_state=seed,
        n_jobs=1,
    )


def _regression(settings: ClassifierSettings, _n_features: int) -> BaseEstimator:
    return make_pipeline(
        SimpleImputer(keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=settings.regression_strength, max_iter=200, tol=1e-3),
    )
