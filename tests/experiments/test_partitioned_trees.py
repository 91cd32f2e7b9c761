"""Trees grown from parts on disk: here and on a cluster the same, and as good as from memory."""

import tracemalloc

import numpy as np
import pytest
from made_up_trees import N_CLASSES, PART_ROWS, model, unfitted
from sklearn.metrics import log_loss

from engine.dask_engine import DaskEngine
from engine.local_engine import IN_PROCESS
from experiments.binned_columns import binned, cut, missing
from experiments.classifier_settings import ClassifierSettings
from experiments.members import trees
from experiments.partitioned_trees import SampledSoftmax, grow
from experiments.stored_features import StoredRows


def test_one_process_and_a_cluster_grow_the_same_trees_to_the_last_bit(stored, cluster):
    rows, labels = stored
    here = grow(unfitted(), rows[:5000], labels[:5000], IN_PROCESS, PART_ROWS)
    there = grow(unfitted(), rows[:5000], labels[:5000], cluster, PART_ROWS)
    assert model(here) == model(there)
    answers = [fitted.predict_proba(rows[5000:].read()) for fitted in (here, there)]
    np.testing.assert_array_equal(*answers)


def test_trees_do_not_depend_on_how_parts_are_dealt_to_one_worker_or_two(stored, cluster, tmp_path):
    rows, labels = stored
    two = grow(unfitted(), rows, labels, cluster, PART_ROWS)
    with DaskEngine("", 1, "1GiB", tmp_path) as one:
        assert model(grow(unfitted(), rows, labels, one, PART_ROWS)) == model(two)


def test_other_seeds_grow_other_trees(stored):
    rows, labels = stored
    first, second = (
        trees(ClassifierSettings(n_estimators=2, columns_per_tree=12), seed, 12) for seed in (0, 1)
    )
    grown = [grow(made, rows[:1000], labels[:1000], IN_PROCESS) for made in (first, second)]
    assert model(grown[0]) != model(grown[1])


def test_trees_of_parts_are_about_as_good_as_trees_of_memory(stored):
    rows, labels = stored
    parts = grow(unfitted(40), rows[:4500], labels[:4500], IN_PROCESS, PART_ROWS)
    memory = unfitted(40).fit(rows[:4500].read(), labels[:4500])
    scores = [
        log_loss(labels[4500:], fitted.predict_proba(rows[4500:].read()))
        for fitted in (parts, memory)
    ]
    assert scores[1] < 0.8 * np.log(N_CLASSES)
    assert scores[0] == pytest.approx(scores[1], abs=0.02)


def test_two_classes_answer_with_two_columns(stored, cluster):
    rows, labels = stored
    answers = grow(unfitted(3), rows, labels % 2, cluster, PART_ROWS).predict_proba(rows[:5].read())
    assert answers.shape == (5, 2)
    np.testing.assert_allclose(answers.sum(axis=1), 1, rtol=1e-6)


def test_values_beyond_those_of_the_sample_are_answered(stored):
    rows, labels = stored
    grown = grow(unfitted(3), rows[:1000], labels[:1000], IN_PROCESS)
    beyond = np.full((1, 12), 1e30, dtype=np.float32)
    assert np.isfinite(grown.predict_proba(np.vstack([beyond, -beyond]))).all()


def test_the_driver_never_holds_the_matrix(cluster, tmp_path):
    generator = np.random.default_rng(0)
    features = generator.random((60_000, 256), dtype=np.float32)
    np.save(tmp_path / "matrix.npy", features)
    labels, size = (features[:, 0] > 0.5).astype(int), features.nbytes
    del features
    rows = StoredRows(str(tmp_path / "matrix.npy"), np.arange(60_000), np.arange(256))
    classifier = trees(ClassifierSettings(n_estimators=1, max_bin=16), 0, 256)
    tracemalloc.start()
    try:
        grow(classifier, rows, labels, cluster)
        assert tracemalloc.get_traced_memory()[1] < size / 2
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("max_bin", [2, 64, 300])
def test_values_of_a_bin_lie_between_its_cut_and_the_next(max_bin):
    values = np.random.default_rng(0).normal(size=(3000, 2)).astype(np.float32)
    values[::7, 1] = np.nan
    cuts = cut(values, max_bin)
    bins = binned(values, cuts)
    for column, number, least in zip(values.T, bins.T, cuts, strict=True):
        known = ~np.isnan(column)
        assert (number[~known] == missing(cuts)).all()
        place = number[known].astype(int)
        assert len(least) <= max_bin
        assert (least[place] <= column[known]).all()
        assert (column[known] < np.append(least[1:], np.inf)[place]).all()
        assert np.bincount(place).max() < 2 * known.sum() / max_bin + 2


def test_a_column_of_few_values_has_a_bin_for_each():
    values = np.array([[5], [1], [1], [3], [np.nan]], dtype=np.float32)
    cuts = cut(values, 64)
    assert cuts[0].tolist() == [1, 3, 5]
    assert binned(values, cuts)[:, 0].tolist() == [2, 0, 0, 1, 255]


class _Matrix:
    """What the objective asks of XGBoost's matrices."""

    def __init__(self, labels, parts):
        self.labels, self.parts = labels, parts

    def get_label(self):
        return self.labels

    def get_float_info(self, _name):
        return self.parts


def test_the_rows_of_a_round_do_not_depend_on_who_holds_which_part():
    labels, parts = np.arange(3000) % N_CLASSES, np.repeat([0, 1, 2], 1000)
    margins = np.random.default_rng(0).normal(size=(3000, N_CLASSES)).astype(np.float32)
    together = SampledSoftmax(N_CLASSES, 0.6, 5)
    alone = SampledSoftmax(N_CLASSES, 0.6, 5)
    last = parts == 2
    drawn = []
    for _ in range(2):
        whole = together(margins, _Matrix(labels, parts))
        piece = alone(margins[last], _Matrix(labels[last], parts[last]))
        for all_rows, some in zip(whole, piece, strict=True):
            np.testing.assert_array_equal(all_rows[last], some)
        drawn.append(whole[1].any(axis=1))
    assert (drawn[0] != drawn[1]).any()
    assert drawn[0].mean() == pytest.approx(0.6, abs=0.05)


def test_gradients_are_those_of_the_log_loss():
    margins, labels = np.zeros((2, 4), dtype=np.float32), np.array([1, 3])
    gradients, hessians = SampledSoftmax(4, 1.0, 0)(margins, _Matrix(labels, np.zeros(2)))
    assert gradients.tolist() == [[0.25, -0.75, 0.25, 0.25], [0.25, 0.25, 0.25, -0.75]]
    assert (hessians == 2 * 0.25 * 0.75).all()
