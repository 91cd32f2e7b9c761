"""What every model of the registry does, whatever is in it."""

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from odd_screens import (
    ODD_SCREENS,
    all_pairs,
    reordered,
    with_cold_rows,
    without_responses,
)
from screens import make_screen
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from response.hybrid import CASES
from response.models import DEFAULT_MODEL, MODELS
from response.response_splits import split_pairs
from response.screen import DRUG, PROFILE, RESPONSE
from response.sides import NoResponsesError, UnknownPairError, read_sides

SCREEN = with_cold_rows(make_screen(40))
ASKED = all_pairs(SCREEN)

KNOWN_BETTER = {
    "pair": ("user_neighbours", "item_neighbours", "matrix_factorisation", "factors", "hybrid"),
    "cell": ("content", "factors", "hybrid"),
}
"""Models that are to beat the drug's mean by far, by split."""

BLENDED = ("pair", "cell")
"""Cases that the hybrid is made for here: fewer is faster."""

OTHER_PROCESS = """
import sys
import numpy as np
from odd_screens import all_pairs, with_cold_rows
from screens import make_screen
from response.models import MODELS
from response.screen import DRUG, PROFILE, RESPONSE
screen = with_cold_rows(make_screen(40))
pairs = screen.pairs
found = {}
for name in sys.argv[2:]:
    model = MODELS[name].make(screen, 3, ("pair", "cell"))
    model.fit(pairs[[PROFILE, DRUG]], pairs[RESPONSE].to_numpy())
    found[name] = model.predict(all_pairs(screen))
np.savez(sys.argv[1], **found)
"""


@pytest.fixture(scope="module")
def fitted():
    """Each model, fitted on the same responses."""
    return {name: fit(name) for name in MODELS}


def fit(name, screen=SCREEN, seed=3, pairs=None, made_for=None):
    pairs = screen.pairs if pairs is None else pairs
    model = MODELS[name].make(made_for or screen, seed, BLENDED)
    return model.fit(pairs[[PROFILE, DRUG]], pairs[RESPONSE].to_numpy())


def test_the_model_used_where_none_is_asked_for_is_one_of_them():
    assert DEFAULT_MODEL in MODELS


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_told_in_one_line(name):
    summary = MODELS[name].summary
    assert summary.endswith(".")
    assert "\n" not in summary
    assert len(summary) < 100


@pytest.mark.parametrize("name", MODELS)
def test_every_case_of_cold_start_is_answered_with_a_number(fitted, name):
    found = fitted[name].predict(ASKED)
    assert found.shape == (len(ASKED),)
    assert found.dtype == np.float64
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", MODELS)
def test_a_pair_is_answered_the_same_whatever_else_is_asked(fitted, name):
    found = fitted[name].predict(ASKED)
    order = np.random.default_rng(0).permutation(len(ASKED))
    assert fitted[name].predict(ASKED.iloc[order]) == pytest.approx(found[order], abs=1e-9)
    assert fitted[name].predict(ASKED.iloc[:1]) == pytest.approx(found[:1], abs=1e-9)
    assert fitted[name].predict(ASKED.iloc[:0]).shape == (0,)


@pytest.mark.parametrize("name", MODELS)
def test_the_screens_responses_are_never_read(fitted, name):
    blind = fit(name, made_for=without_responses(SCREEN))
    assert np.array_equal(blind.predict(ASKED), fitted[name].predict(ASKED))


@pytest.mark.parametrize("name", MODELS)
def test_a_model_can_be_cloned_and_fitted_anew(fitted, name):
    copied = clone(fitted[name])
    with pytest.raises(NotFittedError):
        copied.predict(ASKED)
    pairs = SCREEN.pairs
    copied.fit(pairs[[PROFILE, DRUG]], pairs[RESPONSE].to_numpy())
    assert np.array_equal(copied.predict(ASKED), fitted[name].predict(ASKED))


@pytest.mark.parametrize("name", MODELS)
def test_fitting_again_forgets_what_was_learnt_before(fitted, name):
    pairs = SCREEN.pairs
    model = fit(name, pairs=pairs.iloc[::3].assign(**{RESPONSE: 9.0 + np.arange(len(pairs))[::3]}))
    model.fit(pairs[[PROFILE, DRUG]], pairs[RESPONSE].to_numpy())
    assert np.array_equal(model.predict(ASKED), fitted[name].predict(ASKED))


@pytest.mark.parametrize("name", MODELS)
def test_a_model_can_be_stored(fitted, name):
    stored = pickle.loads(pickle.dumps(fitted[name]))
    assert np.array_equal(stored.predict(ASKED), fitted[name].predict(ASKED))


@pytest.mark.parametrize("name", MODELS)
def test_what_it_is_given_stays_as_it_is(name):
    pairs, y = SCREEN.pairs[[PROFILE, DRUG]], SCREEN.pairs[RESPONSE].to_numpy()
    before, responses = pairs.copy(), y.copy()
    MODELS[name].make(SCREEN, 0, ("cell",)).fit(pairs, y).predict(pairs)
    pd.testing.assert_frame_equal(pairs, before)
    assert np.array_equal(y, responses)


def test_another_process_with_another_hash_seed_finds_the_same(fitted, tmp_path):
    tests = Path(__file__).parent
    environment = {
        **os.environ, "PYTHONHASHSEED": "4711", "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parents[1])]),
    }  # fmt: skip
    path = tmp_path / "predicted.npz"
    subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, str(path), *MODELS], env=environment, check=True
    )
    found = np.load(path)
    for name in MODELS:
        assert found[name] == pytest.approx(fitted[name].predict(ASKED), abs=1e-6), name


@pytest.mark.parametrize("name", MODELS)
def test_the_order_of_the_measured_pairs_does_not_matter(fitted, name):
    shuffled = fit(name, pairs=SCREEN.pairs.sample(frac=1, random_state=0))
    assert shuffled.predict(ASKED) == pytest.approx(fitted[name].predict(ASKED), abs=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_what_is_known_of_a_profile_goes_by_its_id_not_by_its_place(fitted, name):
    """A screen whose responses are in another order than its tissues and features."""
    other = replace(SCREEN, responses=reordered(SCREEN).responses)
    pairs = SCREEN.pairs
    found = fit(name, made_for=other, pairs=pairs).predict(ASKED)
    away = np.abs(found - fitted[name].predict(ASKED))
    assert np.median(away) < 1e-6


@pytest.mark.parametrize("name", MODELS)
def test_what_is_known_of_a_drug_goes_by_its_id_not_by_its_place(fitted, name):
    drugs = dict(sorted(SCREEN.drugs.items(), key=lambda item: item[1].pathway))
    found = fit(name, made_for=replace(SCREEN, drugs=drugs), pairs=SCREEN.pairs).predict(ASKED)
    assert found == pytest.approx(fitted[name].predict(ASKED))


@pytest.mark.parametrize("name", MODELS)
def test_neither_the_order_of_profiles_nor_that_of_drugs_matters(fitted, name):
    screen = reordered(SCREEN)
    screen = replace(screen, responses=screen.responses.iloc[:, ::-1])
    assert fit(name, screen).predict(ASKED) == pytest.approx(fitted[name].predict(ASKED), abs=1e-6)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("column", [PROFILE, DRUG])
def test_what_the_screen_does_not_have_is_named(fitted, name, column):
    strange = ASKED.head(3).assign(**{column: ["900001", "Z9", "101"][:3]})
    with pytest.raises(UnknownPairError, match=f"the screen has no {column} '"):
        fitted[name].predict(strange)
    with pytest.raises(UnknownPairError, match=f"the screen has no {column} '"):
        MODELS[name].make(SCREEN, 0).fit(strange, np.zeros(3))


@pytest.mark.parametrize("name", MODELS)
def test_nothing_to_learn_from_is_said(name):
    with pytest.raises(NoResponsesError, match="no response"):
        fit(name, pairs=SCREEN.pairs[:0])


@pytest.mark.parametrize("odd", ODD_SCREENS)
@pytest.mark.parametrize("name", sorted(set(MODELS) - {"hybrid", "content"}))
def test_a_screen_that_lacks_something_is_answered(name, odd):
    screen = ODD_SCREENS[odd]
    assert np.isfinite(fit(name, screen).predict(all_pairs(screen))).all()


@pytest.mark.parametrize(
    ("split", "name"), [(split, name) for split, names in KNOWN_BETTER.items() for name in names]
)
def test_a_model_beats_the_drugs_mean_where_it_can(split, name):
    screen = make_screen(60, seed=5)
    pairs = screen.pairs
    squared = {name: [], "drug_mean": []}
    for fold in split_pairs(screen, split, 3)[:1]:
        train, test = pairs.iloc[fold.train], pairs.iloc[fold.test]
        for one, missed in squared.items():
            made = MODELS[one].make(screen, 0, (split,))
            made.fit(train[[PROFILE, DRUG]], train[RESPONSE].to_numpy())
            missed.append(np.mean((made.predict(test) - test[RESPONSE]) ** 2))
    assert np.mean(squared[name]) < 0.9 * np.mean(squared["drug_mean"])


def test_only_the_cases_asked_for_are_blended():
    screen = make_screen(30)
    pairs = screen.pairs
    for cases in ((), ("cell",), CASES):
        model = MODELS["hybrid"].make(screen, 0, cases)
        model.fit(pairs[[PROFILE, DRUG]], pairs[RESPONSE].to_numpy())
        assert tuple(model.blends_) == tuple(cases)


def test_responses_are_laid_out_by_profile_and_drug():
    sides = read_sides(SCREEN)
    pairs = SCREEN.pairs.sample(frac=1, random_state=1)
    laid_out = sides.matrix(pairs, pairs[RESPONSE].to_numpy())
    assert np.array_equal(laid_out, SCREEN.responses.to_numpy(), equal_nan=True)
