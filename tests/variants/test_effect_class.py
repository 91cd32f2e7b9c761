"""The nine effect classes: their numbers, names, columns and directions."""

import pytest

from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS, EffectClass, EffectDirection

# OncoKB's mutation effects in the order of the MSK task: number, label, direction.
EFFECTS = [
    (1, "Likely Loss-of-function", EffectDirection.LOSS),
    (2, "Likely Gain-of-function", EffectDirection.GAIN),
    (3, "Neutral", EffectDirection.NEUTRAL),
    (4, "Loss-of-function", EffectDirection.LOSS),
    (5, "Likely Neutral", EffectDirection.NEUTRAL),
    (6, "Inconclusive", EffectDirection.INCONCLUSIVE),
    (7, "Gain-of-function", EffectDirection.GAIN),
    (8, "Likely Switch-of-function", EffectDirection.SWITCH),
    (9, "Switch-of-function", EffectDirection.SWITCH),
]


@pytest.mark.parametrize(("number", "label", "direction"), EFFECTS)
def test_a_class_number_has_oncokbs_label_and_direction(number, label, direction):
    effect = EffectClass(number)
    assert effect.label == label
    assert effect.direction is direction


def test_the_classes_are_numbered_one_to_nine_in_order():
    assert [int(effect) for effect in EffectClass] == list(range(1, 10))
    assert CLASS_NUMBERS == (1, 2, 3, 4, 5, 6, 7, 8, 9)


def test_the_probability_columns_are_kaggles_submission_columns_in_class_order():
    assert (
        ",".join(CLASS_COLUMNS) == "class1,class2,class3,class4,class5,class6,class7,class8,class9"
    )
    assert [effect.column for effect in EffectClass] == list(CLASS_COLUMNS)


def test_a_likely_effect_goes_the_way_of_the_certain_one():
    for effect in EffectClass:
        if effect.label.startswith("Likely "):
            certain = next(e for e in EffectClass if f"Likely {e.label}" == effect.label)
            assert effect.direction is certain.direction


def test_every_direction_is_the_direction_of_some_class():
    assert {effect.direction for effect in EffectClass} == set(EffectDirection)


@pytest.mark.parametrize("number", [0, 10, -1])
def test_another_number_is_no_effect_class(number):
    with pytest.raises(ValueError, match=f"{number} is not a valid EffectClass"):
        EffectClass(number)
