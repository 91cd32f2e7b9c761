"""Scores of held-out responses: known numbers, references, intervals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from response_trials import DrugMean, DrugMeanPlus
from scipy.stats import pearsonr, spearmanr
from screens import make_screen
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from response.held_out import HeldOutError, held_out_table, predict_held_out
from response.response_scores import (
    LOWER_IS_BETTER,
    MEASURES,
    score_drugs,
    score_predictions,
    score_references,
)
from response.response_splits import SPLITS, split_pairs
from response.response_trial import make_trial
from response.screen import DRUG, PROFILE, RESPONSE


def trial_of(screen, split, folds=3, n_resamples=50, seed=0):
    found = split_pairs(screen, split, folds, seed)
    return make_trial(screen, split, held_out_table(screen, split, found), n_resamples), found


def scores_of(trial, predicted):
    return score_predictions(trial, np.asarray(predicted), score_references(trial))


@pytest.fixture(scope="module")
def screen():
    return make_screen(60, missing=0.2)


@pytest.mark.parametrize("split", SPLITS)
def test_the_drug_mean_differs_from_itself_in_nothing(split):
    screen = make_screen(40, n_drugs=60)
    trial, folds = trial_of(screen, split)
    scores = scores_of(trial, predict_held_out(screen, folds, DrugMean).predicted)
    for measure in MEASURES:
        for end in ("", "_ci_low", "_ci_high"):
            assert scores[f"{measure}_minus_drug_mean{end}"] == pytest.approx(0, abs=1e-9), measure
            assert scores[f"{measure}{end}"] == pytest.approx(
                scores[f"{measure}_drug_mean{end}"], nan_ok=True
            )


@pytest.mark.parametrize("split", SPLITS)
def test_perfect_predictions_score_perfectly(screen, split):
    trial, _ = trial_of(screen, split)
    scores = scores_of(trial, trial.observed)
    for measure in LOWER_IS_BETTER:
        assert scores[measure] == pytest.approx(0, abs=1e-9)
        assert scores[f"{measure}_minus_drug_mean_ci_high"] < 0
    for measure in ("r2", "pearson", "r2_per_drug", "pearson_per_drug", "spearman_per_drug"):
        assert scores[measure] == pytest.approx(1)
    assert scores["ndcg_at_5"] > scores["ndcg_at_5_drug_mean"] + 0.2


def test_raw_scores_are_those_of_scikit_learn(screen):
    trial, folds = trial_of(screen, "cell")
    predicted = predict_held_out(screen, folds, DrugMeanPlus).predicted
    scores = scores_of(trial, predicted)
    assert scores["rmse"] == pytest.approx(root_mean_squared_error(trial.observed, predicted))
    assert scores["mse"] == pytest.approx(scores["rmse"] ** 2)
    assert scores["mae"] == pytest.approx(mean_absolute_error(trial.observed, predicted))
    assert scores["r2"] == pytest.approx(r2_score(trial.observed, predicted))
    assert scores["pearson"] == pytest.approx(pearsonr(trial.observed, predicted)[0])


@pytest.mark.parametrize("split", ["pair", "cell", "drug"])
def test_correlations_are_means_of_those_inside_the_folds(screen, split):
    trial, _ = trial_of(screen, split, folds=2)
    predicted = trial.observed + np.random.default_rng(0).normal(0, 2, len(trial.observed))
    table = trial.table.assign(predicted=predicted)
    expected = {"pearson_per_drug": [], "spearman_per_drug": []}
    for _, rows in table.groupby(DRUG):
        folds = [fold for _, fold in rows.groupby("fold") if len(fold) >= 10]
        assert folds
        for name, correlate in (("pearson_per_drug", pearsonr), ("spearman_per_drug", spearmanr)):
            each = [correlate(fold["observed"], fold["predicted"])[0] for fold in folds]
            expected[name].append(np.average(each, weights=list(map(len, folds))))
    scores = scores_of(trial, predicted)
    for name, values in expected.items():
        assert scores[name] == pytest.approx(np.mean(values))
    assert trial.counts["drugs_correlated"] == len(expected["pearson_per_drug"])


def test_a_drug_with_small_folds_is_correlated_over_all_and_a_rare_one_not():
    screen = make_screen(30, missing=0)
    responses = screen.responses.copy()
    responses.iloc[9:, 3] = np.nan  # nine pairs
    screen = replace(screen, responses=responses)
    trial, _ = trial_of(screen, "cell", folds=5)
    predicted = trial.observed + np.random.default_rng(0).normal(0, 1, len(trial.observed))
    drugs = score_drugs(trial, predicted, screen).set_index(DRUG)
    rows = (trial.table[DRUG] == "101").to_numpy()
    assert drugs.loc["101", "pearson"] == pytest.approx(
        pearsonr(trial.observed[rows], predicted[rows])[0]
    )
    assert np.isnan(drugs.loc["104", "pearson"])
    assert drugs.loc["104", "n"] == 9
    assert trial.counts["drugs_correlated"] == 19


def test_normalised_errors_are_in_the_drugs_training_deviations(screen):
    trial, folds = trial_of(screen, "cell")
    pairs = screen.pairs
    errors = []
    for fold in folds:
        train, test = pairs.iloc[fold.train], pairs.iloc[fold.test]
        known = train.groupby(DRUG)[RESPONSE]
        errors += list((test[RESPONSE] - 1 - test[RESPONSE]) / test[DRUG].map(known.std(ddof=0)))
    scores = scores_of(trial, trial.observed - 1)
    assert scores["normalised_rmse"] == pytest.approx(np.sqrt(np.mean(np.square(errors))))
    assert scores["normalised_mae"] == pytest.approx(np.mean(np.abs(errors)))
    scaled = replace(screen, responses=screen.responses * np.linspace(1, 9, 20))
    other, _ = trial_of(scaled, "cell")
    at_scale = scores_of(other, other.table["drug_mean"])
    assert at_scale["normalised_rmse"] == pytest.approx(scores["normalised_rmse_drug_mean"])
    assert at_scale["rmse"] != pytest.approx(scores["rmse_drug_mean"])


def test_normalised_rankings_see_past_the_drugs_potency():
    """Each profile answers one drug as nobody else does; another drug is stronger in all."""
    generator = np.random.default_rng(0)
    screen = make_screen(60, missing=0)
    responses = pd.DataFrame(
        generator.normal(0, 0.1, (60, 20)) + np.linspace(-8, 8, 20),
        screen.responses.index, screen.responses.columns,
    )  # fmt: skip
    for place in range(60):
        responses.iloc[place, place % 20] -= 1
    screen = replace(screen, responses=responses)
    trial, _ = trial_of(screen, "cell")
    scores = scores_of(trial, trial.observed)
    assert scores["recall_at_5"] > 0.9
    assert scores["raw_recall_at_5"] < 0.5
    assert scores["raw_recall_at_5"] == pytest.approx(scores["raw_recall_at_5_drug_mean"], abs=0.1)


def test_what_training_does_not_hold_is_not_learnt_from():
    """A model that reads the screen it is given finds no held-out response there."""
    screen = make_screen(20)
    pairs = screen.pairs

    class Peeping(DrugMean):
        def __init__(self, screen, seed):
            super().__init__(screen, seed)
            self.given = screen.responses

        def predict(self, asked):
            at = [self.given.index.get_indexer(asked[PROFILE]),
                  self.given.columns.get_indexer(asked[DRUG])]  # fmt: skip
            assert np.isnan(self.given.to_numpy()[tuple(at)]).all()
            return super().predict(asked)

    for split in SPLITS:
        folds = split_pairs(screen, split, 3)
        predictions = predict_held_out(screen, folds, Peeping)
        assert len(predictions.seconds) == len(folds)
        assert np.isfinite(predictions.predicted).all()
    assert screen.pairs.equals(pairs)


def test_references_and_deciles_come_from_training(screen):
    folds = split_pairs(screen, "drug", 3)
    table = held_out_table(screen, "drug", folds)
    pairs = screen.pairs
    train, test = pairs.iloc[folds[0].train], pairs.iloc[folds[0].test]
    assert table.loc[test.index, "drug_mean"].to_numpy() == pytest.approx(train[RESPONSE].mean())
    row = test.iloc[0]
    fellow = train[train[PROFILE] == row[PROFILE]]
    above = fellow[RESPONSE] - fellow[DRUG].map(train.groupby(DRUG)[RESPONSE].mean())
    expected = train[RESPONSE].mean() + above.mean()
    assert table.loc[row.name, "profile_mean"] == pytest.approx(expected)
    own = pairs.loc[pairs[DRUG] == row[DRUG], RESPONSE]
    assert table.loc[row.name, "decile"] == pytest.approx(own.quantile(0.1))
    by_cell = split_pairs(screen, "cell", 3)
    seen = held_out_table(screen, "cell", by_cell)
    train, row = pairs.iloc[by_cell[0].train], pairs.iloc[by_cell[0].test].iloc[0]
    seen_by = train.loc[train[DRUG] == row[DRUG], RESPONSE]
    assert seen.loc[row.name, "decile"] == pytest.approx(seen_by.quantile(0.1))
    assert seen.loc[row.name, "centre"] == pytest.approx(seen_by.mean())


def test_scores_do_not_depend_on_the_order_of_the_rows(screen):
    turned = replace(screen, responses=screen.responses.iloc[::-1, ::-1])
    found = []
    for one in (screen, turned):
        trial, folds = trial_of(one, "both")
        found.append(scores_of(trial, predict_held_out(one, folds, DrugMeanPlus).predicted))
    assert found[0] == pytest.approx(found[1], nan_ok=True)


def test_intervals_cover_what_other_profiles_would_score():
    """The RMSE of the drug mean over 40 profiles, in screens drawn from the same world."""
    drawn, covered = [], 0
    for seed in range(40):
        generator = np.random.default_rng(seed)
        base = make_screen(40, n_drugs=10, missing=0)
        shifts = generator.normal(0, 1, (40, 1))
        responses = base.responses * 0 + shifts + generator.normal(0, 1, (40, 10))
        screen = replace(base, responses=responses)
        trial, _ = trial_of(screen, "cell", folds=4, n_resamples=300)
        scores = scores_of(trial, np.zeros(len(trial.observed)))
        drawn.append(scores["mse"])
        covered += scores["mse_ci_low"] <= 2 <= scores["mse_ci_high"]
    assert np.mean(drawn) == pytest.approx(2, abs=0.2)
    assert covered >= 34


def test_a_unit_is_resampled_whole():
    """Profiles that are all alike inside leave nothing uncertain but which profiles are drawn."""
    base = make_screen(40, n_drugs=10, missing=0)
    alike = np.repeat(np.random.default_rng(0).normal(0, 1, (40, 1)), 10, axis=1)
    screen = replace(base, responses=base.responses * 0 + alike)
    trial, _ = trial_of(screen, "cell", n_resamples=500)
    scores = scores_of(trial, np.zeros(400))
    width = scores["mse_ci_high"] - scores["mse_ci_low"]
    expected = 2 * 1.96 * np.std(alike[:, 0] ** 2) / np.sqrt(40)
    assert width == pytest.approx(expected, rel=0.2)


def test_drugs_are_scored_by_themselves(screen):
    trial, folds = trial_of(screen, "cell", folds=2)
    predicted = predict_held_out(screen, folds, DrugMeanPlus).predicted
    drugs = score_drugs(trial, predicted, screen)
    assert list(drugs) == ["drug", "name", "n", "rmse", "rmse_drug_mean", "pearson", "spearman"]
    assert drugs["n"].sum() == len(screen.pairs)
    assert drugs["name"].tolist() == sorted(drugs["name"], key=str.casefold)
    one = drugs.set_index(DRUG).loc["103"]
    rows = (trial.table[DRUG] == "103").to_numpy()
    assert one["name"] == "Lapatinib"
    assert one["rmse"] == pytest.approx(
        root_mean_squared_error(trial.observed[rows], predicted[rows])
    )
    assert drugs["pearson"].mean() == pytest.approx(scores_of(trial, predicted)["pearson_per_drug"])


def test_a_response_that_never_varies_enters_no_normalised_score():
    screen = make_screen(30, missing=0)
    responses = screen.responses.copy()
    responses.iloc[:, 0] = 1.5
    screen = replace(screen, responses=responses)
    trial, folds = trial_of(screen, "cell")
    scores = scores_of(trial, predict_held_out(screen, folds, DrugMean).predicted)
    assert all(np.isfinite(value) for value in scores.values())
    assert trial.counts["pairs_normalised"] == 30 * 19
    assert trial.counts["drugs_correlated"] == 19


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda n: np.zeros(n - 1), "expected predictions of shape"),
        (lambda n: np.r_[np.zeros(n - 1), np.nan], "none for 1 of .* the first is profile 9000"),
    ],
)
def test_a_model_that_does_not_answer_is_named(answer, message):
    class Faulty(DrugMean):
        def predict(self, pairs):
            return answer(len(pairs))

    screen = make_screen(12)
    with pytest.raises(HeldOutError, match=message):
        predict_held_out(screen, split_pairs(screen, "cell", 3), Faulty)
