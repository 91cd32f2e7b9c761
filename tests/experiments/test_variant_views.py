"""Views of gene and variation: training rows as of a known gene, and as of an unseen one."""

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
    AnnotatedNeighbourhoodView,
    EncoderView,
    LabelledEncoderView,
    RecurrenceView,
)
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


def test_an_encoder_that_knows_genes_is_shown_none_in_the_unseen_features(inputs, labels):
    features = EncoderView(GeneLength(), knows_genes=True).fit_transform(inputs, labels)
    np.testing.assert_array_equal(features.known[:, 0], inputs.variants["Gene"].map(len))
    np.testing.assert_array_equal(features.unseen[:, 0], len(UNSEEN_GENE))
    assert features.unseen.shape == features.known.shape


def test_an_encoder_that_does_not_has_the_same_features_either_way(inputs, labels):
    features = EncoderView(GeneLength()).fit_transform(inputs, labels)
    np.testing.assert_array_equal(features.unseen, features.known)


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
    np.testing.assert_array_equal(features.unseen, view.transform(renamed))
    assert not np.array_equal(features.unseen, features.known, equal_nan=True)


def test_indices_that_repeat_do_no_harm(inputs, labels):
    view = EncoderView(GeneVariationEncoder(), knows_genes=True)
    expected = view.fit_transform(inputs, labels)
    inputs.variants.index = pd.Index([5] * len(inputs))
    found = view.fit_transform(inputs, labels)
    np.testing.assert_array_equal(found.known, expected.known)
    np.testing.assert_array_equal(found.unseen, expected.unseen)


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
        np.testing.assert_array_equal(after.known[row], before.known[row])
        np.testing.assert_array_equal(after.unseen[row], before.unseen[row])
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
def test_labels_of_a_gene_are_not_in_the_unseen_features_of_its_rows(name, table, inputs, labels):
    view = labelled_views()[name]
    before = view.fit_transform(inputs, labels)
    known_changed = False
    for gene in table["Gene"].unique():
        same = (table["Gene"] == gene).to_numpy()
        after = view.fit_transform(inputs, np.where(same, labels % 9 + 1, labels))
        np.testing.assert_array_equal(after.unseen[same], before.unseen[same])
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
        np.testing.assert_array_equal(after.known[row], before.known[row])


def test_two_spellings_of_a_gene_are_one_gene_to_the_labelled_views():
    names = ["H3F3A", "H3-3A", "h3f3a"] + ["BRAF"] * 3
    rows = pd.DataFrame({"Gene": names, "Variation": [f"K{n}M" for n in range(27, 33)]})
    labels = np.array([7, 7, 7, 1, 1, 1])
    view = LabelledEncoderView(ResponseEncoder(n_folds=6))
    features = view.fit_transform(inputs_from_table(rows), labels)
    columns = [name.startswith("Gene_") for name in view.names()]
    np.testing.assert_array_equal(features.unseen[:, columns], np.float32(1 / 9))
    new = inputs_from_table(pd.DataFrame({"Gene": names[:3], "Variation": ["K9E"] * 3}))
    assert len(np.unique(view.transform(new), axis=0)) == 1


def test_new_rows_are_encoded_by_all_training_rows(inputs, labels):
    view = LabelledEncoderView(ResponseEncoder())
    view.fit_transform(inputs, labels)
    expected = ResponseEncoder().fit(inputs.variants, labels).transform(inputs.variants)
    np.testing.assert_array_equal(view.transform(inputs), expected)


def annotated(inputs):
    return inputs.annotations.notna().any(axis=1).to_numpy()


def test_rows_without_annotation_have_no_annotated_neighbourhood(inputs, labels):
    view = AnnotatedNeighbourhoodView()
    features = view.fit_transform(inputs, labels)
    there = annotated(inputs)
    assert 0 < there.sum() < len(inputs)
    for block in (features.known, features.unseen, view.transform(inputs)):
        assert block.shape == (len(inputs), len(view.names())) == (20, 9)
        assert block.dtype == np.float32
        np.testing.assert_array_equal(np.isnan(block).all(axis=1), ~there)
        np.testing.assert_array_equal(np.isnan(block).any(axis=1), ~there)


def test_rows_without_annotation_are_no_neighbours_of_those_that_have_some(inputs, labels):
    view, other = AnnotatedNeighbourhoodView(), AnnotatedNeighbourhoodView()
    view.fit_transform(inputs, labels)
    other.fit_transform(inputs, np.where(annotated(inputs), labels, labels % 9 + 1))
    np.testing.assert_array_equal(view.transform(inputs), other.transform(inputs))


def test_a_table_without_annotations_at_prediction_has_no_annotated_neighbourhood(inputs, labels):
    view = AnnotatedNeighbourhoodView()
    view.fit_transform(inputs, labels)
    others = inputs.annotations[["CADD_phred"]].set_axis(["PHRED"], axis=1)
    for annotations in (None, inputs.annotations.iloc[:, :0], others):
        found = view.transform(replace(inputs, annotations=annotations))
        assert found.shape == (20, 9)
        assert np.isnan(found).all()


@pytest.mark.parametrize("nothing", ["no table", "no value", "all ignored"])
def test_without_annotations_at_training_there_are_no_columns(inputs, labels, nothing):
    view = AnnotatedNeighbourhoodView()
    given = inputs
    if nothing == "no table":
        given = replace(inputs, annotations=None)
    elif nothing == "no value":
        given = replace(
            inputs, annotations=inputs.annotations.iloc[:0].reindex(inputs.annotations.index)
        )
    else:
        view = AnnotatedNeighbourhoodView(tuple(inputs.annotations.columns))
    features = view.fit_transform(given, labels)
    assert view.names() == []
    assert features.known.shape == features.unseen.shape == (20, 0)
    assert view.transform(inputs).shape == (20, 0)


def test_annotation_columns_that_are_ignored_or_named_like_the_label_are_not_read(inputs, labels):
    plain, more = AnnotatedNeighbourhoodView(), AnnotatedNeighbourhoodView(("Start",))
    plain.fit_transform(inputs, labels)
    beside = inputs.annotations.assign(Class=labels, Start=np.arange(20.0))
    more.fit_transform(replace(inputs, annotations=beside), labels)
    np.testing.assert_array_equal(plain.transform(inputs), more.transform(inputs))


def test_annotation_columns_may_be_named_like_the_parsed_ones(inputs, labels):
    plain, renamed = AnnotatedNeighbourhoodView(), AnnotatedNeighbourhoodView()
    plain.fit_transform(inputs, labels)
    other = replace(inputs, annotations=inputs.annotations.set_axis(["start", "type"], axis=1))
    renamed.fit_transform(other, labels)
    np.testing.assert_array_equal(plain.transform(inputs), renamed.transform(other))


def test_random_labels_are_not_found_again_in_the_annotated_neighbourhood_of_their_rows(
    make_table, make_model_inputs
):
    table = make_table(400)
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    view = AnnotatedNeighbourhoodView()
    features = view.fit_transform(inputs, labels)
    rows = np.flatnonzero(annotated(inputs))
    known, unseen, seen = (
        np.exp(block[rows, labels[rows] - 1]).mean()
        for block in (features.known, features.unseen, view.transform(inputs))
    )
    assert seen > 0.2  # encoded by itself, each row knows its label
    assert known == pytest.approx(1 / 9, abs=0.02)
    assert unseen == pytest.approx(1 / 9, abs=0.02)


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
    assert features.known.shape == features.unseen.shape == (20, 0)
    assert view.transform(replace(inputs, hotspots=HOTSPOTS)).shape == (20, 0)


def test_the_hotspot_table_of_the_training_is_kept_with_the_view(inputs, labels):
    view = RecurrenceView()
    features = view.fit_transform(replace(inputs, hotspots=HOTSPOTS), labels)
    expected = RecurrenceEncoder(HOTSPOTS).fit(inputs.variants).transform(inputs.variants)
    np.testing.assert_array_equal(features.known, expected)
    np.testing.assert_array_equal(features.unseen, expected)
    new = inputs_from_table(pd.DataFrame({"Gene": ["BRAF"], "Variation": ["V600E"]}))
    found = pickle.loads(pickle.dumps(view)).transform(new)
    known = dict(zip(view.names(), found[0].tolist(), strict=True))
    assert known["recurrence_residue"] == known["recurrence_change"] == 50
    np.testing.assert_array_equal(
        view.transform(inputs), view.transform(replace(inputs, hotspots=HOTSPOTS.iloc[:0]))
    )
