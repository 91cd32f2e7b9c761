"""The neighbourhood of rows of which more is known: theirs alone, by others' labels alone."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from experiments.inputs import inputs_from_table
from experiments.neighbourhood_view import NeighbourhoodView
from experiments.side_views import FieldView
from experiments.view import CASES, Case, case_groups
from text_features.row_text import DOCUMENT, VARIANT
from text_features.tfidf import TfidfSvdVectorizer


@pytest.fixture(autouse=True)
def one_thread():
    """As the views are run in: many small fits go slower with more."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def table(make_table, name_variants):
    return name_variants(make_table(20))


@pytest.fixture
def inputs(table, make_model_inputs):
    return make_model_inputs(table)


@pytest.fixture
def labels(table):
    return table["Class"].to_numpy()


def words(field):
    return FieldView(TfidfSvdVectorizer(n_components=2, min_df=1, max_df=1.0), field)


def read_view(**parameters):
    """Return the view of rows with a text or an embedding."""
    return NeighbourhoodView(texts=(words(DOCUMENT), words(VARIANT)), **parameters)


VIEWS = {"annotated": NeighbourhoodView, "read": read_view}


def annotated(inputs):
    return inputs.annotations.notna().any(axis=1).to_numpy()


def test_rows_without_annotation_have_no_annotated_neighbourhood(inputs, labels):
    view = NeighbourhoodView()
    features = view.fit_transform(inputs, labels)
    there = annotated(inputs)
    assert 0 < there.sum() < len(inputs)
    for block in (*features.by_case.values(), view.transform(inputs)):
        assert block.shape == (len(inputs), len(view.names())) == (20, 9)
        assert block.dtype == np.float32
        np.testing.assert_array_equal(np.isnan(block).all(axis=1), ~there)
        np.testing.assert_array_equal(np.isnan(block).any(axis=1), ~there)


def test_rows_without_annotation_are_no_neighbours_of_those_that_have_some(inputs, labels):
    view, other = NeighbourhoodView(), NeighbourhoodView()
    view.fit_transform(inputs, labels)
    other.fit_transform(inputs, np.where(annotated(inputs), labels, labels % 9 + 1))
    np.testing.assert_array_equal(view.transform(inputs), other.transform(inputs))


def test_a_table_without_annotations_at_prediction_has_no_annotated_neighbourhood(inputs, labels):
    view = NeighbourhoodView()
    view.fit_transform(inputs, labels)
    others = inputs.annotations[["CADD_phred"]].set_axis(["PHRED"], axis=1)
    for annotations in (None, inputs.annotations.iloc[:, :0], others):
        found = view.transform(replace(inputs, annotations=annotations))
        assert found.shape == (20, 9)
        assert np.isnan(found).all()


@pytest.mark.parametrize("nothing", ["no table", "no value", "all ignored"])
def test_without_annotations_at_training_there_are_no_columns(inputs, labels, nothing):
    view = NeighbourhoodView()
    given = inputs
    if nothing == "no table":
        given = replace(inputs, annotations=None)
    elif nothing == "no value":
        given = replace(
            inputs, annotations=inputs.annotations.iloc[:0].reindex(inputs.annotations.index)
        )
    else:
        view = NeighbourhoodView(tuple(inputs.annotations.columns))
    features = view.fit_transform(given, labels)
    assert view.names() == []
    assert all(block.shape == (20, 0) for block in features.by_case.values())
    assert view.transform(inputs).shape == (20, 0)


def test_annotation_columns_that_are_ignored_or_named_like_the_label_are_not_read(inputs, labels):
    plain, more = NeighbourhoodView(), NeighbourhoodView(("Start",))
    plain.fit_transform(inputs, labels)
    beside = inputs.annotations.assign(Class=labels, Start=np.arange(20.0))
    more.fit_transform(replace(inputs, annotations=beside), labels)
    np.testing.assert_array_equal(plain.transform(inputs), more.transform(inputs))


def test_annotation_columns_may_be_named_like_the_parsed_ones(inputs, labels):
    plain, renamed = NeighbourhoodView(), NeighbourhoodView()
    plain.fit_transform(inputs, labels)
    other = replace(inputs, annotations=inputs.annotations.set_axis(["start", "type"], axis=1))
    renamed.fit_transform(other, labels)
    np.testing.assert_array_equal(plain.transform(inputs), renamed.transform(other))


def is_read(inputs):
    return inputs.literature.has_text | inputs.embeddings.notna().any(axis=1).to_numpy()


def test_rows_without_text_and_embedding_have_no_read_neighbourhood(inputs, labels):
    view = read_view()
    features = view.fit_transform(inputs, labels)
    there = is_read(inputs)
    assert 0 < there.sum() < len(inputs)
    for block in (*features.by_case.values(), view.transform(inputs)):
        assert block.shape == (len(inputs), len(view.names())) == (20, 9)
        assert block.dtype == np.float32
        np.testing.assert_array_equal(np.isnan(block).all(axis=1), ~there)
        np.testing.assert_array_equal(np.isnan(block).any(axis=1), ~there)


def test_rows_without_text_and_embedding_are_no_read_neighbours(inputs, labels):
    view, other = read_view(), read_view()
    view.fit_transform(inputs, labels)
    other.fit_transform(inputs, np.where(is_read(inputs), labels, labels % 9 + 1))
    np.testing.assert_array_equal(view.transform(inputs), other.transform(inputs))


@pytest.mark.parametrize("nothing", ["texts", "embeddings", "annotations"])
def test_what_of_a_read_row_is_missing_leaves_an_answer(inputs, labels, table, nothing):
    view = read_view()
    view.fit_transform(inputs, labels)
    lost = {"texts": ["Text"], "embeddings": ["a0", "a1"], "annotations": ["CADD_phred"]}[nothing]
    fewer = inputs_from_table(table.drop(columns=lost), ["a0", "a1"], ["CADD_phred", "SIFT_pred"])
    found = view.transform(fewer)
    left = fewer.literature.has_text
    if fewer.embeddings is not None:
        left = left | fewer.embeddings.notna().any(axis=1).to_numpy()
    assert left.sum() > 10
    np.testing.assert_allclose(np.exp(found[left]).sum(axis=1), 1, rtol=1e-5)
    assert np.isnan(found[~left]).all()


def test_without_texts_and_embeddings_at_training_there_are_no_columns(inputs, labels):
    view = read_view()
    bare = replace(inputs.without_side_tables(), annotations=inputs.annotations)
    features = view.fit_transform(bare, labels)
    assert view.names() == []
    assert all(block.shape == (20, 0) for block in features.by_case.values())
    assert view.transform(inputs).shape == (20, 0)


def test_what_the_papers_say_tells_the_class_of_a_new_paper_on_the_same(make_table, name_variants):
    generator = np.random.default_rng(0)
    gain = generator.random(80) < 0.5
    words_of = np.where(gain[:, None], ["kinase", "gain", "growth"], ["stop", "loss", "decay"])
    texts = [f"{' '.join(generator.permutation(row))} seen" for row in words_of]
    table = make_table(80).assign(Text=texts)
    labels = np.where(gain, 7, 4)
    view = read_view()
    read = inputs_from_table(table)
    view.fit_transform(read.take(np.arange(60)), labels[:60])
    found = view.transform(read.take(np.arange(60, 80)))
    assert (found.argmax(axis=1) + 1 == labels[60:]).mean() > 0.9


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("case", CASES)
def test_labels_of_the_group_that_is_held_out_are_not_in_its_features(
    name, case, make_table, name_variants, make_model_inputs
):
    # Embeddings of two dimensions would make one paper of nearly all rows.
    table = name_variants(make_table(20)).drop(columns=["a0", "a1"])
    table["CADD_phred"] = np.arange(20.0)
    table["Text"] = table["Text"].fillna("another paper")
    inputs = make_model_inputs(table)
    groups = case_groups(inputs)[case]
    same = np.isin(groups, np.unique(groups)[::2])
    # Two groups at most, so that a fold is a group: folds are dealt by the labels, too.
    halves = table.assign(Gene=np.where(same, "BRAF", "KIT"), Text=np.where(same, "one", "two"))
    if case == Case.SAME_PAPER:
        halves = table.iloc[:2]
        same = np.array([True, False])
    inputs, labels = make_model_inputs(halves), table["Class"].to_numpy()[: len(halves)]
    before, after = (
        VIEWS[name]().fit_transform(inputs, given).by_case[case]
        for given in (labels, np.where(same, labels % 9 + 1, labels))
    )
    assert not np.isnan(before).any()
    np.testing.assert_array_equal(after[same], before[same])
    assert (after[~same] != before[~same]).any()


@pytest.mark.parametrize("name", VIEWS)
def test_random_labels_are_not_found_again_in_the_features_of_their_rows(
    name, make_table, name_variants, make_model_inputs
):
    table = name_variants(make_table(400)).drop(columns=["a0", "a1"])
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    view = VIEWS[name]()
    features = view.fit_transform(inputs, labels)
    rows = np.flatnonzero(~np.isnan(features.known).any(axis=1))
    assert len(rows) > 200
    own = (rows, labels[rows] - 1)
    assert np.exp(view.transform(inputs)[own]).mean() > 0.2  # by itself, each row knows its label
    for block in features.by_case.values():
        assert np.exp(block[own]).mean() == pytest.approx(1 / 9, abs=0.02)


@pytest.mark.parametrize("name", VIEWS)
def test_two_fits_and_a_pickled_view_answer_alike(name, inputs, labels):
    first, second = VIEWS[name](), VIEWS[name]()
    one, two = first.fit_transform(inputs, labels), second.fit_transform(inputs, labels)
    for case in CASES:
        np.testing.assert_array_equal(one.by_case[case], two.by_case[case])
    again = pickle.loads(pickle.dumps(first)).transform(inputs)
    np.testing.assert_array_equal(again, second.transform(inputs))


@pytest.mark.parametrize("name", VIEWS)
def test_a_row_is_answered_alike_whatever_stands_beside_it(name, inputs, labels):
    view = VIEWS[name]()
    view.fit_transform(inputs, labels)
    together = view.transform(inputs)
    for rows in ([3], [19, 0, 0], list(range(20))[::-1], []):
        found = view.transform(inputs.take(np.array(rows, dtype=int)))
        np.testing.assert_array_equal(found, together[rows])


def test_a_row_of_a_known_paper_is_answered_otherwise_than_of_a_new_gene(
    make_table, make_model_inputs
):
    table = make_table(60)
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    features = NeighbourhoodView().fit_transform(inputs, labels).by_case
    assert not np.array_equal(features[Case.SAME_PAPER], features[Case.NEW_GENE], equal_nan=True)
