"""What the trials of a study tried, how they scored, and which was best."""

from collections.abc import Sequence
from dataclasses import dataclass

from optuna.importance import FanovaImportanceEvaluator, get_param_importances
from optuna.study import Study
from optuna.trial import FrozenTrial, Trial, TrialState

from experiments.classifier import ExperimentSettings
from experiments.search_space import SPACE, Value, rounded
from experiments.tuning_search import STARTUP_TRIALS

OWN = "own"
"""Attribute of the trial that has the settings' own values."""

SO_FAR = "so_far"
"""Attribute: log loss over the first inner fold, the first two, …"""

_STATES = {
    TrialState.COMPLETE: "complete",
    TrialState.PRUNED: "pruned",
    TrialState.FAIL: "failed",
}


@dataclass(frozen=True)
class TrialRecord:
    """One trial of a study.

    Parameters
    ----------
    part : str
        Name of the study's part.
    number : int
    state : str
        ``complete``, ``pruned`` or ``failed``.
    values : dict
        Parameters by name.
    own : bool
        Whether they are the settings' own values.
    so_far : tuple of float
        Log loss over the rows of the first inner fold, of the first two, …; the last one of a
        complete trial is its score.
    less_own : tuple of float
        The same less that of the settings' own values: what was reported to the pruner.
    seconds : float
    """

    part: str
    number: int
    state: str
    values: dict[str, Value]
    own: bool
    so_far: tuple[float, ...]
    less_own: tuple[float, ...]
    seconds: float

    @property
    def log_loss(self) -> float | None:
        """The score; None of a trial that was not completed."""
        return self.so_far[-1] if self.state == "complete" else None


def trial_records(study: Study, part: str, settings: ExperimentSettings) -> tuple[TrialRecord, ...]:
    """Return the finished trials of a study, failed ones among them."""
    return tuple(
        TrialRecord(
            part,
            trial.number,
            _STATES[trial.state],
            tried_values(trial, settings),
            trial.user_attrs.get(OWN, False),
            tuple(trial.user_attrs.get(SO_FAR, ())),
            tuple(trial.intermediate_values.values()),
            trial.duration.total_seconds() if trial.duration else 0.0,
        )
        for trial in study.get_trials(deepcopy=False, states=tuple(_STATES))
    )


def best_trial(records: Sequence[TrialRecord]) -> TrialRecord:
    """Return the complete trial with the lowest log loss, the first of equals."""
    return min(
        (record for record in records if record.state == "complete"),
        key=lambda record: record.so_far[-1],
    )


def importances(study: Study, seed: int = 0) -> dict[str, float]:
    """Return each parameter's share of what moves the score (fANOVA), the largest first.

    Empty with fewer than :data:`STARTUP_TRIALS` completed trials. With a few dozen trials this is
    a hint and no more.
    Source: Hutter, Hoos & Leyton-Brown, ICML 2014.
    """
    scores = [trial.value for trial in study.get_trials(states=(TrialState.COMPLETE,))]
    if len(scores) < STARTUP_TRIALS or len(set(scores)) == 1:
        return {}
    return get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=seed))


def tried_values(trial: Trial | FrozenTrial, settings: ExperimentSettings) -> dict[str, Value]:
    """Return a trial's values as they were tried."""
    if trial.user_attrs.get(OWN):
        known = {tunable.name: tunable for tunable in SPACE}
        return {name: known[name].value(settings) for name in trial.params}
    return rounded(trial.params)
