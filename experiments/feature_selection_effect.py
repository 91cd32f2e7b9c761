"""What feature selection does: the classifier with each selector beside that without.

In each fold the views are fitted once and the learner with every selector; selectors are fitted
inside it, on the rows that a member's classifier learns from. Folds are jobs of an engine; the
result does not depend on which.
"""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from engine.job import Engine, Job
from engine.local_engine import IN_PROCESS
from experiments.classifier import ExperimentSettings
from experiments.crossvalidation import Progress
from experiments.dealt_rows import DealtRows, Fold
from experiments.effect_learner import EffectLearner
from experiments.feature_selection import SELECTIONS, OnSelectedFeatures, Selection
from experiments.inputs import ModelInputs
from experiments.members import MEMBERS
from experiments.paired_scores import score_beside
from experiments.views import columns_of, fit_transform, transform
from variants.effect_class import CLASS_COLUMNS

KEPT_COLUMNS = ("split", "selection", "member", "view", "features", "kept")


@dataclass(frozen=True, eq=False)
class SelectionEffect:
    """Out-of-fold answers with every selector, and what they kept.

    Parameters
    ----------
    probabilities : dict of dict of DataFrame
        By regime and selection: shape (n_rows, 9), ``class1`` to ``class9``.
    kept : DataFrame with :data:`KEPT_COLUMNS`
        Mean number of features of a view, and of those kept, over folds and cases.
    """

    probabilities: dict[str, dict[Selection, pd.DataFrame]]
    kept: pd.DataFrame


@dataclass(frozen=True, eq=False)
class _FoldAnswers:
    fold: Fold
    probabilities: dict[Selection, np.ndarray]
    kept: pd.DataFrame


def run_selection(
    inputs: ModelInputs,
    labels: np.ndarray,
    folds: dict[str, np.ndarray],
    settings: ExperimentSettings,
    engine: Engine = IN_PROCESS,
    progress: Progress = lambda items, _total: items,
) -> SelectionEffect:
    """Predict every row out of fold, in each regime, with each selector.

    Parameters
    ----------
    inputs : ModelInputs
        All rows.
    labels : int array of shape (n_rows,)
        Effect classes, 1 to 9.
    folds : dict of int arrays of shape (n_rows,)
        By regime, the fold in which each row is tested.
    settings : ExperimentSettings
    engine : Engine
        Runs the folds.
    progress : callable
        Wraps the iterable of finished folds.
    """
    dealt = DealtRows(inputs, labels, folds)
    shared = engine.share(dealt)
    jobs = [Job(_run_fold, (shared, fold, settings)) for fold in dealt.folds()]
    answers = list(progress(engine.run(jobs), len(jobs)))
    columns, index = list(CLASS_COLUMNS), inputs.variants.index
    probabilities = {}
    for regime in folds:
        matrices = {name: np.full((len(index), len(columns)), np.nan) for name in SELECTIONS}
        for answer in answers:
            for name, answered in answer.probabilities.items():
                if answer.fold.regime == regime:
                    matrices[name][dealt.tested(answer.fold)] = answered
        probabilities[regime] = {
            name: pd.DataFrame(matrix, index=index, columns=columns)
            for name, matrix in matrices.items()
        }
    kept = pd.concat([answer.kept.assign(split=answer.fold.regime) for answer in answers])
    by = list(KEPT_COLUMNS[:4])
    return SelectionEffect(probabilities, kept.groupby(by, sort=False).mean().reset_index())


def score_selection(
    effect: SelectionEffect,
    labels: pd.Series,
    units: dict[str, np.ndarray],
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Score each selector, compared with no selection on the same rows.

    Parameters
    ----------
    effect : SelectionEffect
    labels : Series
        Effect classes, 1 to 9.
    units : dict of arrays of shape (n_rows,)
        By regime, the groups of rows that the intervals resample together.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame, one row a regime and selector
        ``split``, ``selection``, and what :func:`experiments.paired_scores.score_beside` returns.
    """
    return pd.DataFrame(
        [
            {
                "split": regime,
                "selection": name,
                **score_beside(
                    answers[name], answers["none"], labels, units[regime], n_resamples, seed
                ),
            }
            for regime, answers in effect.probabilities.items()
            for name in answers
        ]
    )


def kept_features(learner: EffectLearner) -> pd.DataFrame:
    """Count what the selectors of a fitted learner kept.

    Returns
    -------
    DataFrame, one row a case, member and view
        ``member``, ``view``, ``features`` and ``kept``; none where nothing is selected.
    """
    rows = []
    for model in {id(model): model for model in learner.models_.values()}.values():
        for name, fitted in model.members_.items():
            classifier = None if fitted is None else fitted.classifier_
            if isinstance(classifier, OnSelectedFeatures):
                read = np.array(learner.columns.names)[learner.columns.of(*MEMBERS[name].views)]
                views = np.array([column.split(":")[0] for column in read])
                kept = Counter(views[classifier.kept_].tolist())
                rows += [
                    {"member": name, "view": view, "features": count, "kept": kept[view]}
                    for view, count in Counter(views.tolist()).items()
                ]
    return pd.DataFrame(rows, columns=["member", "view", "features", "kept"])


def _run_fold(rows: DealtRows, fold: Fold, settings: ExperimentSettings) -> _FoldAnswers:
    split = rows.split(fold)
    views = settings.new_views()
    features = fit_transform(views, split.training, split.labels)
    test_features = transform(views, split.testing)
    columns = columns_of(views)
    probabilities: dict[Selection, np.ndarray] = {}
    kept = []
    for name in SELECTIONS:
        chosen = replace(settings, classifier=replace(settings.classifier, selection=name))
        learner = chosen.new_learner(columns).fit(features, split.labels)
        probabilities[name] = learner.predict_proba(test_features)
        kept.append(kept_features(learner).assign(selection=name))
    return _FoldAnswers(fold, probabilities, pd.concat(kept))
