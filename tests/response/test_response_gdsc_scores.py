"""Splits and scores on GDSC's release 17, where it is there, against numbers known of it."""

from pathlib import Path

import pytest

from response.held_out import held_out_table, predict_held_out
from response.models import MODELS
from response.response_scores import score_predictions, score_references
from response.response_splits import split_pairs
from response.response_trial import make_trial
from response.screen_folder import read_screen

GDSC = Path(__file__).resolve().parents[3] / "shared" / "data" / "gdsc"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not GDSC.is_dir(), reason="GDSC is not in ../shared/data/gdsc"),
]


@pytest.fixture(scope="module")
def screen():
    return read_screen(GDSC).screen


@pytest.mark.parametrize(
    ("split", "rmse", "drug_mean"),
    [("pair", 1.265, 1.441), ("cell", 1.441, 1.441), ("drug", 2.618, 2.712)],
)
def test_the_means_score_what_is_known_of_them(screen, split, rmse, drug_mean):
    folds = split_pairs(screen, split, 5, 0)
    trial = make_trial(screen, split, held_out_table(screen, split, folds), 100)
    predicted = predict_held_out(screen, folds, MODELS["drug_and_profile_mean"].make).predicted
    scores = score_predictions(trial, predicted, score_references(trial))
    assert scores["rmse"] == pytest.approx(rmse, abs=0.01)
    assert scores["rmse_drug_mean"] == pytest.approx(drug_mean, abs=0.01)
    assert scores["pearson_per_drug_drug_mean"] == pytest.approx(0, abs=1e-9)
    assert trial.counts["pairs"] == 213_787
    assert trial.counts["drugs_correlated"] == 265


def test_a_substance_under_two_ids_is_held_out_whole(screen):
    pairs = screen.pairs
    twice = [drug for drug in screen.drugs.values() if drug.substance == "olaparib"]
    assert len(twice) == 2
    for fold in split_pairs(screen, "drug", 5, 0):
        tested = set(pairs["drug"].iloc[fold.test])
        assert len(tested & {drug.drug_id for drug in twice}) in (0, 2)
