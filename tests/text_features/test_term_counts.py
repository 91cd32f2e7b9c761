"""Terms and their counts: order, limits, unseen and strange documents."""

import os
import pickle
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text_features.term_counts import NoTermsError, learn_terms

ROOT = Path(__file__).parents[2]

# Words that are beginnings of others, and letters that sort after all of ASCII.
WORDS = ["a", "a-b", "a1", "ab", "b", "b'", "é", "β", "β-catenin", "𝛼", "\ud800", "z"]
DOCUMENTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=7)


def terms_of(document, ngram_max):
    """Count a document's words and runs of words one by one."""
    words = document.split()
    return Counter(
        " ".join(words[start : start + length])
        for length in range(1, ngram_max + 1)
        for start in range(len(words) - length + 1)
    )


def table(names, counts):
    """Return each document's counts by term."""
    return [
        {names[column]: int(row[column]) for column in np.flatnonzero(row)}
        for row in counts.toarray()
    ]


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS, st.integers(1, 4), st.integers(1, 3), st.integers(1, 7))
def test_counts_are_those_of_counting_one_by_one(training, new, ngram_max, least, most):
    counted = [terms_of(document, ngram_max) for document in training]
    documents_with = Counter(term for count in counted for term in count)
    names = sorted(term for term, number in documents_with.items() if least <= number <= most)
    if not names:
        with pytest.raises(NoTermsError):
            learn_terms(training, ngram_max, least, most)
        return
    terms, counts = learn_terms(training, ngram_max, least, most)
    assert terms.names() == names
    assert terms.n_columns == len(names)
    for documents, matrix in ((training, counts), (new, terms.count(new))):
        expected = [
            {
                term: number
                for term, number in terms_of(document, ngram_max).items()
                if term in names
            }
            for document in documents
        ]
        assert table(names, matrix) == expected
        assert matrix.shape == (len(documents), len(names))
        assert matrix.has_canonical_format


@settings(deadline=None)
@given(DOCUMENTS, st.integers(1, 3), st.integers(1, 8))
def test_the_terms_used_most_are_kept_and_of_equal_ones_the_first(documents, ngram_max, most):
    used = sum((terms_of(document, ngram_max) for document in documents), Counter())
    if not used:
        return
    kept = sorted(used, key=lambda term: (-used[term], term))[:most]
    terms, counts = learn_terms(documents, ngram_max, max_terms=most)
    assert terms.names() == sorted(kept)
    np.testing.assert_array_equal(terms.count(documents).toarray(), counts.toarray())


def test_terms_that_lead_to_no_column_are_forgotten():
    documents = ["x y", "x y", "x z", "w v"] * 3
    few, _ = learn_terms(documents, 2, max_documents=6)
    assert few.names() == ["v", "w", "w v", "x y", "x z", "y", "z"]  # x leads to two
    fewer, _ = learn_terms(documents, 2, max_terms=1)
    assert fewer.names() == ["x"]
    assert fewer.words == b"x "


def test_any_white_space_separates_words():
    terms, counts = learn_terms([" a\tb\n\n a\u2003b\x85", "a b a b", "", "  ", "\u00a0"], 2)
    assert terms.names() == ["a", "a b", "b", "b a"]
    assert counts.toarray().tolist() == [[2, 2, 2, 1]] * 2 + [[0, 0, 0, 0]] * 3


def test_terms_do_not_reach_from_one_document_into_the_next():
    terms, _ = learn_terms(["a b", "c", "", "d e"], 3)
    assert terms.names() == ["a", "a b", "b", "c", "d", "d e", "e"]


def test_control_characters_do_no_harm():
    documents = ["a\x00b c", "a c", "\x07", "a\x00b"]
    terms, counts = learn_terms(documents, 2)
    expected = [dict(terms_of(document, 2)) for document in documents]
    assert table(terms.names(), counts) == expected
    assert table(terms.names(), terms.count(documents)) == expected


@pytest.mark.parametrize("documents", [[], [""], ["", " \n"]])
def test_documents_without_words_have_no_terms(documents):
    with pytest.raises(NoTermsError, match=f"of {len(documents)} documents"):
        learn_terms(documents)


def test_the_error_says_what_was_asked():
    with pytest.raises(NoTermsError, match=r"by at least 2 and at most 2\.8 of 4 documents"):
        learn_terms(["a", "b", "c", "d"], 1, 2, 2.8)


def test_large_documents_are_counted_whole():
    documents = ["one two " * 1_000_000, "two " * 3_000_000, "one"] * 2
    terms, counts = learn_terms(documents, 2)
    assert terms.names() == ["one", "one two", "two", "two one", "two two"]
    expected = [
        [1_000_000, 1_000_000, 1_000_000, 999_999, 0],
        [0, 0, 3_000_000, 0, 2_999_999],
        [1, 0, 0, 0, 0],
    ]
    assert counts.toarray().tolist() == expected * 2


def test_processes_with_other_string_hashes_pickle_the_same_terms():
    documents = ["a b c a", "b c d", "é β"]
    script = (
        "import pickle, sys; from text_features.term_counts import learn_terms\n"
        f"sys.stdout.buffer.write(pickle.dumps(learn_terms({documents!a}, 2)[0]))"
    )
    here = pickle.dumps(learn_terms(documents, 2)[0])
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        assert done.stdout == here
