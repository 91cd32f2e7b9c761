"""``oncolit therapies``: suggestions for one variant, curated first, predicted apart."""

import json
from typing import Any

import pandas as pd

from pipeline.models import champion_exists, load_model
from pipeline.settings import knowledge_table
from therapy.evidence import read_evidence
from therapy.matching import Suggestion, suggest_therapies
from variants.effect_class import CLASS_COLUMNS, EffectClass
from variants.schema import GENE, VARIATION

NOTICE = "oncolit is a research tool and not a medical device."


class TherapyQueryError(ValueError):
    """The question names no gene or no variation."""


def describe_therapies(
    gene: str, variation: str, disease: str | None = None, *, as_json: bool = False
) -> str:
    """Return the suggestions as text or JSON.

    Without a registered model only curated evidence speaks.
    """
    for name, value in (("gene", gene), ("variation", variation)):
        if not value.strip() or not value.isprintable():
            raise TherapyQueryError(f"expected a {name} such as BRAF or V600E, got {value!r}")
    probabilities = None
    if champion_exists():
        table = pd.DataFrame({GENE: [gene], VARIATION: [variation]})
        answer = load_model().predict_table(table)
        probabilities = answer.loc[0, list(CLASS_COLUMNS)].tolist()
    evidence = read_evidence(knowledge_table())
    found = suggest_therapies(
        gene, variation, evidence, probabilities=probabilities, disease=disease
    )
    if as_json:
        record = _record(gene, variation, disease, probabilities, found)
        return json.dumps(record, indent=2, ensure_ascii=False)
    return _text(gene, variation, probabilities, found)


def _record(
    gene: str,
    variation: str,
    disease: str | None,
    probabilities: list[float] | None,
    found: tuple[Suggestion, ...],
) -> dict[str, Any]:
    return {
        "gene": gene,
        "variation": variation,
        "disease": disease,
        "probabilities": dict(zip(CLASS_COLUMNS, probabilities, strict=True))
        if probabilities
        else None,
        "therapies": [
            {
                "therapy": item.therapy,
                "direction": item.direction.value,
                "level": item.level.value,
                "basis": item.basis.value,
                "evidence_for": list(item.evidence_for),
                "tumour_type": item.tumour_type,
                "disease_match": item.disease_match,
                "source": item.source,
                "pmids": list(item.pmids),
                "probability": item.probability,
                "predicted_class": item.predicted_class,
                "conflict": item.conflict,
                "statement": item.statement,
            }
            for item in found
        ],
        "notice": NOTICE,
    }


def _text(
    gene: str, variation: str, probabilities: list[float] | None, found: tuple[Suggestion, ...]
) -> str:
    lines = [f"{gene} {variation}"]
    if probabilities is None:
        lines.append("Effect: not predicted, no model is registered (make run).")
    else:
        best = max(range(len(probabilities)), key=probabilities.__getitem__)
        effect = EffectClass(best + 1).label
        lines.append(
            f"Effect: {effect}, probability {probabilities[best]:.2f} (predicted, no text)"
        )
    if not found:
        lines.append("No therapy suggestion: the evidence base has no statement that fits.")
    for item in found:
        references = "".join(f", PMID {pmid}" for pmid in item.pmids)
        lines.append(
            f"- {item.therapy} | {item.direction.value} | level {item.level.value} | "
            f"{item.tumour_type} | {item.basis.value} for {', '.join(item.evidence_for)} | "
            f"{item.source}{references}"
            + (" | CONTRADICTED by evidence for this very alteration" if item.conflict else "")
        )
    lines.append(NOTICE)
    return "\n".join(lines)
