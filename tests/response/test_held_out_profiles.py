"""What held-out profiles tell of predictions for new tumours."""

from dataclasses import replace

import numpy as np
import pytest
from odd_screens import reordered
from screens import make_screen

from response.held_out_profiles import FOLDS, LEVEL, calibrate
from response.screen import DRUG, PROFILE, RESPONSE
from response.sides import read_sides

BIG = make_screen(300, seed=1)


def calibrated(screen, seed=0, **parameters):
    return calibrate(read_sides(screen), screen.pairs, seed, **parameters)


def with_responses(screen, values):
    return replace(screen, responses=screen.responses * 0 + values)


@pytest.fixture(scope="module")
def big():
    return calibrated(BIG)


def test_intervals_hold_about_as_many_responses_as_they_should(big):
    assert big.accuracy["interval_level"] == LEVEL
    assert big.accuracy["interval_coverage"] == pytest.approx(LEVEL, abs=0.03)


def test_predictions_for_new_profiles_are_better_than_the_drugs_means(big):
    accuracy = big.accuracy
    assert accuracy["rmse"] < 0.8 * accuracy["rmse_drug_mean"]
    assert accuracy["pearson_per_drug"] > 0.5
    assert accuracy["profiles"] == 300
    assert accuracy["folds"] == FOLDS
    assert big.scale == pytest.approx(1, abs=0.4)


def test_the_drugs_means_miss_new_profiles_by_about_the_spread_of_the_responses(big):
    spread = BIG.pairs.groupby(DRUG)[RESPONSE].transform("std", ddof=0)
    assert big.accuracy["rmse_drug_mean"] == pytest.approx(np.sqrt((spread**2).mean()), rel=0.02)


def test_scatter_is_evenly_spaced_between_the_ends_of_an_interval(big):
    assert big.low.shape == big.high.shape == (20,)
    assert (big.low < 0).all()
    assert (big.high > 0).all()
    assert (np.diff(big.scatter, axis=1) >= 0).all()
    inside = (big.scatter > big.low[:, None]) & (big.scatter < big.high[:, None])
    assert inside.mean() == pytest.approx(LEVEL, abs=0.05)


def test_a_drug_answered_with_more_noise_has_a_wider_interval():
    generator = np.random.default_rng(0)
    shape = BIG.responses.shape
    tissues = BIG.tissues.factorize()[0]
    values = 2.0 * (tissues - 2)[:, None] + generator.normal(size=shape) * 0.3
    values[:, :4] += 4 * generator.normal(size=(300, 4))
    found = calibrated(with_responses(BIG, values))
    width = found.high - found.low  # in the drug's own standard deviations
    assert width[:4].min() > 1.5 * width[4:].max()


def test_of_noise_nothing_is_predicted():
    """Leaks from a held-out profile would show here first."""
    generator = np.random.default_rng(3)
    screen = with_responses(BIG, generator.normal(size=BIG.responses.shape))
    found = calibrated(screen)
    assert found.scale < 0.3
    assert abs(found.accuracy["pearson_per_drug"]) < 0.05
    assert found.accuracy["rmse"] == pytest.approx(found.accuracy["rmse_drug_mean"], rel=0.02)
    assert found.accuracy["interval_coverage"] == pytest.approx(LEVEL, abs=0.03)


def test_a_drug_with_few_responses_takes_the_scatter_of_all():
    responses = BIG.responses.copy()
    for drug, kept in (("101", 20), ("119", 10)):
        known = responses[drug].dropna().index
        responses.loc[known[kept:], drug] = np.nan
    found = calibrated(replace(BIG, responses=responses))
    few, other = BIG.responses.columns.get_indexer(["101", "119"]), 1
    assert found.low[few[0]] == found.low[few[1]] != found.low[other]
    assert np.array_equal(found.scatter[few[0]], found.scatter[few[1]])


def test_the_seed_decides_the_folds():
    screen = make_screen(40)
    one, again, other = (calibrated(screen, seed) for seed in (1, 1, 2))
    assert one.accuracy["rmse"] == again.accuracy["rmse"]
    assert one.accuracy["rmse"] != other.accuracy["rmse"]


def test_neither_the_order_of_pairs_nor_that_of_profiles_matters():
    screen = make_screen(40)
    found = calibrated(screen)
    shuffled = calibrate(read_sides(screen), screen.pairs.sample(frac=1, random_state=0), 0)
    turned = calibrated(reordered(screen))
    for other in (shuffled, turned):
        assert other.scale == pytest.approx(found.scale)
        assert other.low == pytest.approx(found.low)
        assert other.accuracy == pytest.approx(found.accuracy, nan_ok=True)


def test_each_part_is_told_while_it_is_held_out():
    lines = []
    calibrated(make_screen(12), progress=lines.append)
    assert lines == [f"profiles held out, part {part} of 5" for part in range(1, 6)]


@pytest.mark.parametrize("n_profiles", [2, 4, 6])
def test_fewer_profiles_than_a_part_needs_are_held_out_all_the_same(n_profiles):
    found = calibrated(make_screen(n_profiles, n_drugs=12))
    assert np.isfinite(found.low).all()
    assert (found.low <= found.high).all()
    assert found.accuracy["profiles"] == n_profiles
    assert 0 <= found.accuracy["interval_coverage"] <= 1


def test_responses_that_are_all_the_same_are_predicted():
    found = calibrated(with_responses(make_screen(20), 2.0))
    assert found.accuracy["rmse"] == pytest.approx(0, abs=1e-9)
    assert np.isfinite(found.scale)


def test_every_profile_is_held_out_once():
    """One answers all drugs as no other does: a model that has seen it would meet it."""
    screen = make_screen(25, missing=0)
    far = screen.responses.copy()
    far.iloc[3] += 100
    found = calibrated(replace(screen, responses=far))
    assert found.accuracy["rmse"] > 100 / np.sqrt(25) * 0.8
    assert screen.pairs[PROFILE].nunique() == found.accuracy["profiles"]
