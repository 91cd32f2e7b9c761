"""One answer as a record for JSON: class or abstention, confidence, why, similar variants."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from experiments.explanation import Explanation
from experiments.explanation_words import VIEW_WORDS, in_words
from variants.effect_class import CLASS_COLUMNS, EffectClass
from variants.schema import GENE, ID, VARIATION

_DIGITS = 4


def answer_records(
    variants: pd.DataFrame,
    probabilities: pd.DataFrame,
    answers: pd.DataFrame,
    explanations: Sequence[Explanation] | None = None,
    sentences: Sequence[Sequence[Mapping[str, Any]]] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield a record a row.

    Parameters
    ----------
    variants : DataFrame
        ``Gene`` and ``Variation``, indexed by ID.
    probabilities : DataFrame of shape (n_rows, 9)
    answers : DataFrame
        Columns :data:`experiments.answers.ANSWER_COLUMNS`.
    explanations : sequence of Explanation, optional
    sentences : sequence of sequences of mappings, optional
        Evidence sentences of each row's text, best first.
    """
    rows = zip(
        variants.index,
        variants[GENE].tolist(),
        variants[VARIATION].tolist(),
        probabilities.to_numpy().tolist(),
        _lines(answers),
        strict=True,
    )
    names = list(probabilities.columns)
    for place, (row_id, gene, variation, shares, answer) in enumerate(rows):
        record = {
            ID: row_id,
            GENE: gene,
            VARIATION: variation,
            "answer": answer["answer"],
            "reason": answer["reason"],
            "most_probable": answer["most_probable"],
            "effect": EffectClass(CLASS_COLUMNS.index(answer["most_probable"]) + 1).label,
            "probabilities": {
                name: round(float(value), _DIGITS)
                for name, value in zip(names, shares, strict=True)
            },
            "prediction_set": answer["prediction_set"].split(),
            "case": {"seen": answer["seen"], "named": answer["named"]},
            "measured": _measured(answer),
        }
        if explanations is not None:
            record |= explanation_record(explanations[place], float(answer["probability"]))
        if sentences is not None:
            record["sentences"] = list(sentences[place])
        yield record


def _lines(answers: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the lines of a table, from its columns: a line of a DataFrame takes a hundred times."""
    columns = {str(name): answers[name].tolist() for name in answers.columns}
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def _measured(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return how often such answers were right; None where nothing was learned."""
    if not answer["measured_rows"]:
        return None
    shares = ("accuracy", "accuracy_low", "accuracy_high")
    return {
        **{name: round(float(answer[name]), _DIGITS) for name in shares},
        "rows": int(answer["measured_rows"]),
        "on": answer["measured_on"],
    }


def explanation_record(explanation: Explanation, probability: float) -> dict[str, Any]:
    """Return what moved an answer as an object.

    Parameters
    ----------
    explanation : Explanation
    probability : float
        Of the most probable class.
    """
    pushes = explanation.pushes
    views = [
        {
            "view": view.view,
            "words": VIEW_WORDS.get(view.view, view.view),
            "push": round(view.push, _DIGITS),
            "features": [
                {
                    "feature": push.feature,
                    "value": None if push.value is None else float(f"{push.value:.6g}"),
                    "push": round(push.push, _DIGITS),
                }
                for push in view.features
            ],
        }
        for view in pushes.views
    ]
    return {
        "why": {
            "words": in_words(pushes, probability),
            "views": views,
            "rest": round(pushes.rest, _DIGITS),
            "total": round(pushes.total, _DIGITS),
        },
        "similar": [asdict(variant) for variant in explanation.similar],
    }
