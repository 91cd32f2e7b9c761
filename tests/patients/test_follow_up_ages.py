"""Follow-up by the patient's age, and tests that are due or done."""

from dataclasses import replace

import pytest
from follow_up_records import BRCA2, LUNG, find, holds, whats

from patients.case import Age, Case, CaseVariant, Origin, PreviousTherapy, Response, Sex, Tumour

ADULT_WORDS = ("kcal", "alcohol", "smoking", "zoster", "sperm banking", "depression", "exercise")


def test_a_baby_is_given_no_advice_for_adults(advise):
    baby = Case("baby", Sex.FEMALE, Age(0, 8), Tumour("infantile fibrosarcoma"))
    lines = advise(baby, "larotrectinib", "selumetinib")
    told = " ".join(whats(lines)).casefold()
    assert not [word for word in (*ADULT_WORDS, "contraception", "driving") if word in told]
    assert find(lines, "ovarian tissue").ground == "age 8 months; female"
    assert find(lines, "Inactivated vaccines")
    assert find(lines, "Psychosocial needs")


def test_an_adolescent_is_given_contraception_and_fertility_preservation(advise):
    lines = advise(Case("teen", Sex.MALE, Age(15), Tumour("plexiform neurofibroma")), "selumetinib")
    contraception = find(lines, "contraception")
    assert contraception.how_often.endswith("1 week after in women and men")
    assert "assent" in find(lines, "Fertility preservation").what
    assert not [what for what in whats(lines) if "testicular tissue" in what]


def test_advice_for_adults_stands_where_no_age_is_given(advise):
    unknown = Case("unknown", Sex.FEMALE, None, Tumour("lung adenocarcinoma"))
    assert find(advise(unknown), "zoster").ground == "every patient with a tumour"
    child = replace(unknown, life_stage="HP:0011463 Childhood onset")
    assert not [what for what in whats(advise(child)) if "zoster" in what]


@pytest.mark.parametrize(
    ("trigger", "held"),
    [("not age<18", True), ("not age<65", False), ("not age>=61", False), ("not age>61", True)],
)
def test_a_negated_age_holds_unless_the_age_is_known_and_is_so(syndromes, trigger, held):
    assert (holds(syndromes, trigger, LUNG) == "every patient with a tumour") is held
    assert holds(syndromes, trigger, replace(LUNG, age=None)) == "every patient with a tumour"


@pytest.mark.parametrize(
    ("variant", "asked"),
    [
        (CaseVariant("ABL1", "T315I", Origin.SOMATIC), False),
        (CaseVariant("BCR::ABL1", "T315I", Origin.SOMATIC), False),
        (CaseVariant("ABL1", "BCR-ABL1 Fusion", Origin.SOMATIC), True),
        (CaseVariant("EGFR", "T790M", Origin.SOMATIC), True),
    ],
    ids=["change", "change of the fusion", "fusion", "another gene"],
)
def test_a_kinase_domain_change_that_is_known_is_not_asked_for_now(advise, variant, asked):
    had = PreviousTherapy(("imatinib",), Response.PROGRESSION, 1)
    case = replace(
        LUNG, tumour=Tumour("chronic myeloid leukemia"), therapies=(had,), variants=(variant,)
    )
    now = [line for line in advise(case) if "kinase domain" in line.what]
    assert [line.how_often for line in now] == ["now, unless done since progression"] * asked


def test_a_test_that_is_due_now_and_later_is_named_once(advise):
    had = PreviousTherapy(("olaparib",), Response.PROGRESSION, 1)
    case = replace(LUNG, variants=(BRCA2,), therapies=(had,))
    line = find(advise(case, "niraparib"), "BRCA reversion")
    assert line.how_often == "now, before platinum or another PARP inhibitor; again at progression"
    assert "progression under olaparib" in line.ground
    assert "niraparib is suggested" in line.ground


def test_a_resistance_change_that_is_known_is_not_looked_for(advise):
    had = PreviousTherapy(("erlotinib",), Response.PROGRESSION, 1)
    known = CaseVariant("EGFR", "T790M", Origin.SOMATIC)
    lines = advise(replace(LUNG, therapies=(had,), variants=(known,)))
    assert not [what for what in whats(lines) if "T790M" in what]
