"""Free text to findings: names, spellings, lists that share a word, and what is no finding."""

import time
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.finding_wordings import ABBREVIATIONS, DENYING_WORDS, WORDINGS
from patients.finding_words import FindingFinder
from patients.found_finding import FoundFinding
from patients.ontology import PHENOTYPIC_ABNORMALITY, read_ontology


@cache
def finder():
    return FindingFinder(read_ontology())


def labels(text):
    return [one.label for one in finder().find(text)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Seizures", "Seizure"),
        ("loss of hearing", "Hearing impairment"),
        ("The hearing is impaired", "Hearing impairment"),
        ("pain in the left knee", "Knee pain"),
        ("The liver was enlarged", "Hepatomegaly"),
        ("anaemia", "Anemia"),
        ("peripheral oedema", "Peripheral edema"),
        ("diarrhoea", "Diarrhea"),
        ("Brain tumour", "Brain neoplasm"),
        ("leucopenia", "Leukopenia"),
        ("hemoptisis", "Hemoptysis"),
        ("abdominal pian", "Abdominal pain"),
        ("head aches", "Headache"),
        ("nonverbal", "Absent speech"),
        ("non-verbal", "Absent speech"),
        ("Crohn's disease", "Crohn's disease"),
        ("type II diabetes", "Type II diabetes mellitus"),
        ("type 2 diabetes", "Type II diabetes mellitus"),
        ("café au lait spots", "Cafe-au-lait spot"),
        ("short of breath", "Dyspnea"),
        ("She vomited twice", "Vomiting"),
        ("ataxic", "Ataxia"),
        ("cyanotic", "Cyanosis"),
        ("COPD", "Chronic pulmonary obstruction"),
        ("swelling of the left leg", "Pedal edema"),
        ("Cryptorchidism on both sides", "Bilateral cryptorchidism"),
        ("Intellectual disability, severe.", "Intellectual disability, severe"),
        ("mild to moderate intellectual disability", "Intellectual disability"),
        ("mild-to-moderate intellectual disability", "Intellectual disability"),
    ],
)
def test_a_finding_is_found_in_the_words_that_people_use(text, label):
    assert labels(text) == [label]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hearing and vision loss", ["Hearing impairment", "Visual loss"]),
        ("bilateral hearing loss and vision loss", ["Hearing impairment", "Visual loss"]),
        ("hepato- and splenomegaly", ["Hepatomegaly", "Splenomegaly"]),
        ("hypo- or hyperthyroidism", ["Hypothyroidism", "Hyperthyroidism"]),
        ("short stature and obesity", ["Short stature", "Obesity"]),
        (
            "atrial and ventricular septal defects",
            ["Atrial septal defect", "Ventricular septal defect"],
        ),
        ("low-set, posteriorly rotated ears", ["Low-set ears", "Posteriorly rotated ears"]),
        ("joint pain and swelling", ["Arthralgia", "Joint swelling"]),
        ("axillary and inguinal freckling", ["Axillary freckling", "Inguinal freckling"]),
        ("neck, back and chest pain", ["Neck pain", "Back pain", "Chest pain"]),
        ("dry cough and skin rash", ["Nonproductive cough", "Skin rash"]),
        ("spasticity of the legs and dysarthria", ["Lower limb spasticity", "Dysarthria"]),
        ("swelling of the feet, joint pain", ["Arthralgia"]),
    ],
)  # fmt: skip
def test_findings_of_a_list_may_share_a_word(text, expected):
    found = labels(text)
    assert [label for label in found if label in expected] == expected
    assert "Foot pain" not in found
    assert "Spastic dysarthria" not in found


def test_the_longest_name_wins():
    assert labels("severe combined immunodeficiency") == ["Severe combined immunodeficiency"]
    assert labels("exertional dyspnoea") == ["Exertional dyspnea"]


@pytest.mark.parametrize(
    "text",
    [
        "He is short.",
        "The level falls within the normal range.",
        "corn, mole and boil",
        "A double-blind trial.",
        "Eye drops were given.",
        "ST depression on the electrocardiogram",
        "Fine needle aspiration of the node",
        "The fever chart was normal.",
        "She was seen in the pain clinic.",
        "Autosomal dominant inheritance, juvenile onset, slowly progressive.",
        "Sequencing of the tumour",
        "copd, mi, Mi",
        "importance of the conclusion, pending overnight",
        "Temperature 39.2 C, Hb 8.1 g/dL",
        "",
    ],
)
def test_words_of_everyday_are_no_findings(text):
    assert labels(text) == []


def test_a_hit_has_its_exact_words_and_where_they_stand():
    text = "Note:\n\nProgressive  dyspnoea,\nbut no ﬁbrosis. Pain in the left knee."
    found = finder().find(text)
    assert [one.words for one in found] == ["dyspnoea", "Pain in the left knee"]
    assert all(text[one.start : one.end] == one.words for one in found)


def test_a_hit_says_its_term_and_name():
    assert finder().find("dyspnoea") == (
        FoundFinding("HP:0002094", "Dyspnea", "dyspnoea", 0, 8, False, "", False),
    )


def test_letters_that_grow_in_small_letters_move_no_offset():
    text = "İİİ has fever, no cough"
    assert [(one.words, one.negated) for one in finder().find(text)] == [
        ("fever", False),
        ("cough", True),
    ]


def test_only_abnormalities_are_found():
    ontology = read_ontology()
    text = " ".join(f"{term.name}." for term in list(ontology.terms.values())[::97])
    found = finder().find(text)
    assert len(found) > 100
    assert all(ontology.is_a(one.term, PHENOTYPIC_ABNORMALITY) for one in found)


def test_nearly_every_name_of_the_ontology_is_found_whole():
    ontology = read_ontology()
    names = [
        (term.id, term.name)
        for id in sorted(ontology.descendants(PHENOTYPIC_ABNORMALITY))[::23]
        for term in [ontology.terms[id]]
    ]
    found = sum(id in {one.term for one in finder().find(name)} for id, name in names)
    assert found / len(names) > 0.97


@pytest.mark.parametrize("id", sorted(WORDINGS))
def test_each_further_wording_finds_its_term(id):
    assert id in read_ontology().terms
    for wording in WORDINGS[id]:
        assert id in {one.term for one in finder().find(wording)}, wording


@pytest.mark.parametrize("words", sorted({*ABBREVIATIONS, *DENYING_WORDS}))
def test_each_abbreviation_and_denying_word_finds_its_term(words):
    [found] = finder().find(words)
    assert found.term == {**ABBREVIATIONS, **DENYING_WORDS}[words]
    assert found.negated == (words in DENYING_WORDS)


@given(
    st.lists(
        st.sampled_from([
            "fever", "no", "cough", "and", "or", ",", ".", "?", "hepato-", "splenomegaly", "her",
            "mother", "has", "not", "(", ")", "/", ";", "was", "mild", "to", "pain", "of", "left",
            "knee", "hearing", "loss", "\n", "é", "İ", "family history:", "possible", "-", "'s",
        ])
    )
)  # fmt: skip
def test_any_text_gives_its_own_words_in_order(parts):
    text = " ".join(parts)
    found = finder().find(text)
    assert all(text[one.start : one.end] == one.words for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize("part", [
    "no ", "mother and ", "fever and ", "fever, ", "hepato- and ", "? ", "(", "born to a b ",
    "pain in the left ", " ", "a", "mild to ", "fever: ",
])  # fmt: skip
def test_no_text_takes_long(part):
    text = part * (20_000 // len(part))
    start = time.perf_counter()
    finder().find(text)
    assert time.perf_counter() - start < 3


def test_the_same_text_gives_the_same_findings():
    text = "Fever, cough, hepato- and splenomegaly; her mother had gout."
    other = FindingFinder(read_ontology())
    assert other.find(text) == finder().find(text)
