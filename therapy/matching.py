"""Therapies that evidence suggests for a variant, curated or predicted.

A curated suggestion rests on evidence for the variant itself, for a group that
contains it or, more weakly, for any mutation of the gene. A predicted one rests on
evidence for gain or loss of function of the gene and on the predicted effect of the
variant; it always carries a probability. What evidence for the variant itself
contradicts stays listed, marked as a conflict.

Examples
--------
>>> item = EvidenceItem("EGFR", "T790M", "Lung Adenocarcinoma", "Gefitinib",
...                     Direction.RESISTANCE, Level.B, "CIViC EID238", "16258541")
>>> [suggestion] = suggest_therapies("EGFR", "p.Thr790Met", [item])
>>> suggestion.basis.value
'curated_exact'
>>> print(suggestion.statement)
Curated evidence (level B) for EGFR T790M reports resistance and speaks against \
Gefitinib in Lung Adenocarcinoma.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from therapy.alterations import Alteration, AlterationKind, read_alteration
from therapy.evidence import Direction, EvidenceItem, Level
from therapy.membership import contains, is_predictable, same
from therapy.predicted_function import PredictedFunction, predict_function
from therapy.suggestion import (
    ANY_TUMOUR,
    Basis,
    Suggestion,
    order,
    write_conflict,
    write_statement,
)
from variants.effect_class import EffectDirection
from variants.gene_symbols import comparable_symbol

__all__ = ["ANY_TUMOUR", "Basis", "Suggestion", "matches_disease", "suggest_therapies"]


@dataclass(frozen=True)
class _Question:
    gene: str
    variation: str
    alteration: Alteration
    prediction: PredictedFunction | None
    disease: str | None


_FUNCTION_EVIDENCE = {
    EffectDirection.GAIN: AlterationKind.GAIN_OF_FUNCTION,
    EffectDirection.LOSS: AlterationKind.LOSS_OF_FUNCTION,
}


def suggest_therapies(
    gene: str,
    variation: str,
    evidence: Iterable[EvidenceItem],
    *,
    probabilities: Sequence[float] | None = None,
    disease: str | None = None,
    minimum_probability: float = 0.5,
) -> tuple[Suggestion, ...]:
    """Suggest therapies for a variant, resistance included, best grounded first.

    Those in conflict with evidence for the very alteration come last. Otherwise sorted by
    disease match (when a disease is given), then curated before any mutation of the gene before
    predicted, then direction, level, exact before group, and therapy.

    Parameters
    ----------
    gene, variation : str
        As a laboratory or the literature writes them; any text is accepted.
    evidence : iterable of EvidenceItem
        The evidence table.
    probabilities : sequence of float, optional
        Predicted probabilities of effect classes 1 to 9. Without them nothing is
        suggested on a predicted effect.
    disease : str, optional
        Disease of the patient. It orders suggestions and drops none.
    minimum_probability : float
        Least summed probability of the predicted direction, 0 to 1.

    Raises
    ------
    ProbabilityError
        ``probabilities`` or ``minimum_probability`` are not probabilities.
    """
    question = _Question(
        gene=gene,
        variation=variation,
        alteration=read_alteration(variation),
        prediction=predict_function(probabilities, minimum_probability),
        disease=disease if disease and disease.strip() else None,
    )
    groups: dict[_MergeKey, list[EvidenceItem]] = {}
    for item in evidence:
        basis = _find_basis(question, item)
        if basis is not None:
            groups.setdefault(_merge_key(item, basis), []).append(item)
    suggestions = [_suggest(question, items, key[0]) for key, items in groups.items()]
    return tuple(sorted(_mark_conflicts(suggestions), key=order))


def matches_disease(tumour_type: str, disease: str) -> bool:
    """Say whether evidence from a tumour type holds for a disease, by name alone.

    Names match when equal or when one holds the other as whole words; ``Cancer``
    holds for every disease. Case is ignored.

    Examples
    --------
    >>> matches_disease("Skin Melanoma", "melanoma")
    True
    >>> matches_disease("Lung Non-small Cell Carcinoma", "small cell carcinoma")
    False
    """
    one, other = _words(tumour_type), _words(disease)
    return one == f" {ANY_TUMOUR} " or one in other or other in one


def _words(name: str) -> str:
    """Put every word between single spaces; ``non-`` stays with the word it negates."""
    words = re.sub(r"[\s,;/()]+", " ", name.casefold()).strip()
    return f" {re.sub(r'(?:^|(?<= ))non[ -]+', 'non-', words)} "


def _find_basis(question: _Question, item: EvidenceItem) -> Basis | None:
    curated = read_alteration(item.alteration)
    asked, prediction = question.alteration, question.prediction
    if not _is_about(question.gene, item, curated):
        return None
    if same(curated, asked, item.gene):
        return Basis.CURATED_EXACT
    if contains(curated, asked, item.gene):
        any_mutation = curated.kind is AlterationKind.MUTATION
        return Basis.CURATED_GENE if any_mutation else Basis.CURATED_GROUP
    if prediction is None or curated.kind is not _FUNCTION_EVIDENCE[prediction.direction]:
        return None
    predictable = is_predictable(asked, item.gene, prediction.direction)
    return Basis.PREDICTED_EFFECT if predictable else None


def _is_about(gene: str, item: EvidenceItem, curated: Alteration) -> bool:
    """Evidence that names both partners of a fusion is about both genes."""
    symbol = comparable_symbol(gene)
    named = curated.partners if len(curated.partners) > 1 else ()
    return symbol in (comparable_symbol(item.gene), *named)


_MergeKey = tuple[Basis, tuple[str, ...], Direction, str, Level]


def _merge_key(item: EvidenceItem, basis: Basis) -> _MergeKey:
    return basis, _drugs(item.therapy), item.direction, item.tumour_type.casefold(), item.level


def _drugs(therapy: str) -> tuple[str, ...]:
    return tuple(sorted(drug.strip().casefold() for drug in therapy.split(" + ")))


def _mark_conflicts(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Mark what evidence for the very alteration contradicts."""
    exact = [found for found in suggestions if found.basis is Basis.CURATED_EXACT]
    return [
        replace(found, conflict=True, statement=f"{found.statement} {write_conflict(found)}")
        if any(_contradicts(own, found) for own in exact)
        else found
        for found in suggestions
    ]


def _contradicts(own: Suggestion, found: Suggestion) -> bool:
    """Exact resistance speaks against a group's sensitivity in any tumour.

    Exact sensitivity speaks against a group's resistance in its own tumour only:
    BRAF V600E melanoma answers vemurafenib, BRAF V600 colorectal cancer does not.
    """
    if found.basis is Basis.CURATED_EXACT or _drugs(own.therapy) != _drugs(found.therapy):
        return False
    if own.direction is Direction.RESISTANCE:
        return found.direction is Direction.SENSITIVITY
    same_tumour = own.tumour_type.casefold() == found.tumour_type.casefold()
    return found.direction is Direction.RESISTANCE and same_tumour


def _suggest(question: _Question, items: Sequence[EvidenceItem], basis: Basis) -> Suggestion:
    first = items[0]
    predicted = question.prediction if basis is Basis.PREDICTED_EFFECT else None
    suggestion = Suggestion(
        gene=question.gene,
        variation=question.variation,
        therapy=first.therapy,
        direction=first.direction,
        level=first.level,
        basis=basis,
        tumour_type=first.tumour_type,
        disease_match=(
            None
            if question.disease is None
            else matches_disease(first.tumour_type, question.disease)
        ),
        source="; ".join(dict.fromkeys(item.source for item in items)),
        pmids=tuple(dict.fromkeys(item.pmid for item in items if item.pmid)),
        probability=None if predicted is None else predicted.probability,
        predicted_class=None if predicted is None else int(predicted.effect_class),
        statement="",
        evidence_for=tuple(dict.fromkeys(item.alteration for item in items)),
    )
    return replace(suggestion, statement=write_statement(suggestion, first.gene))
