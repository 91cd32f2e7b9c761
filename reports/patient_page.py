"""The patient's sections of a report's page: what they list first, and under which headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from patients.ranking import STANDS_OUT
from reports.patient_report import (
    FollowUpKind,
    FollowUpLine,
    Patient,
    PatientTherapy,
    SyndromeMeaning,
)

MOST_OPEN = 8
"""Therapies of a group that are seen at once; the others open on demand, and are printed."""

MOST_ADVICE = 8
"""Lines of advice of a kind that are seen at once."""

FOLLOW_UP_HEADINGS: dict[FollowUpKind, str] = {
    "confirm": "Confirm",
    "monitor": "Monitor",
    "retest": "Test again",
    "refer": "Refer",
    "living": "Supportive care and living",
}

_OMIM = "OMIM:"


@dataclass(frozen=True)
class TherapyGroup:
    """Therapies that stand under one heading.

    Parameters
    ----------
    heading, direction : str
    shown, rest : sequence of PatientTherapy
        What is seen at once, and what opens on demand.
    """

    heading: str
    direction: str
    shown: Sequence[PatientTherapy]
    rest: Sequence[PatientTherapy]


def therapy_groups(patient: Patient) -> list[TherapyGroup]:
    """Return the therapies in three groups, those that are empty left out.

    Resistance to what has failed or is suggested comes first, then what speaks for, then what else
    speaks against a therapy.
    """
    against = [one for one in patient.therapies if one.direction == "resistance"]
    groups = (
        (
            "Speaks against a therapy that was given or is suggested",
            "resistance",
            [one for one in against if one.raised],
        ),
        (
            "Speaks for",
            "sensitivity",
            [one for one in patient.therapies if one.direction == "sensitivity"],
        ),
        (
            "Other evidence against a therapy",
            "resistance",
            [one for one in against if not one.raised],
        ),
    )
    return [
        TherapyGroup(heading, direction, found[:MOST_OPEN], found[MOST_OPEN:])
        for heading, direction, found in groups
        if found
    ]


def follow_up_groups(patient: Patient) -> list[tuple[str, list[FollowUpLine]]]:
    """Return what is to be done under its headings, those without any left out."""
    groups = (
        (heading, [one for one in patient.follow_up if one.kind == kind])
        for kind, heading in FOLLOW_UP_HEADINGS.items()
    )
    return [(heading, lines) for heading, lines in groups if lines]


def syndrome_lists(syndromes: Sequence[SyndromeMeaning]) -> dict[str, list[SyndromeMeaning]]:
    """Part the syndromes into those told in full, under ``shown``, and the ``rest``.

    In full: those that the tumour at hand belongs to, and of each ground the first other one where
    it has none of these; what is only carried, or of uncertain significance, never is.
    """
    found: dict[str, list[SyndromeMeaning]] = {"shown": [], "rest": []}
    grounds: set[str] = set()
    for one in syndromes:
        is_told = not (one.carrier or one.uncertain)
        is_shown = is_told and (one.of_tumour or one.ground not in grounds)
        found["shown" if is_shown else "rest"].append(one)
        grounds.add(one.ground)
    return found


def disease_link(disease: str) -> str:
    """Return the address of a disease of OMIM, empty for another.

    Examples
    --------
    >>> disease_link("OMIM:162200"), disease_link("ORPHA:636")
    ('https://omim.org/entry/162200', '')
    """
    number = disease.removeprefix(_OMIM)
    return f"https://omim.org/entry/{number}" if number != disease and number.isdecimal() else ""


def patient_context(patient: Patient | None) -> dict[str, Any]:
    """Return what the patient's pieces of the page read, besides the page itself."""
    return {
        "therapy_groups": therapy_groups(patient) if patient else [],
        "follow_up_groups": follow_up_groups(patient) if patient else [],
        "disease_link": disease_link,
        "syndrome_lists": syndrome_lists(patient.syndromes if patient else []),
        "MOST_ADVICE": MOST_ADVICE,
        "STANDS_OUT": STANDS_OUT,
        "has_markers": any(one.variant == 0 for one in patient.therapies) if patient else False,
    }
