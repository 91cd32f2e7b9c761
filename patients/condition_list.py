"""What of a patient matters to drugs: the controlled list that facts on drugs refer to."""

from collections.abc import Iterator

from patients.condition import Condition
from patients.condition_organs import HEART, LIVER_AND_KIDNEY, LUNG_AND_GUT
from patients.condition_patient import AGE, TUMOUR
from patients.condition_systems import (
    BLOOD_AND_SALTS,
    IMMUNE_AND_INFECTION,
    INHERITED,
    NERVES_AND_SENSES,
    REPRODUCTION,
)


def _taken(key: str, words: str, broader: str = "") -> Condition:
    return Condition(key, words, broader=broader, past=False, in_medication=True)


MEDICATION = (
    _taken("cyp3a4_inhibitor", "a CYP3A4 inhibitor, moderate or strong"),
    _taken("strong_cyp3a4_inhibitor", "a strong CYP3A4 inhibitor", "cyp3a4_inhibitor"),
    _taken("cyp3a4_inducer", "a CYP3A4 inducer, moderate or strong"),
    _taken("strong_cyp3a4_inducer", "a strong CYP3A4 inducer", "cyp3a4_inducer"),
    _taken("qt_prolonging_drug", "a drug that prolongs the QT interval"),
    _taken("acid_reducer", "an acid-reducing drug"),
    _taken("proton_pump_inhibitor", "a proton pump inhibitor", "acid_reducer"),
    _taken("antithrombotic", "an anticoagulant or antiplatelet drug"),
    _taken("vitamin_k_antagonist", "a vitamin K antagonist", "antithrombotic"),
    _taken("bradycardic_drug", "a drug that slows the heart"),
    _taken("pgp_inhibitor", "a P-glycoprotein inhibitor"),
)

CONDITIONS = {
    condition.key: condition
    for group in (
        HEART,
        LUNG_AND_GUT,
        LIVER_AND_KIDNEY,
        BLOOD_AND_SALTS,
        IMMUNE_AND_INFECTION,
        NERVES_AND_SENSES,
        INHERITED,
        REPRODUCTION,
        AGE,
        TUMOUR,
        MEDICATION,
    )
    for condition in group
}
"""Every condition by its key."""


def with_broader(key: str) -> Iterator[str]:
    """Yield a condition's key and those of all that contain it, the closest first.

    Examples
    --------
    >>> list(with_broader("renal_impairment_below_45"))
    ['renal_impairment_below_45', 'renal_impairment_to_50', 'renal_impairment']
    """
    while key:
        yield key
        key = CONDITIONS[key].broader
