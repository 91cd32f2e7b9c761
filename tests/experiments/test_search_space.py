"""The table of what is tuned."""

import pytest
from optuna.distributions import FloatDistribution, IntDistribution

from experiments.classifier import ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.search_space import (
    GRID,
    SPACE,
    Choice,
    Range,
    rounded,
    values_in,
    with_values,
)
from experiments.views import all_views

SETTINGS = ExperimentSettings()


def test_every_tunable_is_a_setting_and_named_once():
    names = [tunable.name for tunable in SPACE]
    assert len(set(names)) == len(names)
    for tunable in SPACE:
        assert isinstance(tunable.value(SETTINGS), int | float | str)
        assert tunable.distribution(SETTINGS)._contains(
            tunable.distribution(SETTINGS).to_internal_repr(tunable.value(SETTINGS))
        )


def test_the_grid_is_of_tunables_and_within_their_ranges():
    known = {tunable.name: tunable.distribution(SETTINGS) for tunable in SPACE}
    assert set(GRID) < set(known)
    for name, points in GRID.items():
        assert 2 <= len(points) <= 3
        assert all(known[name]._contains(known[name].to_internal_repr(point)) for point in points)


def test_a_range_grows_to_hold_the_value_of_the_settings():
    depth = Range("classifier.max_depth", 2, 6)
    rate = Range("classifier.learning_rate", 0.05, 0.3, log=True)
    word = Choice("classifier.selection", ("none", "l1"))
    settings = ExperimentSettings(
        ClassifierSettings(max_depth=11, learning_rate=0.01, selection="forest")
    )
    assert depth.distribution(SETTINGS) == IntDistribution(2, 6)
    assert depth.distribution(settings) == IntDistribution(2, 11)
    assert rate.distribution(settings) == FloatDistribution(0.01, 0.3, log=True)
    assert word.distribution(SETTINGS).choices == ("none", "l1")
    assert word.distribution(settings).choices == ("none", "l1", "forest")


def test_values_are_put_into_the_sections_they_are_of_and_all_else_is_kept():
    values = {"classifier.max_depth": 3, "text.response_strength": 2.5}
    found = with_values(SETTINGS, values)
    assert (found.classifier.max_depth, found.text.response_strength) == (3, 2.5)
    own = values_in(SETTINGS, SPACE)
    assert values_in(found, SPACE) == {**own, **values}
    assert with_values(found, own) == SETTINGS


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0123456, 0.0123), (48.96, 49.0), (7, 7), ("l1", "l1")]
)
def test_fractions_are_tried_with_three_digits(value, expected):
    found = rounded({"a.b": value})["a.b"]
    assert found == expected
    assert type(found) is type(expected)


def test_a_tunable_of_the_text_names_the_views_that_it_changes():
    for tunable in SPACE:
        assert set(tunable.views) <= set(all_views(SETTINGS.text))
        assert bool(tunable.views) == tunable.name.startswith("text.")
