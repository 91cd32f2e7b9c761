"""Stage recommend: therapy suggestions for every variant, and the pages of the run.

Predictions are the held-out ones, never the model's answers on its own
training rows, which would be over-confident.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.baselines import OURS
from pipeline.parameters import RecommendParameters, read_parameters
from pipeline.prepared import read_prepared
from pipeline.stage import run_stage
from reports.answers_page import AnswersPage, render_answers_page
from reports.evidence_page import EvidencePage, render_evidence_page, variant_evidence
from reports.leakage_section import leakage_section
from reports.run_report import RunReport, VariantSuggestion, render_run_report, score_rows
from therapy.evidence import EvidenceItem, read_evidence
from therapy.matching import suggest_therapies
from variants.effect_class import CLASS_COLUMNS, EffectClass
from variants.schema import GENE, ID, REGIMES, VARIATION

REPORT_FILE = "report.html"
EVIDENCE_FILE = "evidence.html"
ANSWERS_FILE = "answers.html"


def suggest_for_all(
    variants: pd.DataFrame,
    probabilities: pd.DataFrame,
    evidence: tuple[EvidenceItem, ...],
    parameters: RecommendParameters,
) -> list[VariantSuggestion]:
    """Match every variant, in the order of its rows, with all evidence on its gene."""
    suggestions = []
    for variant_id, gene, variation in variants[[GENE, VARIATION]].itertuples(name=None):
        row = probabilities.loc[variant_id, list(CLASS_COLUMNS)].to_numpy(dtype=float)
        effect = EffectClass(int(row.argmax()) + 1)
        found = suggest_therapies(
            gene, variation, evidence, probabilities=row.tolist(),
            minimum_probability=parameters.minimum_probability,
        )  # fmt: skip
        suggestions += [
            VariantSuggestion(int(variant_id), effect, float(row.max()), item) for item in found
        ]
    return suggestions


def suggestion_record(row: VariantSuggestion, regime: str) -> dict[str, Any]:
    """Return one line of ``therapy_suggestions.json``."""
    item = row.suggestion
    return {
        ID: row.variant_id,
        "variant": f"{item.gene} {item.variation}",
        "gene": item.gene,
        "predicted_class": row.effect.value,
        "predicted_effect": row.effect.label,
        "probability": round(row.probability, 4),
        "prediction": f"out of fold, split {regime}",
        "therapy": item.therapy,
        "direction": item.direction.value,
        "level": item.level.value,
        "basis": item.basis.value,
        "evidence_for": "; ".join(item.evidence_for),
        "tumour_type": item.tumour_type,
        "source": item.source,
        "pmids": "; ".join(item.pmids),
        "direction_probability": item.probability and round(item.probability, 4),
        "conflict": item.conflict,
        "statement": item.statement,
    }


def read_evidence_page(source: str, evidence: Path) -> EvidencePage:
    """Read evidence.jsonl, one object a line."""
    with evidence.open(encoding="utf-8") as lines:
        return EvidencePage(source, [variant_evidence(json.loads(line)) for line in lines])


def main(
    prepared: Path, predictions: Path, metrics: Path, rows: Path, plots: Path, leakage: Path,
    leakage_plot: Path, answers: Path, evidence: Path, knowledge: Path, params: Path,
    suggestions: Path, report: Path,
) -> None:  # fmt: skip
    """Write the suggestions as JSON records, the run's report and what its texts say as HTML."""
    tunables = read_parameters(params)
    parameters = tunables.recommend
    data = read_prepared(prepared)
    held_out = pd.read_csv(predictions / f"{parameters.regime}_{OURS}.csv", index_col=ID)
    found = suggest_for_all(data.variants, held_out, read_evidence(knowledge), parameters)
    records = [suggestion_record(row, parameters.regime) for row in found]
    suggestions.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
    page = RunReport(
        source=data.source,
        data_sha256=data.sha256,
        counts=json.loads(rows.read_text(encoding="utf-8")),
        scores=score_rows(json.loads(metrics.read_text(encoding="utf-8")), OURS),
        suggestions=found,
        regime=parameters.regime,
        figures=[
            plots / f"{kind}_{regime}.png"
            for kind in ("confusion", "reliability")
            for regime in REGIMES
        ],
        leakage=leakage_section(json.loads(leakage.read_text(encoding="utf-8")), leakage_plot),
    )
    report.mkdir(parents=True, exist_ok=True)
    (report / REPORT_FILE).write_text(render_run_report(page), encoding="utf-8")
    sentences = read_evidence_page(data.source, evidence)
    (report / EVIDENCE_FILE).write_text(render_evidence_page(sentences), encoding="utf-8")
    with answers.open(encoding="utf-8") as lines:
        told = AnswersPage(
            data.source, tunables.confidence.coverage, [json.loads(line) for line in lines]
        )
    (report / ANSWERS_FILE).write_text(render_answers_page(told), encoding="utf-8")


if __name__ == "__main__":
    run_stage(main)
