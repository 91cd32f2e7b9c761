import csv
from pathlib import Path

import pytest

from therapy.molecular_profile import MolecularProfileError, parse_profile
from variants.gene_roles import (
    BOTH_ROLES,
    ONCOGENES,
    TUMOUR_SUPPRESSORS,
    GeneRole,
    role_of,
)
from variants.gene_symbols import comparable_symbol

ROOT = Path(__file__).parents[2]
NO_GENES = {"HRD-status", "MMR-status", "MSI", "TMB"}
"""Markers of the whole tumour that stand in the place of a gene."""

CIVIC = ROOT.parent / "shared/data/civic/civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
WITHOUT_ROLE = {"CRBN", "MS4A1", "PRPS1"}
"""A drug's target and binder and a cause of resistance: their variants drive no tumour."""


def test_every_gene_has_one_role():
    groups = [ONCOGENES, TUMOUR_SUPPRESSORS, BOTH_ROLES]
    assert len(frozenset.union(*groups)) == sum(map(len, groups)) >= 250


@pytest.mark.parametrize("gene", sorted(ONCOGENES | TUMOUR_SUPPRESSORS | BOTH_ROLES))
def test_genes_are_written_as_they_are_compared(gene):
    assert comparable_symbol(gene) == gene


@pytest.mark.parametrize(
    ("gene", "role"),
    [
        ("BRAF", GeneRole.ONCOGENE),
        ("KRAS", GeneRole.ONCOGENE),
        ("PIK3CA", GeneRole.ONCOGENE),
        ("IDH1", GeneRole.ONCOGENE),
        ("TP53", GeneRole.TUMOUR_SUPPRESSOR),
        ("BRCA2", GeneRole.TUMOUR_SUPPRESSOR),
        ("PIK3R1", GeneRole.TUMOUR_SUPPRESSOR),
        ("PTEN", GeneRole.TUMOUR_SUPPRESSOR),
        ("NOTCH1", GeneRole.BOTH),
        ("EZH2", GeneRole.BOTH),
        ("GAPDH", None),
        ("", None),
    ],
)
def test_textbook_roles(gene, role):
    assert role_of(gene) is role


@pytest.mark.parametrize(("other", "symbol"), [("her2", "ERBB2"), (" MLL2 ", "KMT2D")])
def test_any_symbol_of_a_gene_will_do(other, symbol):
    assert role_of(other) is role_of(symbol) is not None


def test_every_gene_of_the_curated_therapies_and_of_the_demo_has_a_role():
    with (ROOT / "data/knowledge/therapies.tsv").open(encoding="utf-8") as lines:
        genes = {row["gene"] for row in csv.DictReader(lines, delimiter="\t")}
    with (ROOT / "data/demo/training_variants").open(encoding="utf-8") as lines:
        genes |= {row["Gene"] for row in csv.DictReader(lines)}
    assert len(genes) > 60
    assert {gene for gene in genes if role_of(gene) is None} == NO_GENES


@pytest.mark.slow
def test_every_gene_of_which_civic_holds_any_mutation_has_a_role():
    if not CIVIC.exists():
        pytest.skip("the real data is not in ../shared/data")
    with CIVIC.open(encoding="utf-8") as lines:
        profiles = {row["molecular_profile"] for row in csv.DictReader(lines, delimiter="\t")}
    genes = set()
    for text in profiles:
        try:
            alterations = parse_profile(text).alterations
        except MolecularProfileError:
            continue
        genes |= {part.gene for part in alterations if part.variation.name == "Mutation"}
    assert len(genes) > 80
    assert {gene for gene in genes if role_of(gene) is None} == WITHOUT_ROLE
