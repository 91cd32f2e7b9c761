"""Folding in, against a smoother refitted with the tumours as points and against Bayes' rule."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_screens import with_cold_rows
from screens import make_screen

from response.factor_model import FactorModel
from response.folding_in import TOLD_NOISE, FoldingIn
from response.profile import KnownResponse, TumourProfile
from response.profile_similarity import feature_columns
from response.screen import RESPONSE
from response.sides import read_sides
from response.smoothing import make_smoother
from response.tumour_features import FeatureIndex
from response.tumour_similarity import TumourComparison

SCREEN = with_cold_rows(make_screen(40, n_drugs=12))
SIDES = read_sides(SCREEN)
MODEL = FactorModel(SIDES, n_factors=6).fit(SCREEN.pairs, SCREEN.pairs[RESPONSE].to_numpy())
POSITIONS = {str(drug): place for place, drug in enumerate(SIDES.drug_ids)}
INDEX = FeatureIndex(feature_columns(SCREEN), SIDES.profiles.tissues.tolist())
COMPARISON = TumourComparison(SIDES.profiles.take(MODEL.warm_profiles_))
FOLDING = FoldingIn(MODEL, INDEX, COMPARISON, POSITIONS)

SKIN = TumourProfile("skin", frozenset({"BRAF"}))
BREAST = TumourProfile("breast", frozenset({"PIK3CA"}), frozenset({"ERBB2"}))

tumours = st.builds(
    TumourProfile,
    st.sampled_from(["", "skin", "breast"]),
    st.frozensets(st.sampled_from(["BRAF", "NRAS", "TP53"]), max_size=2),
    st.frozensets(st.sampled_from(["ERBB2", "EGFR"]), max_size=1),
)
drugs = st.sampled_from(sorted(POSITIONS))
own_responses = st.lists(
    st.builds(KnownResponse, drugs, st.floats(0, 100), st.just(SKIN), st.just(True)),
    min_size=1, max_size=4,
)  # fmt: skip
others_responses = st.lists(
    st.builds(KnownResponse, drugs, st.floats(0, 100), tumours, st.just(False)),
    min_size=1, max_size=5,
)  # fmt: skip


def rows(*known):
    return COMPARISON.rows([INDEX.encode(tumour) for tumour in known])


def values(known):
    return {response: (response.percentile - 50) / 25 for response in known}


def folded(tumour, known):
    return FOLDING.fold_in(rows(tumour), known, values(known))


def noise_of(drug_id):
    """Of a response that is told: of a drug that was not measured, the typical one."""
    measured = dict(zip(MODEL.warm_drugs_, MODEL.factors_.noise, strict=True))
    return TOLD_NOISE * measured.get(POSITIONS[drug_id], np.median(MODEL.factors_.noise))


def conditioned(prior_mean, known):
    """Condition a tumour's factors on its responses by the joint normal of both."""
    prior = np.linalg.inv(MODEL.factors_.profile_precision)
    factors = np.array([MODEL.drug_factors_[POSITIONS[r.drug_id]] for r in known])
    across = prior @ factors.T
    noise = np.diag([noise_of(r.drug_id) for r in known])
    gain = across @ np.linalg.inv(factors @ across + noise)
    told = np.array([values(known)[r] for r in known])
    return prior_mean + gain @ (told - factors @ prior_mean), prior - gain @ across.T


def expected(tumour):
    return FOLDING.expected(rows(tumour))[0]


def test_with_nothing_known_a_tumour_has_the_factors_expected_of_it():
    found = folded(SKIN, [])
    assert found.mean[0] == pytest.approx(expected(SKIN))
    assert found.covariance == pytest.approx(np.linalg.inv(MODEL.factors_.profile_precision))


def test_what_is_expected_is_smoothed_over_the_profiles():
    warm = SIDES.profile_similarity[np.ix_(MODEL.warm_profiles_, MODEL.warm_profiles_)]
    smoother = make_smoother(warm, MODEL.profile_smoothing)
    like = COMPARISON.to_profiles(rows(BREAST))
    assert expected(BREAST) == pytest.approx(smoother.at(like, MODEL.factors_.profiles)[0])


@settings(max_examples=40, deadline=None)
@given(known=own_responses)
def test_a_tumours_own_responses_condition_its_factors(known):
    found = folded(SKIN, known)
    mean, covariance = conditioned(expected(SKIN), known)
    assert found.mean[0] == pytest.approx(mean, abs=1e-8)
    assert found.covariance == pytest.approx(covariance, abs=1e-8)


def refitted(tumour, known):
    """Smooth over the profiles and the tumours that answered, all as points of one smoother."""
    by_tumour = {}
    for response in known:
        by_tumour.setdefault(response.profile, []).append(response)
    there = rows(*by_tumour)
    warm = SIDES.profile_similarity[np.ix_(MODEL.warm_profiles_, MODEL.warm_profiles_)]
    across = COMPARISON.to_profiles(there)
    joint = np.block([[warm, across.T], [across, COMPARISON.between(there, there)]])
    told = [conditioned(expected(other), theirs)[0] for other, theirs in by_tumour.items()]
    here = rows(tumour)
    like = np.hstack([COMPARISON.to_profiles(here), COMPARISON.between(here, there)])
    smoother = make_smoother(joint, MODEL.profile_smoothing)
    return smoother.at(like, np.vstack([MODEL.factors_.profiles, *told]))[0]


@settings(max_examples=40, deadline=None)
@given(tumour=tumours, known=others_responses)
def test_responses_of_other_tumours_count_as_if_those_had_been_smoothed_over(tumour, known):
    assert folded(tumour, known).mean[0] == pytest.approx(refitted(tumour, known), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(own=own_responses, others=others_responses)
def test_own_responses_come_on_top_of_those_of_others(own, others):
    found = folded(SKIN, [*others, *own])
    mean, covariance = conditioned(refitted(SKIN, others), own)
    assert found.mean[0] == pytest.approx(mean, abs=1e-8)
    assert found.covariance == pytest.approx(covariance, abs=1e-8)


@settings(max_examples=25, deadline=None)
@given(own=own_responses, others=others_responses, seed=st.integers(0, 100))
def test_the_order_in_which_responses_are_told_does_not_matter(own, others, seed):
    known = [*own, *others]
    order = np.random.default_rng(seed).permutation(len(known))
    turned = folded(SKIN, [known[place] for place in order])
    assert turned.mean == pytest.approx(folded(SKIN, known).mean, abs=1e-9)


def test_a_response_just_as_expected_moves_nothing():
    known = KnownResponse("101", 50.0, SKIN, same_tumour=True)
    as_expected = float(expected(SKIN) @ MODEL.drug_factors_[POSITIONS["101"]])
    found = FOLDING.fold_in(rows(SKIN), [known], {known: as_expected})
    assert found.mean[0] == pytest.approx(expected(SKIN))
    assert np.trace(found.covariance) < np.trace(folded(SKIN, []).covariance)


def test_a_tumour_more_alike_is_moved_further():
    known = [KnownResponse("101", 1.0, SKIN)]
    alike = TumourProfile("skin", frozenset({"BRAF", "TP53"}))
    moved = [
        np.linalg.norm(folded(tumour, known).mean[0] - expected(tumour))
        for tumour in (SKIN, alike, BREAST)
    ]
    assert moved[0] > moved[1] > 2 * moved[2]


def test_variants_of_a_tumour_are_folded_in_each_by_itself():
    known = [KnownResponse("101", 5.0, BREAST), KnownResponse("102", 5.0, SKIN, same_tumour=True)]
    together = FOLDING.fold_in(rows(SKIN, BREAST), known, values(known))
    for row, tumour in enumerate((SKIN, BREAST)):
        assert together.mean[row] == pytest.approx(folded(tumour, known).mean[0])


def test_a_response_to_a_drug_that_was_never_measured_tells_of_drugs_like_it():
    known = [KnownResponse("104", 0.0, SKIN, same_tumour=True)]  # gefitinib, cold in this screen
    moved = MODEL.drug_factors_ @ (folded(SKIN, known).mean[0] - expected(SKIN))
    assert POSITIONS["104"] not in MODEL.warm_drugs_
    assert moved[POSITIONS["105"]] < -0.01
