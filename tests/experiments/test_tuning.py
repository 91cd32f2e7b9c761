"""Studies: pruned, stopped, continued and refused, on folds that answer at once."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_folds import BEST, MADE_ON, SETTINGS, MadeUpFold, finished, made_up_folds, run
from sklearn.model_selection import ParameterGrid

from engine.local_engine import IN_PROCESS
from experiments.classifier import ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.search_space import GRID, values_in, with_values
from experiments.tuning import n_finished, open_storage, open_study, run_trials
from experiments.tuning_plot import draw_tuning
from experiments.tuning_records import best_trial, importances, trial_records
from experiments.tuning_report import (
    StudyResult,
    describe_outer,
    describe_studies,
    is_better,
    score_outer,
    trial_table,
)
from experiments.tuning_schedule import run_side_by_side
from experiments.tuning_search import STARTUP_TRIALS, Sampler, Search, TuningError
from variants.effect_class import CLASS_COLUMNS


@pytest.fixture(scope="module")
def twelve(tmp_path_factory):
    return run(tmp_path_factory.mktemp("study") / "study.sqlite")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """By sampler, the trials of a study that was never stopped."""
    folder = tmp_path_factory.mktemp("whole")
    return {sampler: run(folder / sampler, sampler, 8)[1] for sampler in Sampler}


def test_the_first_trial_has_the_values_of_the_settings_as_they_are(tmp_path):
    settings = ExperimentSettings(
        ClassifierSettings(learning_rate=0.123456, max_depth=11, selection="forest")
    )
    _, records = run(tmp_path / "s.sqlite", n_trials=2, settings=settings)
    space = Search(Sampler.TPE, 2).space
    assert records[0].own
    assert records[0].values == values_in(settings, space)
    assert with_values(settings, records[0].values) == settings
    assert not records[1].own


def test_a_score_is_the_log_loss_over_the_rows_of_all_inner_folds(twelve):
    _, records = twelve
    first = records[0]
    away = abs(np.log(SETTINGS.classifier.regression_strength / BEST))
    right = np.array([0.9, 0.5, 0.7]) / (1 + away)
    expected = np.cumsum(-np.log(right) * [20, 30, 10]) / np.cumsum([20, 30, 10])
    np.testing.assert_allclose(first.so_far, expected)
    assert first.log_loss == first.so_far[-1]


def test_trials_report_what_they_lose_or_win_against_the_first_on_the_same_folds(twelve):
    _, records = twelve
    assert records[0].less_own == (0, 0, 0)
    for record in records[1:]:
        expected = np.subtract(record.so_far, records[0].so_far[: len(record.so_far)])
        np.testing.assert_allclose(record.less_own, expected)


def test_trials_that_are_worse_than_the_median_are_pruned_but_none_of_the_first(tmp_path):
    folds = made_up_folds()
    _, records = run(tmp_path / "s.sqlite", "random", 12, folds=folds)
    pruned = [record for record in records if record.state == "pruned"]
    assert 0 < len(pruned) < 8
    assert min(record.number for record in pruned) >= STARTUP_TRIALS
    for record in pruned:
        assert record.log_loss is None
        assert len(record.so_far) < 3
        before = [other for other in records[: record.number] if other.state == "complete"]
        step = len(record.so_far) - 1
        assert record.less_own[-1] > np.median([other.less_own[step] for other in before])
    n_answers = sum(len(fold.settings_seen) for fold in folds)
    assert n_answers == sum(len(record.so_far) for record in records)


def test_a_search_comes_nearer_to_the_best_values(twelve):
    _, records = twelve
    found = best_trial(records).values["classifier.regression_strength"]
    own = SETTINGS.classifier.regression_strength
    assert abs(np.log(found / BEST)) < abs(np.log(own / BEST))


def test_another_seed_tries_other_values_after_the_first(tmp_path, whole):
    records = finished(run(tmp_path / "s.sqlite", n_trials=3, seed=1)[1])
    assert records[0] == finished(whole["tpe"])[0]
    assert not [record for record in records[1:] if record in finished(whole["tpe"])]


@pytest.mark.parametrize("sampler", list(Sampler))
def test_a_study_that_was_continued_is_the_same_as_one_that_was_not(tmp_path, whole, sampler):
    for n_trials in (1, 6, 6, 8):
        parts = run(tmp_path / "parts.sqlite", sampler, n_trials)[1]
        assert len(parts) == n_trials
    assert finished(parts) == finished(whole[sampler])


@pytest.mark.parametrize(
    ("sampler", "stop_after"), [("tpe", 0), ("tpe", 5), ("random", 1), ("grid", 2)]
)
def test_a_trial_that_was_stopped_is_failed_and_tried_again(tmp_path, whole, sampler, stop_after):
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "s.sqlite", sampler, 8, folds=made_up_folds(stop_after))
    study, records = run(tmp_path / "s.sqlite", sampler, 8)
    assert [record.state for record in records].count("failed") == 1
    assert finished(records) == finished(whole[sampler])
    assert n_finished(study) == 8


def test_a_process_that_was_killed_leaves_a_study_that_goes_on(tmp_path, whole):
    """Killed within a trial: the study's file still says that it runs."""
    file = tmp_path / "s.sqlite"
    script = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import made_up_folds as made_up
class Killer(made_up.MadeUpFold):
    def answer_now(self, settings):
        if len(self.settings_seen) == 3:
            os.kill(os.getpid(), 9)
        return super().answer_now(settings)
folds = [Killer(20, 0.9), *made_up.made_up_folds()[1:]]
made_up.run({str(file)!r}, n_trials=8, folds=folds)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert done.returncode == -9, done.stderr
    with sqlite3.connect(file) as studies:
        states = [state for (state,) in studies.execute("SELECT state FROM trials ORDER BY number")]
    assert states == ["COMPLETE"] * 3 + ["RUNNING"]
    _, records = run(file, n_trials=8)
    assert [record.state for record in records].count("failed") == 1
    assert finished(records) == finished(whole["tpe"])


def test_a_study_that_has_its_trials_makes_no_folds(tmp_path):
    run(tmp_path / "s.sqlite", n_trials=3)
    study = open_study(open_storage(tmp_path / "s.sqlite"), "made-up", MADE_ON)
    search = Search(Sampler.TPE, 2)
    trials = run_trials(study, search, SETTINGS, lambda: pytest.fail("folds made"))
    assert list(run_side_by_side([trials], IN_PROCESS)) == []


def test_the_grid_is_tried_whole_and_no_longer_each_point_once(tmp_path):
    points = list(ParameterGrid(GRID))
    _, records = run(tmp_path / "s.sqlite", "grid", 1000)
    search = Search(Sampler.GRID, 1000)
    own = values_in(SETTINGS, search.space)
    tried = [record.values for record in records]
    assert tried[0] == own
    assert all(tried.count(point) == 1 for point in points)
    assert len(tried) == len(points) + (own not in points) == search.total(SETTINGS)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"data": "ef56"}, "data"),
        ({"folds": "ef56", "search space": "[]"}, "folds, search space"),
        ({"classifier.max_bin": "32"}, "classifier.max_bin"),
    ],
)
def test_a_study_made_on_something_else_is_refused_by_what_differs(tmp_path, changed, named):
    run(tmp_path / "s.sqlite", n_trials=1)
    with pytest.raises(TuningError) as caught:
        open_study(open_storage(tmp_path / "s.sqlite"), "made-up", {**MADE_ON, **changed})
    assert str(caught.value) == (
        f"study made-up was made with other {named}: name another file with --study"
    )


def test_a_file_that_holds_no_studies_is_refused(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("this is no database, and longer than the header of one would be. " * 9)
    with pytest.raises(TuningError, match=r"notes\.txt: cannot be read as studies of Optuna: .+"):
        open_storage(file)


def test_the_best_of_equals_is_the_first(tmp_path):
    study = open_study(open_storage(tmp_path / "s.sqlite"), "made-up", MADE_ON)
    search = Search(Sampler.RANDOM, 4)

    class Flat(MadeUpFold):
        def answer_now(self, settings):
            return np.full((self.n_rows, 9), 1 / 9)

    trials = run_trials(study, search, SETTINGS, lambda: [Flat(9, 1.0)])
    assert len(list(run_side_by_side([trials], IN_PROCESS))) == 4
    records = trial_records(study, "final", SETTINGS)
    result = StudyResult("made-up", "final", records)
    assert result.best.own
    assert result.best.log_loss == pytest.approx(np.log(9))
    assert result.changed() == {}
    assert importances(study) == {}


def test_importance_finds_the_one_parameter_that_counts(tmp_path):
    study, _ = run(tmp_path / "s.sqlite", "grid", 12)
    shares = importances(study)
    assert next(iter(shares)) == "classifier.regression_strength"
    assert sum(shares.values()) == pytest.approx(1)
    assert importances(study) == shares


def test_the_table_has_a_row_a_trial_with_values_and_losses(twelve):
    _, records = twelve
    table = trial_table(records)
    assert table["trial"].tolist() == list(range(12))
    assert table.loc[0, "own"]
    assert table["inner_log_loss"].isna().sum() == sum(r.state == "pruned" for r in records)
    assert table.loc[3, "classifier.max_depth"] == records[3].values["classifier.max_depth"]
    assert {"until_fold1", "until_fold2", "until_fold3"} < set(table.columns)


def test_studies_are_described_by_losses_and_what_the_last_would_change(twelve):
    _, records = twelve
    first, last = StudyResult("a", "outer0", records[:1]), StudyResult("b", "final", records)
    _, one, other, changes = describe_studies([first, last]).splitlines()
    assert one.split()[:3] == ["outer0", "1", "0"]
    assert one.split()[-1] == "+0.0000"
    part, n_trials, n_pruned, own, best, difference = other.split()
    assert (part, n_trials, n_pruned) == ("final", "12", str(last.n_trials("pruned")))
    assert (float(own), float(best), float(difference)) == pytest.approx(
        (records[0].log_loss, last.best.log_loss, last.best.log_loss - records[0].log_loss),
        abs=1e-4,
    )
    told = dict(part.split(" ", 1) for part in changes.removeprefix("Best of final: ").split(", "))
    assert told == {
        name: f"{records[0].values[name]} to {value}" for name, value in last.changed().items()
    }
    assert describe_studies([first]).endswith("Best of outer0: the values of params.yaml")


def frame(right, index):
    answers = np.full((len(index), 9), (1 - right) / 8)
    answers[:, 0] = right
    return pd.DataFrame(answers, index=index, columns=list(CLASS_COLUMNS))


@pytest.mark.parametrize(
    ("right", "better", "verdict"),
    [(0.6, True, "better"), (0.5, False, "no clear difference"), (0.4, False, "worse")],
)
def test_tuned_values_are_better_only_beyond_noise(right, better, verdict):
    labels = pd.Series(np.ones(40, dtype=int))
    answers = {"kept": frame(0.5, labels.index), "tuned": frame(right, labels.index)}
    table = score_outer(answers, labels, np.arange(40) % 8, "text", 200)
    assert is_better(table) is better
    told = describe_outer(table)
    assert told.startswith("On rows that tuning never saw (split text): log loss 0.6931 with ")
    assert told.endswith(verdict)


def test_the_plot_shows_every_trial_and_every_importance(tmp_path, twelve):
    study, records = twelve
    shares = importances(study)
    figure = draw_tuning(records, shares, "text", "Study made-up")
    history, bars = figure.axes
    drawn = sum(len(line.get_xdata()) for line in history.lines if line.get_marker() in "ox")
    assert drawn == 12
    assert [label.get_text() for label in bars.get_yticklabels()] == list(shares)
    assert "text" in figure.get_suptitle()
    figure.savefig(tmp_path / "tuning.png")
    assert (tmp_path / "tuning.png").read_bytes().startswith(b"\x89PNG")


def test_the_plot_of_a_few_trials_says_that_they_are_too_few(tmp_path):
    _, records = run(tmp_path / "s.sqlite", n_trials=1)
    figure = draw_tuning(records, {}, "gene", "Study made-up")
    assert figure.axes[1].texts[0].get_text() == "too few complete trials"
