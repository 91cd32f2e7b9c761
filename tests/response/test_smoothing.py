"""Smoothing over similarities, against plain solutions of the same equations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from response.smoothing import make_smoother

SEEDS = st.integers(0, 2**31 - 1)
STRENGTHS = st.floats(0.05, 20)


def made(seed, n_points, n_values=3):
    """Similarities of random points, some of them twins, and a value for each."""
    generator = np.random.default_rng(seed)
    points = generator.normal(size=(n_points, 3))
    points[-1] = points[0]
    return points @ points.T + 1.0, generator.normal(size=(n_points, n_values))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, n_points=st.integers(2, 15), strength=STRENGTHS)
def test_the_left_out_estimate_is_that_of_a_smoother_without_the_point(seed, n_points, strength):
    similarities, values = made(seed, n_points)
    found = make_smoother(similarities, strength).left_out(values)
    for point in range(n_points):
        others = np.arange(n_points) != point
        refitted = make_smoother(similarities[np.ix_(others, others)], strength)
        expected = refitted.at(similarities[[point]][:, others], values[others])
        assert found[point] == pytest.approx(expected[0], abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, n_points=st.integers(1, 15), strength=STRENGTHS)
def test_an_estimate_is_the_minimum_of_ridge_regression(seed, n_points, strength):
    generator = np.random.default_rng(seed)
    points, new = generator.normal(size=(n_points, 4)), generator.normal(size=(5, 4))
    values = generator.normal(size=(n_points, 2))
    slopes = np.linalg.solve(points.T @ points + strength * np.eye(4), points.T @ values)
    found = make_smoother(points @ points.T, strength).at(new @ points.T, values)
    assert found == pytest.approx(new @ slopes, abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, n_points=st.integers(2, 15), strength=STRENGTHS)
def test_more_smoothing_never_draws_the_estimates_further_out(seed, n_points, strength):
    similarities, values = made(seed, n_points)
    less, more = (
        make_smoother(similarities, s).at(similarities, values) for s in (strength, 2 * strength)
    )
    assert np.linalg.norm(more) <= np.linalg.norm(less) + 1e-9


def test_a_point_alone_has_nothing_to_go_by():
    smoother = make_smoother(np.array([[4.0]]), strength=1.0)
    assert smoother.left_out(np.array([[7.0]])) == pytest.approx(0)
    assert smoother.at(np.array([[4.0]]), np.array([[7.0]])) == pytest.approx(7 * 4 / 5)


def test_a_point_like_no_other_is_not_told_anything_by_them():
    similarities = np.array([[2.0, 1.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, 2.0]])
    found = make_smoother(similarities, 1.0).left_out(np.array([[1.0], [4.0], [9.0]]))
    assert found[:, 0] == pytest.approx([4 / 3, 1 / 3, 0])


def test_points_fully_alike_share_what_they_say():
    found = make_smoother(np.full((3, 3), 2.0), 1.0).at(
        np.array([[2.0, 2.0, 2.0]]), np.array([[1.0], [2.0], [6.0]])
    )
    assert found.item() == pytest.approx(9 * 2 / 7)


def test_with_hardly_any_smoothing_known_points_keep_their_values():
    similarities, values = made(4, 2)
    similarities = similarities + 3 * np.eye(2)
    found = make_smoother(similarities, 1e-9).at(similarities, values)
    assert found == pytest.approx(values, abs=1e-6)


def test_the_order_of_the_points_does_not_matter():
    similarities, values = made(2, 12)
    order = np.random.default_rng(0).permutation(12)
    turned = make_smoother(similarities[np.ix_(order, order)], 2.0).left_out(values[order])
    assert turned == pytest.approx(make_smoother(similarities, 2.0).left_out(values)[order])
