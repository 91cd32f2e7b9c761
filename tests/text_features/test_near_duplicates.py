"""Near-identical texts and vectors, and the groups they form."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text_features.near_duplicates import (
    components,
    near_identical_texts,
    near_identical_vectors,
    rows_sharing,
)

EMBEDDINGS = Path(__file__).parents[3] / "shared" / "data" / "msk" / "training_embeddings.parquet"


def paper(seed, n_words=600):
    words = np.random.default_rng(seed).integers(0, 5_000, n_words)
    return [f"word{word}" for word in words]


def with_changed_words(words, n_changed):
    changed = list(words)
    for place in np.linspace(0, len(words) - 1, n_changed).astype(int):
        changed[place] = f"changed{place}"
    return changed


def brute_force(vectors, cosine):
    pairs = []
    for left, a in enumerate(vectors):
        for right in range(left + 1, len(vectors)):
            b = vectors[right]
            length = np.sqrt(a @ a) * np.sqrt(b @ b)
            if np.isfinite(length) and length > 0 and a @ b / length >= cosine:
                pairs.append((left, right))
    return pairs


def reference_groups(n_rows, pairs):
    group = list(range(n_rows))
    for _ in range(n_rows):
        for left, right in pairs:
            group[left] = group[right] = min(group[left], group[right])
    return [sorted(set(group)).index(first) for first in group]


def test_texts_with_a_few_changed_words_are_joined():
    words = paper(0)
    texts = [" ".join(words), " ".join(paper(1)), " ".join(with_changed_words(words, 4))]
    assert near_identical_texts(texts).tolist() == [[0, 2]]


def test_texts_with_many_changed_words_are_not_joined():
    words = paper(0)
    texts = [" ".join(words), " ".join(with_changed_words(words, 100))]
    assert near_identical_texts(texts).tolist() == []


def test_a_lower_threshold_joins_what_a_higher_one_parts():
    words = paper(2)
    # 30 words of 600 break 150 of the 596 shingles of each text: Jaccard about 0.6.
    texts = [" ".join(words), " ".join(with_changed_words(words, 30))]
    assert near_identical_texts(texts, threshold=0.4).tolist() == [[0, 1]]
    assert near_identical_texts(texts, threshold=0.8).tolist() == []


def test_texts_on_the_same_words_in_another_order_are_not_joined():
    words = paper(3)
    assert near_identical_texts([" ".join(words), " ".join(sorted(words))]).tolist() == []


def test_case_and_punctuation_part_no_texts():
    words = paper(4)
    texts = [" ".join(words), ", ".join(words).upper() + "."]
    assert near_identical_texts(texts).tolist() == [[0, 1]]


def test_texts_shorter_than_a_shingle_are_compared_whole():
    assert near_identical_texts(["one two", "One, two.", "one three"]).tolist() == [[0, 1]]


def test_texts_without_words_match_nothing():
    assert near_identical_texts(["--", "...", "one two"]).tolist() == []


@pytest.mark.parametrize("texts", [[], ["alone"]])
def test_too_few_texts_give_no_pairs(texts):
    assert near_identical_texts(texts).shape == (0, 2)


def test_progress_sees_each_text_and_changes_no_pair():
    words = paper(5)
    texts = [" ".join(words), " ".join(with_changed_words(words, 2)), " ".join(paper(6))]
    seen = []
    wrapped = (seen.append(text) or text for text in texts)
    assert near_identical_texts(texts, progress=wrapped).tolist() == [[0, 1]]
    assert seen == texts


@pytest.mark.parametrize("cosine", [0.5, 0.9])
def test_vector_pairs_are_those_of_brute_force(cosine):
    vectors = np.random.default_rng(0).normal(size=(60, 4))
    vectors[[3, 17]] = 0
    vectors[5, 1] = np.nan
    vectors[6] = np.nan
    vectors[7, 0] = np.inf
    found = near_identical_vectors(vectors, cosine)
    assert sorted(map(tuple, found.tolist())) == brute_force(vectors, cosine)
    assert not np.isin(found, [3, 5, 6, 7, 17]).any()


def test_vector_pairs_are_found_within_and_across_blocks():
    # 2,600 rows are three blocks of 1,024; the NaN and zero rows shift the rows within them.
    vectors = np.random.default_rng(1).normal(size=(2_600, 30))
    vectors[::97] = 0
    vectors[50::97] = np.nan
    copies = {(1, 1_020), (2, 1_500), (3, 2_599), (1_100, 1_101), (1_030, 2_500), (2_510, 2_511)}
    for left, right in copies:
        vectors[right] = 3 * vectors[left]
    found = near_identical_vectors(vectors, 0.99)
    assert {tuple(pair) for pair in found.tolist()} == copies
    assert len(found) == len(copies)


def test_the_length_of_a_vector_does_not_matter():
    assert near_identical_vectors(np.array([[1, 2], [100, 200], [2, -1]])).tolist() == [[0, 1]]


@pytest.mark.parametrize("vectors", [np.empty((0, 3)), np.zeros((4, 3)), np.full((4, 3), np.nan)])
def test_vectors_without_a_direction_give_no_pairs(vectors):
    assert near_identical_vectors(vectors).shape == (0, 2)


pair_lists = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=15)


@settings(deadline=None)
@given(pair_lists, pair_lists)
def test_groups_are_the_transitive_closure_of_all_relations(first, second):
    relations = [np.array(pairs, dtype=np.int64).reshape(-1, 2) for pairs in (first, second)]
    assert components(12, *relations).tolist() == reference_groups(12, first + second)


@settings(deadline=None)
@given(pair_lists, st.randoms(use_true_random=False))
def test_group_numbers_do_not_depend_on_the_order_of_pairs(pairs, random):
    shuffled = [random.choice([pair, pair[::-1]]) for pair in pairs]
    random.shuffle(shuffled)
    groups = [
        components(12, np.array(some, dtype=np.int64).reshape(-1, 2)).tolist()
        for some in (pairs, shuffled)
    ]
    assert groups[0] == groups[1]


@pytest.mark.parametrize("n_rows", [0, 1, 4])
def test_rows_without_pairs_are_groups_of_their_own(n_rows):
    assert components(n_rows).tolist() == list(range(n_rows))


@given(st.lists(st.integers(-1, 4), max_size=15))
def test_rows_share_a_group_exactly_where_they_share_a_document(document):
    rows = np.array(document, dtype=np.int64)
    groups = components(len(rows), rows_sharing(rows))
    for left, right in np.ndindex(len(rows), len(rows)):
        same = left == right or (document[left] == document[right] >= 0)
        assert (groups[left] == groups[right]) == same


@pytest.mark.slow
def test_the_msk_embeddings_hold_about_1870_distinct_documents():
    if not EMBEDDINGS.exists():
        pytest.skip(f"the MSK embeddings are not at {EMBEDDINGS}")
    vectors = pd.read_parquet(EMBEDDINGS, columns=[f"a{i}" for i in range(100)]).to_numpy()
    groups = components(len(vectors), near_identical_vectors(vectors, 0.99))
    assert len(groups) == 3321
    assert 1_860 <= len(np.unique(groups)) <= 1_880
