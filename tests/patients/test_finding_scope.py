"""What a text denies, doubts, warns of and says of a finding that is over."""

from functools import cache

import pytest

from patients.finding_words import FindingFinder
from patients.ontology import read_ontology


@cache
def finder():
    return FindingFinder(read_ontology())


def read(text):
    return {
        one.words.lower(): "absent" if one.negated else "uncertain" if one.uncertain else "present"
        for one in finder().find(text)
    }


@pytest.mark.parametrize(
    ("text", "absent", "present"),
    [
        ("no fever, cough or weight loss", "fever, cough, weight loss", ""),
        ("No fever,\ncough or weight loss", "fever, cough, weight loss", ""),
        ("No fever/chills/night sweats.", "fever, chills, night sweats", ""),
        ("She denies fever and chills but reports fatigue.", "fever, chills", "fatigue"),
        ("Fever. No cough. Rash.", "cough", "fever, rash"),
        ("without jaundice, with pruritus", "jaundice", "pruritus"),
        ("absence of hepatomegaly; splenomegaly", "hepatomegaly", "splenomegaly"),
        ("Splenomegaly was not observed.", "splenomegaly", ""),
        ("Fever and cough were denied.", "fever, cough", ""),
        ("She had fever and cough was absent.", "cough", "fever"),
        ("Neither seizures nor ataxia were present.", "seizures, ataxia", ""),
        ("Negative for syncope, however he has vertigo.", "syncope", "vertigo"),
        ("No fever, and cough is present.", "fever", "cough"),
        ("He has fever but not cough.", "cough", "fever"),
        ("Vomiting, but not nausea, was reported.", "nausea", "vomiting"),
        ("Fever: no. Cough (-). Rash absent.", "fever, cough, rash", ""),
        ("The patient is afebrile and anicteric.", "afebrile, anicteric", ""),
        ("The liver was not enlarged.", "liver was not enlarged", ""),
        ("No hepato- or splenomegaly.", "hepato- or splenomegaly, splenomegaly", ""),
        ("No B symptoms (fever, night sweats).", "fever, night sweats", ""),
        ("Diarrhoea (no blood), vomiting", "", "diarrhoea, vomiting"),
        ("Not only anaemia but also thrombocytopenia", "", "anaemia, thrombocytopenia"),
        ("The pain did not improve.", "", "pain"),
        ("The seizures are not well controlled.", "", "seizures"),
        ("No increase in blood pressure.", "increase in blood pressure", ""),
        ("No headache because of paracetamol, fatigue", "headache", "fatigue"),
        ("Apart from fatigue, no fever.", "fever", "fatigue"),
        ("Pulmonary embolism excluded; dyspnoea", "pulmonary embolism", "dyspnoea"),
        ("Pain-free", "pain", ""),
        ("non-pruritic rash", "", "rash"),
    ],
)
def test_a_denial_reaches_its_list_and_no_further(text, absent, present):
    found = read(text)
    assert {words for words, status in found.items() if status == "absent"} == (
        set(absent.split(", ")) if absent else set()
    )
    assert {words for words, status in found.items() if status == "present"} == (
        set(present.split(", ")) if present else set()
    )


@pytest.mark.parametrize("text", [
    "The fever has resolved.", "No longer has a fever.", "No further fever.",
    "Fever in childhood.", "History of fever.", "Fever-free since May.",
])  # fmt: skip
def test_what_is_over_was_there(text):
    assert read(text) == {"fever": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "Possible stroke.",
        "? stroke",
        "Stroke?",
        "Suspected stroke",
        "Stroke cannot be excluded.",
        "Stroke is suspected by the neurologist.",
        "MRI to rule out stroke.",
        "It is unclear whether this was a stroke.",
        "The lesion is suspicious for stroke.",
        "without fever, suspicious for stroke",
    ],
)
def test_doubt_is_marked(text):
    assert read(text)["stroke"] == "uncertain"


def test_doubt_does_not_reach_what_and_joins():
    assert read("Possible stroke and fever") == {"stroke": "uncertain", "fever": "present"}
    assert read("Possible stroke or seizure") == {"stroke": "uncertain", "seizure": "uncertain"}


def test_what_is_unlikely_is_denied_and_doubted():
    [found] = finder().find("Pneumonia is unlikely.")
    assert found.negated
    assert found.uncertain


@pytest.mark.parametrize(
    "text",
    [
        "Return if fever develops.",
        "She is at risk of sepsis.",
        "Diarrhoea and rash are frequent side effects of the drug.",
        "He was informed that fatigue may occur.",
        "Aspirin to prevent stroke",
    ],
)
def test_what_may_only_come_is_no_finding(text):
    assert read(text) == {}
