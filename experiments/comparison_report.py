"""A comparison of two runs as text for the screen and as a record for JSON."""

from typing import Any

import pandas as pd

from experiments.champion import differences
from experiments.comparison import (
    OUTCOMES,
    Comparison,
    RegimeComparison,
    ScoredRun,
    true_class_change,
)
from experiments.text_table import text_table
from variants.effect_class import EffectClass
from variants.schema import CLASS, GENE, ID, VARIATION

SHOWN = 10
"""Changed variants on the screen."""

_UNITS = {"random": "rows", "text": "papers", "gene": "genes"}
_SHOWN_SCORES = {"accuracy": "accuracy", "macro-F1": "macro_f1", "ECE": "ece"}


def describe_comparison(comparison: Comparison) -> str:
    """Return what differs between two runs as plain text."""
    first, second = comparison.first, comparison.second
    parameters = [
        f"  {name}: {before if before is not None else 'none'} → "
        f"{after if after is not None else 'none'}"
        for name, (before, after) in comparison.parameters.items()
    ]
    sections = [
        f"First:  {first.title}, code {first.code}\n"
        f"Second: {second.title}, code {second.code}\n"
        f"Data:   {first.data}, {first.parameters.get('split.folds', '?')} folds, "
        f"seed {first.parameters.get('split.seed', '?')}",
        _scores(comparison),
        "Parameters that differ:" + ("\n" + "\n".join(parameters) if parameters else " none"),
        _outcomes(comparison),
    ]
    if len(comparison.changed):
        sections.append(_largest_changes(comparison.changed))
    return "\n\n".join(sections)


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """Return the whole comparison, every changed variant included, ready for JSON."""
    found = differences(comparison)
    return {
        "first": _run_record(comparison.first),
        "second": _run_record(comparison.second),
        "regimes": {
            regime: {
                "rows": scores.n_rows,
                "groups": scores.n_groups,
                "first": dict(scores.first),
                "second": dict(scores.second),
                "log_loss": found[regime],
            }
            for regime, scores in comparison.regimes.items()
        },
        "parameters": {name: list(pair) for name, pair in comparison.parameters.items()},
        "changed": comparison.changed.to_dict("records"),
    }


def _run_record(run: ScoredRun) -> dict[str, str | None]:
    tags = ("data.name", "data.sha256", "git.commit", "git.dirty")
    return {"run_id": run.run_id, "name": run.name, **{tag: run.tags.get(tag) for tag in tags}}


def _scores(comparison: Comparison) -> str:
    difference = "difference (95 % interval)"
    headings = ("split", "log loss", difference, "resampled", *_SHOWN_SCORES)
    rows = []
    for regime, scores in comparison.regimes.items():
        others = [
            f"{scores.first[metric]:.3f} → {scores.second[metric]:.3f}"
            for metric in _SHOWN_SCORES.values()
        ]
        losses = f"{scores.first['log_loss']:.4f} → {scores.second['log_loss']:.4f}"
        units = f"{scores.n_groups} {_UNITS[regime]}" if scores.n_groups else "not kept"
        rows.append([regime, losses, _difference(scores), units, *others])
    notes = [
        "Log loss in nats; the difference is the second less the first, paired: negative, the "
        "second is better.",
        "* the interval leaves out 0.",
    ]
    if any(scores.interval is None for scores in comparison.regimes.values()):
        notes.append(
            "No interval: neither run keeps the table variants.csv with its papers and genes, as "
            "newer ones do. Repeat one of them."
        )
    return "\n".join([text_table(headings, rows, left=("split", difference)), *notes])


def _difference(scores: RegimeComparison) -> str:
    if scores.interval is None:
        return f"{scores.difference:+.4f} (no interval)"
    low, high = scores.interval
    sure = "" if low <= 0 <= high else "*"
    return f"{scores.difference:+.4f} ({low:+.4f} to {high:+.4f}){sure}"


def _outcomes(comparison: Comparison) -> str:
    headings = ("Predicted class changed", "variants", *OUTCOMES)
    table = []
    for regime, scores in comparison.regimes.items():
        rows = comparison.changed[comparison.changed["split"] == regime]
        counts = [(rows["outcome"] == outcome).sum() for outcome in OUTCOMES]
        table.append([regime, f"{len(rows)} of {scores.n_rows}", *map(str, counts)])
    return text_table(headings, table, left=headings[:1])


def _largest_changes(changed: pd.DataFrame) -> str:
    order = true_class_change(changed).abs().sort_values(ascending=False, kind="stable").index
    largest = changed.loc[order[:SHOWN]]
    headings = (
        "split", "ID", "variant", "class", "its probability", "first predicts", "second predicts",
    )  # fmt: skip
    rows = [
        [
            row["split"],
            str(row[ID]),
            f"{row[GENE]} {row[VARIATION]}".strip() or "not kept",
            str(row[CLASS]),
            f"{row['true_probability_first']:.2f} → {row['true_probability_second']:.2f}",
            f"{row['from']} ({row['from_probability']:.2f})",
            f"{row['to']} ({row['to_probability']:.2f})",
        ]
        for row in largest.to_dict("records")
    ]
    table = text_table(headings, rows, left=("split", "variant"))
    classes = ", ".join(f"{effect.value} {effect.label}" for effect in EffectClass)
    return (
        f"The {len(largest)} of {len(changed)} changed predictions whose true class's probability "
        f"moved most (--out writes all):\n{table}\nClasses: {classes}"
    )
