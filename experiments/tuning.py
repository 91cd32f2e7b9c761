"""Search for parameters with Optuna, in studies that can be stopped and continued.

A study has one part of the rows and scores parameters by the log loss on its inner folds, in nats.
Its first trial has the settings' own values. After each inner fold a trial reports its log loss
less that of the first trial on the same folds, and is pruned where that is worse than the median.
Each trial's sampler is seeded with the number of trials before it, so a study that was cut short
goes on as if it had not been.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path

import numpy as np
import optuna
from optuna.pruners import MedianPruner
from optuna.storages import RDBStorage
from optuna.study import Study
from optuna.trial import Trial, TrialState
from sklearn.metrics import log_loss
from sqlalchemy.exc import DatabaseError

from engine.job import Job
from experiments.classifier import ExperimentSettings
from experiments.search_space import values_in, with_values
from experiments.tuning_folds import HeldOutFold
from experiments.tuning_records import OWN, SO_FAR, tried_values
from experiments.tuning_search import STARTUP_TRIALS, Sampler, Search, TuningError
from variants.effect_class import CLASS_NUMBERS

_MADE_ON = "made_on"

Trials = Generator[Sequence[Job[np.ndarray]], Sequence[np.ndarray], None]
"""A study that goes on: yields jobs, and is sent the results of the first or of the first few.

It needs the first alone; the others are of inner folds that come next unless the trial is pruned.
No jobs mean that a trial has ended.
"""


def open_storage(file: Path) -> RDBStorage:
    """Open the SQLite file of studies, made where there is none.

    Raises
    ------
    TuningError
        The file is no such database.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        return RDBStorage(f"sqlite:///{file}")
    except (DatabaseError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise TuningError(f"{file}: cannot be read as studies of Optuna: {reason}") from error


def open_study(storage: RDBStorage, name: str, made_on: Mapping[str, str]) -> Study:
    """Return the study of that name, made where there is none.

    Trials that were cut short are marked as failed; they are tried again. So no two processes may
    run the same study.

    Parameters
    ----------
    storage : RDBStorage
    name : str
    made_on : mapping of str to str
        What scores depend on, by what it is called.

    Raises
    ------
    TuningError
        The study was made on something else.
    """
    study = optuna.create_study(
        storage=storage,
        study_name=name,
        direction="minimize",
        load_if_exists=True,
        pruner=MedianPruner(n_startup_trials=STARTUP_TRIALS),
    )
    before = study.user_attrs.get(_MADE_ON)
    if before is None and not study.trials:
        study.set_user_attr(_MADE_ON, dict(made_on))
    elif before != dict(made_on):
        before = before or {}
        other = [
            what
            for what in dict.fromkeys((*made_on, *before))
            if before.get(what) != made_on.get(what)
        ]
        raise TuningError(
            f"study {name} was made with other {', '.join(other)}: name another file with --study"
        )
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)
    return study


def n_finished(study: Study) -> int:
    """Return the number of trials that were completed or pruned."""
    return len(study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED)))


def run_trials(
    study: Study,
    search: Search,
    settings: ExperimentSettings,
    make_folds: Callable[[], Sequence[HeldOutFold]],
) -> Trials:
    """Go through the trials that the study lacks; the caller runs the jobs.

    What is proposed and pruned depends on results alone, not on how many are sent at a time.

    Parameters
    ----------
    study : Study
    search : Search
    settings : ExperimentSettings
        With the values of the first trial.
    make_folds : callable
        Prepares the inner folds; not called where no trial is lacking.
    """
    done, total = n_finished(study), search.total(settings)
    folds = make_folds() if done < total else ()
    for number in range(done, total):
        trial = _ask(study, search, settings, number)
        try:
            state, score = yield from _score(trial, study, settings, folds)
        except BaseException:
            study.tell(trial, state=TrialState.FAIL)
            raise
        study.tell(trial, score, state=state)
        yield ()


def _ask(study: Study, search: Search, settings: ExperimentSettings, number: int) -> Trial:
    study.sampler = search.new_sampler(number)
    # One that was cut short between these lines is still waiting.
    if not study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
        if number == 0:
            study.enqueue_trial(values_in(settings, search.space), user_attrs={OWN: True})
        elif search.sampler == Sampler.GRID:
            study.enqueue_trial(search.grid(settings)[number - 1])
    return study.ask({tunable.name: tunable.distribution(settings) for tunable in search.space})


def _score(
    trial: Trial, study: Study, settings: ExperimentSettings, folds: Sequence[HeldOutFold]
) -> Generator[Sequence[Job[np.ndarray]], Sequence[np.ndarray], tuple[TrialState, float | None]]:
    tried = with_values(settings, tried_values(trial, settings))
    losses: list[float] = []
    own = _own_losses(study)
    so_far: list[float] = []
    answers: list[np.ndarray] = []
    for step, fold in enumerate(folds, start=1):
        if len(answers) < step:
            answers += yield [waiting.answer(tried) for waiting in folds[step - 1 :]]
        losses.append(log_loss(fold.labels, answers[step - 1], labels=list(CLASS_NUMBERS)))
        n_rows = [len(answered.labels) for answered in folds[:step]]
        so_far.append(float(np.average(losses, weights=n_rows)))
        trial.set_user_attr(SO_FAR, so_far)
        trial.report(so_far[-1] - own[step - 1] if own else 0.0, step)
        if step < len(folds) and trial.should_prune():
            return TrialState.PRUNED, None
    return TrialState.COMPLETE, so_far[-1]


def _own_losses(study: Study) -> list[float]:
    """Return what the settings' own values scored, empty before that is known."""
    for trial in study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,)):
        if trial.user_attrs.get(OWN):
            return list(trial.user_attrs[SO_FAR])
    return []
