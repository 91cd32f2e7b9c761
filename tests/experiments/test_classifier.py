from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.classifier import ClassifierSettings, EffectClassifier, ExperimentSettings
from experiments.inputs import inputs_from_table
from experiments.training_copies import CopyWeights
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
            "Text": np.where(gain, "kinase gain growth", "stop loss decay"),
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
    assert classifier.predict_proba(inputs_from_table(nothing)).shape == (0, 9)


def test_each_feature_has_a_name(classifier, table):
    names = classifier.feature_names()
    assert len(names) == classifier.learner_.trees.classifier_.classifier_.n_features_in_
    assert {"position:start", "mentions:same_mentions"} <= set(names)
    assert {name.split(":")[0] for name in names} <= set(classifier.views_)


@pytest.mark.parametrize("n_rows", [1, 2, 3])
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
    np.testing.assert_array_equal(fitted.predict_proba(turned)[::-1], first)


def test_the_settings_reach_the_learner():
    settings = ExperimentSettings(
        ClassifierSettings(
            n_estimators=17,
            max_depth=2,
            prior_weight=0.1,
            masked_weight=0.3,
            unseen_weight=0.7,
            neighbourhood_share=0.2,
        ),
        seed=5,
    )
    columns = Columns(("one_hot:a", "tfidf:b"), np.array([False, True]), np.array([0, np.nan]))
    learner = settings.new_learner(columns)
    assert learner.share == 0.2
    assert learner.columns is columns
    wrapped = learner.trees
    assert wrapped.prior_weight == 0.1
    assert wrapped.classifier.weights == CopyWeights(masked=0.3, unseen=0.7)
    assert wrapped.classifier.columns is columns
    trees = wrapped.classifier.classifier
    assert trees.n_estimators == 17
    assert (trees.max_depth, trees.random_state) == (2, 5)


@pytest.mark.parametrize("weights", [(0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (1.0, 2.0)])
def test_any_weights_of_the_copies_give_an_answer(
    make_table, make_model_inputs, fast_settings, weights
):
    table = make_table(30)
    inputs = make_model_inputs(table)
    chosen = replace(fast_settings.classifier, masked_weight=weights[0], unseen_weight=weights[1])
    settings = replace(fast_settings, classifier=chosen)
    fitted = EffectClassifier(settings).fit(inputs, table["Class"].to_numpy())
    np.testing.assert_allclose(fitted.predict_proba(inputs).sum(axis=1), 1)
