from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engine.local_engine import LocalEngine
from experiments.answers import ANSWER_COLUMNS
from experiments.baselines import LEARNERS, OURS
from experiments.classifier import EffectClassifier
from experiments.classifier_settings import ClassifierSettings
from experiments.crossvalidation import answer_out_of_fold, cross_validate
from experiments.scores import score_probabilities
from experiments.splits import assign_folds

REGIMES = ("random", "gene")


def folds_of(table, *regimes, n_folds=3):
    labels = table["Class"].to_numpy()
    genes = table["Gene"].to_numpy()
    return {regime: assign_folds(regime, labels, genes, n_folds) for regime in regimes}


@pytest.fixture
def table(make_table):
    return make_table(60)


def test_every_row_is_predicted_in_its_place_by_each_learner_in_each_regime(
    table, make_model_inputs, few_views
):
    results = cross_validate(
        make_model_inputs(table), table["Class"].to_numpy(), folds_of(table, *REGIMES),
        few_views,
    )  # fmt: skip
    assert list(results) == list(REGIMES)
    for by_learner in results.values():
        assert list(by_learner) == list(LEARNERS)
        for probabilities in by_learner.values():
            assert probabilities.index.equals(table.index)
            assert probabilities.columns.tolist() == [f"class{n}" for n in range(1, 10)]
            assert not probabilities.isna().any(axis=None)
            np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_a_fold_is_answered_by_the_model_fitted_on_the_other_folds(
    table, make_model_inputs, few_views
):
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    folds = folds_of(table, "gene")
    found = cross_validate(inputs, labels, folds, few_views, (OURS,))["gene"][OURS]
    for fold in range(3):
        tested = folds["gene"] == fold
        model = EffectClassifier(few_views).fit(
            inputs.take(np.flatnonzero(~tested)), labels[~tested]
        )
        expected = model.predict_proba(inputs.take(np.flatnonzero(tested)))
        np.testing.assert_array_equal(found[tested], expected)


@pytest.fixture(scope="module")
def ours(make_table, make_model_inputs, few_views):
    """Return a table, its folds, and our answers, explained in one regime of two."""
    table = make_table(60)
    folds = folds_of(table, *REGIMES)
    found = answer_out_of_fold(
        make_model_inputs(table), table["Class"].to_numpy(), folds, few_views, (OURS,),
        explained=("gene",),
    )  # fmt: skip
    return table, folds, found


def test_our_answers_stand_in_the_order_of_the_rows_with_their_probabilities(ours):
    table, _, found = ours
    assert list(found.answers) == list(REGIMES)
    for regime, answers in found.answers.items():
        assert tuple(answers.columns) == ANSWER_COLUMNS
        assert answers.index.equals(table.index)
        probabilities = found.probabilities[regime][OURS]
        np.testing.assert_array_equal(answers["probability"], probabilities.max(axis=1))
        assert answers["most_probable"].tolist() == probabilities.idxmax(axis=1).tolist()
    assert set(found.answers["gene"]["seen"]) == {"gene unseen"}
    assert "gene unseen" not in set(found.answers["random"]["seen"])


def test_answers_are_explained_in_the_regime_asked_alone_and_in_the_order_of_the_rows(ours):
    table, _, found = ours
    assert list(found.explanations) == ["gene"]
    explanations = found.explanations["gene"]
    assert len(explanations) == len(table)
    best = found.answers["gene"]["most_probable"]
    assert [f"class{each.pushes.effect}" for each in explanations] == best.tolist()


def test_a_row_is_likened_to_training_rows_of_other_folds_alone(ours):
    table, folds, found = ours
    fold = pd.Series(folds["gene"], index=table.index)
    for row_id, explanation in zip(table.index, found.explanations["gene"], strict=True):
        assert len(explanation.similar) == 5
        for similar in explanation.similar:
            assert fold[similar.id] != fold[row_id]
            assert similar.effect == table.loc[similar.id, "Class"]
            assert similar.gene != table.loc[row_id, "Gene"]


def test_the_folds_run_side_by_side_give_the_same_answers_and_explanations(
    ours, make_model_inputs, few_views
):
    table, folds, found = ours
    again = answer_out_of_fold(
        make_model_inputs(table), table["Class"].to_numpy(), {"gene": folds["gene"]},
        few_views, (OURS,), LocalEngine(2), explained=("gene",),
    )  # fmt: skip
    pd.testing.assert_frame_equal(again.answers["gene"], found.answers["gene"], check_exact=True)
    assert again.explanations == {"gene": found.explanations["gene"]}


def test_other_learners_have_probabilities_alone(table, make_model_inputs, few_views):
    found = answer_out_of_fold(
        make_model_inputs(table), table["Class"].to_numpy(), folds_of(table, "gene"),
        few_views, ("prior",),
    )  # fmt: skip
    assert list(found.probabilities["gene"]) == ["prior"]
    assert (found.answers, found.explanations) == ({}, {})


@pytest.mark.slow
def test_the_result_does_not_depend_on_the_number_of_workers(
    table, make_model_inputs, fast_settings
):
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    folds = folds_of(table, *REGIMES)
    one, two = (
        cross_validate(inputs, labels, folds, fast_settings, engine=LocalEngine(n_workers))
        for n_workers in (1, 2)
    )
    for regime in REGIMES:
        for learner in LEARNERS:
            pd.testing.assert_frame_equal(
                one[regime][learner], two[regime][learner], check_exact=True
            )


def test_progress_is_told_of_every_fold(table, make_model_inputs, fast_settings):
    seen = []

    def watch(finished, total):
        seen.append(total)
        for item in finished:
            seen.append("fold")
            yield item

    cross_validate(
        make_model_inputs(table), table["Class"].to_numpy(), folds_of(table, *REGIMES),
        fast_settings, ("prior",), progress=watch,
    )  # fmt: skip
    assert seen == [6, *["fold"] * 6]


def predictions_for_fold(table, make_model_inputs, settings, folds, fold):
    """Return what cross-validation answers for one fold, and its training rows' features."""
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    found = cross_validate(inputs, labels, {"random": folds}, settings)["random"]
    training = np.flatnonzero(folds != fold)
    fitted = EffectClassifier(settings).fit(inputs.take(training), labels[training])
    features = fitted.predict_proba(inputs.take(training))
    names = fitted.feature_names()
    return {name: frame[folds == fold] for name, frame in found.items()}, features, names


def test_labels_of_the_test_rows_change_no_prediction_of_them(
    table, make_model_inputs, fast_settings
):
    folds = folds_of(table, "random")["random"]
    altered = table.copy()
    # A permutation of the nine classes that leaves none in its place.
    altered.loc[folds == 0, "Class"] = altered.loc[folds == 0, "Class"] % 9 + 1
    before, trained, names = predictions_for_fold(table, make_model_inputs, fast_settings, folds, 0)
    after, retrained, new_names = predictions_for_fold(
        altered, make_model_inputs, fast_settings, folds, 0
    )
    for learner in LEARNERS:
        pd.testing.assert_frame_equal(before[learner], after[learner], check_exact=True)
    np.testing.assert_array_equal(trained, retrained)
    assert names == new_names


@pytest.mark.parametrize("regime", REGIMES)
def test_in_no_fold_do_labels_of_its_rows_change_what_any_learner_answers_of_them(
    table, make_model_inputs, fast_settings, regime
):
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    folds = folds_of(table, regime)

    def answered(given):
        found = answer_out_of_fold(inputs, given, folds, fast_settings, explained=(regime,))
        return found.probabilities[regime], found.answers[regime], found.explanations[regime]

    before, answers, why = answered(labels)
    for fold in range(3):
        tested = folds[regime] == fold
        altered = np.where(tested, labels % 9 + 1, labels)
        after, other_answers, other_why = answered(altered)
        pd.testing.assert_frame_equal(other_answers[tested], answers[tested], check_exact=True)
        assert not other_answers[~tested].equals(answers[~tested])
        assert all(other_why[row] == why[row] for row in np.flatnonzero(tested))
        assert any(other_why[row] != why[row] for row in np.flatnonzero(~tested))
        for learner in LEARNERS:
            pd.testing.assert_frame_equal(
                after[learner][tested], before[learner][tested], check_exact=True
            )
            assert (after[learner][~tested] != before[learner][~tested]).any(axis=None)


def test_texts_of_other_test_rows_change_no_prediction(table, make_model_inputs, fast_settings):
    folds = folds_of(table, "random")["random"]
    tested = np.flatnonzero(folds == 0)
    kept, altered = tested[0], table.copy()
    # All test rows but one are given other texts, of words seen and unseen in training.
    for number, row in enumerate(tested[1:]):
        altered.loc[table.index[row], "Text"] = f"kinase fold {number} unheard words " * 5
    before, trained, names = predictions_for_fold(table, make_model_inputs, fast_settings, folds, 0)
    after, retrained, new_names = predictions_for_fold(
        altered, make_model_inputs, fast_settings, folds, 0
    )
    np.testing.assert_array_equal(trained, retrained)
    assert names == new_names
    for learner in LEARNERS:
        row = table.index[kept]
        np.testing.assert_array_equal(before[learner].loc[row], after[learner].loc[row])


def test_random_labels_are_not_predicted_better_than_by_their_frequencies(
    make_table, make_model_inputs, fast_settings
):
    table = make_table(200, seed=5)
    eager = ClassifierSettings(n_estimators=40, max_depth=3, learning_rate=0.3, inner_folds=2)
    settings = replace(fast_settings, classifier=eager)
    found = cross_validate(
        make_model_inputs(table), table["Class"].to_numpy(), folds_of(table, "random", n_folds=5),
        settings,
    )["random"]  # fmt: skip
    loss = {
        name: score_probabilities(frame, table["Class"])["log_loss"]
        for name, frame in found.items()
    }
    assert loss["prior"] == pytest.approx(np.log(9), abs=0.05)
    for name in LEARNERS:
        assert loss[name] > loss["prior"] - 0.05
