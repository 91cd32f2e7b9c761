"""Vectors on one scale: unrelated ones 2 apart, squared, whatever they were measured in."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.vector_scaler import VectorScaler

COLUMNS = ("a", "b")


def table(*rows):
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=float)


def made_up(n_rows=400, seed=0):
    generator = np.random.default_rng(seed)
    return table(*zip(generator.normal(3, 5, n_rows), generator.normal(-1, 1, n_rows), strict=True))


def scaled(rows, training=None):
    return VectorScaler(COLUMNS).fit(rows if training is None else training).transform(rows)


def test_two_points_by_hand():
    # middle (2, 1), variances 4 and 1 of two points each one deviation away: spread sqrt 5
    found = scaled(table((0, 0), (4, 2)))
    np.testing.assert_allclose(found, np.array([[-2, -1], [2, 1]]) / np.sqrt(5))


def test_unrelated_vectors_are_two_apart_squared_on_average():
    found = scaled(made_up())
    squares = ((found[:, None] - found[None]) ** 2).sum(axis=2)
    assert squares.mean() == pytest.approx(2)


def test_dimensions_that_vary_more_count_more():
    variances = scaled(made_up()).var(axis=0)
    assert variances[0] / variances[1] == pytest.approx(25, rel=0.3)


@pytest.mark.parametrize("factor", [1e-3, 7.0])
def test_where_the_origin_lies_and_the_unit_are_of_no_account(factor):
    rows = made_up()
    np.testing.assert_allclose(scaled(rows * factor + 100), scaled(rows), atol=1e-7)


def test_rows_without_a_vector_stay_without_and_change_no_other():
    rows = made_up(20)
    beside = pd.concat([rows, table((np.nan, np.nan), (np.nan, 500.0))], ignore_index=True)
    found = scaled(beside)
    np.testing.assert_allclose(found[:20], scaled(rows))
    assert np.isnan(found[20]).all()
    assert np.isnan(found[21]).any()


def test_new_rows_are_put_on_the_scale_of_the_training():
    training = made_up()
    new = training.iloc[:3] * 2
    np.testing.assert_allclose(
        scaled(new, training)[0] - scaled(training)[0],
        training.iloc[0] / np.sqrt(training.var(ddof=0).sum()),
    )


@pytest.mark.parametrize(
    "training", [[], [(np.nan, np.nan)], [(3.0, 4.0)], [(3.0, 4.0)] * 3], ids=str
)
def test_training_rows_that_say_nothing_of_the_spread_leave_finite_vectors(training):
    assert np.isfinite(scaled(table((3, 4), (5, 6)), table(*training))).all()


def test_columns_may_be_none_and_others_are_not_read():
    rows = made_up(5)
    assert VectorScaler().fit(rows).transform(rows).shape == (5, 0)
    one = VectorScaler(("b",)).fit(rows).transform(rows.drop(columns="a"))
    assert one.shape == (5, 1)


def test_the_rows_are_left_as_they_were_and_a_clone_is_unfitted():
    rows = made_up(5)
    before = rows.copy()
    fitted = VectorScaler(COLUMNS).fit(rows)
    fitted.transform(rows)
    pd.testing.assert_frame_equal(rows, before)
    copy = clone(fitted)
    assert copy.columns == COLUMNS
    with pytest.raises(NotFittedError):
        copy.transform(rows)
