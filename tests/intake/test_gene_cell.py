"""Rows whose gene cell or variation names more than one gene."""

import pytest
from written_files import only, rows_of

from intake.lab_row import Outcome
from intake.variant_table import recognise_table


def judged(folder, gene, variation):
    return only(rows_of(recognise_table, folder, f"Gene\tVariation\n{gene}\t{variation}\n"))


@pytest.mark.parametrize(
    ("cell", "variation", "gene", "spelt"),
    [
        ("HER2/neu", "S310F", "HER2", "S310F"),
        ("ERBB2 (HER2)", "S310F", "ERBB2", "S310F"),
        ("BRAF;BRAF", "V600E", "BRAF", "V600E"),
        ("BRAF_ENST00000496384.7", "V600E", "BRAF", "V600E"),
        ("NKX2-1", "R1L", "NKX2-1", "R1L"),
        ("BRAF", "BRAF p.V600E", "BRAF", "V600E"),
        ("BRAF", "BRAF:p.V600E", "BRAF", "V600E"),
        ("ERBB2", "HER2 amplification", "ERBB2", "Amplification"),
    ],
)
def test_two_names_of_one_gene_are_that_gene(tmp_path, cell, variation, gene, spelt):
    [variant] = judged(tmp_path, cell, variation).variants
    assert (variant.gene, variant.variation) == (gene, spelt)


@pytest.mark.parametrize(
    ("cell", "variation"),
    [
        ("EML4-ALK", "Fusion"),
        ("EML4::ALK", "rearrangement"),
        ("EML4;ALK", "fusion"),
        ("EML4--ALK", ""),
        ("EML4", "EML4-ALK fusion"),
        ("ALK", "EML4::ALK Fusion"),
    ],
)
def test_a_fusion_is_that_of_its_oncogene_wherever_it_stands(tmp_path, cell, variation):
    [variant] = judged(tmp_path, cell, variation).variants
    assert (variant.gene, variant.variation) == ("ALK", "EML4-ALK Fusion")


@pytest.mark.parametrize("cell", ["BRAF,KRAS", "CDKN2A;CDKN2B", "BRAF / KRAS", "BRAF&KRAS"])
def test_a_change_of_one_of_several_genes_is_rejected(tmp_path, cell):
    row = judged(tmp_path, cell, "V600E")
    assert (row.outcome, row.value) == (Outcome.REJECTED, cell)
    assert row.reason.endswith("expected one gene a row")


def test_several_genes_do_not_matter_where_the_row_is_not_assessed(tmp_path):
    text = "Gene\tConsequence\nNONE;DDX11L1\tintergenic_variant\n"
    row = only(rows_of(recognise_table, tmp_path, text))
    assert (row.outcome, row.reason) == (Outcome.NOT_ASSESSED, "intergenic")


def test_a_fusion_in_which_the_gene_has_no_part_stays_as_it_is(tmp_path):
    [variant] = judged(tmp_path, "BRAF", "EML4-ALK fusion").variants
    assert (variant.gene, variant.variation) == ("BRAF", "EML4-ALK fusion")
