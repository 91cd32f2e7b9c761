"""The profiles nearest to a tumour, and what both have."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import percentileofscore
from screens import ERBB2_GAIN, make_screen

from response.measured_responses import MeasuredResponses
from response.near_lines import NearLines
from response.profile import TumourProfile
from response.profile_similarity import feature_columns
from response.screen_feature import MSI
from response.tumour_features import FeatureIndex

SCREEN = make_screen(30)
INDEX = FeatureIndex(feature_columns(SCREEN), SCREEN.tissues)
EVERY = np.arange(30)
FALLING = np.linspace(0.9, 0.1, 30)
UNKNOWN = TumourProfile()


def lines(screen=SCREEN, positions=EVERY):
    measured = MeasuredResponses(screen.responses.to_numpy())
    return NearLines(screen, positions, INDEX, measured)


def near(tumour=UNKNOWN, similarity=FALLING, **which):
    return lines(**which).near(INDEX.encode(tumour), similarity)


def profile(**features):
    """Make the first profile one of skin with these features and no others."""
    table = SCREEN.features.copy()
    table.iloc[0] = 0.0
    for name, value in features.items():
        table.loc[table.index[0], name] = value
    return replace(SCREEN, features=table)


def shared(tumour, **features):
    return near(tumour, screen=profile(**features)).nearest()[0].shared


def test_the_most_alike_come_first():
    similarity = np.random.default_rng(0).random(30)
    found = near(similarity=similarity).nearest(most=30)
    assert [line.similarity for line in found] == sorted(similarity.tolist(), reverse=True)
    best = SCREEN.responses.index[similarity.argmax()]
    assert (found[0].profile_id, found[0].name, found[0].tissue) == (
        best, SCREEN.names[best], SCREEN.tissues[best],
    )  # fmt: skip
    assert found[0].percentile is None


def test_five_are_told_unless_asked_otherwise():
    assert len(near().nearest()) == 5
    assert len(near().nearest(most=7)) == 7
    assert len(near().nearest(most=100)) == 30


@pytest.mark.parametrize("drug", [0, 7, 19])
def test_for_a_drug_only_profiles_that_it_was_measured_on_are_told(drug):
    column = SCREEN.responses.iloc[:, drug]
    known = column.dropna()
    found = near().nearest(drug, 8)
    assert [line.profile_id for line in found] == known.index[:8].tolist()
    for line in found:
        expected = percentileofscore(known, column[line.profile_id], kind="mean")
        assert line.percentile == pytest.approx(expected)


def test_a_drug_that_was_measured_nowhere_has_no_profiles():
    responses = SCREEN.responses.copy()
    responses.iloc[:, 3] = np.nan
    assert near(screen=replace(SCREEN, responses=responses)).nearest(3) == ()


def test_what_both_have_is_told_in_words():
    tumour = TumourProfile("skin", frozenset({"BRAF", "KMT2D", "NRAS"}), frozenset({"ERBB2"}))
    assert shared(tumour, BRAF_mut=1.0, MLL2_mut=1.0, TP53_mut=1.0, **{ERBB2_GAIN: 1.0}) == (
        "tissue skin", "BRAF mutated", "KMT2D mutated", "gain of CDK12, ERBB2, MED24",
    )  # fmt: skip


def test_nothing_in_common_is_told_as_nothing():
    assert shared(TumourProfile("breast", frozenset({"BRAF"})), NRAS_mut=1.0) == ()
    assert shared(TumourProfile(), BRAF_mut=1.0) == ()


def test_a_feature_that_is_not_known_of_the_profile_is_not_shared():
    assert shared(TumourProfile("", frozenset({"BRAF"})), BRAF_mut=np.nan) == ()


def test_two_tissues_that_are_not_known_are_not_shared():
    screen = replace(profile(), tissues=pd.Series("", SCREEN.tissues.index))
    assert near(screen=screen).nearest()[0].shared == ()


@pytest.mark.parametrize("mutated", [frozenset(), frozenset({"BRAF"})])
def test_microsatellite_instability_of_both_is_told(mutated):
    tumour = TumourProfile("", mutated, microsatellite_instability=True)
    assert shared(tumour, **{MSI: 1.0}) == ("microsatellite instability",)


def test_profiles_that_are_not_compared_are_not_told():
    some = np.array([4, 9, 11])
    found = near(similarity=np.array([0.1, 0.3, 0.2]), positions=some).nearest()
    expected = SCREEN.responses.index[[9, 11, 4]].tolist()
    assert [line.profile_id for line in found] == expected


def test_names_and_tissues_go_by_the_profiles_ids_not_by_their_place():
    order = SCREEN.responses.index[::-1]
    screen = replace(SCREEN, names=SCREEN.names[order], tissues=SCREEN.tissues[order])
    found = near(screen=screen).nearest()[1]
    assert found.name == SCREEN.names[found.profile_id]
    assert found.tissue == SCREEN.tissues[found.profile_id]
