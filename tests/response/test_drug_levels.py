"""Means and spreads of drugs, drawn towards what drugs like them have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screens import make_screen

from response.drug_levels import PRIOR_COUNT, SMOOTHING, drug_levels
from response.sides import read_sides

SCREEN = make_screen(60)
SIMILARITY = read_sides(SCREEN).drug_similarity
RESPONSES = SCREEN.responses.to_numpy()


def expected_of_others(values, drug, similarity=SIMILARITY):
    """What all other drugs say of one: kernel ridge regression, written out."""
    others = np.arange(len(values)) != drug
    gram = similarity[np.ix_(others, others)] + SMOOTHING * np.eye(others.sum())
    return similarity[drug, others] @ np.linalg.solve(gram, values[others])


def emptied(drug, keep=0):
    responses = RESPONSES.copy()
    known = np.flatnonzero(np.isfinite(responses[:, drug]))
    responses[known[keep:], drug] = np.nan
    return responses


@pytest.mark.parametrize("kept", [0, 1, 2, 10])
def test_the_mean_of_a_drug_is_drawn_to_what_the_others_say_by_a_few_responses(kept):
    responses = emptied(drug=3, keep=kept)
    own = responses[np.isfinite(responses[:, 3]), 3]
    grand = np.nanmean(responses)
    means = np.array([
        column[np.isfinite(column)].mean() if np.isfinite(column).any() else grand
        for column in responses.T
    ])  # fmt: skip
    told = grand + expected_of_others(means - grand, 3)
    found = drug_levels(responses, SIMILARITY).mean[3]
    assert found == pytest.approx((own.sum() + PRIOR_COUNT * told) / (kept + PRIOR_COUNT))


def test_a_well_measured_drug_keeps_its_mean_and_spread():
    responses = make_screen(600, n_drugs=8, missing=0).responses.to_numpy()
    levels = drug_levels(responses, SIMILARITY[:8, :8])
    assert levels.mean == pytest.approx(responses.mean(0), abs=0.05)
    assert levels.spread == pytest.approx(responses.std(0), rel=0.05)


def test_a_drug_like_no_other_without_a_response_has_the_mean_of_all():
    levels = drug_levels(emptied(drug=19), np.eye(20))
    assert levels.mean[19] == pytest.approx(np.nanmean(emptied(drug=19)))
    assert np.isfinite(levels.spread).all()


def test_the_twin_of_a_drug_without_a_response_gives_it_its_level():
    cold = drug_levels(emptied(drug=4), SIMILARITY)
    twin = np.nanmean(RESPONSES[:, 5])
    grand = np.nanmean(RESPONSES)
    assert abs(cold.mean[4] - twin) < 0.6 * abs(grand - twin)


def test_drugs_like_one_with_a_wide_scatter_are_expected_to_scatter_widely():
    responses = np.random.default_rng(0).normal(size=(40, 4))
    responses[:, 0] *= 6
    responses[:, 2:] = np.nan
    alike = np.eye(4) + np.kron(np.array([[0, 1], [1, 0]]), 0.9 * np.eye(2))  # 2 as 0, 3 as 1
    spread = drug_levels(responses, alike).spread
    assert spread[2] > 1.5 * spread[3]


@settings(max_examples=30, deadline=None)
@given(scale=st.floats(0.01, 100), shift=st.floats(-50, 50), seed=st.integers(0, 50))
def test_another_unit_of_the_response_changes_the_levels_likewise(scale, shift, seed):
    screen = make_screen(15, seed=seed, missing=0.5)
    responses = screen.responses.to_numpy()
    levels = drug_levels(responses, SIMILARITY)
    other = drug_levels(scale * responses + shift, SIMILARITY)
    assert other.mean == pytest.approx(scale * levels.mean + shift, abs=1e-6 * (1 + scale))
    assert other.spread == pytest.approx(scale * levels.spread, rel=1e-6)
    turned = other.standardised(scale * responses + shift)
    assert turned == pytest.approx(levels.standardised(responses), abs=1e-5, nan_ok=True)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000), missing=st.floats(0, 0.97))
def test_spreads_are_positive_however_little_was_measured(seed, missing):
    responses = np.random.default_rng(seed).normal(size=(9, 20))
    responses[np.random.default_rng(seed + 1).random((9, 20)) < missing] = np.nan
    responses[0, 0] = 1.0
    levels = drug_levels(responses, SIMILARITY)
    assert np.isfinite(levels.mean).all()
    assert (levels.spread > 0).all()


@pytest.mark.parametrize("shape", [(1, 1), (5, 1), (1, 5), (6, 4)])
def test_responses_that_are_all_the_same_have_that_mean(shape):
    levels = drug_levels(np.full(shape, -1.5), np.eye(shape[1]))
    assert levels.mean == pytest.approx(-1.5)
    assert (levels.spread > 0).all()
    assert levels.standardised(np.full(shape, -1.5)) == pytest.approx(0)


def test_the_order_of_profiles_and_drugs_does_not_matter():
    generator = np.random.default_rng(0)
    rows, columns = generator.permutation(60), generator.permutation(20)
    turned = drug_levels(RESPONSES[np.ix_(rows, columns)], SIMILARITY[np.ix_(columns, columns)])
    levels = drug_levels(RESPONSES, SIMILARITY)
    assert turned.mean == pytest.approx(levels.mean[columns])
    assert turned.spread == pytest.approx(levels.spread[columns])
