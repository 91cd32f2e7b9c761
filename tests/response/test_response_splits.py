"""What the splits keep apart, on any screen."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from screens import make_screen

from response.response_splits import SPLITS, ResponseSplitError, split_pairs
from response.screen import DRUG, PROFILE


def substances(screen, pairs):
    return {screen.drugs[drug].substance for drug in pairs[DRUG]}


def named_folds(screen, split, seed=0):
    """Return each tested pair's fellows, in ids: what the folds are whatever the order of rows."""
    pairs = screen.pairs
    names = list(zip(pairs[PROFILE], pairs[DRUG], strict=True))
    return {frozenset(names[place] for place in fold.test) for fold in
            split_pairs(screen, split, 3, seed)}  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    split=st.sampled_from(SPLITS),
    folds=st.integers(2, 5),
    seed=st.integers(0, 2**31 - 1),
    n_profiles=st.integers(8, 20),
    missing=st.floats(0, 0.6),
)
def test_every_pair_is_tested_once_and_nothing_leaks(split, folds, seed, n_profiles, missing):
    screen = make_screen(n_profiles, n_drugs=20, seed=seed % 7, missing=missing)
    pairs = screen.pairs
    found = split_pairs(screen, split, folds, seed)
    tested = np.concatenate([fold.test for fold in found])
    assert sorted(tested) == list(range(len(pairs)))
    for fold in found:
        train, test = pairs.iloc[fold.train], pairs.iloc[fold.test]
        assert len(train)
        assert not set(fold.train) & set(fold.test)
        if split in ("cell", "both"):
            assert not set(train[PROFILE]) & set(test[PROFILE])
        if split in ("drug", "both"):
            assert not substances(screen, train) & substances(screen, test)


def test_both_trains_on_all_pairs_that_share_neither_profile_nor_substance():
    screen = make_screen(20, missing=0.3)
    pairs = screen.pairs
    found = split_pairs(screen, "both", 3)
    assert len(found) == 9
    for fold in found:
        test = pairs.iloc[fold.test]
        tested = substances(screen, test)
        same = [screen.drugs[drug].substance in tested for drug in pairs[DRUG]]
        apart = ~pairs[PROFILE].isin(set(test[PROFILE])) & ~np.array(same)
        # pairs of a fold's profile that has no measured pair in this block may be left out, too
        assert set(fold.train) <= set(np.flatnonzero(apart))
        assert len(fold.train) >= 0.9 * apart.sum()


def test_a_profile_is_tested_on_both_ids_of_a_substance_in_one_fold():
    screen = make_screen(30, missing=0)
    pairs = screen.pairs
    for fold in split_pairs(screen, "pair", 4):
        test = pairs.iloc[fold.test]
        first, second = (set(test.loc[test[DRUG] == id, PROFILE]) for id in ("105", "106"))
        assert first == second


@pytest.mark.parametrize("split", SPLITS)
def test_the_folds_do_not_depend_on_the_order_of_rows_and_columns(split):
    screen = make_screen(25)
    responses = screen.responses
    turned = replace(screen, responses=responses.iloc[::-1, ::-1])
    shuffled = replace(screen, responses=responses.sample(frac=1, random_state=3))
    assert named_folds(screen, split) == named_folds(turned, split) == named_folds(shuffled, split)


@pytest.mark.parametrize("split", SPLITS)
def test_the_seed_decides(split):
    screen = make_screen(25)
    assert named_folds(screen, split, 1) == named_folds(screen, split, 1)
    assert named_folds(screen, split, 1) != named_folds(screen, split, 2)


@pytest.mark.parametrize(
    ("split", "folds", "message"),
    [
        ("pair", 1, "at least 2 folds, got 1"),
        ("gene", 5, "split of pair, cell, drug, both, got 'gene'"),
        ("cell", 13, "split cell into 13 folds needs at least 13 profiles .* got 12"),
        ("drug", 19, "split drug into 19 folds needs at least 19 substances .* got 18"),
        ("both", 13, "split both into 13 folds needs at least 13 profiles"),
        ("pair", 1000, "needs at least 1000 pairs"),
    ],
)
def test_what_cannot_be_split_is_said(split, folds, message):
    with pytest.raises(ResponseSplitError, match=message):
        split_pairs(make_screen(12), split, folds)


def test_a_screen_that_leaves_nothing_to_train_on_is_refused():
    screen = make_screen(2, n_drugs=2, missing=0)
    responses = screen.responses.copy()
    responses.iloc[1, 0] = np.nan  # all that is apart from the block of profile 0 and drug 1
    with pytest.raises(ResponseSplitError, match="nothing is left to train on"):
        split_pairs(replace(screen, responses=responses), "both", 2)
