"""Type, consequence, residues and length: levels, unknowns, shape."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.consequence_encoder import ConsequenceEncoder

COLUMNS = ["type", "consequence", "reference", "alternate", "length_change"]


def variants(*rows):
    return pd.DataFrame(rows, columns=COLUMNS).astype(
        dict.fromkeys(COLUMNS[:-1], object) | {"length_change": np.float32}
    )


MISSENSE = ("substitution", "missense_variant", "V", "E", 0)
NONSENSE = ("nonsense", "stop_gained", "W", "*", np.nan)
DELETION = ("deletion", "inframe_deletion", "E", "", -5)
FUSION = ("fusion", "", "", "", np.nan)
TRAINING = variants(*[MISSENSE] * 6, *[NONSENSE] * 5, DELETION, FUSION)


def encode(new=TRAINING, **parameters):
    encoder = ConsequenceEncoder(**parameters).fit(TRAINING)
    encoded = encoder.transform(new)
    assert encoded.dtype == np.float32
    assert isinstance(encoded, np.ndarray)
    return pd.DataFrame(encoded, columns=encoder.get_feature_names_out())


def ones(row):
    return row.index[row == 1].tolist()


def test_each_kind_of_change_has_its_columns():
    encoded = encode(variants(MISSENSE, NONSENSE, DELETION, FUSION))
    assert ones(encoded.loc[0]) == [
        "type_substitution",
        "consequence_missense_variant",
        "reference_V",
        "alternate_E",
    ]
    assert ones(encoded.loc[1]) == [
        "type_nonsense",
        "consequence_stop_gained",
        "reference_W",
        "alternate_*",
    ]
    rare = ["type_infrequent_sklearn", "consequence_infrequent_sklearn"]
    assert ones(encoded.loc[2]) == [*rare, "reference_E"]
    assert ones(encoded.loc[3]) == rare
    np.testing.assert_array_equal(encoded["length_change"], [0, np.nan, -5, np.nan])


def test_the_width_is_the_learnt_levels_and_43():
    assert encode().shape == (13, 3 + 3 + 43)
    assert encode(min_frequency=1).shape == (13, 4 + 4 + 43)


def test_unseen_types_and_consequences_join_the_rare_ones():
    row = encode(variants(("position", "protein_altering_variant", "G", "", np.nan))).loc[0]
    assert ones(row) == ["type_infrequent_sklearn", "consequence_infrequent_sklearn", "reference_G"]


def test_an_unseen_type_is_zero_where_no_type_was_rare():
    encoded = encode(variants(("position", "other", "", "", np.nan)), min_frequency=1)
    assert not encoded.drop(columns="length_change").to_numpy().any()


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, ""])
def test_missing_fields_are_the_empty_level_or_zeros(missing):
    row = encode(variants((missing, missing, missing, missing, np.nan)), min_frequency=1).loc[0]
    assert ones(row) == ["consequence_"]
    assert np.isnan(row["length_change"])


@pytest.mark.parametrize("residue", ["B", "U", "v", "Val"])
def test_a_code_that_is_none_of_the_twenty_nor_a_stop_is_zeros(residue):
    row = encode(variants(("substitution", "missense_variant", residue, residue, 0))).loc[0]
    assert not row.filter(regex="^(reference|alternate)_").any()


@pytest.mark.parametrize("dtype", ["str", "string", "category"])
def test_the_dtype_of_text_does_not_matter(dtype):
    new = TRAINING.astype(dict.fromkeys(COLUMNS[:-1], dtype))
    pd.testing.assert_frame_equal(encode(new), encode())


def test_a_length_change_of_none_is_missing():
    new = TRAINING.astype({"length_change": object}).assign(length_change=None)
    assert encode(new)["length_change"].isna().all()


def test_rows_follow_the_table_whatever_its_index_and_order_of_columns():
    new = TRAINING.set_axis([3] * len(TRAINING)).assign(Gene="BRAF")[["Gene", *COLUMNS[::-1]]]
    np.testing.assert_array_equal(encode(new), encode())


def test_labels_change_nothing():
    encoded = ConsequenceEncoder().fit_transform(TRAINING, np.arange(len(TRAINING)))
    np.testing.assert_array_equal(encoded, encode())


def test_no_variants_give_no_rows_but_every_feature():
    assert encode(TRAINING.iloc[:0]).shape == (0, 49)


def test_no_training_rows_are_refused():
    with pytest.raises(ValueError, match=r"Found array with 0 sample\(s\)"):
        ConsequenceEncoder().fit(TRAINING.iloc[:0])


def test_the_table_itself_is_left_alone():
    given = pd.concat([TRAINING, variants((None, None, None, None, np.nan))])
    before = given.copy(deep=True)
    ConsequenceEncoder().fit_transform(given)
    pd.testing.assert_frame_equal(given, before)


def test_a_clone_has_the_same_parameters_and_is_not_fitted():
    copy = clone(ConsequenceEncoder(min_frequency=2).fit(TRAINING))
    assert copy.get_params() == {"min_frequency": 2}
    with pytest.raises(NotFittedError, match="ConsequenceEncoder instance is not fitted yet"):
        copy.transform(TRAINING)
    with pytest.raises(NotFittedError, match="ConsequenceEncoder instance is not fitted yet"):
        copy.get_feature_names_out()
