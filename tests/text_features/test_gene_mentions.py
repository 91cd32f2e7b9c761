"""Genes in running text; ``⟦`` and ``⟧`` bracket the expected mentions."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text_features.gene_mentions import find_genes, names_of


def bracketed(text, mentions):
    for mention in reversed(mentions):
        inside = text[mention.start : mention.end]
        text = f"{text[: mention.start]}⟦{inside}⟧{text[mention.end :]}"
    return text


@pytest.mark.parametrize(
    ("gene", "marked"),
    [
        ("BRAF", "The ⟦BRAF⟧ gene and ⟦B-Raf⟧, ⟦Braf⟧ or ⟦b-raf⟧ protein."),
        ("BRAF", "⟦BRAF⟧-mutant, ⟦BRAF⟧V600E, ⟦BRAF⟧(V600E), ⟦BRAF⟧: none."),
        ("BRAF", "KRAS/⟦BRAF⟧ but not BRAFT or ABRAF or brafts."),
        ("KRAS", "⟦K-Ras⟧, ⟦K-ras⟧, ⟦KRAS⟧ and ⟦Ki-Ras⟧, not NRAS."),
        ("ERBB2", "⟦HER2⟧, ⟦HER-2⟧, ⟦HER2/neu⟧, ⟦ErbB2⟧, ⟦c-erbB-2⟧; not HER3."),
        ("TP53", "⟦p53⟧ and ⟦TP53⟧ and mouse ⟦Trp53⟧, not p53BP1."),
        ("KIT", "⟦KIT⟧ and ⟦c-Kit⟧ and ⟦c-KIT⟧ and ⟦CD117⟧, from a kit or the Kit (Qiagen)."),
        ("KIT", "Binding of ⟦Kit⟧ kinase, wild-type ⟦Kit⟧ and the ⟦Kit⟧ receptor. Kit mutations."),
        (
            "SRC",
            "A mutant ⟦Src⟧ and ⟦Src⟧ expression, not a Src family kinase or mutant Src family.",
        ),
        ("JUN", "A Jun kinase, but ⟦Jun⟧ expression."),
        ("MET", "The wild-type Met and the Met mutant, the Met receptor, yet ⟦c-Met⟧."),
        ("MET", "It was 9 MET-hours, 12 MET hours or 3 MET-h of walking; ⟦MET⟧-high, ⟦MET⟧ here."),
        ("AKT1", "⟦PKB⟧ and ⟦PKBα⟧ and ⟦AKT1⟧, not PKBβ or PKBX."),
        ("MET", "⟦MET⟧ and ⟦c-Met⟧, but Met599 and the methionine that they met."),
        ("RET", "⟦RET⟧/PTC and ⟦RET⟧ fusions."),
        ("ALK", "EML4-⟦ALK⟧, EML4::⟦ALK⟧ and ⟦ALK⟧+ tumours."),
        ("MYC", "⟦c-MYC⟧, ⟦c-Myc⟧ and ⟦MYC⟧, not MYCN."),
        ("CTNNB1", "⟦beta-catenin⟧, ⟦β-catenin⟧ and ⟦CTNNB1⟧, not alpha-catenin."),
        ("PIK3CA", "⟦p110alpha⟧, ⟦p110α⟧, ⟦PI3Kα⟧ and ⟦PIK3CA⟧, not p110beta."),
        ("CDKN2A", "⟦p16⟧, ⟦p16INK4a⟧, ⟦p16(INK4a)⟧ and ⟦p14ARF⟧, not p161."),
        ("CD274", "⟦PD-L1⟧ and ⟦PDL1⟧."),
        ("MAP2K1", "⟦MEK1⟧ is not MEK2."),
        ("EGFR", "⟦EGFR⟧vIII and ⟦EGFR⟧ L858R and ⟦HER1⟧."),
        ("AR", "⟦AR⟧-V7 and ⟦AR⟧, not are or Ar or ARID1A."),
        ("NKX2-1", "⟦NKX2-1⟧ and ⟦TTF-1⟧."),
        ("ABL1", "BCR-⟦ABL⟧, BCR-⟦ABL1⟧ and ⟦c-Abl⟧, enabled and able."),
        ("FBXW7", "⟦FBXW7⟧ and ⟦Fbw7⟧, long ago."),
        ("SETD2", "⟦SETD2⟧, while HIF-1 is something else."),
        ("PTEN", "⟦PTEN⟧ in DEC and ⟦Pten⟧ mice."),
        ("RAF1", "⟦RAF1⟧, ⟦CRAF⟧, ⟦C-RAF⟧ and ⟦Raf-1⟧."),
        ("HER2", "⟦ERBB2⟧ is ⟦HER2⟧."),
    ],
)
def test_a_gene_is_found_by_its_names(gene, marked):
    text = re.sub("[⟦⟧]", "", marked)
    mentions = find_genes(text, [gene])
    assert bracketed(text, mentions) == marked
    assert {mention.gene for mention in mentions} == {gene}


def test_each_mention_bears_the_gene_as_it_was_asked_for():
    mentions = find_genes("HER2 and KRAS and p53", ["ERBB2", "KRAS", "TP53"])
    assert [mention.gene for mention in mentions] == ["ERBB2", "KRAS", "TP53"]


def test_the_longest_name_wins():
    text = "HER2/neu was high."
    (mention,) = find_genes(text, ["ERBB2"])
    assert text[mention.start : mention.end] == "HER2/neu"


@pytest.mark.parametrize("genes", [[], [""], [" "]])
def test_without_genes_nothing_is_found(genes):
    assert find_genes("BRAF", genes) == []


def test_a_symbol_that_no_table_knows_is_found_as_given():
    assert [m.start for m in find_genes("NOVEL9 binds NOVEL99.", ["NOVEL9"])] == [0]


@pytest.mark.parametrize(
    ("gene", "name"),
    [("PTEN", "DEC"), ("BCR", "CML"), ("ABL1", "BCR-ABL"), ("RUNX1", "EVI-1"), ("RET", "MEN2A")],
)
def test_names_with_another_meaning_are_left_out(gene, name):
    assert name not in names_of(gene)


@given(
    st.text(alphabet=st.sampled_from("BRAFKpc53-/()αHERM2 é\ud800\n"), max_size=80),
    st.lists(st.one_of(st.sampled_from(["BRAF", "TP53", "HER2", "MET"]), st.text()), max_size=4),
)
def test_any_text_and_any_genes_give_ordered_spans(text, genes):
    mentions = find_genes(text, genes)
    assert all(0 <= m.start < m.end <= len(text) and m.gene in genes for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))


@pytest.mark.parametrize(
    "piece",
    ["BRAF", "B-", "p53", "HER2/", "c-", "B-Raf ", "-", "adenomatous ", "Kit ", "wild-type "],
)
def test_time_grows_with_length_alone(piece):
    text = piece * (400_000 // len(piece))
    began = time.process_time()
    find_genes(text, ["BRAF", "TP53", "ERBB2", "KIT", "APC"])
    assert time.process_time() - began < 5
