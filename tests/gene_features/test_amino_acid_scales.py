"""Scales and matrices against published numbers."""

import numpy as np
import pandas as pd
import pytest

from gene_features.amino_acid_scales import (
    AROMATIC,
    blosum62,
    grantham_distances,
    residue_codes,
    residue_scales,
)
from variants.amino_acids import AMINO_ACIDS, STOP

# Grantham 1974, table 2: serine, and pairs at the ends of the range.
GRANTHAM_FROM_SERINE = {
    "R": 110, "L": 145, "P": 74, "T": 58, "A": 99, "V": 124, "G": 56, "I": 142, "F": 155, "Y": 144,
    "C": 112, "H": 89, "Q": 68, "N": 46, "K": 121, "D": 65, "E": 80, "M": 135, "W": 177,
}  # fmt: skip
GRANTHAM_PAIRS = {"LI": 5, "CW": 215, "RK": 26, "DE": 45, "FY": 22, "IM": 10, "CF": 205, "GW": 184}


@pytest.mark.parametrize(
    ("pair", "published"),
    [
        *(("S" + other, distance) for other, distance in GRANTHAM_FROM_SERINE.items()),
        *GRANTHAM_PAIRS.items(),
    ],
)
def test_grantham_distances_are_the_published_ones_within_rounding(pair, published):
    assert abs(grantham_distances().loc[pair[0], pair[1]] - published) < 1


def test_aspartate_to_tryptophan_follows_the_formula_and_not_the_published_181():
    assert grantham_distances().loc["D", "W"] == pytest.approx(190.55, abs=0.01)


def test_grantham_distances_are_symmetric_with_zeros_on_the_diagonal_alone():
    distances = grantham_distances().to_numpy()
    np.testing.assert_array_equal(distances, distances.T)
    assert not np.diag(distances).any()
    assert (distances[~np.eye(20, dtype=bool)] > 4).all()


def test_grantham_distances_are_a_hundred_on_average():
    assert grantham_distances().to_numpy()[np.triu_indices(20, 1)].mean() == pytest.approx(
        100, abs=0.2
    )


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [("A", "A", 4), ("W", "W", 11), ("V", "E", -2), ("R", "K", 2), ("I", "L", 2), ("D", "W", -4)],
)
def test_blosum62_has_the_published_scores_both_ways(one, other, score):
    assert blosum62().loc[one, other] == blosum62().loc[other, one] == score


@pytest.mark.parametrize("matrix", [grantham_distances, blosum62])
def test_matrices_cover_the_twenty_residues_in_their_order(matrix):
    assert "".join(matrix().index) == "".join(matrix().columns) == AMINO_ACIDS
    assert np.isfinite(matrix().to_numpy()).all()


def test_scales_cover_the_twenty_residues_in_their_order():
    scales = residue_scales()
    assert "".join(scales.index) == AMINO_ACIDS
    assert scales.columns.tolist() == [
        "hydropathy",
        "composition",
        "polarity",
        "volume",
        "charge",
        "aromatic",
    ]
    assert scales.notna().all().all()


def test_isoleucine_is_the_most_and_arginine_the_least_hydrophobic():
    hydropathy = residue_scales()["hydropathy"]
    assert (hydropathy["I"], hydropathy["R"]) == (4.5, -4.5)
    assert (hydropathy.idxmax(), hydropathy.idxmin()) == ("I", "R")


def test_only_lysine_arginine_aspartate_and_glutamate_are_charged_at_ph_7():
    charge = residue_scales()["charge"].round()
    assert charge[charge > 0].index.tolist() == ["K", "R"]
    assert charge[charge < 0].index.tolist() == ["D", "E"]


def test_histidine_is_protonated_in_part():
    assert residue_scales().loc["H", "charge"] == pytest.approx(0.087, abs=0.001)


def test_aromatic_residues_are_marked():
    aromatic = residue_scales()["aromatic"]
    assert "".join(aromatic[aromatic == 1].index) == AROMATIC


@pytest.mark.parametrize("missing", ["", "a", "Val", "X", "*", None, np.nan, pd.NA])
def test_whatever_is_no_residue_has_the_code_minus_one(missing):
    assert residue_codes(pd.Series(["V", missing], dtype=object)).tolist() == [17, -1]


@pytest.mark.parametrize("dtype", [object, "str", "string", "category"])
def test_codes_are_places_in_the_alphabet_whatever_the_dtype_and_the_index(dtype):
    residues = pd.Series(list("AYV*"), index=[3, 3, 1, 1], dtype=dtype)
    assert residue_codes(residues, AMINO_ACIDS + STOP).tolist() == [0, 19, 17, 20]
