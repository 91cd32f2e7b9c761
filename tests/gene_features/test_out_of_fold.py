"""Inner folds: every row held out once, groups whole, classes spread, the same each time."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gene_features.out_of_fold import inner_folds

ROOT = Path(__file__).parents[2]


def fold_of(labels, groups, n_folds=5, seed=0):
    """Return the fold in which each row is held out; held out once, and kept otherwise."""
    found = np.full(len(labels), -1)
    for number, (kept, held_out) in enumerate(
        inner_folds(np.asarray(labels), np.asarray(groups), n_folds, seed)
    ):
        assert sorted([*kept, *held_out]) == list(range(len(labels)))
        assert len(held_out)
        assert (found[held_out] == -1).all()
        found[held_out] = number
    return found


ROWS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 12)), max_size=60)


@given(rows=ROWS, n_folds=st.integers(2, 7), seed=st.integers(0, 5))
def test_every_row_is_held_out_in_one_fold_and_no_group_is_split(rows, n_folds, seed):
    labels = np.array([label for label, _ in rows], dtype=int)
    groups = np.array([group for _, group in rows], dtype=int)
    folds = fold_of(labels, groups, n_folds, seed)
    assert (folds >= 0).all()
    assert len(set(folds)) == min(n_folds, len(set(groups)))
    for group in set(groups):
        assert len(set(folds[groups == group])) == 1


@given(labels=st.lists(st.integers(1, 9), max_size=80), n_folds=st.integers(2, 7))
def test_rows_of_each_class_are_spread_as_evenly_as_can_be(labels, n_folds):
    folds = fold_of(labels, np.arange(len(labels)), n_folds)
    for label in set(labels):
        counts = np.bincount(folds[np.array(labels) == label], minlength=n_folds)
        assert counts.max() - counts.min() <= 1


def test_groups_of_one_size_are_spread_by_their_most_frequent_class():
    groups = np.repeat(np.arange(20), 3)
    labels = np.tile([4, 7, 7], 20)  # of the first ten groups
    labels[30:] = np.tile([4, 1, 1], 10)
    folds = fold_of(labels, groups)
    for label in (1, 7):
        assert np.bincount(folds[labels == label]).tolist() == [4] * 5


def test_large_groups_are_dealt_over_the_folds():
    groups = np.concatenate([np.repeat(np.arange(5), 30), np.arange(5, 30)])
    folds = fold_of(np.ones(len(groups), dtype=int), groups)
    assert sorted(set(folds[:150])) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("n_groups", [1, 2, 3])
def test_with_fewer_groups_than_folds_each_group_is_a_fold(n_groups):
    groups = np.arange(9) % n_groups
    folds = fold_of(np.ones(9, dtype=int), groups)
    assert sorted(set(folds)) == list(range(n_groups))
    assert all(len(set(folds[groups == group])) == 1 for group in range(n_groups))


def test_no_rows_make_no_fold():
    assert list(inner_folds(np.empty(0, dtype=int), np.empty(0, dtype=int), 5, 0)) == []


def test_groups_may_be_words():
    folds = fold_of([1, 1, 2, 2], np.array(["KIT", "BRAF", "KIT", ""], dtype=object), 2)
    assert folds[0] == folds[2]


def test_another_seed_deals_otherwise_and_the_same_seed_alike():
    labels, groups = np.arange(40) % 9 + 1, np.arange(40)
    np.testing.assert_array_equal(fold_of(labels, groups), fold_of(labels, groups))
    assert (fold_of(labels, groups) != fold_of(labels, groups, seed=1)).any()


IN_A_PROCESS = """
import numpy as np
from gene_features.out_of_fold import inner_folds
genes = np.array([f"G{i % 23}" for i in range(99)], dtype=object)
for kept, held_out in inner_folds(np.arange(99) % 9 + 1, genes, 5, 3):
    print(held_out.tolist())
"""


@pytest.mark.slow
def test_processes_with_other_string_hashes_deal_alike():
    first, second = (
        subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second != ""
