"""Each row is answered by the model of its case, from what it has, with honest probabilities."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from experiments.classifier_settings import ClassifierSettings
from experiments.effect_learner import EffectLearner, rows_of_case
from experiments.nine_classes import smoothed_prior
from experiments.situation import SITUATION, SITUATION_COLUMNS
from experiments.view import CASES, Case, Columns, TrainingFeatures

SETTINGS = ClassifierSettings(n_estimators=10, max_depth=2, learning_rate=0.4)
COLUMNS = Columns(
    (
        *("position:gene", "position:place", "annotations:score", "mentions:said"),
        *(f"neighbourhood:class{number}" for number in range(1, 10)),
        *(f"{SITUATION}:{name}" for name in SITUATION_COLUMNS),
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
    by_case = {}
    for case, known in STANDING.items():
        block = own.copy()
        if case == Case.NEW_GENE:
            block[:, 0] = 0
            block[:, 4:] = np.log(1 / 9)
        standing = np.tile(np.array(known, dtype=float), (n_rows, 1))
        by_case[case] = np.hstack([block, standing, has]).astype(np.float32)
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
        np.testing.assert_array_equal(answer(learner, block[rows].reshape(-1, 17)), together[rows])


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
