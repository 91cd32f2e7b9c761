"""All variants of a sample at once, of which some may not be known."""

import pytest
from evidence_items import DRUGS, RESISTANCE, TUMOURS, advise, item

from therapy.advice import Advisor
from therapy.evidence_index import EvidenceIndex
from therapy.evidence_item import Direction
from therapy.matching import Variant

ITEMS = (
    item("EGFR L858R", "Erlotinib"),
    item("EGFR T790M", "Erlotinib", RESISTANCE),
    item("EGFR L858R AND MET Amplification", "Capmatinib"),
    item("EGFR L858R AND NOT KRAS Mutation", "Gefitinib"),
)
SAMPLE = ("EGFR L858R", "EGFR T790M", "TP53 R175H")


def advise_sample(*names, disease=None):
    advisor = Advisor(EvidenceIndex(ITEMS, DRUGS), TUMOURS)
    variants = [Variant.read(*name.split(" ", 1)) for name in names]
    return dict(zip(names, advisor.advise_sample(variants, disease=disease), strict=True))


def test_each_variant_is_answered_with_the_others_beside_it():
    found = advise_sample(*SAMPLE)
    assert found["EGFR L858R"].beside == ("EGFR T790M", "TP53 R175H")
    assert found["TP53 R175H"].beside == ("EGFR L858R", "EGFR T790M")
    assert found["TP53 R175H"].suggestions == ()


def test_resistance_that_another_variant_brings_is_a_conflict():
    [erlotinib] = [
        one for one in advise_sample(*SAMPLE)["EGFR L858R"].suggestions
        if one.therapy == "erlotinib" and one.direction is Direction.SENSITIVITY
    ]  # fmt: skip
    [words] = erlotinib.conflicts
    assert "EGFR T790M, also in this sample" in words


def test_what_a_profile_asks_for_and_is_not_known_is_listed_and_not_taken_as_absent():
    found = advise_sample(*SAMPLE)["EGFR L858R"]
    requires = {one.therapy: one.requires for one in found.suggestions}
    assert requires["capmatinib"] == ("MET Amplification",)
    assert requires["gefitinib"] == ("NOT KRAS Mutation",)


def test_what_a_profile_asks_for_and_is_there_is_met():
    found = advise_sample("EGFR L858R", "MET Amplification")["EGFR L858R"]
    assert {one.therapy: one.requires for one in found.suggestions}["capmatinib"] == ()


def test_a_sample_of_one_is_the_variant_by_itself():
    [alone] = advise_sample("EGFR L858R").values()
    assert alone.beside == ()
    by_itself = advise("EGFR", "L858R", *ITEMS)
    assert [(one.therapy, one.standing) for one in alone.suggestions] == [
        (one.therapy, one.standing) for one in by_itself.suggestions
    ]


def test_the_order_of_a_sample_changes_no_answer():
    forward, backward = advise_sample(*SAMPLE), advise_sample(*reversed(SAMPLE))
    for name in SAMPLE:
        assert [(one.statement, one.conflicts) for one in forward[name].suggestions] == [
            (one.statement, one.conflicts) for one in backward[name].suggestions
        ]


@pytest.mark.parametrize("disease", [None, "melanoma", "  "])
def test_the_tumour_asked_for_is_that_of_all(disease):
    asked = disease.strip() or None if disease else None
    assert {one.disease for one in advise_sample(*SAMPLE, disease=disease).values()} == {asked}
