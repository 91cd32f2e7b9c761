"""Each row is answered by the model of its case, from what it has, with honest probabilities."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from experiments.classifier_settings import ClassifierSettings
from experiments.confidence import ConfidenceSettings
from experiments.effect_learner import EffectLearner, rows_of_case
from experiments.nine_classes import smoothed_prior
from experiments.situation import (
    ANNOTATED,
    GENE_KNOWN,
    GENE_NAMED,
    PAPER_KNOWN,
    READ,
    RESIDUE_KNOWN,
    SITUATION,
    VARIANT_NAMED,
)
from experiments.view import CASES, Case, Columns, TrainingFeatures

SETTINGS = ClassifierSettings(n_estimators=10, max_depth=2, learning_rate=0.4)
COLUMNS = Columns(
    (
        *("position:gene", "position:place", "annotations:score", "mentions:said"),
        *(f"neighbourhood:class{number}" for number in range(1, 10)),
        *(f"{SITUATION}:{name}" for name in (PAPER_KNOWN, GENE_KNOWN, RESIDUE_KNOWN)),
        *(f"{SITUATION}:{name}" for name in (GENE_NAMED, VARIANT_NAMED, ANNOTATED, READ)),
    )
)
STANDING = {Case.SAME_PAPER: (1, 1), Case.SAME_GENE: (0, 1), Case.NEW_GENE: (0, 0)}


def made_up(n_rows=240, seed=0, annotated=0.5, read=0.5, genes=12):
    """Return features and labels; score and text tell the class, the gene of a known one."""
    generator = np.random.default_rng(seed)
    labels = generator.choice([1, 4, 7], n_rows)
    gene = generator.integers(genes, size=n_rows)
    paper = gene * 20 + generator.integers(n_rows // 24 + 1, size=n_rows)
    has = np.column_stack([generator.random(n_rows) < share for share in (annotated, read)])
    near = np.full((n_rows, 9), np.log(0.05))
    near[np.arange(n_rows), labels - 1] = np.log(0.6)
    tells = labels[:, None] + generator.normal(0, [0.5, 9, 1, 0.3], (n_rows, 4))
    tells[:, 2:][~has] = np.nan
    own = np.hstack([tells, near])
    residue = generator.random(n_rows) < 0.3
    named = has[:, [1]] & (generator.random(n_rows)[:, None] < [0.6, 0.3])
    by_case = {}
    for case, known in STANDING.items():
        block = own.copy()
        if case == Case.NEW_GENE:
            block[:, 0] = 0
            block[:, 4:] = np.log(1 / 9)
        standing = np.tile(np.array(known, dtype=float), (n_rows, 1))
        seen = (residue * known[1])[:, None]
        by_case[case] = np.hstack([block, standing, seen, named, has]).astype(np.float32)
    groups = dict(zip(CASES, (np.arange(n_rows), paper, gene), strict=True))
    return TrainingFeatures(by_case, groups), labels


def fitted(features, labels, columns=COLUMNS, seed=0):
    return EffectLearner(SETTINGS, columns, seed).fit(features, labels)


@pytest.fixture(scope="module")
def learner():
    return fitted(*made_up())


def answer(learner, block):
    found = learner.predict_proba(block)
    assert found.shape == (len(block), 9)
    assert (found > 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1)
    return found


def accuracy(found, labels):
    return (found.argmax(axis=1) + 1 == labels).mean()


@pytest.mark.parametrize("case", CASES)
def test_in_each_case_a_row_is_answered_by_what_it_has(learner, case):
    features, labels = made_up(seed=1)
    block = features.by_case[case]
    found = answer(learner, block)
    read, annotated = block[:, -1] > 0, block[:, -2] > 0
    assert accuracy(found[read], labels[read]) > 0.85
    if case == Case.NEW_GENE:
        assert accuracy(found[annotated], labels[annotated]) > 0.6
    else:
        assert accuracy(found, labels) > 0.85


def test_a_new_gene_of_which_nothing_is_known_is_answered_near_the_class_frequencies(learner):
    features, _ = made_up(seed=1)
    block = features.by_case[Case.NEW_GENE]
    bare = answer(learner, block[(block[:, -2:] == 0).all(axis=1)])
    assert bare.max(axis=1).mean() < 0.6


@pytest.mark.parametrize("case", CASES)
def test_answers_are_as_sure_as_they_are_right(case):
    learner = fitted(*made_up(800))
    features, labels = made_up(800, seed=1)
    found = answer(learner, features.by_case[case])
    right = found.argmax(axis=1) + 1 == labels
    assert found.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.08)


def test_what_a_row_lacks_is_not_read(learner):
    features, _ = made_up(seed=1)
    block = features.known.copy()
    bare = block[(block[:, -2:] == 0).all(axis=1)]
    other = bare.copy()
    other[:, 2:4] = 77
    np.testing.assert_array_equal(answer(learner, other), answer(learner, bare))


def test_classes_absent_in_training_keep_a_small_probability(learner):
    features, _ = made_up(seed=1)
    found = answer(learner, features.known)
    assert found[:, [1, 2, 4, 5, 7, 8]].max() < 0.2


@pytest.mark.parametrize("case", CASES)
def test_neither_order_nor_number_of_rows_asked_together_changes_an_answer(learner, case):
    block = made_up(seed=1)[0].by_case[case]
    together = answer(learner, block)
    np.testing.assert_array_equal(answer(learner, block[::-1])[::-1], together)
    for rows in ([5], [9, 5, 5], []):
        alone = answer(learner, block[np.array(rows, dtype=int)])
        np.testing.assert_array_equal(alone, together[rows])


def test_rows_of_several_cases_asked_together_are_answered_as_apart(learner):
    blocks = [made_up(seed=1)[0].by_case[case] for case in CASES]
    expected = np.vstack([answer(learner, block) for block in blocks])
    np.testing.assert_array_equal(answer(learner, np.vstack(blocks)), expected)


def test_a_pickled_learner_answers_the_same_and_two_fits_alike_and_another_seed_otherwise(learner):
    features, labels = made_up()
    block = features.known
    expected = answer(learner, block)
    np.testing.assert_array_equal(answer(pickle.loads(pickle.dumps(learner)), block), expected)
    np.testing.assert_array_equal(answer(fitted(features, labels), block), expected)
    assert (answer(fitted(features, labels, seed=1), block) != expected).any()


def test_the_features_are_left_as_they_were(learner):
    features, labels = made_up()
    before = {case: block.copy() for case, block in features.by_case.items()}
    fitted(features, labels).predict_proba(features.known)
    for case, block in before.items():
        np.testing.assert_array_equal(features.by_case[case], block)


@pytest.mark.parametrize("n_rows", [1, 2, 5, 29, 31])
def test_a_handful_of_rows_is_enough(n_rows):
    features, labels = made_up(n_rows, genes=3)
    answer(fitted(features, labels), features.known)


def test_one_class_in_training_is_answered_for_every_row():
    features, _ = made_up(60)
    for case in CASES:
        features.by_case[case][:, 4:13] = np.log(np.where(np.arange(9) == 3, 0.6, 0.05))
    found = answer(fitted(features, np.full(60, 4)), features.known)
    assert accuracy(found, 4) == 1


@pytest.mark.parametrize("genes", [1, 2])
def test_rows_of_one_or_two_genes_are_enough(genes):
    features, labels = made_up(120, genes=genes)
    learner = fitted(features, labels)
    for case in CASES:
        answer(learner, features.by_case[case])


@pytest.mark.parametrize("group", [Case.SAME_GENE, Case.NEW_GENE])
@pytest.mark.parametrize("column", [-2, -1], ids=["annotated", "read"])
def test_annotations_or_texts_of_one_gene_or_one_paper_alone_are_enough(group, column):
    features, labels = made_up(annotated=0, read=0)
    of_one = np.arange(240) < 40
    for case in CASES:
        features.by_case[case][of_one, column] = 1
        features.by_case[case][of_one, 4 + column] = labels[of_one]
        features.groups[case][of_one] = 0 if case != Case.SAME_PAPER else np.arange(40)
    if group == Case.SAME_GENE:
        features.groups[Case.NEW_GENE][:] = np.arange(240)
    learner = fitted(features, labels)
    for case in CASES:
        answer(learner, features.by_case[case])


@pytest.mark.parametrize("left", [("neighbourhood",), ("position",), ("annotations",), ()])
def test_views_may_be_left_out_and_without_any_the_prior_answers(left):
    features, labels = made_up()
    of = COLUMNS.of(*left, SITUATION)
    columns = Columns(tuple(np.array(COLUMNS.names)[of]))
    fewer = TrainingFeatures({c: b[:, of] for c, b in features.by_case.items()}, features.groups)
    found = answer(fitted(fewer, labels, columns), fewer.known)
    if not left:
        np.testing.assert_allclose(found, np.tile(smoothed_prior(labels), (240, 1)))
    if left == ("annotations",):
        bare = fewer.known[:, -2] == 0
        unread = bare & (fewer.known[:, -1] == 0)
        np.testing.assert_allclose(
            found[unread], np.tile(smoothed_prior(labels), (unread.sum(), 1))
        )


@pytest.mark.parametrize("column", [-2, -1], ids=["annotated", "read"])
def test_what_no_training_row_has_changes_no_answer(column):
    features, labels = made_up(600, annotated=0, read=0)
    learner = fitted(features, labels)
    block = made_up(seed=1, annotated=0, read=0)[0].known
    told = block.copy()
    told[:, column] = 1
    np.testing.assert_allclose(answer(learner, told), answer(learner, block))


@pytest.mark.parametrize("column", [-2, -1], ids=["annotated", "read"])
def test_what_too_few_training_rows_have_to_learn_from_does_not_lose_the_calibration(column):
    features, labels = made_up(900, annotated=0, read=0)
    for case in CASES:
        features.by_case[case][:10, column] = 1
    learner = fitted(features, labels)
    block = made_up(seed=1, annotated=0, read=0)[0].known
    told = block.copy()
    told[:, column] = 1
    np.testing.assert_allclose(answer(learner, told), answer(learner, block), atol=0.05)


INDEX = pd.RangeIndex(240, name="ID")


@pytest.mark.parametrize("case", CASES)
def test_an_answer_has_the_probabilities_and_is_measured_on_held_out_rows(learner, case):
    features, labels = made_up(seed=1)
    block = features.by_case[case]
    found = learner.answer(block)
    np.testing.assert_array_equal(found.probabilities, answer(learner, block))
    table = found.table(INDEX)
    assert (table["measured_rows"] >= 30).all()
    assert (table["accuracy_low"] < table["accuracy"]).all()
    assert (table["accuracy"] <= table["accuracy_high"]).all()
    right = found.probabilities.argmax(axis=1) + 1 == labels
    assert right.mean() == pytest.approx(table["accuracy"].mean(), abs=0.1)
    assert found.sets[np.arange(240), found.probabilities.argmax(axis=1)].all()


@pytest.mark.parametrize("case", CASES)
def test_sets_hold_nine_in_ten_true_classes_of_fresh_rows_and_named_classes_are_right(case):
    learner = fitted(*made_up(800))
    features, labels = made_up(800, seed=1)
    found = learner.answer(features.by_case[case])
    assert found.sets[np.arange(800), labels - 1].mean() > 0.87
    assert found.sets.sum(axis=1).mean() < 4
    named = ~found.abstains
    right = found.probabilities.argmax(axis=1) + 1 == labels
    assert named.mean() > 0.3
    assert right[named].mean() > 0.72
    if case == Case.NEW_GENE:
        assert right[named].mean() > right.mean() + 0.05


def test_a_row_is_measured_with_those_that_stand_alike_if_they_are_enough():
    features, labels = made_up(800)
    learner = fitted(features, labels)
    block = made_up(seed=1)[0].by_case[Case.SAME_GENE]
    table = learner.answer(block).table(INDEX)
    alike = table["measured_on"] != "all variants of the case"
    assert 0 < alike.sum() < 240
    expected = table["seen"] + ", " + table["named"]
    assert (table["measured_on"] == expected)[alike].all()
    assert (table.loc[alike, "measured_rows"] >= 50).all()
    assert set(table["seen"]) == {"same residue seen", "gene seen"}


def test_where_too_few_texts_were_learned_from_answers_are_measured_as_without():
    features, labels = made_up(600, read=0, annotated=0)
    learner = fitted(features, labels)
    block = made_up(seed=1, read=1, annotated=0)[0].by_case[Case.SAME_GENE]
    table = learner.answer(block).table(INDEX)
    assert "text mentions the variant" in set(table["named"])
    alike = table["measured_on"] != "all variants of the case"
    assert alike.any()
    assert table.loc[alike, "measured_on"].str.endswith("no text mentions it").all()


def test_a_learner_of_too_few_rows_names_no_class_and_leaves_all_possible():
    features, labels = made_up(8)
    found = fitted(features, labels).answer(features.known)
    assert found.abstains.all()
    assert found.sets.all()
    assert found.measured == (None,) * 8


def test_an_answer_is_the_same_whatever_is_asked_beside_it_and_nothing_is_of_no_rows(learner):
    block = np.vstack([made_up(80, seed=1)[0].by_case[case] for case in CASES])
    together = learner.answer(block).table(INDEX)
    for rows in ([5], [200, 5, 5], []):
        alone = learner.answer(block[np.array(rows, dtype=int)]).table(INDEX[rows])
        pd.testing.assert_frame_equal(alone, together.iloc[rows], check_dtype=bool(rows))


def test_what_is_asked_of_answers_reaches_them():
    features, labels = made_up()
    sizes, shares = [], []
    for coverage, least in ((0.6, 0.5), (0.9, 0.75), (0.97, 0.95)):
        asked = ConfidenceSettings(coverage, least)
        learner = EffectLearner(SETTINGS, COLUMNS, 0, asked).fit(features, labels)
        found = learner.answer(features.by_case[Case.NEW_GENE])
        sizes.append(found.sets.sum())
        shares.append(found.abstains.mean())
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def grouped(paper, gene):
    n_rows = len(paper)
    groups = dict(zip(CASES, (np.arange(n_rows), np.array(paper), np.array(gene)), strict=True))
    return TrainingFeatures(dict.fromkeys(CASES, np.empty((n_rows, 0))), groups)


def test_which_rows_can_be_of_which_case_by_hand():
    #                     alone | two of a paper | other paper of that gene | another gene in it
    features = grouped([0, 1, 1, 2, 3, 3], [0, 1, 1, 1, 2, 3])
    marked = {case: rows_of_case(features, case).tolist() for case in CASES}
    assert marked == {
        Case.SAME_PAPER: [False, True, True, False, True, True],
        Case.SAME_GENE: [False, True, True, True, False, False],
        Case.NEW_GENE: [True] * 6,
    }


@hypothesis_settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_a_row_can_be_of_a_known_gene_where_another_paper_has_the_gene(rows):
    paper = np.array([number for number, _ in rows], dtype=int)
    gene = np.array([number for _, number in rows], dtype=int)
    found = rows_of_case(grouped(paper, gene), Case.SAME_GENE)
    assert found.tolist() == [
        any(gene[other] == gene[row] and paper[other] != paper[row] for other in range(len(rows)))
        for row in range(len(rows))
    ]
