"""Where a case's fields stand in the phenopacket that is written."""

import json

from case_records import full_case, lung_case

from patients.case import Case
from patients.case_file import case_phenopacket


def written(case: Case):
    packet = json.loads(case_phenopacket(case))
    return packet.get("proband", packet)


def test_relatives_make_it_a_family_with_a_pedigree():
    family = json.loads(case_phenopacket(full_case()))
    persons = {one["individualId"]: one for one in family["pedigree"]["persons"]}

    assert [one["subject"]["id"] for one in family["relatives"]] == [
        "1-mother",
        "2-paternal-aunt",
        "3-maternal-grandmother",
        "4-cousin",
    ]
    assert persons["patient 12.1"]["maternalId"] == "1-mother"
    assert persons["1-mother"]["maternalId"] == "3-maternal-grandmother"
    assert persons["2-paternal-aunt"]["paternalId"] == "paternal-grandfather"
    assert persons["4-cousin"]["paternalId"] == "0"
    assert all(one["maternalId"] in {*persons, "0"} for one in persons.values())


def test_without_relatives_it_is_one_phenopacket():
    packet = json.loads(case_phenopacket(lung_case(family=())))

    assert "proband" not in packet
    assert packet["subject"] == {
        "id": "lung-egfr",
        "timeAtLastEncounter": {"age": {"iso8601duration": "P61Y"}},
        "sex": "FEMALE",
    }


def test_tests_have_codes_of_loinc_and_units_of_ucum():
    by_assay = {one["assay"]["id"]: one["value"] for one in written(lung_case())["measurements"]}

    assert by_assay["LOINC:89247-1"]["quantity"]["value"] == 1
    assert by_assay["LOINC:8636-3"]["quantity"] == {
        "unit": {"id": "UCUM:ms", "label": "ms"},
        "value": 490.0,
    }
    assert by_assay["LOINC:81695-9"] == {"ontologyClass": {"id": "oncolit:high", "label": "high"}}


def test_somatic_variants_belong_to_the_tumours_sample_and_inherited_ones_to_the_subject():
    packet = written(lung_case())
    genomic = packet["interpretations"][0]["diagnosis"]["genomicInterpretations"]

    assert packet["biosamples"][0]["histologicalDiagnosis"]["label"] == "lung adenocarcinoma"
    assert [one["subjectOrBiosampleId"] for one in genomic] == [
        "lung-egfr-tumour",
        "lung-egfr-tumour",
        "lung-egfr",
    ]
    assert genomic[0]["variantInterpretation"]["variationDescriptor"]["label"] == "EGFR L858R"


def test_previous_therapies_say_response_and_why_they_ended():
    action = written(lung_case())["medicalActions"][0]

    assert action["treatment"]["agent"]["label"] == "erlotinib"
    assert action["responseToTreatment"]["id"] == "NCIT:C35571"
    assert action["treatmentTerminationReason"]["id"] == "NCIT:C35571"
    assert action["treatmentTarget"]["label"] == "lung adenocarcinoma"


def test_every_namespace_is_declared_and_the_text_is_always_the_same():
    packet = json.loads(case_phenopacket(full_case()))
    declared = {one["namespacePrefix"] for one in packet["metaData"]["resources"]}

    assert {"HP", "LOINC", "UCUM", "NCIT", "OMIM", "MONDO", "SO", "GENO", "HGNC"} <= declared
    assert packet["metaData"]["created"] == "1970-01-01T00:00:00Z"
    assert case_phenopacket(full_case()) == case_phenopacket(full_case())


def test_free_text_is_a_file_of_its_own():
    (file, _) = written(lung_case())["files"]

    assert file["uri"] == "data:text/plain;charset=utf-8,Progressive%20dyspnoea%2C%20no%20fever."
