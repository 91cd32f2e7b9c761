"""What earlier therapies mean for a regimen: had, failed, of the class of a failed one."""

from pathlib import Path

import pytest

from patients.case import PreviousTherapy, Response
from patients.prior_therapies import Extent, PriorTherapies
from therapy.drugs import read_drugs

DRUGS = read_drugs(Path(__file__).parents[2] / "data" / "knowledge" / "drugs.tsv")
FAILED = Response.PROGRESSION


def prior(*therapies):
    return PriorTherapies(therapies, DRUGS)


def test_a_failed_drug_is_said_to_have_failed_by_any_of_its_names():
    use = prior(PreviousTherapy(("Tarceva",), FAILED, 1, "progression")).use_of(["erlotinib"])
    assert use.sentences == ("Erlotinib has failed already (line 1: progressive disease).",)
    assert (use.extent, use.failed) == (Extent.WHOLE, Extent.WHOLE)


def test_a_drug_that_worked_is_said_to_have_been_given():
    given = PreviousTherapy(("trastuzumab",), Response.PARTIAL, 2, "toxicity")
    use = prior(given).use_of(["Herceptin"])
    assert use.sentences == (
        "Trastuzumab has been given already (line 2: partial response, stopped for toxicity).",
    )
    assert (use.extent, use.failed) == (Extent.WHOLE, Extent.NONE)


def test_response_first_and_progression_later_is_failure():
    use = prior(PreviousTherapy(("osimertinib",), Response.PARTIAL, 1, "progression"))
    assert use.use_of(["osimertinib"]).sentences == (
        "Osimertinib has failed already (line 1: partial response, stopped for progression).",
    )


def test_of_a_combination_the_part_that_failed_is_told_and_what_is_new():
    use = prior(PreviousTherapy(("dabrafenib",), FAILED, 1)).use_of(["dabrafenib", "trametinib"])
    assert use.sentences == (
        "Dabrafenib has failed already (line 1: progressive disease).",
        "Trametinib has not been given.",
    )
    assert (use.extent, use.failed) == (Extent.PART, Extent.PART)


def test_a_drug_that_failed_in_a_combination_is_told_with_its_partners():
    given = PreviousTherapy(("carboplatin", "paclitaxel", "bevacizumab"), FAILED, 1)
    assert prior(given).use_of(["paclitaxel"]).sentences == (
        "Paclitaxel has failed already (line 1, with carboplatin and bevacizumab: "
        "progressive disease).",
    )


def test_a_regimen_of_its_own_name_is_taken_apart():
    use = prior(PreviousTherapy(("FOLFOX",), FAILED)).use_of(["oxaliplatin"])
    assert use.failed is Extent.WHOLE
    assert "with fluorouracil and leucovorin" in use.sentences[0]
    assert prior(PreviousTherapy(("Carboplatin + Paclitaxel",), FAILED)).failed == (
        "carboplatin",
        "paclitaxel",
    )


def test_a_drug_of_the_class_of_a_failed_one_is_said_to_be_so():
    use = prior(PreviousTherapy(("palbociclib",), FAILED)).use_of(["ribociclib"])
    assert use.sentences == ("Palbociclib has failed; ribociclib is a CDK4/6 inhibitor, too.",)
    assert (use.extent, use.failed) == (Extent.NONE, Extent.NONE)


@pytest.mark.parametrize(
    ("failed", "drug", "words"),
    [
        ("larotrectinib", "entrectinib", "entrectinib is a TRK inhibitor, too"),
        ("larotrectinib", "repotrectinib", "repotrectinib is a TRK inhibitor, too"),
        ("alectinib", "crizotinib", "an ALK inhibitor of another generation, too"),
        ("imatinib", "nilotinib", "nilotinib is a BCR-ABL inhibitor, too"),
    ],
)
def test_a_drug_of_several_targets_is_of_the_class_of_each(failed, drug, words):
    [said] = prior(PreviousTherapy((failed,), FAILED)).use_of([drug]).sentences
    assert words in said


def test_another_generation_of_a_class_is_told_apart():
    use = prior(PreviousTherapy(("erlotinib",), FAILED)).use_of(["osimertinib"])
    assert use.sentences == (
        "Erlotinib has failed; osimertinib is an EGFR inhibitor of another generation, too.",
    )


def test_the_class_of_a_drug_that_did_not_fail_is_not_said():
    assert prior(PreviousTherapy(("palbociclib",))).use_of(["ribociclib"]).sentences == ()


def test_nothing_is_said_without_earlier_therapies():
    use = prior().use_of(["imatinib"])
    assert (use.sentences, use.uses, use.extent) == ((), (), Extent.NONE)


@pytest.mark.parametrize(
    ("therapies", "raised"),
    [
        (["vemurafenib"], True),
        (["Zelboraf"], True),
        (["vemurafenib", "cobimetinib"], True),
        (["BRAF inhibitor"], True),
        (["dabrafenib"], False),
        (["imatinib"], False),
    ],
    ids=str,
)
def test_resistance_is_raised_for_what_failed_and_its_category(therapies, raised):
    failed = prior(PreviousTherapy(("vemurafenib",), FAILED))
    assert failed.raises_resistance(therapies) is raised


def test_resistance_is_not_raised_for_what_did_not_fail():
    worked = prior(PreviousTherapy(("vemurafenib",), Response.COMPLETE))
    assert not worked.raises_resistance(["vemurafenib"])


def test_a_drug_that_nobody_knows_is_compared_by_its_name():
    use = prior(PreviousTherapy(("Trial Drug 7",), FAILED)).use_of(["trial drug 7"])
    assert use.failed is Extent.WHOLE
