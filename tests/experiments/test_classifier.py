import pickle

import numpy as np
import pandas as pd
import pytest

from experiments.classifier import EffectClassifier, ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.inputs import inputs_from_table
from experiments.view import Columns
from experiments.views import TextSettings


@pytest.fixture(scope="module")
def table():
    generator = np.random.default_rng(0)
    genes = generator.choice(["BRAF", "KIT", "TP53", "PTEN"], size=80)
    gain = np.isin(genes, ["BRAF", "KIT"])
    return pd.DataFrame(
        {
            "Gene": genes,
            "Variation": [f"V{position}E" for position in generator.integers(1, 900, 80)],
            "Text": [
                f"{'kinase gain growth' if found else 'stop loss decay'} {number % 20}"
                for number, found in enumerate(gain)
            ],
            "Class": np.where(gain, 7, 4),
        }
    )


@pytest.fixture(scope="module")
def classifier(table):
    settings = ExperimentSettings(ClassifierSettings(n_estimators=60, learning_rate=0.5))
    return EffectClassifier(settings).fit(inputs_from_table(table), table["Class"].to_numpy())


def test_it_learns_what_the_gene_says(classifier, table):
    probabilities = classifier.predict_proba(inputs_from_table(table))
    assert (probabilities.argmax(axis=1) + 1 == table["Class"]).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_rows_of_which_nothing_is_known_are_answered_with_every_class_possible(classifier):
    unknown = pd.DataFrame({"Gene": ["NOTCH9", ""], "Variation": ["something else", ""]})
    probabilities = classifier.predict_proba(inputs_from_table(unknown))
    assert probabilities.shape == (2, 9)
    assert (probabilities > 0).all()


@pytest.fixture(scope="module")
def told_by_text():
    """Return a classifier of rows whose class gene and text both tell, of many genes."""
    generator = np.random.default_rng(1)
    number = generator.integers(20, size=120)
    gain = number < 10
    phrase = np.where(gain, "kinase gain growth", "stop loss decay")
    filler = generator.choice(["cells", "assay", "mice", "tumour", "blood"], size=(120, 3))
    table = pd.DataFrame(
        {
            "Gene": [f"{chr(65 + n)}Q{n}" for n in number],
            "Variation": [f"V{position}E" for position in generator.integers(1, 900, 120)],
            "Text": [f"{text} {' '.join(ws)}" for text, ws in zip(phrase, filler, strict=True)],
        }
    )
    settings = ExperimentSettings(
        ClassifierSettings(n_estimators=60, learning_rate=0.3), TextSettings(tfidf_components=4)
    )
    return EffectClassifier(settings).fit(inputs_from_table(table), np.where(gain, 7, 4))


@pytest.mark.parametrize(("text", "number"), [("kinase gain growth", 7), ("stop loss decay", 4)])
def test_a_variant_of_an_unseen_gene_is_answered_by_its_text(told_by_text, text, number):
    new = pd.DataFrame({"Gene": ["XYZ9"], "Variation": ["V42E"], "Text": [f"{text} cells assay"]})
    assert told_by_text.predict_proba(inputs_from_table(new)).argmax() + 1 == number


@pytest.mark.parametrize(("gene", "number"), [("BRAF", 7), ("TP53", 4)])
def test_a_variant_of_a_known_gene_without_text_is_answered_by_its_gene(classifier, gene, number):
    new = pd.DataFrame({"Gene": [gene], "Variation": ["V42E"]})
    assert classifier.predict_proba(inputs_from_table(new)).argmax() + 1 == number


def test_no_rows_are_answered_by_none(classifier):
    nothing = pd.DataFrame({"Gene": [], "Variation": []}, dtype=str)
    inputs = inputs_from_table(nothing)
    assert classifier.predict_proba(inputs).shape == (0, 9)
    assert classifier.answer(inputs).table(nothing.index).empty
    assert classifier.explain(inputs) == []


def test_a_row_is_answered_and_explained_with_the_probabilities_that_are_predicted(
    classifier, table
):
    inputs = inputs_from_table(table)
    found = classifier.answer(inputs)
    np.testing.assert_array_equal(found.probabilities, classifier.predict_proba(inputs))
    explained = classifier.explain(inputs, n_similar=2)
    best = found.probabilities.argmax(axis=1) + 1
    assert [each.pushes.effect for each in explained] == best.tolist()
    for row, each in zip(table.index, explained, strict=True):
        assert len(each.similar) == 2
        assert each.similar[0].likeness == pytest.approx(1, abs=1e-4)
        assert table.loc[each.similar[0].id, "Variation"] == table.loc[row, "Variation"]
    named = {view.view for each in explained for view in each.pushes.views}
    assert named <= set(classifier.views_)


def test_rows_of_which_nothing_is_known_are_answered_and_explained_too(classifier):
    unknown = inputs_from_table(
        pd.DataFrame({"Gene": ["NOTCH9", ""], "Variation": ["something else", ""]})
    )
    answers = classifier.answer(unknown).table(pd.RangeIndex(2))
    assert answers["seen"].tolist() == ["gene unseen"] * 2
    for each in classifier.explain(unknown):
        assert np.isfinite(each.pushes.total)
        assert len(each.similar) == 5


def test_each_feature_has_a_name_and_is_of_a_view(classifier, table):
    names = classifier.feature_names()
    assert len(names) == len(set(names))
    assert {"position:start", "mentions:same_mentions"} <= set(names)
    assert {name.split(":")[0] for name in names} <= set(classifier.views_)


@pytest.mark.parametrize("n_rows", [1, 2, 3, 29, 31])
def test_a_handful_of_rows_is_enough_to_fit(make_table, make_model_inputs, fast_settings, n_rows):
    table = make_table(n_rows)
    inputs = make_model_inputs(table)
    fitted = EffectClassifier(fast_settings).fit(inputs, table["Class"].to_numpy())
    np.testing.assert_allclose(fitted.predict_proba(inputs).sum(axis=1), 1)


def test_two_fits_answer_alike_and_another_seed_answers_otherwise(
    make_table, make_model_inputs, fast_settings
):
    table = make_table(60)
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    other = ExperimentSettings(fast_settings.classifier, fast_settings.text, seed=1)
    first, second, third = (
        EffectClassifier(settings).fit(inputs, labels).predict_proba(inputs)
        for settings in (fast_settings, fast_settings, other)
    )
    np.testing.assert_array_equal(first, second)
    assert (first != third).any()


def test_predicting_first_changes_no_later_answer(make_table, make_model_inputs, fast_settings):
    table = make_table(60)
    inputs = make_model_inputs(table)
    fitted = EffectClassifier(fast_settings).fit(inputs, table["Class"].to_numpy())
    turned = inputs.take(np.arange(60)[::-1])
    first = fitted.predict_proba(inputs)
    np.testing.assert_allclose(fitted.predict_proba(turned)[::-1], first, rtol=1e-12)


def test_the_settings_reach_the_learner():
    settings = ExperimentSettings(ClassifierSettings(n_estimators=17, inner_folds=4), seed=5)
    columns = Columns(("one_hot:a", "tfidf:b"))
    learner = settings.new_learner(columns)
    assert learner.settings == settings.classifier
    assert learner.columns is columns
    assert learner.seed == 5
    assert learner.asked is settings.confidence


TOGETHER = {
    "one gene": {"Gene": "BRAF"},
    "one class": {"Class": 4},
    "one text": {"Text": "kinase loss gain growth"},
    "one of each": {"Gene": "BRAF", "Class": 4, "Text": "kinase loss gain growth"},
}


@pytest.mark.parametrize("same", TOGETHER.values(), ids=TOGETHER)
def test_rows_that_are_all_alike_are_enough_to_fit(
    make_table, make_model_inputs, fast_settings, same
):
    table = make_table(60)
    alike = table.assign(**same)
    labels = alike["Class"].to_numpy()
    fitted = EffectClassifier(fast_settings).fit(make_model_inputs(alike), labels)
    for asked in (table, alike):
        found = fitted.predict_proba(make_model_inputs(asked))
        assert (found > 0).all()
        np.testing.assert_allclose(found.sum(axis=1), 1)


SIDE = {"Text": ["Text"], "embedding": ["a0", "a1"], "annotation": ["CADD_phred", "SIFT_pred"]}


@pytest.mark.parametrize("lost", SIDE.values(), ids=SIDE)
def test_rows_are_answered_without_what_all_of_the_training_had(
    make_table, make_model_inputs, fast_settings, lost
):
    table = make_table(60)
    fitted = EffectClassifier(fast_settings).fit(
        make_model_inputs(table), table["Class"].to_numpy()
    )
    found = fitted.predict_proba(make_model_inputs(table.drop(columns=lost)))
    empty = fitted.predict_proba(make_model_inputs(table.assign(**dict.fromkeys(lost))))
    np.testing.assert_array_equal(found, empty)
    np.testing.assert_allclose(found.sum(axis=1), 1)


@pytest.mark.parametrize("new", SIDE.values(), ids=SIDE)
def test_what_the_training_lacked_changes_no_answer(
    make_table, make_model_inputs, fast_settings, new
):
    table = make_table(120)
    bare = table[["Gene", "Variation", "Class"]]
    fitted = EffectClassifier(fast_settings).fit(make_model_inputs(bare), table["Class"].to_numpy())
    more = make_model_inputs(bare.assign(**{name: table[name] for name in new}))
    np.testing.assert_allclose(
        fitted.predict_proba(more), fitted.predict_proba(make_model_inputs(bare))
    )


def test_a_pickled_classifier_answers_the_same_however_rows_are_asked(
    make_table, make_model_inputs, fast_settings
):
    table = make_table(60)
    inputs = make_model_inputs(table)
    fitted = EffectClassifier(fast_settings).fit(inputs, table["Class"].to_numpy())
    new = make_model_inputs(make_table(40, seed=1).assign(Gene=["NEW1", "BRAF"] * 20))
    expected = fitted.predict_proba(new)
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.predict_proba(new), expected)
    for rows in ([3], [39, 0, 0], list(range(40))[::-1]):
        found = again.predict_proba(new.take(np.array(rows)))
        np.testing.assert_allclose(found, expected[rows], rtol=1e-12)
