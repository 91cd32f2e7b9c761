"""What cell lines suggest, as readers see it, tell how a tumour responded and see it counted."""

import re

import pytest
from page_visitor import Visitor
from ranking_services import opened_sources

__all__ = ["opened_sources"]

ONE = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
)
TWO = ONE + "EGFR\tp.T790M\tMissense_Mutation\tT2\n"
CASE = """
id: melanoma
tumour: {type: melanoma}
tests: {lvef: 38 %, msi: high}
variants:
  somatic:
    - {gene: BRAF, variation: V600E}
"""


@pytest.fixture
def visitor(client):
    return Visitor(client)


@pytest.fixture
def submit(visitor, worker):
    """Send a file, make its report and return the path of its page."""

    def send(content, name="tumours.maf", **fields):
        path = visitor.submit(content, name, **fields)
        worker.work_on(path.rpartition("/")[2])
        return path

    return send


def rows(page, label):
    """Return the cells of a table."""
    table = page.source.split(f'aria-label="{label}"')[1].split("</table>")[0]
    found = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in table.split("<tr>")[2:]]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in found]


def test_a_report_leads_to_the_ranking_of_its_tumour(visitor, submit):
    path = submit(ONE, disease="melanoma")
    page = visitor.read(path)
    assert f"{path}/cell-lines" in page.hrefs
    assert "preclinical tier IV at most Dabrafenib, Trametinib, Lapatinib." in page.words
    page = visitor.read(f"{path}/cell-lines")
    assert "stays as it was made, by the screen alone: Dabrafenib, Trametinib" in page.words
    assert "Nothing so far: the ranking above is by the screen alone." in page.words
    assert "cell_lines.tsv and report.json" not in page.words


def test_what_is_told_is_counted_shown_with_what_moved_and_taken_back(visitor, submit):
    path = submit(ONE, disease="melanoma")
    told = {"sample": "T1", "subject": "gsk2118436", "verdict": "refractory", "comment": "day 30"}
    page = visitor.send(f"{path}/cell-lines/responses", told)
    assert "it counts in the ranking at once" in page.words
    assert "Dabrafenib: the tumour did not respond; this tumour" in page.words
    assert rows(page, "Table of drugs that moved") == [
        ["Trametinib", "2", "1", "20", "20"],
        ["drug 4", "3", "2", "40", "40"],
        ["Lapatinib", "4", "3", "55", "55"],
        ["Dabrafenib", "1", "4", "10", "75, as told"],
    ]
    dabrafenib = rows(page, "Drugs by cell lines")[2]
    assert dabrafenib[0] == "4"
    assert dabrafenib[2:4] == ["75, as told", "told of this tumour, not predicted"]
    [action] = [given["action"] for given, _ in page.all("form") if "/delete" in given["action"]]
    page = visitor.send(action, {"sample": "T1"})
    assert "taken back" in page.words
    assert "Nothing so far" in page.words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject": "water"}, "'water' is no drug of Screen of a test"),
        ({"subject": ""}, "Name the drug"),
        ({"verdict": ""}, "Choose what you say"),
        ({"percentile": "many"}, "expected a number from 0 to 100"),
        ({"percentile": "12"}, "with the verdict sensitive or resistant"),
    ],
)
def test_a_response_that_is_not_as_expected_is_shown_again(visitor, submit, changes, words):
    path = submit(ONE)
    told = {"sample": "T1", "subject": "Dabrafenib", "verdict": "responded", "comment": "seen"}
    page = visitor.send(f"{path}/cell-lines/responses", {**told, **changes}, status=422)
    [(_, said)] = page.all("p", role="alert")
    assert words in said
    assert page.all("input", name="comment", value="seen")
    assert "Nothing so far" in page.words


def test_of_several_tumours_a_list_leads_to_each(visitor, submit):
    path = submit(TWO, disease="melanoma")
    page = visitor.read(f"{path}/cell-lines")
    assert [row[0] for row in rows(page, "Table of tumours")] == ["T1", "T2"]
    assert f"{path}/cell-lines?sample=T2" in page.hrefs
    page = visitor.read(f"{path}/cell-lines?sample=T2")
    assert page.all("h1")[0][1] == "Cell lines: T2"
    assert "EGFR mutated" in page.words
    assert "has no sample" in visitor.read(f"{path}/cell-lines?sample=T9", status=404).words


def test_a_file_without_samples_has_one_tumour_with_what_is_curated_for_it(visitor, submit):
    path = submit("BRAF p.V600E\n", "list.txt", disease="melanoma")
    page = visitor.read(f"{path}/cell-lines")
    assert "Also suggested by curated evidence" in page.words


def test_cautions_of_a_patient_stand_by_drugs_that_move_up(visitor, submit):
    path = submit(CASE, "case.yaml")
    page = visitor.read(f"{path}/cell-lines")
    assert "microsatellite instability" in page.words
    sample = page.all("input", name="sample")[0][0]["value"]
    told = {"sample": sample, "subject": "Lapatinib", "verdict": "responded"}
    page = visitor.send(f"{path}/cell-lines/responses", told)
    assert rows(page, "Table of drugs that moved")[0][:3] == ["Lapatinib", "4", "1"]
    [lapatinib] = [row for row in rows(page, "Drugs by cell lines") if "Lapatinib" in row[1]]
    assert "LVEF 38" in lapatinib[1]


def test_a_tumour_that_is_in_no_report_is_asked_about_and_told_of(visitor):
    page = visitor.read("/cell-lines")
    assert "4 drugs, 3 tissues" in page.words
    asked = "tissue=melanoma&mutated=BRAF%2C+XYZ1&msi=false"
    page = visitor.read(f"/cell-lines?{asked}")
    assert "BRAF mutated" in page.words
    assert "The screen has no feature for XYZ1 mutated" in page.words
    assert "nothing curated" not in page.words
    fields = {"tissue": "melanoma", "mutated": "BRAF, XYZ1", "msi": "false"}
    told = {**fields, "subject": "Dabrafenib", "verdict": "resistant", "percentile": "90"}
    page = visitor.send("/cell-lines/responses", told)
    assert "tested in our own model: resistant, percentile 90" in page.words
    assert "skin; BRAF, XYZ1 mutated; microsatellite stable" in page.words
    assert page.all("input", name="mutated", value="BRAF, XYZ1")
    [action] = [given["action"] for given, _ in page.all("form") if "/delete" in given["action"]]
    assert "Nothing so far" in visitor.send(action, fields).words


def test_a_fusion_is_asked_about_and_kept_through_telling_and_taking_back(visitor):
    page = visitor.read("/cell-lines")
    assert "the fusions BCR::ABL1, EWSR1::other" in page.words
    page = visitor.read("/cell-lines?fused=BCR-ABL1+fusion%2C+EML4%3A%3AALK")
    assert "BCR::ABL1 fusion" in page.words
    assert "The screen has no feature for EML4::ALK fusion" in page.words
    assert page.all("input", name="fused", value="BCR-ABL1 fusion, EML4::ALK", id="fused")
    told = {"fused": "BCR-ABL1", "subject": "Dabrafenib", "verdict": "responded"}
    page = visitor.send("/cell-lines/responses", told)
    assert "tissue not known; BCR::ABL1 fusion" in page.words
    [action] = [given["action"] for given, _ in page.all("form") if "/delete" in given["action"]]
    page = visitor.send(action, {"fused": "BCR-ABL1"})
    assert page.all("input", name="fused", value="BCR-ABL1", id="fused")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("tissue=moon", "Tissue: tumour type 'moon' is not known; expected one of"),
        ("mutated=" + "A" * 51, "mutated: String should have at most 50 characters"),
        ("mutated=BRAF&msi=maybe", "msi:"),
        ("fused=BCR", "fused: 'BCR' is no fusion of two known genes; expected such as BCR::ABL1"),
    ],
)
def test_what_cannot_be_asked_is_said(visitor, asked, words):
    page = visitor.read(f"/cell-lines?{asked}", status=422)
    [(_, said)] = page.all("p", role="alert")
    assert words.casefold() in said.casefold()


def test_a_tumour_of_which_the_screen_knows_nothing_is_not_ranked(visitor):
    page = visitor.read("/cell-lines?mutated=XYZ1")
    assert "Nothing is ranked: nothing is known of this tumour" in page.words
