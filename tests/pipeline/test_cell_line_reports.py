"""What cell lines suggest in the reports on files and cases, and in a re-analysis."""

import csv
import json

import jsonschema
import pytest
from made_rankers import MadeRanker
from screens import make_screen
from small_models import write_small_model

from pipeline.annotate import annotate_file
from pipeline.case import report_case
from pipeline.cell_line_source import CellLineSource, make_source
from pipeline.lab_outputs import CELL_LINES_TABLE
from pipeline.reanalyse import reanalyse_report
from pipeline.response_model import response_folder, save_ranker
from pipeline.stored_report import read_stored_report
from reports.lab_changes import changes_schema
from reports.lab_report import report_schema
from response.ranker import DrugRanker

MAF = """\
Hugo_Symbol\tVariant_Classification\tHGVSp_Short\tTumor_Sample_Barcode
BRAF\tMissense_Mutation\tp.V600E\tP-1
MLL2\tNonsense_Mutation\tp.Q100*\tP-1
TP53\tSilent\tp.R213=\tP-1
BRAF\tMissense_Mutation\tp.V600E\tP-2
ZNF1\tMissense_Mutation\tp.A1V\tP-3
"""
LIST = "BRAF p.V600E\nERBB2 Amplification\nEML4-ALK Fusion\n"
CASE = """\
id: melanoma-one
tumour: melanoma
tests: {msi: high, lvef: 38 %, her2_ish: positive}
previous_therapies:
  - {drugs: [vemurafenib], response: progressive disease, line: 1, stopped_for: progression}
variants:
  somatic: [BRAF V600E]
  germline:
    - {gene: EGFR, variation: V843I, pathogenicity: uncertain significance}
    - {gene: TP53, variation: R175H, pathogenicity: pathogenic}
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return str(write_small_model(tmp_path_factory.mktemp("model")))


@pytest.fixture(scope="module", autouse=True)
def empty_home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCOLIT_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="module")
def made(model, tmp_path_factory):
    """Write the report on a text; return its folder."""

    def run(text, name="tumour.maf", source=None, **options):
        folder = tmp_path_factory.mktemp("lab")
        (folder / name).write_text(text, encoding="utf-8")
        write = report_case if name.endswith("yaml") else annotate_file
        source = source or make_source(MadeRanker())
        write(folder / name, folder / "out", model, cell_lines=source, **options)
        return folder / "out"

    return run


@pytest.fixture(scope="module")
def lab(made):
    return made(MAF, disease="melanoma")


@pytest.fixture(scope="module")
def case(made):
    return made(CASE, "case.yaml")


def record(folder):
    found = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, report_schema())
    return found


def table(folder):
    with (folder / CELL_LINES_TABLE).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_sample_of_a_file_has_its_own_ranking(lab):
    first, second, third = record(lab)["tumours"]
    assert [one["sample"] for one in (first, second, third)] == ["P-1", "P-2", "P-3"]
    assert first["profile"]["mutated"] == ["BRAF", "KMT2D"]
    assert second["profile"]["mutated"] == ["BRAF"]
    assert third["profile"]["used"] == [{"words": "tissue skin", "rests_on": ["melanoma"]}]
    assert first["drugs"][0]["drug"] == "Dabrafenib"


def test_rows_that_are_not_assessed_are_counted_as_left_out(lab):
    first = record(lab)["tumours"][0]
    assert first["profile"]["left_out"] == [
        {"reason": "rows that the report does not assess", "n": 1, "variants": []}
    ]


def test_the_curated_therapies_of_the_same_report_are_compared(lab):
    first = record(lab)["tumours"][0]
    found = {one["relation"] for one in first["drugs"][0]["curated"]}
    assert found == {"alone", "in combination"}
    places = {one["drug"]: one["ranked"] for one in first["curated"]}
    assert places["dabrafenib"]["place"] == 1
    assert places["vemurafenib"] is None


def test_no_drug_of_cell_lines_enters_what_is_curated(lab):
    found = record(lab)
    curated = json.dumps([found["variants"], found["samples"], found["drugs"]])
    assert "Nutlin-3a" not in curated
    assert "Nutlin-3a" in json.dumps(found["tumours"])


def test_table_and_page_tell_the_same_drugs(lab):
    first = [row for row in table(lab) if row["sample"] == "P-1"]
    told = record(lab)["tumours"][0]["drugs"]
    assert [row["drug"] for row in first] == [one["drug"] for one in told]
    page = (lab / "report.html").read_text(encoding="utf-8")
    assert 'id="cell-lines"' in page
    assert "made-up screen" in page


def test_a_list_without_samples_has_one_ranking(made):
    [told] = record(made(LIST, "list.txt", disease="melanoma"))["tumours"]
    assert told["sample"] == ""
    assert (told["profile"]["mutated"], told["profile"]["gained"]) == (["BRAF"], ["ERBB2"])
    assert told["profile"]["without_feature"] == ["EML4::ALK fusion"]
    assert told["unseen"] == ["ALK EML4-ALK Fusion"]
    assert told["drugs"][0]["curated"]


def test_a_fusion_is_ranked_by_in_a_report_and_again_in_its_re_analysis(made, model, tmp_path):
    folder = made("BCR-ABL1 Fusion\n", "cml.txt", disease="chronic myeloid leukemia")
    [told] = record(folder)["tumours"]
    assert told["profile"]["fused"] == ["BCR::ABL1"]
    [line, *_] = csv.DictReader((folder / CELL_LINES_TABLE).open(), delimiter="\t")
    assert line["profile"] == "tissue leukemia; BCR::ABL1 fusion"
    source = make_source(MadeRanker())
    reanalyse_report(folder / "report.json", tmp_path / "again", model, cell_lines=source)
    assert record(tmp_path / "again")["tumours"] == [told]


def test_without_a_ranker_the_report_says_why_and_ranks_nothing(made):
    out = made(MAF, source=make_source(None))
    found = record(out)
    assert found["tumours"] == []
    assert found["cell_lines"]["reason"].startswith("No ranker of drugs is trained here")
    assert not (out / CELL_LINES_TABLE).exists()
    assert "oncolit response train" in (out / "report.html").read_text(encoding="utf-8")


def test_by_default_the_ranker_of_the_home_is_asked(model, tmp_path):
    (tmp_path / "list.txt").write_text(LIST)
    annotate_file(tmp_path / "list.txt", tmp_path / "out", model)
    assert record(tmp_path / "out")["cell_lines"]["reason"].startswith("No ranker of drugs")


def test_an_unusable_ranker_of_the_home_stops_no_report(model, tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))
    folder = tmp_path / "home" / "data" / "response"
    folder.mkdir(parents=True)
    (folder / "model.json").write_text("no JSON")
    (folder / "model.joblib").write_text("no model")
    (tmp_path / "list.txt").write_text(LIST)
    annotate_file(tmp_path / "list.txt", tmp_path / "out", model)
    assert "cannot be used" in record(tmp_path / "out")["cell_lines"]["reason"]


@pytest.fixture(scope="module")
def fitted():
    return DrugRanker.fit(make_screen())


def test_a_ranker_that_was_trained_and_kept_in_the_home_is_asked(
    fitted, model, tmp_path, monkeypatch
):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))
    save_ranker(fitted, response_folder())
    (tmp_path / "tumour.maf").write_text(MAF)
    annotate_file(tmp_path / "tumour.maf", tmp_path / "out", model, disease="melanoma")
    found = record(tmp_path / "out")
    assert found["cell_lines"]["screen"] == "synthetic screen"
    first, second, third = found["tumours"]
    assert first["profile"]["mutated"] == ["BRAF", "KMT2D"]  # the screen calls it MLL2
    assert "Dabrafenib" in [one["drug"] for one in second["drugs"][:5]]
    for one in second["drugs"][:5]:
        assert one["low"] <= one["percentile"] <= one["high"]
        assert one["lines"]
    pushed = {push["feature"]: push["change"] for push in second["drugs"][0]["pushes"]}
    assert pushed["BRAF mutated"] < 0
    assert [one["words"] for one in third["profile"]["used"]] == ["tissue skin"]
    assert second["curated"][0]["ranked"]["place"] >= 1


def test_a_stored_report_is_ranked_alike_by_the_fitted_ranker(made, fitted, model, tmp_path):
    source = make_source(fitted)
    old = made(MAF, source=source, disease="melanoma")
    assert again(old, model, tmp_path, source)["cell_lines"] == []
    assert record(tmp_path)["tumours"] == record(old)["tumours"]


def test_tests_and_inherited_variants_of_a_case_enter_its_profile(case):
    [told] = record(case)["tumours"]
    profile = told["profile"]
    assert profile["tissue"] == "skin"
    assert profile["mutated"] == ["BRAF", "TP53"]
    assert profile["gained"] == ["ERBB2"]
    assert profile["microsatellite_instability"] is True
    assert profile["left_out"][0]["variants"] == ["EGFR V843I"]
    assert profile["left_out"][0]["reason"] == "germline, not classified as pathogenic"


def test_a_caution_of_the_patient_stands_with_the_drug_of_cell_lines(case):
    [told] = record(case)["tumours"]
    drugs = {one["drug"]: one for one in told["drugs"]}
    kinds = {flag["kind"] for flag in drugs["Trametinib"]["flags"]}
    assert "caution" in kinds
    assert any("Vemurafenib has failed" in said for said in drugs["Dabrafenib"]["given"])
    assert "LVEF 38 %" in (case / CELL_LINES_TABLE).read_text(encoding="utf-8")


def again(folder, model, out, source=None):
    source = source or make_source(MadeRanker())
    reanalyse_report(folder / "report.json", out, model, cell_lines=source)
    changes = json.loads((out / "changes.json").read_text(encoding="utf-8"))
    jsonschema.validate(changes, changes_schema())
    return changes


@pytest.mark.parametrize("of", ["lab", "case"])
def test_a_report_analysed_again_ranks_anew_and_alike(of, request, model, tmp_path):
    old = request.getfixturevalue(of)
    changes = again(old, model, tmp_path)
    assert changes["cell_lines"] == []
    assert record(tmp_path)["tumours"] == record(old)["tumours"]
    assert table(tmp_path) == table(old)


def test_a_new_screen_moves_the_first_drugs_and_is_named_as_the_cause(lab, model, tmp_path):
    newer = MadeRanker(MadeRanker().drugs[1:])
    newer.screen_version = "77" * 32
    told = again(lab, model, tmp_path, make_source(newer))["cell_lines"]
    assert [one["sample"] for one in told] == ["P-1", "P-2", "P-3"]
    first = told[0]
    assert (first["before"][0], first["after"][0]) == ("Dabrafenib", "PLX-4720")
    assert first["causes"] == ["screen"]
    page = (tmp_path / "changes.html").read_text(encoding="utf-8")
    assert "another drug screen" in page


def test_a_report_of_schema_1_1_is_analysed_again_with_a_ranking(lab, model, tmp_path):
    old = json.loads((lab / "report.json").read_text(encoding="utf-8"))
    old |= {"schema_version": "1.1"}
    del old["tumours"], old["cell_lines"]
    (tmp_path / "report.json").write_text(json.dumps(old), encoding="utf-8")
    assert read_stored_report(tmp_path / "report.json").notes == ()
    changes = again(tmp_path, model, tmp_path / "new")
    assert changes["cell_lines"] == []
    assert [cause["name"] for cause in changes["causes"]] == ["screen"]
    assert len(record(tmp_path / "new")["tumours"]) == 3


def test_a_case_that_cannot_be_read_again_is_not_ranked(case, model, tmp_path):
    old = json.loads((case / "report.json").read_text(encoding="utf-8"))
    old["patient"]["phenopacket"] = None
    (tmp_path / "report.json").write_text(json.dumps(old), encoding="utf-8")
    again(tmp_path, model, tmp_path / "new")
    found = record(tmp_path / "new")
    assert found["tumours"] == []
    assert "were not made anew" in found["cell_lines"]["reason"]


def test_cell_lines_that_were_not_asked_are_said_to_be_so(made):
    assert record(made(LIST, "list.txt", CellLineSource()))["cell_lines"]["reason"] == (
        "Cell lines were not asked."
    )
