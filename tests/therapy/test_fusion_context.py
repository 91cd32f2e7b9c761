"""Fusions as the context of other variants, and as siblings of each other."""

import pytest
from evidence_items import RESISTANCE, advise, bases, item


def test_a_resistance_mutation_of_a_fused_kinase_is_met_within_the_fusion():
    found = advise("ABL1", "T315I", item("BCR::ABL1 AND ABL1 T315I", "Imatinib", RESISTANCE))
    assert [one.in_context for one in found.suggestions] == [True]


def test_a_fusion_beside_a_mutation_that_needs_none_is_something_more():
    found = advise("EGFR", "T790M", item("VOPP1::EGFR Fusion AND EGFR T790M", "Icotinib"))
    assert [one.in_context for one in found.suggestions] == [False]
    assert [one.requires for one in found.suggestions] == [("VOPP1::EGFR Fusion",)]


@pytest.mark.parametrize(
    ("gene", "asked", "curated", "are_siblings"),
    [
        ("ALK", "EML4-ALK Fusion", "KIF5B::ALK Fusion", True),
        ("EWSR1", "EWSR1-FLI1 Fusion", "EWSR1::NR4A3 Fusion", False),
        ("BCR", "BCR-FGFR1 Fusion", "BCR::ABL1 Fusion", False),
    ],
)
def test_fusions_are_siblings_by_the_gene_that_drives_both(gene, asked, curated, are_siblings):
    found = bases(gene, asked, item(curated))
    assert ("alteration_type" in found) is are_siblings
