import pytest

from reports.alteration_group import MEANINGS, AlterationGroup, alteration_group
from variants.consequence import MAF_TERMS


@pytest.mark.parametrize(
    ("consequence", "variation", "group"),
    [
        ("missense_variant", "V600E", "missense"),
        ("frameshift_variant", "K3fs", "truncating"),
        ("splice_site_variant", "X1010_splice", "splice site"),
        ("inframe_deletion", "E746_A750del", "in-frame"),
        ("transcript_amplification", "Amplification", "amplification"),
        ("transcript_ablation", "Deletion", "deletion of the gene"),
        ("gene_fusion", "EML4-ALK Fusion", "fusion"),
        ("synonymous_variant", "V600=", "other"),
        ("a_term_of_tomorrow", "V600E", "other"),
    ],
)
def test_the_consequence_decides(consequence, variation, group):
    assert alteration_group(consequence, variation) is AlterationGroup(group)


@pytest.mark.parametrize(
    ("variation", "group"),
    [
        ("p.Val600Glu", "missense"),
        ("R213*", "truncating"),
        ("X1007_splice", "splice site"),
        ("Deletion", "deletion of the gene"),
        ("EML4-ALK Fusion", "fusion"),
        ("no spelling at all?!", "other"),
        ("", "other"),
    ],
)
def test_the_spelling_decides_where_the_file_states_none(variation, group):
    assert alteration_group("", variation) is AlterationGroup(group)


def test_the_consequence_outranks_the_spelling():
    assert alteration_group("splice_donor_variant", "K960R") is AlterationGroup.SPLICE


def test_words_of_a_maf_for_a_lost_protein_are_truncating():
    for word in ("Nonsense_Mutation", "Frame_Shift_Ins", "Nonstop_Mutation"):
        assert alteration_group(MAF_TERMS[word], "") is AlterationGroup.TRUNCATING


def test_every_group_is_explained():
    assert set(MEANINGS) == set(AlterationGroup)
