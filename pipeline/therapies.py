"""``oncolit therapies``: suggestions for one variant, curated and predicted told apart."""

import json
from collections.abc import Sequence

from pipeline.advisor import read_knowledge, unknown_tumour
from pipeline.models import champion_exists, load_model
from pipeline.predicted_effects import predict_effects
from reports.therapy_record import advice_record
from reports.therapy_text import advice_text
from therapy.effects import PredictedEffect
from therapy.matching import Variant
from variants.gene_symbols import SymbolStatus, resolve_symbol
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType


class TherapyQueryError(ValueError):
    """The question names no gene, no variation or no variant beside it."""


def describe_therapies(
    gene: str,
    variation: str,
    disease: str | None = None,
    others: Sequence[str] | None = None,
    *,
    as_json: bool = False,
    every: bool = False,
) -> str:
    """Return the suggestions as text or JSON.

    Without a registered model only curated evidence speaks.

    Parameters
    ----------
    gene, variation : str
    disease : str, optional
    others : sequence of str, optional
        The sample's other variants, each a gene, a space and a variation.
    as_json, every : bool
        Print JSON; show all suggestions.
    """
    asked = [(gene, variation), *(_gene_and_variation(other) for other in others or ())]
    for one in asked:
        check_question(*one)
    _refuse_combinations(asked)
    predicted = _predicted(asked)
    variants = [Variant.read(*one, effect) for one, effect in zip(asked, predicted, strict=True)]
    genes = {symbol for variant in variants for symbol in variant.genes}
    advisor = read_knowledge(genes=genes).advisor
    advice = advisor.advise(variants[0], disease=disease, others=variants[1:] if others else None)
    notes = [*not_understood(asked), *unknown_tumour(advisor.tumours, disease)]
    if as_json:
        record = {**advice_record(advice), "notes": notes}
        return json.dumps(record, indent=2, ensure_ascii=False)
    return "\n".join([*notes, advice_text(advice, every=every)])


def check_question(gene: str, variation: str) -> None:
    """Refuse what names no gene or no variation.

    Raises
    ------
    TherapyQueryError
        One of them is blank or holds what cannot be printed.
    """
    for name, value, example in (("gene", gene, "BRAF"), ("variation", variation, "V600E")):
        if not value.strip() or not value.isprintable():
            raise TherapyQueryError(f"expected a {name} such as {example}, got {value!r}")


def _refuse_combinations(asked: Sequence[tuple[str, str]]) -> None:
    """Refuse several variants in one text: each has evidence of its own."""
    for gene, text in asked:
        try:
            parts = parse_variation(text).parts
        except VariationError:
            continue
        if parts:
            first, *rest = (part.name for part in parts)
            beside = " ".join(f'--with "{gene} {name}"' for name in rest)
            raise TherapyQueryError(
                f"{text!r} names {len(parts)} variants: ask for {gene} {first} {beside}"
            )


def _gene_and_variation(text: str) -> tuple[str, str]:
    gene, _, variation = text.strip().partition(" ")
    return gene, variation


def _predicted(asked: Sequence[tuple[str, str]]) -> Sequence[PredictedEffect | None]:
    return predict_effects(load_model(), asked) if champion_exists() else [None] * len(asked)


def not_understood(asked: Sequence[tuple[str, str]]) -> list[str]:
    """Say which genes and variations are not read; they are compared by their text alone."""
    notes = []
    for gene, variation in asked:
        status = resolve_symbol(gene).status
        if status in (SymbolStatus.UNKNOWN, SymbolStatus.AMBIGUOUS):
            notes.append(f"Gene {gene!r} is {status.value}: it is compared by this symbol alone.")
        try:
            read = parse_variation(variation)
        except VariationError as error:
            notes.append(f"Variation not read, and compared by its text alone: {error}.")
        else:
            if read.type is VariationType.NUCLEOTIDE_CHANGE:
                notes.append(
                    f"{variation!r} names nucleotides only: ask for the change of the protein."
                )
    return notes
