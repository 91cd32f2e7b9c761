"""The plot of twins and shifts: it has all that was measured, also where there is no row."""

import numpy as np
import pandas as pd
import pytest

from experiments.leakage import TWINS, score_twins, twin_keys
from experiments.prior_shift import GIVEN, UNIFORM, score_shift
from experiments.shift_plot import draw_examination
from variants.effect_class import CLASS_COLUMNS


@pytest.fixture(scope="module")
def report(make_table):
    table = make_table(60)
    generator = np.random.default_rng(1)
    probabilities = pd.DataFrame(
        generator.dirichlet(np.ones(9), 60), index=table.index, columns=list(CLASS_COLUMNS)
    )
    folds = generator.integers(0, 3, 60)
    keys = twin_keys(table, np.arange(60) // 4, table["Text"].notna().to_numpy())
    uniform = np.full(9, 1 / 9)
    return {
        regime: {
            "twins": score_twins(
                probabilities, table["Class"], tested, keys, np.arange(60), n_resamples=100
            ),
            "shift": score_shift(
                probabilities, table["Class"], tested, {UNIFORM: uniform, GIVEN: uniform}
            ),
        }
        # In one fold, no row has a twin.
        for regime, tested in {"random": folds, "gene": np.zeros(60, dtype=int)}.items()
    }


def test_every_regime_has_a_panel_for_twins_and_one_for_shifts(report):
    figure = draw_examination(report)
    titles = [axes.get_title() for half in figure.subfigs for axes in half.axes]
    assert titles == ["Split: random", "Split: gene"] * 2


def test_sets_of_rows_and_priors_are_named(report):
    upper, lower = draw_examination(report).subfigs
    names = [label.get_text() for label in upper.axes[0].get_yticklabels()]
    assert names[:3] == ["all rows", "without a twin", "with any twin"]
    assert names[3:] == [f"with a twin by {sort}" for sort in TWINS]
    priors = [label.get_text() for label in lower.axes[0].get_yticklabels()]
    assert priors == ["as in training", "uniform", "given"]


def test_shares_of_the_rows_stand_beside_their_sets(report):
    upper, _ = draw_examination(report).subfigs
    shares = [[text.get_text() for text in axes.texts] for axes in upper.axes]
    assert shares[1] == ["100 %", "100 %", "0 %", "0 %", "0 %", "0 %"]
    assert shares[0][0] == "100 %"
    assert shares[0][2] == f"{100 * report['random']['twins']['any']['share']:.0f} %"


def test_every_prior_has_its_three_scores(report):
    _, lower = draw_examination(report).subfigs
    drawn = {(line.get_xdata()[0], line.get_ydata()[0]) for line in lower.axes[0].lines}
    expected = {
        (scores[f"log_loss{answer}"], number)
        for number, scores in enumerate(report["random"]["shift"].values())
        for answer in ("", "_reweighted", "_estimated")
    }
    assert drawn == expected
