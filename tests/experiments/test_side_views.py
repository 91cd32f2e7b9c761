"""Views of a row's text: what they are fitted on, and what a cache keeps."""

import pickle
import threading

import numpy as np
import pandas as pd
import pytest
from joblib import Memory
from sklearn.base import BaseEstimator, TransformerMixin

from experiments.classifier import EffectClassifier, ExperimentSettings
from experiments.inputs import inputs_from_table
from experiments.model_folder import TrainedModel, describe, read_model, write_model
from experiments.side_views import FieldView, MentionView
from experiments.view import Case
from experiments.views import TextSettings, all_views
from text_features.mention_features import MENTION_FEATURES
from text_features.row_text import DOCUMENT, FIELDS, VARIANT
from text_features.tfidf import TfidfSvdVectorizer

CALLS: list[tuple[str, tuple[str, ...]]] = []
"""What was asked of any counting vectorizer: ``fit`` or ``transform``, and the texts."""

UNLABELLED = np.zeros(0, dtype=int)


class CountingVectorizer(TransformerMixin, BaseEstimator):
    """Says how long a text is in units of the mean of the texts that it was fitted on."""

    def __init__(self, unit=1.0):
        self.unit = unit

    def fit(self, X, y=None):
        CALLS.append(("fit", tuple(X)))
        self.mean_ = np.mean([len(text) for text in X]) if len(X) else 1.0
        return self

    def transform(self, X):
        CALLS.append(("transform", tuple(X)))
        lengths = np.array([len(text) for text in X], dtype=np.float32).reshape(-1, 1)
        return lengths / np.float32(self.mean_ * self.unit)

    def get_feature_names_out(self, input_features=None):
        return np.array(["length"])


@pytest.fixture(autouse=True)
def nothing_was_asked():
    CALLS.clear()


def fits():
    return [texts for what, texts in CALLS if what == "fit"]


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "cache", verbose=0)


TABLE = pd.DataFrame(
    {
        "Gene": ["BRAF", "BRAF", "KIT", "RET", "KIT"],
        "Variation": ["V600E", "G469A", "D816V", "M918T", "so to speak"],
        "Text": [
            "BRAF V600E was activating. Mice lived.",
            "BRAF V600E was activating. Mice lived.",
            "KIT D816V was resistant.",
            None,
            "Rats died early of it.",
        ],
    }
)


@pytest.fixture(scope="module")
def inputs():
    return inputs_from_table(TABLE)


def test_it_is_fitted_on_each_distinct_content_once(inputs):
    FieldView(CountingVectorizer(), DOCUMENT).fit_transform(inputs, UNLABELLED)
    assert fits() == [inputs.literature.fields[DOCUMENT].texts]
    assert len(fits()[0]) == 3


def test_it_is_fitted_on_the_contents_of_the_training_rows_alone(inputs):
    FieldView(CountingVectorizer(), DOCUMENT).fit_transform(
        inputs.take(np.array([4, 3, 0, 1])), UNLABELLED
    )
    [texts] = fits()
    documents = inputs.literature.fields[DOCUMENT]
    assert texts == (documents.texts[2], documents.texts[0])


def test_transductive_it_is_fitted_on_the_contents_of_all_rows(inputs):
    FieldView(CountingVectorizer(), DOCUMENT, transductive=True).fit_transform(
        inputs.take(np.array([4])), UNLABELLED
    )
    assert fits() == [inputs.literature.fields[DOCUMENT].texts]


def test_a_word_of_a_row_tested_changes_no_feature_of_the_training_rows():
    found = []
    for word in ("kinase", "unheardof"):
        table = TABLE.assign(Text=[*TABLE["Text"][:4], f"Rats {word} {word} early."])
        rows = inputs_from_table(table).take(np.arange(4))
        view = FieldView(TfidfSvdVectorizer(n_components=1, min_df=1, max_df=1.0), DOCUMENT)
        found.append(view.fit_transform(rows, UNLABELLED).known)
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("field", FIELDS)
def test_a_row_whose_field_is_empty_is_nan(inputs, field):
    view = FieldView(CountingVectorizer(), field)
    features = view.fit_transform(inputs, UNLABELLED)
    contents = inputs.literature.fields[field]
    np.testing.assert_array_equal(np.isnan(features.known[:, 0]), contents.of_row < 0)
    np.testing.assert_array_equal(features.by_case[Case.NEW_GENE], features.known)
    assert features.known.dtype == np.float32
    lengths = [len(contents.texts[i]) for i in contents.of_row if i >= 0]
    mean = np.mean([len(text) for text in contents.texts])
    np.testing.assert_allclose(features.known[contents.of_row >= 0, 0], lengths / mean, rtol=1e-6)


def test_a_row_whose_variant_is_not_named_has_a_document_and_no_passage(inputs):
    passages = FieldView(CountingVectorizer(), VARIANT).fit_transform(inputs, UNLABELLED).known
    assert np.isnan(passages[:, 0]).tolist() == [False, True, False, True, True]


def test_it_is_named_after_the_vectorizer(inputs):
    view = FieldView(CountingVectorizer(), DOCUMENT)
    view.fit_transform(inputs, UNLABELLED)
    assert view.names() == ["length"]


def test_no_rows_with_text_leave_nan(inputs):
    view = FieldView(CountingVectorizer(), DOCUMENT)
    view.fit_transform(inputs, UNLABELLED)
    assert np.isnan(view.transform(inputs.take(np.array([3, 3])))).all()
    assert view.transform(inputs.take(np.empty(0, dtype=int))).shape == (0, 1)


def test_a_cache_gives_the_same_features_the_first_and_the_second_time(inputs, memory):
    plain, first, second = (
        FieldView(CountingVectorizer(), DOCUMENT, memory=kept) for kept in (None, memory, memory)
    )
    training, tested = inputs.take(np.array([0, 4])), inputs.take(np.array([2, 3, 1]))
    expected = plain.fit_transform(training, UNLABELLED).known
    for view in (first, second):
        np.testing.assert_array_equal(view.fit_transform(training, UNLABELLED).known, expected)
        np.testing.assert_array_equal(view.transform(tested), plain.transform(tested))


def test_a_cache_gives_the_features_of_the_real_vectorizers(
    make_table, name_variants, make_model_inputs, memory
):
    settings = TextSettings(
        tfidf_components=4, doc2vec_size=4, doc2vec_epochs=2, doc2vec_min_count=1
    )
    rows = make_model_inputs(name_variants(make_table(40)))
    for name in ("tfidf", "variant_tfidf", "doc2vec"):
        plain, first, second = (
            all_views(settings, memory=kept)[name] for kept in (None, memory, memory)
        )
        expected = plain.fit_transform(rows, UNLABELLED).known
        assert expected.shape[1] > 0
        for view in (first, second):
            np.testing.assert_array_equal(view.fit_transform(rows, UNLABELLED).known, expected)
            np.testing.assert_array_equal(view.transform(rows), expected)


def test_what_was_fitted_and_transformed_before_is_not_done_again(inputs, memory):
    for _ in range(2):
        view = FieldView(CountingVectorizer(), DOCUMENT, memory=memory)
        view.fit_transform(inputs, UNLABELLED)
        view.transform(inputs.take(np.array([2])))
    assert [what for what, _ in CALLS] == ["fit", "transform", "transform"]


def test_without_a_cache_all_is_done_again(inputs):
    for _ in range(2):
        FieldView(CountingVectorizer(), DOCUMENT).fit_transform(inputs, UNLABELLED)
    assert [what for what, _ in CALLS] == ["fit", "transform"] * 2


def test_other_texts_are_fitted_anew(inputs, memory):
    for rows in ([0, 2], [0, 2, 4], [0, 2], [2, 0]):
        view = FieldView(CountingVectorizer(), DOCUMENT, memory=memory)
        view.fit_transform(inputs.take(np.array(rows)), UNLABELLED)
    assert [len(texts) for texts in fits()] == [2, 3, 2]


def test_another_setting_of_the_vectorizer_is_fitted_and_transformed_anew(inputs, memory):
    found = [
        FieldView(CountingVectorizer(unit), DOCUMENT, memory=memory)
        .fit_transform(inputs, UNLABELLED)
        .known
        for unit in (1.0, 2.0, 1.0)
    ]
    assert len(fits()) == 2
    np.testing.assert_array_equal(found[0], found[2])
    np.testing.assert_allclose(found[0][0], 2 * found[1][0])


def test_the_same_texts_by_vectorizers_fitted_on_others_are_transformed_apart(inputs, memory):
    tested = inputs.take(np.array([0]))
    found = []
    for rows in ([2], [2, 4]):
        view = FieldView(CountingVectorizer(), DOCUMENT, memory=memory)
        view.fit_transform(inputs.take(np.array(rows)), UNLABELLED)
        plain = FieldView(CountingVectorizer(), DOCUMENT)
        plain.fit_transform(inputs.take(np.array(rows)), UNLABELLED)
        np.testing.assert_array_equal(view.transform(tested), plain.transform(tested))
        found.append(view.transform(tested))
    assert (found[0] != found[1]).all()


def test_two_fields_of_equal_contents_share_what_was_fitted(memory):
    rows = inputs_from_table(TABLE.iloc[[2]])
    for field in (DOCUMENT, "gene"):
        FieldView(CountingVectorizer(), field, memory=memory).fit_transform(rows, UNLABELLED)
    assert len(fits()) == 1


def test_a_cache_is_no_part_of_a_pickled_view(inputs, memory, tmp_path):
    view = FieldView(CountingVectorizer(), DOCUMENT, memory=memory)
    expected = view.fit_transform(inputs, UNLABELLED).known
    pickled = pickle.dumps(view)
    assert str(tmp_path).encode() not in pickled
    found = pickle.loads(pickled)
    assert found.memory is None
    assert view.memory is memory
    np.testing.assert_array_equal(found.transform(inputs), expected)


def test_a_view_that_was_fitted_with_a_cache_answers_after_the_cache_is_gone(inputs, memory):
    view = FieldView(CountingVectorizer(), DOCUMENT, memory=memory)
    expected = view.fit_transform(inputs, UNLABELLED).known
    memory.clear(warn=False)
    np.testing.assert_array_equal(view.transform(inputs), expected)


def test_folds_that_run_side_by_side_may_share_a_cache(inputs, memory):
    expected = FieldView(CountingVectorizer(), DOCUMENT).fit_transform(inputs, UNLABELLED).known
    found = []

    def run():
        view = FieldView(CountingVectorizer(), DOCUMENT, memory=memory)
        found.append(view.fit_transform(inputs, UNLABELLED).known)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for features in found:
        np.testing.assert_array_equal(features, expected)


def test_mentions_are_the_features_of_the_rows_as_they_are(inputs):
    view = MentionView()
    features = view.fit_transform(inputs, UNLABELLED)
    np.testing.assert_array_equal(features.known, inputs.literature.features)
    np.testing.assert_array_equal(features.by_case[Case.NEW_GENE], features.known)
    np.testing.assert_array_equal(view.transform(inputs), features.known)
    assert view.names() == list(MENTION_FEATURES)
    assert features.known.shape == (5, len(MENTION_FEATURES))


def test_mentions_are_nan_for_a_row_without_text_and_counted_for_one_that_cannot_be_read(inputs):
    features = MentionView().transform(inputs)
    assert np.isnan(features).all(axis=1).tolist() == [False, False, False, True, False]
    same = features[:, MENTION_FEATURES.index("same_mentions")]
    np.testing.assert_allclose(same[[0, 1, 2, 4]], np.log1p([1, 0, 1, 0]), rtol=1e-6)


def test_the_classifier_answers_alike_with_and_without_a_cache_and_its_folder_is_not_kept(
    make_table, name_variants, make_model_inputs, fast_settings, tmp_path
):
    table = name_variants(make_table(30))
    rows, labels = make_model_inputs(table), table["Class"]
    answers, files = [], []
    for number, cache in enumerate((None, tmp_path / "cache", tmp_path / "cache")):
        settings = ExperimentSettings(fast_settings.classifier, fast_settings.text, cache=cache)
        fitted = EffectClassifier(settings).fit(rows, labels.to_numpy())
        answers.append(fitted.predict_proba(rows))
        folder = tmp_path / f"model{number}"
        write_model(TrainedModel(fitted, describe(rows, labels, "0" * 64)), folder)
        assert fitted.settings.cache == cache
        files.append((folder / "classifier.pickle").read_bytes())
        assert read_model(folder).classifier.settings.cache is None
    assert (tmp_path / "cache").is_dir()
    for other in answers[1:]:
        np.testing.assert_array_equal(answers[0], other)
    assert files[0] == files[1] == files[2]
    assert str(tmp_path).encode() not in files[1]


def test_views_left_out_are_absent():
    everything = set(all_views(TextSettings()))
    assert set(ExperimentSettings(views_left_out=()).new_views()) == everything
    assert everything - set(ExperimentSettings().new_views()) == {
        *ExperimentSettings().views_left_out
    }
    settings = ExperimentSettings(views_left_out=("mentions", "tfidf"))
    assert set(settings.new_views()) == everything - {"mentions", "tfidf"}
