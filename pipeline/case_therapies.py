"""Therapies as they stand for one patient, in the order of the patient's section.

Resistance to what has failed or is suggested comes first; then the order of the sample: the best
tier first, what is flagged below its equals. Nothing is left out for a caution.
"""

from collections.abc import Iterable, Iterator, Sequence

from patients.case import CaseVariant, Origin
from pipeline.case_absences import (
    ABSENT,
    absence_words,
    asks_for_absence_only,
    open_absences,
)
from pipeline.case_patient import CasePatient
from pipeline.lab_outputs import LabResult
from pipeline.lab_standing import MARKER, HeldTherapy
from reports.lab_variant import ACTIONABLE, holds
from reports.patient_report import PatientSource, PatientTherapy, VariantOrigin
from therapy.drugs import Drug
from therapy.evidence_item import Curator, Direction
from therapy.suggestion import Suggestion
from therapy.tiers import Tier

MOST_FOLLOWED = 8
"""Suggested drugs whose monitoring is listed."""

_MOST_STATEMENTS = 2
_MOST_CITATIONS = 2
_CIVIC = "CIViC"


def patient_therapies(patient: CasePatient, result: LabResult) -> list[PatientTherapy]:
    """Return every therapy that stands for the patient's sample, for or against.

    Parameters
    ----------
    patient : CasePatient
    result : LabResult
        Of the case's variants.
    """
    held = result.described.held
    numbers = [*result.numbers(), 0]  # the last is that of a marker
    origins = _Origins(patient, result)
    suggested = _suggested(held)
    made = []
    for one in held:
        raised = _raised(one, patient, suggested)
        is_told = bool(raised) and not patient.why_raised(one.suggestion.regimen)
        kept = "" if is_told else _suggested_as(one, held)
        made.append(_therapy(one, patient, numbers[one.place], origins, raised, kept))
    return sorted(made, key=lambda one: not one.raised)


def suggested_drugs(patient: CasePatient, held: Iterable[HeldTherapy]) -> list[Drug]:
    """Return the drugs that follow-up is asked for, the likeliest first.

    Those of therapies of tier I, of tier II where there is none of tier I; those without a conflict
    or condition where there are any. What failed or was stopped for toxicity is none of them, nor
    as part of a regimen.
    """
    found = [
        one.suggestion
        for one in _suggested(held)
        if not all(map(patient.is_spent, one.suggestion.regimen.drugs))
    ]
    best = [one for one in found if one.standing.tier is Tier.I] or found
    best = [one for one in best if not one.conflicts] or best
    best = [one for one in best if holds(one)] or best
    drugs = [drug for one in best for drug in one.regimen.drugs if not patient.is_spent(drug)]
    return list({drug.name: drug for drug in drugs}.values())[:MOST_FOLLOWED]


def _suggested(held: Iterable[HeldTherapy]) -> list[HeldTherapy]:
    """Return the therapies of tier I and II that evidence speaks for."""
    return [
        one
        for one in held
        if one.suggestion.direction is Direction.SENSITIVITY
        and one.suggestion.standing.tier in ACTIONABLE
    ]


def _suggested_as(held: HeldTherapy, everything: Iterable[HeldTherapy]) -> str:
    """Say what suggests a therapy, or more that holds it, though a statement is against it."""
    suggestion = held.suggestion
    if suggestion.direction is not Direction.RESISTANCE:
        return ""
    for one in everything:
        other = one.suggestion
        is_for = other.direction is Direction.SENSITIVITY
        if is_for and {*suggestion.regimen.parts} <= {*other.regimen.parts}:
            words = f"{other.therapy} is suggested by {_rests_on(one)} all the same"
            elsewhere = suggestion.disease_match is False and other.disease_match is not False
            return f"{words}: this evidence is in another tumour" if elsewhere else words
    return ""


def _raised(held: HeldTherapy, patient: CasePatient, suggested: Iterable[HeldTherapy]) -> str:
    """Say why a statement against a therapy matters most, empty where it does not.

    It does where the therapy has failed; and where it, or more that holds it, is suggested by
    another variant, unless the statement is on another tumour.
    """
    suggestion = held.suggestion
    if suggestion.direction is not Direction.RESISTANCE:
        return ""
    if failed := patient.why_raised(suggestion.regimen):
        return failed
    for one in suggested if suggestion.disease_match is not False else ():
        other = one.suggestion
        alike = {*suggestion.regimen.parts} <= {*other.regimen.parts}
        if alike and _named(other) != _named(suggestion):
            return f"{other.therapy} is suggested by {_rests_on(one)}"
    return ""


class _Origins:
    """Whether the variants of a report are somatic or inherited, by their place in the file."""

    def __init__(self, patient: CasePatient, result: LabResult) -> None:
        self._variants: Sequence[CaseVariant] = patient.case.variants
        self._content = result.content

    def of(self, place: int) -> VariantOrigin:
        """Return where the variant of a place was found."""
        if place == MARKER:
            return "test"
        first = self._content.variants[place].first
        lines = [row.line for row in self._content.spool.take(first)]
        found = {one.origin for at, one in enumerate(self._variants, start=1) if at in lines}
        if Origin.GERMLINE in found:
            return "germline"
        return "somatic" if Origin.SOMATIC in found else "unknown"


def _therapy(
    held: HeldTherapy,
    patient: CasePatient,
    number: int,
    origins: _Origins,
    raised: str,
    suggested_as: str,
) -> PatientTherapy:
    suggestion = held.suggestion
    origin = origins.of(held.place)
    is_for = suggestion.direction is Direction.SENSITIVITY
    requires = [] if asks_for_absence_only(suggestion) else list(suggestion.requires)
    absent = [] if holds(suggestion) else open_absences(suggestion.requires, patient.case)
    return PatientTherapy(
        therapy=suggestion.therapy,
        drugs=[drug.name for drug in suggestion.regimen.drugs],
        direction=suggestion.direction.value,
        tier=suggestion.standing.tier.name,
        level=suggestion.standing.level.value or None,
        origin=suggestion.origin.value,
        variant=number,
        rests_on=_rests_on(held),
        variant_origin=origin,
        disease=suggestion.best.item.tumour_type,
        disease_match=suggestion.disease_match,
        requires=[*requires, *(f"{ABSENT}{one}" for one in absent)],
        condition=absence_words(absent),
        conflicts=list(suggestion.conflicts),
        raised=raised,
        cautions=patient.cautions(suggestion.regimen) if is_for else [],
        not_on_file=patient.not_on_file(suggestion.regimen) if is_for else [],
        prior=patient.prior(suggestion.regimen),
        given=patient.given(suggestion.regimen),
        unchecked=patient.unchecked(suggestion.regimen) if is_for else [],
        suggested_as=suggested_as,
        notes=list(_notes(suggestion, origin)),
        sources=list(_sources(suggestion)),
    )


def _rests_on(held: HeldTherapy) -> str:
    return held.marker.words if held.marker else _named(held.suggestion)


def _named(suggestion: Suggestion) -> str:
    return f"{suggestion.gene} {suggestion.variation}"


def _notes(suggestion: Suggestion, origin: VariantOrigin) -> Iterator[str]:
    if suggestion.is_germline and origin in ("somatic", "unknown"):
        yield f"the evidence is on inherited variants, this one is of {origin} origin"


def _sources(suggestion: Suggestion) -> Iterator[PatientSource]:
    """Yield the best statements of CIViC, then the publications and labels."""
    curated = [one.item for one in suggestion.supports if one.item.curator is Curator.CIVIC]
    for item in curated[:_MOST_STATEMENTS]:
        words = f"{item.key}, level {item.level.value}"
        yield PatientSource(words=words, url=item.url or None)
    cited = [one for one in suggestion.citations if one.source != _CIVIC]
    for citation in cited[:_MOST_CITATIONS]:
        name = "PMID" if citation.source == "PubMed" else citation.source
        yield PatientSource(words=f"{name} {citation.id}", url=citation.url or None)
