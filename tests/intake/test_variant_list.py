import pytest
from written_files import only, reader_of, recognised, rows_of

from intake.lab_row import Outcome, Transcript
from intake.variant_list import recognise_list


@pytest.mark.parametrize(
    ("line", "gene", "variation"),
    [
        ("BRAF p.V600E", "BRAF", "V600E"),
        ("BRAF V600E", "BRAF", "V600E"),
        ("BRAF:p.V600E", "BRAF", "V600E"),
        ("BRAF: V600E", "BRAF", "V600E"),
        ("BRAF(p.Val600Glu)", "BRAF", "V600E"),
        ("BRAF (p.(Val600Glu))", "BRAF", "V600E"),
        ("NM_004333.4(BRAF):c.1799T>A (p.Val600Glu)", "BRAF", "V600E"),
        ("BRAF NP_004324.2:p.Val600Glu", "BRAF", "V600E"),
        ("BRAF c.1799T>A p.V600E", "BRAF", "V600E"),
        ("BRAF,V600E", "BRAF", "V600E"),
        ("BRAF;V600E;", "BRAF", "V600E"),
        ("BRAF\tV600E", "BRAF", "V600E"),
        ('"BRAF p.V600E"', "BRAF", "V600E"),
        ("BRAF V600E  # seen twice", "BRAF", "V600E"),
        ("EML4-ALK Fusion", "ALK", "EML4-ALK Fusion"),
        ("EML4::ALK", "ALK", "EML4-ALK Fusion"),
        ("FGFR3-TACC3 fusion", "FGFR3", "FGFR3-TACC3 Fusion"),
        ("ALK EML4-ALK Fusion", "ALK", "EML4-ALK Fusion"),
        ("ERBB2 Amplification", "ERBB2", "Amplification"),
        ("NKX2-1 Amplification", "NKX2-1", "Amplification"),
        ("HLA-A p.R5*", "HLA-A", "R5*"),
        ("MET exon 14 skipping", "MET", "Exon 14 skipping"),
        ("EGFR Exon 19 deletion", "EGFR", "Exon 19 deletion"),
        ("FLT3 ITD", "FLT3", "ITD"),
        ("BRAF:NM_004333.4:c.1799T>A:p.V600E", "BRAF", "V600E"),
        ("BRAF:NM_004333:exon15:c.T1799A:p.V600E", "BRAF", "V600E"),
        ("BRAF NM_004333.4 c.1799T>A (p.Val600Glu)", "BRAF", "V600E"),
        ("BRAF NM_004333.4 exon 15 c.1799T>A p.(Val600Glu)", "BRAF", "V600E"),
        ("TP53 c.375+1G>A p.?", "TP53", "X125_splice"),
        ("TERT C228T", "TERT", "Promoter Mutations"),
    ],
)
def test_a_line_names_a_gene_and_its_variation(tmp_path, line, gene, variation):
    row = only(rows_of(recognise_list, tmp_path, f"{line}\n"))
    assert row.outcome is Outcome.ASSESSED
    assert (row.variants[0].gene, row.variants[0].variation) == (gene, variation)


def test_reference_sequence_and_both_changes_are_kept(tmp_path):
    line = "NM_004333.4(BRAF):c.1799T>A (p.Val600Glu)"
    variant = only(rows_of(recognise_list, tmp_path, line)).variants[0]
    assert (variant.hgvs_c, variant.hgvs_p) == ("c.1799T>A", "p.Val600Glu")
    assert variant.transcript == Transcript("NM_004333.4", "the file's own")


def test_comments_and_blank_lines_are_no_rows_and_lines_keep_their_numbers(tmp_path):
    reader = reader_of(recognise_list, tmp_path, "# panel\n\nBRAF V600E\n  # more\nKRAS G12D\n")
    assert [row.line for row in reader.rows()] == [3, 5]
    assert reader.format == "list of variants"


def test_a_header_is_no_row_and_is_noted(tmp_path):
    reader = reader_of(recognise_list, tmp_path, "Gene Variation\nBRAF V600E\n")
    assert [row.line for row in reader.rows()] == [2]
    assert "Line 1 is a header and was left out." in reader.notes


@pytest.mark.parametrize(
    ("line", "value", "reason"),
    [
        ("KRAS", "KRAS", "no gene with a variation"),
        ("NP_004324.2:p.Val600Glu", "NP_004324.2:p.Val600Glu", "NP_004324.2 is no gene"),
        ("NM_004333.4:c.1799T>A", "NM_004333.4:c.1799T>A", "NM_004333.4 is no gene"),
        ("KRAS,G12D,S1", "KRAS,G12D,S1", "more than two cells without a header"),
        ("KRAS resistant", "resistant", "no variation in a known spelling"),
        ("2-Sep p.R20Q", "2-Sep p.R20Q", "a date where a gene was expected"),
        ("Sep-02 p.R20Q", "Sep-02", "a date where a gene was expected"),
        ("???", "???", "no gene with a variation"),
    ],
)
def test_a_line_that_names_none_is_rejected_with_its_reason(tmp_path, line, value, reason):
    rows = rows_of(recognise_list, tmp_path, f"BRAF V600E\n{line}\nEGFR L858R\n")
    assert [row.outcome.value for row in rows] == ["assessed", "rejected", "assessed"]
    assert (rows[1].line, rows[1].value) == (2, value)
    assert reason in rows[1].reason


def test_a_line_of_nucleotides_alone_is_not_assessed(tmp_path):
    row = only(rows_of(recognise_list, tmp_path, "TP53 c.743G>A"))
    assert (row.outcome, row.variants[0].hgvs_c) == (Outcome.NOT_ASSESSED, "c.743G>A")


def test_a_gene_that_hgnc_does_not_know_is_assessed_with_a_note(tmp_path):
    row = only(rows_of(recognise_list, tmp_path, "NOVEL9 p.V600E"))
    assert row.variants[0].notes == ("HGNC does not know the symbol NOVEL9",)


@pytest.mark.parametrize(
    "text",
    [
        "BRAF\nKRAS\n",
        "BRAF,0.5\nKRAS,0.7\n",
        "chr7\t140453136\t140453137\n",
        ">NM_004333\nACGTACGT\n",
        "The patient was seen in May.\nNo variant was found.\nBRAF V600E was looked for.\n",
        "BRAF high\nKRAS low\n",
    ],
)
def test_what_names_no_variations_is_no_list(tmp_path, text):
    assert recognised(recognise_list, tmp_path, text) is None


def test_a_list_is_one_where_half_of_its_lines_are(tmp_path):
    assert recognised(recognise_list, tmp_path, "BRAF V600E\nnothing\n") is not None
    assert recognised(recognise_list, tmp_path, "BRAF V600E\nnothing\nmore\n") is None
