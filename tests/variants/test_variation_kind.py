"""Kinds of variations, on a table of the spellings that occur in the MSK task."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variants.variation_kind import VariationKind, first_position, kind_of, substitution_of

VARIANTS = Path(__file__).parents[3] / "shared" / "data" / "msk" / "training_variants"

GOLDEN = [
    ("V600E", "missense", 600),
    ("p.V600E", "missense", 600),
    ("p.Val600Glu", "missense", 600),
    ("p.(Arg175His)", "missense", 175),
    (" G12D ", "missense", 12),
    ("W802*", "nonsense", 802),
    ("R213X", "nonsense", 213),
    ("p.Trp802Ter", "nonsense", 802),
    ("L858L", "synonymous", 858),
    ("K1110fs", "frameshift", 1110),
    ("N1333Gfs*", "frameshift", 1333),
    ("p.(Arg97ProfsTer23)", "frameshift", 97),
    ("V600_K601delinsE", "delins", 600),
    ("L747_T751delinsP", "delins", 747),
    ("V559_V560>D", "delins", 559),
    ("T599dup", "duplication", 599),
    ("E746_A750dup", "duplication", 746),
    ("FLT3 internal tandem duplications", "duplication", None),
    ("FLT3-ITD", "duplication", None),
    ("560_561insER", "insertion", 560),
    ("A767_V769insASV", "insertion", 767),
    ("P780_Y781insGSP", "insertion", 780),
    ("E746_A750del", "deletion", 746),
    ("K550_K558del", "deletion", 550),
    ("D842del", "deletion", 842),
    ("p.Glu746_Ala750del", "deletion", 746),
    ("X434_splice", "splice", 434),
    ("981_1028splice", "splice", 981),
    ("TRKAIII Splice Variant", "splice", None),
    ("Fusions", "fusion", None),
    ("EML4-ALK Fusion", "fusion", None),
    ("TMPRSS2-ETV1 Fusion", "fusion", None),
    ("EML4::ALK", "fusion", None),
    ("Truncating Mutations", "truncation", None),
    ("Truncating Mutations in the PEST Domain", "truncation", None),
    ("Truncating Mutations Upstream of Transactivation Domain", "truncation", None),
    ("Deletion", "gene_deletion", None),
    ("Copy Number Loss", "gene_deletion", None),
    ("Amplification", "amplification", None),
    ("amplification", "amplification", None),
    ("Overexpression", "expression", None),
    ("Promoter Mutations", "promoter", None),
    ("Promoter Hypermethylation", "promoter", None),
    ("Hypermethylation", "methylation", None),
    ("Exon 19 deletion", "exon_event", None),
    ("Exon 20 insertions/deletions", "exon_event", None),
    ("Exon 19 deletion/insertion", "exon_event", None),
    ("V600", "residue", 600),
    ("Wildtype", "wild_type", None),
    ("Wild Type", "wild_type", None),
    ("EGFRvIII", "other", None),
    ("AR-V7", "other", None),
    ("MYC-nick", "other", None),
    ("Epigenetic Silencing", "other", None),
    ("Transfusion reaction", "other", None),
    ("", "other", None),
]


@pytest.mark.parametrize(("variation", "kind", "position"), GOLDEN)
def test_a_spelling_has_its_kind(variation, kind, position):
    assert kind_of(variation).value == kind


@pytest.mark.parametrize(("variation", "kind", "position"), GOLDEN)
def test_a_spelling_has_its_first_residue_number(variation, kind, position):
    assert first_position(variation) == position


def test_the_table_has_every_kind():
    assert {kind for _, kind, _ in GOLDEN} == {kind.value for kind in VariationKind}


@pytest.mark.parametrize(("variation", "kind", "position"), GOLDEN)
def test_only_a_substitution_has_reference_and_alternate(variation, kind, position):
    found = substitution_of(variation)
    assert (found is not None) == (kind in {"missense", "nonsense", "synonymous"})
    assert found is None or found.position == position


@given(st.text(max_size=40))
def test_any_text_has_a_kind(text):
    assert kind_of(text) in VariationKind
    position = first_position(text)
    assert position is None or position >= 1


@pytest.mark.slow
def test_at_most_one_in_a_hundred_msk_variations_is_other():
    if not VARIANTS.exists():
        pytest.skip(f"the MSK variants are not at {VARIANTS}")
    with VARIANTS.open(encoding="utf-8", newline="") as lines:
        variations = [row["Variation"] for row in csv.DictReader(lines)]
    kinds = Counter(kind_of(variation) for variation in variations)
    assert len(variations) == 3321
    assert kinds[VariationKind.OTHER] <= 0.01 * len(variations)
