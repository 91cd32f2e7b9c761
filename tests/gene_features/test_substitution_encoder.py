"""Chemistry of substitutions: known pairs, and NaN for everything else."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.substitution_encoder import SubstitutionEncoder
from variants.amino_acids import AMINO_ACIDS


def variants(*rows):
    return pd.DataFrame(rows, columns=["type", "reference", "alternate"], dtype=object)


def substitutions(*changes):
    return variants(*[("substitution", change[0], change[1]) for change in changes])


def encode(X):
    encoder = SubstitutionEncoder()
    encoded = encoder.fit_transform(X)
    assert encoded.dtype == np.float32
    return pd.DataFrame(encoded, columns=encoder.get_feature_names_out())


def test_valine_to_glutamate_has_the_published_numbers():
    row = encode(substitutions("VE")).loc[0]
    expected = {
        "reference_hydropathy": 4.2,
        "alternate_hydropathy": -3.5,
        "difference_hydropathy": -7.7,
        "reference_volume": 84,
        "alternate_volume": 83,
        "difference_volume": -1,
        "size_change": 1,
        "difference_polarity": 6.4,
        "difference_composition": 0.92,
        "difference_charge": -0.997,
        "difference_aromatic": 0,
        "blosum62": -2,
        "grantham": 121.3,
        "charge_flips": 0,
    }
    assert row[list(expected)].tolist() == pytest.approx(list(expected.values()), abs=0.06)


def test_there_are_28_features():
    assert encode(substitutions("VE")).shape == (1, 28)


def test_a_charge_flips_between_acid_and_base_only():
    encoded = encode(substitutions("EK", "RD", "KR", "EV", "GD", "HD"))
    assert encoded["charge_flips"].tolist() == [1, 1, 0, 0, 0, 0]


def test_proline_glycine_and_cysteine_are_marked_on_either_side():
    encoded = encode(substitutions("LP", "PL", "GC"))
    assert encoded["to_proline"].tolist() == [1, 0, 0]
    assert encoded["from_proline"].tolist() == [0, 1, 0]
    assert encoded["from_glycine"].tolist() == [0, 0, 1]
    assert encoded["to_cysteine"].tolist() == [0, 0, 1]
    assert encoded[["to_glycine", "from_cysteine"]].to_numpy().tolist() == [[0, 0]] * 3


def test_the_way_back_has_the_opposite_differences_and_the_same_distances():
    pairs = [one + other for one in AMINO_ACIDS for other in AMINO_ACIDS]
    there = encode(substitutions(*pairs))
    back = encode(substitutions(*[pair[::-1] for pair in pairs]))
    differences = there.filter(like="difference_").columns
    np.testing.assert_array_equal(there[differences], -back[differences])
    alike = ["blosum62", "grantham", "size_change", "charge_flips"]
    np.testing.assert_array_equal(there[alike], back[alike])
    assert there.notna().all().all()


@pytest.mark.parametrize(
    "row",
    [
        ("nonsense", "W", "*"),
        ("synonymous", "V", "V"),
        ("deletion", "E", ""),
        ("fusion", "", ""),
        ("substitution", "V", ""),
        ("substitution", "", "E"),
        ("substitution", "V", "*"),
        ("substitution", "V", "U"),
        ("substitution", "V", None),
        ("substitution", np.nan, "E"),
        (None, "V", "E"),
        (np.nan, "V", "E"),
        (pd.NA, "V", "E"),
    ],
)
def test_whatever_is_no_substitution_between_two_known_residues_is_nan_throughout(row):
    encoded = encode(variants(("substitution", "V", "E"), row))
    assert encoded.loc[1].isna().all()
    assert encoded.loc[0].notna().all()


@pytest.mark.parametrize("dtype", ["str", "string", "category"])
def test_the_dtype_of_text_does_not_matter(dtype):
    rows = variants(("substitution", "V", "E"), ("fusion", None, None))
    pd.testing.assert_frame_equal(encode(rows.astype(dtype)), encode(rows))


def test_rows_follow_the_table_whatever_its_index():
    given = substitutions("VE", "GD", "LP").set_axis([7, 7, 0])
    np.testing.assert_array_equal(encode(given), encode(given.reset_index(drop=True)))


def test_no_variants_give_no_rows_but_every_feature():
    assert encode(substitutions()).shape == (0, 28)
    assert SubstitutionEncoder().fit(substitutions()).transform(substitutions("VE")).shape == (
        1,
        28,
    )


def test_the_rows_and_labels_fitted_on_change_nothing():
    new = substitutions("VE", "GD")
    one = SubstitutionEncoder().fit(substitutions("LP"), [1]).transform(new)
    np.testing.assert_array_equal(one, SubstitutionEncoder().fit_transform(new, [7, 4]))


def test_the_table_itself_is_left_alone():
    given = variants(("substitution", "V", "E"), ("fusion", None, None))
    before = given.copy(deep=True)
    encode(given)
    pd.testing.assert_frame_equal(given, before)


def test_a_clone_is_not_fitted():
    copy = clone(SubstitutionEncoder().fit(substitutions("VE")))
    with pytest.raises(NotFittedError, match="SubstitutionEncoder instance is not fitted yet"):
        copy.transform(substitutions("VE"))
    with pytest.raises(NotFittedError, match="SubstitutionEncoder instance is not fitted yet"):
        copy.get_feature_names_out()
