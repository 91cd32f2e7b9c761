"""What a laboratory's file annotates, as the columns that a model learnt."""

import math

import pytest

from intake.lab_row import LabVariant
from pipeline.lab_annotations import lab_annotations

LEARNT = {"ClinPred": "double", "SIFT_score": "double", "Domain": "string"}


def variant(**annotations):
    return LabVariant("BRAF", "V600E", annotations=tuple(annotations.items()))


def row_of(first, *others):
    """Return what the model is given of the first of some variants; empty for what is missing."""
    table = lab_annotations([first, *others], LEARNT)
    told = {name: table[name].iat[0] for name in LEARNT if name in table.columns}
    return {
        name: "" if isinstance(value, float) and math.isnan(value) else value
        for name, value in told.items()
    }


@pytest.mark.parametrize(
    "other",
    [
        {"ClinPred": "odd", "Domain": "kinase"},
        {"ClinPred": "0.3", "Domain": "2.5"},
        {"SIFT_score": "0.3", "REVEL": "0.5"},
        {},
    ],
)
def test_a_variant_is_annotated_alike_whatever_stands_beside_it(other):
    given = variant(ClinPred="0.1&0.4", Domain="1", SIFT="deleterious(0.02)")
    expected = {"ClinPred": 0.4, "SIFT_score": 0.02, "Domain": "1"}
    assert row_of(given) == row_of(given, variant(**other)) == expected


def test_what_is_no_number_in_a_column_of_numbers_is_missing():
    assert row_of(variant(ClinPred="n/a", Domain="n/a")) == {"ClinPred": "", "Domain": "n/a"}


def test_only_columns_that_the_model_learnt_are_returned():
    assert list(lab_annotations([variant(REVEL="0.3", ClinPred="1")], LEARNT)) == ["ClinPred"]
    assert lab_annotations([variant(REVEL="0.3")], {}).shape == (1, 0)
