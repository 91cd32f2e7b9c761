"""What follows on a case and on suggested drugs."""

from dataclasses import replace

import pytest
from follow_up_records import BRCA2, LUNG, find, holds, whats

from patients.case import (
    Age,
    Case,
    CaseVariant,
    HistoryEntry,
    Origin,
    PreviousTherapy,
    Relative,
    Response,
    Sex,
    TestKind,
    TestResult,
    Tumour,
)
from patients.follow_up import FollowUpKind


def test_monitoring_that_drugs_share_is_one_line_that_names_them(advise):
    line = find(advise(LUNG, "rucaparib", "olaparib"), "Blood counts")
    assert line.drugs == ("rucaparib", "olaparib")
    assert line.ground == "rucaparib and olaparib are suggested"
    assert [source for source, _ in line.sources] == [
        "FDA label: Lynparza (olaparib), Warnings and Precautions",
        "FDA label: Rubraca (rucaparib), Warnings and Precautions",
    ]


def test_monitoring_as_often_as_a_drug_needs_stays_apart(advise):
    lines = [line for line in advise(LUNG, "olaparib", "niraparib") if "Blood counts" in line.what]
    assert [line.drugs for line in lines] == [("olaparib",), ("niraparib",)]


def test_advice_comes_by_kind_and_the_patient_before_the_drugs_before_everybody(advise):
    case = replace(LUNG, variants=(BRCA2,))
    lines = advise(case, "osimertinib", "lorlatinib")
    assert [line.kind for line in lines] == sorted(
        (line.kind for line in lines), key=list(FollowUpKind).index
    )
    living = [line for line in lines if line.kind is FollowUpKind.LIVING]
    ranks = [0 if line.patient and not line.drugs else 1 if line.drugs else 2 for line in living]
    assert ranks == sorted(ranks)
    monitored = [line.drugs[0] for line in lines if line.kind is FollowUpKind.MONITOR]
    assert monitored == sorted(monitored, key=["osimertinib", "lorlatinib"].index)


def test_the_order_of_the_suggested_drugs_leads_monitoring(advise):
    lines = advise(LUNG, "lorlatinib", "osimertinib")
    first = next(line for line in lines if line.kind is FollowUpKind.MONITOR)
    assert first.drugs == ("lorlatinib",)


def test_a_drug_given_twice_counts_once(advise):
    assert advise(LUNG, "olaparib", "olaparib") == advise(LUNG, "olaparib")


def test_germline_variants_call_for_counselling_and_surveillance(advise):
    case = Case("brca", Sex.FEMALE, Age(44), Tumour("ovarian cancer"), variants=(BRCA2,))
    lines = advise(case)
    assert find(lines, "cascade testing").ground == "germline BRCA2 S1982fs"
    assert find(lines, "Breast MRI").ground == "germline BRCA2 S1982fs; female"
    assert not [what for what in whats(lines) if "Germline BRCA1, BRCA2" in what]


def test_an_unclear_germline_variant_is_to_be_classed_and_leads_to_nothing_else(advise):
    unclear = CaseVariant("BRCA2", "N372H", Origin.GERMLINE)
    lines = advise(replace(LUNG, variants=(unclear,)))
    assert find(lines, "Classification of the germline variant").patient == (
        "germline BRCA2 N372H",
    )
    assert not [what for what in whats(lines) if "cascade testing" in what]


def test_a_benign_germline_variant_leads_to_nothing(advise):
    benign = CaseVariant("BRCA2", "N372H", Origin.GERMLINE, pathogenicity="benign")
    assert advise(replace(LUNG, variants=(benign,))) == advise(LUNG)


def test_a_suspected_germline_variant_calls_for_a_germline_sample_with_its_reason(advise):
    found = CaseVariant("BRCA2", "S1982fs", Origin.SOMATIC, allele_fraction=0.47)
    line = find(advise(replace(LUNG, variants=(found,))), "Germline sample")
    assert line.ground.startswith("somatic BRCA2 S1982fs (in BRCA2 a germline sample")
    assert "0.47 is near one half" in line.ground


def test_progression_under_a_drug_asks_for_a_new_test_now(advise):
    had = PreviousTherapy(("Tarceva",), Response.PROGRESSION, 1, "progression")
    lines = advise(replace(LUNG, therapies=(had,)))
    line = find(lines, "T790M")
    assert (line.kind, line.ground) == (FollowUpKind.RETEST, "progression under erlotinib")
    assert line.how_often.startswith("now")


def test_a_therapy_stopped_for_toxicity_asks_for_no_new_test(advise):
    had = PreviousTherapy(("erlotinib",), Response.PARTIAL, 1, "toxicity")
    assert not [what for what in whats(advise(replace(LUNG, therapies=(had,)))) if "T790M" in what]


@pytest.mark.parametrize(
    ("tumour", "drugs", "words"),
    [
        ("breast cancer", ["letrozole"], "ESR1"),
        ("chronic myeloid leukemia", ["dasatinib"], "kinase domain"),
        ("lung adenocarcinoma", ["osimertinib"], "C797S"),
        ("acute myeloid leukemia", ["gilteritinib"], "FLT3"),
        ("chronic lymphocytic leukemia", [], "17p"),
    ],
)
def test_drugs_and_tumours_have_their_tests_at_progression(advise, tumour, drugs, words):
    lines = advise(replace(LUNG, tumour=Tumour(tumour)), *drugs)
    assert [what for what in whats(lines, FollowUpKind.RETEST) if words in what]


def test_tests_that_are_done_are_not_asked_for(advise):
    colon = replace(LUNG, tumour=Tumour("colon adenocarcinoma"))
    asked = "Mismatch repair proteins or microsatellite instability"
    assert [what for what in whats(advise(colon)) if what.startswith(asked)]
    tested = replace(colon, tests=(TestResult(TestKind.MSI, None, "", "high"),))
    assert not [what for what in whats(advise(tested)) if what.startswith(asked)]
    assert find(advise(tested), "Lynch syndrome").ground == "microsatellite instability high"


def test_what_holds_for_everybody_says_so_and_needs_a_tumour_or_a_drug(advise):
    line = find(advise(LUNG), "malnutrition")
    assert line.ground == "every patient with a tumour"
    assert advise(Case("nothing")) == ()


def test_advice_names_sources_with_addresses(advise):
    for line in advise(LUNG, "osimertinib", "pembrolizumab", "olaparib"):
        assert line.sources
        assert all(source and url.startswith("https://") for source, url in line.sources)


@pytest.mark.parametrize(
    ("trigger", "ground"),
    [
        ("tumour:lung cancer", "lung adenocarcinoma"),
        ("tumour:melanoma", None),
        ("tumour:lung acinar adenocarcinoma", None),
        ("tumour:lung cancer & age>=65", None),
        ("tumour:lung cancer & age>=60 & sex:female", "lung adenocarcinoma; age 61 years; female"),
        ("sex:male", None),
        ("metastatic", "stage IVB"),
        ("not metastatic", None),
        ("family:breast cancer|ovarian cancer", "mother with breast cancer at 42 years"),
        ("family:melanoma", None),
        ("second primary", "history of melanoma"),
        ("ecog>=3", "performance status 3"),
        ("ecog<2", None),
        ("test:qtc>=470", "corrected QT interval 490 ms"),
        ("test:qtc>500", None),
        ("test:her2=positive", None),
        ("untested:her2", "every patient with a tumour"),
        ("untested:qtc|her2", None),
        ("fusion:ALK", "somatic ALK EML4-ALK Fusion"),
        ("fusion:any", "somatic ALK EML4-ALK Fusion"),
        ("fusion:ROS1", None),
        ("amplification:ERBB2", "somatic ERBB2 Amplification"),
        ("amplification:ALK", None),
        ("variant:EGFR T790M|EGFR L858R", None),
        ("somatic:ALK|MET", "somatic ALK EML4-ALK Fusion"),
        ("germline:any", "germline BRCA2 S1982fs"),
        ("germline:BRCA1", None),
        ("no germline:BRCA1", "every patient with a tumour"),
        ("no germline:any", None),
        ("unclear germline:any", None),
        ("class:PARP inhibitor", "olaparib is suggested"),
        ("drug:niraparib", None),
        ("failed:platinum agent", "progression under carboplatin"),
        ("failed:olaparib", None),
    ],
)
def test_a_condition_holds_where_the_case_says_so(syndromes, trigger, ground):
    case = replace(
        LUNG,
        ecog=3,
        family=(Relative("mother", ("breast cancer",), Sex.FEMALE, Age(42), "maternal"),),
        history=(HistoryEntry("melanoma"), HistoryEntry("lung cancer"), HistoryEntry("gout")),
        tests=(TestResult(TestKind.QTC, 490, "ms"),),
        therapies=(PreviousTherapy(("carboplatin",), Response.PROGRESSION),),
        variants=(
            CaseVariant("ALK", "EML4-ALK Fusion", Origin.SOMATIC),
            CaseVariant("HER2", "Amplification", Origin.SOMATIC),
            BRCA2,
        ),
    )
    found = holds(syndromes, trigger, case, "olaparib")
    assert (found and found.replace("HER2", "ERBB2")) == ground


def test_a_change_is_found_in_any_spelling(syndromes):
    variant = CaseVariant("EGFR", "p.(Thr790Met)", Origin.SOMATIC)
    case = replace(LUNG, variants=(variant,))
    assert holds(syndromes, "variant:EGFR T790M", case) == "somatic EGFR p.(Thr790Met)"


def test_a_fusion_partner_is_found_whichever_gene_the_variant_is_listed_under(syndromes):
    case = replace(LUNG, variants=(CaseVariant("EML4", "EML4-ALK Fusion", Origin.SOMATIC),))
    assert holds(syndromes, "fusion:ALK", case)


def test_a_wider_tumour_type_does_not_meet_a_narrower_one(syndromes):
    case = replace(LUNG, tumour=Tumour("breast cancer"))
    assert holds(syndromes, "tumour:triple-negative breast cancer", case) is None
    assert holds(syndromes, "tumour:breast cancer", case) == "breast cancer"


def test_a_tumour_given_by_its_code_is_called_by_its_name(syndromes):
    case = replace(LUNG, tumour=Tumour("DOID:3910"))
    assert holds(syndromes, "tumour:lung cancer", case) == "lung adenocarcinoma"


def test_pregnancy_is_said_in_one_word(advise):
    pregnant = TestResult(TestKind.PREGNANCY, None, "", "pregnant")
    assert find(advise(replace(LUNG, tests=(pregnant,))), "obstetrics").ground == "pregnant"


def test_a_known_lynch_syndrome_is_not_looked_for_again(advise):
    lynch = CaseVariant("MSH2", "R406*", Origin.GERMLINE, pathogenicity="pathogenic")
    unstable = TestResult(TestKind.MSI, None, "", "high")
    colon = replace(LUNG, tumour=Tumour("colon adenocarcinoma"), tests=(unstable,))
    assert [what for what in whats(advise(colon)) if "Lynch" in what]
    known = advise(replace(colon, variants=(lynch,)))
    assert not [what for what in whats(known) if "Lynch" in what]
    assert find(known, "Colonoscopy").ground == "germline MSH2 R406*"
