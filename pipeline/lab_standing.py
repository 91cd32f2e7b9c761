"""How therapies stand for one sample, and for the patient that it is of where that is known."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.case_absences import asks_for_absence_only
from pipeline.tumour_profile import Contribution
from reports.lab_report import SampleTherapy, Variant
from reports.lab_variant import ACTIONABLE, holds
from reports.patient_report import PatientFlag, gravity
from therapy.evidence_index import Regimen
from therapy.evidence_item import Direction
from therapy.matching import Variant as AskedVariant
from therapy.suggestion import Advice, Suggestion

MOST_WEAK = 10
"""Therapies of tier III and IV that are named of a sample; of I and II all are."""

MARKER = -1
"""Place of what a tumour marker of the patient's tests suggests: it is no variant of the file."""

_UNREAD = PatientFlag(kind="caution", words="no cautions on file")


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
    contributions : sequence of Contribution
        What tests say of genes of the tumour.
    microsatellites : (bool or None, str)
        Whether they are unstable, None where not tested, and what says so.
    """

    markers: Sequence[AskedMarker]
    contributions: Sequence[Contribution]
    microsatellites: tuple[bool | None, str]

    def flags(self, suggestion: Suggestion) -> list[PatientFlag]:
        """Say what bears on a therapy in this patient, the gravest first."""
        ...

    def is_unread(self, suggestion: Suggestion) -> bool:
        """Tell whether no caution is on file for a drug, though the patient may meet some."""
        ...

    def regimen_flags(self, regimen: Regimen) -> list[PatientFlag]:
        """Say what bears on a regimen that may speak for itself, the gravest first."""
        ...

    def is_regimen_unread(self, regimen: Regimen) -> bool:
        """Tell whether no caution is on file for a drug of it, though some may be met."""
        ...

    def given(self, regimen: Regimen) -> list[str]:
        """Say in sentences what earlier therapies mean for a regimen."""
        ...

    def why_set_aside(self, lines: Collection[int]) -> str:
        """Say why a variant of some lines says nothing of the tumour, empty where it does."""
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
    unread : bool
        Whether nothing is on file by which a drug of it could have been flagged.
    """

    suggestion: Suggestion
    place: int
    flags: list[PatientFlag]
    marker: AskedMarker | None = None
    unread: bool = False

    @property
    def gravity(self) -> int:
        """How grave it is in this patient; a drug without cautions on file counts as one with."""
        flags = [*self.flags, _UNREAD] if self.unread else self.flags
        return gravity(flags, conflict=bool(self.suggestion.conflicts))


def held_of(
    place: int, advice: Advice, patient: PatientView | None, marker: AskedMarker | None = None
) -> Iterator[HeldTherapy]:
    """Yield what stands of one variant or marker.

    Of a patient also what stands if something is not there that was not tested.

    Parameters
    ----------
    place : int
        Of the variant in the file, or :data:`MARKER`.
    advice : Advice
    patient : PatientView, optional
    marker : AskedMarker, optional
    """
    for suggestion in advice.suggestions:
        if patient is None and holds(suggestion):
            yield HeldTherapy(suggestion, place, [], marker)
        elif patient and (holds(suggestion) or asks_for_absence_only(suggestion)):
            flags, unread = patient.flags(suggestion), patient.is_unread(suggestion)
            yield HeldTherapy(suggestion, place, flags, marker, unread)


def of_sample(found: Iterable[HeldTherapy]) -> Iterator[HeldTherapy]:
    """Yield what is told of a sample: the best tier first, resistance first in a tier.

    What marker and variant of a gene suggest alike is told once, as the better of them has it.
    """
    ordered = _without_needless_conditions(sorted(found, key=_order))
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


def _without_needless_conditions(found: Sequence[HeldTherapy]) -> list[HeldTherapy]:
    """Leave out a therapy on a condition where a better place has the same."""
    kept: list[HeldTherapy] = []
    told: set[tuple[str, str]] = set()
    for one in found:
        claim = one.suggestion.therapy, one.suggestion.direction.value
        if claim not in told or holds(one.suggestion):
            kept.append(one)
        told.add(claim)
    return kept


def _claim(held: HeldTherapy) -> tuple[str, ...]:
    suggestion = held.suggestion
    return suggestion.gene, suggestion.therapy, suggestion.direction.value


def _directness(held: HeldTherapy) -> tuple[object, ...]:
    return held.suggestion.standing, held.marker is not None


def _order(held: HeldTherapy) -> tuple[object, ...]:
    """Sort key: what has a condition or is flagged for the patient stands below its equals."""
    suggestion = held.suggestion
    is_for = suggestion.direction is not Direction.RESISTANCE
    return (
        suggestion.standing.tier, is_for, suggestion.standing,
        not holds(suggestion), held.gravity, len(held.flags),
        -suggestion.weight, suggestion.therapy, held.place,
    )  # fmt: skip
