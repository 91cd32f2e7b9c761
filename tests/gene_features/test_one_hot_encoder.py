"""Gene and name one-hot: rare, unseen and missing levels, bounds, repeatability."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.one_hot_encoder import GeneVariationEncoder

ROOT = Path(__file__).parents[2]

IN_A_PROCESS = """
import sys
import pandas as pd
from gene_features.one_hot_encoder import GeneVariationEncoder
rows = pd.DataFrame({"Gene": [f"G{i % 40}" for i in range(99)], "name": list("ABCDEFGHI") * 11})
encoder = GeneVariationEncoder(max_levels=7)
sys.stdout.buffer.write(encoder.fit_transform(rows).tobytes())
sys.stdout.write(",".join(encoder.get_feature_names_out()))
"""


def variants(*rows):
    return pd.DataFrame(rows, columns=["Gene", "name"], dtype=object)


TRAINING = variants(
    ("BRAF", "V600E"),
    ("BRAF", "V600E"),
    ("BRAF", "Amplification"),
    ("KIT", "Amplification"),
    ("KIT", "D816V"),
    ("TP53", "R175H"),
)


def encode(new=TRAINING, training=TRAINING, **parameters):
    encoder = GeneVariationEncoder(**parameters).fit(training)
    encoded = encoder.transform(new)
    assert encoded.dtype == np.float32
    assert isinstance(encoded, np.ndarray)
    return pd.DataFrame(encoded, columns=encoder.get_feature_names_out())


def test_common_levels_have_a_column_and_rare_ones_share_one():
    encoded = encode()
    assert encoded.columns.tolist() == [
        "Gene_BRAF",
        "Gene_KIT",
        "Gene_infrequent_sklearn",
        "name_Amplification",
        "name_V600E",
        "name_infrequent_sklearn",
    ]
    assert encoded["Gene_BRAF"].tolist() == [1, 1, 1, 0, 0, 0]
    assert encoded["Gene_infrequent_sklearn"].tolist() == [0, 0, 0, 0, 0, 1]
    assert encoded["name_infrequent_sklearn"].tolist() == [0, 0, 0, 0, 1, 1]


def test_an_unseen_gene_and_an_unseen_name_join_the_rare_ones():
    encoded = encode(variants(("EGFR", "L858R")))
    assert encoded.columns[encoded.loc[0] == 1].tolist() == [
        "Gene_infrequent_sklearn",
        "name_infrequent_sklearn",
    ]


def test_an_unseen_level_is_zero_where_no_level_was_rare():
    assert not encode(variants(("EGFR", "L858R")), min_frequency=1).to_numpy().any()


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, ""])
def test_each_missing_field_is_the_same_level(missing):
    training = pd.concat([TRAINING, variants(("", ""), ("", ""))])
    encoded = encode(variants((missing, missing)), training)
    assert encoded.columns[encoded.loc[0] == 1].tolist() == ["Gene_", "name_"]


def test_no_field_gets_more_columns_than_asked_for():
    training = variants(*[(f"G{i % 30}", f"A{i % 50}C") for i in range(300)])
    encoded = encode(training, training, max_levels=4)
    assert encoded.shape == (300, 8)
    assert (encoded.sum(axis=1) == 2).all()


def test_the_columns_of_the_table_may_be_more_and_in_another_order():
    new = TRAINING.assign(start=1.0, Class=7)[["Class", "name", "start", "Gene"]]
    pd.testing.assert_frame_equal(encode(new, new), encode())


@pytest.mark.parametrize("dtype", ["str", "string", "category"])
def test_the_dtype_of_text_does_not_matter(dtype):
    pd.testing.assert_frame_equal(encode(TRAINING.astype(dtype), TRAINING.astype(dtype)), encode())


def test_rows_follow_the_table_whatever_its_index():
    np.testing.assert_array_equal(encode(TRAINING.set_axis([9, 1, 1, 0, 4, 4])), encode())


def test_labels_change_nothing():
    encoded = GeneVariationEncoder().fit_transform(TRAINING, [1, 2, 3, 4, 5, 6])
    np.testing.assert_array_equal(encoded, encode())


def test_no_variants_give_no_rows_but_every_feature():
    assert encode(TRAINING.iloc[:0]).shape == (0, 6)


def test_no_training_rows_are_refused():
    with pytest.raises(ValueError, match=r"Found array with 0 sample\(s\)"):
        GeneVariationEncoder().fit(TRAINING.iloc[:0])


def test_the_table_itself_is_left_alone():
    given = pd.concat([TRAINING, variants((None, np.nan))])
    before = given.copy(deep=True)
    encode(given, given)
    pd.testing.assert_frame_equal(given, before)


def test_a_clone_has_the_same_parameters_and_is_not_fitted():
    copy = clone(GeneVariationEncoder(min_frequency=3, max_levels=9).fit(TRAINING))
    assert copy.get_params() == {"min_frequency": 3, "max_levels": 9}
    with pytest.raises(NotFittedError, match="GeneVariationEncoder instance is not fitted yet"):
        copy.transform(TRAINING)
    with pytest.raises(NotFittedError, match="GeneVariationEncoder instance is not fitted yet"):
        copy.get_feature_names_out()


def test_every_process_chooses_the_same_levels():
    outputs = {
        subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
