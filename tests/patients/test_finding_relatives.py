"""Whose a finding is: the patient's own or a relative's."""

from functools import cache

import pytest

from patients.finding_words import FindingFinder
from patients.ontology import read_ontology


@cache
def finder():
    return FindingFinder(read_ontology())


def owners(text):
    return {one.words.lower(): one.relative for one in finder().find(text)}


@pytest.mark.parametrize(
    ("text", "words", "relative"),
    [
        ("Her mother had breast cancer.", "breast cancer", "mother"),
        ("The patient's older brother has epilepsy.", "epilepsy", "brother"),
        ("Maternal aunt with ovarian cancer", "ovarian cancer", "maternal aunt"),
        ("An uncle on the father's side had gout.", "gout", "paternal uncle"),
        ("Breast cancer in her mother", "breast cancer", "mother"),
        ("epilepsy (brother)", "epilepsy", "brother"),
        ("Two paternal cousins had leukaemia.", "leukaemia", "paternal cousin"),
        ("Her mother and sister have migraine.", "migraine", "mother and sister"),
        ("Family history of colon cancer", "colon cancer", "family"),
        ("Family history: melanoma. Otherwise healthy.", "melanoma", "family"),
        ("FH: asthma", "asthma", "family"),
        ("Gout runs in the family.", "gout", "family"),
    ],
)
def test_a_relatives_finding_is_kept_apart(text, words, relative):
    assert owners(text)[words] == relative


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Her mother had breast cancer. She herself has asthma.", "asthma"),
        ("Her mother had gout; she has asthma.", "asthma"),
        ("Her sister is deaf, but the patient has asthma.", "asthma"),
        ("She has a brother with epilepsy and has asthma.", "asthma"),
        ("The patient, whose mother had gout, presents with asthma.", "asthma"),
        ("Her mother reports asthma.", "asthma"),
        ("According to his father, he had asthma.", "asthma"),
        ("Born to a healthy mother, he has asthma.", "asthma"),
        ("The child of consanguineous parents had asthma.", "asthma"),
        ("Asthma, as in her father.", "asthma"),
        ("Breast cancer in mother, asthma since youth.", "asthma"),
        ("Family history: gout.\nExamination: asthma.", "asthma"),
        ("Seen by the family physician for asthma.", "asthma"),
        ("A Sister Mary Joseph nodule and asthma", "asthma"),
    ],
)
def test_the_patients_own_findings_stay_the_patients(text, words):
    assert owners(text)[words] == ""


def test_each_relative_keeps_what_stands_by_it():
    text = "Mother: ovarian cancer; father: colon cancer and gout. Brother with epilepsy."
    assert owners(text) == {
        "ovarian cancer": "mother",
        "colon cancer": "father",
        "gout": "father",
        "epilepsy": "brother",
    }
    assert owners("Breast cancer in her mother and colon cancer in her father") == {
        "breast cancer": "mother",
        "colon cancer": "father",
    }


def test_a_family_without_it_is_denied_and_the_familys():
    [found] = finder().find("No family history of epilepsy.")
    assert found.negated
    assert found.relative == "family"


def test_a_mother_who_denies_speaks_of_the_patient():
    [found] = finder().find("His mother denies fever.")
    assert found.negated
    assert found.relative == ""
