import warnings

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from experiments.splits import SplitError, assign_folds

ROWS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 12)), min_size=2, max_size=80)
# One class or one group holds nearly every row.
SKEWED = st.lists(
    st.tuples(st.sampled_from([7] * 9 + [1, 8, 9]), st.sampled_from([0] * 12 + [1, 2, 3, 4])),
    min_size=2,
    max_size=80,
)
TINY = [(3, 3), (7, 1), (6, 0), (5, 2)]


def split(regime, labels, groups, n_folds=5, seed=0):
    with warnings.catch_warnings():
        # scikit-learn warns of classes rarer than there are folds, which is normal here
        warnings.simplefilter("ignore", UserWarning)
        return assign_folds(regime, np.asarray(labels), np.asarray(groups), n_folds, seed)


@settings(deadline=None)
@given(
    rows=st.one_of(ROWS, SKEWED),
    regime=st.sampled_from(["random", "text", "gene"]),
    n_folds=st.integers(2, 6),
    seed=st.integers(0, 3),
)
@example(rows=TINY, regime="gene", n_folds=3, seed=0)
@example(rows=TINY, regime="random", n_folds=4, seed=0)
def test_every_row_is_tested_once_in_non_empty_folds_that_no_group_straddles(
    rows, regime, n_folds, seed
):
    labels, groups = (np.asarray(column) for column in zip(*rows, strict=True))
    assume(len(rows if regime == "random" else np.unique(groups)) >= n_folds)
    folds = split(regime, labels, groups, n_folds, seed)
    assert folds.shape == labels.shape
    assert sorted(set(folds.tolist())) == list(range(n_folds))
    if regime != "random":
        assert all(len(np.unique(folds[groups == group])) == 1 for group in np.unique(groups))


@pytest.mark.parametrize("regime", ["random", "text", "gene"])
def test_the_same_seed_gives_the_same_folds_and_another_seed_others(regime):
    generator = np.random.default_rng(0)
    labels, groups = generator.integers(1, 10, 300), generator.integers(0, 60, 300)
    first = split(regime, labels, groups, seed=3)
    np.testing.assert_array_equal(first, split(regime, labels, groups, seed=3))
    assert (first != split(regime, labels, groups, seed=4)).any()


def test_the_random_split_spreads_each_class_evenly():
    labels = np.repeat([1, 4, 7], [100, 50, 25])
    folds = split("random", labels, labels)
    for label, share in ((1, 20), (4, 10), (7, 5)):
        assert np.bincount(folds[labels == label]).tolist() == [share] * 5


def test_the_gene_split_spreads_classes_where_genes_allow():
    labels, genes = np.tile([1, 7], 100), np.repeat(np.arange(50), 4)
    folds = split("gene", labels, genes)
    assert np.bincount(folds[labels == 7]).tolist() == [20] * 5


def test_groups_may_be_gene_symbols():
    folds = split("gene", [1, 7, 1, 7], ["BRAF", "KIT", "BRAF", "KIT"], n_folds=2)
    assert folds[0] == folds[2] != folds[1] == folds[3]


def test_the_random_split_does_not_read_the_groups():
    folds = split("random", [1, 1, 7, 7], ["BRAF"] * 4, n_folds=2)
    assert np.bincount(folds).tolist() == [2, 2]


@pytest.mark.parametrize(
    ("regime", "n_folds", "message"),
    [
        ("random", 9, "split random into 9 folds needs at least 9 rows, got 6"),
        (
            "text",
            4,
            "split text into 4 folds needs at least 4 groups of near-identical texts, got 3",
        ),
        ("gene", 5, "split gene into 5 folds needs at least 5 genes, got 3"),
        ("gene", 1, "expected at least 2 folds, got 1"),
        ("paper", 2, "expected a split regime of random, text, gene, got 'paper'"),
    ],
)
def test_what_cannot_be_split_is_refused_with_its_numbers(regime, n_folds, message):
    with pytest.raises(SplitError) as caught:
        split(regime, [1, 2, 3, 1, 2, 3], [0, 0, 1, 1, 2, 2], n_folds)
    assert str(caught.value).partition(";")[0] == message
    if "needs at least" in message:
        assert "split.folds in params.yaml" in str(caught.value)


def test_no_rows_at_all_are_refused():
    with pytest.raises(SplitError, match="needs at least 5 rows, got 0"):
        split("random", np.empty(0, dtype=int), [])
