"""What is actionable: therapies of tier I and II, by sample and variant, against before for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.cohort import ACTIONABLE_TIERS
from reports.lab_report import Sample, SampleTherapy, Therapy, Variant


@dataclass(frozen=True)
class Claim:
    """A therapy as it stands for a sample, and the tumour of the evidence.

    Parameters
    ----------
    therapy : SampleTherapy
    disease : str
        Empty where the variant's own part does not say.
    """

    therapy: SampleTherapy
    disease: str


@dataclass(frozen=True)
class ActionableRow:
    """One variant of one sample.

    Parameters
    ----------
    sample : int, optional
        Place of the sample, from 0; None where the report has no samples.
    number : int
        Of the variant.
    gene, variation : str
    resistance, sensitivity : tuple of Claim
        Of tier I or II, in the order given.
    """

    sample: int | None
    number: int
    gene: str
    variation: str
    resistance: tuple[Claim, ...]
    sensitivity: tuple[Claim, ...]

    @property
    def best_tier(self) -> str:
        """The better of both sides."""
        return min(one.therapy.tier for one in (*self.resistance, *self.sensitivity))


def actionable_rows(variants: Iterable[Variant], samples: Sequence[Sample]) -> list[ActionableRow]:
    """Return the rows in the order of samples; in each the best tier first, then by number.

    Parameters
    ----------
    variants : iterable of Variant
        Asked for the tumours of their evidence and, where there are no samples, for the therapies.
    samples : sequence of Sample
        Their therapies are those that stand beside all variants of the sample.
    """
    alone = [(claim, one.disease) for v in variants for claim, one in _claims(v)]
    if not samples:
        return _rows_of(None, [Claim(claim, disease) for claim, disease in alone])
    diseases = {_key(claim): disease for claim, disease in reversed(alone)}
    rows = []
    for place, sample in enumerate(samples):
        claims = [
            Claim(one, diseases.get(_key(one), ""))
            for one in sample.therapies
            if one.tier in ACTIONABLE_TIERS
        ]
        rows += _rows_of(place, claims)
    return rows


def _key(claim: SampleTherapy) -> tuple[int, str, str, str, str | None]:
    return claim.variant, claim.therapy, claim.direction, claim.tier, claim.level


def _rows_of(place: int | None, claims: Iterable[Claim]) -> list[ActionableRow]:
    by_variant: dict[int, list[Claim]] = {}
    for claim in claims:
        by_variant.setdefault(claim.therapy.variant, []).append(claim)
    rows = [
        ActionableRow(
            sample=place,
            number=number,
            gene=those[0].therapy.gene,
            variation=those[0].therapy.variation,
            resistance=tuple(one for one in those if one.therapy.direction == "resistance"),
            sensitivity=tuple(one for one in those if one.therapy.direction == "sensitivity"),
        )
        for number, those in by_variant.items()
    ]
    return sorted(rows, key=lambda row: (row.best_tier, row.number))


def _claims(variant: Variant) -> list[tuple[SampleTherapy, Therapy]]:
    return [
        (
            SampleTherapy(
                variant=variant.number,
                gene=variant.gene,
                variation=variant.variation,
                therapy=one.therapy,
                direction=one.direction,
                tier=one.tier,
                level=one.level,
                origin=one.origin,
                requires=one.requires,
                conflicts=one.conflicts,
            ),
            one,
        )
        for one in variant.therapies
        if one.tier in ACTIONABLE_TIERS
    ]
