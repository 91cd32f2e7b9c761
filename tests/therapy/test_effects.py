"""What a variant does: as curated, by its type, as predicted, and how these meet."""

import pytest
from evidence_items import advise, functional, item, predicted

from therapy.alterations import read_alteration
from therapy.effects import (
    SURE,
    EffectSource,
    ProbabilityError,
    VariantEffect,
    curated_effects,
    effect_by_type,
    fits_role,
    read_prediction,
)
from variants.effect_class import EffectClass, EffectDirection

GAIN, LOSS = EffectDirection.GAIN, EffectDirection.LOSS
SWITCH, NEUTRAL = EffectDirection.SWITCH, EffectDirection.NEUTRAL


@pytest.mark.parametrize(
    ("effect_class", "group"),
    [
        (1, LOSS),
        (4, LOSS),
        (2, GAIN),
        (7, GAIN),
        (8, SWITCH),
        (9, SWITCH),
        (3, NEUTRAL),
        (5, NEUTRAL),
        (6, None),
    ],
)
def test_effects_group_as_loss_gain_switch_and_neutral_and_class_6_is_in_no_group(
    effect_class, group
):
    assert predicted(effect_class).group is group


def test_the_probability_of_a_group_is_that_of_both_its_classes():
    effect = read_prediction([0.02, 0.3, 0.02, 0.02, 0.02, 0.1, 0.5, 0.01, 0.01])
    assert (effect.effect_class, effect.class_probability) == (EffectClass(7), 0.5)
    assert effect.probability == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("probabilities", "minimum", "group"),
    [
        ((0, 0.3, 0, 0, 0, 0.4, 0.3, 0, 0), 0.0, None),
        ((0, 0.3, 0.4, 0, 0, 0, 0.3, 0, 0), 0.5, None),
        ((0.25, 0, 0, 0.3, 0, 0, 0.45, 0, 0), 0.5, None),
        ((0.2, 0, 0, 0.35, 0, 0, 0.45, 0, 0), 0.4, GAIN),
        ((0, 0.3, 0, 0, 0, 0.2, 0.5, 0, 0), 0.8, GAIN),
        ((0, 0.3, 0, 0, 0, 0.2, 0.5, 0, 0), 0.81, None),
    ],
)
def test_a_group_counts_that_holds_the_top_class_and_the_minimum(probabilities, minimum, group):
    assert read_prediction(probabilities, minimum_probability=minimum).group is group


@pytest.mark.parametrize(
    ("prediction_set", "group"),
    [
        ((), None),
        ((2, 7), GAIN),
        ((7,), GAIN),
        ((2, 7, 4), None),
        ((2, 7, 6), None),
        ((1, 4), None),
        ((6,), None),
    ],
)
def test_an_abstention_on_the_class_is_none_on_the_group_if_its_set_lies_within_the_group(
    prediction_set, group
):
    effect = read_prediction(
        [0.0, 0.2, 0.1, 0.1, 0.0, 0.2, 0.4, 0.0, 0.0],
        abstains=True,
        prediction_set=[EffectClass(number) for number in prediction_set],
    )
    assert effect.group is group
    assert effect.abstains


@pytest.mark.parametrize(("share", "group"), [(SURE, GAIN), (SURE - 0.02, None)])
def test_an_abstention_between_two_classes_of_a_group_is_none_on_a_group_that_is_sure(share, group):
    rest = (1 - share) / 2
    effect = read_prediction([0, share / 2, 0, rest, 0, rest, share / 2, 0, 0], abstains=True)
    assert effect.group is group


@pytest.mark.parametrize("group_of_six", [0.6, 1.0])
def test_no_abstention_on_class_6_is_ever_in_a_group(group_of_six):
    rest = 1 - group_of_six
    assert read_prediction([0, 0, 0, 0, 0, group_of_six, rest, 0, 0], abstains=True).group is None


@pytest.mark.parametrize(
    "probabilities",
    [(), (1.0,), (0.5,) * 9, (float("nan"),) * 9, (-0.5, 1.5, 0, 0, 0, 0, 0, 0, 0), (0,) * 10],
)
def test_probabilities_that_are_no_distribution_are_refused(probabilities):
    with pytest.raises(ProbabilityError, match="expected 9 numbers from 0 to 1 that sum to 1"):
        read_prediction(probabilities)


@pytest.mark.parametrize("minimum", [-0.1, 1.1, float("nan")])
def test_a_minimum_outside_0_to_1_is_refused(minimum):
    with pytest.raises(ProbabilityError, match=r"minimum_probability .*, expected 0 to 1"):
        read_prediction([1, 0, 0, 0, 0, 0, 0, 0, 0], minimum_probability=minimum)


@pytest.mark.parametrize(
    ("gene", "variation", "effect"),
    [
        ("TP53", "W53*", LOSS),
        ("BRCA2", "S1982fs", LOSS),
        ("BRCA2", "K3326*", None),
        ("BRCA1", "M1V", LOSS),
        ("ATM", "X2363_splice", LOSS),
        ("ATM", "c.7515+1G>A", LOSS),
        ("ATM", "c.7515+5G>A", None),
        ("PTEN", "Deletion", LOSS),
        ("PTEN", "R130Q", None),
        ("BRAF", "R360*", None),
        ("PPM1D", "R458*", None),
        ("NOTCH1", "Q2503*", None),
        ("NOTCH1", "Loss-of-function", LOSS),
        ("EGFR", "Activating Mutation", GAIN),
        ("IDH1", "R132H", SWITCH),
        ("SF3B1", "K700", SWITCH),
        ("IDH1", "R100Q", None),
        ("IDH1", "R132*", None),
        ("KRAS", "G12R", GAIN),
        ("KRAS", "A146T", None),
        ("KRAS", "G12fs", None),
        ("PTEN", "Expression", None),
    ],
)
def test_the_type_alone_settles_what_a_cut_suppressor_and_a_known_residue_do(
    gene, variation, effect
):
    assert effect_by_type(read_alteration(variation), gene) is effect


@pytest.mark.parametrize(
    ("gene", "fitting"),
    [
        ("KRAS", {GAIN, SWITCH}),
        ("TP53", {LOSS}),
        ("NOTCH1", {GAIN, SWITCH, LOSS}),
        ("GAPDH", set()),
    ],
)
def test_an_effect_fits_the_gene_that_it_drives_tumours_in(gene, fitting):
    assert {group for group in EffectDirection if fits_role(group, gene)} == fitting


@pytest.mark.parametrize(
    ("significance", "group"),
    [
        ("Gain of Function", GAIN),
        ("Loss of Function", LOSS),
        ("Dominant Negative", LOSS),
        ("Neomorphic", SWITCH),
        ("Unaltered Function", NEUTRAL),
    ],
)
def test_functional_words_are_put_into_groups(significance, group):
    effect = advise("TP53", "R175H", functional("TP53 R175H", significance)).effect
    assert effect.curated_group is group
    assert effect.called == (group, EffectSource.CURATED)


@pytest.mark.parametrize("significance", ["Oncogenicity", "Protectiveness", "Likely Oncogenic", ""])
def test_oncogenicity_gives_no_direction(significance):
    assert curated_effects([functional("TP53 R175H", significance)]) == ()


def test_functional_statements_are_read_for_the_variant_in_any_spelling_and_no_other():
    statement = functional("TP53 R175H", "Dominant Negative")
    assert advise("TP53", "p.Arg175His", statement).effect.curated_group is LOSS
    assert advise("TP53", "R175C", statement).effect.curated == ()
    assert advise("TP63", "R175H", statement).effect.curated == ()


def test_a_function_of_several_variants_together_is_none_of_each():
    together = functional("TP53 R175H AND KRAS G12D", "Loss of Function")
    assert advise("TP53", "R175H", together).effect.curated == ()


def test_the_latest_review_comes_first():
    old = functional("TP53 R175H", "Dominant Negative", reviewed="2017-02-01")
    new = functional("TP53 R175H", "Loss of Function", reviewed="2024-11-30")
    assert [effect.item for effect in curated_effects([old, new])] == [new, old]


def test_curated_goes_before_type_and_type_before_prediction():
    gain = functional("TP53 W53*", "Gain of Function")
    assert advise("TP53", "W53*", gain).effect.called == (GAIN, EffectSource.CURATED)
    assert advise("TP53", "W53*", effect_class=7).effect.called == (LOSS, EffectSource.TYPE)
    assert advise("TP53", "R175H", effect_class=4).effect.called == (LOSS, EffectSource.PREDICTED)
    assert advise("TP53", "R175H").effect.called is None


def test_curators_who_differ_settle_nothing():
    differ = [
        functional("EZH2 A682G", "Gain of Function"),
        functional("EZH2 A682G", "Loss of Function"),
    ]
    assert VariantEffect(curated_effects(differ)).called is None


@pytest.mark.parametrize(
    ("significance", "effect_class", "agrees"),
    [
        ("Loss of Function", 4, True),
        ("Dominant Negative", 1, True),
        ("Loss of Function", 7, False),
        ("Unaltered Function", 5, True),
        ("Unaltered Function", 4, False),
        ("Neomorphic", 9, True),
        ("Neomorphic", 7, False),
        ("Loss of Function", 6, None),
        ("Loss of Function", None, None),
    ],
)
def test_curated_and_predicted_effect_agree_or_conflict_by_group(
    significance, effect_class, agrees
):
    statement = functional("TP53 R175H", significance)
    effect = advise("TP53", "R175H", statement, effect_class=effect_class).effect
    assert effect.agreement is agrees


def test_a_denied_effect_is_shown_and_is_neither_that_effect_nor_the_other():
    denied = functional("TP53 P98S", "Dominant Negative", supports=False)
    effect = advise("TP53", "P98S", denied, effect_class=4).effect
    assert [found.item for found in effect.curated] == [denied]
    assert effect.curated_group is None
    assert effect.agreement is None
    assert effect.called == (LOSS, EffectSource.PREDICTED)


def test_predictive_statements_say_nothing_of_function():
    assert advise("BRAF", "L597R", item("BRAF L597R")).effect == VariantEffect()
