"""The patient's sections of the page: first of all, scannable, nothing hidden, all escaped."""

from itertools import pairwise

import pytest
from html_reader import HtmlPage
from lab_report_builders import head, sample, sample_therapy, therapy, variant
from patient_report_builders import (
    caution,
    diagnoses,
    follow_up,
    full_patient,
    patient,
    patient_therapy,
    possible,
    source,
    syndrome,
)

from patients.ranking import STANDS_OUT
from reports.lab_page import render_lab_report
from reports.patient_page import MOST_ADVICE, MOST_OPEN
from reports.patient_report import FoundInText, PatientFlag

HOSTILE = '<script>alert("x")</script>'


def page(given, cards=(), samples=None, **changes):
    samples = [sample()] if samples is None else samples
    made = head(cards, patient=given, **changes)
    return HtmlPage("".join(render_lab_report(made, cards, (), samples, ())))


def full_page(**changes):
    return page(full_patient(**changes), [variant(1), variant(2, "EGFR", "T790M")])


def test_the_patient_s_sections_come_first_and_in_order():
    ids = full_page().ids
    places = [
        ids.index(one) for one in ("case", "for-patient", "diagnoses", "follow-up", "summary")
    ]
    assert places == sorted(places)


def test_a_laboratory_s_file_has_none_of_them():
    shown = page(None)
    assert not {"case", "for-patient", "diagnoses", "follow-up"} & set(shown.ids)
    assert "Variant report" in shown.words


def test_every_link_has_a_target_and_headings_skip_no_level():
    shown = full_page()
    assert len(set(shown.ids)) == len(shown.ids)
    assert {href[1:] for href in shown.hrefs if href.startswith("#")} <= set(shown.ids)
    assert all(later - earlier <= 1 for earlier, later in pairwise(shown.headings))


def test_the_case_is_one_line_and_what_matters():
    words = full_page().part("case")
    for part in (
        "61-year-old woman, lung adenocarcinoma, stage IVB, ECOG 1.",
        "Prolonged QT interval: QTc 490 ms",
        "Line 1: erlotinib, progressive disease, stopped: progression",
        "MSI: high",
        "Cough HP:0012735",
        "Absent Fever HP:0001945",
    ):
        assert part in words


def test_what_was_read_from_text_is_to_confirm_and_says_whose_it_is():
    words = full_page().part("case")
    assert "Used nowhere in this report" in words
    assert "Dyspnea HP:0002094: “progressive dyspnoea”" in words
    assert "absent of the mother uncertain: “breast cancer”" in words


def test_resistance_that_was_raised_stands_before_all_else():
    words = full_page().part("for-patient")
    assert words.index("Erlotinib failed.") < words.index("Speaks for")
    assert "Erlotinib has failed already (line 1: progressive disease)." in words


def test_a_caution_stands_with_severity_ground_and_source():
    words = full_page().part("for-patient")
    assert "avoid QTc 490 ms: Prolongs the QT interval. Label of a drug, section 5" in words
    assert "Not given, so not checked: potassium." in words


def test_a_flagged_therapy_is_never_left_out():
    given = [
        patient_therapy(f"drug{n}", cautions=[caution("contraindicated")])
        for n in range(MOST_OPEN + 3)
    ]
    shown = page(patient(therapies=given))
    words = shown.part("for-patient")
    assert all(f"drug{n} " in words for n in range(MOST_OPEN + 3))
    assert "3 more" in words


def test_a_therapy_names_variant_or_marker_and_the_tumour_of_other_evidence():
    words = full_page().part("for-patient")
    assert "MSI High (test) curated evidence in Solid tumour" in words
    assert "EGFR L858R (germline) PREDICTED" in words
    assert "requires TSC1 Loss" in words


def test_nothing_suggested_is_said():
    words = page(patient()).part("for-patient")
    assert "No evidence fits the variants." in words


def test_possible_diagnoses_say_that_they_are_computed():
    words = full_page().part("diagnoses")
    assert "Computed from annotations of the Human Phenotype Ontology; not a diagnosis." in words
    assert "What would separate the leaders: Axillary freckling?" in words
    assert "no Lisch nodules in 90 %" in words
    assert "Means for the tumour: Radiotherapy raises the risk of further tumours." in words


def test_where_no_disease_stands_out_the_list_opens_on_demand():
    given = diagnoses(possible(posterior=STANDS_OUT / 2))
    words = page(patient(diagnoses=given)).part("diagnoses")
    assert "No disease stands out: the likeliest has a posterior of 0.05." in words


def test_beside_a_pathogenic_variant_it_is_never_said_that_no_disease_stands_out():
    given = diagnoses(
        possible(posterior=STANDS_OUT / 2, established=True), by_variant=["NF1 R1534*"]
    )
    words = page(patient(diagnoses=given)).part("diagnoses")
    assert "No disease stands out" not in words
    assert "NF1 R1534* : pathogenic, and stands by itself" in words.replace("*:", "* :")
    assert "established by the variant" in words


def test_a_syndrome_of_an_uncertain_variant_is_one_line_without_its_meaning():
    given = syndrome(uncertain=True, meaning="Not told.")
    words = page(patient(syndromes=[given])).part("diagnoses")
    assert "Nothing follows from NF1 R1534*: Neurofibromatosis, type I" in words
    assert "Not told." not in words


def test_a_therapy_says_its_open_condition_and_what_is_not_on_file():
    given = patient_therapy(
        condition="if EGFR and ALK are unaltered: not tested here", requires=["NOT EGFR Mutation"],
        not_on_file=["osimertinib"], prior="stopped for toxicity", given=["It was given."],
    )  # fmt: skip
    words = page(patient(therapies=[given])).part("for-patient")
    assert "if EGFR and ALK are unaltered: not tested here" in words
    assert "No cautions on file for this drug." in words
    assert "stopped for toxicity It was given." in words
    assert "no caution met" not in words


def test_a_therapy_that_is_suggested_all_the_same_is_not_said_not_to_be():
    given = patient_therapy(direction="resistance", suggested_as="osimertinib is suggested")
    words = page(patient(therapies=[given])).part("for-patient")
    assert "Osimertinib is suggested." in words
    assert "not suggested" not in words


def test_no_fitting_disease_is_said():
    words = page(patient(diagnoses=diagnoses())).part("diagnoses")
    assert "No annotated disease fits the findings." in words


def test_a_germline_syndrome_stands_without_findings():
    words = page(patient(syndromes=[syndrome()])).part("diagnoses")
    assert "Neurofibromatosis, type I OMIM:162200" in words
    assert "NF1 R1534*; autosomal dominant." in words


def test_of_a_gene_the_syndrome_of_the_tumour_is_told_in_full_and_the_carried_in_a_line():
    given = [
        syndrome(name="Of the tumour"),
        syndrome(name="Of others", of_tumour=False, meaning="Not told."),
        syndrome(name="Carried", of_tumour=False, carrier=True, meaning="Not told."),
    ]
    words = page(patient(syndromes=given)).part("diagnoses")
    assert "Also of this gene: Of others" in words
    assert "One altered copy, of two that it takes: Carried" in words
    assert "Not told." not in words


def test_follow_up_is_grouped_with_ground_and_source():
    words = full_page().part("follow-up")
    assert words.index("Confirm") < words.index("Monitor") < words.index("Supportive care")
    assert "ECG and electrolytes. Every 4 weeks. Osimertinib is suggested. Label" in words
    assert "Drugs: osimertinib." in words


def test_long_advice_is_all_there():
    lines = [follow_up(what=f"Test number {n}") for n in range(MOST_ADVICE + 2)]
    words = page(patient(follow_up=lines)).part("follow-up")
    assert all(f"Test number {n}." in words for n in range(MOST_ADVICE + 2))
    assert "2 more" in words


def test_the_other_tables_flag_the_same_therapies():
    flags = [PatientFlag(kind="avoid", words="QTc 490 ms")]
    shown = page(
        patient(),
        [variant(1, therapies=[therapy(flags=flags)])],
        [sample(therapies=[sample_therapy(flags=flags)])],
    )
    for part in ("actionable", "variants", "samples"):
        assert "avoid QTc 490 ms" in shown.part(part)
    assert "Dabrafenib (I-A, AVOID)" in shown.part("variants")


def test_what_rests_on_a_marker_has_a_row_of_its_own():
    markers = [
        sample_therapy("Pembrolizumab", number=0, gene="MSI", variation="High"),
        sample_therapy("Nivolumab", number=0, gene="TMB", variation="High"),
    ]
    shown = page(patient(), [variant()], [sample(therapies=markers)])
    words = shown.part("actionable")
    assert "MSI High" in words
    assert "TMB High" in words
    assert "#v0" not in shown.hrefs


@pytest.mark.parametrize(
    "given",
    [
        {"summary": HOSTILE},
        {"notes": [HOSTILE]},
        {"history": [HOSTILE]},
        {"therapies": [patient_therapy(HOSTILE, rests_on=HOSTILE, given=[HOSTILE])]},
        {"therapies": [patient_therapy(cautions=[caution(ground=HOSTILE, what=HOSTILE)])]},
        {"syndromes": [syndrome(name=HOSTILE, disease=HOSTILE, ground=HOSTILE)]},
        {"diagnoses": diagnoses(possible(HOSTILE, disease=HOSTILE), question=HOSTILE)},
        {"follow_up": [follow_up(what=HOSTILE, ground=HOSTILE, how_often=HOSTILE)]},
        {
            "to_confirm": [
                FoundInText(
                    term=HOSTILE, label=HOSTILE, words=HOSTILE, negated=False, relative=HOSTILE,
                    uncertain=False,
                )
            ]
        },
    ],
    ids=["summary", "notes", "history", "therapy", "caution", "syndrome", "diagnosis", "advice",
         "text"],
)  # fmt: skip
def test_what_a_case_holds_is_escaped(given):
    shown = page(patient(**given))
    assert HOSTILE not in shown.source
    assert shown.source.count("<script>") == 1


def test_only_addresses_of_the_web_are_linked():
    hostile = source("A label", url="javascript:alert(1)")
    shown = page(patient(follow_up=[follow_up(sources=[hostile])]))
    assert "A label" in shown.part("follow-up")
    assert not [href for href in shown.hrefs if href.startswith("javascript")]
