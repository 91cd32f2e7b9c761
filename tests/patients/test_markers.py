"""Markers: what tests and germline variants open, and that the Advisor answers it."""

from pathlib import Path

import pytest

from patients.case import Case, CaseVariant, Origin, TestKind, TestResult
from patients.markers import find_markers
from therapy.advice import Advisor
from therapy.curated_table import read_curated_table
from therapy.drugs import read_drugs
from therapy.evidence_index import EvidenceIndex
from therapy.matching import Variant
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"
ADVISOR = Advisor(
    EvidenceIndex(
        read_curated_table(KNOWLEDGE / "therapies.tsv"), read_drugs(KNOWLEDGE / "drugs.tsv")
    ),
    TumourTypes(read_tumour_types(KNOWLEDGE / "tumour_types.tsv")),
)


def markers(**tests):
    """Return the markers of tests; a test is a category or a number and unit."""
    results = tuple(
        TestResult(TestKind(kind), None, "", value)
        if isinstance(value, str)
        else TestResult(TestKind(kind), *value)
        for kind, value in tests.items()
    )
    return find_markers(Case("one", tests=results))


def asked(**tests):
    """Return gene and variation of each question."""
    return [(m.gene, m.variation) for m in markers(**tests)]


def first_line(question, disease):
    """Return the therapies that evidence in the very tumour speaks for."""
    advice = ADVISOR.advise(Variant.read(*question), disease=disease)
    return {found.therapy for found in advice.suggestions if str(found.standing) == "I-A"}


@pytest.mark.parametrize(
    ("tests", "words"),
    [
        ({"msi": "high", "mmr": "proficient"}, "against mismatch repair proficient"),
        ({"her2": "positive", "her2_ihc": "0", "her2_ish": "negative"},
         "HER2 positive, against IHC 0 and ISH negative"),
    ],
    ids=str,
)  # fmt: skip
def test_a_marker_says_which_other_test_denies_it(tests, words):
    assert any(words in marker.words for marker in markers(**tests))


@pytest.mark.parametrize(
    ("tests", "questions"),
    [
        ({"msi": "high"}, [("MSI", "High")]),
        ({"msi": "low"}, []),
        ({"msi": "stable"}, []),
        ({"mmr": "deficient"}, [("MSI", "High"), ("MMR-status", "Deficient")]),
        ({"tmb": (10, "mut/Mb")}, [("TMB", "High")]),
        ({"tmb": (9.9, "mut/Mb")}, []),
        ({"hrd": "positive"}, [("HRD-status", "Positive")]),
        ({"her2": "positive"}, [("ERBB2", "Amplification"), ("ERBB2", "Overexpression")]),
        ({"her2_ihc": "3+"}, [("ERBB2", "Overexpression"), ("ERBB2", "Amplification")]),
        ({"her2_ihc": "2+", "her2_ish": "positive"}, [("ERBB2", "Amplification")]),
        ({"her2_ihc": "2+", "her2_ish": "negative"}, [("ERBB2", "Low expression")]),
        ({"her2_ihc": "2+"}, []),
        ({"her2_ihc": "1+"}, [("ERBB2", "Low expression")]),
        ({"her2": "low"}, [("ERBB2", "Low expression")]),
        ({"her2": "negative"}, []),
        ({"pdl1_tps": (60, "%")}, [("CD274", "Expression"), ("CD274", "High expression")]),
        ({"pdl1_tps": (1, "%")}, [("CD274", "Expression")]),
        ({"pdl1_tps": (0, "%")}, []),
        ({"pdl1_cps": (60, "")}, [("CD274", "Expression")]),
        ({"er": "positive", "pr": "negative"}, [("ESR1", "Expression")]),
        ({"pr": "positive"}, [("PGR", "Expression")]),
        ({}, []),
    ],
    ids=str,
)
def test_a_test_asks_what_it_opens(tests, questions):
    assert asked(**tests) == questions


def test_a_marker_says_what_it_rests_on():
    case = Case("one", tests=(TestResult(TestKind.PDL1_TPS, 60, "%"),))
    assert [marker.words for marker in find_markers(case)] == [
        "PD-L1 TPS 60 %",
        "PD-L1 TPS 60 %, 50 % or more",
    ]


@pytest.mark.parametrize(
    ("question", "disease", "therapies"),
    [
        (("MSI", "High"), "pancreatic adenocarcinoma", {"pembrolizumab"}),
        (("MSI", "High"), "colorectal cancer",
         {"pembrolizumab", "nivolumab", "ipilimumab + nivolumab"}),
        (("MMR-status", "Deficient"), "stomach cancer", {"dostarlimab"}),
        (("TMB", "High"), "lung adenocarcinoma", {"pembrolizumab"}),
        (("HRD-status", "Positive"), "ovarian cancer", {"bevacizumab + olaparib"}),
        (("ERBB2", "Overexpression"), "pancreatic cancer", {"trastuzumab deruxtecan"}),
        (("ERBB2", "Low expression"), "breast cancer", {"trastuzumab deruxtecan"}),
        (("CD274", "Expression"), "lung adenocarcinoma",
         {"pembrolizumab", "ipilimumab + nivolumab"}),
        (("CD274", "High expression"), "lung adenocarcinoma", {"atezolizumab", "cemiplimab"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_every_marker_opens_what_is_approved_for_it(question, disease, therapies):
    assert therapies <= first_line(question, disease)


def test_solid_tumours_are_no_leukaemias():
    assert first_line(("MSI", "High"), "acute myeloid leukemia") == set()


def test_pd_l1_does_not_open_a_checkpoint_inhibitor_beside_a_driver():
    """The labels leave tumours with an EGFR or ALK alteration out."""
    sample = [Variant.read("CD274", "Expression"), Variant.read("EGFR", "L858R")]
    pdl1, _ = ADVISOR.advise_sample(sample, disease="lung adenocarcinoma")
    assert pdl1.suggestions == ()
    alone = ADVISOR.advise(sample[0], disease="lung adenocarcinoma").suggestions[0]
    assert alone.statement.endswith("carcinoma, without ALK Fusion or EGFR Mutation.")


def germline(gene, variation, pathogenicity, origin=Origin.GERMLINE):
    variant = CaseVariant(gene, variation, origin, pathogenicity=pathogenicity)
    return variant, find_markers(Case("one", variants=(variant,)))


def test_a_pathogenic_germline_variant_of_a_suppressor_is_a_loss():
    variant, [marker] = germline("BRCA1", "C61G", "pathogenic")
    assert (marker.gene, marker.variation) == ("BRCA1", "Loss-of-function")
    assert marker.words == "germline BRCA1 C61G, pathogenic"
    assert marker.instead_of is variant
    assert "olaparib" in first_line(("BRCA1", "Loss-of-function"), "ovarian cancer")


def test_a_germline_variant_whose_spelling_says_loss_is_asked_itself():
    assert germline("BRCA2", "S1982fs", "pathogenic")[1] == ()
    found = ADVISOR.advise(Variant.read("BRCA2", "S1982fs"), disease="ovarian cancer")
    assert "olaparib" in {suggestion.therapy for suggestion in found.suggestions}


@pytest.mark.parametrize(
    ("gene", "pathogenicity", "origin"),
    [
        ("BRCA2", "uncertain significance", Origin.GERMLINE),
        ("BRCA2", "benign", Origin.GERMLINE),
        ("BRCA2", "", Origin.GERMLINE),
        ("BRCA2", "pathogenic", Origin.SOMATIC),
        ("RET", "pathogenic", Origin.GERMLINE),
    ],
)
def test_other_variants_are_no_markers(gene, pathogenicity, origin):
    assert germline(gene, "M918T", pathogenicity, origin)[1] == ()
