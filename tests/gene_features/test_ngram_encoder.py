"""Character n-grams: what they count, which are kept, repeatability."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.ngram_encoder import VariationNgramEncoder

ROOT = Path(__file__).parents[2]

IN_A_PROCESS = """
import pickle, sys
import pandas as pd
from gene_features.ngram_encoder import VariationNgramEncoder
letters = "ACDEFGHIKLMNPQRSTVWY"
names = [f"{a}{i}{b}" for i, a in enumerate(letters) for b in letters]
rows = pd.DataFrame({"name": names, "Gene": [f"MAP{i % 9}K" for i in range(400)]})
encoder = VariationNgramEncoder(max_features=20, min_df=1, genes=True)
sys.stdout.buffer.write(encoder.fit_transform(rows).tobytes())
sys.stdout.buffer.write(pickle.dumps(encoder))
"""


def variants(*rows):
    return pd.DataFrame(rows, columns=["Gene", "name"], dtype=object)


TRAINING = variants(
    ("FGFR1", "V561M"),
    ("FGFR2", "V564F"),
    ("FGFR3", "E466_L470del"),
    ("MAP2K1", "E51_Q58del"),
    ("MAP2K2", "Truncating mutation"),
)


def encode(new=TRAINING, training=TRAINING, **parameters):
    encoder = VariationNgramEncoder(**{"min_df": 1, **parameters}).fit(training)
    encoded = encoder.transform(new)
    assert encoded.dtype == np.float32
    assert isinstance(encoded, np.ndarray)
    return pd.DataFrame(encoded, columns=encoder.get_feature_names_out())


def test_ngrams_are_counted_with_the_borders_of_words():
    encoded = encode(variants(("", "V600V")), variants(("", "V600V")), ngram_max=2)
    assert encoded.to_dict("records") == [
        {"name_ngram_ V": 1, "name_ngram_0V": 1, "name_ngram_V ": 1, "name_ngram_V0": 1}
    ]


def test_deletions_share_a_column_that_substitutions_lack():
    assert encode()["name_ngram_del"].tolist() == [0, 0, 1, 1, 0]


def test_variants_that_differ_in_position_alone_are_the_same():
    encoded = encode(variants(("", "V600E"), ("", "V12E"), ("", "V1796E")))
    assert (encoded == encoded.loc[0]).all().all()


def test_no_ngram_of_the_name_holds_a_digit_other_than_zero():
    names = encode().columns
    assert not names.str.contains("[1-9]").any()


def test_upper_and_lower_case_differ():
    encoded = encode(variants(("", "del"), ("", "DEL")), ngram_max=3)
    assert encoded["name_ngram_del"].tolist() == [1, 0]


def test_gene_families_share_columns_if_asked_for():
    encoded = encode(genes=True)
    assert encoded["Gene_ngram_FGFR"].tolist() == [1, 1, 1, 0, 0]
    assert encoded["Gene_ngram_P2K"].tolist() == [0, 0, 0, 1, 1]
    assert not encode().columns.str.startswith("Gene").any()


def test_an_unseen_gene_counts_for_the_ngrams_it_shares():
    encoded = encode(variants(("FGFR4", ""), ("CBL", "")), genes=True)
    assert encoded["Gene_ngram_FGFR"].tolist() == [1, 0]
    assert not encoded.loc[1].any()


def test_rare_ngrams_are_left_out():
    encoded = encode(min_df=3)
    assert (encoded.astype(bool).sum() >= 3).all()
    assert "name_ngram_del" not in encoded
    assert "name_ngram_del" in encode(min_df=2)


def test_a_name_that_many_rows_share_counts_for_each_of_them():
    training = variants(*[("", "Fusion")] * 3, ("", "G12D"))
    assert "name_ngram_Fus" in encode(TRAINING, training, min_df=3)


def test_the_most_frequent_ngrams_are_kept_and_equal_ones_by_alphabet():
    training = variants(*[("", "AB")] * 2, ("", "CD"))
    encoded = encode(training, training, ngram_max=2, max_features=4)
    assert encoded.columns.tolist() == [
        "name_ngram_ A",
        "name_ngram_ C",
        "name_ngram_AB",
        "name_ngram_B ",
    ]


@pytest.mark.parametrize(("genes", "most"), [(False, 6), (True, 12)])
def test_no_more_features_than_asked_for(genes, most):
    assert encode(max_features=6, genes=genes).shape == (5, most)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, "", "  "])
def test_a_missing_name_and_gene_are_all_zeros(missing):
    assert not encode(variants((missing, missing)), genes=True).to_numpy().any()


@pytest.mark.parametrize(
    "training", [TRAINING.iloc[:0], variants(("", ""), (None, " ")), TRAINING.iloc[:1]]
)
def test_too_little_to_choose_from_gives_zero_features(training):
    assert encode(TRAINING, training, min_df=5, genes=True).shape == (5, 0)


def test_no_variants_give_no_rows_but_every_feature():
    assert encode(TRAINING.iloc[:0], genes=True).shape == (0, encode(genes=True).shape[1])


@pytest.mark.parametrize("dtype", ["str", "string", "category"])
def test_the_dtype_of_text_does_not_matter(dtype):
    training = TRAINING.astype(dtype)
    pd.testing.assert_frame_equal(encode(training, training, genes=True), encode(genes=True))


def test_rows_follow_the_table_whatever_its_index():
    np.testing.assert_array_equal(encode(TRAINING.set_axis([1] * 5)), encode())
    np.testing.assert_array_equal(encode(TRAINING.iloc[::-1]), encode().iloc[::-1])


def test_labels_change_nothing():
    encoded = VariationNgramEncoder(min_df=1).fit_transform(TRAINING, [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(encoded, encode())


def test_the_table_itself_is_left_alone():
    given = pd.concat([TRAINING, variants((None, np.nan))])
    before = given.copy(deep=True)
    encode(given, given, genes=True)
    pd.testing.assert_frame_equal(given, before)


def test_a_clone_has_the_same_parameters_and_is_not_fitted():
    encoder = VariationNgramEncoder(2, 3, min_df=1, max_features=9, genes=True).fit(TRAINING)
    copy = clone(encoder)
    assert copy.get_params() == {
        "ngram_min": 2,
        "ngram_max": 3,
        "min_df": 1,
        "max_features": 9,
        "genes": True,
    }
    with pytest.raises(NotFittedError, match="VariationNgramEncoder instance is not fitted yet"):
        copy.transform(TRAINING)
    with pytest.raises(NotFittedError, match="VariationNgramEncoder instance is not fitted yet"):
        copy.get_feature_names_out()


def test_every_process_chooses_the_same_ngrams_and_writes_the_same_model():
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
