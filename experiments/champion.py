"""Whether a run's model may become champion, and the record of that decision.

The rule: on the champion's data and folds, the log loss of the splits ``gene`` and ``text``
must not get worse beyond noise; that is, the lower end of the 95 % interval of the paired
difference (candidate less champion) must not lie above 0.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mlflow import MlflowClient

from experiments.comparison import Comparison, NotComparableError, ScoredRun, compare_runs
from experiments.promotion import CHALLENGER, CHAMPION, DEMO_TAG

GUARDED = ("gene", "text")
"""Split regimes in which a new champion must not be worse."""

OUTCOME_TAG = "promotion.outcome"
"""Tag of the candidate's run: ``promoted`` or ``refused``."""

REPLACED_AT, REPLACED_BY = "promotion.replaced_at", "promotion.replaced_by"
"""Tags of a model version that was champion, and is no longer: when, and by which version."""

_HEADING = "## Promotion"
_REPEAT = "repeat the champion's run with the code of today, and compare with that"


class PromotionError(ValueError):
    """There is nothing to decide on: the run has no model that could answer."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """Whether a candidate may become champion.

    Parameters
    ----------
    promoted : bool
    reason : str
        One sentence.
    comparison : Comparison or None
        Champion first, candidate second; None where there was nothing to compare.
    """

    promoted: bool
    reason: str
    comparison: Comparison | None = None


@dataclass(frozen=True)
class Challenge:
    """Versions of the registered model that a verdict is about.

    Parameters
    ----------
    model : str
        Name of the registered model.
    candidate : str
    champion : str or None
        None where there is none yet.
    """

    model: str
    candidate: str
    champion: str | None


def judge(candidate: ScoredRun, champion: ScoredRun | None) -> Verdict:
    """Decide whether the candidate may replace the champion."""
    if champion is None:
        return Verdict(True, "There is no champion yet.")
    if _is_demo(candidate) and not _is_demo(champion):
        return Verdict(
            False, "A model of the demo data never replaces one that was trained on other data."
        )
    if _is_demo(champion) and not _is_demo(candidate):
        return Verdict(True, "The champion was trained on the demo data only.")
    try:
        comparison = compare_runs(champion, candidate)
    except NotComparableError as error:
        return Verdict(False, f"The two cannot be compared: {error}.")
    return _judge_differences(comparison)


def differences(comparison: Comparison | None) -> dict[str, dict[str, float]]:
    """Return the difference of the log loss by regime, with the ends of its 95 % interval."""
    found = {}
    for regime, scores in (comparison.regimes if comparison else {}).items():
        found[regime] = {"difference": scores.difference}
        if scores.interval:
            found[regime] |= dict(zip(("ci_low", "ci_high"), scores.interval, strict=True))
    return found


def record_verdict(
    client: MlflowClient, challenge: Challenge, verdict: Verdict, run_id: str, when: datetime,
    details: Mapping[str, Any],
) -> None:  # fmt: skip
    """Write the verdict on the candidate's run and, if it is promoted, move the alias.

    Parameters
    ----------
    client : MlflowClient
    challenge : Challenge
    verdict : Verdict
    run_id : str
        The candidate's run; gets tags and ``promotion/<time>.json``.
    when : datetime
    details : mapping
        What the file says beside the verdict: the whole comparison.
    """
    outcome = "promoted" if verdict.promoted else "refused"
    at = when.isoformat(timespec="seconds")
    tags = {
        OUTCOME_TAG: outcome,
        "promotion.at": at,
        "promotion.reason": verdict.reason,
        "promotion.champion_version": challenge.champion or "none",
        "promotion.differences": json.dumps(differences(verdict.comparison)),
    }
    for name, value in tags.items():
        client.set_tag(run_id, name, value)
    record = {
        "outcome": outcome, "at": at, "reason": verdict.reason, "candidate": challenge.candidate,
        "champion": challenge.champion, **details,
    }  # fmt: skip
    client.log_dict(run_id, record, f"promotion/{when:%Y-%m-%dT%H-%M-%S}.json")
    if verdict.promoted:
        _move_champion(client, challenge, tags)


def _move_champion(client: MlflowClient, challenge: Challenge, tags: Mapping[str, str]) -> None:
    """Tag and describe both versions, then move the alias: it moves last, all else is logged."""
    model, version, before = challenge.model, challenge.candidate, challenge.champion
    at = tags["promotion.at"]
    for name, value in tags.items():
        client.set_model_version_tag(model, version, name, value)
    for name in {REPLACED_AT, REPLACED_BY} & client.get_model_version(model, version).tags.keys():
        client.delete_model_version_tag(model, version, name)
    replaces = ""
    if before is not None:
        replaces = f", in place of version {before}"
        client.set_model_version_tag(model, before, REPLACED_AT, at)
        client.set_model_version_tag(model, before, REPLACED_BY, version)
        _append(client, model, before, f"Replaced by version {version}: {at}.")
    _append(client, model, version, f"Made champion: {at}{replaces}. {tags['promotion.reason']}")
    challenger = client.get_registered_model(model).aliases.get(CHALLENGER)
    client.set_registered_model_alias(model, CHAMPION, version)
    if challenger is not None and str(challenger) == version:
        client.delete_registered_model_alias(model, CHALLENGER)


def _append(client: MlflowClient, model: str, version: str, line: str) -> None:
    """Add a line to what a version's description says of its promotions."""
    said = (client.get_model_version(model, version).description or "").rstrip()
    heading = "" if _HEADING in said else f"{_HEADING}\n\n"
    client.update_model_version(model, version, description=f"{said}\n\n{heading}{line}\n")


def _judge_differences(comparison: Comparison) -> Verdict:
    unknown = [
        regime
        for regime in GUARDED
        if regime not in comparison.regimes or comparison.regimes[regime].interval is None
    ]
    if unknown:
        reason = f"No interval of the difference in {' and '.join(unknown)}: {_REPEAT}."
        return Verdict(False, reason, comparison)
    worse = [regime for regime in GUARDED if comparison.regimes[regime].is_worse]
    said = ", ".join(_said(comparison, regime) for regime in worse or GUARDED)
    if worse:
        return Verdict(False, f"Worse than the champion beyond noise: {said}.", comparison)
    return Verdict(True, f"Not worse than the champion beyond noise: {said}.", comparison)


def _said(comparison: Comparison, regime: str) -> str:
    scores = comparison.regimes[regime]
    low, high = scores.interval or (float("nan"), float("nan"))
    return f"{regime} log loss {scores.difference:+.4f} ({low:+.4f} to {high:+.4f})"


def _is_demo(run: ScoredRun) -> bool:
    return run.tags.get(DEMO_TAG) == "true"
