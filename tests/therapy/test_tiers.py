"""The tiers of AMP, ASCO and CAP, case by case."""

import pytest

from therapy.basis import Basis
from therapy.evidence_item import Level
from therapy.tiers import AmpLevel, Standing, Tier, assign_tier

A, B, C, D, E = Level
SAME, MUTATION = Basis.SAME_ALTERATION, Basis.GENE_MUTATION
GROUPS = (Basis.SAME_CODON, Basis.EXON_OR_DOMAIN, Basis.ALTERATION_TYPE)


@pytest.mark.parametrize(
    ("level", "same_tumour", "tier"),
    [
        (A, True, "I-A"),
        (B, True, "I-B"),
        (A, False, "II-C"),
        (B, False, "II-C"),
        (C, True, "II-D"),
        (C, False, "II-D"),
        (D, True, "II-D"),
        (D, False, "II-D"),
        (E, True, "III"),
        (E, False, "III"),
    ],
)
@pytest.mark.parametrize("basis", [SAME, Basis.EQUIVALENT, *GROUPS])
def test_the_level_and_the_tumour_give_the_tier(level, same_tumour, tier, basis):
    assert str(assign_tier(level, basis, same_tumour=same_tumour)) == tier


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("same_tumour", [True, False])
@pytest.mark.parametrize("basis", [Basis.PREDICTED_EFFECT, Basis.CURATED_EFFECT])
@pytest.mark.parametrize("is_member", [True, False])
def test_what_only_an_effect_carries_is_tier_three_at_most(level, same_tumour, basis, is_member):
    standing = assign_tier(level, basis, same_tumour=same_tumour, is_member=is_member)
    assert standing == Standing(Tier.III)


@pytest.mark.parametrize("basis", GROUPS)
@pytest.mark.parametrize(
    ("level", "tier"), [(A, "II-C"), (B, "II-C"), (C, "II-D"), (D, "II-D"), (E, "III")]
)
def test_a_sibling_is_tier_two_at_most_in_any_tumour(basis, level, tier):
    for same_tumour in (True, False):
        found = assign_tier(level, basis, same_tumour=same_tumour, is_member=False)
        assert str(found) == tier


@pytest.mark.parametrize(("level", "tier"), [(A, "II-C"), (B, "II-C"), (C, "II-D"), (E, "III")])
def test_any_mutation_of_the_gene_is_tier_two_at_most(level, tier):
    assert str(assign_tier(level, MUTATION, same_tumour=True)) == tier


def test_a_label_for_any_mutation_holds_for_each_that_fits():
    assert str(assign_tier(A, MUTATION, same_tumour=True, is_label=True)) == "I-A"
    assert str(assign_tier(A, MUTATION, same_tumour=False, is_label=True)) == "II-C"
    predicted = assign_tier(A, Basis.PREDICTED_EFFECT, same_tumour=True, is_label=True)
    assert predicted == Standing(Tier.III)


@pytest.mark.parametrize("basis", [*GROUPS, MUTATION, Basis.CURATED_EFFECT])
def test_what_a_neutral_variant_inherits_is_tier_four(basis):
    standing = assign_tier(A, basis, same_tumour=True, is_neutral=True)
    assert standing == Standing(Tier.IV)


@pytest.mark.parametrize("basis", [SAME, Basis.EQUIVALENT])
def test_evidence_on_a_neutral_variant_itself_keeps_its_tier(basis):
    assert str(assign_tier(A, basis, same_tumour=True, is_neutral=True)) == "I-A"


def test_no_tier_is_four_without_neutral_evidence():
    tiers = {
        assign_tier(level, basis, same_tumour=same, is_member=member).tier
        for level in Level
        for basis in Basis
        for same in (True, False)
        for member in (True, False)
    }
    assert tiers == {Tier.I, Tier.II, Tier.III}


def test_standings_sort_from_the_strongest():
    names = [Standing(tier, level) for tier, level in zip(
        [Tier.IV, Tier.II, Tier.I, Tier.III, Tier.II, Tier.I],
        [AmpLevel.NONE, AmpLevel.D, AmpLevel.B, AmpLevel.NONE, AmpLevel.C, AmpLevel.A],
        strict=True,
    )]  # fmt: skip
    assert [str(one) for one in sorted(names)] == ["I-A", "I-B", "II-C", "II-D", "III", "IV"]
