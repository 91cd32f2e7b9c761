"""Percentiles among measured responses, against SciPy and NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from response.measured_responses import MeasuredResponses

values = st.lists(
    st.one_of(st.integers(-3, 3).map(float), st.floats(-10, 10)), min_size=1, max_size=30
)


def measured(known, unknown=2):
    return MeasuredResponses(np.array([*known, *[np.nan] * unknown])[:, None])


@settings(max_examples=100, deadline=None)
@given(known=values, asked=values)
def test_a_percentile_is_that_of_scipy_with_ties_counted_half(known, asked):
    found = measured(known).percentiles(0, np.array(asked))
    expected = [percentileofscore(known, one, kind="mean") for one in asked]
    assert found == pytest.approx(expected)


@settings(max_examples=100, deadline=None)
@given(known=values, percentile=st.floats(0, 100))
def test_the_response_at_a_percentile_is_numpys_quantile(known, percentile):
    assert measured(known).response(0, percentile) == pytest.approx(
        np.percentile(known, percentile)
    )


@settings(max_examples=60, deadline=None)
@given(known=values, one=st.floats(-12, 12), more=st.floats(0, 12))
def test_a_higher_response_never_has_a_lower_percentile(known, one, more):
    low, high = measured(known).percentiles(0, np.array([one, one + more]))
    assert 0 <= low <= high <= 100


@settings(max_examples=60, deadline=None)
@given(percentile=st.floats(1, 99))
def test_there_and_back_gives_about_the_same_percentile(percentile):
    """Among many measured responses."""
    known = measured(np.random.default_rng(0).normal(size=2000))
    back = known.percentiles(0, np.array([known.response(0, percentile)]))
    assert back.item() == pytest.approx(percentile, abs=0.1)


def test_the_most_sensitive_is_below_all_others():
    found = measured([-2.0, 1.0, 3.0, 7.0]).percentiles(0, np.array([-9.0, -2.0, 7.0, 9.0]))
    assert found.tolist() == [0, 12.5, 87.5, 100]


def test_each_drug_is_by_itself_and_what_was_not_measured_does_not_count():
    nan = np.nan
    found = MeasuredResponses(np.array([[1.0, nan], [nan, 5.0], [3.0, nan]]))
    assert found.counts.tolist() == [2, 1]
    assert found.percentiles(0, np.array([2.0])).tolist() == [50]
    assert found.percentiles(1, np.array([2.0])).tolist() == [0]
    assert found.response(1, 12.0) == 5


def test_what_is_given_stays_as_it_is():
    given_ = np.array([[3.0], [1.0], [np.nan], [2.0]])
    before = given_.copy()
    MeasuredResponses(given_).percentiles(0, np.array([1.0]))
    assert np.array_equal(given_, before, equal_nan=True)
