"""All genes that a text names, whoever is asked for later."""

import pytest

from literature.genes_named import all_genes


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("KRAS/BRAF wild type", ["KRAS", "BRAF"]),
        ("HER2/neu and ErbB-2", ["ERBB2", "ERBB2"]),
        ("EGFR-mutant, ALK-positive", ["EGFR", "ALK"]),
        ("the EML4-ALK fusion", ["EML4", "ALK"]),
        ("p53, c-Kit and the androgen receptor", ["TP53", "KIT", "AR"]),
        ("FLT-3 and RRM-1", ["FLT3", "RRM1"]),
        ("MLL2 and KMT2D", ["KMT2D", "KMT2D"]),
        ("Met599 and the rest of all cases", []),
        ("by ACMG criteria PM1, PS3 and PP2, with ANOVA", []),
    ],
)
def test_genes_are_named_by_symbol_alias_or_protein(text, genes):
    found = all_genes(text)
    assert [mention.gene for mention in found] == genes
    assert [mention.start for mention in found] == sorted(mention.start for mention in found)


def test_a_mention_is_where_its_name_stands():
    text = "In KRAS/BRAF and c-Kit"
    assert [text[m.start : m.end] for m in all_genes(text)] == ["KRAS", "BRAF", "c-Kit"]
