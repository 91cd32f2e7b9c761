import pytest

from gene_features.vep_annotations import NO_ANNOTATION
from intake.columns import ANNOTATIONS, Column, column_key, find_columns


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Hugo_Symbol", Column.GENE),
        ("hugo symbol", Column.GENE),
        ("GENE-NAME", Column.GENE),
        ("Gene.refGene", Column.GENE),
        ("Protein Change", Column.PROTEIN),
        ("p.", Column.PROTEIN),
        ("Alteration", Column.VARIATION),
        ("c.", Column.CODING),
        ("One_Consequence", Column.CONSEQUENCE),
        ("ExonicFunc.refGene", Column.CONSEQUENCE),
        ("i_transcript_name", Column.TRANSCRIPT),
        ("Sample ID", Column.SAMPLE),
        ("NCBI_Build", Column.BUILD),
        ("Start_position", Column.POSITION),
        ("t_alt_count", Column.ALTERNATE_READS),
        ("i_TumorVAF_WU", Column.FRACTION),
    ],
)
def test_a_usual_name_is_known_however_it_is_spaced_and_cased(name, column):
    assert find_columns(["x", name]).places[column] == (1,)


def test_a_column_named_p_is_not_the_protein_change():
    assert not find_columns(["Gene", "P", "C"]).has_change


def test_a_normal_sample_is_not_the_sample():
    found = find_columns(["Matched_Norm_Sample_Barcode", "Tumor_Sample_Barcode"])
    assert found.names(Column.SAMPLE) == ("Tumor_Sample_Barcode",)


def test_of_several_protein_columns_the_short_one_counts_and_where_it_is_empty_the_next():
    found = find_columns(["Protein_Change", "HGVSp", "HGVSp_Short"])
    assert found.value(Column.PROTEIN, ["V1A", "p.Val600Glu", " p.V600E "]) == "p.V600E"
    assert found.value(Column.PROTEIN, ["V1A", "p.Val600Glu", "."]) == "p.Val600Glu"
    assert found.value(Column.PROTEIN, ["V1A", "NA", ""]) == "V1A"
    assert not found.value(Column.PROTEIN, ["-", "NA", ""])


def test_consequence_comes_before_variant_classification():
    found = find_columns(["Variant_Classification", "Consequence"])
    assert found.names(Column.CONSEQUENCE) == ("Consequence", "Variant_Classification")


def test_of_a_name_that_stands_twice_the_first_counts_and_is_named():
    found = find_columns(["Gene", "Variation", "gene"])
    assert found.places[Column.GENE] == (0,)
    assert found.repeated == ("Gene",)


def test_a_repeated_name_that_is_not_read_is_not_named():
    assert find_columns(["Gene", "Strand", "STRAND", "Variation"]).repeated == ()


def test_af_beside_population_frequencies_is_not_the_share_of_reads():
    assert Column.FRACTION in find_columns(["Gene", "AF"])
    assert Column.FRACTION not in find_columns(["Gene", "AF", "AFR_AF"])


def test_annotations_bear_veps_names_whatever_their_capitals():
    found = find_columns(["SIFT", "polyphen", "Cadd_Phred", "Comment"])
    assert found.annotations == (("SIFT", 0), ("PolyPhen", 1), ("CADD_PHRED", 2))


def test_no_annotation_is_a_field_that_only_names_the_variant():
    assert not set(ANNOTATIONS) & set(NO_ANNOTATION)


def test_dashes_of_all_kinds_are_one():
    assert column_key("Allele\u2013Fraction") == column_key("allele_fraction")
