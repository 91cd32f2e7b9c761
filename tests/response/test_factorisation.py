"""The factorisation, against planted factors and against plain Bayesian regression."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from response.factorisation import factorise, posterior_factors
from response.smoothing import make_smoother

NOISE = 0.5


def planted(seed=0, n_profiles=120, n_drugs=40, missing=0.3):
    """Responses of rank two with noise, about a third of them not measured; and all without noise.

    A drug's response has variance 2 without the noise.
    """
    generator = np.random.default_rng(seed)
    truth = generator.normal(size=(n_profiles, 2)) @ generator.normal(size=(2, n_drugs))
    measured = truth + generator.normal(scale=NOISE, size=truth.shape)
    measured[generator.random(truth.shape) < missing] = np.nan
    return measured, truth


def fitted(measured, n_factors=5, sweeps=15, similarities=None):
    left, right = similarities or (np.eye(measured.shape[0]), np.eye(measured.shape[1]))
    return factorise(
        measured, make_smoother(left, 1.0), make_smoother(right, 1.0),
        n_factors=n_factors, sweeps=sweeps,
    )  # fmt: skip


def test_responses_that_were_not_measured_are_found_by_planted_factors():
    measured, truth = planted()
    found = fitted(measured)
    missed = (found.profiles @ found.drugs.T - truth)[np.isnan(measured)]
    assert np.sqrt(np.mean(missed**2)) < 0.25 * truth.std()


def test_the_noise_of_each_drug_is_found():
    measured, _ = planted(1, n_profiles=300)
    louder = np.arange(40) < 20
    measured = measured + np.where(louder, 2.0, 0.0) * np.random.default_rng(5).normal(
        size=measured.shape
    )
    found = fitted(measured).noise
    assert found[~louder] == pytest.approx(NOISE**2, rel=0.4)
    assert found[louder] == pytest.approx(NOISE**2 + 4, rel=0.4)


def test_a_row_of_noise_gets_factors_near_to_nothing():
    noise = np.random.default_rng(2).normal(size=(120, 40))
    found = fitted(noise)
    assert np.std(found.profiles @ found.drugs.T) < 0.6
    explained = np.std(fitted(planted()[0]).profiles @ fitted(planted()[0]).drugs.T)
    assert explained > 1


def test_profiles_like_others_are_drawn_to_their_factors():
    """Half of each pair of twins has three responses: the other half tells what it has."""
    generator = np.random.default_rng(3)
    truth = np.repeat(generator.normal(size=(60, 2)), 2, axis=0) @ generator.normal(size=(2, 30))
    measured = truth + generator.normal(scale=NOISE, size=truth.shape)
    measured[1::2, 3:] = np.nan
    twins = np.kron(np.eye(60), np.full((2, 2), 4.0))
    told, alone = (
        fitted(measured, similarities=(similarity, np.eye(30)))
        for similarity in (twins, np.eye(120))
    )
    missed = [np.mean((f.profiles @ f.drugs.T - truth)[1::2, 3:] ** 2) for f in (told, alone)]
    assert missed[0] < 0.5 * missed[1]


@pytest.mark.parametrize(
    ("shape", "asked", "given"),
    [((30, 10), 4, 4), ((30, 10), 60, 9), ((6, 10), 60, 5), ((2, 2), 60, 1), ((1, 4), 60, 1),
     ((4, 1), 60, 1), ((1, 1), 60, 1)],
)  # fmt: skip
def test_there_are_fewer_factors_than_profiles_and_drugs(shape, asked, given):
    found = fitted(np.random.default_rng(0).normal(size=shape), n_factors=asked)
    assert found.profiles.shape == (shape[0], given)
    assert found.drugs.shape == (shape[1], given)
    assert found.drug_covariances.shape == (shape[1], given, given)
    assert found.profile_precision.shape == found.drug_precision.shape == (given, given)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), missing=st.sampled_from([0.0, 0.5, 0.9]))
def test_what_is_found_is_proper(seed, missing):
    measured, _ = planted(seed, n_profiles=15, n_drugs=8, missing=missing)
    found = fitted(measured, n_factors=60, sweeps=8)
    assert (found.noise > 0).all()
    for covariance in (*found.drug_covariances, found.profile_precision, found.drug_precision):
        assert covariance == pytest.approx(covariance.T, rel=1e-6, abs=1e-9)
        assert np.linalg.eigvalsh(covariance).min() > 0
    assert np.isfinite(found.profiles).all()


def test_the_order_of_profiles_and_drugs_does_not_matter():
    measured, _ = planted()
    generator = np.random.default_rng(1)
    rows, columns = generator.permutation(120), generator.permutation(40)
    found, turned = fitted(measured), fitted(measured[np.ix_(rows, columns)])
    products = (found.profiles @ found.drugs.T)[np.ix_(rows, columns)]
    assert turned.profiles @ turned.drugs.T == pytest.approx(products, abs=1e-8)


def test_responses_turned_round_give_predictions_turned_round():
    measured, _ = planted()
    found, turned = fitted(measured), fitted(-measured)
    assert turned.profiles @ turned.drugs.T == pytest.approx(
        -(found.profiles @ found.drugs.T), abs=1e-8
    )


def test_where_nothing_varies_nothing_is_predicted():
    found = fitted(np.zeros((8, 5)))
    assert found.profiles @ found.drugs.T == pytest.approx(0)
    assert np.isfinite(found.profile_precision).all()


def problem(seed, n_measured, k=3):
    generator = np.random.default_rng(seed)
    root = generator.normal(size=(k, k))
    return {
        "expected": generator.normal(size=k),
        "precision": root @ root.T + 0.1 * np.eye(k),
        "others": generator.normal(size=(n_measured, k)),
        "covariances": None,
        "noise": generator.uniform(0.1, 3, n_measured),
        "values": generator.normal(size=n_measured),
    }


def conditioned(prior_mean, precision, others, noise, values):
    """Condition the joint normal of factors and measurements on the measurements."""
    prior = np.linalg.inv(precision)
    across = prior @ others.T
    gain = across @ np.linalg.inv(others @ across + np.diag(noise))
    return prior_mean + gain @ (values - others @ prior_mean), prior - gain @ across.T


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**31 - 1), n_measured=st.integers(1, 8))
def test_folding_in_conditions_the_factors_on_what_was_measured(seed, n_measured):
    given_ = problem(seed, n_measured)
    mean, covariance = posterior_factors(**given_)
    expected = conditioned(
        given_["expected"], given_["precision"], given_["others"], given_["noise"],
        given_["values"],
    )  # fmt: skip
    assert mean == pytest.approx(expected[0], abs=1e-7)
    assert covariance == pytest.approx(expected[1], abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31 - 1), first=st.integers(0, 6))
def test_measurements_folded_in_one_after_the_other_say_the_same(seed, first):
    given_ = problem(seed, 6)
    at_once, covariance = posterior_factors(**given_)
    parts = [
        {name: given_[name][part] for name in ("others", "noise", "values")}
        for part in (slice(first), slice(first, None))
    ]
    mean, uncertainty = posterior_factors(
        given_["expected"], given_["precision"], covariances=None, **parts[0]
    )
    mean, uncertainty = posterior_factors(
        mean, np.linalg.inv(uncertainty), covariances=None, **parts[1]
    )
    assert mean == pytest.approx(at_once, abs=1e-6)
    assert uncertainty == pytest.approx(covariance, abs=1e-6)


def test_without_a_measurement_the_factors_are_as_expected():
    given_ = problem(0, 0)
    mean, covariance = posterior_factors(**given_)
    assert mean == pytest.approx(given_["expected"])
    assert covariance == pytest.approx(np.linalg.inv(given_["precision"]))


def test_factors_of_drugs_that_are_uncertain_draw_towards_nothing():
    given_ = problem(1, 3) | {"expected": np.zeros(3)}
    certain, _ = posterior_factors(**given_)
    unsure, _ = posterior_factors(**given_ | {"covariances": np.tile(50 * np.eye(3), (3, 1, 1))})
    assert np.linalg.norm(unsure) < 0.2 * np.linalg.norm(certain)
