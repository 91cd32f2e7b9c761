"""Blood relatives: the words for how each is related, and what each word says.

Examples
--------
>>> parse_relation("maternal grandmother")
('grandmother', 'maternal')
>>> RELATIONS["aunt"].sex.value, parse_relation("mother")
('female', ('mother', 'maternal'))
"""

from collections.abc import Mapping
from dataclasses import dataclass

from patients.case import Sex
from patients.case_faults import FieldError, shown
from patients.case_fields import nearest

SIDES = ("maternal", "paternal")


@dataclass(frozen=True, slots=True)
class Relation:
    """How a relative is related.

    Parameters
    ----------
    sex : Sex
    degree : int
        First, second or third degree; 0 where the word does not say.
    side : str
        The only side that it can be on.
    """

    sex: Sex
    degree: int
    side: str = ""


_F, _M, _U = Sex.FEMALE, Sex.MALE, Sex.UNKNOWN

RELATIONS: Mapping[str, Relation] = {
    "mother": Relation(_F, 1, "maternal"),
    "father": Relation(_M, 1, "paternal"),
    "parent": Relation(_U, 1),
    "sister": Relation(_F, 1),
    "brother": Relation(_M, 1),
    "sibling": Relation(_U, 1),
    "twin": Relation(_U, 1),
    "daughter": Relation(_F, 1),
    "son": Relation(_M, 1),
    "child": Relation(_U, 1),
    "half-sister": Relation(_F, 2),
    "half-brother": Relation(_M, 2),
    "grandmother": Relation(_F, 2),
    "grandfather": Relation(_M, 2),
    "grandparent": Relation(_U, 2),
    "granddaughter": Relation(_F, 2),
    "grandson": Relation(_M, 2),
    "grandchild": Relation(_U, 2),
    "aunt": Relation(_F, 2),
    "uncle": Relation(_M, 2),
    "niece": Relation(_F, 2),
    "nephew": Relation(_M, 2),
    "cousin": Relation(_U, 3),
    "great-grandmother": Relation(_F, 3),
    "great-grandfather": Relation(_M, 3),
    "great-aunt": Relation(_F, 3),
    "great-uncle": Relation(_M, 3),
    "relative": Relation(_U, 0),
}
"""Every relation that a case knows."""

_ALSO = {"mum": "mother", "mom": "mother", "dad": "father", "grandma": "grandmother"}
_OWN_SIDE = frozenset(
    {"sister", "brother", "sibling", "twin", "daughter", "son", "child", "niece", "nephew"}
    | {"granddaughter", "grandson", "grandchild", "parent"}
)
"""Relations that are on no side."""


def parse_relation(text: str) -> tuple[str, str]:
    """Read a relation and its side; the side is empty where none is said.

    Raises
    ------
    FieldError
        It is none of :data:`RELATIONS`.

    Examples
    --------
    >>> parse_relation("aunt (paternal)"), parse_relation("half sister")
    (('aunt', 'paternal'), ('half-sister', ''))
    """
    words = text.casefold().replace("(", " ").replace(")", " ").replace("'s side", "").split()
    sides = [word for word in words if word in SIDES]
    plain = " ".join(word for word in words if word not in SIDES).replace("-", " ")
    named = {relation.replace("-", " "): relation for relation in RELATIONS}
    relation = named.get(plain) or _ALSO.get(plain)
    if relation is None or len(sides) > 1:
        close = nearest(plain, tuple(RELATIONS))
        hint = f"did you mean {close}?" if close else f"expected one of {', '.join(RELATIONS)}"
        raise FieldError(f"{shown(text)}, {hint}")
    return relation, checked_side(relation, sides[0] if sides else "")


def checked_side(relation: str, side: str) -> str:
    """Return the side of a relation.

    Raises
    ------
    FieldError
        The relation cannot be on this side.
    """
    only = RELATIONS[relation].side
    if side and (relation in _OWN_SIDE or (only and side != only)):
        raise FieldError(f"'{side} {relation}', expected {only or 'no side'} for {relation}")
    return only or side
