"""The hybrid: its inner folds hold out what each case says, and what does not help is left out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from odd_screens import ODD_SCREENS, all_pairs, with_cold_rows
from screens import make_screen
from sklearn.exceptions import NotFittedError

import response.hybrid
from response.factor_model import FactorModel
from response.hybrid import CASES, INNER_FOLDS, HybridModel
from response.response_splits import split_pairs
from response.screen import DRUG, PROFILE, RESPONSE
from response.sides import NoResponsesError, read_sides

SCREEN = make_screen(60)


@pytest.fixture
def fits(monkeypatch):
    """The pairs that each factor model was fitted on: first all, then those of inner folds."""
    seen = []

    class Watched(FactorModel):
        def fit(self, pairs, y):
            seen.append(set(zip(pairs[PROFILE], pairs[DRUG], strict=True)))
            return super().fit(pairs, y)

    monkeypatch.setattr(response.hybrid, "FactorModel", Watched)
    return seen


def fit(screen, cases=CASES, pairs=None, seed=0):
    pairs = screen.pairs if pairs is None else pairs
    model = HybridModel(read_sides(screen), cases, seed)
    return model.fit(pairs[[PROFILE, DRUG]], pairs[RESPONSE].to_numpy())


def inner(fits, screen, case):
    """Fit for one case; return what each inner model did not see, and what it saw."""
    fit(screen, (case,))
    everything, *parts = fits
    assert everything == set(zip(screen.pairs[PROFILE], screen.pairs[DRUG], strict=True))
    assert len(parts) == INNER_FOLDS
    return [(everything - part, part) for part in parts]


def profiles(pairs):
    return {profile for profile, _ in pairs}


def substances(screen, pairs):
    return {screen.drugs[drug].substance for _, drug in pairs}


def test_for_a_new_profile_whole_profiles_are_held_out_each_once(fits):
    held_out = inner(fits, SCREEN, "cell")
    for left_out, seen in held_out:
        assert not profiles(left_out) & profiles(seen)
    counted = [profile for left_out, _ in held_out for profile in profiles(left_out)]
    assert sorted(counted) == sorted(SCREEN.responses.index)


def test_for_a_new_drug_whole_substances_are_held_out_each_once(fits):
    held_out = inner(fits, SCREEN, "drug")
    for left_out, seen in held_out:
        assert not substances(SCREEN, left_out) & substances(SCREEN, seen)
    counted = [one for left_out, _ in held_out for one in substances(SCREEN, left_out)]
    assert sorted(counted) == sorted({drug.substance for drug in SCREEN.drugs.values()})


def test_where_both_are_new_both_are_held_out_together(fits):
    held_out = inner(fits, SCREEN, "both")
    gone_profiles, gone_substances = [], []
    for _, seen in held_out:
        gone_profiles += sorted(set(SCREEN.responses.index) - profiles(seen))
        every = {drug.substance for drug in SCREEN.drugs.values()}
        gone_substances += sorted(every - substances(SCREEN, seen))
    assert sorted(gone_profiles) == sorted(SCREEN.responses.index)
    assert sorted(gone_substances) == sorted({d.substance for d in SCREEN.drugs.values()})


def test_for_known_pairs_pairs_are_held_out_both_ids_of_a_substance_together(fits):
    held_out = inner(fits, SCREEN, "pair")
    for left_out, seen in held_out:
        named = [
            {(profile, SCREEN.drugs[drug].substance) for profile, drug in part}
            for part in (left_out, seen)
        ]
        assert not named[0] & named[1]
        assert profiles(seen) == profiles(left_out | seen)
    assert set.union(*(left_out for left_out, _ in held_out)) == held_out[0][0] | held_out[0][1]


def test_the_weights_of_a_blend_are_never_negative():
    for seed in range(2):
        model = fit(make_screen(40, seed=seed), seed=seed)
        assert set(model.blends_) == set(CASES)
        for blend in model.blends_.values():
            assert blend.factor_weight >= 0
            assert blend.tree_weight >= 0
            assert (blend.trees is None) == (blend.tree_weight == 0)


def test_nothing_is_made_of_noise():
    """An inner fold that leaks would let the blend believe in what it has seen."""
    generator = np.random.default_rng(0)
    screen = make_screen(100)
    screen = replace(screen, responses=screen.responses * 0 + generator.normal(size=(100, 20)))
    pairs = screen.pairs
    for split in CASES:
        fold = split_pairs(screen, split, 4)[0]
        model = fit(screen, pairs=pairs.iloc[fold.train])
        test = pairs.iloc[fold.test]
        assert np.sqrt(np.mean((model.predict(test) - test[RESPONSE]) ** 2)) < 1.15
        assert np.std(model.predict(test)) < 0.45


def test_a_case_that_is_not_asked_for_is_answered_by_the_factors():
    screen = with_cold_rows(SCREEN)
    asked, pairs = all_pairs(screen), screen.pairs
    factors = FactorModel(read_sides(screen)).fit(pairs, pairs[RESPONSE].to_numpy())
    assert fit(screen, ()).predict(asked) == pytest.approx(factors.predict(asked))

    is_cell = asked[PROFILE].isin(["900004", "900008"]) & (asked[DRUG] != "104")
    blended = fit(screen, ("cell",)).predict(asked)
    assert blended[~is_cell] == pytest.approx(factors.predict(asked)[~is_cell])
    assert not np.allclose(blended[is_cell], factors.predict(asked)[is_cell])


def test_each_pair_is_answered_as_its_case_is():
    """Blending for all cases answers each as blending for it alone does."""
    screen = with_cold_rows(SCREEN)
    asked = all_pairs(screen)
    together = fit(screen).predict(asked)
    new_profile = asked[PROFILE].isin(["900004", "900008"]).to_numpy()
    new_drug = (asked[DRUG] == "104").to_numpy()
    for case, rows in {
        "pair": ~new_profile & ~new_drug,
        "cell": new_profile & ~new_drug,
        "drug": ~new_profile & new_drug,
        "both": new_profile & new_drug,
    }.items():
        assert rows.any()
        assert together[rows] == pytest.approx(fit(screen, (case,)).predict(asked)[rows])


@pytest.mark.parametrize("split", CASES)
def test_held_out_responses_are_answered_no_worse_than_by_the_factors(split):
    screen = make_screen(80, n_drugs=30, seed=3)
    pairs = screen.pairs
    missed = {"hybrid": [], "factors": []}
    for fold in split_pairs(screen, split, 3)[:2]:
        train, test = pairs.iloc[fold.train], pairs.iloc[fold.test]
        factors = FactorModel(read_sides(screen)).fit(train, train[RESPONSE].to_numpy())
        missed["factors"].append(factors.predict(test) - test[RESPONSE])
        missed["hybrid"].append(fit(screen, (split,), train).predict(test) - test[RESPONSE])
    squared = {name: np.mean(np.concatenate(parts) ** 2) for name, parts in missed.items()}
    assert squared["hybrid"] < 1.1 * squared["factors"]


@pytest.mark.parametrize(
    ("n_profiles", "n_drugs"),
    [(5, 4), (8, 8), (10, 20), (12, 9), (14, 14), (40, 11)],
)
def test_small_screens_are_answered_in_every_case(n_profiles, n_drugs):
    screen = make_screen(n_profiles, n_drugs)
    pairs = screen.pairs
    warm = (pairs[PROFILE] != "900001") & (pairs[DRUG] != "101")
    found = fit(screen, pairs=pairs[warm]).predict(all_pairs(screen))
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", ODD_SCREENS)
def test_a_screen_that_lacks_something_is_answered(name):
    screen = ODD_SCREENS[name]
    found = fit(screen).predict(all_pairs(screen))
    assert np.isfinite(found).all()


def test_too_few_profiles_to_hold_out_leave_it_to_the_factors():
    screen = make_screen(7, n_drugs=12)
    asked, pairs = all_pairs(screen), screen.pairs
    factors = FactorModel(read_sides(screen)).fit(pairs, pairs[RESPONSE].to_numpy())
    assert fit(screen).predict(asked) == pytest.approx(factors.predict(asked))


def test_the_seed_decides_the_folds(fits):
    screen = make_screen(20)
    for seed in (0, 0, 1):
        fit(screen, ("cell",), seed=seed)
    first, again, other = (fits[start + 1 : start + 5] for start in (0, 5, 10))
    assert first == again
    assert first != other


def test_nothing_to_learn_from_is_said():
    with pytest.raises(NoResponsesError, match="no response to learn from"):
        fit(SCREEN, pairs=SCREEN.pairs[:0])


def test_a_model_that_is_not_fitted_says_so():
    with pytest.raises(NotFittedError):
        HybridModel(read_sides(SCREEN)).predict(pd.DataFrame({PROFILE: [], DRUG: []}))
