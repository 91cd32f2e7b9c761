"""How often a finding is met in a disease, as the annotations write it.

``3/7`` are patients with the finding of those examined; ``17%`` is a share; ``HP:0040283`` is one
of the ontology's frequency terms, a range; empty is not said. Source of the ranges:
https://hpo.jax.org, subontology *Frequency* (HP:0040279).

Examples
--------
>>> read_frequency("3/7")
Frequency(present=3.0, examined=7.0)
>>> read_frequency("HP:0040281")
Frequency(present=18.0, examined=20.0)
>>> read_frequency("") is None
True
"""

import re
from dataclasses import dataclass

ASSUMED_EXAMINED = 20.0
"""Patients that a share or a range without numbers is taken to rest on."""

FREQUENCY_TERMS = {
    "HP:0040280": 0.98,
    "HP:0040281": 0.9,
    "HP:0040282": 0.55,
    "HP:0040283": 0.17,
    "HP:0040284": 0.025,
    "HP:0040285": 0.0,
}
"""Middle of each range: obligate 1, very frequent 0.80-0.99, frequent 0.30-0.79, occasional
0.05-0.29, very rare below 0.05, excluded 0; obligate a little less, since patients differ."""

_COUNTS = re.compile(r"([0-9]+)/([0-9]+)")
_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")


class FrequencyError(ValueError):
    """A frequency is none."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """Patients with a finding among those examined.

    Parameters
    ----------
    present, examined : float
        Counts; made up from a share where the source has only that.
    """

    present: float
    examined: float


def read_frequency(text: str) -> Frequency | None:
    """Read a frequency, None where it is not said.

    Raises
    ------
    FrequencyError
        It is neither counts, a share nor a frequency term.
    """
    if not text:
        return None
    if found := _COUNTS.fullmatch(text):
        present, examined = float(found[1]), float(found[2])
        if present <= examined:
            return Frequency(present, examined) if examined else None
    elif text in FREQUENCY_TERMS:
        return Frequency(round(FREQUENCY_TERMS[text] * ASSUMED_EXAMINED, 6), ASSUMED_EXAMINED)
    elif (found := _SHARE.fullmatch(text)) and float(found[1]) <= 100:
        return Frequency(float(found[1]) / 100 * ASSUMED_EXAMINED, ASSUMED_EXAMINED)
    raise FrequencyError(f"frequency {text!r}, expected such as 3/7, 17% or HP:0040283")
