"""Advice as JSON and as text: the fields that others read, and what a reader must not miss."""

import json

import pytest
from evidence_items import RESISTANCE, advise, functional, item

from reports.therapy_record import (
    DETAILED,
    advice_record,
    agreement_words,
    effect_record,
    suggestion_row,
)
from reports.therapy_text import SHOWN, advice_text
from therapy.evidence_item import Citation, Interaction, Level
from therapy.suggestion import RESEARCH_USE

FIELDS = {
    "therapy", "direction", "tier", "level", "civic_level", "basis", "origin", "disease",
    "disease_match", "requires", "citations",
}  # fmt: skip
GAIN, LOSS = 7, 4


def record(gene, variation, *items, **asked):
    made = advice_record(advise(gene, variation, *items, **asked))
    assert json.loads(json.dumps(made)) == made
    return made


def text(gene, variation, *items, every=False, **asked):
    return advice_text(advise(gene, variation, *items, **asked), every=every)


def test_a_suggestion_holds_every_field_that_others_rely_on():
    found = record("BRAF", "V600E", item("BRAF V600E", level=Level.A), disease="SKCM")
    assert {"gene", "variation", "effect", "suggestions"} <= set(found)
    [one] = found["suggestions"]
    assert set(one) >= FIELDS
    assert {name: one[name] for name in FIELDS - {"citations"}} == {
        "therapy": "drug", "direction": "sensitivity", "tier": "I", "level": "A",
        "civic_level": "A", "basis": "same_alteration", "origin": "curated", "disease": "Melanoma",
        "disease_match": True, "requires": [],
    }  # fmt: skip
    assert one["disease_relation"] == "broader"
    assert one["notice"] == found["notice"] == RESEARCH_USE


def test_citations_are_objects_with_a_link_where_there_is_one():
    asco = item("BRAF V600E", key="EID9", url="https://example.org/9",
                citation=Citation("ASCO", "12"))  # fmt: skip
    [one] = record("BRAF", "V600E", asco)["suggestions"]
    assert one["citations"] == [
        {"source": "ASCO", "id": "12", "url": None},
        {"source": "CIViC", "id": "EID9", "url": "https://example.org/9"},
    ]


def test_a_predicted_suggestion_says_so_with_its_probability():
    [one] = record("BRAF", "K601E", item("BRAF V600E"), effect_class=GAIN)["suggestions"]
    assert (one["origin"], one["basis"]) == ("predicted", "predicted_effect")
    assert (one["tier"], one["level"]) == ("III", None)
    assert one["probability"] == pytest.approx(0.9125)
    assert "is predicted, not curated, to be Gain-of-function" in one["statement"]


def test_a_variant_of_which_nothing_is_known_gives_an_empty_list():
    found = record("BRAF", "G466V")
    assert found["suggestions"] == found["contested"] == found["warnings"] == []
    assert found["effect"] == {
        "called": None, "predicted": None, "curated": [], "by_type": None, "agreement": None,
    }  # fmt: skip


def test_the_first_suggestions_of_each_direction_carry_facts_on_their_drugs():
    items = [item("EGFR L858R", f"Gefitinib,Drug{n}", interaction=Interaction.COMBINATION)
             for n in range(DETAILED + 2)]  # fmt: skip
    items.append(item("EGFR L858R", "Cetuximab", RESISTANCE))
    found = record("EGFR", "L858R", *items)["suggestions"]
    sensitive = [one for one in found if one["direction"] == "sensitivity"]
    assert ["drugs" in one for one in sensitive] == [True] * DETAILED + [False] * 2
    assert [drug["targets"] for drug in sensitive[0]["drugs"]] == [["EGFR"]]
    [against] = [one for one in found if one["direction"] == "resistance"]
    assert against["drugs"][0]["class"] == "EGFR antibody"


@pytest.mark.parametrize(
    ("significance", "effect_class", "verdict"),
    [
        ("Gain of Function", GAIN, "agrees"),
        ("Dominant Negative", LOSS, "agrees"),
        ("Loss of Function", GAIN, "conflicts"),
        ("Unaltered Function", GAIN, "conflicts"),
        ("Neomorphic", 9, "agrees"),
    ],
)
def test_predicted_against_curated(significance, effect_class, verdict):
    stated = functional("BRAF L525R", significance, key="EID7", reviewed="2025-11-27")
    effect = advise("BRAF", "L525R", stated, effect_class=effect_class).effect
    assert effect_record(effect)["agreement"] == verdict
    [curated] = effect_record(effect)["curated"]
    assert (curated["significance"], curated["reviewed"]) == (significance, "2025-11-27")
    words = agreement_words(effect)
    assert f"curated {significance} (EID7, reviewed 2025-11-27)" in words
    assert ("CONFLICTS" in words) is (verdict == "conflicts")


def test_without_a_prediction_there_is_nothing_to_agree_with():
    effect = advise("BRAF", "L525R", functional("BRAF L525R", "Gain of Function")).effect
    assert effect_record(effect)["agreement"] is None
    assert agreement_words(effect) == ""


def test_a_row_of_the_table_is_flat():
    advice = advise("BRAF", "K601E", item("BRAF V600E"), effect_class=GAIN)
    row = suggestion_row(advice.suggestions[0])
    assert row["variant"] == "BRAF K601E"
    assert row["origin"] == "predicted"
    assert all(not isinstance(value, (list, dict)) for value in row.values())


def test_the_text_shows_resistance_before_sensitivity():
    shown = text("EGFR", "T790M", item("EGFR T790M", "Osimertinib"),
                 item("EGFR T790M", "Gefitinib", RESISTANCE))  # fmt: skip
    assert shown.index("RESISTANCE: evidence against") < shown.index("gefitinib")
    assert shown.index("gefitinib") < shown.index("SENSITIVITY: evidence for")
    assert shown.rstrip().endswith(RESEARCH_USE)


def test_the_text_marks_what_is_predicted_and_from_another_tumour():
    shown = text("BRAF", "K601E", item("BRAF V600E"), effect_class=GAIN, disease="NSCLC")
    assert "PREDICTED 0.91" in shown
    assert "evidence from another tumour" in shown


def test_the_text_says_what_is_not_shown_and_shows_it_when_asked():
    items = [item("BRAF V600E", f"Drug{n}") for n in range(SHOWN + 3)]
    assert "… and 3 more (--all)" in text("BRAF", "V600E", *items)
    everything = text("BRAF", "V600E", *items, every=True)
    assert "--all" not in everything
    assert all(f"drug{n}" in everything for n in range(SHOWN + 3))


def test_the_text_tells_apart_what_asks_for_another_variant():
    shown = text("BRAF", "V600E", item("BRAF V600E AND NRAS Q61K", "Trametinib", RESISTANCE))
    assert "Only if the sample has another variant too:" in shown
    assert "trametinib, curated, requires NRAS Q61K" in shown


def test_the_text_holds_what_is_contested_warned_of_and_withheld():
    shown = text(
        "KRAS", "G12D",
        item("KRAS G12D", "Drugone", supports=False, key="EID3"),
        item("KRAS G12D", "Drugtwo", "Adverse Response", key="EID4"),
        item("KRAS G12C", "Sotorasib"),
    )  # fmt: skip
    assert "- sensitivity to drugone: EID3" in shown
    assert "- Drugtwo: G12D, EID4" in shown
    assert "- sotorasib: sotorasib is for KRAS G12C and no other variant" in shown


def test_the_text_says_that_nothing_fits():
    assert "No therapy suggestion" in text("BRAF", "V600E")
