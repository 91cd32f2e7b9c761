"""Therapies that evidence suggests for a variant, each with what it rests on.

What is not inherited, however close the variant:

- a drug that lowers the gene's product, by a variant called loss-of-function;
- a drug that fits a single allele, by any other variant;
- resistance to a drug that binds the gene's own product, by effect alone: it lies in the residue.

The first two are told apart as withheld. Evidence on the variant itself or its codon is always
shown, with the conflict.

Examples
--------
>>> from therapy.drugs import Drugs
>>> from therapy.evidence_item import (
...     Citation, Curator, EvidenceItem, EvidenceType, Interaction, Level)
>>> item = EvidenceItem("EID238", Curator.CIVIC, "EGFR T790M", EvidenceType.PREDICTIVE, True,
...     "Resistance", Level.B, "Lung Adenocarcinoma", "3910", ("Gefitinib",), Interaction.NONE,
...     "Somatic", "", 3, "2023-01-09", "", Citation("PubMed", "16258541"))
>>> advisor = Advisor(EvidenceIndex([item], Drugs([])), TumourTypes([]))
>>> [suggestion] = advisor.advise(Variant.read("EGFR", "p.Thr790Met")).suggestions
>>> suggestion.basis.value, str(suggestion.standing)
('equivalent', 'I-B')
>>> suggestion.statement
'Curated evidence (CIViC level B) on EGFR T790M reports resistance and speaks against gefitinib \
in Lung Adenocarcinoma.'
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from therapy.basis import Origin
from therapy.conflicts import (
    OPPOSITES,
    contradicts,
    effect_conflict,
    evidence_conflict,
    resisted_reason,
)
from therapy.effects import VariantEffect
from therapy.evidence_index import EvidenceIndex, Regimen
from therapy.evidence_item import Direction
from therapy.gathering import Claim, Gathered, Statements, SupportCache
from therapy.matching import Variant, effect_of, find_matches
from therapy.suggestion import Advice, Contested, Suggestion, Support, Withheld
from therapy.tumour_types import TumourTypes


class Advisor:
    """Answers variants from an evidence base.

    Parameters
    ----------
    index : EvidenceIndex
    tumours : TumourTypes
    """

    def __init__(self, index: EvidenceIndex, tumours: TumourTypes) -> None:
        self.index = index
        self.tumours = tumours
        self._supports: SupportCache = {}

    def advise(
        self,
        variant: Variant,
        *,
        disease: str | None = None,
        others: Sequence[Variant] | None = None,
        complete: bool = True,
    ) -> Advice:
        """Suggest therapies for a variant.

        Parameters
        ----------
        variant : Variant
        disease : str, optional
            Tumour of the patient: a name, a DOID or an OncoTree code. It orders suggestions and
            decides their tiers; it drops none.
        others : sequence of Variant, optional
            The sample's other variants. Without it what is missing of a profile of several
            variants is listed as required.
        complete : bool
            Whether ``others`` leaves none out: such a profile then holds only if all its parts are
            there.
        """
        everyone = (variant, *(others or ()))
        gathered, *beside = self._gather_all(everyone, disease, complete and others is not None)
        return _advice(gathered, None if others is None else beside, _named(disease))

    def advise_sample(
        self, variants: Sequence[Variant], *, disease: str | None = None
    ) -> list[Advice]:
        """Suggest therapies for each variant of a sample, the others considered.

        There may be variants that are not known: what is missing of a profile is listed as
        required.

        Parameters
        ----------
        variants : sequence of Variant
        disease : str, optional
            See :meth:`advise`.
        """
        gathered = self._gather_all(variants, disease, complete=False)
        return [
            _advice(one, [*gathered[:place], *gathered[place + 1 :]], _named(disease))
            for place, one in enumerate(gathered)
        ]

    def _gather_all(
        self, variants: Sequence[Variant], disease: str | None, complete: bool
    ) -> list[Gathered]:
        known = [(one, effect_of(self.index, one)) for one in variants]
        return [self._gather(*one, known, complete, _named(disease)) for one in known]

    def _gather(
        self,
        variant: Variant,
        effect: VariantEffect,
        known: Sequence[tuple[Variant, VariantEffect]],
        complete: bool,
        disease: str | None,
    ) -> Gathered:
        gathered = Gathered(variant, effect, known, complete, self.tumours, disease, self._supports)
        for match in find_matches(self.index, variant, effect):
            gathered.add(match)
        return gathered


def _advice(gathered: Gathered, beside: Sequence[Gathered] | None, disease: str | None) -> Advice:
    suggestions = _suggestions(gathered)
    if beside:
        suggestions = _warned(suggestions, beside)
    variant = gathered.variant
    return Advice(
        variant.gene,
        variant.variation,
        disease,
        None
        if beside is None
        else tuple(f"{one.variant.gene} {one.variant.variation}" for one in beside),
        gathered.effect,
        suggestions,
        _contested(gathered),
        _in_order(gathered.warnings),
        _withheld(gathered, suggestions),
    )


def _named(disease: str | None) -> str | None:
    return disease.strip() or None if disease else None


def _warned(
    suggestions: Sequence[Suggestion], beside: Sequence[Gathered]
) -> tuple[Suggestion, ...]:
    """Raise the resistance that other variants of the sample bring to any drug of a regimen."""
    resisted = [
        (other.variant, claim.therapy, found)
        for other in beside
        for claim, found in other.claims.items()
        if claim.direction is Direction.RESISTANCE and not claim.by_effect
        if found.in_context and found.supports
    ]
    warned = []
    for suggestion in suggestions:
        conflicts = list(suggestion.conflicts)
        if suggestion.direction is Direction.SENSITIVITY:
            for variant, therapy, found in resisted:
                if {*found.regimen.parts} <= {*suggestion.regimen.parts}:
                    name = f"{variant.gene} {variant.variation}, also in this sample,"
                    verb = f"on {name} reports resistance to {therapy}"
                    conflicts.append(evidence_conflict(verb, _in_order(found.supports)))
        warned.append(replace(suggestion, conflicts=tuple(conflicts)))
    return tuple(warned)


def _suggestions(gathered: Gathered) -> tuple[Suggestion, ...]:
    closer = {
        (claim.therapy, claim.direction)
        for claim, found in gathered.claims.items()
        if not claim.by_effect and found.supports and found.in_context
    }
    resisted = gathered.resisted
    suggestions = []
    for claim, found in gathered.claims.items():
        if not found.supports or (claim.by_effect and (claim.therapy, claim.direction) in closer):
            continue
        if claim.by_effect and claim.direction is Direction.SENSITIVITY:
            reason = resisted_reason(found.regimen, resisted, gathered.variant.symbol)
            if reason:
                gathered.withhold(claim.therapy, reason)
                continue
        suggestions.append(_suggestion(gathered, claim, found))
    return tuple(sorted(suggestions, key=_order))


def _suggestion(gathered: Gathered, claim: Claim, found: Statements) -> Suggestion:
    supports = _in_order(found.supports)
    opposing = _in_order(gathered.opposing(claim))
    best = supports[0]
    against = _in_order(
        support for support in gathered.against(claim) if support.basis.rank <= best.basis.rank
    )
    return Suggestion(
        gene=gathered.variant.gene,
        variation=gathered.variant.variation,
        regimen=found.regimen,
        direction=claim.direction,
        requires=claim.requires,
        in_context=found.in_context,
        supports=supports,
        opposing=opposing,
        conflicts=_conflicts(gathered, found.regimen, claim, best, against, opposing),
        is_contradicted=any(contradicts(own, claim.direction, best) for own in against),
        effect=gathered.effect,
    )


def _conflicts(
    gathered: Gathered,
    regimen: Regimen,
    claim: Claim,
    best: Support,
    against: Sequence[Support],
    opposing: Sequence[Support],
) -> tuple[str, ...]:
    """Say what speaks against going by a suggestion, what is of the same tumour first."""
    effect = effect_conflict(gathered.variant, gathered.effect, regimen, claim.direction)
    found = [effect] if effect else []
    for here in (True, False):
        for verb, statements in (
            (f"reports {OPPOSITES[claim.direction]}", against),
            ("does not support it", opposing),
        ):
            named = [one for one in statements if gathered.share_tumour(one, best) is here]
            if named:
                found.append(evidence_conflict(verb, named, elsewhere=not here))
    return tuple(found)


def _contested(gathered: Gathered) -> tuple[Contested, ...]:
    found = [
        Contested(
            statements.regimen,
            claim.direction,
            claim.requires,
            _in_order(statements.opposing),
        )
        for claim, statements in gathered.claims.items()
        if not claim.by_effect and statements.opposing and not statements.supports
    ]
    return tuple(sorted(found, key=lambda one: (one.opposing[0].place, one.regimen.name)))


def _withheld(gathered: Gathered, suggestions: Sequence[Suggestion]) -> tuple[Withheld, ...]:
    """Leave out what evidence on the variant itself suggests all the same."""
    shown = {one.therapy for one in suggestions if one.direction is Direction.SENSITIVITY}
    found = (one for one in gathered.withheld if one.therapy not in shown)
    return tuple(sorted(found, key=lambda one: (one.therapy, one.reason)))


def _order(suggestion: Suggestion) -> tuple[object, ...]:
    """Sort key of suggestions: curated first, then tier, resistance first in a tier."""
    best = suggestion.best
    return (
        suggestion.origin is Origin.PREDICTED,
        best.standing,
        suggestion.is_contradicted,
        not suggestion.in_context,
        suggestion.direction.value,
        best.tumour_rank,
        best.basis.rank,
        not best.is_member,
        -suggestion.weight,
        suggestion.therapy,
        suggestion.requires,
    )


def _in_order(supports: Iterable[Support]) -> tuple[Support, ...]:
    """Sort statements, each once: of a profile with alternatives the closest one counts."""
    found = list(supports)
    if len(found) < 2:  # most often, and many times over
        return tuple(found)
    closest: dict[str, Support] = {}
    for support in sorted(found, key=lambda one: one.place):
        closest.setdefault(support.item.key, support)
    return tuple(closest.values())
