"""Letters of gene symbols, remembered."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import HashingVectorizer

from gene_features import gene_letters
from gene_features.gene_letters import letters_of


def test_letters_are_those_of_the_vectorizer_whatever_was_asked_before():
    vectorizer = HashingVectorizer(analyzer="char", ngram_range=(2, 4), alternate_sign=False)
    for genes in (["BRAF", "FGFR2"], ["FGFR3", "BRAF", "A"], ["FGFR2", "FGFR2"]):
        expected = vectorizer.transform([f"^{gene}$" for gene in genes])
        np.testing.assert_array_equal(letters_of(genes).toarray(), expected.toarray())


def test_families_share_letters():
    first, second, third = letters_of(["FGFR2", "FGFR3", "TP53"])
    assert (first @ second.T).toarray()[0, 0] > 0.5
    assert (first @ third.T).toarray()[0, 0] < 0.1


def test_no_symbols_have_no_rows():
    assert letters_of([]).shape[0] == 0


def test_only_so_many_symbols_are_remembered(monkeypatch):
    monkeypatch.setattr(gene_letters, "MOST_KEPT", 3)
    monkeypatch.setattr(gene_letters, "_kept", {})
    many = [f"GENE{number}" for number in range(9)]
    alone = [letters_of([gene]).toarray() for gene in many]
    np.testing.assert_array_equal(letters_of(many).toarray(), np.vstack(alone))
    assert len(gene_letters._kept) == 3


@pytest.mark.parametrize("gene", ["", "β-catenin", "HLA-DRB1"])
def test_any_text_is_taken(gene):
    assert letters_of([gene]).shape[0] == 1
