import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.scores import (
    METRICS,
    bootstrap_interval,
    class_scores,
    expected_calibration_error,
    reliability_table,
    row_log_losses,
    score_probabilities,
)

COLUMNS = [f"class{number}" for number in range(1, 10)]
LABELS = pd.Series([1, 2, 3, 4, 5, 6, 7, 8, 9, 7])


def uniform(n_rows):
    return pd.DataFrame(np.full((n_rows, 9), 1 / 9), columns=COLUMNS)


def random_probabilities(n_rows, seed=0):
    matrix = np.random.default_rng(seed).dirichlet(np.ones(9), size=n_rows)
    return pd.DataFrame(matrix, columns=COLUMNS)


def with_top(*tops):
    """Return one row for each (class, probability), the rest shared evenly."""
    matrix = np.array([[(1 - p) / 8] * 9 for _, p in tops])
    for row, (number, p) in enumerate(tops):
        matrix[row, number - 1] = p
    return pd.DataFrame(matrix, columns=COLUMNS)


def test_a_uniform_guess_scores_ln_nine():
    scores = score_probabilities(uniform(10), LABELS)
    assert scores["log_loss"] == pytest.approx(np.log(9), abs=1e-12)
    assert row_log_losses(uniform(10), LABELS) == pytest.approx([np.log(9)] * 10)


def test_a_perfect_guess_scores_zero_loss_and_full_marks():
    perfect = pd.DataFrame(np.eye(9)[LABELS - 1], columns=COLUMNS)
    scores = score_probabilities(perfect, LABELS)
    assert tuple(scores) == METRICS
    assert scores["log_loss"] == pytest.approx(0, abs=1e-12)
    assert scores["ece"] == pytest.approx(0, abs=1e-12)
    assert [scores[name] for name in METRICS[1:4]] == [1.0, 1.0, 1.0]


def test_a_sure_and_wrong_guess_has_a_finite_loss():
    wrong = pd.DataFrame(np.eye(9)[LABELS % 9], columns=COLUMNS)
    assert np.isfinite(row_log_losses(wrong, LABELS)).all()
    assert score_probabilities(wrong, LABELS)["log_loss"] > 30


def test_scores_known_by_hand():
    # Truth 1, 1, 1, 7; answers 1, 1, 7, 7. Two of three 1s and the one 7 are found.
    # Recall 2/3 and 1: balanced accuracy 5/6. Precision 1 and 1/2: F1 4/5 and 2/3, mean 11/15.
    answers = with_top((1, 0.6), (1, 0.6), (7, 0.6), (7, 0.6))
    scores = score_probabilities(answers, pd.Series([1, 1, 1, 7]))
    assert scores["accuracy"] == 0.75
    assert scores["balanced_accuracy"] == pytest.approx(5 / 6)
    assert scores["macro_f1"] == pytest.approx(11 / 15)
    assert scores["log_loss"] == pytest.approx(-(3 * np.log(0.6) + np.log(0.05)) / 4)


@given(order=st.permutations(COLUMNS), seed=st.integers(0, 5))
def test_shuffled_columns_give_the_same_scores(order, seed):
    probabilities = random_probabilities(10, seed)
    shuffled = probabilities[order]
    assert score_probabilities(shuffled, LABELS) == score_probabilities(probabilities, LABELS)
    np.testing.assert_array_equal(
        row_log_losses(shuffled, LABELS), row_log_losses(probabilities, LABELS)
    )


def test_the_mean_of_the_rows_losses_is_the_log_loss():
    probabilities = random_probabilities(10)
    expected = score_probabilities(probabilities, LABELS)["log_loss"]
    assert row_log_losses(probabilities, LABELS).mean() == pytest.approx(expected)


@pytest.mark.parametrize("score", [score_probabilities, row_log_losses, reliability_table])
@pytest.mark.parametrize(
    "columns",
    [
        COLUMNS[:-1],
        [*COLUMNS[:-1], "class8"],
        [*COLUMNS, "ID"],
        list(range(1, 10)),
        [*COLUMNS, 10],
    ],
    ids=["one missing", "one twice", "one more", "numbers", "a number more"],
)
def test_other_columns_than_the_nine_classes_are_refused(score, columns):
    probabilities = pd.DataFrame(np.full((10, len(columns)), 1 / 9), columns=columns)
    with pytest.raises(ValueError, match=r"must have the columns class1, class2, .* class9, got"):
        score(probabilities, LABELS)


@pytest.mark.parametrize("score", [score_probabilities, row_log_losses, reliability_table])
@pytest.mark.parametrize(
    "labels", [LABELS[:-1], LABELS[::-1], LABELS.rename(index={0: 99})], ids=["few", "turned", "id"]
)
def test_other_rows_or_another_order_of_rows_are_refused(score, labels):
    with pytest.raises(ValueError, match="must cover the same variants in the same order"):
        score(uniform(10), labels)


def test_the_calibration_error_of_a_case_worked_by_hand():
    # Bin 0.9-1.0: confidences 0.95, 0.91, 1.0, mean 0.9533; right, wrong, right: accuracy 2/3.
    # Bin 0.5-0.6: confidence 0.55; right: accuracy 1. Bin 0.3-0.4: confidence 0.32; wrong: 0.
    # (3 * |0.9533 - 0.6667| + |0.55 - 1| + |0.32 - 0|) / 5 = (0.86 + 0.45 + 0.32) / 5 = 0.326
    answers = with_top((1, 0.95), (7, 0.91), (4, 1.0), (2, 0.55), (9, 0.32))
    labels = pd.Series([1, 1, 4, 2, 8])
    assert expected_calibration_error(answers, labels) == pytest.approx(0.326)
    assert score_probabilities(answers, labels)["ece"] == pytest.approx(0.326)
    table = reliability_table(answers, labels)
    assert table["bin"].tolist() == [3, 5, 9]
    assert table["n"].tolist() == [1, 1, 3]
    assert table["confidence"].to_numpy() == pytest.approx([0.32, 0.55, 2.86 / 3])
    assert table["accuracy"].to_numpy() == pytest.approx([0, 1, 2 / 3])


def test_the_interval_holds_the_mean_and_is_nearly_that_of_the_normal_distribution():
    losses = np.random.default_rng(1).exponential(size=1000)
    low, high = bootstrap_interval(losses, np.arange(1000))
    assert low < losses.mean() < high
    assert (high - low) / 2 == pytest.approx(1.96 * losses.std() / np.sqrt(1000), rel=0.1)


def test_the_interval_covers_the_true_mean_about_as_often_as_it_says():
    generator = np.random.default_rng(2)
    covered = 0
    for _ in range(200):
        # 60 groups of 5 rows that err alike; the true mean loss is 1.
        losses = np.repeat(generator.exponential(size=60), 5)
        low, high = bootstrap_interval(losses, np.repeat(np.arange(60), 5), n_resamples=400)
        covered += low <= 1 <= high
    assert 0.88 <= covered / 200 <= 0.99


def test_the_interval_is_wider_over_groups_than_over_rows_when_a_groups_rows_err_alike():
    losses = np.repeat(np.random.default_rng(3).exponential(size=40), 25)
    over_rows = bootstrap_interval(losses, np.arange(1000))
    over_groups = bootstrap_interval(losses, np.repeat(np.arange(40), 25))
    # Rows that are copies of each other carry the information of one: sqrt(25) times as wide.
    ratio = (over_groups[1] - over_groups[0]) / (over_rows[1] - over_rows[0])
    assert ratio == pytest.approx(5, rel=0.25)


def test_the_interval_is_the_same_each_time_and_depends_on_the_seed():
    losses, genes = np.arange(30.0), np.array(["BRAF", "KIT", "RET"] * 10)
    assert bootstrap_interval(losses, genes) == bootstrap_interval(losses, genes)
    over_rows = [bootstrap_interval(losses, np.arange(30), seed=seed) for seed in (0, 1)]
    assert over_rows[0] != over_rows[1]


def test_the_interval_of_one_group_is_its_mean():
    assert bootstrap_interval(np.array([1.0, 2.0]), np.array([7, 7])) == (1.5, 1.5)


def test_a_lower_level_gives_a_narrower_interval():
    losses = np.random.default_rng(4).exponential(size=200)
    wide = bootstrap_interval(losses, np.arange(200))
    narrow = bootstrap_interval(losses, np.arange(200), level=0.5)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_the_scores_of_each_class_that_occurs_are_known_by_hand():
    # Truth 1, 1, 1, 7, 3; answers 1, 1, 7, 7, 7: of three 1s two are found, of three 7s one is.
    answers = with_top((1, 0.6), (1, 0.6), (7, 0.6), (7, 0.6), (7, 0.6))
    table = class_scores(answers, pd.Series([1, 1, 1, 7, 3])).set_index("class")
    assert list(table.index) == [1, 3, 7]
    assert table.loc[1, ["precision", "recall", "f1", "support"]].tolist() == pytest.approx(
        [1, 2 / 3, 4 / 5, 3]
    )
    assert table.loc[7, ["precision", "recall", "f1", "support"]].tolist() == pytest.approx(
        [1 / 3, 1, 1 / 2, 1]
    )
    assert table.loc[3, ["precision", "recall", "f1", "support"]].tolist() == [0, 0, 0, 1]
    losses = [-(2 * np.log(0.6) + np.log(0.05)) / 3, -np.log(0.05), -np.log(0.6)]
    assert table["log_loss"].tolist() == pytest.approx(losses)


def test_the_loss_of_the_classes_adds_up_to_that_of_all_rows():
    probabilities = random_probabilities(10)
    table = class_scores(probabilities, LABELS)
    mean = np.average(table["log_loss"], weights=table["support"])
    assert mean == pytest.approx(score_probabilities(probabilities, LABELS)["log_loss"])
