"""Means, against pandas and against least squares."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_screens import all_pairs
from screens import make_screen
from sklearn.exceptions import NotFittedError

from response.mean_models import MeanModel, MeanOf
from response.screen import DRUG, PROFILE, RESPONSE
from response.sides import UnknownPairError, read_sides

BOTH = MeanOf.DRUG | MeanOf.PROFILE
SCREEN = make_screen(30, missing=0.3)
SIDES = read_sides(SCREEN)


def fit(means, pairs=SCREEN.pairs, sides=SIDES):
    return MeanModel(sides, means).fit(pairs, pairs[RESPONSE].to_numpy())


def test_the_overall_mean_is_the_same_for_all():
    assert fit(MeanOf.ALL).predict(all_pairs(SCREEN)) == pytest.approx(
        SCREEN.pairs[RESPONSE].mean()
    )


@pytest.mark.parametrize(("means", "column"), [(MeanOf.DRUG, DRUG), (MeanOf.PROFILE, PROFILE)])
def test_a_mean_of_one_side_is_that_of_its_responses(means, column):
    expected = SCREEN.pairs.groupby(column)[RESPONSE].transform("mean")
    assert fit(means).predict(SCREEN.pairs) == pytest.approx(expected.to_numpy())


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 500), missing=st.sampled_from([0.0, 0.2, 0.5, 0.8]))
def test_the_effects_of_both_sides_are_those_of_least_squares(seed, missing):
    screen = make_screen(12, n_drugs=8, seed=seed, missing=missing)
    pairs = screen.pairs
    design = pd.get_dummies(pairs[[PROFILE, DRUG]]).to_numpy(dtype=float)
    solved, *_ = np.linalg.lstsq(design, pairs[RESPONSE].to_numpy())
    found = fit(BOTH, pairs, read_sides(screen)).predict(pairs)
    assert found == pytest.approx(design @ solved, abs=1e-5 * pairs[RESPONSE].std())


def test_where_everything_was_measured_both_effects_are_exact():
    screen = make_screen(20, missing=0)
    values = screen.responses
    expected = values.mean(axis=1).to_numpy()[:, None] + values.mean().to_numpy()[None, :]
    found = fit(BOTH, screen.pairs, read_sides(screen)).predict(all_pairs(screen))
    assert found.reshape(values.shape) == pytest.approx(expected - values.to_numpy().mean())


@pytest.mark.parametrize("means", [MeanOf.ALL, MeanOf.DRUG, MeanOf.PROFILE, BOTH])
def test_what_has_no_response_has_no_effect(means):
    cold = (SCREEN.pairs[PROFILE] == "900003") | (SCREEN.pairs[DRUG] == "104")
    model = fit(means, SCREEN.pairs[~cold])
    asked = pd.DataFrame({PROFILE: ["900003", "900003"], DRUG: ["104", "101"]})
    found = model.predict(asked)
    assert found[0] == pytest.approx(SCREEN.pairs[RESPONSE][~cold].mean())
    if means == MeanOf.DRUG:
        left = SCREEN.pairs[~cold & (SCREEN.pairs[DRUG] == "101")]
        assert found[1] == pytest.approx(left[RESPONSE].mean())


@pytest.mark.parametrize("means", [MeanOf.DRUG, MeanOf.PROFILE, BOTH])
def test_the_order_of_the_pairs_does_not_matter(means):
    asked = all_pairs(SCREEN)
    shuffled = fit(means, SCREEN.pairs.sample(frac=1, random_state=2))
    assert shuffled.predict(asked) == pytest.approx(fit(means).predict(asked))


def test_a_model_that_is_not_fitted_says_so():
    with pytest.raises(NotFittedError):
        MeanModel(SIDES).predict(SCREEN.pairs)


def test_an_id_that_the_screen_does_not_have_is_named():
    with pytest.raises(UnknownPairError, match="the screen has no drug 'Z9'"):
        fit(BOTH).predict(pd.DataFrame({PROFILE: ["900001"], DRUG: ["Z9"]}))
