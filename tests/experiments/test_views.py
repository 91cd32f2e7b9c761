import numpy as np
import pandas as pd
import pytest

from experiments.inputs import inputs_from_table
from experiments.neighbourhood_view import NeighbourhoodView
from experiments.situation import SITUATION
from experiments.text_response_view import TextResponseView
from experiments.variant_views import EncoderView, LabelledEncoderView
from experiments.view import CASES, Case
from experiments.views import (
    TextSettings,
    all_views,
    columns_of,
    fit_transform,
    transform,
)
from gene_features.position_encoder import PositionEncoder
from text_features.row_text import DOCUMENT, GENE, REST, VARIANT

TEXT = TextSettings(tfidf_components=4, doc2vec_size=4, doc2vec_epochs=2, doc2vec_min_count=1)
FIELD_VIEWS = {
    "tfidf": DOCUMENT, "variant_tfidf": VARIANT, "gene_tfidf": GENE, "rest_tfidf": REST,
    "doc2vec": DOCUMENT,
}  # fmt: skip
READ_VIEWS = (*FIELD_VIEWS, "mentions")
BROUGHT_VIEWS = ("embeddings", "annotations", "annotated_neighbourhood")
RESPONSE_VIEWS = ("text_response", "variant_text_response", "gene_text_response")
SIDE_VIEWS = (*READ_VIEWS, *RESPONSE_VIEWS, *BROUGHT_VIEWS, "read_neighbourhood")
SIDE_TABLES = (*READ_VIEWS, "embeddings", "annotations")


@pytest.fixture(scope="module")
def table(make_table, name_variants):
    return name_variants(make_table(40))


@pytest.fixture(scope="module")
def fitted(table, make_model_inputs):
    views = all_views(TEXT)
    features = fit_transform(views, make_model_inputs(table), labels_of(table))
    return views, features


@pytest.fixture(scope="module")
def encoded(fitted, table, make_model_inputs):
    """Features of the table's rows as of new rows, with the views fitted on them."""
    views, _ = fitted
    return transform(views, make_model_inputs(table))


def labels_of(table):
    return table["Class"].to_numpy()


def feature_names(views):
    return [f"{key}:{name}" for key, view in views.items() for name in view.names()]


def positions(views, *names):
    return [
        position
        for position, name in enumerate(feature_names(views))
        if name.split(":")[0] in names
    ]


def reads_labels(view):
    return isinstance(view, LabelledEncoderView | NeighbourhoodView | TextResponseView)


def answers_training_rows_by_others(name, view):
    """Tell whether training rows have other features than new rows that equal them."""
    return (
        name == SITUATION
        or reads_labels(view)
        or (isinstance(view, EncoderView) and isinstance(view.encoder, PositionEncoder))
    )


def test_each_column_has_a_distinct_name_with_its_view(fitted):
    views, features = fitted
    names = feature_names(views)
    assert len(names) == features.known.shape[1] == len(set(names))
    with_columns = [name for name in views if name != "recurrence"]  # no table is given
    assert list(dict.fromkeys(name.split(":")[0] for name in names)) == with_columns
    assert {"consequence:type_substitution", "annotations:CADD_phred"} <= set(names)
    assert {"tfidf:tfidf_svd_0", "doc2vec:doc2vec_0", "embeddings:embedding_a0"} <= set(names)


def test_all_features_are_float32_of_one_shape(fitted, encoded):
    _, features = fitted
    for block in (*features.by_case.values(), encoded):
        assert block.dtype == np.float32
        assert block.shape == features.known.shape


def test_what_is_not_counted_over_other_rows_is_the_same_for_new_rows(fitted, encoded):
    views, features = fitted
    plain = [
        name for name, view in views.items() if not answers_training_rows_by_others(name, view)
    ]
    assert {*SIDE_TABLES} < {*plain}
    columns = positions(views, *plain)
    np.testing.assert_array_equal(encoded[:, columns], features.known[:, columns])


def test_labels_are_read_by_no_other_view_than_the_labelled_ones(fitted, table, make_model_inputs):
    views, features = fitted
    others = all_views(TEXT)
    after = fit_transform(others, make_model_inputs(table), labels_of(table) % 9 + 1)
    unlabelled = [name for name, view in views.items() if not reads_labels(view)]
    columns = positions(views, *unlabelled)
    for case in CASES:
        np.testing.assert_array_equal(
            after.by_case[case][:, columns], features.by_case[case][:, columns]
        )
    assert feature_names(others) == feature_names(views)


def test_two_fits_give_the_same_features(fitted, encoded, table, make_model_inputs):
    _, features = fitted
    again = all_views(TEXT)
    found = fit_transform(again, make_model_inputs(table), labels_of(table))
    for case in CASES:
        np.testing.assert_array_equal(found.by_case[case], features.by_case[case])
        np.testing.assert_array_equal(found.groups[case], features.groups[case])
    np.testing.assert_array_equal(transform(again, make_model_inputs(table)), encoded)


def test_the_columns_are_named_in_order_and_found_by_view(fitted):
    views, _ = fitted
    columns = columns_of(views)
    assert list(columns.names) == feature_names(views)
    for names in ((), ("tfidf",), ("one_hot", "annotations"), ("absent",), ("tf",)):
        assert np.flatnonzero(columns.of(*names)).tolist() == positions(views, *names)


def test_a_row_given_without_side_tables_keeps_what_gene_and_variation_say_and_lacks_the_rest(
    fitted, encoded, table, make_model_inputs
):
    views, _ = fitted
    bare = transform(views, make_model_inputs(table).without_side_tables())
    as_given = transform(views, inputs_from_table(table[["Gene", "Variation"]]))
    np.testing.assert_array_equal(bare, as_given)
    kept = [i for i in range(bare.shape[1]) if i not in positions(views, *SIDE_VIEWS, SITUATION)]
    np.testing.assert_array_equal(bare[:, kept], encoded[:, kept])
    lacking = dict(zip(feature_names(views), bare.T, strict=True))
    assert (lacking.pop("annotations:CADD_phred_missing") == 1).all()
    assert (lacking.pop("annotations:SIFT_pred_D") == 0).all()
    told = {name: values for name, values in lacking.items() if name.split(":")[0] in SIDE_VIEWS}
    told = {name: values for name, values in told.items() if not name.startswith("annotations:S")}
    assert all(np.isnan(values).all() for values in told.values())


def test_in_each_case_a_row_keeps_its_text_embeddings_and_annotations(fitted):
    views, features = fitted
    kept = positions(views, *SIDE_TABLES)
    assert kept
    for case in CASES:
        np.testing.assert_array_equal(features.by_case[case][:, kept], features.known[:, kept])


def test_as_of_an_unseen_gene_a_row_has_no_gene(fitted):
    views, features = fitted
    genes = [
        position
        for position, name in enumerate(feature_names(views))
        if name.startswith("one_hot:Gene_") and "infrequent" not in name
    ]
    assert features.known[:, genes].any()
    assert features.by_case[Case.SAME_GENE][:, genes].any()
    assert not features.by_case[Case.NEW_GENE][:, genes].any()


@pytest.mark.parametrize("name", FIELD_VIEWS)
def test_rows_without_text_have_nan_in_the_text_views_and_others_have_none(fitted, table, name):
    views, features = fitted
    missing = np.isnan(features.known[:, positions(views, name)])
    assert len(positions(views, name)) > 0
    np.testing.assert_array_equal(missing.all(axis=1), table["Text"].isna())
    np.testing.assert_array_equal(missing.any(axis=1), table["Text"].isna())


def test_rows_without_text_have_nan_for_every_mention(fitted, table):
    views, features = fitted
    mentions = features.known[:, positions(views, "mentions")]
    np.testing.assert_array_equal(np.isnan(mentions).all(axis=1), table["Text"].isna())
    counted = dict(zip(views["mentions"].names(), mentions.T, strict=True))["same_mentions"]
    assert (counted[table["Text"].notna()] > 0).all()


@pytest.mark.parametrize("name", FIELD_VIEWS)
def test_rows_that_share_a_field_have_the_same_features_of_it(
    fitted, table, make_model_inputs, name
):
    views, _ = fitted
    field = FIELD_VIEWS[name]
    # A variant of no gene that its text names: only its document is shared with others.
    twice = pd.concat([table, table if field == VARIANT else table.assign(Variation="W999W")])
    inputs = make_model_inputs(twice)
    features = transform(views, inputs)
    document = inputs.literature.fields[field].of_row
    shared = [
        number for number in np.unique(document[document >= 0]) if (document == number).sum() > 1
    ]
    assert len(shared) > 2
    text = features[:, positions(views, name)]
    for number in shared:
        rows = text[document == number]
        np.testing.assert_array_equal(rows, np.tile(rows[0], (len(rows), 1)))


def test_a_rows_features_do_not_depend_on_the_rows_beside_it(
    fitted, encoded, table, make_model_inputs
):
    views, _ = fitted
    for rows in ([33, 6], [0], [12, 12]):
        alone = make_model_inputs(table).take(np.array(rows))
        np.testing.assert_array_equal(transform(views, alone), encoded[rows])


def test_an_unseen_gene_and_variation_are_described_by_consequence_and_position(fitted, table):
    views, features = fitted
    alternate = table["Variation"].str[-1].mode()[0]
    new = pd.DataFrame({"Gene": ["NOTCH9"], "Variation": [f"W1234{alternate}"]})
    row = transform(views, inputs_from_table(new))[0]
    known = dict(zip(feature_names(views), row, strict=True))
    assert row.shape == features.known[0].shape
    assert known["position:start"] == 1234
    assert known["consequence:type_substitution"] == 1
    assert known["consequence:reference_W"] == 1
    assert known[f"consequence:alternate_{alternate}"] == 1
    seen = [name for name in known if name.startswith("one_hot:Gene_") and "infreq" not in name]
    assert not any(known[name] for name in seen)


def test_a_variation_that_cannot_be_read_has_features_all_the_same(fitted):
    views, features = fitted
    new = pd.DataFrame({"Gene": ["BRAF", ""], "Variation": ["so to speak", ""]})
    assert transform(views, inputs_from_table(new)).shape == (2, features.known.shape[1])


def test_two_spellings_of_a_variant_have_the_same_features(fitted):
    views, _ = fitted
    new = pd.DataFrame(
        {"Gene": ["KMT2D", "MLL2", " mll2"], "Variation": ["V600E", "p.Val600Glu", "p.(V600E)"]}
    )
    first, second, third = transform(views, inputs_from_table(new))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first, third)


def test_side_tables_absent_at_prediction_are_like_rows_that_lack_them(fitted, encoded, table):
    views, _ = fitted
    few = table[["Gene", "Variation", "Text"]]
    found = transform(views, inputs_from_table(few))
    lost = positions(views, *BROUGHT_VIEWS, "read_neighbourhood", SITUATION)
    there = [i for i in range(found.shape[1]) if i not in lost]
    np.testing.assert_array_equal(found[:, there], encoded[:, there])
    assert np.isnan(found[:, positions(views, "embeddings")]).all()
    missing = few.assign(a0=np.nan, a1=np.nan, CADD_phred=np.nan, SIFT_pred=None)
    inputs = inputs_from_table(missing, ["a0", "a1"], ["CADD_phred", "SIFT_pred"])
    np.testing.assert_array_equal(found, transform(views, inputs))


def test_side_tables_that_training_lacked_are_not_read(table, make_model_inputs):
    views = all_views(TEXT)
    bare = inputs_from_table(table[["Gene", "Variation", "Text"]])
    fit_transform(views, bare, labels_of(table))
    assert positions(views, *BROUGHT_VIEWS) == []
    found, expected = transform(views, make_model_inputs(table)), transform(views, bare)
    stands = positions(views, SITUATION)  # which says what a row has, read or not
    there = np.setdiff1d(np.arange(found.shape[1]), stands)
    np.testing.assert_array_equal(found[:, there], expected[:, there])


def test_a_row_without_embedding_is_nan_and_the_others_come_as_they_are(fitted, table):
    views, features = fitted
    expected = table[["a0", "a1"]].to_numpy(dtype=np.float32)
    np.testing.assert_array_equal(features.known[:, positions(views, "embeddings")], expected)


def test_annotation_columns_that_are_ignored_make_no_feature(table, make_model_inputs):
    views = all_views(TEXT, annotations_ignored=("CADD_phred",))
    fit_transform(views, make_model_inputs(table), labels_of(table))
    names = [name for name in feature_names(views) if name.startswith("annotations:")]
    assert names
    assert not any("CADD" in name for name in names)


@pytest.mark.parametrize("texts", [None, "", ["one text"] + [None] * 39], ids=["none", "", "one"])
def test_too_few_texts_leave_the_other_features(table, texts):
    views = all_views(TEXT)
    inputs = inputs_from_table(table[["Gene", "Variation"]].assign(Text=texts))
    features = fit_transform(views, inputs, labels_of(table))
    assert positions(views, *FIELD_VIEWS, *RESPONSE_VIEWS) == []
    assert all(
        block.shape == (40, len(feature_names(views))) for block in features.by_case.values()
    )


def text_features(name, settings, inputs, training):
    view = all_views(settings)[name]
    view.fit_transform(inputs.take(training), np.ones(len(training), dtype=int))
    return view.transform(inputs)


@pytest.mark.parametrize("name", READ_VIEWS)
def test_only_the_transductive_mode_reads_the_texts_of_other_rows(
    table, make_model_inputs, name_variants, name
):
    training = np.arange(20)
    elsewhere = table.copy()
    elsewhere.loc[elsewhere.index[20:], "Text"] = [f"kinase loss fold {i}" for i in range(20)]
    elsewhere.iloc[20:] = name_variants(elsewhere.iloc[20:])
    kept = ~table["Text"].iloc[:20].isna().to_numpy()
    inductive, transductive = (
        [
            text_features(name, settings, make_model_inputs(rows), training)[:20][kept]
            for rows in (table, elsewhere)
        ]
        for settings in (TEXT, TextSettings(**{**vars(TEXT), "transductive": True}))
    )
    np.testing.assert_array_equal(*inductive)
    if name == "mentions":  # nothing is fitted
        np.testing.assert_array_equal(*transductive)
    else:
        assert (
            transductive[0].shape != transductive[1].shape
            or (transductive[0] != transductive[1]).any()
        )
