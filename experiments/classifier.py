"""The effect classifier: views, fitted on labelled variants, and our learner on them."""

import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from joblib import Memory

from engine.job import Engine
from engine.local_engine import IN_PROCESS
from experiments.answers import Answers
from experiments.classifier_settings import ClassifierSettings
from experiments.confidence import ConfidenceSettings
from experiments.effect_learner import EffectLearner
from experiments.explanation import MOST_SIMILAR, Explanation, explain
from experiments.inputs import ModelInputs
from experiments.similar_variants import training_table
from experiments.stored_features import beside_within
from experiments.view import Columns, View
from experiments.views import (
    TextSettings,
    all_views,
    columns_of,
    fit_transform,
    transform,
)
from text_features.row_text import ReadingSettings
from variants.effect_class import CLASS_NUMBERS


@dataclass(frozen=True)
class ExperimentSettings:
    """Everything that decides how views and classifier are fitted.

    ``views_left_out`` are views that the classifier does not read. By default those of which
    others already say what they say: in ablations the trees did better without.
    ``reading`` is how texts are read. ``cache`` is a folder that keeps fitted text vectorizers.
    """

    classifier: ClassifierSettings = field(default_factory=ClassifierSettings)
    text: TextSettings = field(default_factory=TextSettings)
    annotations_ignored: tuple[str, ...] = ()
    views_left_out: tuple[str, ...] = (
        *("one_hot", "substitution", "ngrams"),
        *("variant_tfidf", "gene_tfidf", "rest_tfidf"),
    )
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    seed: int = 0
    confidence: ConfidenceSettings = field(default_factory=ConfidenceSettings)
    cache: Path | None = field(default=None, compare=False)

    def new_views(self) -> dict[str, View]:
        """Return unfitted views."""
        memory = Memory(self.cache, verbose=0, compress=1) if self.cache else None
        views = all_views(self.text, self.annotations_ignored, self.seed, memory)
        return {name: view for name, view in views.items() if name not in self.views_left_out}

    def new_learner(self, columns: Columns) -> EffectLearner:
        """Return our unfitted learner on features of these columns."""
        return EffectLearner(self.classifier, columns, self.seed, self.confidence)


class EffectClassifier:
    """Probabilities of the nine effect classes from whatever is known of a variant.

    Copes with rows without text, embedding or annotation, with genes and
    variations never seen, and with classes absent from the training rows.
    """

    def __init__(self, settings: ExperimentSettings | None = None) -> None:
        self.settings = settings or ExperimentSettings()

    def fit(
        self,
        inputs: ModelInputs,
        labels: np.ndarray,
        engine: Engine = IN_PROCESS,
        folder: Path | None = None,
    ) -> "EffectClassifier":
        """Fit views and learner on the training rows; labels are 1 to 9, shape (n_rows,).

        Features of more than ``matrix_limit`` lie in the folder meanwhile, which the workers of a
        cluster must see, and trees are grown where the engine says.
        """
        self.views_ = self.settings.new_views()
        self.training_ = training_table(inputs, labels)
        with tempfile.TemporaryDirectory(prefix="features.", dir=folder) as place:
            beside = partial(
                beside_within, limit=self.settings.classifier.matrix_bytes, folder=Path(place)
            )
            features = fit_transform(self.views_, inputs, labels, beside)
            self.columns_ = columns_of(self.views_)
            self.learner_ = self.settings.new_learner(self.columns_).fit(features, labels, engine)
        return self

    def predict_proba(self, inputs: ModelInputs) -> np.ndarray:
        """Return float64 of shape (n_rows, 9), columns in class order, rows summing to 1."""
        if len(inputs) == 0:
            return np.empty((0, len(CLASS_NUMBERS)))
        return self.learner_.predict_proba(transform(self.views_, inputs))

    def answer(self, inputs: ModelInputs) -> Answers:
        """Return the probabilities with how far they can be trusted."""
        return self.learner_.answer(transform(self.views_, inputs))

    def explain(self, inputs: ModelInputs, n_similar: int = MOST_SIMILAR) -> list[Explanation]:
        """Return what moved each row's answer, and the training variants most like it."""
        features = transform(self.views_, inputs)
        return explain(self.learner_, self.views_, self.training_, inputs, features, n_similar)

    def feature_names(self) -> list[str]:
        """Return the names of the feature columns, as ``view:name``."""
        return list(self.columns_.names)
