"""Advice on a variant as records for JSON, and in the words of the command line."""

from typing import Any

from therapy.drugs import Drug
from therapy.effects import CuratedEffect, PredictedEffect, VariantEffect
from therapy.evidence_item import Citation
from therapy.suggestion import (
    GROUP_WORDS,
    RESEARCH_USE,
    Advice,
    Contested,
    Suggestion,
    Support,
)
from variants.effect_class import CLASS_COLUMNS, EffectDirection

DETAILED = 5
"""Suggestions, the best first, that carry facts on their drugs."""

_DIGITS = 4


def advice_record(advice: Advice) -> dict[str, Any]:
    """Return advice as one object.

    ``suggestions`` stand best first; the first :data:`DETAILED` of each direction carry ``drugs``.
    """
    seen: dict[str, int] = {}
    records = []
    for suggestion in advice.suggestions:
        place = seen[suggestion.direction] = seen.get(suggestion.direction, 0) + 1
        records.append(suggestion_record(suggestion, with_drugs=place <= DETAILED))
    return {
        "gene": advice.gene,
        "variation": advice.variation,
        "disease": advice.disease,
        "beside": None if advice.beside is None else list(advice.beside),
        "effect": effect_record(advice.effect),
        "suggestions": records,
        "contested": [_contested(one) for one in advice.contested],
        "warnings": [_support(one) | {"therapies": list(one.item.therapies)}
                     for one in advice.warnings],
        "withheld": [{"therapy": one.therapy, "reason": one.reason} for one in advice.withheld],
        "notice": RESEARCH_USE,
    }  # fmt: skip


def suggestion_record(suggestion: Suggestion, *, with_drugs: bool) -> dict[str, Any]:
    """Return one suggestion as an object."""
    best = suggestion.best
    record = {
        **_claim_and_standing(suggestion),
        "probability": _rounded(suggestion.probability),
        "evidence_for": best.curated_for,
        "disease": best.item.tumour_type,
        "disease_match": suggestion.disease_match,
        "disease_relation": best.relation.value if best.relation else None,
        "requires": list(suggestion.requires),
        "germline": suggestion.is_germline,
        "curator": best.item.curator.value,
        "conflicts": list(suggestion.conflicts),
        "citations": [citation_record(citation) for citation in suggestion.citations],
        "statement": suggestion.statement,
        "evidence": [_support(support) for support in suggestion.supports],
        "opposing": [_support(support) for support in suggestion.opposing],
        "notice": RESEARCH_USE,
    }
    if with_drugs:
        record["drugs"] = [drug_record(drug) for drug in suggestion.regimen.drugs]
    return record


def suggestion_row(suggestion: Suggestion) -> dict[str, Any]:
    """Return one suggestion as a flat line of a table, with the effect of its variant."""
    best, predicted = suggestion.best, suggestion.effect.predicted
    curated = suggestion.effect.curated
    return {
        "variant": f"{suggestion.gene} {suggestion.variation}",
        "gene": suggestion.gene,
        "predicted_class": predicted and predicted.effect_class.value,
        "predicted_effect": predicted and predicted.effect_class.label,
        "probability": predicted and _rounded(predicted.class_probability),
        "predicted_group": _group_name(predicted.group) if predicted else None,
        "curated_effect": "; ".join(_curated_words(one) for one in curated if one.item.supports),
        "agreement": _agreement(suggestion.effect),
        **_claim_and_standing(suggestion),
        "group_probability": _rounded(suggestion.probability),
        "evidence_for": best.curated_for,
        "disease": best.item.tumour_type,
        "requires": " AND ".join(suggestion.requires),
        "germline": suggestion.is_germline,
        "conflicts": " ".join(suggestion.conflicts),
        "citations": "; ".join(f"{c.source} {c.id}" for c in suggestion.citations),
        "n_statements": len(suggestion.supports),
        "statement": suggestion.statement,
        "notice": RESEARCH_USE,
    }


def _claim_and_standing(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "therapy": suggestion.therapy,
        "direction": suggestion.direction.value,
        "tier": suggestion.standing.tier.name,
        "level": suggestion.standing.level.value or None,
        "civic_level": suggestion.best.item.level.value,
        "basis": suggestion.basis.value,
        "origin": suggestion.origin.value,
    }


def effect_record(effect: VariantEffect) -> dict[str, Any]:
    """Return what is known of an effect as an object."""
    called = effect.called
    return {
        "called": called and {"group": _group_name(called[0]), "by": called[1].value},
        "predicted": effect.predicted and _predicted(effect.predicted),
        "curated": [_curated(one) for one in effect.curated],
        "by_type": _group_name(effect.by_type),
        "agreement": _agreement(effect),
    }


def citation_record(citation: Citation) -> dict[str, Any]:
    """Return a citation as an object; ``url`` is null where there is none."""
    return {"source": citation.source, "id": citation.id, "url": citation.url or None}


def drug_record(drug: Drug) -> dict[str, Any]:
    """Return the facts on a drug as an object."""
    return {
        "name": drug.name,
        "synonyms": list(drug.synonyms),
        "class": drug.drug_class,
        "targets": list(drug.targets),
        "route": drug.route,
        "monitoring": drug.monitoring,
        "warnings": drug.warnings,
        "approved_biomarker": drug.approved_biomarker,
    }


def agreement_words(effect: VariantEffect) -> str:
    """Say how prediction and curation agree, empty where one is missing.

    Dates stand beside each: the last review of the statement, the day the model was made.
    """
    if effect.agreement is None or effect.predicted is None or effect.predicted.group is None:
        return ""
    group = GROUP_WORDS[effect.predicted.group]
    made = f", model of {effect.predicted.made}" if effect.predicted.made else ""
    curated = "; ".join(_curated_words(one) for one in effect.curated if one.item.supports)
    verdict = "agrees with" if effect.agreement else "CONFLICTS with"
    return f"Predicted {group}{made} {verdict} curated {curated}."


def _curated_words(effect: CuratedEffect) -> str:
    item = effect.item
    return f"{item.significance} ({item.key}, reviewed {item.reviewed or 'on an unknown date'})"


def _agreement(effect: VariantEffect) -> str | None:
    if effect.agreement is None:
        return None
    return "agrees" if effect.agreement else "conflicts"


def _predicted(predicted: PredictedEffect) -> dict[str, Any]:
    return {
        "class": predicted.effect_class.value,
        "label": predicted.effect_class.label,
        "class_probability": _rounded(predicted.class_probability),
        "answer": "abstain" if predicted.abstains else CLASS_COLUMNS[predicted.effect_class - 1],
        "group": _group_name(predicted.group),
        "probability": _rounded(predicted.probability),
        "model_made": predicted.made or None,
    }


def _curated(effect: CuratedEffect) -> dict[str, Any]:
    item = effect.item
    return {
        "group": _group_name(effect.group),
        "significance": item.significance,
        "supports": item.supports,
        "evidence": item.key,
        "reviewed": item.reviewed or None,
        "citations": [citation_record(citation) for citation in item.citations],
    }


def _contested(contested: Contested) -> dict[str, Any]:
    return {
        "therapy": contested.regimen.name,
        "direction": contested.direction.value,
        "requires": list(contested.requires),
        "opposing": [_support(support) for support in contested.opposing],
    }


def _support(support: Support) -> dict[str, Any]:
    item = support.item
    return {
        "evidence": item.key,
        "curator": item.curator.value,
        "profile": item.profile,
        "basis": support.basis.value,
        "significance": item.significance,
        "supports": item.supports,
        "civic_level": item.level.value,
        "rating": item.rating,
        "disease": item.tumour_type,
        "disease_relation": support.relation.value if support.relation else None,
        "origin_of_variant": item.variant_origin or None,
        "statement": item.statement,
        "reviewed": item.reviewed or None,
        "flagged": item.flagged,
        "url": item.url or None,
        "citations": [citation_record(citation) for citation in item.citations],
    }


def _group_name(group: EffectDirection | None) -> str | None:
    return None if group is None else group.name.lower()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
