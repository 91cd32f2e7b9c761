"""Gene symbols that a spreadsheet has damaged."""

import pytest

from intake.damaged_symbols import damage
from variants.gene_symbols import SymbolStatus, resolve_symbol


@pytest.mark.parametrize(
    "text",
    ["1-Mar", "01-Mar", "Mar-01", "2-Sep", "Sep-02", "Sept 2", "1-Dec", "2001-09-02",
     "2024-03-01 00:00:00", "3/1/2001", "01.03.2024", "4-Oct-2012", "2024-09-02T00:00:00"],
)  # fmt: skip
def test_a_date_is_no_gene(text):
    assert damage(text).startswith("a date where a gene was expected")


@pytest.mark.parametrize("text", ["42430", "7157", "2.31E+13", "-1", "0.5"])
def test_a_number_is_no_gene(text):
    assert damage(text).startswith("a number where a gene was expected")


@pytest.mark.parametrize(
    "symbol",
    ["MARCH1", "MARCHF1", "SEPT9", "SEPTIN9", "DEC1", "NOV", "OCT4", "MARC1", "BRAF", "JUN",
     "APR-1", "C10orf54", "H3-3A", "MAYO1", "SEPSECS"],
)  # fmt: skip
def test_a_symbol_stays_even_where_it_resembles_a_month(symbol):
    assert damage(symbol) == ""


def test_the_gene_is_named_that_a_month_is_made_of():
    assert "MARCH1 (now MARCHF1)" in damage("1-Mar")
    assert "DEC1 (now DELEC1)" in damage("2024-12-01")


@pytest.mark.parametrize(
    "new", ["MARCHF1", "MTARC1", "MAGEH1", "SEPTIN9", "POU5F1", "CCN3", "DELEC1"]
)
def test_the_genes_that_messages_name_are_approved(new):
    assert resolve_symbol(new).status is SymbolStatus.APPROVED
