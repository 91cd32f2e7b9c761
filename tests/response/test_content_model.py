"""Trees on content alone: what is alike in content is answered alike, and nothing else is read."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from odd_screens import ODD_SCREENS, all_pairs
from screens import make_screen

from response.content_model import ContentModel
from response.screen import DRUG, PROFILE, RESPONSE
from response.sides import read_sides

SCREEN = make_screen(300, seed=4)


def fit(screen, pairs=None, **parameters):
    pairs = screen.pairs if pairs is None else pairs
    return ContentModel(read_sides(screen), **parameters).fit(pairs, pairs[RESPONSE].to_numpy())


@pytest.fixture(scope="module")
def model():
    return fit(SCREEN)


@pytest.fixture(scope="module")
def answers(model):
    """By profile and drug."""
    found = model.predict(all_pairs(SCREEN)).reshape(SCREEN.responses.shape)
    return pd.DataFrame(found, SCREEN.responses.index, SCREEN.responses.columns)


@pytest.mark.parametrize(
    ("feature", "drug"),
    [("BRAF_mut", "101"), ("BRAF_mut", "114"), ("EGFR_mut", "104"), ("EGFR_mut", "113")],
)
def test_planted_effects_are_found(answers, feature, drug):
    altered = SCREEN.features[feature] == 1
    assert answers.loc[altered, drug].mean() < answers.loc[~altered, drug].mean() - 1


def test_drugs_of_the_same_targets_and_pathway_differ_in_how_potent_they_are_alone(answers):
    correlated = answers.corr()
    assert correlated.loc["105", "106"] == pytest.approx(1)
    assert correlated.loc["102", "117"] == pytest.approx(1)
    for one, other in (("101", "104"), ("103", "104"), ("101", "102")):
        assert correlated.loc[one, other] < 0.999  # of the same pathway, the latter two
    potent = SCREEN.responses.mean()
    assert np.corrcoef(answers.mean(), potent)[0, 1] > 0.95


def test_profiles_of_the_same_content_are_answered_alike():
    features = SCREEN.features.copy()
    features.iloc[5] = features.iloc[0]  # both of skin
    screen = replace(SCREEN, features=features)
    found = fit(screen).predict(all_pairs(screen)).reshape(SCREEN.responses.shape)
    assert np.array_equal(found[5], found[0])


def test_a_profile_and_a_drug_without_responses_are_answered_by_their_content():
    skin = SCREEN.tissues.index[(SCREEN.features["BRAF_mut"] == 1) & (SCREEN.tissues == "skin")]
    cold = SCREEN.pairs[PROFILE].isin(skin[:3]) | (SCREEN.pairs[DRUG] == "114")
    model = fit(SCREEN, SCREEN.pairs[~cold])
    asked = pd.DataFrame({PROFILE: list(skin[:3]), DRUG: "114"})
    without = SCREEN.tissues.index[(SCREEN.features["BRAF_mut"] == 0) & (SCREEN.tissues == "skin")]
    others = pd.DataFrame({PROFILE: list(without), DRUG: "114"})
    assert model.predict(asked).mean() < model.predict(others).mean() - 1


def test_the_seed_decides():
    screen = make_screen(60)
    asked = all_pairs(screen)
    one, again, other = (fit(screen, n_trees=20, seed=seed).predict(asked) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.allclose(one, other)


def test_more_trees_fit_closer():
    missed = [
        np.mean((fit(SCREEN, n_trees=n).predict(SCREEN.pairs) - SCREEN.pairs[RESPONSE]) ** 2)
        for n in (5, 50)
    ]
    assert missed[1] < missed[0]


@pytest.mark.parametrize("name", ODD_SCREENS)
def test_a_screen_that_lacks_something_is_answered(name):
    screen = ODD_SCREENS[name]
    found = fit(screen, n_trees=20).predict(all_pairs(screen))
    assert found.dtype == np.float64
    assert np.isfinite(found).all()
