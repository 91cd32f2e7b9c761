import numpy as np
import pandas as pd
import pytest

from engine.local_engine import LocalEngine
from experiments.baseline_answers import check_training_rows, cross_validate_baselines
from experiments.field_baselines import FieldBaselineError, field_baselines
from experiments.splits import assign_folds

FAST = field_baselines(["prior", "naive_bayes", "logistic_regression"])
SEEDED = field_baselines(["naive_bayes", "linear_svm"])


@pytest.fixture(scope="module")
def table(make_table):
    """Return variants whose class is in their embeddings and nowhere else."""
    made = make_table(90)
    generator = np.random.default_rng(1)
    classes = generator.permutation(np.resize([1, 4, 7], len(made)))
    for column, centre in (("a0", classes), ("a1", classes % 4)):
        made[column] = centre + generator.normal(scale=0.1, size=len(made))
    return made.assign(Class=classes)


@pytest.fixture(scope="module")
def inputs(table, make_model_inputs):
    return make_model_inputs(table)


@pytest.fixture(scope="module")
def folds(table):
    labels, genes = table["Class"].to_numpy(), table["Gene"].to_numpy()
    return {regime: assign_folds(regime, labels, genes, 3) for regime in ("random", "gene")}


@pytest.fixture(scope="module")
def answers(table, inputs, folds, fast_settings):
    return cross_validate_baselines(inputs, table["Class"].to_numpy(), folds, fast_settings, FAST)


def test_every_row_is_answered_by_every_baseline_in_every_regime(answers, table):
    assert list(answers) == ["random", "gene"]
    for of_regime in answers.values():
        assert list(of_regime) == list(FAST)
        for probabilities in of_regime.values():
            assert probabilities.index.equals(table.index)
            np.testing.assert_allclose(probabilities.sum(axis=1), 1)


@pytest.mark.parametrize("regime", ["random", "gene"])
def test_what_the_embeddings_say_is_learnt_on_both_encodings(answers, table, regime):
    for baseline, probabilities in answers[regime].items():
        right = probabilities.to_numpy().argmax(axis=1) + 1 == table["Class"].to_numpy()
        assert (right.mean() > 0.9) == (baseline.learner == "logistic_regression")


def test_labels_of_the_rows_tested_are_not_seen(answers, table, inputs, folds, fast_settings):
    tested = folds["random"] == 1
    labels = np.where(tested, 2, table["Class"].to_numpy())
    again = cross_validate_baselines(inputs, labels, folds, fast_settings, FAST)
    for baseline, probabilities in answers["random"].items():
        found = again["random"][baseline]
        pd.testing.assert_frame_equal(found[tested], probabilities[tested], check_exact=True)
        assert (found[~tested] != probabilities[~tested]).any(axis=None)


def test_texts_of_the_rows_tested_change_no_other_answer(
    answers, table, folds, fast_settings, make_model_inputs
):
    tested = folds["random"] == 1
    changed = np.flatnonzero(tested & table["Text"].notna().to_numpy())[0]
    texts = table["Text"].copy()
    texts.iloc[changed] = "never seen words " * 5
    again = cross_validate_baselines(
        make_model_inputs(table.assign(Text=texts)), table["Class"].to_numpy(),
        {"random": folds["random"]}, fast_settings, FAST,
    )  # fmt: skip
    others = tested & (np.arange(len(table)) != changed)
    for baseline, probabilities in answers["random"].items():
        found = again["random"][baseline]
        pd.testing.assert_frame_equal(found[others], probabilities[others], check_exact=True)


@pytest.mark.slow
def test_the_result_does_not_depend_on_the_number_of_workers(table, inputs, folds, fast_settings):
    labels = table["Class"].to_numpy()
    one, two = (
        cross_validate_baselines(inputs, labels, folds, fast_settings, SEEDED, LocalEngine(workers))
        for workers in (1, 2)
    )
    for regime, of_regime in one.items():
        for baseline, probabilities in of_regime.items():
            pd.testing.assert_frame_equal(two[regime][baseline], probabilities, check_exact=True)


def test_progress_is_told_of_every_fold(table, inputs, folds, fast_settings):
    seen = []

    def watch(finished, total):
        for item in finished:
            seen.append(total)
            yield item

    labels = table["Class"].to_numpy()
    prior = field_baselines(["prior"])
    cross_validate_baselines(inputs, labels, folds, fast_settings, prior, progress=watch)
    assert seen == [6] * 6


def test_folds_with_too_few_training_rows_are_refused(table, inputs, fast_settings):
    folds = {"random": np.zeros(90, dtype=int), "gene": np.repeat([0, 1], [45, 45])}
    folds["random"][:24] = 1
    message = (
        "the baselines need at least 25 training rows in each fold; a fold of the split random "
        "has 24"
    )
    with pytest.raises(FieldBaselineError, match=message):
        check_training_rows(folds)
    with pytest.raises(FieldBaselineError, match=message):
        cross_validate_baselines(inputs, table["Class"].to_numpy(), folds, fast_settings, FAST)
    check_training_rows({"gene": folds["gene"]})
