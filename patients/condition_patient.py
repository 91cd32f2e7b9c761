"""Conditions that age and the tumour's receptors tell.

An age below a limit contains every lower one, as a graver grade contains a milder one.
"""

from patients.case import TestKind
from patients.condition import Condition

AGE_LIMITS = (1, 2, 12, 18)
"""Years from which labels let a drug be given, the lowest first."""


def below(years: int) -> str:
    """Return the key of an age below a limit.

    Examples
    --------
    >>> below(12)
    'age_below_12'
    """
    return f"age_below_{years}"


AGE = tuple(
    Condition(
        below(limit),
        f"age below {limit} year{'s' if limit > 1 else ''}",
        broader=below(wider) if wider else "",
        past=False,
    )
    for limit, wider in zip(AGE_LIMITS, (*AGE_LIMITS[1:], 0), strict=True)
)

TUMOUR = (
    Condition(
        "hormone_receptor_negative",
        "hormone receptor negative breast cancer",
        tests=(TestKind.ER, TestKind.PR),
        past=False,
    ),
    Condition(
        "her2_positive_tumour",
        "HER2 positive breast cancer",
        tests=(TestKind.HER2, TestKind.HER2_IHC, TestKind.HER2_ISH),
        past=False,
    ),
)
