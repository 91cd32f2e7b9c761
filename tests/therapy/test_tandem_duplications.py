"""FLT3's internal tandem duplication, as evidence names it and as files spell it."""

import pytest
from evidence_items import bases, item

ITD = item("FLT3 Internal Tandem Duplication", "Gilteritinib")


@pytest.mark.parametrize(
    "variation", ["E598_Y599insDYVDFREYE", "Y591_D600dup", "D600delinsVDYVDFREYEYDL", "595_596insD"]
)
def test_residues_added_in_exons_14_and_15_are_one(variation):
    assert bases("FLT3", variation, ITD) == ["exon_or_domain"]


@pytest.mark.parametrize(
    ("gene", "variation"),
    [
        ("FLT3", "D835Y"),
        ("FLT3", "D839_N841del"),
        ("FLT3", "F590_Y591delinsGD"),
        ("FLT3", "S840_N841insGS"),
        ("KIT", "Y570_L576dup"),
    ],
)
def test_other_changes_are_none(gene, variation):
    assert "exon_or_domain" not in bases(gene, variation, ITD)
