"""How alike profiles are, against the formula written out for two of them."""

from dataclasses import replace
from math import exp

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_screens import ODD_SCREENS, reordered, without_features
from screens import make_screen

from response.profile_similarity import (
    feature_columns,
    mutation_similarity,
    profile_rows,
    similarities,
)

SEGMENT, BARE_SEGMENT = "gain_cnaPANCAN1_(ERBB2,CDK12)", "loss_cnaPANCAN2"


def screen_of(*profiles):
    """Make a screen of profiles: a tissue and the features that each has, of all that any has."""
    index = [f"P{place}" for place in range(len(profiles))]
    columns = sorted({feature for _, features in profiles for feature in features})
    return replace(
        make_screen(len(profiles), n_drugs=2),
        tissues=pd.Series([tissue for tissue, _ in profiles], index),
        features=pd.DataFrame(
            [[float(column in features) for column in columns] for _, features in profiles],
            index,
            columns,
        ),
    )


def compared(*profiles):
    rows = profile_rows(screen_of(*profiles))
    return similarities(rows, rows)


def formula(one, other, with_genes):
    """Compare two profiles, each a tissue, a row of mutations and one of segments."""
    tissue = float(one[0] == other[0] != "")
    parts = []
    for here, there, decay, counted in (
        (one[1], other[1], 0.1, [True] * len(one[1])),
        (one[2], other[2], 0.01, with_genes),
    ):
        differ = sum((a - b) ** 2 for a, b in zip(here, there, strict=True))
        shared = sum(a * b * c for a, b, c in zip(here, there, counted, strict=True))
        parts.append(exp(-decay * differ) + 0.1 * shared)
    return tissue + (1 + tissue) * (parts[0] + parts[1] / 2)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    n_profiles=st.integers(2, 25),
    unknown=st.sampled_from([0.0, 0.3, 1.0]),
    no_tissue=st.sampled_from([0.0, 0.3, 1.0]),
)
def test_similarities_are_positive_semidefinite(seed, n_profiles, unknown, no_tissue):
    generator = np.random.default_rng(seed)
    screen = make_screen(n_profiles, n_drugs=2, seed=seed)
    screen = replace(
        screen,
        features=screen.features.mask(generator.random(screen.features.shape) < unknown),
        tissues=screen.tissues.mask(generator.random(n_profiles) < no_tissue, ""),
    )
    rows = profile_rows(screen)
    found = similarities(rows, rows)
    assert found.shape == (n_profiles, n_profiles)
    assert found == pytest.approx(found.T)
    assert found.min() >= 0
    assert np.linalg.eigvalsh(found).min() > -1e-9


@pytest.mark.parametrize("name", ["no features", "no feature known", "no tissue known"])
def test_profiles_of_which_little_is_known_are_compared(name):
    rows = profile_rows(ODD_SCREENS[name])
    assert np.isfinite(similarities(rows, rows)).all()


def test_every_pair_follows_the_formula():
    rows = profile_rows(make_screen(30, seed=3))
    found = similarities(rows, rows)
    profiles = list(
        zip(rows.tissues, rows.mutations.tolist(), rows.copy_number.tolist(), strict=True)
    )
    expected = [[formula(a, b, rows.with_genes) for b in profiles] for a in profiles]
    assert found == pytest.approx(np.array(expected))


def test_numbers_known_by_hand():
    found = compared(("skin", ["BRAF_mut"]), ("skin", ["BRAF_mut"]), ("skin", []), ("breast", []))
    assert found[0, 1] == pytest.approx(1 + 2 * (1 + 0.1 + 0.5))
    assert found[0, 2] == pytest.approx(1 + 2 * (exp(-0.1) + 0.5))
    assert found[2, 3] == pytest.approx(1 + 0.5)


def test_two_tissues_that_are_not_known_are_not_the_same():
    found = compared(("", []), ("", []))
    assert found[0, 1] == pytest.approx(1.5)


def test_an_alteration_in_common_counts_for_more_in_one_tissue():
    alike = compared(
        ("skin", ["BRAF_mut"]), ("skin", ["BRAF_mut"]), ("skin", []),
        ("breast", ["BRAF_mut"]), ("breast", []),
    )[0]  # fmt: skip
    assert alike[1] - alike[2] == pytest.approx(2 * (alike[3] - alike[4]))
    assert alike[3] > alike[4]


def test_a_segment_without_cancer_genes_in_common_raises_nothing():
    assert compared(("", [BARE_SEGMENT]), ("", [BARE_SEGMENT]))[0, 1] == pytest.approx(1.5)
    assert compared(("", [SEGMENT]), ("", [SEGMENT]))[0, 1] == pytest.approx(1.55)
    assert compared(("", [BARE_SEGMENT]), ("", []))[0, 1] == pytest.approx(1 + exp(-0.01) / 2)


def test_a_value_that_is_not_known_is_the_mean_over_the_profiles():
    screen = screen_of(("", ["BRAF_mut"]), ("", ["BRAF_mut"]), ("", []), ("", []))
    features = screen.features.copy()
    features.iloc[3] = np.nan
    rows = profile_rows(replace(screen, features=features))
    assert rows.mutations[:, 0] == pytest.approx([1, 1, 0, 2 / 3])


def test_columns_are_told_apart_by_their_names():
    columns = feature_columns(
        screen_of(("", ["BRAF_mut", "BCR-ABL_mut", "MSI_FACTOR", "hot", SEGMENT, BARE_SEGMENT]))
    )
    assert set(columns.mutations) == {"BRAF_mut", "BCR-ABL_mut", "MSI_FACTOR", "hot"}
    assert set(columns.copy_number) == {SEGMENT, BARE_SEGMENT}


def test_neither_the_order_of_features_nor_one_that_nobody_has_matters():
    screen = make_screen(20)
    rows = profile_rows(screen)
    features = screen.features.iloc[:, ::-1].assign(ZZZ_mut=0.0)
    turned = profile_rows(replace(screen, features=features))
    assert similarities(turned, turned) == pytest.approx(similarities(rows, rows))


def test_the_order_of_the_profiles_does_not_matter():
    screen = make_screen(20)
    other = reordered(screen)
    rows, turned = profile_rows(screen), profile_rows(other)
    places = screen.responses.index.get_indexer(other.responses.index)
    found = similarities(rows, rows)[np.ix_(places, places)]
    assert similarities(turned, turned) == pytest.approx(found)


def test_some_of_the_profiles_are_compared_as_among_all():
    rows = profile_rows(make_screen(20))
    some = np.array([7, 2, 11])
    found = similarities(rows.take(some), rows)
    assert len(rows.take(some)) == 3
    assert found == pytest.approx(similarities(rows, rows)[some])


def test_without_features_only_the_tissue_tells_profiles_apart():
    rows = profile_rows(without_features(make_screen(10)))
    assert set(similarities(rows, rows).ravel().round(9)) == {1.5, 4.0}
    assert mutation_similarity(rows, rows) == pytest.approx(np.ones((10, 10)))
