"""Tokens of a text, and the distinct documents of a table."""

import re
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text_features.cleaning import clean
from text_features.tokens import distinct_documents, normalise

MSK_TEXT = Path(__file__).parents[3] / "shared" / "data" / "msk" / "training_text"
TOKEN = re.compile(r"[^\W_]+(?:[-'’*][^\W_]+)*\*?")


def plainly_normalised(text):
    """The definition of a token, without any haste."""
    return " ".join(TOKEN.findall(unicodedata.normalize("NFKC", text).lower()))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("BRAF V600E", "braf v600e"),
        ("EML4-ALK and β-catenin", "eml4-alk and β-catenin"),
        ("W802* stops (early).", "w802* stops early"),
        ("p.Val600Glu", "p val600glu"),
        ("E746_A750del", "e746 a750del"),
        ("V600E/K", "v600e k"),
        ("4.2-fold", "4 2-fold"),
        ("the patient's 5'-UTR", "the patient's 5 utr"),
        ("line one\n\tline two\r\nend", "line one line two end"),
        ("of\u00a0the\u2009cell", "of the cell"),
        ("\ufb01broblast", "fibroblast"),
        ("\ufb01ve \u00b5M", "five \u03bcm"),
        ("cafe\u0301", "café"),
        ("-leading and trailing-", "leading and trailing"),
        ("", ""),
        (" \n", ""),
        ("?!… —", ""),
    ],
)
def test_a_text_becomes_lower_case_words_with_single_spaces(text, tokens):
    assert normalise(text) == tokens


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.text())
def test_a_normalised_text_splits_on_single_spaces_only(text):
    assert normalise(text).split(" ") == (normalise(text).split() or [""])


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_no_letter_or_digit_is_lost(text):
    alphanumeric = re.compile(r"[a-z0-9]")
    assert alphanumeric.findall(normalise(text)) == alphanumeric.findall(text.lower())


@settings(max_examples=500)
@given(
    st.one_of(
        st.text(),
        st.text(alphabet="aBΣσ1_-'’* .\n\x1f\x7fé½İ中\u0301\ufb01\u00a0\ud800", max_size=14),
    )
)
def test_the_tokens_are_those_of_the_plain_definition(text):
    assert normalise(text) == plainly_normalised(text)


@pytest.mark.parametrize("text", ["-*" * 100_000, "é" * 200_000, " é" * 50_000, "a*" * 100_000])
def test_hostile_texts_have_the_tokens_of_the_plain_definition(text):
    assert normalise(text) == plainly_normalised(text)


@pytest.mark.slow
@pytest.mark.skipif(not MSK_TEXT.exists(), reason="needs the papers in ../shared/data/msk")
def test_real_papers_have_the_tokens_of_the_plain_definition():
    for text in MSK_TEXT.read_text(encoding="utf-8").split("\n"):
        assert normalise(text) == plainly_normalised(text)
        assert normalise(clean(text)) == plainly_normalised(clean(text))


@given(st.lists(st.text(max_size=3), max_size=30))
def test_each_rows_document_is_its_own_text_and_no_document_repeats(texts):
    documents, document = distinct_documents(texts)
    assert len(set(documents)) == len(documents)
    assert [documents[i] if i >= 0 else "" for i in document] == texts


def test_documents_stand_in_the_order_of_their_first_row():
    documents, document = distinct_documents(["b", "", "a", "b", "c", ""])
    assert documents == ["b", "a", "c"]
    assert document.tolist() == [0, -1, 1, 0, 2, -1]


def test_texts_that_differ_in_white_space_are_different_documents():
    documents, _ = distinct_documents(["one text", "one  text"])
    assert len(documents) == 2


def test_texts_may_come_from_a_generator():
    documents, document = distinct_documents(text for text in "abca")
    assert documents == ["a", "b", "c"]
    assert document.tolist() == [0, 1, 2, 0]


@pytest.mark.parametrize("texts", [[], ["", ""]])
def test_rows_without_text_make_no_documents(texts):
    documents, document = distinct_documents(texts)
    assert documents == []
    assert document.tolist() == [-1] * len(texts)
    assert document.dtype == np.int64
