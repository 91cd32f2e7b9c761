"""What is actionable: therapies of tier I and II, by sample and variant, against before for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.cohort import ACTIONABLE_TIERS
from reports.lab_report import Sample, SampleTherapy, Variant
from reports.patient_report import gravity


@dataclass(frozen=True)
class ActionableRow:
    """One variant of one sample.

    Parameters
    ----------
    sample : int, optional
        Place of the sample, from 0; None where the report has no samples.
    number : int
        Of the variant; 0 for a tumour marker of the patient's tests.
    gene, variation : str
    resistance, sensitivity : tuple of SampleTherapy
        Of tier I or II, the best first, in each those without flags and conflicts, else in the
        order given.
    """

    sample: int | None
    number: int
    gene: str
    variation: str
    resistance: tuple[SampleTherapy, ...]
    sensitivity: tuple[SampleTherapy, ...]

    @property
    def best_tier(self) -> str:
        """The better of both sides."""
        return min(one.tier for one in (*self.resistance, *self.sensitivity))


def actionable_rows(variants: Iterable[Variant], samples: Sequence[Sample]) -> list[ActionableRow]:
    """Return the rows in the order of samples; in each the best tier first, then by number.

    Parameters
    ----------
    variants : iterable of Variant
        Asked where there are no samples.
    samples : sequence of Sample
        Their therapies are those that stand beside all variants of the sample.
    """
    if not samples:
        return _rows_of(None, (claim for variant in variants for claim in claims_of(variant)))
    return [
        row for place, sample in enumerate(samples) for row in _rows_of(place, sample.therapies)
    ]


def _rows_of(place: int | None, claims: Iterable[SampleTherapy]) -> list[ActionableRow]:
    by_variant: dict[tuple[int, str, str], list[SampleTherapy]] = {}
    for claim in claims:
        if claim.tier in ACTIONABLE_TIERS:
            key = claim.variant, claim.gene, claim.variation
            by_variant.setdefault(key, []).append(claim)
    for those in by_variant.values():
        those.sort(key=_standing)
    rows = [
        ActionableRow(
            sample=place,
            number=number,
            gene=those[0].gene,
            variation=those[0].variation,
            resistance=tuple(one for one in those if one.direction == "resistance"),
            sensitivity=tuple(one for one in those if one.direction == "sensitivity"),
        )
        for (number, _, _), those in by_variant.items()
    ]
    return sorted(rows, key=lambda row: (row.best_tier, row.number))


def _standing(claim: SampleTherapy) -> tuple[str, str, int]:
    """Sort key: what conflicts, or is flagged for the patient, stands below its equals."""
    return claim.tier, claim.level or "", gravity(claim.flags, conflict=bool(claim.conflicts))


def claims_of(variant: Variant) -> Iterator[SampleTherapy]:
    """Yield the therapies of a variant that hold, as those of a sample: the file names none."""
    for one in variant.therapies:
        if one.holds:
            yield SampleTherapy(
                variant=variant.number,
                gene=variant.gene,
                variation=variant.variation,
                therapy=one.therapy,
                direction=one.direction,
                tier=one.tier,
                level=one.level,
                origin=one.origin,
                disease=one.disease,
                requires=one.requires,
                conflicts=one.conflicts,
                flags=one.flags,
            )
