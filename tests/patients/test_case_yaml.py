"""The YAML of a case: what is read, and what is refused with which words."""

import pytest
from case_records import LUNG_YAML, lung_case, ontology

from patients.case import Case, CaseVariant, Finding, Origin, PreviousTherapy, Response, Tumour
from patients.case_file import CaseError, case_yaml, parse_case, read_case


def read(text: str) -> Case:
    return parse_case(text.encode(), "case.yaml", ontology())


def faults(text: str) -> list[str]:
    with pytest.raises(CaseError) as caught:
        read(text)
    return str(caught.value).splitlines()


def test_the_yaml_that_a_person_writes_is_read_in_full():
    assert read(LUNG_YAML) == lung_case()


def test_json_with_the_same_fields_is_read_too():
    assert read('{"id": "a", "tests": {"qtc": "490 ms"}}').tests[0].words == "490 ms"


def test_what_is_written_is_read_again_and_looks_like_what_a_person_writes():
    text = case_yaml(lung_case())

    assert read(text) == lung_case()
    assert "- HP:0002094 Dyspnea\n" in text
    assert "medications: [itraconazole]\n" in text
    assert "  qtc: 490 ms\n" in text


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("HP:0002094", Finding("HP:0002094", "Dyspnea")),
        ("dyspnea", Finding("HP:0002094", "Dyspnea")),
        ("Dyspnoea", Finding("HP:0002094", "Dyspnea")),
        ("{term: Cough, onset: 12 years}", Finding("HP:0012735", "Cough", onset="P12Y")),
        (
            "{term: Cough, onset: Congenital onset, words: he coughs}",
            Finding("HP:0012735", "Cough", False, "HP:0003577 Congenital onset", "he coughs"),
        ),
    ],
)
def test_findings_are_ids_names_or_synonyms(text, finding):
    assert read(f"id: a\nfindings: [{text}]").findings == (finding,)


def test_an_alternate_id_becomes_the_current_one():
    hpo = ontology()
    ids = (f"HP:{number:07d}" for number in range(1, 3000))
    old = (id for id in ids if id in hpo and id not in hpo.terms)
    replaced = next(id for id in old if hpo.is_a(hpo.find(id).id, "HP:0000118"))

    (finding,) = read(f"id: a\nfindings: [{replaced}]").findings

    assert (finding.term, finding.label) == (hpo.find(replaced).id, hpo.find(replaced).name)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("age: 200", "age: '200', expected an age from 0 to 130 years"),
        ("age: -1", "age: '-1', expected an age from 0 to 130 years"),
        ("age: 1960-01-01", "age: '1960-01-01', expected an age from 0 to 130 years"),
        ("life_stage: 12 years", "life_stage: 'P12Y', expected a term or a range"),
        ("sex: femle", "sex: 'femle', expected female, male, other, unknown"),
        ("tumor: lung", "tumor: no such field, did you mean tumour?"),
        ("finding: [Fever]", "finding: no such field, did you mean findings?"),
        ("performance_status: 7", "performance_status: '7', expected ECOG 0 to 4"),
        ("karnofsky: 85", "karnofsky: '85', expected a tenfold from 10 to 100"),
        ("findings: [HP:0002094 Fever]", "but HP:0002094 is Dyspnea, Fever HP:0001945"),
        ("findings: [HP:0002094 Gibberish]", "but HP:0002094 is Dyspnea, not Gibberish"),
        ("findings: [HP:9999999]", "'HP:9999999' is no term"),
        ("findings: [Feverr]", "did you mean HP:0001945 Fever"),
        ("findings: [HP:0003577]", "Congenital onset is neither"),
        ("findings: [{term: Cough, onset: soon}]", "findings[0].onset: 'soon' is no term"),
        ("tests: {qtc: 490 sec}", "tests.qtc: '490 sec', expected a number with ms"),
        ("tests: {egfr: 30 mL/min}", "tests.egfr: no such test, write gfr"),
        ("tests: {lvef: 45}", "tests.lvef: '45', expected a number with %"),
        ("tests: {bilirubin: '2,1 mg/dL'}", "tests.bilirubin: '2,1 mg/dL', expected a number"),
        ("tests: {potassium: 40 mmol/L}", "expected 1 to 11 mmol/L; is the unit right?"),
        ("tests: {msi: hi}", "tests.msi: 'hi', expected high, low, stable"),
        ("tests: [msi]", "tests: a list, expected such as qtc: 490 ms"),
        ("variants: {somatic: [EGFR]}", "variants.somatic[0]: 'EGFR', expected a gene and its"),
        ("variants: {somatic: [{gene: EGFR}]}", "variants.somatic[0].variation: missing"),
        (
            "variants: {somatic: [{gene: A, variation: V1M, allele_fraction: 31}]}",
            "variants.somatic[0].allele_fraction: '31', expected a fraction from 0 to 1",
        ),
        (
            "variants: {germline: [{gene: A, variation: V1M, diagnosis: OMIM:1}]}",
            "variants.germline[0].diagnosis: 'OMIM:1', expected an id under diagnoses",
        ),
        ("family: [{relative: mothr, conditions: [x]}]", "'mothr', did you mean mother?"),
        ("family: [{relative: mother}]", "family[0].conditions: missing"),
        (
            "family: [{relative: mother, side: paternal, conditions: [x]}]",
            "family[0].side: 'paternal mother', expected maternal for mother",
        ),
        ("previous_therapies: [{response: PD}]", "previous_therapies[0].drugs: missing"),
        ("history: [OMIM:162200]", "history[0].term: 'OMIM:162200', expected it under diagnoses"),
        ("diagnoses: [neurofibromatosis]", "expected an id such as OMIM:162200"),
        ("medications: {a: b}", "medications: a mapping, expected one value"),
        ("sex: [female]", "sex: a list, expected one value"),
    ],
)
def test_a_fault_names_line_field_value_and_what_was_expected(field, message):
    (fault,) = faults(f"id: a\n{field}")

    assert fault.startswith("case.yaml, line 2: ")
    assert message in fault


def test_all_faults_are_told_at_once_in_the_order_of_the_file():
    told = faults("id: a\nage: 200\nsex: x\ntests: {qtc: 490 sec, lvef: 45}\n")

    assert [fault.split(": ")[1] for fault in told] == ["age", "sex", "tests.qtc", "tests.lvef"]


def test_a_case_needs_an_id():
    assert faults("sex: female") == ["case.yaml: id: missing, expected a word made up for the case"]


@pytest.mark.parametrize(
    "field", ["name", "birth_date", "date_of_birth", "Date of birth", "address", "MRN", "email"]
)
def test_personal_data_is_refused_and_not_repeated(field):
    (fault,) = faults(f"id: a\n{field}: Secret 1960-01-01")

    assert f"{field}: is personal data" in fault
    assert "Secret" not in fault
    assert "1960" not in fault


def test_a_relative_has_no_name_either():
    (fault,) = faults("id: a\nfamily: [{relative: mother, name: Secret, conditions: [glioma]}]")

    assert "family[0].name: is personal data" in fault


def test_a_finding_is_not_both_present_and_absent():
    (fault,) = faults("id: a\nfindings: [Fever]\nabsent_findings: [HP:0001945]")

    assert "absent_findings[0]: 'HP:0001945 Fever' is under findings too" in fault


@pytest.mark.parametrize(
    ("karnofsky", "ecog"),
    [(100, 0), (90, 0), (80, 1), (70, 1), (60, 2), (50, 2), (40, 3), (30, 3), (20, 4), (10, 4)],
)
def test_karnofsky_becomes_ecog(karnofsky, ecog):
    assert read(f"id: a\nkarnofsky: {karnofsky} %").ecog == ecog


def test_karnofsky_may_not_contradict_ecog():
    (fault,) = faults("id: a\nperformance_status: 3\nkarnofsky: 80")

    assert "karnofsky: is ECOG 1, but performance_status says 3" in fault


@pytest.mark.parametrize(
    ("text", "tumour"),
    [
        ("melanoma", Tumour("melanoma")),
        ("{type: DOID:3910 lung adenocarcinoma}", Tumour("lung adenocarcinoma", "DOID:3910")),
        ("DOID:3910", Tumour("DOID:3910", "DOID:3910")),
        ("{type: melanoma, stage: Stage IIIC}", Tumour("melanoma", stage="IIIC")),
        ("{type: melanoma, metastases: brain}", Tumour("melanoma", metastases=("brain",))),
    ],
)
def test_a_tumour_is_a_name_a_code_or_both(text, tumour):
    assert read(f"id: a\ntumour: {text}").tumour == tumour


@pytest.mark.parametrize(
    ("text", "gene", "said"),
    [
        ("EGFR L858R", "EGFR", {"variation": "L858R"}),
        ("EGFR exon 19 deletion", "EGFR", {"variation": "exon 19 deletion"}),
        ("EML4-ALK fusion", "ALK", {"variation": "EML4-ALK fusion"}),
        ("BRAF:p.V600E", "BRAF", {"variation": "V600E", "hgvs_p": "p.V600E"}),
        (
            "BRCA2 c.5946del (p.Ser1982fs)",
            "BRCA2",
            {"variation": "S1982fs", "hgvs_c": "c.5946del", "hgvs_p": "p.Ser1982fs"},
        ),
    ],
)
def test_a_variant_is_a_line_that_people_write(text, gene, said):
    assert read(f"id: a\nvariants: {{somatic: ['{text}']}}").variants == (
        CaseVariant(gene, origin=Origin.SOMATIC, **said),
    )


def test_a_regimen_and_recist_letters_are_read():
    assert read(
        "id: a\nprevious_therapies: [{drugs: carboplatin + pemetrexed, response: PD}]"
    ).therapies == (PreviousTherapy(("carboplatin", "pemetrexed"), Response.PROGRESSION),)


def test_values_stay_as_they_are_written():
    case = read("id: 007\ntumour: {type: x, stage: 3}\ntests: {pregnancy: no}\nage: null")

    assert (case.id, case.tumour.stage, case.tests[0].category) == ("007", "3", "not pregnant")
    assert case.age is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id: a\nid: b", "line 2: id: is there twice, expected each field once"),
        (b"a: &x [1]\nid: *x", "line 2: an alias, expected the value"),
        (b"[" * 5000, "nested more than 8 levels deep"),
        (b"id: !!python/object:os.system x", "the tag"),
        (b"id: a\n---\nid: b", "another document"),
        (b"id: a: b", "mapping values are not allowed"),
        (b"id: \xff", "byte 4 is not UTF-8, expected UTF-8"),
        (b"id: \x00", "control characters are not allowed"),
        (b"", "missing value, expected the fields id, subject"),
        (b"- a", "a list, expected the fields id, subject"),
        (b"? [a]\n: b", "a list or mapping as a field's name"),
        (b"id: a" + b" " * 2**20, "1,048,581 bytes, expected at most 1,048,576"),
        (b"id: " + b"a" * 501, "expected at most 500 characters"),
        (b"id: a\nmedications: [" + b"a, " * 1001 + b"a]", "1002 entries, expected at most 1000"),
    ],
    ids=range(14),
)
def test_files_that_would_do_harm_are_refused(data, message):
    with pytest.raises(CaseError, match=r"case\.yaml") as caught:
        parse_case(data, "case.yaml", ontology())

    assert message in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CaseError, match=r"none.yaml: No such file or directory, expected a case"):
        read_case(tmp_path / "none.yaml", ontology())


def test_many_faults_are_cut_short():
    told = faults("id: a\n" + "".join(f"x{number}: 1\n" for number in range(70)))

    assert len(told) == 51
    assert told[-1] == "case.yaml: 20 more faults"
