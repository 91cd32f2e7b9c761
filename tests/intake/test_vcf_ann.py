import pytest
from vcf_files import SNPEFF, ann, entry, only_variant, open_vcf, record, vcf_rows, vcf_text

from intake.lab_row import Outcome, Transcript


def ann_rows(folder, *records):
    return vcf_rows(folder, *records, header=(SNPEFF,))


def info(*entries):
    return "ANN=" + ",".join(entries)


def test_an_annotation_of_snpeff_is_assessed_by_its_most_severe_transcript(tmp_path):
    line = record(
        info=info(
            ann(consequence="intron_variant", change="", feature="ENST9"),
            ann(),
            ann(feature="ENST3"),
        )
    )
    variant = only_variant(ann_rows(tmp_path, line))
    assert (variant.gene, variant.variation, variant.hgvs_c) == ("BRAF", "V600E", "c.1A>T")
    assert variant.transcript == Transcript("ENST1.4", "most severe")
    assert open_vcf(tmp_path, vcf_text(header=(SNPEFF,))).format == "VCF with SnpEff's ANN"


def test_each_allele_has_its_own_entries(tmp_path):
    line = record("AT", "A,ATG", info(ann("ATG", change="p.Val2Glu"), ann("A", change="p.Val1Glu")))
    rows = ann_rows(tmp_path, line)
    assert [row.variants[0].variation for row in rows] == ["V1E", "V2E"]


def test_a_comparison_with_another_allele_is_no_entry_of_the_allele(tmp_path):
    line = record("A", "C", info(ann("C-T", change="p.Val2Glu"), ann("C", change="p.Val1Glu")))
    assert only_variant(ann_rows(tmp_path, line)).variation == "V1E"


@pytest.mark.parametrize(
    ("terms", "change", "outcome", "consequence"),
    [
        ("disruptive_inframe_deletion", "p.Glu2del", Outcome.ASSESSED, "inframe_deletion"),
        ("conservative_inframe_insertion", "p.Glu2dup", Outcome.ASSESSED, "inframe_insertion"),
        ("splice_acceptor_variant&intron_variant", "", Outcome.ASSESSED, "splice_acceptor_variant"),
        ("intergenic_region", "", Outcome.NOT_ASSESSED, "intergenic_variant"),
        (
            "5_prime_UTR_premature_start_codon_gain_variant",
            "",
            Outcome.NOT_ASSESSED,
            "5_prime_UTR_variant",
        ),
    ],
)
def test_the_terms_of_snpeff_are_read_as_those_of_the_ontology(
    tmp_path, terms, change, outcome, consequence
):
    (row,) = ann_rows(tmp_path, record(info=info(ann(consequence=terms, change=change))))
    assert (row.outcome, row.variants[0].consequence) == (outcome, consequence)


def test_the_neighbours_of_an_intergenic_variant_are_not_its_gene(tmp_path):
    (row,) = ann_rows(
        tmp_path, record(info=info(ann(consequence="intergenic_region", gene="A-B", kind="x")))
    )
    assert (row.reason, row.variants[0].gene, row.variants[0].transcript) == (
        "intergenic",
        "",
        None,
    )


def test_an_entry_with_too_few_fields_is_rejected(tmp_path):
    (row,) = ann_rows(tmp_path, record(info="ANN=T|missense_variant|HIGH|BRAF"))
    assert row.outcome is Outcome.REJECTED
    assert row.reason.startswith("4 fields in an ANN entry; expected at least 11")


@pytest.mark.parametrize("alternate", ["A[chr2:29223528[", "<DEL>", "<INV>"])
def test_a_fusion_of_two_genes_is_assessed_under_the_oncogene(tmp_path, alternate):
    line = record(
        "A", alternate, info(ann(alternate, "gene_fusion", "EML4&ALK", "", kind="gene_variant"))
    )
    variant = only_variant(ann_rows(tmp_path, line))
    assert (variant.gene, variant.variation) == ("ALK", "EML4-ALK Fusion")
    assert variant.consequence == "gene_fusion"


def test_a_fusion_in_opposite_directions_is_not_assessed(tmp_path):
    line = record("A", "<INV>", info(ann("<INV>", "bidirectional_gene_fusion", "EML4&ALK", "")))
    (row,) = ann_rows(tmp_path, line)
    assert row.outcome is Outcome.NOT_ASSESSED
    assert row.reason.startswith("an inversion for which")


def test_a_deleted_gene_is_assessed_as_a_deletion(tmp_path):
    line = record("N", "<DEL>", info(ann("<DEL>", "feature_ablation", "CDKN2A", "")))
    assert only_variant(ann_rows(tmp_path, line)).variation == "Deletion"


def test_vep_under_the_tag_ann_is_read_as_vep(tmp_path):
    header = (vcf_text().split("\n")[1].replace("ID=CSQ", "ID=ANN"),)
    reader = open_vcf(tmp_path, vcf_text(record(info=f"ANN={entry()}"), header=header))
    assert reader.format == "VCF with VEP's ANN"
    assert only_variant(list(reader.rows())).variation == "V600E"
