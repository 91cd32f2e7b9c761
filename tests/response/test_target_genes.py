"""The words of screens for targets, and the genes that they stand for."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from response.drug import ScreenedDrug
from response.known_drugs import (
    SCREEN_DRUG_TABLE,
    ScreenDrugTableError,
    known_genes,
    read_screen_drugs,
)
from response.target_genes import (
    TARGET_TABLE,
    TargetGenes,
    TargetTableError,
    read_target_table,
    target_genes,
    target_key,
)
from therapy.drugs import read_drugs
from variants.gene_symbols import SymbolStatus, resolve_symbol

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
COMPOUNDS = SHARED / "gdsc" / "screened_compounds.csv"
HEADER = "word\tgenes\tkind\tsource\n"


@pytest.mark.parametrize(
    ("words", "genes"),
    [
        ("BRAF", "BRAF"),
        ("VEGFR, RET, KIT", "FLT1 FLT4 KDR KIT RET"),
        ("VEGFR3/FLT4", "FLT4"),
        ("MEK1/2", "MAP2K1 MAP2K2"),
        ("CDK4/6", "CDK4 CDK6"),
        ("PI3Kβ", "PIK3CB"),
        ("PI3K-beta; pi3k Alpha", "PIK3CA PIK3CB"),
        ("PI3K (class 1)", "PIK3CA PIK3CB PIK3CD PIK3CG"),
        ("ABL(T315I)", "ABL1"),
        ("KRAS (G12C)", "KRAS"),
        ("IDH2 R140Q mutant", "IDH2"),
        ("SHP-1 (PTPN6), SHP-2 (PTPN11)", "PTPN11 PTPN6"),
        ("Dihydrofolate reductase (DHFR)", "DHFR"),
        ("Retinioic X receptor (RXR) agonist", "RXRA RXRB RXRG"),
        ("AMPK agonist", "PRKAA1 PRKAA2 PRKAB1 PRKAB2 PRKAG1 PRKAG2 PRKAG3"),
        ("c-Met | HER2", "ERBB2 MET"),
        ("BCL-XL,BCL-2 selective", "BCL2 BCL2L1"),
        ("TTK and EGFR", "EGFR TTK"),
        ("HDAC1-10", " ".join(sorted(f"HDAC{number}" for number in range(1, 11)))),
        ("BET", "BRD2 BRD3 BRD4 BRDT"),
        ("PDK1 (PDPK1)", "PDPK1"),
        ("JNK1, JNK2, JNK2", "MAPK8 MAPK9"),
    ],
)
def test_words_stand_for_genes(words, genes):
    read = target_genes(words)
    assert read.genes == tuple(genes.split())
    assert read.unknown == ()


@pytest.mark.parametrize("words", ["DNA crosslinker", "Antimetabolite (DNA & RNA)", "others", " "])
def test_words_that_name_no_gene_are_known_as_such(words):
    assert target_genes(words).genes == ()
    assert target_genes(words).unknown == ()


@pytest.mark.parametrize("word", ["gobbledygook", "IV", "EGFR/gobbledygook", "Zap (nothing)"])
def test_other_words_are_told(word):
    assert target_genes(word) == TargetGenes((word,), (), (word,))


def test_a_list_that_is_one_word_of_the_vocabulary_stays_whole():
    words = "HDAC inhibitor Class I, IIa, IIb, IV"
    assert target_genes(words).targets == (words,)
    assert len(target_genes(words).genes) == 11


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_every_row_of_the_vocabulary_has_a_source_and_approved_symbols():
    rows = rows_of(TARGET_TABLE)
    assert len(rows) > 150
    for row in rows:
        assert row["source"]
        for gene in filter(None, row["genes"].split("|")):
            assert resolve_symbol(gene).status is SymbolStatus.APPROVED
            assert resolve_symbol(gene).approved == gene


def test_what_the_vocabulary_calls_an_alias_or_previous_symbol_is_one_of_that_gene():
    rows = [row for row in rows_of(TARGET_TABLE) if re.match("HGNC: (alias|prev)", row["source"])]
    rows = [row for row in rows if row["kind"] == "gene"]
    assert len(rows) > 30
    for row in rows:
        assert row["genes"] in resolve_symbol(row["word"]).candidates


def test_no_word_overrides_an_approved_symbol():
    for row in rows_of(TARGET_TABLE):
        symbol = resolve_symbol(row["word"])
        if symbol.status is SymbolStatus.APPROVED:
            assert symbol.approved in row["genes"].split("|")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("MEK\tMAP2K1\tgang\tx", "kind 'gang' does not fit 'MAP2K1'"),
        ("MEK\t\tgene\tx", "kind 'gene' does not fit ''"),
        ("DNA\tBRAF\tnone\tx", "kind 'none' does not fit 'BRAF'"),
        ("MEK\tMEK1\tgene\tx", "'MEK1', expected a symbol that HGNC approves"),
        ("MEK\tMAP2K1\tgene\tx\nm-ek\tMAP2K2\tgene\tx", "line 3: 'm-ek', expected each word once"),
        ("MEK\tMAP2K1\tgene", "got 3 columns"),
    ],
)
def test_a_bad_row_of_the_vocabulary_is_an_error(tmp_path, row, message):
    path = tmp_path / "targets.tsv"
    path.write_text(f"{HEADER}{row}\n")
    with pytest.raises(TargetTableError, match=re.escape(message)):
        read_target_table(path)


@given(st.text(max_size=40))
def test_any_text_is_read(text):
    read = target_genes(text)
    assert set(read.unknown) <= set(read.targets)
    assert target_key(target_key(text)) == target_key(text)


def test_screened_drugs_are_named_as_the_table_of_drugs_names_them():
    drugs = read_drugs(SCREEN_DRUG_TABLE.with_name("drugs.tsv"))
    names = read_screen_drugs(SCREEN_DRUG_TABLE)
    substances = Counter(ScreenedDrug(id, name).substance for id, name in names.items())
    assert sum(count > 1 for count in substances.values()) == 16
    for drug_id, name in names.items():
        if substances[ScreenedDrug(drug_id, name).substance] == 1:
            assert drugs.find(name).name == name
    assert known_genes("lapatinib") == ("EGFR", "ERBB2")
    assert known_genes("unheard of") == ()


@pytest.mark.parametrize("row", ["x\terlotinib", "1\t", "1\terlotinib\n1\tgefitinib"])
def test_a_bad_row_of_screened_drugs_is_an_error(tmp_path, row):
    path = tmp_path / "drugs.tsv"
    path.write_text(f"drug_id\tname\n{row}\n")
    with pytest.raises(ScreenDrugTableError, match=r"expected a number, once, and a name"):
        read_screen_drugs(path)


@pytest.mark.slow
@pytest.mark.skipif(not COMPOUNDS.is_file(), reason="needs GDSC release 17 in ../shared/data")
def test_every_target_and_every_named_id_of_release_17_is_known():
    with COMPOUNDS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert not [row["TARGET"] for row in rows if target_genes(row["TARGET"]).unknown]
    assert sum(bool(target_genes(row["TARGET"]).genes) for row in rows) == 252
    drugs = read_drugs(SCREEN_DRUG_TABLE.with_name("drugs.tsv"))
    listed = {row["DRUG_ID"]: row for row in rows}
    for drug_id, name in read_screen_drugs(SCREEN_DRUG_TABLE).items():
        row = listed[drug_id]
        spelt = [row["DRUG_NAME"], *row["SYNONYMS"].split(",")]
        assert drugs.normal_name(name) in {drugs.normal_name(word.strip()) for word in spelt}
