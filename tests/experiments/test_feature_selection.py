"""Feature selection in front of a member's classifier."""

import pickle
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from xgboost import XGBClassifier

from experiments.classifier_settings import ClassifierSettings
from experiments.feature_selection import SELECTIONS, OnSelectedFeatures, with_selection
from experiments.feature_selection_effect import kept_features, run_selection, score_selection
from experiments.members import MEMBERS, regression, trees
from experiments.nine_classes import NineClassClassifier
from experiments.splits import assign_folds
from experiments.views import all_views, columns_of, fit_transform

SELECTORS = [name for name in SELECTIONS if name != "none"]
every_selector = pytest.mark.parametrize("selection", SELECTORS)


class ReadsMissingValues(DummyClassifier):
    """Remembers what it was fitted on."""

    def fit(self, X, y):
        self.seen_ = X
        return super().fit(X, y)


def recorder(n_features):
    return ReadsMissingValues()


@pytest.fixture(scope="module")
def signal():
    """Three classes, told apart by the first two of 30 features; a tenth is missing."""
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 3, size=240)
    features = generator.normal(size=(240, 30)).astype(np.float32)
    features[:, 0] += 3 * (labels == 1)
    features[:, 1] += 3 * (labels == 2)
    features[generator.random(features.shape) < 0.1] = np.nan
    return features, labels


@every_selector
def test_features_that_tell_classes_apart_are_kept_and_most_noise_is_not(signal, selection):
    fitted = OnSelectedFeatures(recorder, selection).fit(*signal)
    assert fitted.kept_[:2].all()
    assert fitted.kept_[2:].sum() <= 8


@every_selector
def test_the_classifier_reads_the_kept_features_as_they_came_missing_values_too(signal, selection):
    features, labels = signal
    fitted = OnSelectedFeatures(recorder, selection).fit(features, labels)
    np.testing.assert_array_equal(fitted.classifier_.seen_, features[:, fitted.kept_])
    assert np.isnan(fitted.classifier_.seen_).any()


@every_selector
def test_the_classifier_is_made_for_the_number_of_features_that_were_kept(signal, selection):
    asked = []

    def make(n_features):
        asked.append(n_features)
        return ReadsMissingValues()

    fitted = OnSelectedFeatures(make, selection).fit(*signal)
    assert asked == [fitted.kept_.sum()]


@every_selector
def test_the_same_rows_and_seed_select_the_same(signal, selection):
    once, again = (OnSelectedFeatures(recorder, selection, seed=3).fit(*signal) for _ in range(2))
    np.testing.assert_array_equal(once.kept_, again.kept_)


def test_a_selector_that_keeps_nothing_leaves_all_features():
    generator = np.random.default_rng(0)
    features, labels = generator.normal(size=(60, 4)), np.arange(60) % 3
    fitted = OnSelectedFeatures(recorder, "l1").fit(np.full_like(features, 2.0), labels)
    assert fitted.kept_.tolist() == [True] * 4


def test_a_feature_that_is_missing_everywhere_is_no_trouble(signal):
    features, labels = signal
    features = np.hstack([features, np.full((len(features), 1), np.nan, dtype=np.float32)])
    for selection in SELECTORS:
        fitted = OnSelectedFeatures(recorder, selection).fit(features, labels)
        assert not fitted.kept_[-1]


def test_without_selection_the_classifier_stands_alone():
    found = with_selection(recorder, "none", 7)
    assert isinstance(found, ReadsMissingValues)


def test_before_it_is_fitted_it_cannot_answer(signal):
    with pytest.raises(NotFittedError):
        OnSelectedFeatures(recorder, "l1").predict_proba(signal[0])


@every_selector
@pytest.mark.parametrize("make", [trees, regression])
def test_members_answer_behind_a_selector_and_survive_cloning_and_pickling(signal, make, selection):
    features, labels = signal
    settings = ClassifierSettings(n_estimators=5, regression_strength=1.0, selection=selection)
    made = clone(make(settings, 0, features.shape[1]))
    fitted = NineClassClassifier(made).fit(features, labels + 1)
    answers = fitted.predict_proba(features)
    assert (answers.argmax(axis=1) == labels).mean() > 0.8
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.predict_proba(features), answers)


def test_trees_read_about_as_many_columns_each_whether_features_are_selected_or_not(signal):
    features, labels = signal
    settings = ClassifierSettings(n_estimators=2, columns_per_tree=4)
    alone = trees(settings, 0, features.shape[1])
    behind = trees(replace(settings, selection="l1"), 0, features.shape[1]).fit(features, labels)
    assert isinstance(alone, XGBClassifier)
    n_kept = behind.kept_.sum()
    assert behind.classifier_.colsample_bytree * n_kept == pytest.approx(min(4, n_kept))
    assert alone.colsample_bytree * features.shape[1] == pytest.approx(4)


def test_a_classifier_made_from_a_partial_is_cloned_whole(signal):
    found = clone(OnSelectedFeatures(partial(_logistic, 0.5), "l1", seed=2))
    assert found.fit(*signal).classifier_.C == 0.5


def _logistic(strength, _n_features):
    found = make_pipeline(SimpleImputer(), LogisticRegression(C=strength))
    found.C = strength
    return found


@pytest.fixture(scope="module")
def made_up(make_table, make_model_inputs):
    table = make_table(60)
    return make_model_inputs(table), table["Class"]


@pytest.fixture(scope="module")
def few_settings(fast_settings):
    """Settings of few members on few views."""
    read = {"consequence", "hotspot", "mentions", "situation"}
    return replace(
        fast_settings,
        classifier=replace(fast_settings.classifier, n_estimators=2, inner_folds=2),
        views_left_out=tuple(name for name in all_views(fast_settings.text) if name not in read),
    )


@pytest.fixture(scope="module")
def effect(made_up, few_settings):
    inputs, labels = made_up
    folds = {"random": assign_folds("random", labels.to_numpy(), np.arange(len(labels)), 2)}
    return run_selection(inputs, labels.to_numpy(), folds, few_settings)


def test_every_row_is_answered_out_of_fold_with_every_selector(effect, made_up):
    inputs, _ = made_up
    answers = effect.probabilities["random"]
    assert tuple(answers) == SELECTIONS
    for table in answers.values():
        assert table.index.equals(inputs.variants.index)
        np.testing.assert_allclose(table.sum(axis=1), 1)
    assert not answers["none"].equals(answers["l1"])


def test_what_was_kept_is_told_by_member_and_view_of_what_the_member_reads(effect):
    kept = effect.kept
    assert set(kept["selection"]) == set(SELECTORS)
    assert (kept["kept"] <= kept["features"]).all()
    assert (kept["features"] > 0).all()
    assert kept["kept"].sum() < kept["features"].sum()
    for member, views in kept.groupby("member")["view"]:
        assert MEMBERS[member].make is not None
        assert set(views) <= set(MEMBERS[member].views)


def test_differences_are_to_no_selection_on_the_same_rows(effect, made_up):
    _, labels = made_up
    table = score_selection(effect, labels, {"random": np.arange(len(labels))}, 100)
    rows = table.set_index("selection")
    assert rows.loc["none", "difference"] == 0
    for name in SELECTORS:
        assert rows.loc[name, "difference"] == pytest.approx(
            rows.loc[name, "log_loss"] - rows.loc["none", "log_loss"]
        )


def test_labels_of_test_rows_do_not_move_what_is_selected(made_up, few_settings):
    inputs, labels = made_up
    tested = np.arange(len(labels)) % 3 == 0
    folds = {"random": tested.astype(int)}
    changed = labels.to_numpy().copy()
    changed[tested] = changed[tested] % 9 + 1
    answers = [
        run_selection(inputs, truth, folds, few_settings).probabilities["random"]
        for truth in (labels.to_numpy(), changed)
    ]
    for name in SELECTIONS:
        np.testing.assert_array_equal(answers[0][name][tested], answers[1][name][tested])
        assert not np.array_equal(answers[0][name][~tested], answers[1][name][~tested])


def test_a_learner_without_selection_has_kept_nothing_to_tell(made_up, few_settings):
    inputs, labels = made_up
    views = few_settings.new_views()
    features = fit_transform(views, inputs, labels.to_numpy())
    learner = few_settings.new_learner(columns_of(views)).fit(features, labels.to_numpy())
    assert kept_features(learner).empty
