"""Scores of ranked lists, by hand."""

import math

import pytest

from experiments.ranking_scores import (
    RANKING_METRICS,
    best_possible,
    differences,
    mean_scores,
    score_ranking,
)


@pytest.mark.parametrize(
    ("ranking", "relevant", "scores"),
    [
        ("abcde", "a", (1 / 5, 1, 1, 1)),
        ("xaxxx", "ab", (1 / 5, 1 / 2, 1 / 2, (1 / math.log2(3)) / (1 + 1 / math.log2(3)))),
        ("abcde", "abcdefgh", (1, 5 / 8, 1, 1)),
        ("", "a", (0, 0, 0, 0)),
        ("vwxyza", "a", (0, 0, 0, 0)),
    ],
)
def test_a_ranking_scores_as_counted_by_hand(ranking, relevant, scores):
    found = score_ranking(tuple(ranking), set(relevant))
    assert found == pytest.approx(dict(zip(RANKING_METRICS, scores, strict=True)))


def test_the_best_that_can_be_made_puts_every_hit_first():
    assert best_possible("xyab", {"a", "b", "c"})["recall"] == pytest.approx(2 / 3)
    assert best_possible("xyab", {"a", "b", "c"})["reciprocal_rank"] == 1
    assert best_possible("xy", {"a"})["ndcg"] == 0


def test_the_interval_of_a_paired_difference_covers_its_mean():
    ours = [score_ranking(("a",), {"a"}), score_ranking(("x", "a"), {"a"})] * 20
    theirs = [score_ranking(("x", "a"), {"a"})] * 40
    mean, low, high = mean_scores(differences(ours, theirs))["reciprocal_rank"]
    assert mean == pytest.approx(0.25)
    assert 0 < low < mean < high < 0.5


def test_lists_that_do_not_pair_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        differences([score_ranking("a", "a")], [])
