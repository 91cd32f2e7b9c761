import pytest
from written_files import only, reader_of, recognised, rows_of

from intake.lab_row import Outcome
from intake.sv_table import recognise_sv

SITES = (
    "Sample_Id", "SV_Status", "Site1_Hugo_Symbol", "Site1_Region", "Site1_Region_Number",
    "Site2_Hugo_Symbol", "Site2_Region", "Site2_Region_Number", "Class", "Event_Info",
)  # fmt: skip
OLD = "Hugo_Symbol\tEntrez_Gene_Id\tCenter\tTumor_Sample_Barcode\tFusion\tDNA_support\tFrame\n"


def sites(one="", two="", *, status="SOMATIC", kind="", event="", at=("", "", "", "")):
    row = ["S1", status, one, at[0], at[1], two, at[2], at[3], kind, event]
    return "\t".join(SITES) + "\n" + "\t".join(row) + "\n"


def named(row):
    assert row.outcome is Outcome.ASSESSED, row
    (variant,) = row.variants
    return variant.gene, variant.variation


@pytest.mark.parametrize(
    ("one", "two", "gene", "variation"),
    [
        ("EML4", "ALK", "ALK", "EML4-ALK Fusion"),
        ("FGFR3", "TACC3", "FGFR3", "FGFR3-TACC3 Fusion"),
        ("TMPRSS2", "ERG", "ERG", "TMPRSS2-ERG Fusion"),
        ("ETV6", "NTRK3", "NTRK3", "ETV6-NTRK3 Fusion"),
        ("GAPDH", "TP53", "TP53", "GAPDH-TP53 Fusion"),
        ("TP53", "GAPDH", "TP53", "TP53-GAPDH Fusion"),
        ("GAPDH", "ACTB", "ACTB", "GAPDH-ACTB Fusion"),
        ("NKX2-1", "ALK", "ALK", "NKX2-1::ALK Fusion"),
    ],
)
def test_two_genes_are_a_fusion_of_the_partner_that_drives(tmp_path, one, two, gene, variation):
    row = only(rows_of(recognise_sv, tmp_path, sites(one, two)))
    assert named(row) == (gene, variation)
    assert row.variants[0].consequence == "gene_fusion"
    assert row.variants[0].samples == ("S1",)


def test_the_event_in_words_may_turn_the_order_of_the_sites(tmp_path):
    text = sites("ALK", "EML4", event="Protein Fusion: in frame  {EML4:ALK}")
    assert named(only(rows_of(recognise_sv, tmp_path, text))) == ("ALK", "EML4-ALK Fusion")


@pytest.mark.parametrize(
    ("gene", "kind", "at", "variation"),
    [
        ("EGFR", "DELETION", ("Intron", "1", "Intron", "7"), "EGFRvIII"),
        ("EGFR", "Deletion", ("Intron", "7", "Intron", "1"), "EGFRvIII"),
        ("EGFR", "DELETION", ("Exon", "2", "Exon", "7"), "EGFRvIII"),
        ("BRAF", "DELETION", ("Exon", "4", "Exon", "8"), "Exon 4-8 deletion"),
        ("BRAF", "DELETION", ("Intron", "3", "Exon", "8"), "Exon 4-8 deletion"),
        ("MET", "DELETION", ("Intron", "13", "Intron", "14"), "Exon 14 skipping"),
        ("EGFR", "DELETION", ("Exon", "19", "Exon", "19"), "Exon 19 deletion"),
        ("EGFR", "DUPLICATION", ("Intron", "17", "Intron", "25"), "Exon 18-25 duplication"),
    ],
)
def test_exons_of_one_gene_are_lost_or_doubled(tmp_path, gene, kind, at, variation):
    row = only(rows_of(recognise_sv, tmp_path, sites(gene, gene, kind=kind, at=at)))
    assert named(row) == (gene, variation)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (sites("ALK"), "one gene is named, without a partner or exons"),
        (sites("", "ALK"), "one gene is named, without a partner or exons"),
        (sites("ALK", "IGR"), "one end lies outside genes"),
        (sites("ALK", at=("", "", "IGR", "")), "one end lies outside genes"),
        (sites(at=("IGR", "", "Intergenic", "")), "both ends lie outside genes"),
        (
            sites("MET", "MET", kind="DELETION"),
            "a rearrangement within one gene, without the exons that it bounds",
        ),
        (
            sites("MET", "MET", kind="INVERSION", at=("Exon", "1", "Exon", "2")),
            "a rearrangement within one gene, neither deletion nor duplication",
        ),
        (
            sites("BRCA2", "BRCA2", kind="DELETION", at=("Intron", "3", "Intron", "3")),
            "a deletion within one intron",
        ),
    ],
)
def test_what_says_too_little_is_not_assessed(tmp_path, text, reason):
    row = only(rows_of(recognise_sv, tmp_path, text))
    assert (row.outcome, row.reason) == (Outcome.NOT_ASSESSED, reason)
    assert row.variants[0].samples == ("S1",)


def test_a_row_without_genes_is_rejected(tmp_path):
    row = only(rows_of(recognise_sv, tmp_path, sites(kind="DELETION")))
    assert (row.outcome, row.line) == (Outcome.REJECTED, 2)
    assert row.value == "S1 SOMATIC DELETION"
    assert row.reason == "no gene at either site; expected one or two"


def test_a_germline_variant_is_assessed_with_a_note(tmp_path):
    row = only(rows_of(recognise_sv, tmp_path, sites("EML4", "ALK", status="GERMLINE")))
    assert row.outcome is Outcome.ASSESSED
    assert "germline, as the file says" in row.variants[0].notes


@pytest.mark.parametrize(("one", "two"), [("2-Sep", "ALK"), ("ALK", "2-Sep"), ("2-Sep", "")])
def test_a_partner_turned_into_a_date_is_rejected(tmp_path, one, two):
    row = only(rows_of(recognise_sv, tmp_path, sites(one, two)))
    assert (row.outcome, row.value) == (Outcome.REJECTED, "2-Sep")


def test_each_row_of_the_old_table_is_the_fusion(tmp_path):
    text = (
        OLD + "EML4\t1\tX\tS1\tEML4-ALK fusion\tyes\tin\nALK\t2\tX\tS1\tEML4-ALK fusion\tyes\tin\n"
    )
    reader = reader_of(recognise_sv, tmp_path, text)
    assert [named(row) for row in reader.rows()] == [("ALK", "EML4-ALK Fusion")] * 2
    assert reader.format == "fusions"


@pytest.mark.parametrize(
    ("gene", "fusion", "outcome", "reason"),
    [
        ("BRAF", "BRAF-intragenic", Outcome.NOT_ASSESSED, "a rearrangement within one gene"),
        ("ALK", "", Outcome.NOT_ASSESSED, "one gene is named"),
        ("ALK", "ALK fusion", Outcome.ASSESSED, ""),
        ("RET", "KIF5B--RET - Archer", Outcome.ASSESSED, ""),
        ("ALK", "ALK-intergenic", Outcome.NOT_ASSESSED, "one end lies outside genes"),
        ("ROS1", "ROS1-intergenic region", Outcome.NOT_ASSESSED, "one end lies outside genes"),
        ("ALK", "whatever", Outcome.REJECTED, "no fusion of known genes"),
        ("", "", Outcome.REJECTED, "no gene and no fusion"),
        ("1-Mar", "MARCH1-ALK fusion", Outcome.REJECTED, "a date"),
    ],
)
def test_rows_of_the_old_table_end_as_what_they_say(tmp_path, gene, fusion, outcome, reason):
    row = only(rows_of(recognise_sv, tmp_path, f"{OLD}{gene}\t1\tX\tS1\t{fusion}\tyes\tin\n"))
    assert row.outcome is outcome
    assert row.reason.startswith(reason)


@pytest.mark.parametrize(
    "text",
    ["Gene,Variation\nBRAF,V600E\n", "Gene,Variation,Fusion\nBRAF,V600E,no\n", "ALK-EML4\n"],
)
def test_other_tables_are_left_to_other_readers(tmp_path, text):
    assert recognised(recognise_sv, tmp_path, text) is None


@pytest.mark.parametrize(
    ("gene", "fusion", "variation"),
    [("EGFR", "EGFRvIII", "EGFRvIII"), ("KMT2A", "KMT2A-PTD", "PTD")],
)
def test_an_event_of_one_gene_among_fusions_is_that_event(tmp_path, gene, fusion, variation):
    row = only(rows_of(recognise_sv, tmp_path, f"{OLD}{gene}\t1\tX\tS1\t{fusion}\tyes\tin\n"))
    assert named(row) == (gene, variation)


@pytest.mark.parametrize(
    "event", ["Protein fusion: in frame (EML4-ALK)", "Fusion {EML4:ALK}", "{ EML4|ALK }"]
)
def test_the_order_of_partners_is_that_of_the_event(tmp_path, event):
    row = only(rows_of(recognise_sv, tmp_path, sites("ALK", "EML4", event=event)))
    assert named(row) == ("ALK", "EML4-ALK Fusion")
