"""Neighbours and latent factors on screens whose structure is known."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from odd_screens import all_pairs, with_cold_rows
from screens import make_screen

from response.mean_models import MeanModel, MeanOf
from response.rating_models import (
    RatingModel,
    drug_neighbours,
    latent_factors,
    profile_neighbours,
)
from response.response_splits import split_pairs
from response.screen import DRUG, PROFILE, RESPONSE
from response.sides import read_sides

ALGORITHMS = {
    "profiles": profile_neighbours,
    "drugs": drug_neighbours,
    "factors": partial(latent_factors, 0),
}


@pytest.fixture(params=ALGORITHMS)
def algorithm(request):
    return ALGORITHMS[request.param]


def fit(screen, algorithm, pairs=None):
    pairs = screen.pairs if pairs is None else pairs
    return RatingModel(read_sides(screen), algorithm).fit(pairs, pairs[RESPONSE].to_numpy())


def chequered():
    """Two kinds of profiles, two kinds of drugs: a kind of drug is for a kind of profile."""
    generator = np.random.default_rng(0)
    screen = make_screen(40, n_drugs=20)
    kinds = np.arange(40)[:, None] % 2 == np.arange(20)[None, :] % 2
    values = np.where(kinds, -2.0, 2.0) + generator.normal(scale=0.3, size=kinds.shape)
    return replace(screen, responses=screen.responses * 0 + values), kinds


def test_a_pair_is_answered_as_its_kind_is(algorithm):
    screen, kinds = chequered()
    fold = split_pairs(screen, "pair", 4)[0]
    found = fit(screen, algorithm, screen.pairs.iloc[fold.train]).predict(all_pairs(screen))
    unseen = screen.responses.isna().to_numpy(copy=True)
    tested = screen.pairs.iloc[fold.test]
    rows = screen.responses.index.get_indexer(tested[PROFILE])
    unseen[rows, screen.responses.columns.get_indexer(tested[DRUG])] = True
    found = found.reshape(kinds.shape)
    assert (found[unseen & kinds] < 0).mean() > 0.95
    assert (found[unseen & ~kinds] > 0).mean() > 0.95


def test_pairs_are_answered_better_than_by_the_means(algorithm):
    screen = make_screen(120, seed=2)
    pairs = screen.pairs
    missed = {"model": [], "means": []}
    for fold in split_pairs(screen, "pair", 3):
        train, test = pairs.iloc[fold.train], pairs.iloc[fold.test]
        means = MeanModel(read_sides(screen), MeanOf.DRUG | MeanOf.PROFILE)
        means.fit(train, train[RESPONSE].to_numpy())
        missed["model"].append(fit(screen, algorithm, train).predict(test) - test[RESPONSE])
        missed["means"].append(means.predict(test) - test[RESPONSE])
    squared = {name: np.mean(np.concatenate(parts) ** 2) for name, parts in missed.items()}
    assert squared["model"] < 0.9 * squared["means"]


def test_what_has_no_response_gets_the_means_that_are_known_of_it(algorithm):
    screen = with_cold_rows(make_screen(40))
    pairs = screen.pairs
    means = MeanModel(read_sides(screen), MeanOf.DRUG | MeanOf.PROFILE)
    means.fit(pairs, pairs[RESPONSE].to_numpy())
    asked = pd.DataFrame(
        {PROFILE: ["900004", "900001", "900004"], DRUG: ["101", "104", "104"]}
    )  # a new profile, a new drug, both
    found = fit(screen, algorithm).predict(asked)
    assert found == pytest.approx(means.predict(asked))


def test_answers_stay_within_what_was_measured(algorithm):
    screen, _ = chequered()
    found = fit(screen, algorithm).predict(all_pairs(screen))
    pairs = screen.pairs[RESPONSE]
    assert found.min() >= pairs.min()
    assert found.max() <= pairs.max()


def test_the_order_of_the_pairs_that_are_asked_does_not_matter(algorithm):
    screen = make_screen(30)
    model, asked = fit(screen, algorithm), all_pairs(screen)
    order = np.random.default_rng(0).permutation(len(asked))
    assert model.predict(asked.iloc[order]) == pytest.approx(model.predict(asked)[order])


def test_responses_that_are_all_the_same_are_predicted(algorithm):
    screen = make_screen(15, n_drugs=6)
    same = screen.pairs.assign(**{RESPONSE: 2.5})
    assert fit(screen, algorithm, same).predict(all_pairs(screen)) == pytest.approx(2.5, abs=1e-3)


def test_the_seed_decides_where_latent_factors_start():
    screen = make_screen(30)
    asked = all_pairs(screen)
    one, again, other = (
        fit(screen, partial(latent_factors, seed)).predict(asked) for seed in (1, 1, 2)
    )
    assert np.array_equal(one, again)
    assert not np.allclose(one, other)
