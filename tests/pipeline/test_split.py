"""Folds of a prepared data folder: two spellings of a gene are one gene."""

import numpy as np
import pandas as pd
import pytest

from pipeline.evaluate import bootstrap_groups
from pipeline.parameters import SplitParameters
from pipeline.prepared import Prepared
from pipeline.split import TEXT_GROUP, make_folds
from variants.schema import REGIMES

SPELLINGS = [
    ("H3F3A", "H3-3A"),
    ("MLL2", "KMT2D"),
    ("braf", "BRAF"),
    ("HER2", "ERBB2"),
    ("novel9", "NOVEL9"),
]


def prepared(genes):
    variants = pd.DataFrame(
        {"Gene": genes, "Variation": "V600E", "document": -1, "Class": np.arange(len(genes)) % 2},
        index=pd.RangeIndex(50, 50 + len(genes), name="ID"),
    )
    variants["Class"] += 1
    return Prepared(variants, (), None, None, "0" * 64, "made up")


@pytest.fixture
def rows():
    """Ten rows of each gene, in turn in its one and its other spelling."""
    return prepared([pair[i % 2] for i in range(10) for pair in SPELLINGS])


@pytest.mark.parametrize("seed", range(5))
def test_two_spellings_of_a_gene_never_stand_on_both_sides_of_a_gene_fold(rows, seed):
    groups = np.arange(len(rows.variants))
    folds = make_folds(rows, groups, SplitParameters(folds=5, seed=seed), REGIMES)
    assert folds["gene"].nunique() == 5
    for pair in SPELLINGS:
        assert folds.loc[rows.variants["Gene"].isin(pair), "gene"].nunique() == 1


def test_folds_and_text_groups_stand_on_the_rows_ids(rows):
    groups = np.arange(len(rows.variants))[::-1].copy()
    folds = make_folds(rows, groups, SplitParameters(folds=5), ("text",))
    assert folds.columns.tolist() == [TEXT_GROUP, "text"]
    assert folds.index.equals(rows.variants.index)
    assert folds[TEXT_GROUP].tolist() == groups.tolist()


def test_intervals_of_the_gene_regime_resample_a_gene_in_all_its_spellings(rows):
    units = bootstrap_groups("gene", rows.variants)
    assert len(set(units)) == len(SPELLINGS)
    for pair in SPELLINGS:
        assert len(set(units[rows.variants["Gene"].isin(pair)])) == 1
