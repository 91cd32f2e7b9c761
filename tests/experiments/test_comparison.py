from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.comparison import (
    CHANGE_COLUMNS,
    NotComparableError,
    changed_classes,
    compare_runs,
)

COLUMNS = [f"class{number}" for number in range(1, 10)]
REGIMES = ["random", "text", "gene"]


def with_truth_at(run, probability, regimes=REGIMES, rows=slice(None)):
    """Return the run with this probability of the true class, the rest shared evenly."""
    answers = {name: table.copy() for name, table in run.answers.items()}
    for regime in regimes:
        table = answers[regime]
        matrix = table[COLUMNS].to_numpy().copy()
        truth = table["Class"].to_numpy() - 1
        told = np.full(matrix.shape, (1 - probability) / 8)
        told[np.arange(len(truth)), truth] = probability
        matrix[rows] = told[rows]
        table[COLUMNS] = matrix
    return replace(run, answers=answers)


def test_the_difference_is_the_second_run_less_the_first_and_known_by_hand(make_run):
    first, second = (with_truth_at(make_run(), p) for p in (0.5, 0.25))
    comparison = compare_runs(first, second)
    assert list(comparison.regimes) == REGIMES
    for scores in comparison.regimes.values():
        assert scores.first["log_loss"] == pytest.approx(np.log(2))
        assert scores.difference == pytest.approx(np.log(2))
        assert scores.interval == pytest.approx((np.log(2), np.log(2)))
        assert scores.is_worse
    assert not compare_runs(second, first).regimes["gene"].is_worse


def test_a_run_does_not_differ_from_itself(make_run):
    comparison = compare_runs(make_run(), make_run())
    assert {scores.interval for scores in comparison.regimes.values()} == {(0, 0)}
    assert comparison.changed.empty
    assert list(comparison.changed.columns) == list(CHANGE_COLUMNS)
    assert comparison.parameters == {}


def test_the_interval_resamples_rows_papers_and_genes(make_run):
    scores = compare_runs(make_run(), make_run("second", seed=1)).regimes
    assert {name: found.n_groups for name, found in scores.items()} == {
        "random": 120, "text": 24, "gene": 12,
    }  # fmt: skip


def test_what_one_gene_alone_loses_is_noise_in_the_split_gene(make_run):
    first = with_truth_at(make_run(), 0.5)
    genes = first.groups["gene"]
    second = with_truth_at(first, 0.1, rows=genes == 3)
    scores = compare_runs(first, second).regimes
    assert scores["gene"].difference == pytest.approx(np.log(5) / 12)
    assert scores["random"].is_worse  # ten rows of 120 are many
    assert not scores["gene"].is_worse  # one gene of twelve is not


def test_the_interval_is_paired_and_so_narrower_than_the_scores_own(make_run):
    first = make_run(skill=0.3)
    second = replace(
        first,
        answers={
            name: table.assign(**{c: 0.98 * table[c] + 0.02 / 9 for c in COLUMNS})
            for name, table in first.answers.items()
        },
    )
    low, high = compare_runs(first, second).regimes["random"].interval
    unrelated = compare_runs(first, make_run(seed=5)).regimes["random"].interval
    assert high - low < (unrelated[1] - unrelated[0]) / 5


def test_runs_of_other_data_are_refused(make_run):
    other = make_run("second", tags={"data.sha256": "cd" * 32, "data.name": "other"})
    with pytest.raises(NotComparableError) as refused:
        compare_runs(make_run(), other)
    assert "different data (made-up abababab; other cdcdcdcd)" in str(refused.value)


@pytest.mark.parametrize("name", ["split.folds", "split.seed", "split.text_similarity"])
def test_runs_of_other_split_parameters_are_refused(make_run, name):
    values = [make_run(run, parameters={name: value}) for run, value in (("a", "3"), ("b", "4"))]
    with pytest.raises(NotComparableError, match=rf"different folds \({name} 3 and 4\)"):
        compare_runs(*values)


def test_runs_whose_folds_differ_though_their_parameters_agree_are_refused(make_run):
    second = make_run("second")
    answers = {**second.answers, "gene": second.answers["gene"].assign(fold=0)}
    with pytest.raises(NotComparableError, match="other rows or folds in the split gene"):
        compare_runs(make_run(), replace(second, answers=answers))


def test_the_parameters_that_differ_are_named_with_both_values(make_run):
    first = make_run(parameters={"classifier.max_depth": "4", "text.old": "1", "same": "x"})
    second = make_run(parameters={"classifier.max_depth": "6", "text.new": "2", "same": "x"})
    assert compare_runs(first, second).parameters == {
        "classifier.max_depth": ("4", "6"), "text.new": (None, "2"), "text.old": ("1", None),
    }  # fmt: skip


def test_a_run_without_groups_takes_those_of_the_other(make_run):
    old, new = make_run("old", keeps_groups=False), make_run("new", seed=1)
    for pair in ((old, new), (new, old)):
        comparison = compare_runs(*pair)
        assert comparison.regimes["gene"].n_groups == 12
        assert comparison.changed["Gene"].str.startswith("GENE").all()


def test_without_any_groups_there_is_a_difference_but_no_interval(make_run):
    pair = [make_run(name, seed, keeps_groups=False) for seed, name in enumerate(("a", "b"))]
    scores = compare_runs(*pair).regimes
    assert scores["random"].interval is not None
    assert (scores["gene"].interval, scores["gene"].n_groups) == (None, None)
    assert not scores["gene"].is_worse
    assert scores["gene"].difference != 0


def test_the_variants_whose_class_changed_are_told_with_what_became_of_them():
    def answers(*tops):
        matrix = np.full((4, 9), 0.05)
        matrix[np.arange(4), np.array(tops) - 1] = 0.6
        table = pd.DataFrame(matrix, columns=COLUMNS, index=pd.Index([11, 12, 13, 14], name="ID"))
        return table.assign(Class=[1, 2, 3, 4])

    names = pd.DataFrame(
        {"Gene": list("ABCD"), "Variation": ["NA", "x", "y", "z"]}, index=[11, 12, 13, 14]
    )
    changed = changed_classes(answers(1, 1, 5, 4), answers(9, 2, 6, 4), names).set_index("ID")
    assert changed["outcome"].to_dict() == {
        11: "right to wrong", 12: "wrong to right", 13: "wrong to wrong",
    }  # fmt: skip
    lost = changed.loc[11]
    assert (lost["Gene"], lost["Variation"], lost["from"], lost["to"]) == ("A", "NA", 1, 9)
    assert (lost["from_probability"], lost["to_probability"]) == (0.6, 0.6)
    assert (lost["true_probability_first"], lost["true_probability_second"]) == (0.6, 0.05)
    assert changed.index[-1] == 13  # its true class did not move


def test_two_comparisons_of_the_same_runs_are_equal(make_run):
    pair = make_run(), make_run("second", seed=1)
    one, other = compare_runs(*pair), compare_runs(*pair)
    assert one.regimes == other.regimes
    pd.testing.assert_frame_equal(one.changed, other.changed)
