"""One variant of a laboratory's report, made from what its rows, the model and curation say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from intake.lab_row import LabVariant
from literature.found import Found
from reports.lab_report import (
    CalledEffect,
    Case,
    Citation,
    ClassName,
    CuratedEffect,
    Drug,
    Effect,
    Evidence,
    Explanation,
    Group,
    Literature,
    Measured,
    Occurrence,
    Push,
    SimilarVariant,
    Therapy,
    Variant,
)
from reports.therapy_record import citation_record, drug_record
from therapy.drugs import Drug as KnownDrug
from therapy.effects import CuratedEffect as KnownEffect
from therapy.effects import PredictedEffect, VariantEffect
from therapy.suggestion import Advice, Contested, Suggestion, Support
from therapy.tiers import Standing, Tier
from variants.effect_class import CLASS_COLUMNS, EffectClass, EffectDirection
from variants.gene_symbols import approved_symbol
from variants.variation_grammar import VariationError, parse_variation

ACTIONABLE = (Tier.I, Tier.II)
"""Tiers of therapies that make a variant actionable."""

MOST_SAMPLES = 50
"""Samples of one row that are named with it; all are in report.tsv."""

_DIGITS = 4
_GROUPS: dict[EffectDirection, Group] = {
    EffectDirection.GAIN: "gain",
    EffectDirection.LOSS: "loss",
    EffectDirection.SWITCH: "switch",
    EffectDirection.NEUTRAL: "neutral",
}


def make_variant(
    rows: Sequence[tuple[int, LabVariant]],
    n_rows: int,
    n_samples: int,
    effect: Effect,
    advice: Advice,
    literature: Literature,
) -> Variant:
    """Make one variant, not numbered and not explained yet.

    Parameters
    ----------
    rows : sequence of (int, LabVariant)
        Its first rows, each with its line.
    n_rows, n_samples : int
        How many there are.
    effect : Effect
    advice : Advice
    literature : Literature
    """
    first = rows[0][1]
    return Variant(
        number=0,
        gene=first.gene,
        gene_symbol=approved_symbol(first.gene),
        variation=first.variation,
        hgvs_p=_hgvs_p(first),
        consequence=first.consequence,
        notes=list(dict.fromkeys(note for _, variant in rows for note in variant.notes)),
        annotations=next((dict(one.annotations) for _, one in rows if one.annotations), {}),
        rows=n_rows,
        samples=n_samples,
        occurrences=[_occurrence(line, variant) for line, variant in rows],
        effect=effect,
        literature=literature,
        explanation=None,
        therapies=[make_therapy(one) for one in advice.suggestions],
        **advice_fields(advice),
    )


def advice_fields(advice: Advice) -> dict[str, Any]:
    """Return what advice says of a variant but its therapies, by the fields of a variant."""
    known = advice.effect
    best = best_standing(advice.suggestions)
    return {
        "actionable": best is not None and best.tier in ACTIONABLE,
        "best_tier": None if best is None else best.tier.name,
        "curated": [_curated(one) for one in known.curated],
        "by_type": group_name(known.by_type),
        "called": _called(known),
        "agreement": _agreement(known),
        "beside": None if advice.beside is None else list(advice.beside),
        "withheld": [{"therapy": one.therapy, "reason": one.reason} for one in advice.withheld],
        "warnings": [_warning(one) for one in advice.warnings],
        "contested": [
            _contested(one) for one in sorted(advice.contested, key=lambda one: bool(one.requires))
        ],
    }


def holds(suggestion: Suggestion) -> bool:
    """Tell whether a suggestion asks for nothing more and nothing closer claims the opposite."""
    return not suggestion.is_contradicted and (suggestion.in_context or not suggestion.requires)


def best_standing(suggestions: Iterable[Suggestion]) -> Standing | None:
    """Return the best tier and level of the suggestions that hold, None where none does."""
    return min((one.standing for one in suggestions if holds(one)), default=None)


def make_literature(found: Found, *, used: bool) -> Literature:
    """Make what the literature store holds on a variant, without sentences.

    Parameters
    ----------
    found : Found
    used : bool
        Whether the model reads texts.
    """
    cited = dict.fromkeys(passage.citation for passage in found.passages if passage.citation)
    return Literature(
        used=used and bool(found.passages),
        passages=found.total,
        citations=[Citation(**citation_record(one)) for one in cited],
        sentences=[],
    )


def make_effect(
    record: Mapping[str, Any], predicted: PredictedEffect, training_class: ClassName | None
) -> Effect:
    """Make the effect from an answer's record, see :mod:`experiments.answer_record`."""
    measured = record["measured"]
    return Effect(
        answer=record["answer"],
        reason=record["reason"],
        most_probable=record["most_probable"],
        label=record["effect"],
        probabilities=record["probabilities"],
        prediction_set=record["prediction_set"],
        group=group_name(predicted.group),
        group_probability=round(predicted.probability, _DIGITS),
        case=Case(**record["case"]),
        measured=None if measured is None else Measured(**measured),
        training_class=training_class,
    )


def make_explanation(record: Mapping[str, Any]) -> Explanation:
    """Make the explanation from an answer's record that holds one."""
    return Explanation(
        words=record["why"]["words"],
        pushes=[Push(words=view["words"], push=view["push"]) for view in record["why"]["views"]],
        similar=[
            SimilarVariant(
                gene=one["gene"],
                variation=one["variation"],
                effect=CLASS_COLUMNS[one["effect"] - 1],
                label=EffectClass(one["effect"]).label,
                likeness=one["likeness"],
                shared=list(one["shared"]),
            )
            for one in record["similar"]
        ],
    )


def make_therapy(suggestion: Suggestion) -> Therapy:
    """Make one therapy from a suggestion."""
    best = suggestion.best
    probability = suggestion.probability
    return Therapy(
        therapy=suggestion.therapy,
        drugs=[drug.name for drug in suggestion.regimen.drugs],
        direction=suggestion.direction.value,
        tier=suggestion.standing.tier.name,
        level=suggestion.standing.level.value or None,
        civic_level=best.item.level.value,
        basis=suggestion.basis.value,
        origin=suggestion.origin.value,
        probability=None if probability is None else round(probability, _DIGITS),
        evidence_for=best.curated_for,
        disease=best.item.tumour_type,
        disease_match=suggestion.disease_match,
        requires=list(suggestion.requires),
        holds=holds(suggestion),
        germline=suggestion.is_germline,
        conflicts=list(suggestion.conflicts),
        statement=suggestion.statement,
        best_statement=best.item.statement,
        evidence=[_evidence(one) for one in suggestion.supports],
        opposing=[_evidence(one) for one in suggestion.opposing],
        citations=[Citation(**citation_record(one)) for one in suggestion.citations],
    )


def make_drug(drug: KnownDrug) -> Drug:
    """Make the facts on a drug."""
    record = drug_record(drug)
    return Drug(drug_class=record.pop("class"), **record)


def group_name(group: EffectDirection | None) -> Group | None:
    """Return ``gain``, ``loss``, ``switch`` or ``neutral``; None for no group."""
    return None if group is None else _GROUPS.get(group)


def _hgvs_p(variant: LabVariant) -> str | None:
    """Return canonical HGVS, of the protein string as given where the spelling has none."""
    for text in (variant.variation, variant.hgvs_p):
        try:
            found = parse_variation(text).hgvs_p if text else None
        except VariationError:
            continue
        if found:
            return found
    return None


def _occurrence(line: int, variant: LabVariant) -> Occurrence:
    at = variant.locus
    return Occurrence(
        line=line,
        samples=list(variant.samples[:MOST_SAMPLES]),
        chromosome=at.chromosome if at else "",
        position=at.position if at else None,
        reference=at.reference if at else "",
        alternate=at.alternate if at else "",
        hgvs_c=variant.hgvs_c,
        transcript=variant.transcript.id if variant.transcript else "",
        transcript_rule=variant.transcript.rule if variant.transcript else "",
        allele_fraction=variant.allele_fraction,
    )


def _curated(effect: KnownEffect) -> CuratedEffect:
    item = effect.item
    return CuratedEffect(
        group=_GROUPS[effect.group],
        significance=item.significance,
        supports=item.supports,
        evidence=item.key,
        reviewed=item.reviewed or None,
        citations=[Citation(**citation_record(one)) for one in item.citations],
    )


def _called(effect: VariantEffect) -> CalledEffect | None:
    if effect.called is None:
        return None
    group = group_name(effect.called[0])
    return None if group is None else CalledEffect(group=group, by=effect.called[1].value)


def _agreement(effect: VariantEffect) -> Literal["agrees", "conflicts"] | None:
    if effect.agreement is None:
        return None
    return "agrees" if effect.agreement else "conflicts"


def _warning(support: Support) -> str:
    item = support.item
    return f"{' + '.join(item.therapies)}: {item.significance} ({item.key}, {item.tumour_type})"


def _contested(claim: Contested) -> str:
    beside = f" if {' and '.join(claim.requires)} is there too" if claim.requires else ""
    denied = ", ".join(support.item.key for support in claim.opposing)
    return f"{claim.regimen.name} ({claim.direction.value}{beside}): denied by {denied}"


def _evidence(support: Support) -> Evidence:
    item = support.item
    return Evidence(
        evidence=item.key,
        civic_level=item.level.value,
        disease=item.tumour_type,
        reviewed=item.reviewed or None,
        url=item.url or None,
    )
