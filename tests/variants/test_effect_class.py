"""The nine effect classes: their numbers, names, columns and directions."""

import pytest

from variants.effect_class import (
    CLASS_COLUMNS,
    CLASS_NUMBERS,
    EffectClass,
    EffectDirection,
)

TABLE = [
    (1, "class1", "Likely Loss-of-function", EffectDirection.LOSS),
    (2, "class2", "Likely Gain-of-function", EffectDirection.GAIN),
    (3, "class3", "Neutral", EffectDirection.NEUTRAL),
    (4, "class4", "Loss-of-function", EffectDirection.LOSS),
    (5, "class5", "Likely Neutral", EffectDirection.NEUTRAL),
    (6, "class6", "Inconclusive", EffectDirection.INCONCLUSIVE),
    (7, "class7", "Gain-of-function", EffectDirection.GAIN),
    (8, "class8", "Likely Switch-of-function", EffectDirection.SWITCH),
    (9, "class9", "Switch-of-function", EffectDirection.SWITCH),
]


@pytest.mark.parametrize(("number", "column", "label", "direction"), TABLE)
def test_each_number_has_its_label_column_and_direction(number, column, label, direction):
    effect = EffectClass(number)
    assert (effect.column, effect.label, effect.direction) == (column, label, direction)


def test_there_are_nine_classes_in_the_order_of_their_numbers():
    assert [int(effect) for effect in EffectClass] == [number for number, *_ in TABLE]
    assert tuple(range(1, 10)) == CLASS_NUMBERS


def test_the_columns_are_those_of_a_kaggle_submission_in_order():
    assert tuple(column for _, column, *_ in TABLE) == CLASS_COLUMNS


@pytest.mark.parametrize("number", [0, 10, -1])
def test_a_number_outside_one_to_nine_is_no_class(number):
    with pytest.raises(ValueError, match=f"{number} is not a valid EffectClass"):
        EffectClass(number)


@pytest.mark.parametrize("effect", EffectClass)
def test_a_likely_effect_goes_the_way_of_the_certain_one(effect):
    certain = effect.label.removeprefix("Likely ")
    assert effect.direction is {other.label: other.direction for other in EffectClass}[certain]
