"""Inner folds that answer at once, in this process or on a cluster, and studies on them."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from engine.job import Job
from engine.local_engine import IN_PROCESS
from experiments.classifier import ExperimentSettings
from experiments.tuning import open_storage, open_study, run_trials
from experiments.tuning_records import trial_records
from experiments.tuning_schedule import run_side_by_side
from experiments.tuning_search import Sampler, Search
from experiments.views import all_views

SETTINGS = ExperimentSettings()
MADE_ON = {"data": "ab12", "folds": "cd34", "search space": "{}"}
BEST = 0.01


@dataclass
class MadeUpFold:
    """Answers the better, the nearer the regression's strength is to the best."""

    n_rows: int
    ease: float
    settings_seen: list = field(default_factory=list)
    stop_after: int | None = None

    @property
    def labels(self):
        return np.arange(self.n_rows) % 9 + 1

    def answer(self, settings):
        return Job(self.answer_now, (settings,))

    def answer_now(self, settings):
        if self.stop_after is not None and len(self.settings_seen) >= self.stop_after:
            raise KeyboardInterrupt
        self.settings_seen.append(settings)
        away = abs(np.log(settings.classifier.regression_strength / BEST))
        right = self.ease / (1 + away)
        answers = np.full((self.n_rows, 9), (1 - right) / 8)
        answers[np.arange(self.n_rows), self.labels - 1] = right
        return answers


def made_up_folds(stop_after=None, ease=1.0):
    return [
        MadeUpFold(20, 0.9 * ease),
        MadeUpFold(30, 0.5 * ease, stop_after=stop_after),
        MadeUpFold(10, 0.7 * ease),
    ]


def run(
    file, sampler="tpe", n_trials=12, seed=0, name="made-up", folds=None, settings=SETTINGS,
    engine=IN_PROCESS,
):  # fmt: skip
    """Run the trials that a study lacks; return it and its records."""
    study = open_study(open_storage(Path(file)), name, MADE_ON)
    search = Search(Sampler(sampler), n_trials, seed)
    trials = run_trials(study, search, settings, lambda: folds or made_up_folds())
    for _ in run_side_by_side([trials], engine):
        pass
    return study, trial_records(study, "final", settings)


def finished(records):
    """Return what must not depend on how a study was run."""
    return [
        (record.state, record.values, record.so_far, record.less_own)
        for record in records if record.state != "failed"
    ]  # fmt: skip


def content(study):
    """Return all that the database has of a study's trials but for times and its own row ids."""
    return [
        (trial.number, trial.state, trial.values, trial.params, trial.distributions,
         trial.user_attrs, trial.system_attrs, trial.intermediate_values)
        for trial in study.get_trials()
    ]  # fmt: skip


def reading_only(names, settings):
    """Return small settings that read these views alone."""
    return replace(
        settings,
        classifier=replace(settings.classifier, n_estimators=2, inner_folds=2),
        views_left_out=tuple(name for name in all_views(settings.text) if name not in names),
    )
