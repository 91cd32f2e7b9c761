"""An answer is taken apart into pushes that add up to it, and the loudest is what decided."""

from functools import cache

import numpy as np
import pytest

from experiments.classifier_settings import ClassifierSettings
from experiments.effect_learner import EffectLearner
from experiments.pushes import pushes_of
from experiments.situation import SITUATION, SITUATION_COLUMNS
from experiments.view import CASES, Case, Columns, TrainingFeatures

COLUMNS = Columns(
    (
        *("position:place", "position:other", "annotations:score", "annotations:noise"),
        *("mentions:said", "mentions:noise"),
        *(f"neighbourhood:neighbours_class{number}" for number in range(1, 10)),
        *(f"{SITUATION}:{name}" for name in SITUATION_COLUMNS),
    )
)
STANDING = {Case.SAME_PAPER: (1, 1), Case.SAME_GENE: (0, 1), Case.NEW_GENE: (0, 0)}
SETTINGS = ClassifierSettings(n_estimators=10, max_depth=2, learning_rate=0.4)


def made_up(n_rows=240, seed=0, decides=2, classes=(1, 4, 7)):
    """Return features and labels; the column ``decides`` tells the class, all others are noise.

    Every other row is annotated, every third read.
    """
    generator = np.random.default_rng(seed)
    labels = generator.choice(classes, n_rows)
    own = generator.normal(size=(n_rows, 6))
    own[:, decides] = labels + generator.normal(0, 0.1, n_rows)
    annotated, read = np.arange(n_rows) % 2 == 0, np.arange(n_rows) % 3 == 0
    own[~annotated, 2:4] = np.nan
    own[~read, 4:6] = np.nan
    own[::10, 1] = np.nan
    near = np.log(generator.dirichlet(np.full(9, 5), n_rows))
    gene = generator.integers(12, size=n_rows)
    paper = gene * 20 + generator.integers(11, size=n_rows)
    by_case = {}
    for case, known in STANDING.items():
        standing = np.zeros((n_rows, len(SITUATION_COLUMNS)))
        standing[:, :2], standing[:, 2], standing[:, 3] = known, annotated, read
        by_case[case] = np.hstack([own, near, standing]).astype(np.float32)
    groups = dict(zip(CASES, (np.arange(n_rows), paper, gene), strict=True))
    return TrainingFeatures(by_case, groups), labels


def fitted(features, labels, settings=SETTINGS):
    return EffectLearner(settings, COLUMNS).fit(features, labels)


@pytest.fixture(scope="module")
def learner():
    return fitted(*made_up())


@pytest.fixture(scope="module")
def block():
    """Fresh rows of every case, with and without annotations and texts."""
    features, _ = made_up(60, seed=1)
    return np.vstack([features.by_case[case] for case in CASES])


@pytest.fixture(scope="module")
def found(learner, block):
    return pushes_of(learner, block, most=99)


def test_pushes_and_rest_add_up_to_the_log_probability_against_the_mean(learner, block, found):
    logs = np.log(learner.predict_proba(block))
    assert len(found) == len(block)
    for row, pushes in zip(logs, found, strict=True):
        assert pushes.effect == row.argmax() + 1
        assert pushes.total == pytest.approx(row.max() - row.mean(), rel=1e-12)
        pushed = sum(view.push for view in pushes.views)
        assert pushed + pushes.rest == pytest.approx(pushes.total, abs=1e-12)


def test_a_view_pushes_as_its_features_do_together_save_one_that_answers_whole(found):
    for pushes in found:
        for view in pushes.views:
            assert {push.view for push in view.features} <= {view.view}
            if view.view != "neighbourhood":
                assert sum(push.push for push in view.features) == pytest.approx(view.push)
    whole = [view for pushes in found for view in pushes.views if view.view == "neighbourhood"]
    assert any(abs(v.push - sum(p.push for p in v.features)) > 0.01 for v in whole)


def test_the_rest_is_of_class_frequencies_and_calibration_so_no_row_has_a_say_in_it():
    # Members mix in the class frequencies; but for that, and with every class in training, their
    # answers are sums.
    settings = ClassifierSettings(
        n_estimators=10, max_depth=2, learning_rate=0.4, prior_weight=1e-12
    )
    learner = fitted(*made_up(classes=range(1, 10)), settings)
    rests = {}
    for case in CASES:
        rows = made_up(240, seed=1, classes=range(1, 10))[0].by_case[case]
        for number, pushes in enumerate(pushes_of(learner, rows)):
            # 6 rows on, the same is known of a row.
            rests.setdefault((case, number % 6, pushes.effect), []).append(pushes.rest)
    assert max(map(len, rests.values())) > 5
    for same in rests.values():
        np.testing.assert_allclose(same, same[0], atol=1e-4)
    assert len({round(same[0], 3) for same in rests.values()}) > 3


def test_the_strongest_come_first_and_no_more_features_are_named_than_asked_for(learner, block):
    for most in (1, 2):
        for pushes in pushes_of(learner, block, most):
            sizes = [abs(view.push) for view in pushes.views]
            assert sizes == sorted(sizes, reverse=True)
            for view in pushes.views:
                sizes = [abs(push.push) for push in view.features]
                assert sizes == sorted(sizes, reverse=True)
                assert len(sizes) <= most


@cache
def decided_by(column):
    return fitted(*made_up(decides=column))


DECISIVE = {"place": 0, "score": 2, "said": 4}


@pytest.mark.parametrize(("feature", "column"), DECISIVE.items(), ids=DECISIVE)
@pytest.mark.parametrize("case", CASES)
def test_the_feature_that_decides_is_the_one_that_pushes_most(feature, column, case):
    learner = decided_by(column)
    features, labels = made_up(90, seed=1, decides=column)
    block = features.by_case[case]
    known = ~np.isnan(block[:, column])
    told = pushes_of(learner, block[known])
    right = np.array([pushes.effect for pushes in told]) == labels[known]
    loudest = [f"{pushes.views[0].view}:{pushes.views[0].features[0].feature}" for pushes in told]
    decisive = np.array(loudest) == COLUMNS.names[column]
    assert right.mean() > 0.7
    assert decisive.mean() > 0.9
    assert all(told[row].views[0].push > 0 for row in np.flatnonzero(right & decisive))


def test_a_feature_stands_with_the_value_it_has_in_its_row_and_none_where_unknown(block, found):
    missing = 0
    for row, pushes in zip(block, found, strict=True):
        for view in pushes.views:
            for push in view.features:
                value = row[COLUMNS.names.index(f"{push.view}:{push.feature}")]
                assert push.value == (None if np.isnan(value) else pytest.approx(value))
                missing += push.value is None
    assert missing


def test_what_a_row_lacks_did_not_move_its_answer_nor_did_its_situation(block, found):
    annotated, read = (
        block[:, COLUMNS.names.index(f"{SITUATION}:{name}")] > 0 for name in ("annotated", "read")
    )
    for pushes, has_scores, has_text in zip(found, annotated, read, strict=True):
        views = {view.view for view in pushes.views}
        assert SITUATION not in views
        assert ("annotations" in views) <= (has_scores or has_text)
        assert ("mentions" in views) <= has_text
        assert "position" in views


def test_rows_of_several_cases_are_explained_as_alone_and_in_their_order(learner, block, found):
    for rows in ([100], [170, 3, 3], []):
        alone = pushes_of(learner, block[np.array(rows, dtype=int)], most=99)
        for one, place in zip(alone, rows, strict=True):
            assert one.effect == found[place].effect
            pushed = [{view.view: view.push for view in p.views} for p in (one, found[place])]
            assert pushed[0] == pytest.approx(pushed[1], abs=1e-6)


def test_where_nothing_was_learned_the_class_frequencies_are_all_there_is():
    features, labels = made_up(8)
    learner = fitted(features, labels)
    for pushes in pushes_of(learner, features.known):
        assert pushes.views == ()
        assert pushes.rest == pushes.total
        assert pushes.effect == np.bincount(labels).argmax()


def test_selected_features_are_explained_by_their_own_names():
    settings = ClassifierSettings(n_estimators=10, max_depth=2, learning_rate=0.4, selection="l1")
    learner = fitted(*made_up(decides=0), settings)
    block = made_up(30, seed=1, decides=0)[0].by_case[Case.NEW_GENE]
    logs = np.log(learner.predict_proba(block))
    for row, pushes in zip(logs, pushes_of(learner, block), strict=True):
        assert pushes.total == pytest.approx(row.max() - row.mean())
        [named] = [view for view in pushes.views if view.view == "position"]
        assert named.features[0].feature == "place"
