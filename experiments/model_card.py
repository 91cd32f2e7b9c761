"""The model card: what a registered model was trained on, how well it does, where it ends.

Markdown, logged with the run as ``model_card.md`` and shown as the description of the
registered model's version.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.baselines import OURS
from experiments.model_folder import ModelCard
from experiments.scores import METRICS
from text_features.embedding_source import EmbeddingSource
from variants.effect_class import EffectClass

CARD_FILE = "model_card.md"
"""Name of the card among a run's artifacts."""

FEW_ROWS = 50
"""Classes with fewer training rows than this are named among the limits."""

_QUESTIONS = {
    "random": "a new variant, most often of a known gene and out of a known paper",
    "text": "papers that are not in the training data",
    "gene": "a gene that is not in the training data",
}


def write_card(
    model: ModelCard,
    tags: Mapping[str, str],
    parameters: Mapping[str, Any],
    metrics: Mapping[str, Mapping[str, Any]],
    classes: Mapping[str, pd.DataFrame],
) -> str:
    """Return the card as Markdown.

    Parameters
    ----------
    model : ModelCard
        What the model was fitted on.
    tags : mapping
        Of the run: ``data.name``, ``data.sha256``, ``data.demo``, ``git.commit``, ….
    parameters : mapping
        Flattened params.yaml.
    metrics : mapping
        By regime, ours.
    classes : mapping of DataFrame
        By regime, see :func:`experiments.scores.class_scores`.
    """
    sections = [
        [
            "# oncolit effect classifier",
            "",
            "Says which of the nine OncoKB effect classes a tumour variant belongs to. "
            "For research only: it is not a medical device, and a prediction is no ground to "
            "treat anybody.",
        ],
        _facts(model, tags),
        _scores(parameters, metrics),
        _class_recalls(classes),
        ["## Limits", "", *_limits(model, tags)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def score_note(metrics: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the scores as the Markdown table that the run's page opens with."""
    lines = ["| split | learner | log loss (95 % interval) | accuracy |", "|---|---|---|---|"]
    for regime, scores in metrics.items():
        for learner, values in {OURS: scores, **scores["baselines"]}.items():
            lines.append(
                f"| {regime} | {learner} | {_log_loss(values)} | {values['accuracy']:.3f} |"
            )
    return "\n".join(lines)


def _facts(model: ModelCard, tags: Mapping[str, str]) -> list[str]:
    counts = ", ".join(
        f"{EffectClass(int(number)).label} ({number}) {n}"
        for number, n in model.class_counts.items()
    )
    changed = ", with changes that are not committed" if tags.get("git.dirty") == "true" else ""
    return [
        "| | |",
        "|---|---|",
        f"| data | {tags.get('data.name', 'unnamed')}, sha256 `{model.data_sha256}` |",
        f"| rows | {model.n_variants} variants, {model.n_texts} of them with a text |",
        *(
            [f"| feedback | {model.n_feedback} of the rows are feedback of laboratories |"]
            if model.n_feedback
            else []
        ),
        f"| classes | {counts} |",
        *([f"| features on disk | {_rows_read(model)} |"] if model.rows_read else []),
        *_embedded(model.embedding_source),
        "| columns | Gene and Variation; where known Text, "
        f"{len(model.embedding_columns)} of embeddings, "
        f"{len(model.annotation_columns)} of annotations |",
        f"| code | commit `{tags.get('git.commit', 'unknown')}`{changed} |",
    ]


def _embedded(source: EmbeddingSource | None) -> list[str]:
    if source is None:
        return []
    return [
        f"| embeddings | model {source.model}, weights sha256 `{source.weights_sha256}`, "
        f"{source.pooling} pooling, windows of {source.max_tokens} tokens; `model.json` has all |"
    ]


def _rows_read(model: ModelCard) -> str:
    told = ", ".join(f"{member} {n_rows}" for member, n_rows in model.rows_read.items())
    return f"more than `classifier.matrix_limit`; rows that members read: {told}"


def _scores(parameters: Mapping[str, Any], metrics: Mapping[str, Mapping[str, Any]]) -> list[str]:
    others = [name for name in METRICS if name != "log_loss"]
    lines = [
        "## Held-out scores",
        "",
        f"{parameters.get('split.folds', '?')} folds, seed {parameters.get('split.seed', '?')}; "
        "log loss in nats with its 95 % interval (bootstrap over rows, papers or genes). "
        "The model itself was then fitted on all rows.",
        "",
        f"| split | what is new | log loss | {' | '.join(others).replace('_', ' ')} |",
        "|---" * (len(others) + 3) + "|",
    ]
    for regime, values in metrics.items():
        cells = " | ".join(f"{values[name]:.3f}" for name in others)
        question = _QUESTIONS.get(regime, "")
        lines.append(f"| {regime} | {question} | {_log_loss(values)} | {cells} |")
    return lines


def _log_loss(values: Mapping[str, float]) -> str:
    interval = f"{values['log_loss_ci_low']:.3f} to {values['log_loss_ci_high']:.3f}"
    return f"{values['log_loss']:.3f} ({interval})"


def _class_recalls(classes: Mapping[str, pd.DataFrame]) -> list[str]:
    heading = " | ".join(f"{regime}: precision, recall" for regime in classes)
    lines = [f"| class | {heading} |", "|---" * (len(classes) + 1) + "|"]
    for effect in EffectClass:
        cells = []
        for table in classes.values():
            found = table[table["class"] == effect.value]
            cells += [f"{row.precision:.2f}, {row.recall:.2f}" for row in found.itertuples()]
        if cells:
            lines.append(f"| {effect.label} ({effect.value}) | {' | '.join(cells)} |")
    return lines


def _limits(model: ModelCard, tags: Mapping[str, str]) -> list[str]:
    limits = [
        "- Expect the scores of the split that asks your question; "
        "for a gene that is not in the training data that is `gene`.",
        "- The labels are those of the data folder. They were curated by people, and age.",
    ]
    few = [
        f"{effect.label} ({model.class_counts.get(str(effect.value), 0)})"
        for effect in EffectClass
        if model.class_counts.get(str(effect.value), 0) < FEW_ROWS
    ]
    if few:
        limits.append(f"- Classes with fewer than {FEW_ROWS} training rows: {', '.join(few)}.")
    if tags.get("data.demo") == "true":
        limits.append("- Trained on the demo data: it shows how oncolit works, and no more.")
    return limits
