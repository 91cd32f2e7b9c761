import numpy as np
import pandas as pd
import pytest

from experiments.inputs import inputs_from_table
from experiments.views import TextSettings, all_views, feature_names, fit_transform, transform

TEXT = TextSettings(tfidf_components=4, doc2vec_size=4, doc2vec_epochs=2, doc2vec_min_count=1)
TEXT_VIEWS = ("tfidf", "doc2vec")


@pytest.fixture
def table(make_table):
    return make_table(40)


@pytest.fixture
def fitted(table, make_model_inputs):
    views = all_views(TEXT)
    features = fit_transform(views, make_model_inputs(table))
    return views, features


def columns_of(views, *names):
    return [
        position
        for position, name in enumerate(feature_names(views))
        if name.split(":")[0] in names
    ]


def test_each_column_has_a_distinct_name_with_its_view(fitted):
    views, features = fitted
    names = feature_names(views)
    assert len(names) == features.shape[1] == len(set(names))
    assert [name.split(":")[0] for name in names] == sorted(
        (name.split(":")[0] for name in names), key=list(views).index
    )
    assert {"variation:Gene_BRAF", "variation:position", "annotations:CADD_phred"} <= set(names)
    assert {"tfidf:tfidf_svd_0", "doc2vec:doc2vec_0", "embeddings:embedding_a0"} <= set(names)


def test_features_are_float32_and_the_same_rows_transform_to_what_fitting_gave(
    fitted, table, make_model_inputs
):
    views, features = fitted
    assert features.dtype == np.float32
    np.testing.assert_array_equal(transform(views, make_model_inputs(table)), features)


def test_rows_without_text_have_nan_in_the_text_views_and_others_have_none(fitted, table):
    views, features = fitted
    missing = np.isnan(features[:, columns_of(views, *TEXT_VIEWS)])
    assert len(columns_of(views, *TEXT_VIEWS)) > 2
    np.testing.assert_array_equal(missing.all(axis=1), table["Text"].isna())
    np.testing.assert_array_equal(missing.any(axis=1), table["Text"].isna())


def test_rows_that_share_a_document_have_the_same_document_features(
    fitted, table, make_model_inputs
):
    views, features = fitted
    document = make_model_inputs(table).document
    shared = [number for number in np.unique(document) if (document == number).sum() > 1]
    assert len(shared) > 2
    text = features[:, columns_of(views, *TEXT_VIEWS)]
    for number in shared:
        rows = text[document == number]
        np.testing.assert_array_equal(rows, np.tile(rows[0], (len(rows), 1)))


def test_a_rows_features_do_not_depend_on_the_rows_beside_it(fitted, table, make_model_inputs):
    views, features = fitted
    alone = make_model_inputs(table).take(np.array([33, 6]))
    np.testing.assert_array_equal(transform(views, alone), features[[33, 6]])


def test_an_unseen_gene_and_variation_are_described_by_kind_and_position(fitted, table):
    views, features = fitted
    alternate = table["Variation"].str[-1].mode()[0]
    new = pd.DataFrame({"Gene": ["NOTCH9"], "Variation": [f"W1234{alternate}"]})
    row = transform(views, inputs_from_table(new))[0]
    known = dict(zip(feature_names(views), row, strict=True))
    assert row.shape == features[0].shape
    assert known["variation:position"] == 1234
    assert known["variation:kind_missense"] == 1
    assert known[f"variation:alternate_{alternate}"] == 1
    seen = [name for name in known if name.startswith("variation:Gene_") and "infreq" not in name]
    assert not any(known[name] for name in seen)


def test_side_tables_absent_at_prediction_are_like_rows_that_lack_them(fitted, table):
    views, features = fitted
    few = table[["Gene", "Variation", "Text"]]
    found = transform(views, inputs_from_table(few))
    there = columns_of(views, "variation", *TEXT_VIEWS)
    np.testing.assert_array_equal(found[:, there], features[:, there])
    assert np.isnan(found[:, columns_of(views, "embeddings")]).all()
    missing = few.assign(a0=np.nan, a1=np.nan, CADD_phred=np.nan, SIFT_pred=None)
    inputs = inputs_from_table(missing, ["a0", "a1"], ["CADD_phred", "SIFT_pred"])
    np.testing.assert_array_equal(found, transform(views, inputs))


def test_side_tables_that_training_lacked_are_not_read(table, make_model_inputs):
    views = all_views(TEXT)
    features = fit_transform(views, inputs_from_table(table[["Gene", "Variation", "Text"]]))
    assert columns_of(views, "embeddings", "annotations") == []
    np.testing.assert_array_equal(transform(views, make_model_inputs(table)), features)


def test_a_row_without_embedding_is_nan_and_the_others_come_as_they_are(fitted, table):
    views, features = fitted
    expected = table[["a0", "a1"]].to_numpy(dtype=np.float32)
    np.testing.assert_array_equal(features[:, columns_of(views, "embeddings")], expected)


def test_annotation_columns_that_are_ignored_make_no_feature(table, make_model_inputs):
    views = all_views(TEXT, annotations_ignored=("CADD_phred",))
    fit_transform(views, make_model_inputs(table))
    names = [name for name in feature_names(views) if name.startswith("annotations:")]
    assert names
    assert not any("CADD" in name for name in names)


@pytest.mark.parametrize("texts", [None, "", ["one text"] + [None] * 39], ids=["none", "", "one"])
def test_too_few_texts_leave_the_other_features(table, texts):
    views = all_views(TEXT)
    inputs = inputs_from_table(table[["Gene", "Variation"]].assign(Text=texts))
    features = fit_transform(views, inputs)
    assert columns_of(views, *TEXT_VIEWS) == []
    assert features.shape == (40, len(feature_names(views)))


def text_features(settings, inputs, training):
    views = all_views(settings)
    fit_transform(views, inputs.take(training))
    return transform({name: views[name] for name in TEXT_VIEWS}, inputs)


def test_only_the_transductive_mode_reads_the_texts_of_other_rows(table, make_model_inputs):
    training = np.arange(20)
    elsewhere = table.copy()
    elsewhere.loc[elsewhere.index[20:], "Text"] = [f"kinase loss fold {i}" for i in range(20)]
    kept = ~table["Text"].iloc[:20].isna().to_numpy()
    inductive, transductive = (
        [
            text_features(settings, make_model_inputs(rows), training)[:20][kept]
            for rows in (table, elsewhere)
        ]
        for settings in (TEXT, TextSettings(**{**vars(TEXT), "transductive": True}))
    )
    np.testing.assert_array_equal(*inductive)
    assert (
        transductive[0].shape != transductive[1].shape or (transductive[0] != transductive[1]).any()
    )
