"""No view finds random labels again, and the same check finds those that would.

A gene is planted among genes whose class follows type and place: its labels are
drawn from all nine classes, whatever its variants are. How often each class was
drawn can be learnt, and stratified folds keep it. So chance is the gene's own label
frequencies q: were its labels dealt anew among its rows, an answer p would have the
loss -sum(q log p) on average, never below the entropy of q, with the variance of
log p under q. How far the sum of the losses falls short of that, in standard
deviations, is near a standard normal number for honest answers and far below -3 for
answers that know the labels.

A leak has two forms. A view that has seen the labels of the rows tested beats
chance on them. A view that encodes the training rows with their own labels does
not: the learner trusts it too much. It is found by scoring a learner, held out, on
the features of the training rows themselves, as they have them in each case: of a
known paper, of a known gene, of a new gene.
"""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom
from threadpoolctl import threadpool_limits

from experiments.classifier import ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.inputs import ModelInputs, inputs_from_table, make_inputs
from experiments.members import MEMBERS
from experiments.neighbourhood_view import NeighbourhoodView
from experiments.scores import score_probabilities
from experiments.side_views import FieldView, MentionView
from experiments.situation import SITUATION
from experiments.splits import assign_folds
from experiments.text_response_view import TextResponseView
from experiments.variant_views import LabelledEncoderView
from experiments.view import CASES, Columns, TrainingFeatures
from experiments.views import TextSettings, columns_of, fit_transform, transform
from variants.effect_class import CLASS_COLUMNS

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))

PLANTED = "PLANT1"
N_PLANTED = 108
SEEDS = (0, 1)
FOLDS = 3
BOUND = -3.0
"""Standard deviations: one honest view in a thousand falls below."""

SETTINGS = ExperimentSettings(
    ClassifierSettings(n_estimators=25, learning_rate=0.2, max_depth=3, inner_folds=2),
    TextSettings(tfidf_components=4, doc2vec_size=4, doc2vec_epochs=2, doc2vec_min_count=1),
    views_left_out=(),
)
LABELLED = [
    name
    for name, view in SETTINGS.new_views().items()
    if isinstance(view, LabelledEncoderView | NeighbourhoodView | TextResponseView)
]


@pytest.fixture(autouse=True)
def one_thread():
    """As the views are run in: many small fits go slower with more."""
    with threadpool_limits(1):
        yield


@cache
def planted_data(seed: int) -> tuple[ModelInputs, np.ndarray, np.ndarray]:
    """Return inputs, labels, and which rows are of the planted gene."""
    table, labels, planted = planted_table(seed)
    return inputs_from_table(table, annotation_columns=["CADD", "role"]), labels, planted


def planted_table(seed: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return variants with what is known of them, labels, and which are of the planted gene."""
    generator = np.random.default_rng(seed)
    genes = np.repeat(["BRAF", "KIT", "EGFR", "TP53", "PTEN", PLANTED], [36] * 5 + [N_PLANTED])
    place = generator.integers(1, 120, len(genes))
    truncated = generator.random(len(genes)) < 0.3
    hotspot = (place > 60) & np.isin(genes, ["BRAF", "KIT", "EGFR"])
    labels = np.where(truncated, 4, np.where(hotspot, 7, np.where(place > 30, 1, 3)))
    planted = genes == PLANTED
    labels[planted] = generator.integers(1, 10, N_PLANTED)
    new = generator.choice(list("DEKR"), len(genes))
    words = generator.choice(["kinase", "loss", "gain", "growth", "assay"], (len(genes), 8))
    # Two rows a paper, so that rows of a known paper are among them.
    has_text = np.repeat(generator.random(len(genes) // 2) < 0.4, 2)
    mentioned = [
        f"{gene} V{at}{residue}" for gene, at, residue in zip(genes, place, new, strict=True)
    ]
    sentences = [f"In {name} {' '.join(row)}." for row, name in zip(words, mentioned, strict=True)]
    papers = [
        f"{one} Mice, {' '.join(row[3:])}. {two}"
        for one, two, row in zip(sentences[::2], sentences[1::2], words[::2], strict=True)
    ]
    table = pd.DataFrame(
        {
            "Gene": genes,
            "Variation": [
                f"Q{at}*" if cut else f"V{at}{residue}"
                for at, cut, residue in zip(place, truncated, new, strict=True)
            ],
            "Text": np.where(has_text, np.repeat(papers, 2), ""),
            "CADD": np.where(has_text, np.nan, place + generator.normal(0, 9, len(genes))),
            "role": np.where(np.isin(genes, ["TP53", "PTEN"]), "TSG", "oncogene"),
        }
    )
    return table, labels, planted


def held_out(inputs, labels, seed, views_of) -> list[np.ndarray]:
    """Cross-validate our learner on the views that ``views_of`` gives, fitted in each fold."""
    folds = assign_folds("random", labels, np.arange(len(labels)), FOLDS, seed)
    answers = np.empty((len(labels), 9))
    for fold in range(FOLDS):
        training, tested = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        views = views_of()
        features = fit_transform(views, inputs.take(training), labels[training])
        learner = SETTINGS.new_learner(columns_of(views)).fit(features, labels[training])
        answers[tested] = learner.predict_proba(transform(views, inputs.take(tested)))
    return [answers]


def held_out_of_training_features(inputs, labels, seed, views_of) -> list[np.ndarray]:
    """Encode all rows as training rows, then cross-validate our learner on what they hold.

    One array of answers a case.
    """
    folds = assign_folds("random", labels, np.arange(len(labels)), FOLDS, seed)
    views = views_of()
    features = fit_transform(views, inputs, labels)
    answers = np.empty((len(CASES), len(labels), 9))
    for fold in range(FOLDS):
        kept, tested = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        learner = SETTINGS.new_learner(columns_of(views)).fit(features.take(kept), labels[kept])
        for place, case in enumerate(CASES):
            answers[place, tested] = learner.predict_proba(features.by_case[case][tested])
    return list(answers)


def chance(labels) -> np.ndarray:
    """Return the label frequencies, of shape (9,)."""
    return np.bincount(labels, minlength=10)[1:] / len(labels)


def entropy(frequencies) -> float:
    there = frequencies[frequencies > 0]
    return float(-(there * np.log(there)).sum())


def surplus(answers, labels) -> tuple[float, float]:
    """Return how much higher the mean loss is than dealt anew, and its standard deviation."""
    logs, frequencies = np.log(answers), chance(labels)
    expected = logs @ frequencies
    variance = logs**2 @ frequencies - expected**2
    losses = -logs[np.arange(len(labels)), labels - 1]
    assert -expected.mean() >= entropy(frequencies)
    return (losses + expected).mean(), np.sqrt(variance.sum()) / len(labels)


def beats_chance(method, views_of, seeds=SEEDS) -> bool:
    """Tell whether answers on the planted rows know more than chance, in any case."""
    found = []
    for seed in seeds:
        inputs, labels, planted = planted_data(seed)
        answers = method(inputs, labels, seed, views_of(inputs, labels))
        found.append([(each[planted], labels[planted]) for each in answers])
    return any(know_more_than_chance(of_case) for of_case in zip(*found, strict=True))


def know_more_than_chance(found) -> bool:
    """Tell whether answers, given with their labels, know more than chance over all seeds."""
    surpluses, deviations, below, hits, most = [], [], [], 0, []
    for answers, own in found:
        more, deviation = surplus(answers, own)
        surpluses.append(more)
        deviations.append(deviation)
        loss = -np.log(answers[np.arange(N_PLANTED), own - 1]).mean()
        below.append(loss - entropy(chance(own)))
        hits += int((answers.argmax(axis=1) + 1 == own).sum())
        most.append(chance(own).max())
    noise = np.sqrt(np.sum(np.square(deviations)))
    knows = np.sum(surpluses) < BOUND * noise
    knows |= np.sum(below) < BOUND * noise
    knows |= hits > binom.ppf(0.999, N_PLANTED * len(found), np.mean(most))
    return bool(knows)


def beside_its_situation(name, view):
    return {name: view, SITUATION: SETTINGS.new_views()[SITUATION]}


def only(name):
    """Return the view of that name by itself."""
    return lambda _inputs, _labels: lambda: beside_its_situation(name, SETTINGS.new_views()[name])


def whole(_inputs, _labels):
    return SETTINGS.new_views


class SeenAll(LabelledEncoderView):
    """Leaks: its encoder was fitted on all rows, those tested among them."""

    def __init__(self, encoder, inputs, labels):
        super().__init__(encoder)
        self.encoder.fit(inputs.variants, labels)

    def fit_transform(self, inputs, labels):
        return TrainingFeatures.alike(self.transform(inputs), inputs)


class SeenOwn(LabelledEncoderView):
    """Leaks: it encodes the training rows with their own labels."""

    def fit_transform(self, inputs, labels):
        features = self.encoder.fit(inputs.variants, labels).transform(inputs.variants)
        return TrainingFeatures.alike(features, inputs)


def encoder_of(name):
    return SETTINGS.new_views()[name].encoder


ENCODED = [
    name for name, view in SETTINGS.new_views().items() if isinstance(view, LabelledEncoderView)
]


def test_every_view_that_reads_labels_is_checked():
    assert LABELLED == [
        "neighbourhood", "hotspot", "response", "text_response", "variant_text_response",
        "gene_text_response", "annotated_neighbourhood", "read_neighbourhood",
    ]  # fmt: skip
    answers = {member.views for member in MEMBERS.values() if member.make is None}
    assert answers <= {(name,) for name in LABELLED}


@pytest.mark.parametrize("name", LABELLED)
def test_no_labelled_view_by_itself_beats_chance_on_random_labels(name):
    assert not beats_chance(held_out, only(name))


@pytest.mark.parametrize("name", LABELLED)
def test_features_of_training_rows_give_their_random_labels_away_in_no_case(name):
    assert not beats_chance(held_out_of_training_features, only(name))


@pytest.mark.slow
@pytest.mark.parametrize("method", [held_out, held_out_of_training_features])
def test_the_whole_classifier_does_not_beat_chance_on_random_labels(method):
    assert not beats_chance(method, whole)


def test_the_planted_rows_meet_every_case_and_have_texts():
    inputs, _, planted = planted_data(0)
    groups = inputs.paper_index.groups_
    shared = np.bincount(groups)[groups] > 1
    read = inputs.literature.has_text
    np.testing.assert_array_equal(shared, read)
    assert 20 < (planted & shared).sum() < N_PLANTED - 20


@pytest.mark.parametrize("name", ENCODED)
def test_the_check_finds_an_encoder_that_has_seen_the_rows_tested(name):
    def seen(inputs, labels):
        return lambda: beside_its_situation(name, SeenAll(encoder_of(name), inputs, labels))

    assert beats_chance(held_out, seen, SEEDS[:1]), "one seed shows what is as gross as this"


@pytest.mark.parametrize("name", ENCODED)
def test_the_check_finds_an_encoder_that_encodes_training_rows_with_their_own_labels(name):
    def seen(_inputs, _labels):
        return lambda: beside_its_situation(name, SeenOwn(encoder_of(name)))

    assert beats_chance(held_out_of_training_features, seen, SEEDS[:1])


def test_the_data_have_something_to_learn_beside_the_planted_gene():
    inputs, labels, planted = planted_data(0)
    for name in ("neighbourhood", "hotspot", "annotated_neighbourhood"):
        [answers] = held_out(inputs, labels, 0, only(name)(inputs, labels))
        right = answers.argmax(axis=1) + 1 == labels
        assert right[~planted].mean() > 0.5
        assert right[planted].mean() < 0.25


TEXT_VIEWS = {
    name: view
    for name, view in SETTINGS.new_views().items()
    if isinstance(view, FieldView | MentionView | TextResponseView) or name == "read_neighbourhood"
}


def features_with_other_texts_tested(name, settings) -> list[np.ndarray]:
    """Return features of training rows, with and without telling texts of the rows tested."""
    inputs, labels, _ = planted_data(0)
    generator = np.random.default_rng(9)
    training = generator.permutation(len(labels))[: len(labels) // 2]
    tested = np.setdiff1d(np.arange(len(labels)), training)
    told = tables_with_texts(tested, labels)
    found = []
    for rows in (inputs, told):
        view = settings.new_views()[name]
        block = view.fit_transform(rows.take(training), labels[training])
        new = view.transform(rows.take(training))
        found.append(np.hstack([*block.by_case.values(), new]))
    return found


def tables_with_texts(rows, labels) -> ModelInputs:
    """Return the planted data in which the texts of these rows tell their class."""
    table = planted_table(0)[0]
    for row in rows:
        name = f"{table['Gene'].iloc[row]} {table['Variation'].iloc[row]}"
        table.loc[row, "Text"] = (
            f"In {name} class{labels[row]} gain loss. Rats lived word{row % 7}."
        )
    return inputs_from_table(table, annotation_columns=["CADD", "role"])


def test_every_view_of_texts_is_checked():
    fields = {"tfidf", "variant_tfidf", "gene_tfidf", "rest_tfidf", "doc2vec", "mentions"}
    assert {*fields, "text_response", "read_neighbourhood"} < set(TEXT_VIEWS)


@pytest.mark.parametrize("name", TEXT_VIEWS)
def test_texts_of_rows_tested_change_no_feature_of_training_rows(name):
    before, after = features_with_other_texts_tested(name, SETTINGS)
    assert before.shape[1] > 0
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("name", [n for n, v in TEXT_VIEWS.items() if isinstance(v, FieldView)])
def test_texts_of_rows_tested_are_read_where_that_is_asked_for(name):
    transductive = replace(SETTINGS, text=replace(SETTINGS.text, transductive=True))
    before, after = features_with_other_texts_tested(name, transductive)
    assert before.shape != after.shape or (before != after).any()


@pytest.mark.parametrize(
    "name", [n for n, v in TEXT_VIEWS.items() if isinstance(v, FieldView | MentionView)]
)
def test_labels_change_no_feature_of_texts(name):
    inputs, labels, _ = planted_data(0)
    first, second = (
        SETTINGS.new_views()[name].fit_transform(inputs, of_rows).known
        for of_rows in (labels, labels[::-1])
    )
    np.testing.assert_array_equal(first, second)


ADDED = ("hotspot", "response")
FOLDS_SCORED = (0, 1, 2)
"""Of five: enough to see a loss of 0.02."""

BARE = ("one_hot", "consequence", "substitution", "position", "ngrams")


def gene_regime_losses(variants: pd.DataFrame) -> tuple[float, float]:
    """Return the log loss without and with the added views, on gene and variation alone."""
    inputs = make_inputs(variants[["Gene", "Variation"]])
    labels = variants["Class"].to_numpy()
    folds = assign_folds("gene", labels, inputs.variants["Gene"].to_numpy())
    settings = ExperimentSettings(
        ClassifierSettings(n_estimators=50, learning_rate=0.2), views_left_out=()
    )
    answers = {names: np.empty((len(labels), 9)) for names in (BARE, (*BARE, *ADDED))}
    scored = np.isin(folds, FOLDS_SCORED)
    for fold in FOLDS_SCORED:
        training, tested = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        views = {name: settings.new_views()[name] for name in (*BARE, *ADDED, SITUATION)}
        features = fit_transform(views, inputs.take(training), labels[training])
        new = transform(views, inputs.take(tested))
        columns = columns_of(views)
        for names, found in answers.items():
            of = columns.of(*names, SITUATION)
            chosen = TrainingFeatures(
                {case: block[:, of] for case, block in features.by_case.items()}, features.groups
            )
            learner = settings.new_learner(Columns(tuple(np.array(columns.names)[of])))
            learner.fit(chosen, labels[training])
            found[tested] = learner.predict_proba(new[:, of])
    without, with_added = (
        score_probabilities(
            pd.DataFrame(found[scored], variants.index[scored], list(CLASS_COLUMNS)),
            variants["Class"][scored],
        )["log_loss"]
        for found in answers.values()
    )
    return without, with_added


@pytest.mark.slow
@pytest.mark.skipif(
    not (SHARED / "msk").is_dir(),
    reason="needs the public data sets in ../shared/data (or ONCOLIT_SHARED_DATA)",
)
def test_hotspots_and_responses_do_not_hurt_where_the_gene_is_unseen():
    without, with_added = gene_regime_losses(pd.read_csv(SHARED / "msk/training_variants"))
    assert with_added - without <= 0.02
