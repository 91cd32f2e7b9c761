"""Near-identical texts and vectors, and the groups they form."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from text_features.near_duplicates import (
    components,
    near_identical_texts,
    near_identical_vectors,
    rows_sharing,
)

MSK = Path(__file__).parents[3] / "shared" / "data" / "msk"


def paper(seed, n_words=600):
    """Random words: two papers share hardly any run of five."""
    rng = np.random.default_rng(seed)
    return [f"w{word}" for word in rng.integers(0, 300, size=n_words)]


def with_words_changed(words, count):
    changed = list(words)
    for place in np.linspace(10, len(words) - 10, count).astype(int):
        changed[place] = "changed"
    return changed


def as_set(pairs):
    return {tuple(pair) for pair in np.asarray(pairs).tolist()}


def brute_force_pairs(vectors, cosine):
    found = set()
    for i, left in enumerate(vectors):
        for j in range(i + 1, len(vectors)):
            norms = np.linalg.norm(left) * np.linalg.norm(vectors[j])
            if np.isfinite(norms) and norms > 0 and left @ vectors[j] / norms >= cosine:
                found.add((i, j))
    return found


def flood(n_rows, pairs):
    """Number the groups by walking from each row to whatever it reaches."""
    group = [-1] * n_rows
    for first in range(n_rows):
        if group[first] >= 0:
            continue
        number, waiting = max(group) + 1, [first]
        while waiting:
            row = waiting.pop()
            group[row] = number
            reached = [b for a, b in pairs if a == row] + [a for a, b in pairs if b == row]
            waiting += [other for other in reached if group[other] < 0]
    return group


# Texts


def test_texts_that_differ_in_a_few_words_are_joined():
    words = paper(1)
    texts = [" ".join(words), " ".join(paper(2)), " ".join(with_words_changed(words, 4))]
    assert as_set(near_identical_texts(texts)) == {(0, 2)}


def test_case_punctuation_and_line_breaks_do_not_keep_texts_apart():
    words = paper(1)
    texts = [" ".join(words), ",\n".join(words).upper() + "."]
    assert as_set(near_identical_texts(texts, threshold=1.0)) == {(0, 1)}


def test_different_texts_are_not_joined_even_with_the_same_words():
    words = paper(1)
    shuffled = np.random.default_rng(0).permutation(words).tolist()
    texts = [" ".join(paper(seed)) for seed in range(10)]
    assert len(near_identical_texts([*texts, " ".join(words), " ".join(shuffled)])) == 1
    assert as_set(near_identical_texts([" ".join(words), " ".join(shuffled)])) == set()


def test_texts_that_share_half_their_words_are_not_joined():
    texts = [" ".join(paper(1) + paper(2)), " ".join(paper(1) + paper(3))]
    assert as_set(near_identical_texts(texts, threshold=0.8)) == set()
    # They share 596 of 3 × 596 runs of five words, and a few at the seams.
    assert as_set(near_identical_texts(texts, threshold=0.2)) == {(0, 1)}


def test_a_text_cut_short_by_a_tenth_is_joined():
    words = paper(1)
    assert as_set(near_identical_texts([" ".join(words), " ".join(words[:555])])) == {(0, 1)}


@pytest.mark.parametrize("seed", range(5))
def test_all_copies_of_a_paper_are_found_among_many_others(seed):
    words = paper(seed + 1000)
    texts = [" ".join(paper(seed * 100 + i)) for i in range(40)]
    copies = (3, 17, 39)
    for changes, row in enumerate(copies):
        texts[row] = " ".join(with_words_changed(words, changes))
    assert as_set(near_identical_texts(texts)) == {(3, 17), (3, 39), (17, 39)}


def test_texts_shorter_than_a_shingle_are_compared_whole():
    texts = ["BRAF V600E", "braf v600e!", "BRAF V600K", "KRAS"]
    assert as_set(near_identical_texts(texts)) == {(0, 1)}


def test_texts_without_a_word_match_nothing_not_even_each_other():
    assert near_identical_texts(["--", "...", "one two", "One, two."]).tolist() == [[2, 3]]


def test_shorter_shingles_forgive_more_changed_words():
    words = paper(1)
    texts = [" ".join(words), " ".join(with_words_changed(words, 40))]
    assert as_set(near_identical_texts(texts, shingle_words=5)) == set()
    assert as_set(near_identical_texts(texts, shingle_words=1)) == {(0, 1)}


def test_the_same_texts_give_the_same_pairs_again():
    words = paper(1)
    texts = [" ".join(with_words_changed(words, count)) for count in (1, 5, 10, 20, 30)]
    assert near_identical_texts(texts).tolist() == near_identical_texts(texts).tolist()


@pytest.mark.parametrize("texts", [[], ["only one text"]])
def test_fewer_than_two_texts_make_no_pair(texts):
    pairs = near_identical_texts(texts)
    assert pairs.shape == (0, 2)
    assert pairs.dtype == np.int64


def test_every_text_passes_by_the_progress_display_once():
    texts = [" ".join(paper(seed)) for seed in range(3)]
    shown = []

    def progress():
        for text in texts:
            shown.append(text)
            yield text

    near_identical_texts(texts, progress=progress())
    assert shown == texts


def jaccard(left, right, shingle_words=5):
    """Compare the runs of words themselves."""
    runs = []
    for text in (left, right):
        words = re.findall(r"\w+", text.lower())
        width = min(shingle_words, len(words))
        runs.append({tuple(words[i : i + width]) for i in range(len(words) - width + 1)})
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


@pytest.mark.parametrize(("changes", "found"), [(4, range(59, 61)), (11, range(15, 46)), (22, [0])])
def test_the_estimate_errs_as_little_as_its_permutations_promise(changes, found):
    number = 0
    for seed in range(60):
        words = paper(seed)
        texts = [" ".join(words), " ".join(with_words_changed(words, changes))]
        number += len(near_identical_texts(texts, threshold=0.83))
    # The similarity is 0.94, 0.83 and 0.69; the standard error at 0.83 is 0.033.
    assert jaccard(*texts) == pytest.approx({4: 0.94, 11: 0.83, 22: 0.69}[changes], abs=0.005)
    assert number in found


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30), st.integers(1, 3))
def test_of_any_texts_those_of_the_same_words_are_joined(left, right, shingle_words):
    words = [re.findall(r"\w+", text.lower()) for text in (left, right)]
    pairs = near_identical_texts([left, right, left + "\n"], 1.0, shingle_words)
    assert ((0, 2) in as_set(pairs)) == bool(words[0])
    if words[0] and words[1]:
        assert ((0, 1) in as_set(pairs)) == (jaccard(left, right, shingle_words) == 1)


def test_accents_and_scripts_tell_words_apart_and_lone_surrogates_do_no_harm():
    texts = [
        "µ-opioid Élan",
        "µ opioid élan",
        "µ opioid elan",
        "ген BRAF",
        "ген BRAF\ud800",
        "\udfff",
    ]
    assert as_set(near_identical_texts(texts)) == {(0, 1), (3, 4)}


def test_one_endless_word_and_one_of_many_words_are_read():
    long = "x" * 1_000_000
    texts = [long, f"{long}!", f"{long}x", "word " * 200_000, "word " * 100_000]
    assert as_set(near_identical_texts(texts)) == {(0, 1), (3, 4)}


def test_processes_with_other_string_hashes_find_the_same_pairs():
    script = (
        "from text_features.near_duplicates import near_identical_texts\n"
        "words = [f'w{number * number % 97}' for number in range(600)]\n"
        "texts = [' '.join(words[: 600 - 20 * cut]) for cut in range(12)]\n"
        "print(near_identical_texts(texts, permutations=32).tolist())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(printed) == 1


# Vectors


@settings(max_examples=100, deadline=None)
@given(
    hnp.arrays(
        np.float32,
        st.tuples(st.integers(0, 12), st.integers(1, 3)),
        elements=st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0, np.nan]),
    ),
    st.sampled_from([-0.55, 0.35, 0.97]),  # no cosine of these vectors is so near to these
)
def test_vector_pairs_are_those_of_brute_force(vectors, cosine):
    pairs = near_identical_vectors(vectors, cosine)
    assert as_set(pairs) == brute_force_pairs(vectors.astype(float), cosine)
    assert len(as_set(pairs)) == len(pairs)


def test_pairs_are_found_within_and_across_blocks_of_rows():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(2500, 8))
    vectors[2400] = 3 * vectors[5]  # far apart
    vectors[1100] = 0.5 * vectors[1000]  # next to each other, in two blocks
    vectors[7] = vectors[6]  # in one block
    vectors[2300:2310] = 0
    vectors[1500:1510] = np.nan
    unit = vectors / np.linalg.norm(np.where(vectors == 0, np.nan, vectors), axis=1)[:, None]
    left, right = np.nonzero(np.triu(unit @ unit.T >= 0.99, k=1))
    expected = set(zip(left.tolist(), right.tolist(), strict=True))
    assert {(5, 2400), (1000, 1100), (6, 7)} <= expected
    assert as_set(near_identical_vectors(vectors, 0.99)) == expected


def test_rows_with_a_nan_or_of_length_zero_match_nothing_not_even_each_other():
    vectors = np.array([[1, 0], [0, 0], [0, 0], [np.nan, 1], [np.nan, 1], [np.inf, 1], [2, 0]])
    assert as_set(near_identical_vectors(vectors, -1.0)) == {(0, 6)}


def test_length_does_not_matter_and_direction_does():
    vectors = np.array([[1.0, 2.0], [100.0, 200.0], [-1.0, -2.0]])
    assert as_set(near_identical_vectors(vectors)) == {(0, 1)}
    assert as_set(near_identical_vectors(vectors, -1.0)) == {(0, 1), (0, 2), (1, 2)}


def test_equal_rows_are_joined_at_a_cosine_of_one():
    rows = np.random.default_rng(0).normal(size=(200, 50))
    pairs = near_identical_vectors(np.vstack([rows, rows]), 1.0)
    assert as_set(pairs) == {(row, row + 200) for row in range(200)}


@pytest.mark.parametrize("n_rows", [0, 1])
def test_fewer_than_two_vectors_make_no_pair(n_rows):
    pairs = near_identical_vectors(np.ones((n_rows, 3)))
    assert pairs.shape == (0, 2)
    assert pairs.dtype == np.int64


def test_the_vectors_are_left_as_they_were():
    vectors = np.array([[3.0, 4.0], [np.nan, 0.0]])
    before = vectors.copy()
    near_identical_vectors(vectors)
    np.testing.assert_array_equal(vectors, before)


# Groups

N_ROWS = 10
PAIRS = st.lists(st.tuples(st.integers(0, N_ROWS - 1), st.integers(0, N_ROWS - 1)), max_size=12)


def as_pairs(pairs):
    return np.asarray(pairs, dtype=np.int64).reshape(-1, 2)


@given(PAIRS, PAIRS)
def test_groups_are_the_transitive_closure_of_all_relations(one, other):
    groups = components(N_ROWS, as_pairs(one), as_pairs(other))
    assert groups.tolist() == flood(N_ROWS, one + other)


@given(PAIRS, st.randoms(use_true_random=False))
def test_group_numbers_do_not_depend_on_the_order_of_the_pairs(pairs, random):
    turned = [(b, a) if random.random() < 0.5 else (a, b) for a, b in pairs]
    random.shuffle(turned)
    expected = components(N_ROWS, as_pairs(pairs)).tolist()
    assert components(N_ROWS, as_pairs(turned)).tolist() == expected
    assert components(N_ROWS, as_pairs(turned[:3]), as_pairs(turned[3:])).tolist() == expected


def test_groups_are_numbered_by_their_first_row():
    assert components(6, as_pairs([(4, 1), (5, 2)])).tolist() == [0, 1, 2, 3, 1, 2]


@pytest.mark.parametrize("n_rows", [0, 1, 3])
def test_without_pairs_each_row_is_a_group_of_its_own(n_rows):
    assert components(n_rows).tolist() == list(range(n_rows))
    assert components(n_rows, as_pairs([])).tolist() == list(range(n_rows))


@given(st.lists(st.integers(-1, 4), max_size=12))
def test_rows_of_one_document_become_one_group_and_rows_without_stay_alone(document):
    groups = components(len(document), rows_sharing(np.array(document, dtype=np.int64)))
    for row, its_document in enumerate(document):
        for other in range(row):
            same = its_document >= 0 and its_document == document[other]
            assert (groups[row] == groups[other]) == same


@pytest.mark.slow
@pytest.mark.skipif(not MSK.is_dir(), reason=f"the MSK task is not at {MSK}")
def test_the_msk_embeddings_tell_about_1870_documents_apart():
    table = pd.read_parquet(MSK / "training_embeddings.parquet")
    vectors = table.filter(regex=r"^a\d+$").to_numpy()
    assert vectors.shape == (3321, 100)
    groups = components(len(vectors), near_identical_vectors(vectors, 0.99))
    assert 1860 <= groups.max() + 1 <= 1880
