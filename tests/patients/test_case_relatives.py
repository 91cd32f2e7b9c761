"""Relations of blood relatives."""

import pytest

from patients.case import Sex
from patients.case_faults import FieldError
from patients.relatives import RELATIONS, parse_relation


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("mother", ("mother", "maternal")),
        ("Mom", ("mother", "maternal")),
        ("maternal grandmother", ("grandmother", "maternal")),
        ("aunt (paternal)", ("aunt", "paternal")),
        ("half sister", ("half-sister", "")),
        ("great-aunt", ("great-aunt", "")),
    ],
)
def test_a_relation_is_read_with_its_side(text, relation):
    assert parse_relation(text) == relation


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("neighbour", "'neighbour', expected one of mother, father"),
        ("cousine", "did you mean cousin?"),
        ("maternal sister", "'maternal sister', expected no side for sister"),
        ("maternal paternal aunt", "'maternal paternal aunt', "),
    ],
)
def test_anything_else_is_refused(text, message):
    with pytest.raises(FieldError) as caught:
        parse_relation(text)

    assert message in str(caught.value)


def test_the_words_say_sex_and_degree():
    assert RELATIONS["niece"].sex is Sex.FEMALE
    assert [RELATIONS[word].degree for word in ("son", "uncle", "cousin", "relative")] == [
        1,
        2,
        3,
        0,
    ]
