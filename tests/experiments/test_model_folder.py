import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.classifier import EffectClassifier
from experiments.model_folder import (
    ModelFolderError,
    TrainedModel,
    describe,
    read_model,
    write_model,
)
from text_features.embedding_source import EmbeddingSource


@pytest.fixture(scope="module")
def table(make_table):
    return make_table(50)


@pytest.fixture(scope="module")
def train(make_model_inputs, fast_settings):
    def fit(table):
        inputs = make_model_inputs(table)
        classifier = EffectClassifier(fast_settings).fit(inputs, table["Class"].to_numpy())
        return TrainedModel(classifier, describe(inputs, table["Class"], "0" * 64))

    return fit


@pytest.fixture(scope="module")
def model(train, table):
    return train(table)


def test_the_card_says_what_the_model_was_fitted_on(model, table):
    assert model.card.data_sha256 == "0" * 64
    assert (model.card.n_variants, model.card.n_texts) == (50, 40)
    counts = {str(k): int(n) for k, n in table["Class"].value_counts().items()}
    assert model.card.class_counts == counts
    assert model.card.embedding_columns == ("a0", "a1")
    assert model.card.annotation_columns == {"CADD_phred": "double", "SIFT_pred": "string"}


def test_a_model_that_is_written_and_read_answers_exactly_alike(
    model, table, make_model_inputs, tmp_path
):
    write_model(model, tmp_path / "deep" / "model")
    found = read_model(tmp_path / "deep" / "model")
    assert found.card == model.card
    pd.testing.assert_frame_equal(
        found.predict(make_model_inputs(table)),
        model.predict(make_model_inputs(table)),
        check_exact=True,
    )


def test_a_card_keeps_what_made_the_embeddings_and_an_older_one_need_not_say_it(model, tmp_path):
    made = EmbeddingSource("tiny", "ab" * 32, "cd" * 32, "mean", True, 512, True, True, 1)
    write_model(replace(model, card=replace(model.card, embedding_source=made)), tmp_path)
    assert read_model(tmp_path).card.embedding_source == made
    card = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    del card["embedding_source"]
    (tmp_path / "model.json").write_text(json.dumps(card), encoding="utf-8")
    assert read_model(tmp_path).card == model.card


def test_predictions_keep_the_rows_ids_and_the_order_of_classes(model, table, make_model_inputs):
    probabilities = model.predict(make_model_inputs(table))
    assert probabilities.index.equals(table.index)
    assert probabilities.columns.tolist() == [f"class{number}" for number in range(1, 10)]
    assert set(probabilities.dtypes) == {np.dtype("float64")}


@pytest.mark.parametrize("lost", ["classifier.pickle", "model.json"])
def test_a_folder_without_one_of_its_files_is_refused(model, tmp_path, lost):
    write_model(model, tmp_path)
    (tmp_path / lost).unlink()
    with pytest.raises(ModelFolderError) as caught:
        read_model(tmp_path)
    assert str(caught.value) == f"{tmp_path}: no model here, expected a file {lost}"


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(ModelFolderError, match="absent: no model here, expected a file class"):
        read_model(tmp_path / "absent")


def test_writing_replaces_a_model_that_is_there(train, make_table, tmp_path):
    write_model(train(make_table(50)), tmp_path)
    write_model(train(make_table(30, seed=1)), tmp_path)
    assert read_model(tmp_path).card.n_variants == 30


def test_a_wide_table_is_answered_as_its_inputs_are(model, table, make_model_inputs):
    pd.testing.assert_frame_equal(
        model.predict_table(table), model.predict(make_model_inputs(table)), check_exact=True
    )


def test_absent_columns_are_answered_like_columns_of_missing_values(model, table):
    few = table[["Gene", "Variation"]]
    nothing = few.assign(Text="", a0=np.nan, a1=np.nan, CADD_phred=np.nan)
    pd.testing.assert_frame_equal(
        model.predict_table(few), model.predict_table(nothing), check_exact=True
    )
    for columns in (["Text"], ["a0"], ["a1", "SIFT_pred"]):
        probabilities = model.predict_table(table.drop(columns=columns))
        np.testing.assert_allclose(probabilities.sum(axis=1), 1)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, ""], ids=["None", "NaN", "NA", "empty"])
def test_a_text_that_is_missing_in_any_spelling_is_no_text(model, table, missing):
    few = table[["Gene", "Variation"]]
    column = pd.Series([missing] * len(few), index=few.index, dtype=object)
    pd.testing.assert_frame_equal(
        model.predict_table(few.assign(Text=column)), model.predict_table(few), check_exact=True
    )


def test_some_texts_missing_leave_the_other_rows_answers(model, table):
    blanked = table.assign(Text=table["Text"].where(np.arange(50) % 2 == 0, None))
    kept = np.arange(50) % 2 == 0
    pd.testing.assert_frame_equal(
        model.predict_table(blanked)[kept], model.predict_table(table)[kept], rtol=1e-12
    )


def test_numbers_that_come_as_text_are_read_and_words_among_them_are_missing(model, table):
    as_text = table.assign(CADD_phred=table["CADD_phred"].astype(object).where(lambda c: c.notna()))
    pd.testing.assert_frame_equal(
        model.predict_table(as_text), model.predict_table(table), check_exact=True
    )
    assert not model.predict_table(table.assign(CADD_phred="high")).isna().any(axis=None)


def test_an_empty_table_is_answered_by_an_empty_one(model, table):
    assert model.predict_table(table.iloc[:0]).shape == (0, 9)


def test_two_fits_on_the_same_rows_write_the_same_bytes(train, table, tmp_path):
    for name in ("first", "second"):
        write_model(train(table.copy()), tmp_path / name)
    for file in ("classifier.pickle", "model.json"):
        first, second = ((tmp_path / name / file).read_bytes() for name in ("first", "second"))
        assert first == second


FIT = """
import json, sys
from pathlib import Path
import pandas as pd
from experiments.classifier import EffectClassifier, ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.inputs import inputs_from_table
from experiments.model_folder import TrainedModel, describe, write_model
from experiments.views import TextSettings
table = pd.read_json(sys.argv[1], orient="split")
inputs = inputs_from_table(table, ["a0", "a1"], ["CADD_phred", "SIFT_pred"])
settings = ExperimentSettings(ClassifierSettings(n_estimators=3),
                              TextSettings(tfidf_ngram_max=2, doc2vec_min_count=1))
classifier = EffectClassifier(settings).fit(inputs, table["Class"].to_numpy())
write_model(TrainedModel(classifier, describe(inputs, table["Class"], "x")), Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_two_processes_with_other_string_hashes_write_the_same_bytes(table, tmp_path):
    table.to_json(tmp_path / "table.json", orient="split")
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", FIT, str(tmp_path / "table.json"), str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
    for file in ("classifier.pickle", "model.json"):
        assert (tmp_path / "1" / file).read_bytes() == (tmp_path / "2" / file).read_bytes()


def test_the_card_is_json_that_other_programs_can_read(model, tmp_path):
    write_model(model, tmp_path)
    card = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert card["n_variants"] == 50
    assert card["embedding_columns"] == ["a0", "a1"]
