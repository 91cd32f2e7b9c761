"""Tokens of a text, and the distinct documents of a table."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text_features.tokens import distinct_documents, normalise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The V600E change (BRAF).", "the v600e change braf"),
        ("EML4-ALK and beta-catenin", "eml4-alk and beta-catenin"),
        ("a stop, W802*, here", "a stop w802* here"),
        ("4.2-fold", "4 2-fold"),
        ("5' and 3'UTR", "5 and 3'utr"),
        ("snake_case", "snake case"),
        ("ﬁve µM", "five μm"),
        ("β-sheet", "β-sheet"),
        ("line\none\t two", "line one two"),
        ("-dash- 'quoted'", "dash quoted"),
        (" ... -- \n", ""),
        ("", ""),
    ],
)
def test_a_text_becomes_lower_case_tokens(text, tokens):
    assert normalise(text) == tokens


@given(st.text(max_size=60))
def test_tokens_are_single_spaced_and_hold_no_white_space(text):
    tokens = normalise(text)
    assert tokens == " ".join(tokens.split())


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_no_letter_or_digit_is_lost(text):
    letters = re.compile(r"[a-z0-9]")
    assert letters.findall(normalise(text)) == letters.findall(text.lower())


def test_each_distinct_text_is_kept_once_in_order_of_appearance():
    documents, document = distinct_documents(["b", "", "a", "b", "", "c", "a"])
    assert documents == ["b", "a", "c"]
    assert document.tolist() == [0, -1, 1, 0, -1, 2, 1]


@pytest.mark.parametrize("texts", [[], ["", ""]])
def test_rows_without_text_have_no_document(texts):
    documents, document = distinct_documents(texts)
    assert documents == []
    assert document.tolist() == [-1] * len(texts)


@given(st.lists(st.sampled_from(["", "a", "b", "c", "d"])))
def test_every_row_finds_its_text_again(texts):
    documents, document = distinct_documents(iter(texts))
    assert len(set(documents)) == len(documents)
    assert [documents[row] if row >= 0 else "" for row in document] == texts
