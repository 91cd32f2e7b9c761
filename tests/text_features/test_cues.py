"""Cue phrases of function: against sentences marked by hand, in scope, and on hostile text."""

import re
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from text_features.cue_counts import CUE_FEATURES, count_cues
from text_features.cue_phrases import CueGroup
from text_features.cues import Cue, find_cues

GOLDEN = Path(__file__).parents[1] / "golden" / "cues.tsv"
MARK = re.compile(r"\{(!?)(\??)([a-z_]+)\|([^{}]*)\}")


def read_marked(line):
    """Return the plain sentence and the cues marked in it."""
    text, cues, at = "", [], 0
    for mark in MARK.finditer(line):
        text += line[at : mark.start()]
        denied, doubted, group, phrase = mark.groups()
        end = len(text) + len(phrase)
        cues.append(Cue(len(text), end, CueGroup(group), bool(denied), bool(doubted)))
        text += phrase
        at = mark.end()
    return text + line[at:], cues


def golden_sentences():
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    return [read_marked(line) for line in lines[2:] if line]


def pair(expected, found):
    """Pair each expected cue with a found one of its group that overlaps it."""
    pairs, left = [], list(found)
    for cue in expected:
        for other in left:
            if other.group is cue.group and other.start < cue.end and cue.start < other.end:
                pairs.append((cue, other))
                left.remove(other)
                break
    return pairs


@pytest.fixture(scope="module")
def outcome():
    pairs, n_expected, n_found = [], 0, 0
    for sentence, expected in golden_sentences():
        found = find_cues(sentence)
        pairs += pair(expected, found)
        n_expected += len(expected)
        n_found += len(found)
    return pairs, n_expected, n_found


def test_golden_sentences_are_many_and_cover_every_group():
    sentences = golden_sentences()
    groups = {cue.group for _, expected in sentences for cue in expected}
    assert len(sentences) >= 130
    assert groups == set(CueGroup)
    assert sum(not expected for _, expected in sentences) >= 25


def test_cues_marked_by_hand_are_found_and_few_others(outcome):
    pairs, n_expected, n_found = outcome
    assert len(pairs) / n_expected >= 0.93
    assert len(pairs) / n_found >= 0.93


@pytest.mark.parametrize("flag", ["negated", "uncertain"])
def test_negation_and_uncertainty_agree_with_the_marks(outcome, flag):
    flags = [(getattr(cue, flag), getattr(other, flag)) for cue, other in outcome[0]]
    both = sum(marked and found for marked, found in flags)
    assert both / sum(marked for marked, _ in flags) >= 0.9
    assert both / sum(found for _, found in flags) >= 0.9


def flags_of(sentence, group):
    return [(cue.negated, cue.uncertain) for cue in find_cues(sentence) if cue.group == group]


@pytest.mark.parametrize(
    ("sentence", "group", "negated", "uncertain"),
    [
        ("V600E is activating.", "activating", False, False),
        ("V600E is not activating.", "activating", True, False),
        ("V600E isn't activating.", "activating", True, False),
        ("V600E isn’t activating.", "activating", True, False),
        ("V600E may be activating.", "activating", False, True),
        ("V600E is unlikely to be activating.", "activating", True, True),
        ("That V600E is activating cannot be excluded.", "activating", False, True),
        ("V600E is not only activating.", "activating", False, False),
        ("V600E failed to transform cells.", "transforming", True, False),
        ("V600E failed to bind RAF1.", "loss", False, False),
        ("V600E did not abolish binding.", "loss", True, False),
        ("V600E did not affect binding.", "neutral", False, False),
        ("V600E had no effect on transformation.", "neutral", False, False),
        ("V600E had no effect on transformation.", "transforming", True, False),
        ("V600E abolished transforming activity.", "transforming", True, False),
        ("It was not known whether V600E is activating.", "activating", False, True),
        ("No mutation bound RAF1, but V600E was activating.", "activating", False, False),
        ("V600E did not bind RAF1 but was activating.", "activating", False, False),
        ("Neither V600E nor K601E was transforming.", "transforming", True, False),
        ("V600E was nontransforming.", "transforming", True, False),
        ("Activation was not observed.", "activating", True, False),
    ],
)
def test_scope_of_negation_and_uncertainty(sentence, group, negated, uncertain):
    assert flags_of(sentence, group) == [(negated, uncertain)]


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "BRAF",
        "Die Mutation wurde nicht gefunden.",
        "Kinase activity was measured.",
        "The inhibitor was dissolved in DMSO.",
        "Transforming growth factor beta was added.",
        "Plasmids carried ampicillin resistance.",
        "The dose was well tolerated.",
    ],
)
def test_sentences_without_a_cue_give_none(sentence):
    assert find_cues(sentence) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("loss-of-function", "loss of function"),
        ("destabilised", "destabilized"),
        ("increased signalling", "increased signaling"),
        ("tumorigenic", "tumourigenic"),
        ("kinase-dead", "KINASE DEAD"),
        ("gain–of–function", "gain-of-function"),
        ("comparable to wild-type", "comparable to wildtype"),
    ],
)
def test_spellings_of_a_phrase_give_the_same_cue(one, other):
    assert [cue.group for cue in find_cues(one)] == [cue.group for cue in find_cues(other)]
    assert len(find_cues(one)) == 1


def test_the_longest_phrase_is_the_cue():
    sentence = "It is a dominant negative effect."
    [cue] = find_cues(sentence)
    assert sentence[cue.start : cue.end] == "dominant negative effect"


def test_the_longest_phrase_wins_over_one_of_another_group():
    assert [cue.group for cue in find_cues("compromised")] == ["loss"]
    assert [cue.group for cue in find_cues("compromised stability")] == ["reduced"]


def test_a_letter_that_grows_in_lower_case_does_not_shift_the_cue():
    sentence = "İİİ is Activating"
    [cue] = find_cues(sentence)
    assert sentence[cue.start : cue.end] == "Activating"


PIECES = (
    "not no may increased the kinase activity activating loss of function did affect effect on "
    "whether , but ; unable to bind wild-type similar non- İ \ud800 \x00 was observed"
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES.split()), max_size=40).map(" ".join)))
def test_any_text_gives_ordered_cues_without_overlap(text):
    cues = find_cues(text)
    edges = [edge for cue in cues for edge in (cue.start, cue.end)]
    assert edges == sorted(edges)
    assert all(0 <= cue.start < cue.end <= len(text) for cue in cues)


@pytest.mark.parametrize(
    "unit",
    ["increased ", "not ", "no ", "a", " ", "increased the ", "no difference in a b c ",
     "not activating ", "fail to-", "lack few", "-", ", ", "may(", "activat",
     "kinase activity is "],
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(unit):
    find_cues("activating")

    def seconds(n_characters):
        text = "increased " + unit * (n_characters // len(unit))
        start = time.process_time()
        find_cues(text)
        return time.process_time() - start

    small, large = max(min(seconds(20_000) for _ in range(3)), 0.002), seconds(160_000)
    assert large < 40 * small


def test_counts_keep_affirmed_negated_and_uncertain_apart():
    cues = find_cues("It is activating.") + find_cues("It is unlikely to be activating.")
    cues += find_cues("It is not transforming.") + find_cues("It may be neutral.")
    counts = dict(zip(CUE_FEATURES, count_cues(cues), strict=True))
    assert {name: int(count) for name, count in counts.items() if count} == {
        "activating": 1,
        "activating_negated": 1,
        "activating_uncertain": 1,
        "transforming_negated": 1,
        "neutral_uncertain": 1,
    }


def test_counts_of_nothing_are_zeros_in_the_stated_order():
    counts = count_cues([])
    assert counts.dtype == np.float32
    assert counts.shape == (len(CUE_FEATURES),)
    assert not counts.any()
    assert CUE_FEATURES[:3] == ("activating", "activating_negated", "activating_uncertain")
    assert len(set(CUE_FEATURES)) == 3 * len(CueGroup)
