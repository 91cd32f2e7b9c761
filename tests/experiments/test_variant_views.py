"""Views of gene and variation: training rows as of a known paper, a known gene, a new gene."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from threadpoolctl import threadpool_limits

from experiments.classifier import ExperimentSettings
from experiments.inputs import inputs_from_table
from experiments.variant_views import (
    UNSEEN_GENE,
    EncoderView,
    LabelledEncoderView,
    RecurrenceView,
)
from experiments.view import CASES, Case, case_groups
from gene_features.one_hot_encoder import GeneVariationEncoder
from gene_features.position_encoder import PositionEncoder
from gene_features.recurrence_encoder import RecurrenceEncoder
from gene_features.response_encoder import ResponseEncoder


@pytest.fixture(autouse=True)
def one_thread():
    """As the views are run in: many small fits go slower with more."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def table(make_table):
    return make_table(20)


@pytest.fixture
def inputs(table, make_model_inputs):
    return make_model_inputs(table)


@pytest.fixture
def labels(table):
    return table["Class"].to_numpy()


class GeneLength(TransformerMixin, BaseEstimator):
    """Tells the genes that it is shown by the length of their symbols."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X[["Gene"]].map(len).to_numpy(dtype=np.float32)

    def get_feature_names_out(self, input_features=None):
        return np.array(["length"], dtype=object)


def test_an_encoder_that_knows_genes_is_shown_none_as_of_a_new_gene(inputs, labels):
    features = EncoderView(GeneLength(), knows_genes=True).fit_transform(inputs, labels)
    np.testing.assert_array_equal(features.known[:, 0], inputs.variants["Gene"].map(len))
    np.testing.assert_array_equal(features.by_case[Case.SAME_GENE], features.known)
    np.testing.assert_array_equal(features.by_case[Case.NEW_GENE][:, 0], len(UNSEEN_GENE))
    assert features.by_case[Case.NEW_GENE].shape == features.known.shape


def test_an_encoder_that_does_not_has_the_same_features_in_each_case(inputs, labels):
    features = EncoderView(GeneLength()).fit_transform(inputs, labels)
    for case in CASES:
        np.testing.assert_array_equal(features.by_case[case], features.known)


def test_blanking_the_gene_leaves_the_inputs_alone(inputs, labels):
    before = inputs.variants.copy()
    EncoderView(GeneVariationEncoder(), knows_genes=True).fit_transform(inputs, labels)
    pd.testing.assert_frame_equal(inputs.variants, before)


@pytest.mark.parametrize("encoder", [GeneVariationEncoder, PositionEncoder])
def test_as_of_an_unseen_gene_a_row_looks_like_a_new_row_of_a_new_gene(
    encoder, table, inputs, labels
):
    view = EncoderView(encoder(), knows_genes=True)
    features = view.fit_transform(inputs, labels)
    renamed = inputs_from_table(table.assign(Gene="NOTCH9"))
    np.testing.assert_array_equal(features.by_case[Case.NEW_GENE], view.transform(renamed))
    assert not np.array_equal(features.by_case[Case.NEW_GENE], features.known, equal_nan=True)


def test_indices_that_repeat_do_no_harm(inputs, labels):
    view = EncoderView(GeneVariationEncoder(), knows_genes=True)
    expected = view.fit_transform(inputs, labels)
    inputs.variants.index = pd.Index([5] * len(inputs))
    found = view.fit_transform(inputs, labels)
    np.testing.assert_array_equal(found.known, expected.known)
    np.testing.assert_array_equal(found.by_case[Case.NEW_GENE], expected.by_case[Case.NEW_GENE])


@pytest.mark.parametrize("number", [1, 9])
def test_a_rows_own_label_is_not_in_its_own_features(inputs, labels, number):
    # As many folds as rows: which rows go together depends on the labels.
    view = LabelledEncoderView(ResponseEncoder(n_folds=len(labels)))
    before = view.fit_transform(inputs, labels)
    others_changed = False
    for row in range(len(labels)):
        altered = labels.copy()
        altered[row] = number
        after = view.fit_transform(inputs, altered)
        for case in CASES:
            np.testing.assert_array_equal(after.by_case[case][row], before.by_case[case][row])
        others_changed |= bool((after.known != before.known).any())
    assert others_changed


def labelled_views():
    """Views of the classifier that are fitted with labels, with a fold for every gene."""
    views = ExperimentSettings().new_views()
    found = {name: view for name, view in views.items() if isinstance(view, LabelledEncoderView)}
    for view in found.values():
        view.encoder.set_params(n_folds=20)
    return found


@pytest.mark.parametrize("name", labelled_views())
@pytest.mark.parametrize("case", [Case.SAME_GENE, Case.NEW_GENE])
def test_labels_of_a_paper_or_a_gene_are_not_in_the_features_as_of_rows_without_it(
    name, case, inputs, labels
):
    view = labelled_views()[name]
    before = view.fit_transform(inputs, labels)
    known_changed = False
    for number in np.unique(groups := case_groups(inputs)[case]):
        same = groups == number
        after = view.fit_transform(inputs, np.where(same, labels % 9 + 1, labels))
        np.testing.assert_array_equal(after.by_case[case][same], before.by_case[case][same])
        known_changed |= not np.array_equal(after.known[same], before.known[same], equal_nan=True)
    assert known_changed


@pytest.mark.parametrize("name", labelled_views())
def test_a_rows_own_label_is_in_no_labelled_view_of_it(name, inputs, labels):
    view = labelled_views()[name]
    before = view.fit_transform(inputs, labels)
    for row in range(0, len(labels), 4):
        altered = labels.copy()
        altered[row] = labels[row] % 9 + 1
        after = view.fit_transform(inputs, altered)
        for case in CASES:
            np.testing.assert_array_equal(after.by_case[case][row], before.by_case[case][row])


def test_two_spellings_of_a_gene_are_one_gene_to_the_labelled_views():
    names = ["H3F3A", "H3-3A", "h3f3a"] + ["BRAF"] * 3
    rows = pd.DataFrame({"Gene": names, "Variation": [f"K{n}M" for n in range(27, 33)]})
    labels = np.array([7, 7, 7, 1, 1, 1])
    view = LabelledEncoderView(ResponseEncoder(n_folds=6))
    features = view.fit_transform(inputs_from_table(rows), labels)
    columns = [name.startswith("Gene_") for name in view.names()]
    np.testing.assert_array_equal(features.by_case[Case.NEW_GENE][:, columns], np.float32(1 / 9))
    new = inputs_from_table(pd.DataFrame({"Gene": names[:3], "Variation": ["K9E"] * 3}))
    assert len(np.unique(view.transform(new), axis=0)) == 1


def test_new_rows_are_encoded_by_all_training_rows(inputs, labels):
    view = LabelledEncoderView(ResponseEncoder())
    view.fit_transform(inputs, labels)
    expected = ResponseEncoder().fit(inputs.variants, labels).transform(inputs.variants)
    np.testing.assert_array_equal(view.transform(inputs), expected)


HOTSPOTS = pd.DataFrame(
    {
        "Gene": ["BRAF", "KIT"],
        "name": ["V600E", ""],
        "start": [600.0, 816.0],
        "end": [600.0, 816.0],
        "count": [50, 20],
    }
)


def test_without_a_hotspot_table_recurrence_has_no_columns(inputs, labels):
    view = RecurrenceView()
    features = view.fit_transform(inputs, labels)
    assert view.names() == []
    assert all(block.shape == (20, 0) for block in features.by_case.values())
    assert view.transform(replace(inputs, hotspots=HOTSPOTS)).shape == (20, 0)


def test_the_hotspot_table_of_the_training_is_kept_with_the_view(inputs, labels):
    view = RecurrenceView()
    features = view.fit_transform(replace(inputs, hotspots=HOTSPOTS), labels)
    expected = RecurrenceEncoder(HOTSPOTS).fit(inputs.variants).transform(inputs.variants)
    np.testing.assert_array_equal(features.known, expected)
    np.testing.assert_array_equal(features.by_case[Case.NEW_GENE], expected)
    new = inputs_from_table(pd.DataFrame({"Gene": ["BRAF"], "Variation": ["V600E"]}))
    found = pickle.loads(pickle.dumps(view)).transform(new)
    known = dict(zip(view.names(), found[0].tolist(), strict=True))
    assert known["recurrence_residue"] == known["recurrence_change"] == 50
    np.testing.assert_array_equal(
        view.transform(inputs), view.transform(replace(inputs, hotspots=HOTSPOTS.iloc[:0]))
    )
