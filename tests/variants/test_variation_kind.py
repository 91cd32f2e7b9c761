"""Kinds of variations, on a table of the spellings that laboratories and papers use."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variants.variation_kind import VariationKind, first_position, kind_of, substitution_of

MSK = Path(__file__).parents[3] / "shared" / "data" / "msk"

# Spelling, kind, first residue number.
GOLDEN = [
    ("V600E", "missense", 600),
    ("p.V600E", "missense", 600),
    ("p.(Val600Glu)", "missense", 600),
    (" V600E ", "missense", 600),
    ("T2A", "missense", 2),
    ("W802*", "nonsense", 802),
    ("R213X", "nonsense", 213),
    ("p.Arg213Ter", "nonsense", 213),
    ("L858L", "synonymous", 858),
    ("p.Leu858Leu", "synonymous", 858),
    ("K700fs", "frameshift", 700),
    ("N1333Gfs*", "frameshift", 1333),
    ("R177Pfs*126", "frameshift", 177),
    ("S70fsX93", "frameshift", 70),
    ("p.Arg97ProfsTer23", "frameshift", 97),
    ("p.R97Pfs*23", "frameshift", 97),
    ("L747_P753delinsS", "delins", 747),
    ("p.Leu747_Pro753delinsSer", "delins", 747),
    ("G776delinsVC", "delins", 776),
    ("V600_K601>E", "delins", 600),
    ("V600>YM", "delins", 600),
    ("T1151dup", "duplication", 1151),
    ("p.A502_Y503dup", "duplication", 502),
    ("FLT3-ITD", "duplication", None),
    ("FLT3 internal tandem duplications", "duplication", None),
    ("D770_N771insNPG", "insertion", 770),
    ("H773insLGNP", "insertion", 773),
    ("A504_Y505ins", "insertion", 504),
    ("560_561insER", "insertion", 560),
    ("E746_A750del", "deletion", 746),
    ("p.Glu746_Ala750del", "deletion", 746),
    ("I843del", "deletion", 843),
    ("534_536del", "deletion", 534),
    ("M1_E165DEL", "deletion", 1),
    ("3' Deletion", "deletion", None),
    ("X582_splice", "splice", 582),
    ("A113_splice", "splice", 113),
    ("596_619splice", "splice", 596),
    ("TRKAIII Splice Variant", "splice", None),
    ("EML4-ALK Fusion", "fusion", None),
    ("C11orf95-RELA fusion", "fusion", None),
    ("E2F1-MYC Fusion", "fusion", None),
    ("Fusions", "fusion", None),
    ("KIF5B::RET", "fusion", None),
    ("Truncating Mutations", "truncation", None),
    ("Truncating mutation", "truncation", None),
    ("Truncating Mutations in the PEST Domain", "truncation", None),
    ("Truncating Mutations Upstream of Transactivation Domain", "truncation", None),
    ("C-terminal truncation", "truncation", None),
    ("Deletion", "gene_deletion", None),
    ("Copy Number Loss", "gene_deletion", None),
    ("Loss", "gene_deletion", None),
    ("Amplification", "amplification", None),
    ("AMPLIFICATION", "amplification", None),
    ("Overexpression", "expression", None),
    ("Expression", "expression", None),
    ("Promoter Mutations", "promoter", None),
    ("Promoter Hypermethylation", "promoter", None),
    ("Hypermethylation", "methylation", None),
    ("Exon 19 deletion", "exon_event", None),
    ("Exon 20 insertions/deletions", "exon_event", None),
    ("MET exon 14 skipping", "exon_event", None),
    ("R1627", "residue", 1627),
    ("Wildtype", "wild_type", None),
    ("wild-type", "wild_type", None),
    ("WT", "wild_type", None),
    ("EGFRvIII", "other", None),
    ("AR-V7", "other", None),
    ("p61BRAF", "other", None),
    ("TGFBR1*6A", "other", None),
    ("DNA binding domain deletions", "other", None),
    ("Transfusion reaction", "other", None),
    ("Epigenetic Silencing", "other", None),
    ("*308W", "other", 308),
    ("p.Ter308Trp", "other", 308),
    ("c.1799T>A", "other", None),
    ("5' UTR", "other", None),
    ("", "other", None),
]


@pytest.mark.parametrize(("variation", "kind", "position"), GOLDEN)
def test_a_spelling_tells_its_kind_and_first_residue(variation, kind, position):
    assert kind_of(variation).value == kind
    assert first_position(variation) == position


def test_the_golden_table_covers_every_kind():
    assert {kind for _, kind, _ in GOLDEN} == {kind.value for kind in VariationKind}


@pytest.mark.parametrize(("variation", "kind", "position"), GOLDEN)
def test_only_a_substitution_has_a_reference_and_an_alternate(variation, kind, position):
    found = substitution_of(variation)
    assert (found is not None) == (kind in {"missense", "nonsense", "synonymous"})
    assert found is None or found.position == position


@given(st.text(max_size=30))
def test_any_text_has_a_kind_and_a_position_from_one_or_none(text):
    assert isinstance(kind_of(text), VariationKind)
    position = first_position(text)
    assert position is None or position >= 1


@given(st.text(max_size=20))
def test_white_space_around_a_spelling_changes_nothing(text):
    padded = f" {text}\t"
    assert kind_of(padded) is kind_of(text)
    assert first_position(padded) == first_position(text)


@given(
    st.sampled_from("ACDEFGHIKLMNPQRSTVWY"),
    st.integers(min_value=1, max_value=36_000),
    st.sampled_from("ACDEFGHIKLMNPQRSTVWY*"),
)
def test_a_substitution_is_missense_nonsense_or_synonymous_by_its_residues(
    reference, position, alternate
):
    variation = f"{reference}{position}{alternate}"
    found = substitution_of(variation)
    assert (found.reference, found.position, found.alternate) == (reference, position, alternate)
    assert first_position(variation) == position
    expected = {"*": VariationKind.NONSENSE, reference: VariationKind.SYNONYMOUS}
    assert kind_of(variation) is expected.get(alternate, VariationKind.MISSENSE)


@pytest.mark.parametrize("variation", ["Amplification", "E746_A750del", "K700fs", "v600e", ""])
def test_a_variation_that_replaces_no_single_residue_has_no_substitution(variation):
    assert substitution_of(variation) is None


@pytest.mark.slow
@pytest.mark.skipif(not MSK.is_dir(), reason=f"the MSK task is not at {MSK}")
def test_at_most_one_in_a_hundred_msk_variations_is_of_no_known_kind():
    with (MSK / "training_variants").open(encoding="utf-8", newline="") as file:
        variations = [row["Variation"] for row in csv.DictReader(file)]
    other = sorted({v for v in variations if kind_of(v) is VariationKind.OTHER})
    count = sum(kind_of(variation) is VariationKind.OTHER for variation in variations)
    assert len(variations) == 3321
    assert count <= 0.01 * len(variations), f"{count} of {len(variations)}: {', '.join(other)}"


@pytest.mark.slow
@pytest.mark.skipif(not MSK.is_dir(), reason=f"the MSK task is not at {MSK}")
def test_about_four_in_five_msk_variations_are_missense():
    with (MSK / "training_variants").open(encoding="utf-8", newline="") as file:
        kinds = [kind_of(row["Variation"]) for row in csv.DictReader(file)]
    assert kinds.count(VariationKind.MISSENSE) / len(kinds) == pytest.approx(0.78, abs=0.005)
