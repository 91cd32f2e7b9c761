"""Features above the limit lie on disk, and are learnt from as well, here or on a cluster."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import log_loss

from engine.dask_engine import DaskEngine
from experiments.classifier import EffectClassifier
from experiments.classifier_settings import ClassifierSettings
from experiments.contributions import contributions
from experiments.situation import ANNOTATED, READ
from experiments.stored_features import StoredRows, beside_within
from experiments.stored_members import StoredFeaturesError
from experiments.view import CASES, Case, TrainingFeatures
from experiments.views import columns_of, fit_transform, transform


@pytest.fixture(scope="module")
def inputs_and_labels(make_table, make_model_inputs):
    """Rows whose gene and score tell something of the class."""
    table = make_table(240)
    generator = np.random.default_rng(1)
    told = table["Gene"].rank(method="dense").astype(int) % 3
    labels = np.where(generator.random(240) < 0.7, told * 3 + 1, table["Class"])
    return make_model_inputs(table), labels


def with_limit(settings, limit, **changed):
    return replace(settings, classifier=replace(settings.classifier, matrix_limit=limit, **changed))


def blocks(seed=0, n_rows=50):
    """Blocks of features of the same rows: one alike in all cases, two that are not."""
    generator = np.random.default_rng(seed)
    groups = dict.fromkeys(CASES, np.arange(n_rows))
    first = generator.normal(size=(n_rows, 3)).astype(np.float32)
    yield TrainingFeatures(dict.fromkeys(CASES, first), groups)
    for width in (2, 4):
        by_case = {case: generator.normal(size=(n_rows, width)).astype("f4") for case in CASES}
        yield TrainingFeatures(by_case, groups)


def test_features_within_the_limit_stay_in_memory(tmp_path):
    features = beside_within(blocks(), 50 * 9 * 4, tmp_path)
    assert not features.files
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("limit", [0, 50 * 4 * 4, 50 * 9 * 4 - 1])
def test_features_above_the_limit_are_the_same_on_disk(tmp_path, limit):
    expected = TrainingFeatures.beside(blocks())
    features = beside_within(blocks(), limit, tmp_path)
    for case in CASES:
        np.testing.assert_array_equal(features.by_case[case], expected.by_case[case])
    assert {str(path) for path in tmp_path.iterdir()} == set(features.files.values())


def test_blocks_that_come_above_the_limit_are_let_go(tmp_path):
    seen = []

    def watched():
        for block in blocks():
            seen.append(len(list(tmp_path.iterdir())))
            yield block

    beside_within(watched(), 0, tmp_path)
    assert seen == [0, 1, 4]


def test_rows_and_columns_are_read_in_the_order_that_is_asked(tmp_path):
    matrix = np.arange(20, dtype=np.float32).reshape(5, 4)
    np.save(tmp_path / "matrix.npy", matrix)
    rows = StoredRows(str(tmp_path / "matrix.npy"), np.array([4, 0, 2]), np.array([3, 1]))
    assert rows.shape == (3, 2)
    assert rows.nbytes == 24
    assert rows[np.array([2, 0])].read().tolist() == [[11, 9], [19, 17]]
    assert [len(part) for part in rows.parts(2)] == [2, 1]


@pytest.fixture(scope="module")
def here(inputs_and_labels, fast_settings):
    """A model of features on disk, fitted in this process."""
    return EffectClassifier(with_limit(fast_settings, "1KiB")).fit(*inputs_and_labels)


def test_a_model_of_features_on_disk_is_the_same_here_and_on_a_cluster(
    inputs_and_labels, here, tmp_path
):
    inputs, labels = inputs_and_labels
    settings = here.settings
    with DaskEngine("", 2, "1GiB", tmp_path) as engine:
        there = EffectClassifier(settings).fit(inputs, labels, engine, tmp_path)
    np.testing.assert_array_equal(here.predict_proba(inputs), there.predict_proba(inputs))
    assert not list(tmp_path.iterdir())
    read = here.learner_.models_[Case.NEW_GENE].rows_read_
    assert read["variant_trees"] == len(labels)
    assert 1 <= read["read_regression"] < 20


def test_features_in_memory_above_the_limit_are_learnt_from_as_on_disk(inputs_and_labels, here):
    inputs, labels = inputs_and_labels
    views = here.settings.new_views()
    features = fit_transform(views, inputs, labels)
    learner = here.settings.new_learner(columns_of(views)).fit(features, labels)
    answers = learner.predict_proba(transform(views, inputs))
    np.testing.assert_array_equal(answers, here.predict_proba(inputs))


def test_contributions_of_trees_grown_from_parts_add_up_to_their_answers(inputs_and_labels, here):
    inputs, _ = inputs_and_labels
    _, columns, fitted = here.learner_.models_[Case.NEW_GENE].part_of("variant_trees")
    asked = transform(here.views_, inputs)[:, columns]
    odds = np.log(fitted.classifier_.predict_proba(asked))
    rest = odds - contributions(fitted, asked)[:, fitted.known_ - 1].sum(axis=2)
    rest -= rest[:, [0]]
    assert odds.std(axis=0).max() > 0.1
    np.testing.assert_allclose(rest, np.broadcast_to(rest[0], rest.shape), atol=1e-5)


def test_a_model_of_features_on_disk_is_about_as_good(inputs_and_labels, fast_settings):
    inputs, labels = inputs_and_labels
    kept, held_out = np.arange(0, 160), np.arange(160, 240)
    scores = []
    for limit in ("1GiB", "8KiB"):
        settings = with_limit(fast_settings, limit)
        fitted = EffectClassifier(settings).fit(inputs.take(kept), labels[kept])
        answers = fitted.predict_proba(inputs.take(held_out))
        scores.append(log_loss(labels[held_out], answers, labels=range(1, 10)))
    assert scores[0] < 2.0
    assert scores[1] == pytest.approx(scores[0], abs=0.1)


def test_a_member_whose_features_are_within_the_limit_is_fitted_in_memory(
    inputs_and_labels, fast_settings
):
    inputs, labels = inputs_and_labels
    fitted = EffectClassifier(with_limit(fast_settings, "1GiB")).fit(inputs, labels)
    columns = fitted.columns_
    variant = with_limit(fast_settings, "160KiB")
    some = EffectClassifier(variant).fit(inputs, labels).learner_.models_[Case.NEW_GENE]
    assert len(columns.names) * 240 * 4 > 160 * 1024
    assert "read_trees" in some.rows_read_
    assert "variant_trees" not in some.rows_read_
    assert some.answers_as(frozenset([ANNOTATED, READ])) is not None


def test_features_on_disk_are_not_selected(inputs_and_labels, fast_settings):
    inputs, labels = inputs_and_labels
    settings = with_limit(fast_settings, "1KiB", selection="l1")
    with pytest.raises(StoredFeaturesError, match=r"selection is l1.*matrix_limit \(1KiB\)"):
        EffectClassifier(settings).fit(inputs, labels)


@pytest.mark.parametrize(
    ("limit", "expected"), [("1GiB", 2**30), ("1.5kB", 1500), ("7B", 7), ("2mib", 2**21)]
)
def test_a_limit_is_read_in_its_unit(limit, expected):
    assert ClassifierSettings(matrix_limit=limit).matrix_bytes == expected


def test_a_limit_without_a_unit_is_refused():
    with pytest.raises(ValueError, match=r"^matrix_limit '12': expected a size such as 1GiB$"):
        _ = ClassifierSettings(matrix_limit="12").matrix_bytes
