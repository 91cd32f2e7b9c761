"""The curated table itself, alone and against the CIViC release it was curated from."""

import csv
import re
from pathlib import Path

import pytest

from therapy.alterations import AlterationKind, read_alteration
from therapy.evidence import Direction, Level, read_evidence
from therapy.matching import Basis, suggest_therapies

TABLE = Path(__file__).parents[2] / "data" / "knowledge" / "therapies.tsv"
SHARED = Path(__file__).parents[3] / "shared" / "data"
CIVIC = SHARED / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
SIGNIFICANCE = {
    "Sensitivity/Response": Direction.SENSITIVITY,
    "Resistance": Direction.RESISTANCE,
}
PLAIN_NAMES = {
    "anti-pd-1 monoclonal antibody medi0680": "medi0680",
    "imatinib mesylate": "imatinib",
    "regorafenib anhydrous": "regorafenib",
    "sotrastaurin acetate": "sotrastaurin",
}
"""CIViC's names of a salt or form, and the table's name of the drug."""

PLAIN_CATEGORIES = {"Amplification", "Deletion", "Overexpression"}


@pytest.fixture(scope="module")
def evidence():
    return read_evidence(TABLE)


@pytest.fixture(scope="module")
def curated(evidence):
    return [item for item in evidence if item.level is not Level.APPROVED]


@pytest.fixture(scope="module")
def civic():
    if not CIVIC.exists():
        pytest.skip(f"the CIViC release of 2026-05-26 is not at {CIVIC}")
    with CIVIC.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["evidence_id"]: row for row in rows}


def names_gene(molecular_profile, gene):
    return re.search(rf"(?<![\w-]){re.escape(gene)}(?![\w-])", molecular_profile) is not None


def test_the_table_has_at_least_150_rows_on_at_least_35_genes(evidence):
    assert len(evidence) >= 150
    assert len({item.gene for item in evidence}) >= 35


def test_the_strongest_evidence_comes_first(evidence):
    assert evidence[0].level is Level.APPROVED
    assert [item.level for item in evidence] == sorted(item.level for item in evidence)


def test_no_statement_stands_twice(evidence):
    seen = set()
    for item in evidence:
        drugs = frozenset(item.therapy.casefold().split(" + "))
        key = (item.gene, item.alteration, item.tumour_type.casefold(), drugs)
        key += (item.direction, item.level, item.source)
        assert key not in seen, f"{key} stands twice"
        seen.add(key)


def test_approved_rows_cite_a_label_with_its_year_and_no_paper(evidence):
    labels = [item for item in evidence if item.level is Level.APPROVED]
    assert labels
    for item in labels:
        assert re.fullmatch(r"FDA label: .+, (199|20[0-2])\d", item.source), item
        assert item.pmid == "", item
        assert item.direction is Direction.SENSITIVITY, item


def test_approved_rows_name_every_drug_in_their_source(evidence):
    for item in evidence:
        if item.level is Level.APPROVED:
            for drug in item.therapy.split(" + "):
                assert drug.casefold() in item.source.casefold(), item


def test_other_rows_cite_a_civic_item_and_its_paper(curated):
    assert curated
    for item in curated:
        assert re.fullmatch(r"CIViC EID\d+", item.source), item
        assert item.pmid.isdigit(), item


def test_every_alteration_is_one_that_matching_understands(evidence):
    for item in evidence:
        understood = read_alteration(item.alteration).kind is not AlterationKind.OTHER
        assert understood or item.alteration in PLAIN_CATEGORIES, item


def test_every_row_is_found_by_its_own_gene_and_alteration(evidence):
    for item in evidence:
        found = suggest_therapies(item.gene, item.alteration, evidence)
        assert any(
            suggestion.basis is Basis.CURATED_EXACT
            and item.source in suggestion.source.split("; ")
            and item.direction is suggestion.direction
            for suggestion in found
        ), item


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
    ],
)
def test_well_known_variants_meet_their_drugs(evidence, gene, variation, therapy, direction):
    found = {(s.therapy, s.direction) for s in suggest_therapies(gene, variation, evidence)}
    assert (therapy, direction) in found


def test_every_pmid_stands_in_civic_for_its_gene(curated, civic):
    for item in curated:
        assert any(
            row["citation_id"] == item.pmid and names_gene(row["molecular_profile"], item.gene)
            for row in civic.values()
        ), item


def test_every_civic_item_says_what_the_table_says(curated, civic):
    for item in curated:
        row = civic[item.source.removeprefix("CIViC EID")]
        assert names_gene(row["molecular_profile"], item.gene), item
        assert (row["source_type"], row["citation_id"]) == ("PubMed", item.pmid), item
        assert row["evidence_level"] == item.level.value, item
        assert row["evidence_type"] == "Predictive", item
        assert row["evidence_direction"] == "Supports", item
        assert SIGNIFICANCE[row["significance"]] is item.direction, item


def test_every_civic_item_is_about_the_drugs_of_its_row(curated, civic):
    """Drugs that replace each other are rows of their own; given together they stay together."""
    for item in curated:
        row = civic[item.source.removeprefix("CIViC EID")]
        names = [drug.strip().casefold() for drug in row["therapies"].split(",")]
        stated = {PLAIN_NAMES.get(name, name) for name in names}
        drugs = set(item.therapy.casefold().split(" + "))
        if row["therapy_interaction_type"] == "Substitutes":
            assert len(drugs) == 1, item
            assert drugs <= stated, item
        else:
            assert drugs == stated, item
