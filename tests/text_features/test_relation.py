"""What is said of one variant, seen from another; expectations follow the field's usage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text_features.mention import Relation, VariantMention
from text_features.relation import relation_of
from text_features.variant_mentions import find_variants
from variants.variation_grammar import parse_variation

SAME, RESIDUE, OTHER, FOREIGN = Relation.SAME, Relation.RESIDUE, Relation.OTHER, Relation.FOREIGN


def related(text, gene, asked):
    mentions = find_variants(text)
    assert mentions, f"nothing found in {text!r}"
    return relation_of(mentions[-1], parse_variation(asked), gene, asked)


@pytest.mark.parametrize(
    ("gene", "asked", "text", "expected"),
    [
        ("BRAF", "V600E", "p.(Val600Glu)", SAME),
        ("BRAF", "V600E", "BRAF V600E", SAME),
        ("BRAF", "V600E", "B-Raf V600E", SAME),
        ("BRAF", "V600E", "V600K", RESIDUE),
        ("BRAF", "V600K", "V600E/K", SAME),
        ("BRAF", "V600E", "codon 600", RESIDUE),
        ("BRAF", "V600E", "valine 600", RESIDUE),
        ("BRAF", "V600E", "V600 mutations", RESIDUE),
        ("BRAF", "V600E", "K601E", OTHER),
        ("BRAF", "V600E", "R600Q", OTHER),
        ("BRAF", "V600E", "KRAS V600E", FOREIGN),
        ("BRAF", "V600E", "KRAS G12D", FOREIGN),
        ("BRAF", "V600E", "c.1799T>A", OTHER),
        ("BRAF", "V600E (c.1799T>A)", "c.1799T>A", SAME),
        ("BRAF", "V600", "V600E", RESIDUE),
        ("BRAF", "V600", "valine 600", SAME),
        ("BRAF", "V600E", "T599_V600insV", RESIDUE),
        ("BRAF", "V600E", "wild-type and overexpressed", OTHER),
        ("BRAF", "V600E + V600M", "V600E", RESIDUE),
        ("BRAF", "V600E", "KIAA1549-BRAF fusion", OTHER),
        ("BRAF", "V600E", "EML4-ALK", FOREIGN),
        ("ERBB2", "L755S", "HER2 L755S", SAME),
        ("HER2", "L755S", "ERBB2 L755S", SAME),
        ("EGFR", "E746_A750del", "delE746-A750", SAME),
        ("EGFR", "E746_A750del", "L747_P753delinsS", RESIDUE),
        ("EGFR", "E746_A750del", "exon 19 deletions", RESIDUE),
        ("EGFR", "Exon 19 deletion", "deletions in exon 19", SAME),
        ("EGFR", "Exon 19 deletion", "E746_A750del", RESIDUE),
        ("EGFR", "Exon 19 deletion", "exon 19 insertions", RESIDUE),
        ("EGFR", "Exon 19 deletion", "exon 20 insertions", OTHER),
        ("EGFR", "Exon 19 deletion", "L858R", OTHER),
        ("KRAS", "Exon 19 deletion", "E746_A750del", OTHER),
        ("ERBB2", "Y772_A775dup", "A775_G776insYVMA", SAME),
        ("ERBB2", "A775_G776insYVMA", "Y772_A775dup", SAME),
        ("ERBB2", "Y772_A775dup", "A775_G776insYVMG", RESIDUE),
        ("TP53", "R213*", "R213X", SAME),
        ("TP53", "R213*", "R213Q", RESIDUE),
        ("TP53", "R213*", "truncating mutations", OTHER),
        ("CDKN2A", "R177Pfs*126", "R177fs", SAME),
        ("CDKN2A", "R177Pfs*126", "R177Pfs*12", SAME),
        ("CDKN2A", "R177Pfs*126", "R177Qfs*126", RESIDUE),
        ("TP53", "Truncating Mutations", "truncating mutations", SAME),
        ("TP53", "Truncating Mutations", "nonsense mutation", RESIDUE),
        ("TP53", "Truncating Mutations", "a frameshift", RESIDUE),
        ("TP53", "Truncating Mutations", "R213*", RESIDUE),
        ("TP53", "Truncating Mutations", "R213Q", OTHER),
        ("ALK", "EML4-ALK Fusion", "EML4::ALK", SAME),
        ("ALK", "EML4-ALK Fusion", "fusion of EML4 and ALK", SAME),
        ("EML4", "EML4-ALK Fusion", "EML4-ALK", SAME),
        ("ROS1", "ROS1-CD74 Fusion", "CD74-ROS1 fusion", SAME),
        ("ALK", "EML4-ALK Fusion", "ALK rearrangement", RESIDUE),
        ("ALK", "EML4-ALK Fusion", "STRN-ALK fusion", RESIDUE),
        ("ALK", "EML4-ALK Fusion", "BCR-ABL", FOREIGN),
        ("ALK", "Fusions", "EML4-ALK", RESIDUE),
        ("ALK", "Fusions", "ALK fusions", SAME),
        ("ALK", "Fusions", "ALK rearrangement", SAME),
        ("NTRK1", "Fusions", "NTRK fusions", RESIDUE),
        ("NTRK1", "Fusions", "NTRK1 Fusions", SAME),
        ("ALK", "Fusions", "NTRK fusions", FOREIGN),
        ("ALK", "EML4-ALK Fusion", "F1174L", OTHER),
        ("ERBB2", "Amplification", "HER2-amplified", SAME),
        ("ERBB2", "Amplification", "amplification of MET", FOREIGN),
        ("ERBB2", "Amplification", "overexpression", OTHER),
        ("CDKN2A", "Deletion", "homozygous deletion", SAME),
        ("MLH1", "Promoter Hypermethylation", "promoter methylation", SAME),
        ("MLH1", "Hypermethylation", "promoter hypermethylation", SAME),
        ("TERT", "Promoter Mutations", "promoter mutations", SAME),
        ("EGFR", "EGFRvIII", "EGFR vIII", SAME),
        ("EGFR", "EGFR-KDD", "kinase domain duplication", SAME),
        ("FLT3", "FLT3 internal tandem duplications", "FLT3-ITD", SAME),
        ("KIT", "K642delinsNP", "KIT K642NP", SAME),
        ("KIT", "Y503del", "KIT Y503 deletion", SAME),
        ("EGFR", "L747_P753delinsS", "L747_P753>S", SAME),
        ("EGFR", "E746_A750del", "EGFR del746-750", SAME),
        ("EGFR", "E746_A750del", "EGFR del19", RESIDUE),
        ("EGFR", "Exon 19 deletion", "EGFR 19del", SAME),
        ("PTEN", "T319fs", "frameshift at codon 319", SAME),
        ("PTEN", "T319*", "frameshift at codon 319", RESIDUE),
        ("PTEN", "T319fs", "frameshift at codon 267", OTHER),
        ("PTEN", "Deletion", "PTEN loss", SAME),
        ("PTEN", "Deletion", "loss of RB1", FOREIGN),
        ("PTEN", "Truncating Mutations", "frameshift at codon 319", RESIDUE),
        ("KRAS", "G12D", "KRAS GLY12ASP", SAME),
        ("MET", "X1010_splice", "exon 14 skipping", RESIDUE),
        ("H3-3A", "K27M", "H3K27M", SAME),
        ("H3C2", "K27M", "H3.3 K27M", FOREIGN),
    ],
)
def test_a_mention_is_placed_beside_the_variant_asked_for(gene, asked, text, expected):
    assert related(text, gene, asked) is expected


ASKED = ["V600E", "V600", "E746_A750del", "EML4-ALK Fusion", "Amplification", "R213*", "ITD"]


@given(st.sampled_from(ASKED), st.sampled_from(["BRAF", "HER2", "NOVEL9", ""]))
def test_every_variant_is_the_same_as_itself(asked, gene):
    variation = parse_variation(asked)
    known = gene if variation.fusion is None else "ALK"
    mention = VariantMention(0, 1, variation, known)
    assert relation_of(mention, variation, known) is SAME


@given(st.sampled_from(ASKED), st.sampled_from(ASKED), st.sampled_from(["BRAF", "ALK", ""]))
def test_a_mention_with_another_gene_is_foreign_whatever_it_says(found, asked, gene):
    mention = VariantMention(0, 1, parse_variation(found), "KRAS")
    assert relation_of(mention, parse_variation(asked), gene) is FOREIGN
