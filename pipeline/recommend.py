"""Stage recommend: therapy suggestions for every variant, and the pages of the run.

Predictions are the held-out ones, never the model's answers on its own
training rows, which would be over-confident.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from experiments.answers import ABSTAIN
from experiments.baselines import OURS
from pipeline.advisor import Knowledge, read_knowledge
from pipeline.parameters import RecommendParameters, read_parameters
from pipeline.prepared import read_prepared
from pipeline.stage import run_stage
from reports.answers_page import AnswersPage, render_answers_page
from reports.evidence_page import EvidencePage, render_evidence_page, variant_evidence
from reports.leakage_section import leakage_section
from reports.run_report import RunReport, render_run_report, score_rows
from reports.therapies_page import TherapiesPage, VariantAdvice, render_therapies_page
from reports.therapy_record import suggestion_row
from therapy.effects import MINIMUM_PROBABILITY, PredictedEffect, read_prediction
from therapy.matching import Variant
from variants.effect_class import CLASS_COLUMNS, EffectClass
from variants.schema import GENE, ID, REGIMES, VARIATION

REPORT_FILE = "report.html"
EVIDENCE_FILE = "evidence.html"
ANSWERS_FILE = "answers.html"
THERAPIES_FILE = "therapies.html"


def predicted_effect(
    answer: Mapping[str, Any], minimum_probability: float = MINIMUM_PROBABILITY
) -> PredictedEffect:
    """Read one record of answers.jsonl."""
    return read_prediction(
        [answer["probabilities"][name] for name in CLASS_COLUMNS],
        abstains=answer["answer"] == ABSTAIN,
        prediction_set=[
            EffectClass(CLASS_COLUMNS.index(name) + 1) for name in answer["prediction_set"]
        ],
        minimum_probability=minimum_probability,
    )


def advise_all(
    answers: Iterable[Mapping[str, Any]], knowledge: Knowledge, parameters: RecommendParameters
) -> list[VariantAdvice]:
    """Advise on every variant, in the order of the answers."""
    found = []
    for answer in answers:
        predicted = predicted_effect(answer, parameters.minimum_probability)
        variant = Variant.read(answer[GENE], answer[VARIATION], predicted)
        found.append(VariantAdvice(int(answer[ID]), knowledge.advisor.advise(variant)))
    return found


def suggestion_records(
    advices: Iterable[VariantAdvice], parameters: RecommendParameters
) -> list[dict[str, Any]]:
    """Return the lines of ``therapy_suggestions.json``.

    Of each variant the best suggestions of each direction, ``recommend.most`` of them;
    ``of_suggestions`` says how many there are.
    """
    records = []
    for one in advices:
        by_direction: dict[str, int] = {}
        counts: dict[str, int] = {}
        for suggestion in one.advice.suggestions:
            counts[suggestion.direction] = counts.get(suggestion.direction, 0) + 1
        for suggestion in one.advice.suggestions:
            place = by_direction[suggestion.direction] = (
                by_direction.get(suggestion.direction, 0) + 1
            )
            if place <= parameters.most:
                records.append(
                    {
                        ID: one.variant_id,
                        **suggestion_row(suggestion),
                        "prediction": f"out of fold, split {parameters.regime}",
                        "place": place,
                        "of_suggestions": counts[suggestion.direction],
                    }
                )
    return records


def read_evidence_page(source: str, evidence: Path) -> EvidencePage:
    """Read evidence.jsonl, one object a line."""
    with evidence.open(encoding="utf-8") as lines:
        return EvidencePage(source, [variant_evidence(json.loads(line)) for line in lines])


def main(
    prepared: Path, metrics: Path, rows: Path, plots: Path, leakage: Path,
    leakage_plot: Path, answers: Path, evidence: Path, knowledge: Path, params: Path,
    suggestions: Path, report: Path,
) -> None:  # fmt: skip
    """Write the suggestions as JSON records, and the pages of the run as HTML.

    ``knowledge`` is the folder of the embedded tables.
    """
    tunables = read_parameters(params)
    parameters = tunables.recommend
    data = read_prepared(prepared)
    with answers.open(encoding="utf-8") as lines:
        answered = [json.loads(line) for line in lines]
    known = read_knowledge(knowledge, release=parameters.civic)
    advices = advise_all(answered, known, parameters)
    records = suggestion_records(advices, parameters)
    suggestions.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
    page = RunReport(
        source=data.source,
        data_sha256=data.sha256,
        counts=json.loads(rows.read_text(encoding="utf-8")),
        scores=score_rows(json.loads(metrics.read_text(encoding="utf-8")), OURS),
        advices=advices,
        regime=parameters.regime,
        figures=[
            plots / f"{kind}_{regime}.png"
            for kind in ("confusion", "reliability")
            for regime in REGIMES
        ],
        leakage=leakage_section(json.loads(leakage.read_text(encoding="utf-8")), leakage_plot),
    )
    pages = {
        REPORT_FILE: render_run_report(page),
        EVIDENCE_FILE: render_evidence_page(read_evidence_page(data.source, evidence)),
        ANSWERS_FILE: render_answers_page(
            AnswersPage(data.source, tunables.confidence.coverage, answered)
        ),
        THERAPIES_FILE: render_therapies_page(
            TherapiesPage(data.source, parameters.regime, known.words, advices, parameters.most)
        ),
    }
    report.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (report / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run_stage(main)
