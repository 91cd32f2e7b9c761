"""What is answered of each row: a class or an abstention with its reason, and its worth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.answers import ABSTAIN, ANSWER_COLUMNS, Answers, score_answers
from experiments.confidence import ConfidenceSettings, Measured
from experiments.situation import ANNOTATED, READ, Situations
from variants.effect_class import EffectClass

ALIKE = Measured(80, 0.75, 0.64, 0.83, 0.2, alike=True)
ALL = Measured(300, 0.5, 0.44, 0.56, 0.1, alike=False)


def one(probability=0.6, threshold=0.5, measured=ALIKE, effect=7, has=frozenset([READ]), **changes):
    """Return the answer to a row that stands at a known residue, its variant named."""
    probabilities = np.full((1, 9), (1 - probability) / 8)
    probabilities[0, effect - 1] = probability
    stands = Situations(*(np.array([place]) for place in (0, 2, 0, 0)))
    sets = probabilities >= 0.2
    given = {
        "probabilities": probabilities,
        "situations": stands,
        "measured": (measured,),
        "sets": sets,
        "places": stands.places(has),
        "thresholds": np.array([threshold]),
        "asked": ConfidenceSettings(),
    }
    return Answers(**(given | changes))


def told(**changes):
    return one(**changes).table(pd.Index([5], name="ID")).iloc[0]


def test_a_row_is_answered_by_its_most_probable_class_with_all_that_is_known_of_the_answer():
    table = one().table(pd.Index([5], name="ID"))
    assert tuple(table.columns) == ANSWER_COLUMNS
    assert table.index.tolist() == [5]
    assert table.iloc[0].to_dict() == {
        "answer": "class7", "reason": "", "most_probable": "class7", "probability": 0.6,
        "prediction_set": "class7", "seen": "same residue seen",
        "named": "text mentions the variant", "accuracy": 0.75, "accuracy_low": 0.64,
        "accuracy_high": 0.83, "measured_on": "same residue seen, text mentions the variant",
        "measured_rows": 80,
    }  # fmt: skip


def test_below_the_threshold_nothing_is_named_and_the_reason_says_what_was_missing():
    row = told(probability=0.6, threshold=0.7)
    assert row["answer"] == ABSTAIN
    assert (row["most_probable"], row["probability"]) == ("class7", 0.6)
    assert row["reason"] == (
        f"the most probable class, {EffectClass(7).label}, has 0.60, below the 0.70 from which on "
        "answers were right 75 % of the time"
    )


def test_at_the_threshold_a_class_is_named():
    assert told(probability=0.7, threshold=0.7)["answer"] == "class7"


@settings(deadline=None)
@given(st.floats(0.2, 0.98), st.floats(1e-9, 0.02))
def test_the_reason_tells_a_probability_just_below_the_threshold_from_it(probability, more):
    found = one(probability=probability, threshold=probability + more)
    words = found.reason(0).split()
    has, least = (words[words.index(word) + 1] for word in ("has", "the"))
    least = words[words.index("below") + 2]
    assert float(has.rstrip(",")) < float(least)


def test_where_no_threshold_is_good_enough_the_reason_says_so():
    row = told(probability=0.95, threshold=np.inf)
    assert row["answer"] == ABSTAIN
    assert row["reason"].endswith("however probable, answers were not right 75 % of the time")
    asked = told(probability=0.95, threshold=np.inf, asked=ConfidenceSettings(least_accuracy=0.9))
    assert "90 %" in asked["reason"]


def test_where_nothing_was_learned_the_reason_says_so_and_nothing_was_measured():
    row = told(measured=None, threshold=np.inf)
    assert (row["answer"], row["measured_on"], row["measured_rows"]) == (ABSTAIN, "nothing", 0)
    assert row["reason"] == "the training rows are too few to learn from"
    assert row[["accuracy", "accuracy_low", "accuracy_high"]].isna().all()


def test_what_was_measured_on_all_of_the_case_says_so():
    assert told(measured=ALL)["measured_on"] == "all variants of the case"


def test_a_row_answered_as_if_it_had_no_text_was_measured_on_such_rows():
    row = told(has=frozenset([ANNOTATED]))
    assert row["named"] == "text mentions the variant"  # as it is
    assert row["measured_on"] == "same residue seen, no text mentions it"


def test_a_set_of_several_classes_is_named_in_their_order():
    sets = np.zeros((1, 9), dtype=bool)
    sets[0, [6, 0, 3]] = True
    assert told(sets=sets)["prediction_set"] == "class1 class4 class7"


def test_no_rows_have_a_table_of_no_lines():
    nothing = np.zeros(0, dtype=int)
    found = Answers(
        np.empty((0, 9)), Situations(*[nothing] * 4), (), np.empty((0, 9), dtype=bool), nothing,
        np.empty(0), ConfidenceSettings(),
    )  # fmt: skip
    table = found.table(pd.RangeIndex(0))
    assert (len(found), len(table), tuple(table.columns)) == (0, 0, ANSWER_COLUMNS)


def answered(*rows):
    """Return answers, given as (answer, prediction set)."""
    return pd.DataFrame(rows, columns=["answer", "prediction_set"])


def test_what_answers_are_worth_by_hand():
    answers = answered(
        ("class7", "class4 class7"), (ABSTAIN, "class1 class2 class4"), ("class4", "class4"),
        ("class1", "class1 class5"),
    )  # fmt: skip
    assert score_answers(answers, pd.Series([7, 9, 5, 1])) == {
        "set_coverage": 0.5, "set_size": 2.0, "answered": 0.75,
        "answered_accuracy": pytest.approx(2 / 3),
    }  # fmt: skip


def test_where_none_is_answered_there_is_no_accuracy_of_answers():
    found = score_answers(answered((ABSTAIN, "class1")), pd.Series([1]))
    assert found == {"set_coverage": 1.0, "set_size": 1.0, "answered": 0.0}


def test_labels_belong_to_answers_by_their_order_not_by_their_index():
    answers = answered(("class7", "class7"), ("class4", "class4")).set_index(pd.Index([9, 3]))
    found = score_answers(answers, pd.Series([7, 4], index=[3, 9]))
    assert (found["answered_accuracy"], found["set_coverage"]) == (1, 1)
