"""Drugs: names that mean one drug, facts that a tumour board relies on, faults of the table."""

import csv
from pathlib import Path

import pytest

from therapy.civic_file import read_civic_file
from therapy.curated_table import read_curated_table
from therapy.drugs import (
    DRUG_COLUMNS,
    NO_BIOMARKER,
    Action,
    Drug,
    Drugs,
    DrugTableError,
    read_drugs,
)
from therapy.evidence_item import Curator, EvidenceType, Level
from therapy.molecular_profile import parse_alteration, parse_profile
from variants.gene_symbols import SymbolStatus, resolve_symbol

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "data" / "knowledge" / "drugs.tsv"
CIVIC = ROOT.parent / "shared/data/civic/civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
DRUGS = read_drugs(TABLE)
LABELS = [
    item
    for item in read_curated_table(ROOT / "data" / "knowledge" / "therapies.tsv")
    if item.curator is Curator.LABEL
]
PARTNERS = {
    "abiraterone",
    "azacitidine",
    "capecitabine",
    "carboplatin",
    "cisplatin",
    "cytarabine",
    "daunorubicin",
    "docetaxel",
    "fulvestrant",
    "nivolumab",
}
"""Given with a drug that needs the biomarker; they need none, or another, themselves."""

ROW = {
    "name": "onedrug",
    "synonyms": "Brand|X-1",
    "class": "BRAF inhibitor",
    "action": "inhibitor",
    "targets": "BRAF",
    "route": "oral",
    "monitoring": "ECG",
    "warnings": "fever",
    "approved_biomarker": "BRAF V600E melanoma",
    "allele_specific": "",
    "source": "FDA label",
}


def write(path, *rows):
    lines = ["\t".join(DRUG_COLUMNS), *("\t".join(row[c] for c in DRUG_COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_table_holds_many_drugs_sorted_by_name():
    names = [drug.name for drug in DRUGS]
    assert len(names) >= 120
    assert names == sorted(names, key=str.casefold)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Vemurafenib", "vemurafenib"),
        ("PLX4032", "vemurafenib"),
        ("ZELBORAF", "vemurafenib"),
        ("Imatinib Mesylate", "imatinib"),
        ("STI571", "imatinib"),
        ("Trametinib Dimethyl Sulfoxide", "trametinib"),
        ("AZD 9291", "osimertinib"),
        ("Blu-667", "pralsetinib"),
        ("TAK-788", "mobocertinib"),
        ("Larotrectinib Sulfate", "larotrectinib"),
    ],
)
def test_brands_codes_and_salts_mean_one_drug(spelling, name):
    assert DRUGS.normal_name(spelling) == name


def test_an_unknown_name_stays_itself_in_small_letters():
    assert DRUGS.find("Nonsuchinib") is None
    assert DRUGS.normal_name("  Nonsuchinib  X ") == "nonsuchinib x"


@pytest.mark.parametrize(
    ("name", "target", "lowers"),
    [
        ("dabrafenib", "BRAF", True),
        ("trastuzumab", "ERBB2", True),
        ("sotorasib", "KRAS", True),
        ("olaparib", "PARP1", True),
        ("trastuzumab deruxtecan", "ERBB2", False),
    ],
)
def test_targets_and_whether_the_drug_lowers_them(name, target, lowers):
    drug = DRUGS.find(name)
    assert target in drug.targets
    assert drug.lowers_target is lowers


def test_a_cytotoxic_has_no_target_to_lose():
    cisplatin = DRUGS.find("cisplatin")
    assert cisplatin.action is Action.CYTOTOXIC
    assert not cisplatin.lowers_target


def test_every_target_is_an_approved_symbol():
    wrong = {
        (drug.name, target)
        for drug in DRUGS
        for target in drug.targets
        if resolve_symbol(target).status is not SymbolStatus.APPROVED
    }
    assert not wrong


def test_allele_specific_drugs_name_alterations_that_are_read():
    bound = {drug.name: drug.allele_specific for drug in DRUGS if drug.allele_specific}
    assert bound["sotorasib"] == bound["adagrasib"] == ("KRAS G12C",)
    assert "vemurafenib" not in bound
    assert all(parse_alteration(text).gene for texts in bound.values() for text in texts)


def test_every_drug_of_a_label_is_known_and_told_to_be_approved():
    for item in LABELS:
        for therapy in item.therapies:
            drug = DRUGS.find(therapy)
            assert drug is not None, therapy
            assert drug.approved_biomarker, therapy
            assert drug.route, therapy


def test_a_label_that_names_a_gene_agrees_with_the_biomarker():
    for item in LABELS:
        genes = parse_profile(item.profile).genes
        for therapy in set(item.therapies) - PARTNERS:
            told = DRUGS.find(therapy).approved_biomarker
            assert told == NO_BIOMARKER or any(
                name in told.upper() for gene in genes for name in (gene, _word(gene))
            ), (therapy, genes, told)


def _word(gene):
    """Return the protein's name where labels use it."""
    return {
        "ERBB2": "HER2", "BCR": "PHILADELPHIA", "ABL1": "PHILADELPHIA", "PML": "T(15;17)",
        "RARA": "T(15;17)", "ESR1": "ER", "MS4A1": "CD20", "BRCA1": "BRCA", "BRCA2": "BRCA",
        "CD274": "PD-L1", "MMR-STATUS": "MISMATCH REPAIR", "HRD-STATUS": "HRD",
    }.get(gene, gene)  # fmt: skip


def test_what_is_not_approved_carries_no_biomarker_of_approval():
    assert DRUGS.find("PLX4720").approved_biomarker == ""


@pytest.mark.slow
@pytest.mark.skipif(not CIVIC.is_file(), reason="../shared/data/civic is not there")
def test_nearly_all_therapies_of_civics_strong_evidence_are_known():
    named = [
        therapy
        for item in read_civic_file(CIVIC).items
        if item.evidence_type is EvidenceType.PREDICTIVE and item.level in (Level.A, Level.B)
        for therapy in item.therapies
    ]
    known = [therapy for therapy in named if DRUGS.find(therapy)]
    assert len(known) / len(named) >= 0.95


def test_a_row_is_read_as_it_stands(tmp_path):
    [drug] = read_drugs(write(tmp_path / "d.tsv", ROW))
    assert drug == Drug(
        "onedrug", ("Brand", "X-1"), "BRAF inhibitor", Action.INHIBITOR, ("BRAF",), "oral", "ECG",
        "fever", "BRAF V600E melanoma", (), "FDA label",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"action": "stops"}, "line 2: action 'stops', expected one of inhibitor, degrader"),
        ({"name": ""}, "line 2: name is empty, expected text"),
        ({"source": " "}, "line 2: source is empty, expected text"),
    ],
)
def test_a_malformed_row_is_named(tmp_path, change, message):
    with pytest.raises(DrugTableError, match=message):
        read_drugs(write(tmp_path / "d.tsv", ROW | change))


def test_a_row_of_another_width_is_named(tmp_path):
    path = write(tmp_path / "d.tsv", ROW)
    path.write_text(path.read_text() + "one\ttwo\n", encoding="utf-8")
    with pytest.raises(DrugTableError, match=r"d\.tsv, line 3: got 2 columns in 'one | two'"):
        read_drugs(path)


def test_another_header_is_refused(tmp_path):
    path = tmp_path / "d.tsv"
    path.write_text("name\tclass\n", encoding="utf-8")
    with pytest.raises(DrugTableError, match=r"line 1: .*expected the columns name, synonyms"):
        read_drugs(path)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "d.tsv"
    path.write_bytes(b"name\xff")
    with pytest.raises(DrugTableError, match="byte 4 is not UTF-8"):
        read_drugs(path)


def test_two_drugs_of_one_name_are_refused(tmp_path):
    other = ROW | {"name": "otherdrug", "synonyms": "x 1"}
    with pytest.raises(DrugTableError, match="onedrug and otherdrug share the name 'x1'"):
        read_drugs(write(tmp_path / "d.tsv", ROW, other))


def test_the_table_has_no_stray_spaces_or_empty_lines():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert all(cell == cell.strip() for row in rows for cell in row)
    assert {len(row) for row in rows} == {len(DRUG_COLUMNS)}


def test_drugs_are_looked_up_by_any_spelling_of_hyphen_and_space():
    drugs = Drugs([Drug("AZD-1", (), "AKT inhibitor", Action.INHIBITOR, ("AKT1",))])
    assert drugs.normal_name("azd 1") == drugs.normal_name("AZD1") == "AZD-1"
