"""The form of a patient makes the case that its fields say, and tells every fault at its field."""

from dataclasses import replace
from pathlib import Path

import pytest

from patients.case import Case, Origin, Response, TestKind
from patients.case_file import parse_case, read_case
from patients.ontology import read_ontology
from webapp.case_examples import example_names, example_values
from webapp.case_form import CaseFormError, check_form, form_values, values_of
from webapp.case_found import add_confirmed, offer
from webapp.case_phenotypes import open_phenotypes
from webapp.case_tests import TEST_FIELDS

EXAMPLES = sorted(
    path
    for path in (Path(__file__).parents[2] / "data" / "demo" / "cases").iterdir()
    if path.suffix in {".yaml", ".json"}
)
NOT_IN_THE_FORM = {"text": "", "note": "", "vital_status": "", "life_stage": "", "subject": ""}
"""Of a case: the text is confirmed first, the others change nothing that the report says."""

BOOKKEEPING = {"gene_id": "", "structural_type": "", "id": "", "label": "", "status": ""}
"""Of a phenopacket's variant."""

FILLED = {
    "sex": "female",
    "age": "61",
    "ecog": "1",
    "tumour": "lung adenocarcinoma",
    "stage": "IVB",
    "metastases": "brain, bone",
    "findings": "HP:0002094 Dyspnea\r\n- cough; at 60\r\n",
    "absent_findings": "Fever",
    "history": "Crohn disease\ndeep vein thrombosis; past; 2019",
    "family": "mother: breast cancer, ovarian cancer; at 42; maternal",
    "therapies": "carboplatin + pemetrexed; PR; line 1; stopped for progression",
    "medications": "itraconazole",
    "somatic": "EGFR L858R; c.2573T>G; 34 %\nEML4-ALK fusion; VAF 0.12",
    "germline": "BRCA2 S1982fs; heterozygous; likely pathogenic",
    "test_msi": "high",
    "test_qtc": "490",
    "unit_qtc": "ms",
    "test_alt": "2.5",
    "unit_alt": "xULN",
}


def case_of(**fields):
    return check_form(form_values(fields), read_ontology()).case


def faults_of(**fields):
    with pytest.raises(CaseFormError) as error:
        check_form(form_values(fields), read_ontology())
    return error.value.faults


def comparable(case: Case) -> Case:
    """Return a case as the form can hold it, its tests in the order of the alphabet."""
    return replace(
        case,
        **NOT_IN_THE_FORM,
        tests=tuple(sorted(case.tests, key=lambda one: one.kind)),
        variants=tuple(replace(one, **BOOKKEEPING) for one in case.variants),
    )


def test_the_form_makes_the_case_that_its_fields_say():
    case = case_of(**FILLED)
    assert case.id == "patient"
    assert case.age.years == 61
    assert case.tumour.metastases == ("brain", "bone")
    assert [(one.label, one.onset) for one in case.present] == [("Dyspnea", ""), ("Cough", "P60Y")]
    assert [one.label for one in case.absent] == ["Fever"]
    assert [(one.name, one.ongoing, one.note) for one in case.history] == [
        ("Crohn disease", True, ""),
        ("deep vein thrombosis", False, "2019"),
    ]
    [mother] = case.family
    assert mother.conditions == ("breast cancer", "ovarian cancer")
    assert (mother.age_at_onset.years, mother.side) == (42, "maternal")
    [therapy] = case.therapies
    assert therapy.drugs == ("carboplatin", "pemetrexed")
    assert (therapy.response, therapy.line, therapy.failed) == (Response.PARTIAL, 1, True)
    assert case.test(TestKind.QTC).words == "490 ms"
    assert case.test(TestKind.ALT).words == "2.5 xULN"
    fractions = [(one.gene, one.allele_fraction) for one in case.variants_of(Origin.SOMATIC)]
    assert fractions == [("EGFR", 0.34), ("ALK", 0.12)]
    [inherited] = case.variants_of(Origin.GERMLINE)
    assert (inherited.zygosity, inherited.pathogenicity) == ("heterozygous", "likely pathogenic")


def test_a_case_put_into_the_form_comes_out_of_it_again():
    case = case_of(**FILLED)
    assert comparable(case_of(**values_of(case))) == comparable(case)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_worked_case_comes_out_of_the_form_as_it_is_in_its_file(path):
    assert path.stem in example_names()
    case = read_case(path, read_ontology())
    values = example_values(path.stem)
    assert values["text"] == case.text.strip()
    assert comparable(check_form(values, read_ontology()).case) == comparable(case)


def test_what_the_form_sends_is_a_case_file_without_the_text():
    values = form_values({**FILLED, "text": "Ms Quill has fever."})
    content = check_form(values, read_ontology()).content
    assert b"Quill" not in content
    assert parse_case(content, "case.yaml", read_ontology()).text == ""


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("age", "1962-04-01", "expected an age"),
        ("ecog", "9", "expected ECOG"),
        ("findings", "Cough\nCoughh", "line 2: 'Coughh' is no term"),
        ("absent_findings", "HP:9999999", "no term of the Human Phenotype Ontology"),
        ("family", "mother: breast cancer\nneighbour: measles", "line 2, relative: 'neighbour'"),
        ("family", "mother", "line 1, conditions: missing"),
        ("therapies", "erlotinib; line 0", "line 1, line: '0'"),
        ("somatic", "EGFR L858R\nfoo", "line 2: 'foo', expected a gene and its variation"),
        ("germline", "BRCA2 S1982fs; 3 of 4", "line 1, allele_fraction: '3 of 4'"),
        ("test_qtc", "490 sec", "expected a number with ms"),
        ("test_bilirubin", "much", "expected a number"),
        ("test_lvef", "450", "is the unit right?"),
        ("stage", "x" * 300, "expected at most 200"),
        ("text", "x" * 30_000, "expected at most 20,000"),
    ],
)
def test_a_fault_is_told_at_its_field_with_its_line(field, value, said):
    faults = faults_of(sex="female", **{field: value})
    assert list(faults) == [field]
    assert said in faults[field]


def test_all_faults_are_told_at_once():
    faults = faults_of(age="old", findings="Coughh", test_qtc="490 sec", somatic="foo")
    assert set(faults) == {"age", "findings", "test_qtc", "somatic"}


def test_an_empty_form_is_refused():
    assert "Nothing is filled in" in faults_of(sex="male", id="a-7")[""]


@pytest.mark.parametrize("field", TEST_FIELDS, ids=lambda field: field.name)
def test_each_unit_and_choice_of_a_test_is_one_that_a_case_takes(field):
    for choice in field.choices:
        assert case_of(**{field.name: choice}).tests[0].category == choice
    for unit in field.units:
        # that it is taken for an unlikely value shows that the unit is known
        faults = faults_of(**{field.name: "-1", field.unit_name: unit})
        assert "is the unit right?" in faults[field.name]


def test_a_number_with_a_unit_of_its_own_keeps_it():
    assert case_of(test_qtc="0.49 s", unit_qtc="ms").test(TestKind.QTC).words == "490 ms"


def test_only_what_is_ticked_of_a_text_comes_into_the_form_and_once():
    text = "Progressive dyspnoea, no fever. Her mother had breast cancer. Cough?"
    values = form_values({"findings": "Fatigue", "text": text})
    offered = offer(values, open_phenotypes().read(text))
    assert [(one.found.name, one.status) for one in offered][:3] == [
        ("Dyspnea", "present"),
        ("Fever", "absent"),
        ("Breast carcinoma", "mother"),
    ]
    ticked = [one.value for one in offered[:3]]
    added = add_confirmed(values, [*ticked, *ticked], read_ontology())
    assert added["findings"].splitlines() == ["Fatigue", "HP:0002094 Dyspnea"]
    assert added["absent_findings"] == "HP:0001945 Fever"
    assert added["family"] == "mother: Breast carcinoma"
    again = offer(added, open_phenotypes().read(text))
    assert not {one.value for one in again} & set(ticked)
    assert check_form(added, read_ontology()).case.family[0].relation == "mother"


@pytest.mark.parametrize(
    "ticked", ["", "present", "present|HP:9999999", "other|HP:0001945", "present|a|HP:0001945"]
)
def test_what_is_no_tick_box_of_the_page_adds_nothing(ticked):
    values = form_values({"findings": "Fatigue"})
    assert add_confirmed(values, [ticked], read_ontology()) == values
