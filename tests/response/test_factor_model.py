"""The factor model on synthetic screens, and what it reaches on GDSC where that is there."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from odd_screens import all_pairs, with_bare_drugs, without_features
from screens import make_screen
from sklearn.exceptions import NotFittedError

from response.factor_model import FactorModel
from response.held_out import predict_held_out
from response.mean_models import MeanModel, MeanOf
from response.models import MODELS
from response.profile_similarity import similarities
from response.response_splits import split_pairs
from response.screen import DRUG, PROFILE, RESPONSE
from response.screen_folder import read_screen
from response.sides import NoResponsesError, UnknownPairError, read_sides
from response.smoothing import make_smoother

GDSC = Path(__file__).resolve().parents[3] / "shared" / "data" / "gdsc"

SCREEN = make_screen(150, n_drugs=40, seed=1)


def fit(screen, pairs=None, **parameters):
    pairs = screen.pairs if pairs is None else pairs
    return FactorModel(read_sides(screen), **parameters).fit(pairs, pairs[RESPONSE].to_numpy())


def held_out(make, split, screen=SCREEN):
    """Predict every pair by a model that did not see it as the split says."""
    pairs = screen.pairs
    found = np.empty(len(pairs))
    for fold in split_pairs(screen, split, 4):
        train = pairs.iloc[fold.train]
        model = make(read_sides(screen)).fit(train, train[RESPONSE].to_numpy())
        found[fold.test] = model.predict(pairs.iloc[fold.test])
    return found


def rmse(predicted, screen=SCREEN):
    return float(np.sqrt(np.mean((predicted - screen.pairs[RESPONSE]) ** 2)))


def pearson_per_drug(predicted, pairs=None):
    """Correlate each drug's predictions with ten or more responses; return the mean."""
    table = (SCREEN.pairs if pairs is None else pairs).assign(predicted=predicted)
    correlated = [
        drug[RESPONSE].corr(drug["predicted"]) for _, drug in table.groupby(DRUG) if len(drug) >= 10
    ]
    return np.nanmean(correlated)


def drug_mean(sides):
    return MeanModel(sides, MeanOf.DRUG)


def both_means(sides):
    return MeanModel(sides, MeanOf.DRUG | MeanOf.PROFILE)


def test_a_pair_is_answered_better_than_by_the_means():
    assert rmse(held_out(FactorModel, "pair")) < 0.85 * rmse(held_out(both_means, "pair"))


def test_a_new_profile_is_answered_better_than_by_the_drugs_mean():
    found = held_out(FactorModel, "cell")
    assert rmse(found) < 0.9 * rmse(held_out(drug_mean, "cell"))
    assert pearson_per_drug(found) > 0.5


def test_what_is_known_of_new_profiles_is_what_answers_them():
    blind = without_features(SCREEN)
    assert pearson_per_drug(held_out(FactorModel, "cell")) > 0.04 + pearson_per_drug(
        held_out(FactorModel, "cell", blind)
    )


def test_a_new_drug_is_answered_by_drugs_that_act_alike():
    found = held_out(FactorModel, "drug")
    assert rmse(found) < rmse(held_out(drug_mean, "drug"))
    blind = with_bare_drugs(SCREEN)
    assert pearson_per_drug(found) > pearson_per_drug(held_out(both_means, "drug")) + 0.05
    assert pearson_per_drug(found) > pearson_per_drug(held_out(FactorModel, "drug", blind)) + 0.05


def test_where_both_are_new_profiles_are_told_apart():
    found = held_out(FactorModel, "both")
    assert np.isfinite(found).all()
    assert pearson_per_drug(found) > 0.3


def test_expected_factors_are_those_of_a_smoother_without_the_profile():
    screen = make_screen(30)
    model = fit(screen)
    alike = model.sides.profile_similarity
    for place in (0, 11, 29):
        others = np.arange(30) != place
        smoother = make_smoother(alike[np.ix_(others, others)], model.profile_smoothing)
        expected = smoother.at(alike[[place]][:, others], model.profile_factors_[others])
        assert model.expected_profile_factors_[place] == pytest.approx(expected[0], abs=1e-9)


def test_a_profile_without_responses_has_the_factors_expected_of_one_like_it():
    screen = make_screen(30)
    cold = screen.responses.index[4]
    model = fit(screen, screen.pairs[screen.pairs[PROFILE] != cold])
    rows = model.sides.profiles
    like = similarities(rows.take(np.array([4])), rows.take(model.warm_profiles_))
    assert model.profile_factors_[[4]] == pytest.approx(model.expected_factors(like), abs=1e-9)
    asked = all_pairs(screen)
    asked = asked[asked[PROFILE] == cold]
    assert model.predict(asked) == pytest.approx(model.predict_expected(asked))


def test_two_profiles_that_cannot_be_told_apart_are_expected_to_answer_alike():
    screen = make_screen(40)
    features = screen.features.copy()
    features.iloc[5] = features.iloc[0]  # both of skin
    cold = screen.responses.index[[0, 5]]
    screen = type(screen)(**{**vars(screen), "features": features})
    model = fit(screen, screen.pairs[~screen.pairs[PROFILE].isin(cold)])
    one, other = (
        model.predict(pd.DataFrame({PROFILE: profile, DRUG: screen.responses.columns}))
        for profile in cold
    )
    assert one == pytest.approx(other)


def test_the_response_of_a_profile_is_not_read_for_what_is_expected_of_it():
    """The responses of one profile turned round leave what is expected of it nearly alone."""
    screen = make_screen(80, missing=0)
    one = screen.responses.index[0]
    responses = screen.responses.copy()
    responses.loc[one] = 2 * responses.mean() - responses.loc[one]
    turned = type(screen)(**{**vars(screen), "responses": responses})
    asked = pd.DataFrame({PROFILE: one, DRUG: screen.responses.columns})
    models = [fit(screen), fit(turned)]
    spread = models[0].levels_.spread
    expected, predicted = (
        np.abs((first - second) / spread).mean()
        for first, second in (
            [model.predict_expected(asked) for model in models],
            [model.predict(asked) for model in models],
        )
    )
    assert predicted > 0.5
    assert expected < 0.2 * predicted


def test_the_order_of_the_pairs_does_not_matter():
    screen = make_screen(40)
    asked = all_pairs(screen)
    shuffled = screen.pairs.sample(frac=1, random_state=0)
    expected = fit(screen).predict(asked)
    assert fit(screen, shuffled).predict(asked) == pytest.approx(expected, abs=1e-9)


def test_another_unit_of_the_response_changes_the_predictions_likewise():
    screen = make_screen(40)
    asked, pairs = all_pairs(screen), screen.pairs
    other = pairs.assign(**{RESPONSE: 3 * pairs[RESPONSE] - 5})
    expected = 3 * fit(screen).predict(asked) - 5
    assert fit(screen, other).predict(asked) == pytest.approx(expected, abs=1e-6)


def test_more_smoothing_leaves_less_to_what_is_alike():
    asked = all_pairs(SCREEN)
    spreads = [
        np.std(fit(SCREEN, profile_smoothing=strength).predict_expected(asked)
               - fit(SCREEN, profile_smoothing=1e6).predict_expected(asked))
        for strength in (2.0, 50.0)
    ]  # fmt: skip
    assert spreads[1] < spreads[0]


def test_nothing_to_learn_from_is_said():
    with pytest.raises(NoResponsesError, match="no response to learn from"):
        fit(SCREEN, SCREEN.pairs[:0])


def test_a_model_that_is_not_fitted_says_so():
    with pytest.raises(NotFittedError):
        FactorModel(read_sides(SCREEN)).predict(SCREEN.pairs)


@pytest.mark.parametrize(
    ("column", "message"),
    [(PROFILE, "the screen has no profile 'Z9'"), (DRUG, "the screen has no drug 'Z9'")],
)
def test_what_the_screen_does_not_have_is_named(column, message):
    model = fit(make_screen(12))
    asked = make_screen(12).pairs.assign(**{column: "Z9"})
    with pytest.raises(UnknownPairError, match=message):
        model.predict(asked)


@pytest.fixture(scope="module")
def gdsc():
    if not GDSC.is_dir():
        pytest.skip("GDSC is not in ../shared/data/gdsc")
    return read_screen(GDSC).screen


def predicted_on(screen, split, name):
    folds = split_pairs(screen, split, 5, 0)
    return predict_held_out(screen, folds, MODELS[name].make).predicted, folds


@pytest.mark.slow
def test_known_pairs_of_gdsc_are_answered_as_well_as_was_asked(gdsc):
    assert rmse(predicted_on(gdsc, "pair", "factors")[0], gdsc) <= 0.88


@pytest.mark.slow
def test_new_profiles_of_gdsc_are_answered_as_well_as_was_asked(gdsc):
    predicted, folds = predicted_on(gdsc, "cell", "factors")
    assert rmse(predicted, gdsc) <= 1.31
    table = gdsc.pairs.assign(predicted=predicted)
    per_fold = [pearson_per_drug(part["predicted"], part) for part in
                (table.iloc[fold.test] for fold in folds)]  # fmt: skip
    assert np.mean(per_fold) >= 0.37


@pytest.mark.slow
def test_new_drugs_of_gdsc_are_answered_as_well_as_was_asked(gdsc):
    ours, overall = (rmse(predicted_on(gdsc, "drug", name)[0], gdsc)
                     for name in ("factors", "overall_mean"))  # fmt: skip
    assert ours <= 0.9 * overall
