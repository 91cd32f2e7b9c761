"""The effect classifier: views, fitted on labelled variants, and our learner on them."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from joblib import Memory
from xgboost import XGBClassifier

from experiments.effect_learner import EffectLearner
from experiments.inputs import ModelInputs
from experiments.nine_classes import NineClassClassifier
from experiments.training_copies import CopiedRows, CopyWeights
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
class ClassifierSettings:
    """Hyperparameters of the effect classifier, in XGBoost's words.

    ``prior_weight`` is the share of every answer that comes from the smoothed
    class frequencies of the training rows. ``masked_weight`` and ``unseen_weight``
    are the weights of each row's copies without text, embedding and annotation, and
    as of an unseen gene, see :class:`experiments.training_copies.CopiedRows`.
    ``neighbourhood_share`` is the share of the neighbourhood view in the answer to a
    row without text, see :class:`experiments.effect_learner.EffectLearner`.
    """

    n_estimators: int = 300
    max_depth: int = 4
    learning_rate: float = 0.05
    subsample: float = 0.6
    colsample_bytree: float = 0.1
    min_child_weight: float = 3.0
    reg_lambda: float = 1.0
    max_bin: int = 64
    prior_weight: float = 0.02
    masked_weight: float = 0.5
    unseen_weight: float = 0.5
    neighbourhood_share: float = 0.5


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
    cache: Path | None = field(default=None, compare=False)

    def new_views(self) -> dict[str, View]:
        """Return unfitted views."""
        memory = Memory(self.cache, verbose=0, compress=1) if self.cache else None
        views = all_views(self.text, self.annotations_ignored, self.seed, memory)
        return {name: view for name, view in views.items() if name not in self.views_left_out}

    def new_learner(self, columns: Columns) -> EffectLearner:
        """Return our unfitted learner on features of these columns.

        It has one thread: the order of XGBoost's sums, and so the last digits
        of a score, depends on their number. Folds run side by side instead.
        """
        options = {**vars(self.classifier)}
        prior_weight, share = options.pop("prior_weight"), options.pop("neighbourhood_share")
        weights = CopyWeights(options.pop("masked_weight"), options.pop("unseen_weight"))
        trees = XGBClassifier(**options, tree_method="hist", random_state=self.seed, n_jobs=1)
        copied = CopiedRows(trees, columns, weights)
        return EffectLearner(NineClassClassifier(copied, prior_weight), columns, share)


class EffectClassifier:
    """Probabilities of the nine effect classes from whatever is known of a variant.

    Copes with rows without text, embedding or annotation, with genes and
    variations never seen, and with classes absent from the training rows.
    """

    def __init__(self, settings: ExperimentSettings | None = None) -> None:
        self.settings = settings or ExperimentSettings()

    def fit(self, inputs: ModelInputs, labels: np.ndarray) -> "EffectClassifier":
        """Fit views and learner on the training rows; labels are 1 to 9, shape (n_rows,)."""
        self.views_ = self.settings.new_views()
        features = fit_transform(self.views_, inputs, labels)
        self.columns_ = columns_of(self.views_, inputs)
        self.learner_ = self.settings.new_learner(self.columns_).fit(features, labels)
        return self

    def predict_proba(self, inputs: ModelInputs) -> np.ndarray:
        """Return float64 of shape (n_rows, 9), columns in class order, rows summing to 1."""
        if len(inputs) == 0:
            return np.empty((0, len(CLASS_NUMBERS)))
        return self.learner_.predict_proba(transform(self.views_, inputs))

    def feature_names(self) -> list[str]:
        """Return the names of the feature columns, as ``view:name``."""
        return list(self.columns_.names)
