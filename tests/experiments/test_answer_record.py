"""A record can be written as JSON and read again, and holds what the answer holds, rounded."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.answer_record import answer_records
from experiments.answers import ABSTAIN
from experiments.classifier import EffectClassifier
from experiments.explanation import Explanation
from experiments.pushes import Push, Pushes, ViewPush
from experiments.similar_variants import SimilarVariant
from variants.effect_class import CLASS_COLUMNS, EffectClass


@pytest.fixture(scope="module")
def asked(make_table, name_variants, make_model_inputs, fast_settings):
    """Return variants with probabilities, answers and explanations of a fitted classifier."""
    table = name_variants(make_table(160))
    inputs = make_model_inputs(table)
    # Of some genes the class is known for certain, of the others by chance.
    sure = table["Gene"].isin(["BRAF", "EGFR", "TP53", "PTEN"])
    labels = np.where(sure, 7, table["Class"])
    fitted = EffectClassifier(fast_settings).fit(inputs, labels)
    new = make_model_inputs(make_table(12, seed=1))
    found = fitted.answer(new)
    index = new.variants.index
    return (
        new.variants,
        pd.DataFrame(found.probabilities, index, list(CLASS_COLUMNS)),
        found.table(index),
        fitted.explain(new),
    )


@pytest.fixture(scope="module")
def records(asked):
    sentences = [[{"text": f"Sentence {number}."}] for number in range(12)]
    return list(answer_records(*asked, sentences))


def test_a_record_a_row_in_their_order_that_json_writes_and_reads_as_it_was(records, asked):
    variants = asked[0]
    assert [record["ID"] for record in records] == variants.index.tolist()
    assert [record["Gene"] for record in records] == variants["Gene"].tolist()
    assert [record["Variation"] for record in records] == variants["Variation"].tolist()
    for record in records:
        # No NaN, which is no JSON, and nothing that would be read otherwise.
        text = json.dumps(record, allow_nan=False)
        read = json.loads(text)
        assert json.dumps(read) == text
        assert read["similar"] == [
            {**other, "shared": list(other["shared"])} for other in record["similar"]
        ]


def decimals(value):
    """Yield every fraction in a record."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from decimals(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from decimals(inner)


def test_numbers_are_rounded(records):
    for record in records:
        numbers = list(decimals(record))
        assert len(numbers) >= 9
        assert all(number in (round(number, 4), float(f"{number:.6g}")) for number in numbers)


def test_a_record_holds_what_its_answer_holds(records, asked):
    _, probabilities, answers, _ = asked
    for number, record in enumerate(records):
        answer = answers.iloc[number]
        for name in ("answer", "reason", "most_probable"):
            assert record[name] == answer[name]
        assert record["effect"] == EffectClass(int(answer["most_probable"][-1])).label
        assert list(record["probabilities"]) == list(CLASS_COLUMNS)
        np.testing.assert_allclose(
            list(record["probabilities"].values()), probabilities.iloc[number], atol=5e-5
        )
        assert " ".join(record["prediction_set"]) == answer["prediction_set"]
        assert record["case"] == {"seen": answer["seen"], "named": answer["named"]}
        assert record["measured"]["rows"] == answer["measured_rows"]
        assert record["measured"]["on"] == answer["measured_on"]
        assert record["measured"]["accuracy"] == pytest.approx(answer["accuracy"], abs=5e-5)
        assert record["sentences"] == [{"text": f"Sentence {number}."}]


def test_only_an_abstention_has_a_reason(records):
    assert {record["answer"] == ABSTAIN for record in records} == {True, False}
    for record in records:
        assert (record["answer"] == ABSTAIN) == bool(record["reason"])


def test_why_stands_in_a_record_as_it_was_explained(records, asked):
    for record, explanation in zip(records, asked[3], strict=True):
        pushes = explanation.pushes
        why = record["why"]
        assert record["effect"] in why["words"]
        assert [view["view"] for view in why["views"]] == [view.view for view in pushes.views]
        assert why["total"] == pytest.approx(pushes.total, abs=5e-5)
        added = sum(view["push"] for view in why["views"]) + why["rest"]
        assert added == pytest.approx(why["total"], abs=1e-3)
        for told, view in zip(why["views"], pushes.views, strict=True):
            assert [each["feature"] for each in told["features"]] == [
                push.feature for push in view.features
            ]
        assert [other["id"] for other in record["similar"]] == [
            other.id for other in explanation.similar
        ]


def test_without_explanations_and_sentences_a_record_says_nothing_of_why(asked):
    for record in answer_records(*asked[:3]):
        assert not {"why", "similar", "sentences"} & set(record)
        assert {"answer", "probabilities", "prediction_set", "measured"} <= set(record)


def test_where_nothing_was_learned_nothing_was_measured(make_table, make_model_inputs,
                                                        fast_settings):  # fmt: skip
    table = make_table(8)
    inputs = make_model_inputs(table)
    fitted = EffectClassifier(fast_settings).fit(inputs, table["Class"].to_numpy())
    found = fitted.answer(inputs)
    records = answer_records(
        inputs.variants,
        pd.DataFrame(found.probabilities, table.index, list(CLASS_COLUMNS)),
        found.table(table.index),
        fitted.explain(inputs),
    )
    for record in records:
        json.dumps(record, allow_nan=False)
        assert record["measured"] is None
        assert record["answer"] == ABSTAIN
        assert record["prediction_set"] == list(CLASS_COLUMNS)
        assert record["why"]["views"] == []
        assert record["similar"]  # which need no member to have learned


def test_a_value_that_is_unknown_is_null_and_a_long_one_shortened(asked):
    variants, probabilities, answers, _ = (part.iloc[:1] for part in (*asked[:3], asked[0]))
    features = (
        Push("annotations", "CADD", None, 0.123456),
        Push("annotations", "AF", 123456.789, 0.1),
    )
    pushes = Pushes(7, (ViewPush("annotations", 0.223456, features),), 0.1, 0.323456)
    like = SimilarVariant(np.int64(3).item(), "KIT", "D816V", 7, 0.5, ("same gene",))
    [record] = answer_records(variants, probabilities, answers, [Explanation(pushes, (like,))])
    [view] = record["why"]["views"]
    assert [(each["value"], each["push"]) for each in view["features"]] == [
        (None, 0.1235), (123457.0, 0.1)
    ]  # fmt: skip
    assert record["similar"] == [
        {"id": 3, "gene": "KIT", "variation": "D816V", "effect": 7, "likeness": 0.5,
         "shared": ("same gene",)}
    ]  # fmt: skip
