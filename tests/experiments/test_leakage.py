"""Twins of test rows in training: which rows have one, the scores without them, and leaks."""

import math

import numpy as np
import pandas as pd
import pytest

from experiments.leakage import (
    ANY,
    GENE_KEY,
    PAPER,
    RESIDUE,
    TWINS,
    VARIATION_TWIN,
    LeakError,
    check_no_leak,
    find_twins,
    has_twin,
    score_twins,
    twin_keys,
)
from variants.effect_class import CLASS_COLUMNS

ROWS = [
    # gene, variation, paper, has a paper, fold; what each has in another fold:
    ("BRAF", "V600E", 0, True, 0),  # paper 1, residue 2, variation 3
    ("EGFR", "L858R", 0, True, 1),  # paper 0
    ("BRAF", "V600K", 2, True, 1),  # residue 0 and 3
    ("braf", "p.(Val600Glu)", 3, True, 1),  # residue 0, variation 0
    ("TP53", "R175H", 4, True, 0),  # nothing: its twin by residue is in its own fold
    ("TP53", "R175C", 5, True, 0),
    ("KIT", "Amplification", 6, True, 0),  # variation 7, and no residue
    ("KIT", "Amplification", 7, True, 1),
    ("MET", "D1010N", 8, False, 0),  # no paper known, though the numbers agree
    ("RET", "M918T", 8, False, 1),
]


@pytest.fixture
def variants():
    return pd.DataFrame(
        {"Gene": [row[0] for row in ROWS], "Variation": [row[1] for row in ROWS]},
        index=pd.RangeIndex(100, 100 + len(ROWS), name="ID"),
    )


@pytest.fixture
def keys(variants):
    return twin_keys(variants, np.array([row[2] for row in ROWS]), np.array([r[3] for r in ROWS]))


@pytest.fixture
def folds():
    return np.array([row[4] for row in ROWS])


def rows_with(twins, sort):
    return np.flatnonzero(twins[sort]).tolist()


def test_twins_are_found_by_paper_by_residue_and_by_variation(keys, folds):
    twins = find_twins(keys, folds)
    assert rows_with(twins, PAPER) == [0, 1]
    assert rows_with(twins, RESIDUE) == [0, 2, 3]
    assert rows_with(twins, VARIATION_TWIN) == [0, 3, 6, 7]
    assert rows_with(twins, ANY) == [0, 1, 2, 3, 6, 7]
    assert twins.index.equals(keys.index)


def test_rows_without_a_known_paper_are_no_twins_by_paper_even_of_one_another(keys, folds):
    assert keys[PAPER].tolist()[-2:] == [-1, -1]
    assert not find_twins(keys, folds)[PAPER].iloc[-2:].any()


def test_variations_that_name_no_residue_are_no_twins_by_residue(keys):
    assert keys.loc[106:107, RESIDUE].tolist() == [-1, -1]


def test_the_same_residue_of_another_gene_is_no_twin():
    table = pd.DataFrame({"Gene": ["KRAS", "NRAS"], "Variation": ["G12C", "G12C"]})
    keys = twin_keys(table, np.arange(2), np.ones(2, dtype=bool))
    assert not find_twins(keys, np.array([0, 1])).any(axis=None)


def test_two_spellings_of_a_gene_are_one_gene():
    table = pd.DataFrame({"Gene": ["MLL2", "KMT2D"], "Variation": ["R1C", "Arg1Cys"]})
    keys = twin_keys(table, np.arange(2), np.ones(2, dtype=bool))
    assert keys[GENE_KEY].nunique() == 1
    assert find_twins(keys, np.array([0, 1]))[VARIATION_TWIN].all()


@pytest.mark.parametrize("seed", range(5))
def test_twins_are_those_that_a_comparison_of_all_pairs_finds(seed):
    generator = np.random.default_rng(seed)
    numbers, folds = generator.integers(-1, 12, 60), generator.integers(0, 4, 60)
    expected = [
        any(
            numbers[row] == numbers[other] >= 0 and folds[row] != folds[other]
            for other in range(60)
        )
        for row in range(60)
    ]
    assert has_twin(pd.Series(numbers), folds).tolist() == expected


@pytest.mark.parametrize(
    ("regime", "shared"), [("text", "paper"), ("gene", "gene")]
)  # fmt: skip
def test_a_leak_stops_the_run_and_names_its_rows(regime, shared, keys, folds):
    with pytest.raises(LeakError, match=rf"split {regime}: .* same {shared} .*ID 100, "):
        check_no_leak(regime, keys, folds)


def test_a_leak_is_a_fault_of_ours_and_not_wrong_input():
    assert not issubclass(LeakError, ValueError | OSError)


def test_rows_kept_apart_as_the_regime_says_pass(keys):
    check_no_leak("text", keys, keys[PAPER].to_numpy())
    check_no_leak("gene", keys, keys[GENE_KEY].to_numpy())


def test_rows_without_a_known_paper_never_leak_by_paper(keys, folds):
    check_no_leak("text", keys.iloc[-2:], folds[-2:])


def test_in_the_random_regime_twins_are_no_leak(keys, folds):
    check_no_leak("random", keys, folds)


def probabilities_of(truth, sure):
    """Give the true class ``sure``, the others the rest, alike."""
    matrix = np.repeat((1 - np.array(sure))[:, None] / 8, 9, axis=1)
    matrix[np.arange(len(truth)), np.array(truth) - 1] = sure
    return matrix


@pytest.fixture
def report(keys, folds):
    labels = pd.Series([7, 7, 7, 7, 4, 4, 2, 2, 1, 1], index=keys.index)
    # Rows with a twin are answered at 0.5, others at 1/9 and wrongly.
    sure = np.where(find_twins(keys, folds)[ANY], 0.5, 1 / 9 - 1e-9)
    table = pd.DataFrame(
        probabilities_of(labels, sure), index=keys.index, columns=list(CLASS_COLUMNS)
    )
    return score_twins(table, labels, folds, keys, np.arange(len(labels)), n_resamples=100)


def test_scores_with_and_without_twins_are_those_of_these_rows(report):
    assert report[ANY]["with"]["n"] == 6
    assert report[ANY]["without"]["n"] == 4
    assert report[ANY]["with"]["log_loss"] == pytest.approx(math.log(2))
    assert report[ANY]["without"]["log_loss"] == pytest.approx(math.log(9), abs=1e-6)
    assert report[ANY]["with"]["accuracy"] == 1
    assert report[ANY]["without"]["accuracy"] == 0
    assert report["all"]["log_loss"] == pytest.approx(0.6 * math.log(2) + 0.4 * math.log(9))
    assert report["all"]["accuracy"] == pytest.approx(0.6)


def test_shares_are_of_all_rows_and_rows_that_could_have_a_twin_are_counted(report):
    assert {sort: report[sort]["n_known"] for sort in (*TWINS, ANY)} == {
        PAPER: 8, RESIDUE: 8, VARIATION_TWIN: 10, ANY: 10,
    }  # fmt: skip
    assert {sort: report[sort]["share"] for sort in (*TWINS, ANY)} == {
        PAPER: 0.2, RESIDUE: 0.3, VARIATION_TWIN: 0.4, ANY: 0.6,
    }  # fmt: skip


def test_intervals_enclose_the_score_and_resample_groups(keys, folds):
    generator = np.random.default_rng(0)
    labels = pd.Series(generator.integers(1, 10, len(keys)), index=keys.index)
    table = pd.DataFrame(
        generator.dirichlet(np.ones(9), len(keys)), index=keys.index, columns=list(CLASS_COLUMNS)
    )

    def interval(groups):
        scores = score_twins(table, labels, folds, keys, groups, n_resamples=400)["all"]
        assert scores["log_loss_ci_low"] <= scores["log_loss"] <= scores["log_loss_ci_high"]
        return scores["log_loss_ci_high"] - scores["log_loss_ci_low"]

    assert interval(np.arange(len(keys))) > 0
    assert interval(np.zeros(len(keys), dtype=int)) == pytest.approx(0)


def test_where_no_row_has_a_twin_there_is_no_score_with_one(keys):
    labels = pd.Series(7, index=keys.index)
    table = pd.DataFrame(1 / 9, index=keys.index, columns=list(CLASS_COLUMNS))
    alone = np.zeros(len(keys), dtype=int)
    found = score_twins(table, labels, alone, keys, np.arange(len(keys)), n_resamples=100)[ANY]
    assert (found["n_twins"], found["share"]) == (0, 0)
    assert found["with"] == {
        "n": 0, "log_loss": None, "log_loss_ci_low": None, "log_loss_ci_high": None,
        "accuracy": None,
    }  # fmt: skip
    assert found["without"]["log_loss"] == pytest.approx(math.log(9))
