"""How therapies stand for one sample, and for the patient that it is of where that is known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from reports.lab_report import SampleTherapy, Variant
from reports.lab_variant import ACTIONABLE, holds
from reports.patient_report import PatientFlag, gravity
from therapy.evidence_item import Direction
from therapy.matching import Variant as AskedVariant
from therapy.suggestion import Advice, Suggestion

MOST_WEAK = 10
"""Therapies of tier III and IV that are named of a sample; of I and II all are."""

MARKER = -1
"""Place of what a tumour marker of the patient's tests suggests: it is no variant of the file."""


@dataclass(frozen=True, slots=True)
class AskedMarker:
    """What evidence is asked for beside a patient's variants, and the classifier is not.

    Parameters
    ----------
    asked : Variant
    words : str
        What says so, such as ``HER2 3+ by immunohistochemistry``.
    line : int
        Of the row whose variant it stands for, 0 for a tumour marker of a test.
    """

    asked: AskedVariant
    words: str
    line: int = 0


class PatientView(Protocol):
    """How therapies stand for the one patient that a file is of.

    Attributes
    ----------
    markers : sequence of AskedMarker
    """

    markers: Sequence[AskedMarker]

    def flags(self, suggestion: Suggestion) -> list[PatientFlag]:
        """Say what bears on a therapy in this patient, the gravest first."""
        ...


@dataclass(frozen=True, slots=True)
class HeldTherapy:
    """A suggestion that stands for a sample.

    Parameters
    ----------
    suggestion : Suggestion
    place : int
        Of its variant in the file, or :data:`MARKER`.
    flags : list of PatientFlag
    marker : AskedMarker, optional
        What it rests on where that is no variant itself.
    """

    suggestion: Suggestion
    place: int
    flags: list[PatientFlag]
    marker: AskedMarker | None = None


def held_of(
    place: int, advice: Advice, patient: PatientView | None, marker: AskedMarker | None = None
) -> Iterator[HeldTherapy]:
    """Yield what stands of one variant or marker.

    Parameters
    ----------
    place : int
        Of the variant in the file, or :data:`MARKER`.
    advice : Advice
    patient : PatientView, optional
    marker : AskedMarker, optional
    """
    for suggestion in advice.suggestions:
        if holds(suggestion):
            yield HeldTherapy(
                suggestion, place, patient.flags(suggestion) if patient else [], marker
            )


def of_sample(found: Iterable[HeldTherapy]) -> Iterator[HeldTherapy]:
    """Yield what is told of a sample: the best tier first, resistance first in a tier.

    What marker and variant of a gene suggest alike is told once, as the better of them has it.
    """
    ordered = sorted(found, key=_order)
    n_weak = 0
    for one in _without_doubles(ordered) if any(one.marker for one in ordered) else ordered:
        n_weak += one.suggestion.standing.tier not in ACTIONABLE
        if n_weak <= MOST_WEAK:
            yield one


def sample_therapy(held: HeldTherapy) -> SampleTherapy:
    """Make the line of a sample."""
    suggestion = held.suggestion
    return SampleTherapy(
        variant=held.place,
        gene=suggestion.gene,
        variation=suggestion.variation,
        therapy=suggestion.therapy,
        direction=suggestion.direction.value,
        tier=suggestion.standing.tier.name,
        level=suggestion.standing.level.value or None,
        origin=suggestion.origin.value,
        disease=suggestion.best.item.tumour_type,
        requires=list(suggestion.requires),
        conflicts=list(suggestion.conflicts),
        flags=held.flags,
    )


def with_flags(variant: Variant, advice: Advice, patient: PatientView) -> Variant:
    """Say with each therapy of a variant what bears on it in the patient."""
    therapies = [
        therapy.model_copy(update={"flags": patient.flags(suggestion)})
        for therapy, suggestion in zip(variant.therapies, advice.suggestions, strict=True)
    ]
    return variant.model_copy(update={"therapies": therapies})


def _without_doubles(found: Sequence[HeldTherapy]) -> Iterator[HeldTherapy]:
    best: dict[tuple[str, ...], HeldTherapy] = {}
    for one in found:
        best[_claim(one)] = min(best.get(_claim(one), one), one, key=_directness)
    for one in found:
        kept = best[_claim(one)]
        if one is kept or not (one.marker or kept.marker):
            yield one


def _claim(held: HeldTherapy) -> tuple[str, ...]:
    suggestion = held.suggestion
    return suggestion.gene, suggestion.therapy, suggestion.direction.value


def _directness(held: HeldTherapy) -> tuple[object, ...]:
    return held.suggestion.standing, held.marker is not None


def _order(held: HeldTherapy) -> tuple[object, ...]:
    """Sort key: what is flagged for the patient stands below its equals."""
    suggestion = held.suggestion
    is_for = suggestion.direction is not Direction.RESISTANCE
    return (
        suggestion.standing.tier, is_for, suggestion.standing,
        gravity(held.flags, conflict=bool(suggestion.conflicts)),
        -suggestion.weight, suggestion.therapy, held.place,
    )  # fmt: skip
