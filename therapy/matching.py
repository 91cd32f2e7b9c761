"""Therapies that evidence suggests for a variant, curated or predicted.

A curated suggestion rests on evidence for the variant itself or for a group that
contains it. A predicted one rests on evidence for gain or loss of function of the
gene and on the predicted effect of the variant; it always carries a probability.

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
from enum import Enum

from therapy.alterations import Alteration, AlterationKind, contains, read_alteration, same
from therapy.evidence import Direction, EvidenceItem, Level
from therapy.predicted_function import PredictedFunction, predict_function
from variants.effect_class import EffectClass, EffectDirection

ANY_TUMOUR = "cancer"
"""Tumour type of evidence that holds whatever the tumour."""


class Basis(Enum):
    """What a suggestion rests on, the closest first."""

    CURATED_EXACT = "curated_exact"
    CURATED_GROUP = "curated_group"
    PREDICTED_EFFECT = "predicted_effect"

    @property
    def rank(self) -> int:
        """0 for evidence on the variant itself to 2 for a predicted effect."""
        return list(Basis).index(self)


@dataclass(frozen=True)
class Suggestion:
    """One therapy that evidence speaks for or against.

    Parameters
    ----------
    gene, variation : str
        As asked.
    therapy : str
        Drug, or drugs given together joined with `` + ``.
    direction : Direction
        Sensitivity speaks for the therapy, resistance against it.
    level : Level
        Strength of the evidence, never of the prediction.
    basis : Basis
        What ties the evidence to the variant.
    tumour_type : str
        Where the evidence was gathered.
    disease_match : bool or None
        Whether that is the disease asked for; None when none was.
    source : str
        Labels and CIViC items, joined with ``; ``.
    pmids : tuple of str
        PubMed ids, without repeats.
    probability : float or None
        Summed probability of the predicted direction; None for a curated basis.
    predicted_class : int or None
        Most probable effect class, 1 to 9; None for a curated basis.
    statement : str
        The above in one sentence.
    evidence_for : tuple of str
        Alterations that the evidence is curated for.
    """

    gene: str
    variation: str
    therapy: str
    direction: Direction
    level: Level
    basis: Basis
    tumour_type: str
    disease_match: bool | None
    source: str
    pmids: tuple[str, ...]
    probability: float | None
    predicted_class: int | None
    statement: str
    evidence_for: tuple[str, ...] = ()


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

    Sorted by disease match (when a disease is given), basis, direction, level, therapy.

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
    return tuple(sorted(suggestions, key=_sort_key))


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
        return Basis.CURATED_GROUP
    if prediction is None or asked.kind is AlterationKind.WILD_TYPE:
        return None
    if curated.kind is _FUNCTION_EVIDENCE[prediction.direction]:
        return Basis.PREDICTED_EFFECT
    return None


def _is_about(gene: str, item: EvidenceItem, curated: Alteration) -> bool:
    """Evidence that names both partners of a fusion is about both genes."""
    symbol = gene.strip().upper()
    named = curated.partners if len(curated.partners) > 1 else ()
    return symbol in (item.gene.upper(), *named)


_MergeKey = tuple[Basis, tuple[str, ...], Direction, str, Level]


def _merge_key(item: EvidenceItem, basis: Basis) -> _MergeKey:
    drugs = tuple(sorted(drug.strip().casefold() for drug in item.therapy.split(" + ")))
    return basis, drugs, item.direction, item.tumour_type.casefold(), item.level


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
    return replace(
        suggestion, statement=f"{_ground(suggestion, first.gene)} {_verdict(suggestion)}."
    )


def _ground(suggestion: Suggestion, evidence_gene: str) -> str:
    level = suggestion.level
    strength = "an approved label" if level is Level.APPROVED else f"level {level.value}"
    subject = f"({strength}) for {evidence_gene} {' and '.join(suggestion.evidence_for)}"
    if suggestion.predicted_class is not None:
        effect = EffectClass(suggestion.predicted_class)
        return (
            f"{suggestion.gene} {suggestion.variation} is predicted, not curated, to be "
            f"{effect.label} (class {effect.value}; probability of "
            f"{effect.direction.name.lower()} of function "
            f"{suggestion.probability:.2f}), and evidence {subject}"
        )
    if suggestion.basis is Basis.CURATED_GROUP:
        return f"Curated evidence {subject}, which includes {suggestion.variation},"
    return f"Curated evidence {subject}"


def _verdict(suggestion: Suggestion) -> str:
    agnostic = suggestion.tumour_type.casefold() == ANY_TUMOUR
    place = "cancer of any type" if agnostic else suggestion.tumour_type
    tail = " (not the disease asked for, by name)" if suggestion.disease_match is False else ""
    if suggestion.direction is Direction.RESISTANCE:
        return f"reports resistance and speaks against {suggestion.therapy} in {place}{tail}"
    return f"reports sensitivity and speaks for {suggestion.therapy} in {place}{tail}"


def _sort_key(suggestion: Suggestion) -> tuple[object, ...]:
    return (
        suggestion.disease_match is False,
        suggestion.basis.rank,
        suggestion.direction.rank,
        suggestion.level.rank,
        suggestion.therapy.casefold(),
        suggestion.tumour_type.casefold(),
    )
