"""Variants of the tumour that may have been inherited."""

from pathlib import Path

import pytest

from patients.case import Age, Case, CaseVariant, Origin, TestKind, TestResult, Tumour
from patients.germline_suspicion import suspect_germline
from patients.tumour_syndromes import read_tumour_syndromes
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"


@pytest.fixture(scope="module")
def suspect():
    tumours = TumourTypes(read_tumour_types(KNOWLEDGE / "tumour_types.tsv"))
    syndromes = read_tumour_syndromes(KNOWLEDGE / "tumour_syndromes.tsv")

    def reasons(tumour, age, *variants, tests=()):
        case = Case(
            "case",
            age=age and Age(age),
            tumour=Tumour(tumour) if tumour else None,
            variants=variants,
            tests=tests,
        )
        return [found.reason for found in suspect_germline(case, tumours, syndromes)]

    return reasons


def somatic(gene, change, fraction=0.5, **more):
    return CaseVariant(gene, change, Origin.SOMATIC, allele_fraction=fraction, **more)


@pytest.mark.parametrize(
    ("tumour", "age", "variant"),
    [
        ("lung adenocarcinoma", 70, somatic("BRCA2", "S1982fs")),
        ("lung adenocarcinoma", 70, somatic("BRCA1", "C61G", pathogenicity="pathogenic")),
        ("melanoma", 50, somatic("MSH6", "R1076*", 0.31)),
        ("melanoma", 50, somatic("PALB2", "c.3113G>A", hgvs_p="p.Trp1038*")),
        ("melanoma", 50, somatic("MLH1", "c.306+1G>A")),
        ("medullary thyroid carcinoma", 40, somatic("RET", "C634R")),
        ("breast cancer", 50, somatic("CHEK2", "T367fs", 0.25)),
        ("prostate cancer", 60, somatic("ATM", "R35*")),
        ("ovarian cancer", 60, somatic("BRIP1", "R798*")),
        ("clear cell renal cell carcinoma", 60, somatic("VHL", "R161*")),
        ("uveal melanoma", 60, somatic("BAP1", "Q684*")),
        ("osteosarcoma", 17, somatic("TP53", "R213*")),
        ("acute myeloid leukemia", 68, somatic("DDX41", "D140fs", 0.49)),
        ("lung adenocarcinoma", 70, somatic("FANCD1", "S1982fs")),
        ("colorectal cancer", 50, somatic("MUTYH", "E480del", zygosity="homozygous",
                                          pathogenicity="pathogenic")),
    ],
    ids=lambda value: value.gene if isinstance(value, CaseVariant) else None,
)  # fmt: skip
def test_a_germline_sample_is_called_for(suspect, tumour, age, variant):
    [reason] = suspect(tumour, age, variant)
    assert reason.count("; ") >= 2


@pytest.mark.parametrize(
    ("tumour", "age", "variant"),
    [
        ("lung adenocarcinoma", 70, somatic("BRCA2", "S1982fs", 0.12)),
        ("lung adenocarcinoma", 70, somatic("BRCA2", "R2520*", 0.25)),
        ("lung adenocarcinoma", 70, somatic("BRCA2", "K3326*")),
        ("lung adenocarcinoma", 70, somatic("BRCA2", "N372H")),
        ("lung adenocarcinoma", 70, somatic("BRCA2", "S1982fs", pathogenicity="benign")),
        ("lung adenocarcinoma", 70, somatic("BRCA2", "Deletion", pathogenicity="pathogenic")),
        ("lung adenocarcinoma", 70, somatic("RET", "KIF5B-RET Fusion", pathogenicity="pathogenic")),
        ("lung adenocarcinoma", 70, somatic("TP53", "R213*")),
        ("lung adenocarcinoma", None, somatic("TP53", "R213*")),
        ("colorectal cancer", 64, somatic("APC", "R1450*")),
        ("lung adenocarcinoma", 64, somatic("VHL", "R161*")),
        ("lung adenocarcinoma", 64, somatic("DDX41", "D140fs")),
        ("colorectal cancer", 50, somatic("MUTYH", "E480del", pathogenicity="pathogenic")),
        ("lung adenocarcinoma", 64, somatic("EGFR", "L858R", pathogenicity="pathogenic")),
        ("endometrial cancer", 64, somatic("POLE", "R150*")),
        ("lung adenocarcinoma", 70, CaseVariant("BRCA2", "S1982fs", Origin.GERMLINE)),
        ("", 70, CaseVariant("BRCA2", "S1982fs", Origin.UNKNOWN)),
    ],
    ids=lambda value: f"{value.gene} {value.variation}" if isinstance(value, CaseVariant) else None,
)
def test_no_germline_sample_is_called_for(suspect, tumour, age, variant):
    assert suspect(tumour, age, variant) == []


def test_a_variant_found_in_the_germline_too_is_not_suspected(suspect):
    known = CaseVariant("BRCA2", "p.Ser1982fs", Origin.GERMLINE)
    assert suspect("ovarian cancer", 50, somatic("BRCA2", "S1982fs"), known) == []


def test_the_reason_names_rule_harm_and_fraction(suspect):
    [reason] = suspect("ovarian cancer", 50, somatic("RAD51C", "R193*", 0.72))
    assert reason == (
        "RAD51C predisposes to ovarian cancer; it truncates the protein; "
        "its allele fraction of 0.72 is above 0.3"
    )


def test_a_variant_without_an_allele_fraction_is_still_named(suspect):
    [reason] = suspect("ovarian cancer", 50, somatic("BRCA1", "E23fs", None))
    assert "its allele fraction is not given" in reason


def test_many_mutations_are_said_to_weaken_the_suspicion(suspect):
    unstable = (TestResult(TestKind.MSI, None, "", "high"),)
    [reason] = suspect("colorectal cancer", 50, somatic("MSH6", "F1088fs"), tests=unstable)
    assert reason.endswith("in a tumour with so many mutations it may still have arisen there")


def test_of_two_variants_of_mutyh_both_are_named(suspect):
    both = [
        somatic("MUTYH", change, pathogenicity="pathogenic", hgvs_p=change)
        for change in ("Y179C", "G396D")
    ]
    assert len(suspect("colorectal cancer", 50, *both)) == 2
