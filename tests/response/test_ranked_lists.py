"""Ranking measures against numbers known by hand and against scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from response.ranked_lists import score_lists


def scored(scores, relevant):
    return score_lists(np.zeros(len(scores), int), np.array(scores), np.array(relevant, bool)).loc[
        0
    ]


def test_numbers_known_by_hand():
    found = scored(range(12), [0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1])
    assert found["precision_at_5"] == 2 / 5
    assert found["recall_at_5"] == 2 / 4
    assert found["f1_at_5"] == pytest.approx(2 * 0.4 * 0.5 / (0.4 + 0.5))
    assert found["precision_at_10"] == 3 / 10
    assert found["recall_at_10"] == 3 / 4
    gained = 1 / math.log2(3) + 1 / math.log2(6)
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4) + 1 / math.log2(5)
    assert found["ndcg_at_5"] == pytest.approx(gained / ideal)


def test_the_lowest_score_is_ranked_first():
    assert scored([3, 2, 1, 9, 9, 9], [0, 0, 1, 0, 0, 0])["ndcg_at_5"] == 1
    assert scored([3, 2, 10, 9, 9, 9], [0, 0, 1, 0, 0, 0])["ndcg_at_5"] == 0


def test_a_ranking_that_tells_no_drugs_apart_scores_what_chance_scores():
    found = scored([1.0] * 20, [1] * 4 + [0] * 16)
    assert found["precision_at_5"] == pytest.approx(0.2)
    assert found["recall_at_5"] == pytest.approx(0.25)
    generator = np.random.default_rng(0)
    shuffled = [
        scored(generator.permutation(20), [1] * 4 + [0] * 16)["ndcg_at_5"] for _ in range(400)
    ]
    assert found["ndcg_at_5"] == pytest.approx(np.mean(shuffled), abs=0.03)


def test_scores_that_a_rounding_error_tells_apart_are_equal():
    exact = scored([0.3] * 6, [1, 0, 0, 0, 0, 0])
    rounded = scored([0.1 + 0.2] + [0.3] * 5, [1, 0, 0, 0, 0, 0])
    assert exact.equals(rounded)


@settings(max_examples=60, deadline=None)
@given(
    relevant=st.lists(st.booleans(), min_size=11, max_size=30).filter(any),
    levels=st.sampled_from([2, 5, 1000]),
    seed=st.integers(0, 1000),
    k=st.sampled_from([5, 10]),
)
def test_ndcg_is_that_of_scikit_learn_with_ties(relevant, levels, seed, k):
    scores = np.random.default_rng(seed).integers(0, levels, len(relevant))
    expected = ndcg_score([np.array(relevant, int)], [-scores], k=k)
    assert scored(scores, relevant)[f"ndcg_at_{k}"] == pytest.approx(expected)


def test_many_lists_are_scored_as_each_by_itself():
    generator = np.random.default_rng(1)
    lists = generator.integers(0, 7, 120)
    scores, relevant = generator.integers(0, 9, 120).astype(float), generator.random(120) < 0.3
    together = score_lists(lists, scores, relevant)
    for number, row in together.iterrows():
        alone = scored(scores[lists == number], relevant[lists == number])
        assert row.to_numpy() == pytest.approx(alone.to_numpy(), nan_ok=True)


def test_lists_without_a_relevant_drug_or_without_a_choice_have_no_score():
    assert scored(range(8), [0] * 8).isna().all()
    short = scored(range(8), [1] + [0] * 7)
    assert short["ndcg_at_5"] == 1
    assert np.isnan(short["ndcg_at_10"])
