"""``oncolit case``: a patient's case in, the report with the patient's sections out."""

import csv
import json
import os
from pathlib import Path

import jsonschema
import pytest
from oncolit_command import run_oncolit
from small_models import write_small_model

from patients.case_file import CaseError
from pipeline.case import report_case
from pipeline.reanalyse import reanalyse_report
from pipeline.settings import checkout
from reports.lab_report import report_schema

CASES = checkout() / "data" / "demo" / "cases"
DEMO = sorted(path for path in CASES.iterdir() if path.suffix in (".yaml", ".json"))
LUNG = """\
id: lung-one
sex: female
age: 61
tumour: {type: lung adenocarcinoma, stage: IVB}
performance_status: 1
findings: [Cough]
text: Progressive dyspnoea, no fever. Her mother had breast cancer at 42.
tests: {qtc: 490 ms, gfr: 84 mL/min/1.73m2}
previous_therapies:
  - {drugs: [erlotinib], response: progressive disease, line: 1, stopped_for: progression}
variants:
  somatic: [EGFR L858R, EGFR T790M, {gene: TP53, variation: R273HHH}]
"""
BRCA2_ONLY = """\
id: brca2-only
tumour: breast carcinoma
variants:
  germline:
    - {gene: BRCA2, variation: S1982fs, zygosity: heterozygous, pathogenicity: pathogenic}
"""
MORE_CAUTIONS = "tests: {qtc: 490 ms}\n"
MSI_ONLY = """\
id: msi-only
tumour: endometrial carcinoma
tests: {msi: high}
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return str(write_small_model(tmp_path_factory.mktemp("model")))


@pytest.fixture(scope="module")
def report_on(model, tmp_path_factory):
    """Make the report on a case, given as text or as a demo file; return its folder."""
    home = tmp_path_factory.mktemp("home")
    made = {}

    def once(case, **options):
        if case not in DEMO:
            return run(case, **options)
        return made.get(case) or made.setdefault(case, run(case))

    def run(case, **options):
        folder = tmp_path_factory.mktemp("case")
        if not isinstance(case, Path):
            (folder / "case.yaml").write_text(case, encoding="utf-8")
            case = folder / "case.yaml"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ONCOLIT_HOME", str(home))
            report_case(case, folder / "out", model, **options)
        return folder / "out"

    return once


@pytest.fixture(scope="module")
def lung(report_on):
    """The report on a lung tumour that became resistant."""
    return report_on(LUNG)


@pytest.fixture(scope="module")
def patient(lung):
    return record(lung)["patient"]


def record(folder):
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def therapies(patient, direction="sensitivity"):
    return [one for one in patient["therapies"] if one["direction"] == direction]


@pytest.mark.parametrize("case", DEMO, ids=lambda path: path.stem)
def test_every_demo_case_has_a_report_that_keeps_to_its_schema(report_on, case):
    made = record(report_on(case))
    jsonschema.validate(made, report_schema())
    assert made["counts"]["rejected"] == 0
    assert made["patient"]["therapies"]
    assert made["patient"]["follow_up"]
    for therapy in made["patient"]["therapies"]:
        assert therapy["sources"], therapy["therapy"]
    for advice in made["patient"]["follow_up"]:
        assert advice["ground"]
        assert all(source["url"].startswith("https://") for source in advice["sources"])


@pytest.mark.parametrize("case", DEMO, ids=lambda path: path.stem)
def test_what_is_flagged_stands_below_its_equals_and_is_not_left_out(report_on, case):
    made = record(report_on(case))
    [sample] = made["samples"]
    assert len(sample["therapies"]) == len(made["patient"]["therapies"])
    not_on_file = {one["therapy"] for one in made["patient"]["therapies"] if one["not_on_file"]}
    equals = {}
    for one in sample["therapies"]:
        flagged = bool(one["flags"] or one["conflicts"])
        if flagged or one["therapy"] not in not_on_file:
            place = one["tier"], one["level"], one["direction"], bool(one["requires"])
            equals.setdefault(place, []).append(flagged)
    assert all(flags == sorted(flags) for flags in equals.values())


def test_the_case_stands_in_one_line(patient):
    assert patient["summary"] == "61-year-old woman, lung adenocarcinoma, stage IVB, ECOG 1"
    [erlotinib] = patient["previous_therapies"]
    assert (erlotinib["failed"], erlotinib["line"]) == (True, 1)


def test_a_test_out_of_bounds_is_a_condition_with_its_ground(patient):
    grounds = {one["key"]: one["ground"] for one in patient["conditions"]}
    assert grounds["qt_prolongation"] == "QTc 490 ms"
    tests = {one["kind"]: one for one in patient["tests"]}
    assert tests["qtc"]["matters"]
    assert not tests["gfr"]["matters"]


def test_a_suggestion_that_meets_a_caution_says_so_with_ground_and_source(patient):
    osimertinib = next(one for one in therapies(patient) if one["therapy"] == "osimertinib")
    caution = osimertinib["cautions"][0]
    assert caution["ground"] == "QTc 490 ms"
    assert caution["source"]["url"].startswith("https://")
    assert any("not given" in words for words in osimertinib["unchecked"])


def test_a_therapy_that_failed_is_said_so_and_resistance_to_it_stands_first(patient):
    first = patient["therapies"][0]
    assert (first["therapy"], first["direction"]) == ("erlotinib", "resistance")
    assert first["raised"] == "erlotinib failed"
    [erlotinib] = [one for one in therapies(patient) if one["therapy"] == "erlotinib"]
    assert "Erlotinib has failed already (line 1: progressive disease)." in erlotinib["given"]


def test_resistance_in_another_tumour_is_not_raised_against_what_is_suggested(report_on):
    made = record(report_on(CASES / "02-melanoma-braf-heart.yaml"))
    against = therapies(made["patient"], "resistance")
    assert "vemurafenib" in {one["therapy"] for one in against}
    assert not any(one["raised"] for one in against)


def test_a_therapy_that_is_suggested_is_never_said_not_to_be(report_on):
    folder = report_on(CASES / "02-melanoma-braf-heart.yaml")
    against = {
        one["therapy"]: one["suggested_as"]
        for one in therapies(record(folder)["patient"], "resistance")
    }
    assert against["vemurafenib"] == (
        "vemurafenib is suggested by BRAF V600E all the same: this evidence is in another tumour"
    )
    assert "cetuximab + encorafenib is suggested" in against["cetuximab"]


def test_a_drug_that_failed_or_did_harm_is_not_followed_up_nor_in_a_regimen(report_on):
    given = """
previous_therapies:
  - {drugs: [dabrafenib, trametinib], response: progressive disease, line: 1}
  - {drugs: [encorafenib], response: partial response, line: 2, stopped_for: toxicity}
"""
    melanoma = "id: a\ntumour: melanoma\nvariants: {somatic: [BRAF V600E]}\n" + given
    made = record(report_on(melanoma))
    followed = set(made["patient"]["followed_drugs"])
    assert "binimetinib" in followed
    assert not followed & {"dabrafenib", "trametinib", "encorafenib"}
    prior = {one["therapy"]: one["prior"] for one in therapies(made["patient"])}
    assert prior["binimetinib + encorafenib"] == "stopped for toxicity"
    assert prior["dabrafenib + trametinib"] == "failed before"


def test_what_asks_that_something_is_not_there_is_shown_with_that_condition(report_on):
    lung = "id: a\ntumour: lung adenocarcinoma\ntests: {pdl1_tps: 80 %}\n"
    opened = {one["therapy"]: one for one in therapies(record(report_on(lung))["patient"])}
    assert opened["pembrolizumab"]["condition"] == (
        "if ALK and EGFR are unaltered: not tested here"
    )
    altered = record(report_on(lung + "variants: {somatic: [EGFR L858R]}\n"))
    assert "pembrolizumab" not in {one["therapy"] for one in therapies(altered["patient"])}
    assert "pembrolizumab" not in altered["drugs"]


def test_a_drug_without_cautions_on_file_is_said_so_and_gains_nothing_by_it(report_on):
    made = record(report_on("id: a\nvariants: {somatic: [TP53 R273H]}\n" + MORE_CAUTIONS))
    told = {one["therapy"]: one["not_on_file"] for one in therapies(made["patient"])}
    assert told["azacitidine + eprenetapopt"] == ["eprenetapopt"]


def test_of_a_variant_of_uncertain_significance_nothing_is_concluded(report_on):
    unsure = BRCA2_ONLY.replace(
        "pathogenicity: pathogenic", "pathogenicity: uncertain significance"
    )
    syndromes = record(report_on(unsure))["patient"]["syndromes"]
    assert syndromes
    assert {(one["uncertain"], one["established"], one["meaning"]) for one in syndromes} == {
        (True, False, "")
    }


def test_a_tumour_that_tests_proficient_is_not_told_what_a_deficient_one_opens(report_on):
    colon = """
id: a
tumour: colon adenocarcinoma
findings: [Hematochezia]
tests: {mmr: proficient}
variants:
  germline:
    - {gene: MSH2, variation: R406*, zygosity: heterozygous, pathogenicity: pathogenic}
"""
    patient = record(report_on(colon))["patient"]
    lynch = next(one for one in patient["syndromes"] if one["disease"] == "OMIM:120435")
    assert "This tumour tests mismatch repair proficient" in lynch["meaning"]
    assert "checkpoint" not in lynch["meaning"]
    assert lynch["established"]
    assert patient["diagnoses"]["by_variant"] == ["MSH2 R406*"]
    assert "Family history is not used." in patient["diagnoses"]["basis"]


def test_every_table_of_the_page_flags_the_same_therapies(lung):
    made = record(lung)
    [sample] = made["samples"]
    of_sample = {
        (one["therapy"], one["direction"]): {flag["kind"] for flag in one["flags"]}
        for one in sample["therapies"]
    }
    assert "failed before" in of_sample["erlotinib", "sensitivity"]
    for one in therapies(made["patient"]):
        severities = {caution["severity"] for caution in one["cautions"]}
        assert severities <= of_sample[one["therapy"], one["direction"]]
    for variant in made["variants"]:
        for one in variant["therapies"]:
            key = one["therapy"], one["direction"]
            if key in of_sample:
                assert {flag["kind"] for flag in one["flags"]} == of_sample[key]


def test_findings_of_the_text_are_listed_to_confirm_and_not_used(patient):
    found = {(one["label"], one["negated"], one["relative"]) for one in patient["to_confirm"]}
    assert ("Dyspnea", False, "") in found
    assert ("Fever", True, "") in found
    assert any(relative == "mother" for _, _, relative in found)
    assert [one["label"] for one in patient["findings"]] == ["Cough"]
    reasons = [
        one["label"]
        for candidate in patient["diagnoses"]["candidates"]
        for one in (*candidate["speaks_for"], *candidate["speaks_against"])
    ]
    assert "Dyspnea" not in reasons


def test_a_variant_that_cannot_be_read_is_a_rejected_row_that_names_its_field(lung):
    [row] = table(lung / "rejected.tsv")
    assert row["value"] == "TP53 R273HHH"
    assert row["reason"].startswith("variants.somatic[2]: ")
    assert record(lung)["counts"] == {
        "rows": 3, "assessed": 2, "not_assessed": 0, "rejected": 1,
    }  # fmt: skip


def test_markers_of_tests_open_therapies_and_are_no_rows(report_on):
    folder = report_on(MSI_ONLY)
    made = record(folder)
    assert made["counts"]["rows"] == 0
    assert made["variants"] == []
    [sample] = made["samples"]
    assert {one["variant"] for one in sample["therapies"]} == {0}
    opened = {one["therapy"]: one for one in therapies(made["patient"])}
    assert opened["pembrolizumab"]["variant_origin"] == "test"
    assert opened["pembrolizumab"]["rests_on"] == "microsatellite instability high"
    assert "pembrolizumab" in (folder / "report.html").read_text(encoding="utf-8")


def test_a_germline_variant_and_its_marker_are_told_once(report_on):
    made = record(report_on(CASES / "06-breast-brca2-pregnancy.yaml"))
    olaparib = [one for one in therapies(made["patient"]) if one["therapy"] == "olaparib"]
    assert [one["variant_origin"] for one in olaparib] == ["germline"]
    assert olaparib[0]["variant"] > 0


def test_germline_variants_lead_to_their_syndromes_without_any_finding(report_on):
    patient = record(report_on(BRCA2_ONLY))["patient"]
    assert patient["diagnoses"] is None
    first, *others = patient["syndromes"]
    assert first["of_tumour"]
    assert "BRCA2 S1982fs" in first["ground"]
    assert [one["name"] for one in others if one["carrier"]]


def test_findings_lead_to_possible_diagnoses_and_the_question_between_them(report_on):
    patient = record(report_on(CASES / "08-nf1-mpnst.json"))["patient"]
    found = patient["diagnoses"]
    assert found["candidates"][0]["disease"] == "OMIM:162200"
    assert found["candidates"][0]["syndrome"]["of_tumour"]
    assert len(found["candidates"]) == 5
    assert "?" in found["question"]


def test_the_disease_is_the_case_s_tumour_unless_another_is_asked_for(report_on, lung):
    assert record(lung)["disease"] == "lung adenocarcinoma"
    assert record(report_on(LUNG, disease="melanoma"))["disease"] == "melanoma"


def test_a_tumour_given_by_its_code_is_named(report_on):
    made = record(report_on(CASES / "04-lung-egfr-t790m-qt.yaml"))
    assert "lung adenocarcinoma" in made["patient"]["summary"]


def test_a_case_without_anything_to_go_by_has_a_report(report_on):
    made = record(report_on("id: nothing\n"))
    assert made["patient"]["therapies"] == []
    assert made["patient"]["summary"] == "person, age not given, no tumour given"


def test_the_same_case_gives_the_same_report(report_on, lung):
    first, second = record(lung), record(report_on(LUNG))
    assert first == second
    assert (lung / "report.tsv").read_text() == (report_on(LUNG) / "report.tsv").read_text()


def test_the_report_keeps_the_case_as_a_phenopacket(patient, report_on, tmp_path):
    file = tmp_path / "again.json"
    file.write_text(json.dumps(patient["phenopacket"]), encoding="utf-8")
    again = record(report_on(file))["patient"]
    assert again == patient


def test_a_reanalysis_makes_the_patient_s_sections_anew(lung, model, tmp_path):
    reanalyse_report(lung / "report.json", tmp_path / "out", model)
    old, new = record(lung), record(tmp_path / "out")
    assert new["patient"] == old["patient"]
    assert new["samples"] == old["samples"]
    assert "What it suggests for this patient" in (tmp_path / "out" / "report.html").read_text()


def test_a_reanalysis_for_another_tumour_has_its_tiers(lung, model, tmp_path):
    reanalyse_report(lung / "report.json", tmp_path / "out", model, "melanoma")
    tiers = {one["tier"] for one in therapies(record(tmp_path / "out")["patient"])}
    assert "I" not in tiers


@pytest.mark.parametrize(
    "packet", [None, {"id": "a", "subject": {"sex": "NEITHER"}}], ids=["none", "broken"]
)
def test_where_the_case_is_not_read_again_the_old_sections_are_kept_and_said_to_be_old(
    packet, lung, model, tmp_path
):
    old = record(lung)
    old["patient"]["phenopacket"] = packet
    (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
    said = reanalyse_report(tmp_path / "old.json", tmp_path / "out", model)
    new = record(tmp_path / "out")["patient"]
    assert "were not made anew" in said
    assert "were not made anew" in new["notes"][-1]
    assert [one["therapy"] for one in new["therapies"]] == [
        one["therapy"] for one in old["patient"]["therapies"]
    ]


def test_a_report_of_before_patients_is_still_analysed_again(lung, model, tmp_path):
    old = record(lung)
    del old["patient"]
    old["schema_version"] = "1.0"
    for one in (*old["samples"][0]["therapies"], *old["variants"][0]["therapies"]):
        del one["flags"]
    (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
    reanalyse_report(tmp_path / "old.json", tmp_path / "out", model)
    assert record(tmp_path / "out")["patient"] is None


def test_every_fault_of_a_case_is_named_with_its_field(report_on):
    with pytest.raises(CaseError) as raised:
        report_on("id: a\nage: old\ntests: {qtc: 5 m}\n")
    for part in ("age: 'old'", "tests.qtc: "):
        assert part in str(raised.value)


def oncolit(*arguments, home):
    return run_oncolit(*arguments, env={**os.environ, "ONCOLIT_HOME": str(home)})


def test_the_command_says_what_it_wrote(model, tmp_path):
    (tmp_path / "case.yaml").write_text(LUNG, encoding="utf-8")
    done = oncolit(
        "case", tmp_path / "case.yaml", "--out", tmp_path / "out", "--model", model, home=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "61-year-old woman, lung adenocarcinoma" in done.stdout
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"report.html", "report.json", "report.tsv", "rejected.tsv"}


@pytest.mark.parametrize("text", [None, "id: a\nage: old\n", "{"], ids=["missing", "age", "json"])
def test_a_case_that_cannot_be_read_is_one_line_and_exit_code_2(text, model, tmp_path):
    file = tmp_path / "case.yaml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = oncolit("case", file, "--out", tmp_path / "out", "--model", model, home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("oncolit: ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()
