"""What a hereditary tumour syndrome means for one patient."""

from pathlib import Path

import pytest

from patients.case import Case, CaseVariant, Origin, TestKind, TestResult, Tumour
from patients.syndrome_meaning import MISMATCH_REPAIR_GENES, meaning_in_case
from patients.tumour_syndromes import read_tumour_syndromes
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"
TUMOURS = TumourTypes(read_tumour_types(KNOWLEDGE / "tumour_types.tsv"))
SYNDROMES = read_tumour_syndromes(KNOWLEDGE / "tumour_syndromes.tsv")
LYNCH = SYNDROMES["OMIM:609310"]
PATHOGENIC = CaseVariant("MLH1", "R226*", Origin.GERMLINE, pathogenicity="pathogenic")
UNCLEAR = CaseVariant("MLH1", "V716M", Origin.GERMLINE, pathogenicity="uncertain significance")


def meaning(*variants, syndrome=LYNCH, **tests):
    results = tuple(TestResult(TestKind(kind), None, "", word) for kind, word in tests.items())
    case = Case("colon", tumour=Tumour("colon adenocarcinoma"), tests=results)
    return meaning_in_case(syndrome, case, TUMOURS, variants)


def test_a_variant_of_uncertain_significance_has_no_meaning():
    assert meaning(UNCLEAR) == ""
    assert meaning(UNCLEAR, PATHOGENIC) == meaning(PATHOGENIC)
    assert meaning(CaseVariant("MLH1", "V716M", Origin.GERMLINE)) == ""


def test_a_syndrome_told_by_findings_keeps_its_meaning():
    assert meaning().startswith("Colon adenocarcinoma is one of its tumours. ")


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ({"mmr": "proficient"}, "This tumour tests mismatch repair proficient, which speaks"),
        ({"msi": "stable"}, "This tumour tests microsatellite stable, which speaks against"),
    ],
)
def test_a_proficient_tumour_is_said_to_be_and_nothing_is_made_of_deficiency(tests, said):
    words = meaning(PATHOGENIC, **tests)
    assert said in words
    assert "checkpoint" not in words
    assert words.endswith("aspirin lowers their number.")


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ({"msi": "high"}, "This tumour tests microsatellite instability-high. Where the"),
        ({"msi": "low"}, "microsatellite instability-low, which settles nothing. Where the"),
        ({"msi": "high", "mmr": "proficient"}, "The tests disagree: this tumour is "),
        ({}, "No test of mismatch repair or microsatellites is given for this tumour. Where"),
    ],
    ids=["high", "low", "disagreeing", "none"],
)
def test_otherwise_checkpoint_inhibitors_hang_on_the_test(tests, said):
    words = meaning(PATHOGENIC, **tests)
    assert said in words
    assert "Where the tumour tests mismatch repair deficient" in words


def test_other_syndromes_say_nothing_of_mismatch_repair_tests():
    words = meaning(syndrome=SYNDROMES["OMIM:151623"], msi="stable")
    assert "microsatellite" not in words


def test_no_row_presumes_that_the_tumour_is_deficient():
    for syndrome in SYNDROMES.values():
        assert "probably mismatch repair deficient" not in syndrome.meaning
        if MISMATCH_REPAIR_GENES & set(syndrome.genes) and "dominant" in syndrome.inheritance:
            assert "Where the tumour tests mismatch repair deficient" in syndrome.meaning
