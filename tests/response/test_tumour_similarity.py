"""How alike tumours are where not everything is known of them, against mixtures written out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screens import ERBB2_GAIN, make_screen

from response.profile import TumourProfile
from response.profile_similarity import (
    FeatureColumns,
    ProfileRows,
    combine,
    copy_number_similarity,
    feature_columns,
    mutation_similarity,
    profile_rows,
    same_tissue,
    similarities,
)
from response.screen_feature import MSI, fusion_name
from response.tumour_features import FeatureIndex, TumourFeatures
from response.tumour_similarity import TumourComparison


def with_a_fusion(screen):
    """Half of the leukemias have it, some of them with instability."""
    leukemias = screen.tissues.index[screen.tissues == "leukemia"]
    features = screen.features.assign(**{"BCR-ABL_mut": 0.0})
    features.loc[leukemias[:4], "BCR-ABL_mut"] = 1.0
    features.loc[leukemias[2:6], MSI] = 1.0
    return replace(screen, features=features)


SCREEN = with_a_fusion(make_screen(40))
PROFILES = profile_rows(SCREEN)
UNSTABLE = SCREEN.features[MSI].to_numpy() == 1
COLUMNS = feature_columns(SCREEN)
INDEX = FeatureIndex(COLUMNS, PROFILES.tissues.tolist())
COMPARISON = TumourComparison(PROFILES, UNSTABLE)

genes = st.frozensets(
    st.sampled_from(["BRAF", "NRAS", "TP53", "EGFR", "ERBB2", "RB1", "PTEN", "NOSUCH"]),
    max_size=4,
)
tumours = st.builds(
    TumourProfile, st.sampled_from(["", "skin", "breast", "moon"]), genes, genes, genes,
    st.sampled_from([None, True, False]),
    st.frozensets(st.sampled_from(["BCR::ABL1", "A::B"]), max_size=1),
)  # fmt: skip


def rows(*known):
    return COMPARISON.rows([INDEX.encode(tumour) for tumour in known])


def described(place, *, copy_number=True):
    """Say of a profile of the screen what a laboratory would say of a tumour."""
    altered = [
        INDEX.features[name] for name in SCREEN.features.columns[SCREEN.features.iloc[place] == 1]
    ]
    found = {
        kind: frozenset(gene for f in altered if f.kind == kind for gene in f.genes)
        for kind in ("mutation", "gain", "loss")
    }
    fused = frozenset(fusion_name(f.genes) for f in altered if f.kind == "fusion")
    return TumourProfile(
        str(SCREEN.tissues.iloc[place]), found["mutation"],
        found["gain"] if copy_number else frozenset(),
        found["loss"] if copy_number else frozenset(),
        bool(UNSTABLE[place]), fused,
    )  # fmt: skip


def mixture(tumour):
    """Weigh the profiles that stand for what is not known of a tumour, one by one."""
    encoded = INDEX.encode(tumour)
    weights = []
    for place in range(len(PROFILES)):
        weight = 5.0 if encoded.tissue == PROFILES.tissues[place] else 1.0
        if encoded.copy_number is not None:
            here = PROFILES.copy_number[place]
            for known, has in zip(encoded.copy_number, here, strict=True):
                weight *= 0.001 if known and not has else 1.0
        if encoded.mutations is None and "BCR::ABL1" in tumour.fused:
            weight *= 1.0 if SCREEN.features["BCR-ABL_mut"].iloc[place] else 0.001
        told = tumour.microsatellite_instability
        weights.append(weight * (0.001 if told is not None and told != UNSTABLE[place] else 1.0))
    return np.array(weights) / sum(weights)


@settings(max_examples=40, deadline=None)
@given(known=tumours)
def test_what_is_not_known_is_a_mixture_of_the_profiles_that_it_could_be_like(known):
    encoded, weights = INDEX.encode(known), mixture(known)
    mutations = weights @ mutation_similarity(PROFILES, PROFILES)
    if encoded.mutations is not None:
        mutations = [
            np.exp(-0.1 * sum((encoded.mutations - row) ** 2)) + 0.1 * sum(encoded.mutations * row)
            for row in PROFILES.mutations
        ]
    segments = weights @ copy_number_similarity(PROFILES, PROFILES)
    tissue = (PROFILES.tissues == encoded.tissue) * float(encoded.tissue != "")
    expected = combine(tissue, np.array(mutations), segments)
    assert COMPARISON.to_profiles(rows(known))[0] == pytest.approx(expected)


@settings(max_examples=25, deadline=None)
@given(known=st.lists(tumours, min_size=1, max_size=6))
def test_tumours_and_profiles_together_are_positive_semidefinite(known):
    there = rows(*known)
    across = COMPARISON.to_profiles(there)
    among = COMPARISON.between(there, there)
    assert among == pytest.approx(among.T)
    joint = np.block([[similarities(PROFILES, PROFILES), across.T], [across, among]])
    assert np.linalg.eigvalsh(joint).min() > -1e-8


@settings(max_examples=25, deadline=None)
@given(left=st.lists(tumours, min_size=1, max_size=3), right=st.lists(tumours, min_size=1))
def test_tumours_are_compared_one_by_one_as_together(left, right):
    found = COMPARISON.between(rows(*left), rows(*right))
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            alone = COMPARISON.between(rows(one), rows(other)).item()
            assert found[i, j] == pytest.approx(alone)
            assert found[i, j] == pytest.approx(COMPARISON.between(rows(other), rows(one)).item())


@settings(max_examples=40, deadline=None)
@given(known=tumours)
def test_likeness_lies_between_0_and_1(known):
    found = COMPARISON.likeness(rows(known))
    assert found.shape == (1, 40)
    assert found.min() >= 0
    assert found.max() <= 1 + 1e-9


@pytest.mark.parametrize("place", range(0, 40, 7))
def test_a_tumour_described_after_a_profile_is_most_like_it_or_one_that_is_the_same(place):
    likeness = COMPARISON.likeness(rows(described(place)))[0]
    assert likeness[place] >= likeness.max() - 0.02
    assert likeness[place] > 0.9


def typical_and_flat():
    """Profiles with half of a hundred segments altered, and one without any change."""
    generator = np.random.default_rng(0)
    segments = (generator.random((31, 100)) < 0.5).astype(float)
    segments[0] = 0.0
    profiles = ProfileRows(
        np.array(["skin"] * 31), np.zeros((31, 1)), segments, np.ones(100, dtype=bool)
    )
    return profiles, TumourComparison(profiles)


def test_a_tumour_of_unknown_copy_number_is_not_taken_for_one_without_changes():
    _, comparison = typical_and_flat()
    unknown = TumourFeatures("skin", np.zeros(1), None)
    found = comparison.to_profiles(comparison.rows([unknown]))[0]
    assert found[0] < found[1:].min()


def test_a_segment_that_is_known_tells_of_others_that_go_with_it():
    profiles, comparison = typical_and_flat()
    profiles.copy_number[1:, 1] = profiles.copy_number[1:, 0]  # always together
    comparison = TumourComparison(profiles)
    known = TumourFeatures("skin", None, np.eye(100)[0])
    weights = comparison.rows([known]).weights[0]
    assert weights[profiles.copy_number[:, 1] == 1].sum() > 0.99


@pytest.mark.parametrize("n_segments", [1, 50, 150, 400])
def test_more_altered_segments_than_any_profile_has_are_compared(n_segments):
    """A user's own screen may have a column for every gene."""
    profiles = ProfileRows(
        np.array(["skin", "breast"]), np.zeros((2, 1)), np.zeros((2, 400)), np.ones(400, bool)
    )
    comparison = TumourComparison(profiles)
    altered = (np.arange(400) < n_segments).astype(float)
    found = comparison.rows([TumourFeatures("skin", None, altered)])
    assert found.weights.sum() == pytest.approx(1)
    assert np.isfinite(comparison.to_profiles(found)).all()


def test_a_screen_without_mutations_compares_by_what_it_has():
    profiles = ProfileRows(
        np.array(["skin", "breast"]), np.zeros((2, 0)), np.zeros((2, 0)), np.zeros(0, bool)
    )
    comparison = TumourComparison(profiles)
    index = FeatureIndex(FeatureColumns((), ()), ["skin", "breast"])
    for known in (TumourProfile("skin"), TumourProfile("skin", frozenset({"BRAF"}))):
        found = comparison.to_profiles(comparison.rows([index.encode(known)]))[0]
        assert found[0] > found[1]


def test_instability_that_is_told_draws_unstable_profiles_near():
    told, denied = (
        COMPARISON.to_profiles(rows(TumourProfile(microsatellite_instability=status)))[0]
        for status in (True, False)
    )
    assert (told - denied)[UNSTABLE].min() > 0
    assert (told - denied)[~UNSTABLE].mean() < 0


def test_instability_that_was_not_tested_is_not_taken_as_absent():
    gene = frozenset({"TP53"})
    not_tested, denied = (
        rows(TumourProfile("large_intestine", gene, microsatellite_instability=status))
        for status in (None, False)
    )
    found = not_tested.mutations[0] - denied.mutations[0]
    assert found[UNSTABLE].min() > 0


def test_the_tissue_counts_only_where_it_is_known():
    assert same_tissue(PROFILES, PROFILES).sum() == 5 * 8 * 8
    nowhere = rows(TumourProfile("moon", frozenset({"TP53"})))
    unknown = rows(TumourProfile("", frozenset({"TP53"})))
    assert COMPARISON.to_profiles(nowhere) == pytest.approx(COMPARISON.to_profiles(unknown))


def test_a_gain_draws_profiles_with_it_near():
    found = COMPARISON.to_profiles(rows(TumourProfile("breast", gained=frozenset({"ERBB2"}))))[0]
    breast = (SCREEN.tissues == "breast").to_numpy()
    has = SCREEN.features[ERBB2_GAIN].to_numpy() == 1
    assert found[breast & has].min() > found[breast & ~has].mean()


def test_some_of_the_tumours_are_compared_as_among_all():
    known = [described(place) for place in (1, 5, 9)]
    together = rows(*known)
    assert COMPARISON.to_profiles(together.take(slice(1, 3))) == pytest.approx(
        COMPARISON.to_profiles(together)[1:]
    )
    assert [len(one.features) for one in together] == [1, 1, 1]
