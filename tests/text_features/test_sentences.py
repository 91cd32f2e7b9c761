"""Sentences as papers write them; ``|`` marks where one ends and the next begins."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text_features.sentences import LONGEST, sentence_spans


def split(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "marked",
    [
        "The mutant was active.|It grew in soft agar.",
        "Growth is shown in Fig. 2 and in the text.",
        "Figs. 2 and 3 show growth.|Figure 4 does not.",
        "As Smith et al. reported, the change is active.",
        "This was seen by Smith et al. (2004) in mice.",
        "It was first seen by Smith et al.|The change is rare.",
        "Kinases, i.e. BRAF, were tested.",
        "Kinases (e.g. BRAF) were tested.|None was active.",
        "Mutant vs. wild type cells were compared.",
        "Cells were grown for approx. 5 days.",
        "Dr. Smith gave the cells.",
        "They were from St. Louis and grew.",
        "Patients were aged ca. 50 years.",
        "Case No. 5 had the change.",
        "The change p.V600E is common.|So is c.35G>T in KRAS.",
        "Activity rose 2.5 times.|A P value of 0.05 was used.",
        "Cells expressed c-Met.|They were invasive.",
        "We thank J. K. Smith for cells.",
        "Proteins were made in E. coli and purified.",
        "Budding yeast S. cerevisiae was used.|It grew.",
        "The U.S. Food and Drug Administration approved it.",
        "It was approved in the U.S.|This came late.",
        "Reagents came from Promega Inc. and others.",
        "It has high activity.13 |In cells it does not.",
        "It has high activity.13,14 |However, others differ.",
        "It has high activity.[5] |The other does not.",
        'He called it "active."|The word stayed.',
        "(This was not seen.)|The others were.",
        "Is it active?|We think so.",
        "It is active!|We measured it.",
        "It was active...|Then it was not.",
        "It was ... active in cells.",
        "Results\n|The mutant was active.",
        "It was active\n|in cells.",
        "The gene was lost.|p53 is then absent.",
        "The kinase was blocked.|c-Kit was not.",
        "Growth stopped.|mTOR was off.",
        "Levels rose.|miR-21 fell.",
        "See Fig. 2.|p53 was lost.",
        "Growth was slow (Fig. 2A).|Others grew.",
        "A mutation was found in exon 15.|Five patients had it.",
        "It was found in the cells.|5 patients had it.",
        "The values (mean vs. c-Kit) differ.",
        "It lies at codon 12.|Codon 13 is next to it.",
        "This is written in ref. 12 and ref. 13.",
        "It was done as described (Jones et al., 2010; Li et al. 2011).|We did more.",
        "Vol. 3 holds the table.",
        "The fold of sp. nov. is known.",
        "We used 5 mg.|Cells died.",
        "The data (see Suppl. Table 2) agree.",
        "It was active.|“It is new,” they wrote.",
        "It rose (P < 0. 001) in cells.",
        "1. Introduction to kinases",
        "The kinase is active.However it is short.",
    ],
)
def test_a_text_is_cut_where_a_reader_would_cut_it(marked):
    text = marked.replace("|", " ").replace("\n ", "\n").replace("  ", " ")
    text = text.replace("active. However", "active.However")
    expected = [part.strip() for part in marked.split("|")]
    if "active.However" in marked:
        expected = ["The kinase is active.", "However it is short."]
    assert split(text) == expected


def test_text_without_words_has_no_sentences():
    assert sentence_spans("") == []
    assert sentence_spans(" \n\t ") == []


def test_one_word_is_a_sentence():
    assert split("BRAF") == ["BRAF"]


def test_spans_leave_out_white_space_at_both_ends():
    assert sentence_spans("  One here.   Two here.  ") == [(2, 11), (14, 23)]


def test_text_without_stops_is_cut_at_spaces():
    pieces = split("word " * 1000)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert all(set(piece.split()) == {"word"} for piece in pieces)
    assert len(pieces) == 5


def test_a_word_longer_than_any_sentence_is_cut_anyway():
    pieces = split("A" * (2 * LONGEST + 1))
    assert [len(piece) for piece in pieces] == [LONGEST, LONGEST, 1]


PIECES = st.sampled_from(
    ["cells", "BRAF", "p53", "c-Kit", "Fig", "et al", "e.g", "J", "5", "0.5", ".", "?", "!", "...",
     ")", "(", '"', "]", "[12]", " ", "  ", "\n", "The", "in", "\u2028", "\x85", "é", "\ud800", "…"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_spans_hold_every_character_once_and_in_order(text):
    spans = sentence_spans(text)
    assert all(0 < end - start <= LONGEST for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    inside = "".join(text[start:end] for start, end in spans)
    assert "".join(inside.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@pytest.mark.parametrize(
    "piece",
    [".", "?!", ".)", ". ", "a.", "(", "A. ", "et al. ", "[1", ".1,2", " ", "\n", ".1, ", "…"],
)
def test_time_grows_with_length_alone(piece):
    text = piece * (400_000 // len(piece))
    began = time.process_time()
    sentence_spans(text)
    assert time.process_time() - began < 5
