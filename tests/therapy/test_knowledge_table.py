"""The curated table itself, alone and against the CIViC release it was curated from."""

import csv
import os
import re
from pathlib import Path

import pytest

from therapy.advice import Advisor
from therapy.alterations import AlterationKind, sort_variation
from therapy.basis import Basis
from therapy.curated_table import read_curated_table
from therapy.drugs import Drugs
from therapy.evidence_index import EvidenceIndex
from therapy.evidence_item import Curator, Direction, Interaction, Level
from therapy.matching import Variant
from therapy.molecular_profile import TUMOUR_MARKERS, parse_profile
from therapy.tumour_types import TumourTypes

TABLE = Path(__file__).parents[2] / "data" / "knowledge" / "therapies.tsv"
SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
CIVIC = SHARED / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
PLAIN_NAMES = {
    "anti-pd-1 monoclonal antibody medi0680": "medi0680",
    "imatinib mesylate": "imatinib",
    "regorafenib anhydrous": "regorafenib",
    "sotrastaurin acetate": "sotrastaurin",
}
"""CIViC's names of a salt or form, and the table's name of the drug."""

PLAIN_CATEGORIES = {"Expression", "Overexpression", "Underexpression"}
MARKER_RESULTS = {result for results in TUMOUR_MARKERS.values() for result in results}


@pytest.fixture(scope="module")
def evidence():
    return read_curated_table(TABLE)


@pytest.fixture(scope="module")
def curated(evidence):
    return [item for item in evidence if item.curator is Curator.CIVIC]


@pytest.fixture(scope="module")
def advisor(evidence):
    """The table alone, without what is known of drugs and tumours."""
    return Advisor(EvidenceIndex(evidence, Drugs([])), TumourTypes([]))


@pytest.fixture(scope="module")
def civic():
    if not CIVIC.exists():
        pytest.skip("the CIViC release of 2026-05-26 is not in ../shared/data/civic")
    with CIVIC.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {f"EID{row['evidence_id']}": row for row in rows}


def genes_of(item):
    return parse_profile(item.profile).genes


def names_gene(molecular_profile, gene):
    return re.search(rf"(?<![\w-]){re.escape(gene)}(?![\w-])", molecular_profile) is not None


def names_a_gene_of(molecular_profile, item):
    return any(names_gene(molecular_profile, gene) for gene in genes_of(item))


def test_the_table_has_at_least_150_rows_on_at_least_35_genes(evidence):
    assert len(evidence) >= 150
    assert len({gene for item in evidence for gene in genes_of(item)}) >= 35


def test_the_strongest_evidence_comes_first(evidence):
    assert evidence[0].curator is Curator.LABEL
    order = [(item.curator is not Curator.LABEL, item.level) for item in evidence]
    assert order == sorted(order)


def test_no_statement_stands_twice(evidence):
    """Neither as such nor, of labels, under one key, where only the first would hold."""
    seen = set()
    for item in evidence:
        drugs = frozenset(therapy.casefold() for therapy in item.therapies)
        key = (item.profile, item.tumour_type.casefold(), drugs, item.direction, item.key)
        assert key not in seen, f"{key} stands twice"
        seen.add(key)
    labels = [item.key for item in evidence if item.curator is Curator.LABEL]
    assert len(labels) == len(set(labels))


def test_approved_rows_cite_a_label_with_its_year_and_no_paper(evidence):
    labels = [item for item in evidence if item.curator is Curator.LABEL]
    assert labels
    for item in labels:
        assert re.fullmatch(r".+, (199|20[0-2])\d", item.citation.id), item
        assert [citation.source for citation in item.citations] == ["FDA label"], item
        assert item.direction is Direction.SENSITIVITY, item
        assert item.level is Level.A, item


def test_approved_rows_name_every_drug_in_their_source(evidence):
    for item in evidence:
        if item.curator is Curator.LABEL:
            for drug in item.therapies:
                assert drug.casefold() in item.citation.id.casefold(), item


def test_other_rows_cite_a_civic_item_and_its_paper(curated):
    assert curated
    for item in curated:
        assert re.fullmatch(r"EID\d+", item.key), item
        assert item.citation.source == "PubMed", item
        assert item.citation.id.isdigit(), item


def test_every_alteration_is_one_that_matching_understands(evidence):
    for item in evidence:
        for part in parse_profile(item.profile).alterations:
            kind = sort_variation(part.variation).kind
            plain = part.variation.name in PLAIN_CATEGORIES | MARKER_RESULTS
            assert kind is not AlterationKind.OTHER or plain, item


def test_every_row_is_found_by_its_own_genes_and_alterations(evidence, advisor):
    for item in evidence:
        for part in (part for one in parse_profile(item.profile).clauses for part in one.present):
            variation = part.text if "::" in part.text else part.text.partition(" ")[2]
            for gene in part.genes:
                found = advisor.advise(Variant.read(gene, variation)).suggestions
                assert any(
                    support.item.key == item.key and support.basis is Basis.SAME_ALTERATION
                    for suggestion in found
                    if suggestion.direction is item.direction
                    for support in suggestion.supports
                ), (item, gene, variation)


@pytest.mark.parametrize(
    ("gene", "variation", "therapy", "direction"),
    [
        ("BRAF", "p.Val600Glu", "dabrafenib + trametinib", Direction.SENSITIVITY),
        ("EGFR", "L747_P753delinsS", "osimertinib", Direction.SENSITIVITY),
        ("EGFR", "T790M", "gefitinib", Direction.RESISTANCE),
        ("EGFR", "D770_N771insNPG", "amivantamab", Direction.SENSITIVITY),
        ("ALK", "EML4-ALK Fusion", "alectinib", Direction.SENSITIVITY),
        ("BCR", "BCR-ABL1 Fusion", "imatinib", Direction.SENSITIVITY),
        ("KRAS", "G12C", "sotorasib", Direction.SENSITIVITY),
        ("KRAS", "G12D", "cetuximab", Direction.RESISTANCE),
        ("PDGFRA", "D842V", "avapritinib", Direction.SENSITIVITY),
        ("KIT", "W557_K558del", "imatinib", Direction.SENSITIVITY),
        ("BRCA2", "Truncating Mutations", "olaparib", Direction.SENSITIVITY),
        ("IDH1", "R132H", "ivosidenib", Direction.SENSITIVITY),
        ("ERBB2", "Amplification", "pertuzumab + trastuzumab", Direction.SENSITIVITY),
        ("BRAF", "V600E", "panitumumab", Direction.RESISTANCE),
    ],
)
def test_well_known_variants_meet_their_drugs(advisor, gene, variation, therapy, direction):
    suggestions = advisor.advise(Variant.read(gene, variation)).suggestions
    assert (therapy, direction) in {(found.therapy, found.direction) for found in suggestions}


def test_every_pmid_stands_in_civic_for_its_gene(curated, civic):
    for item in curated:
        assert any(
            row["citation_id"] == item.citation.id
            and names_a_gene_of(row["molecular_profile"], item)
            for row in civic.values()
        ), item


def test_every_civic_item_says_what_the_table_says(curated, civic):
    for item in curated:
        row = civic[item.key]
        assert names_a_gene_of(row["molecular_profile"], item), item
        assert (row["source_type"], row["citation_id"]) == ("PubMed", item.citation.id), item
        assert row["evidence_level"] == item.level.value, item
        assert row["evidence_type"] == "Predictive", item
        assert row["evidence_direction"] == "Supports", item
        assert row["significance"] == item.significance, item


def test_every_civic_item_is_about_the_drugs_of_its_row(curated, civic):
    """Some of those that replace each other; given together they stay together."""
    for item in curated:
        row = civic[item.key]
        names = [drug.strip().casefold() for drug in row["therapies"].split(",")]
        stated = {PLAIN_NAMES.get(name, name) for name in names}
        drugs = {drug.casefold() for drug in item.therapies}
        if row["therapy_interaction_type"] == "Substitutes":
            assert all(len(regimen) == 1 for regimen in item.regimens), item
            assert drugs <= stated, item
        else:
            assert item.interaction is not Interaction.SUBSTITUTES, item
            assert drugs == stated, item
