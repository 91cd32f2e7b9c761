"""What a study sees: its own rows, dealt into inner folds, and features made once."""

import pickle
import sys
from dataclasses import replace

import numpy as np
import pytest
from made_up_folds import reading_only

from engine.local_engine import IN_PROCESS, LocalEngine
from experiments.classifier import EffectClassifier
from experiments.search_space import SPACE, Range, values_in, with_values
from experiments.splits import SplitError
from experiments.tuning import open_storage, open_study, run_trials
from experiments.tuning_folds import (
    FINAL,
    LabelledRows,
    Part,
    answer_fold,
    answer_outer_fold,
    inner_folds,
    make_parts,
    prepare_fold,
)
from experiments.tuning_records import trial_records
from experiments.tuning_schedule import run_side_by_side
from experiments.tuning_search import Sampler, Search
from experiments.views import all_views

READ = {"consequence", "hotspot", "mentions", "text_response", "situation"}


@pytest.fixture(scope="module")
def settings(fast_settings):
    return reading_only(READ, fast_settings)


@pytest.fixture(scope="module")
def inputs(make_table, make_model_inputs):
    return make_model_inputs(make_table(90))


@pytest.fixture(scope="module")
def rows(make_table, inputs):
    papers = inputs.paper_index.groups_
    return LabelledRows(
        make_table(90)["Class"].to_numpy(), "text", papers % 3, papers
    )  # fmt: skip


def test_a_part_has_the_rows_of_all_other_outer_folds_and_the_last_has_all(rows):
    parts = make_parts(rows, range(3), with_final=True, n_inner=2, seed=0)
    assert [part.name for part in parts] == ["outer0", "outer1", "outer2", FINAL]
    for fold, part in enumerate(parts[:3]):
        assert sorted(part.rows) == np.flatnonzero(rows.outer != fold).tolist()
    assert parts[3].rows.tolist() == list(range(90))


def test_inner_folds_keep_together_what_the_regime_never_splits(rows):
    for part in make_parts(rows, range(3), with_final=True, n_inner=3, seed=0):
        assert len(part.folds) == len(part.rows)
        assert set(part.folds) == {0, 1, 2}
        units = rows.units[part.rows]
        assert all(len(set(part.folds[units == unit])) == 1 for unit in units)


def test_more_inner_folds_than_papers_are_refused(rows):
    with pytest.raises(SplitError, match="split text into 80 folds needs at least 80"):
        make_parts(rows, [0], with_final=False, n_inner=80, seed=0)


def test_a_fold_answers_as_the_classifier_does(inputs, rows, settings):
    kept, tested = np.flatnonzero(rows.outer != 1), np.flatnonzero(rows.outer == 1)
    fold = prepare_fold(inputs, kept, rows.labels[kept], tested, settings, SPACE)
    other = with_values(settings, {"classifier.max_depth": 2, "text.response_strength": 40.0})
    # In turn: features that were made once must fit all settings.
    for chosen in (settings, other, settings):
        fitted = EffectClassifier(chosen).fit(inputs.take(kept), rows.labels[kept])
        expected = fitted.predict_proba(inputs.take(tested))
        np.testing.assert_array_equal(answer_fold(fold, chosen), expected)


def test_a_cluster_is_told_the_whole_size_of_what_is_kept(inputs, rows, settings):
    kept, tested = np.flatnonzero(rows.outer != 1), np.flatnonzero(rows.outer == 1)
    fold = prepare_fold(inputs, kept, rows.labels[kept], tested, settings, SPACE)
    content = fold.training, fold.tested, fold.blocks
    assert sys.getsizeof(fold) >= len(pickle.dumps(content, pickle.HIGHEST_PROTOCOL))


def test_inner_folds_hold_out_each_row_of_their_part_once_with_its_label(inputs, rows, settings):
    [part] = make_parts(rows, [1], with_final=False, n_inner=2, seed=0)
    folds = inner_folds(inputs, rows.labels, part, settings, SPACE, IN_PROCESS)
    seen = [fold.prepared.tested.variants.index for fold in folds]
    ids = inputs.variants.index[part.rows]
    assert sorted(np.concatenate(seen)) == sorted(ids)
    for fold, tested in zip(folds, seen, strict=True):
        training = fold.prepared.training.variants.index
        assert sorted([*training, *tested]) == sorted(ids)
        np.testing.assert_array_equal(fold.labels, rows.labels[tested - 100])
        np.testing.assert_array_equal(fold.prepared.labels, rows.labels[training - 100])
        answered = fold.answer(settings)()
        assert answered.shape == (len(fold.labels), 9)


class Weighs(LocalEngine):
    """Prepares nothing, and remembers what it would have sent."""

    def __init__(self, folder):
        super().__init__(2, folder)
        self.sizes = []

    def keep(self, job):
        self.sizes.append(len(pickle.dumps(job)))


def test_what_is_sent_to_prepare_a_fold_does_not_grow_with_the_rows(inputs, settings, tmp_path):
    sizes = []
    for n_rows in (60, 6000):
        part = Part("outer0", np.arange(n_rows), np.arange(n_rows) % 3)
        with Weighs(tmp_path) as engine:
            shared = engine.share(inputs)
            inner_folds(shared, np.ones(n_rows, dtype=int), part, settings, SPACE, engine)
        sizes.append(engine.sizes)
    assert len(sizes[0]) == 3
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize(
    "tunable", [found for found in SPACE if found.views], ids=lambda found: found.name
)
def test_a_tunable_names_all_views_whose_features_it_changes(
    rows, fast_settings, make_table, name_variants, make_model_inputs, tunable
):
    assert isinstance(tunable, Range)
    inputs = make_model_inputs(name_variants(make_table(90)))
    ends = [
        with_values(fast_settings, {tunable.name: value}) for value in (tunable.low, tunable.high)
    ]
    changed = set()
    for name in all_views(fast_settings.text):
        made = [all_views(end.text, seed=0)[name] for end in ends]
        features = [view.fit_transform(inputs, rows.labels).known for view in made]
        if not np.array_equal(*features, equal_nan=True):
            changed.add(name)
    assert changed == set(tunable.views)


def test_features_are_made_once_but_for_those_that_a_tunable_changes(
    inputs, rows, settings, monkeypatch
):
    made = []
    new_views = type(settings).new_views

    def watched(self):
        views = new_views(self)
        for name, view in views.items():
            fit = view.fit_transform
            monkeypatch.setattr(
                view,
                "fit_transform",
                lambda *given, name=name, fit=fit: made.append(name) or fit(*given),
            )
        return views

    monkeypatch.setattr(type(settings), "new_views", watched)
    kept, tested = np.flatnonzero(rows.outer != 0), np.flatnonzero(rows.outer == 0)
    fold = prepare_fold(inputs, kept, rows.labels[kept], tested, settings, SPACE)
    assert sorted(made) == sorted(READ - {"text_response"})
    for depth in (2, 3, 4):
        answer_fold(fold, with_values(settings, {"classifier.max_depth": depth}))
    assert {name: made.count(name) for name in READ} == {
        name: 3 if name == "text_response" else 1 for name in READ
    }


def test_tuning_never_sees_the_outer_test_fold(inputs, rows, settings, make_table, tmp_path,
                                               make_model_inputs):  # fmt: skip
    """Other labels and other variants there leave the study as it is, to the last digit."""
    tested = rows.outer == 0
    table = make_table(90)
    table.loc[tested, "Variation"] = "V600E"
    table.loc[tested, "CADD_phred"] = 99.0
    changed_inputs = make_model_inputs(table)
    changed = replace(rows, labels=np.where(tested, rows.labels % 9 + 1, rows.labels))
    records = []
    for number, (seen, given) in enumerate([(inputs, rows), (changed_inputs, changed)]):
        [part] = make_parts(given, [0], with_final=False, n_inner=2, seed=0)
        study = open_study(open_storage(tmp_path / f"{number}.sqlite"), "outer0", {})
        search = Search(Sampler.RANDOM, 2)
        folds = inner_folds(seen, given.labels, part, settings, search.space, IN_PROCESS)
        trials = run_trials(study, search, settings, lambda folds=folds: folds)
        for _ in run_side_by_side([trials], IN_PROCESS):
            pass
        records.append(trial_records(study, "outer0", settings))
    assert [r.so_far for r in records[0]] == [r.so_far for r in records[1]]
    assert [r.values for r in records[0]] == [r.values for r in records[1]]


def test_outer_test_rows_are_answered_by_models_of_all_other_rows(inputs, rows, settings):
    other = with_values(settings, {"classifier.max_depth": 2})
    named = {"kept": settings, "tuned": other}
    found = answer_outer_fold(inputs, rows, 2, named, SPACE)
    kept, tested = np.flatnonzero(rows.outer != 2), np.flatnonzero(rows.outer == 2)
    for name, chosen in named.items():
        fitted = EffectClassifier(chosen).fit(inputs.take(kept), rows.labels[kept])
        np.testing.assert_array_equal(found[name], fitted.predict_proba(inputs.take(tested)))
    assert values_in(settings, SPACE) != values_in(other, SPACE)
