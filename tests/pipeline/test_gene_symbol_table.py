from pathlib import Path

import pandas as pd
import pytest

from pipeline.gene_symbol_table import main, table_lines

ROOT = Path(__file__).parents[2]


def lines_of(symbols, previous=()):
    return table_lines(
        pd.DataFrame(symbols, columns=["primary_gene_symbol", "gene_symbol", "HGNC_ID"]),
        pd.DataFrame(
            previous, columns=["primary_gene_symbol", "alias_symbol", "Previous Symbol Source"]
        ),
    )


def test_a_line_says_whose_approved_previous_and_other_symbol_it_is():
    symbols = [
        ("NEW1", "NEW1", {"HGNC:1"}),
        ("NEW1", "Old1", {"HGNC:1"}),
        ("NEW2", "NEW2", {"HGNC:2"}),
        ("NEW2", "OLD1", {"HGNC:2"}),
    ]
    assert lines_of(symbols, [("NEW1", "Old1", "HGNC, NCBI")]) == [
        "NEW1\tNEW1",
        "NEW2\tNEW2",
        "OLD1\t\tNEW1\tNEW2",
    ]


def test_a_previous_symbol_by_ncbi_alone_counts_as_an_alias():
    symbols = [("NEW1", "NEW1", {"HGNC:1"}), ("NEW1", "OLD1", {"HGNC:1"})]
    assert "OLD1\t\t\tNEW1" in lines_of(symbols, [("NEW1", "OLD1", "NCBI")])


def test_a_gene_without_an_hgnc_id_is_left_out():
    assert lines_of([("X1", "X1", set()), ("X1", "Y1", set())]) == []


@pytest.mark.parametrize(
    ("symbols", "previous", "expected"),
    [
        ([("C1orf1", "C1orf1"), ("NAME1", "NAME1")], [("NAME1", "C1orf1", "HGNC")],
         ["C1ORF1\t\tNAME1", "NAME1\tNAME1"]),
        ([("C1orf1", "C1orf1"), ("NAME1", "NAME1"), ("NAME1", "C1orf1")], [],
         ["C1ORF1\t\tNAME1", "NAME1\tNAME1"]),
        ([("ND9", "ND9"), ("MT-ND9", "MT-ND9")], [],
         ["MT-ND9\tMT-ND9", "ND9\t\t\tMT-ND9"]),
        ([("A1", "A1"), ("A1", "B1"), ("B1", "B1"), ("B1", "A1")], [],
         ["A1\tA1\t\tB1", "B1\tB1\t\tA1"]),
    ],
)  # fmt: skip
def test_two_names_of_one_hgnc_id_become_one_where_the_sources_tell_which(
    symbols, previous, expected
):
    assert lines_of([(*row, {"HGNC:1"}) for row in symbols], previous) == expected


@pytest.mark.slow
def test_the_table_in_git_is_what_the_pinned_package_gives(tmp_path):
    main(tmp_path / "table.tsv")
    made = (tmp_path / "table.tsv").read_text(encoding="utf-8")
    assert made == (ROOT / "variants/gene_symbols.tsv").read_text(encoding="utf-8")
