"""Plots of held-out responses draw what they are given."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from response_trials import DrugMean, DrugMeanPlus
from screens import make_screen

from response.held_out import held_out_table, predict_held_out
from response.response_plots import draw_comparison, draw_drug_correlations, draw_predictions
from response.response_scores import score_drugs, score_predictions, score_references
from response.response_splits import split_pairs
from response.response_trial import make_trial


@pytest.fixture(scope="module")
def tried():
    screen = make_screen(40)
    folds = split_pairs(screen, "cell", 3)
    trial = make_trial(screen, "cell", held_out_table(screen, "cell", folds), 20)
    models = {"drug_mean": DrugMean, "tissue": DrugMeanPlus}
    predicted = {
        name: predict_held_out(screen, folds, make).predicted for name, make in models.items()
    }
    return screen, trial, predicted


def drawn(figure):
    stream = io.BytesIO()
    figure.savefig(stream)
    return stream.getvalue()


def test_predictions_are_drawn_raw_and_normalised(tried):
    _, trial, predicted = tried
    figure = draw_predictions(trial, predicted["tissue"], "tissue", "ln IC50 (µM)")
    raw, normalised = figure.axes
    assert "ln IC50 (µM)" in raw.get_xlabel()
    assert "standard deviations" in normalised.get_xlabel()
    assert drawn(figure)


def test_predictions_that_do_not_vary_are_drawn_too(tried):
    _, trial, _ = tried
    assert drawn(draw_predictions(trial, np.zeros(len(trial.observed)), "nothing", "response"))


@pytest.mark.filterwarnings("error")
def test_responses_that_are_all_equal_are_drawn_without_a_warning(tried):
    _, trial, _ = tried
    same = replace(trial, table=trial.table.assign(observed=1.0))
    assert drawn(draw_predictions(same, np.ones(len(trial.observed)), "nothing", "response"))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["x" * 400, r"$\nothing$", "a $ b"])
def test_any_name_of_a_drug_is_drawn(tried, name):
    screen, trial, predicted = tried
    drugs = score_drugs(trial, predicted["tissue"], screen).assign(name=name)
    assert drawn(draw_drug_correlations(drugs, "cell", "tissue"))


def test_drugs_are_drawn_in_order_and_the_best_is_named(tried):
    screen, trial, predicted = tried
    drugs = score_drugs(trial, predicted["tissue"], screen)
    [axes] = draw_drug_correlations(drugs, "cell", "tissue").axes
    points = next(line for line in axes.lines if len(line.get_ydata()) == len(drugs))
    assert (np.diff(points.get_ydata()) >= 0).all()
    best = drugs.sort_values("pearson").iloc[-1]
    texts = "\n".join(text.get_text() for text in axes.texts)
    assert f"best:\n{best['name']} {best['pearson']:.2f}" in texts


def test_a_screen_without_correlations_is_drawn_too(tried):
    screen, trial, predicted = tried
    none = score_drugs(trial, predicted["tissue"], screen).assign(pearson=np.nan)
    assert drawn(draw_drug_correlations(none, "cell", "tissue"))


def test_models_are_drawn_beside_the_drug_mean(tried):
    _, trial, predicted = tried
    references = score_references(trial)
    table = pd.DataFrame(
        {"split": "cell", "model": name, **score_predictions(trial, values, references)}
        for name, values in predicted.items()
    )
    figure = draw_comparison(pd.concat([table, table.assign(split="drug")]))
    assert len(figure.axes) == 8
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == ["drug_mean", "tissue"]
    assert drawn(figure)
