"""Phenopackets that others wrote: what is read, what is left out, what is refused."""

import json

import pytest
from case_records import ontology

from patients.case import Age, Case, HistoryEntry, Origin, PreviousTherapy, Relative, Response, Sex
from patients.case_file import CaseError, parse_case

META = {"created": "2020-01-01T00:00:00Z", "createdBy": "x", "phenopacketSchemaVersion": "2.0"}


def read(**fields) -> Case:
    packet = {"id": "a", "metaData": META, **fields}
    return parse_case(json.dumps(packet).encode(), "a.json", ontology())


def fault(**fields) -> str:
    with pytest.raises(CaseError) as caught:
        read(**fields)
    return str(caught.value)


def term(id, label):
    return {"id": id, "label": label}


def test_names_in_snake_case_are_read_too():
    packet = {
        "id": "a",
        "meta_data": META,
        "phenotypic_features": [{"type": term("HP:0001945", "")}],
    }

    case = parse_case(json.dumps(packet).encode(), "a", ontology())

    assert case.findings[0].label == "Fever"


def test_a_date_of_birth_gives_the_age_and_is_not_kept():
    case = read(
        subject={
            "id": "a",
            "dateOfBirth": "1960-05-17T00:00:00Z",
            "timeAtLastEncounter": {"timestamp": "2021-05-16T00:00:00Z"},
        },
        phenotypicFeatures=[
            {"type": term("HP:0001945", "Fever"), "onset": {"timestamp": "2020-05-17T00:00:00Z"}}
        ],
    )

    assert case.age == Age(60, 11)
    assert case.findings[0].onset == "P60Y"
    assert "1960" not in repr(case)


def test_a_date_of_birth_that_is_not_needed_is_refused_and_not_repeated():
    told = fault(
        subject={
            "id": "a",
            "dateOfBirth": "1960-05-17T00:00:00Z",
            "timeAtLastEncounter": {"age": {"iso8601duration": "P60Y"}},
        }
    )

    assert "a.json: subject.dateOfBirth: is personal data" in told
    assert "1960" not in told


def test_dates_without_a_date_of_birth_are_left_out_and_named():
    case = read(subject={"id": "a", "timeAtLastEncounter": {"timestamp": "2021-05-16T00:00:00Z"}})

    assert (case.age, case.life_stage) == (None, "")
    assert case.unread == ("subject.timeAtLastEncounter: a date",)


def test_an_encounter_before_birth_is_refused():
    assert "before birth" in fault(
        subject={
            "id": "a",
            "dateOfBirth": "2021-05-17T00:00:00Z",
            "timeAtLastEncounter": {"timestamp": "2020-05-16T00:00:00Z"},
        }
    )


def test_a_range_of_ages_is_a_stage_of_life():
    ages = {"start": {"iso8601duration": "P60Y"}, "end": {"iso8601duration": "P65Y"}}

    case = read(subject={"id": "a", "timeAtLastEncounter": {"ageRange": ages}})

    assert (case.age, case.life_stage) == (None, "P60Y/P65Y")


@pytest.mark.parametrize(
    ("element", "onset", "unread"),
    [
        ({"gestationalAge": {"weeks": 20, "days": 10}}, "gestation 21 weeks 3 days", ()),
        ({"gestationalAge": {"weeks": 90}}, "", ("a gestation of 90 weeks",)),
        ({"ontologyClass": term("HP:0003577", "At birth")}, "HP:0003577 Congenital onset", ()),
        ({"ontologyClass": term("HP:0001945", "Fever")}, "", ("HP:0001945 Fever",)),
    ],
    ids=["gestation", "too long", "term", "no onset"],
)
def test_onsets_are_ages_or_terms_of_onset(element, onset, unread):
    case = read(phenotypicFeatures=[{"type": term("HP:0001945", "Fever"), "onset": element}])

    assert case.findings[0].onset == onset
    assert case.unread == tuple(f"phenotypicFeatures[0].onset: {what}" for what in unread)


def test_a_label_that_belongs_to_another_term_is_refused():
    told = fault(phenotypicFeatures=[{"type": term("HP:0002094", "Fever")}])

    assert "phenotypicFeatures[0].type: 'HP:0002094 Fever', expected Dyspnea" in told


def test_a_label_of_another_release_gives_way_to_the_current_name():
    case = read(phenotypicFeatures=[{"type": term("HP:0002094", "Hard breathing of old")}])

    assert case.findings[0].label == "Dyspnea"


def test_a_term_newer_than_the_ontology_is_kept_apart():
    case = read(phenotypicFeatures=[{"type": term("HP:9999999", "New")}])

    assert case.findings == ()
    assert [finding.label for finding in case.unknown_findings] == ["New"]


def test_what_has_no_place_is_named():
    case = read(
        phenotypicFeatures=[
            {"type": term("HP:0001945", "Fever"), "severity": term("HP:0012828", "Severe")},
            {"type": term("NCIT:C1", "Something"), "excluded": True},
            {"type": term("HP:0003577", "Congenital onset")},
        ],
        measurements=[{"assay": term("LOINC:1-8", "Acyclovir")}],
        files=[{"uri": "file://a.vcf"}],
        biosamples=[{"id": "b", "tumorGrade": term("NCIT:C28080", "Grade 3a")}],
    )

    assert case.unread == (
        "measurements[0]: LOINC:1-8 Acyclovir",
        "phenotypicFeatures[1]: NCIT:C1 Something, no term of " + ontology().version,
        "phenotypicFeatures[2]: HP:0003577 Congenital onset, no symptom or sign",
        "phenotypicFeatures.severity",
        "biosamples.tumorGrade",
        "files",
    )


def test_the_tumour_is_the_disease_with_a_stage():
    case = read(
        diseases=[
            {"term": term("NCIT:C2985", "Diabetes mellitus")},
            {
                "term": term("NCIT:C39853", "Infiltrating Urothelial Carcinoma"),
                "diseaseStage": [term("NCIT:C27971", "Stage IV")],
                "clinicalTnmFinding": [
                    term("NCIT:C48726", "T2b Stage Finding"),
                    term("NCIT:C48705", "N0 Stage Finding"),
                ],
            },
            {
                "term": term("NCIT:C3158", "Leprosy"),
                "resolution": {"age": {"iso8601duration": "P9Y"}},
            },
        ]
    )

    assert (case.tumour.code, case.tumour.stage, case.tumour.tnm) == ("NCIT:C39853", "IV", "T2b N0")
    assert case.history == (
        HistoryEntry("Diabetes mellitus", "NCIT:C2985"),
        HistoryEntry("Leprosy", "NCIT:C3158", ongoing=False),
    )


def test_a_disease_with_the_name_of_a_tumour_is_the_tumour():
    case = read(diseases=[{"term": term("MONDO:0005105", "melanoma")}])

    assert (case.tumour.name, case.history) == ("melanoma", ())


def test_a_hereditary_tumour_disease_of_omim_is_a_diagnosis():
    case = read(diseases=[{"term": term("OMIM:604370", "Breast-ovarian cancer, familial, 1")}])

    assert case.tumour is None
    assert [diagnosis.id for diagnosis in case.diagnoses] == ["OMIM:604370"]


def interpretation(sample, **descriptor):
    return {
        "id": "i",
        "progressStatus": "IN_PROGRESS",
        "diagnosis": {
            "disease": term("MONDO:0005105", "melanoma"),
            "genomicInterpretations": [
                {
                    "subjectOrBiosampleId": sample,
                    "variantInterpretation": {
                        "variationDescriptor": {
                            "geneContext": {"valueId": "HGNC:1097", "symbol": "BRAF"},
                            "expressions": [
                                {"syntax": "hgvs.p", "value": "NP_004324.2:p.Val600Glu"}
                            ],
                            **descriptor,
                        }
                    },
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("sample", "samples", "origin"),
    [
        ("s", [{"id": "s"}], Origin.SOMATIC),
        ("s", [{"id": "s", "materialSample": term("EFO:0009654", "reference")}], Origin.GERMLINE),
        ("a", [{"id": "s"}], Origin.GERMLINE),
        ("a", [], Origin.UNKNOWN),
    ],
    ids=["tumour sample", "reference sample", "subject beside a sample", "subject alone"],
)
def test_whose_a_variant_is_says_where_it_comes_from(sample, samples, origin):
    case = read(
        subject={"id": "a"},
        diseases=[{"term": term("MONDO:0005105", "melanoma")}],
        biosamples=samples,
        interpretations=[interpretation(sample)],
    )

    (variant,) = case.variants
    assert (variant.gene, variant.variation, variant.origin) == ("BRAF", "V600E", origin)
    assert (variant.diagnosis, case.diagnoses) == ("", ())


def test_therapies_medications_and_operations_are_told_apart():
    case = read(
        medicalActions=[
            {
                "treatment": {"agent": term("DrugCentral:1610", "erlotinib")},
                "responseToTreatment": term("NCIT:C35571", "Progressive Disease"),
                "treatmentTerminationReason": term("NCIT:C41331", "Adverse Event"),
            },
            {
                "therapeuticRegimen": {
                    "ontologyClass": term("NCIT:C63593", "cisplatin + etoposide")
                },
                "responseToTreatment": term("NCIT:C102560", "Favorable"),
            },
            {"treatment": {"agent": term("X:1", "metformin"), "drugType": "PRESCRIPTION"}},
            {"radiationTherapy": {"modality": term("NCIT:C28039", "Electron Beam"), "dosage": 2}},
            {"procedure": {"code": term("NCIT:C5189", "Radical Cystoprostatectomy")}},
        ]
    )

    assert case.therapies == (
        PreviousTherapy(("erlotinib",), Response.PROGRESSION, None, "toxicity"),
        PreviousTherapy(("cisplatin", "etoposide")),
        PreviousTherapy(("radiotherapy",)),
    )
    assert case.medications == ("metformin",)
    assert case.history == (
        HistoryEntry("Radical Cystoprostatectomy", "NCIT:C5189", ongoing=False),
    )
    assert case.unread == ("medicalActions[1]: response Favorable",)


def quantity(loinc, value, unit, label=""):
    return {
        "assay": term(f"LOINC:{loinc}", "x"),
        "value": {"quantity": {"value": value, "unit": term(unit, label)}},
    }


def test_measurements_are_read_by_code_and_unit():
    case = read(
        measurements=[
            quantity("14631-6", 36, "UCUM:umol/L"),
            quantity("2823-3", 4.5, "NCIT:C64387", "mmol/L"),
            quantity("89243-0", 80, "UCUM:{score}"),
            quantity("2823-3", 5.5, "UCUM:mmol/L"),
        ]
    )

    assert [result.words for result in case.tests] == ["2.105 mg/dL", "4.5 mmol/L"]
    assert case.ecog == 1
    assert case.unread == ("measurements[3]: again LOINC:2823-3 x",)


def test_a_measurement_in_a_unit_of_another_kind_is_refused():
    told = fault(measurements=[quantity("2823-3", 4.5, "UCUM:mg/dL", "mg/dL")])

    assert "measurements[0]: '4.5 mg/dL', expected a number with mmol/L or mEq/L" in told


def person(id, father="0", mother="0", sex="FEMALE"):
    return {
        "familyId": "f",
        "individualId": id,
        "paternalId": father,
        "maternalId": mother,
        "sex": sex,
    }


@pytest.mark.parametrize(
    ("persons", "relation"),
    [
        ([person("a", "p", "r"), person("r")], "mother"),
        ([person("a", "p", "m"), person("r", "p", "m")], "sister"),
        ([person("a"), person("r", "0", "a")], "daughter"),
        ([person("a", "p", "m"), person("m", "q", "r"), person("r")], "grandmother"),
        ([person("a"), person("r")], "relative"),
        ([], "relative"),
    ],
    ids=["mother", "sister", "daughter", "grandmother", "unlinked", "no pedigree"],
)
def test_a_pedigree_says_how_a_relative_is_related(persons, relation):
    family = {
        "id": "f",
        "metaData": META,
        "proband": {"id": "a", "subject": {"id": "a"}, "metaData": META},
        "relatives": [
            {
                "id": "r",
                "subject": {"id": "r", "sex": "FEMALE"},
                "diseases": [
                    {"term": term("X:1", "glioma"), "onset": {"age": {"iso8601duration": "P40Y"}}}
                ],
                "metaData": META,
            }
        ],
        "pedigree": {"persons": persons},
    }

    case = parse_case(json.dumps(family).encode(), "f.json", ontology())

    side = "maternal" if relation == "mother" else ""
    assert case.family == (Relative(relation, ("glioma",), Sex.FEMALE, Age(40), side),)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"id": "a", "metaData": {}, "x": 1}', 'no field named "x"'),
        (b'{"id": "a", "metaData": {}, "subject": {"sex": "F"}}', "Invalid enum value"),
        (b'{"id": "a", "id": "b", "metaData": {}}', "the field 'id' is there twice"),
        (b'{"id": "a", "metaData": {},', "expected the JSON of a phenopacket"),
        (b'{"metaData": ' + b'{"a": ' * 5000, "nested too deeply"),
        (
            b'{"id": "a", "metaData": {}, "members": []}',
            "a cohort, expected the phenopacket of one",
        ),
        (b'{"metaData": {}}', "id: missing"),
    ],
    ids=["field", "enum", "twice", "cut off", "deep", "cohort", "no id"],
)
def test_what_is_no_phenopacket_is_refused(data, message):
    with pytest.raises(CaseError, match=r"a\.json") as caught:
        parse_case(data, "a.json", ontology())

    assert message in str(caught.value)


def test_an_age_out_of_bounds_is_refused():
    told = fault(subject={"timeAtLastEncounter": {"age": {"iso8601duration": "P200Y"}}})

    assert "subject.timeAtLastEncounter.age: 'P200Y', expected an age from 0 to 130 years" in told
