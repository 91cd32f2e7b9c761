"""``oncolit therapies``: suggestions for one variant, curated and predicted told apart."""

import json

from pipeline.advisor import read_knowledge
from pipeline.models import champion_exists, load_model
from pipeline.predicted_effects import predict_effects
from reports.therapy_record import advice_record
from reports.therapy_text import advice_text
from therapy.effects import PredictedEffect
from therapy.matching import Variant


class TherapyQueryError(ValueError):
    """The question names no gene or no variation."""


def describe_therapies(
    gene: str,
    variation: str,
    disease: str | None = None,
    *,
    as_json: bool = False,
    every: bool = False,
) -> str:
    """Return the suggestions as text or JSON.

    Without a registered model only curated evidence speaks.
    """
    for name, value in (("gene", gene), ("variation", variation)):
        if not value.strip() or not value.isprintable():
            raise TherapyQueryError(f"expected a {name} such as BRAF or V600E, got {value!r}")
    variant = Variant.read(gene, variation, _predicted(gene, variation))
    advice = read_knowledge(genes=variant.genes).advisor.advise(variant, disease=disease)
    if as_json:
        return json.dumps(advice_record(advice), indent=2, ensure_ascii=False)
    return advice_text(advice, every=every)


def _predicted(gene: str, variation: str) -> PredictedEffect | None:
    if not champion_exists():
        return None
    return predict_effects(load_model(), [(gene, variation)])[0]
