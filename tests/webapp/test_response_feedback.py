"""How tumours responded, as a laboratory tells it: what is kept, and what it changes at once."""

import pytest
from laboratories import fill, make_laboratory
from ranking_services import opened_sources
from sqlalchemy import select

from response.drug import ScreenedDrug
from webapp.audit import entries
from webapp.caller import Scope
from webapp.response_interactions import DrugNames
from webapp.tables import Feedback

__all__ = ["opened_sources"]

ADDRESS = "/api/v1/feedback"
MELANOMA = {"tissue": "skin", "mutated": ["BRAF"]}
TOLD = {"kind": "response", "subject": "dabrafenib", "verdict": "refractory"}
MAF = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
    "EGFR\tp.T790M\tMissense_Mutation\tT2\n"
)


@pytest.fixture
def report(client, worker):
    """The id of a submission of two tumours, with its report."""
    sent = client.post(
        "/api/v1/submissions", files={"file": ("t.maf", MAF)}, data={"disease": "melanoma"}
    )
    worker.work_on(sent.json()["id"])
    return sent.json()["id"]


def live(client, submission, sample):
    answer = client.get(f"/api/v1/submissions/{submission}/cell-lines", params={"sample": sample})
    assert answer.status_code == 200, answer.text
    return answer.json()


def first(answer):
    return answer["tumour"]["drugs"][0]["drug"]


def test_a_response_is_kept_with_the_tumour_of_the_report_and_nothing_else(client, report):
    told = {**TOLD, "submission_id": report, "sample": "T1", "comment": "On day 30."}
    answer = client.post(ADDRESS, json=told)
    assert answer.status_code == 201, answer.text
    given = answer.json()
    assert (given["kind"], given["subject"], given["verdict"]) == (
        "response", "Dabrafenib", "refractory"
    )  # fmt: skip
    assert given["profile"] == {**MELANOMA, "gained": [], "lost": [], "fused": [], "msi": None}
    assert (given["submission_id"], given["sample"]) == (report, "T1")
    assert (given["gene"], given["variation"], given["direction"]) == (None, None, None)
    assert given["versions"]["screen"] == "Screen of a test"
    assert client.get(answer.headers["location"]).json() == given
    assert client.get(ADDRESS).json()["items"] == [given]


def test_what_is_told_changes_the_ranking_of_that_tumour_at_once_and_fully(client, report):
    assert first(live(client, report, "T1")) == "Dabrafenib"
    given = client.post(ADDRESS, json={**TOLD, "submission_id": report, "sample": "T1"}).json()
    told = live(client, report, "T1")
    assert first(told) == "Trametinib"
    [entered] = told["entered"]
    assert entered["feedback"] == given["id"]
    assert (entered["same_tumour"], entered["percentile"], entered["measured"]) == (
        True, 75.0, False
    )  # fmt: skip
    [dabrafenib] = [one for one in told["moved"] if one["drug"] == "Dabrafenib"]
    assert (dabrafenib["place_before"], dabrafenib["place"]) == (1, 4)
    assert (dabrafenib["percentile_before"], dabrafenib["percentile"]) == (10.0, 75.0)
    assert told["cell_lines"]["n_known"] == 1
    assert (dabrafenib["told"], told["moved"][0]["told"]) == (True, False)
    drugs = {one["drug"]: one for one in told["tumour"]["drugs"]}
    assert [drugs[name]["told"] for name in ("Dabrafenib", "Trametinib")] == [True, False]
    said = {one["drug"]: one["given"] for one in told["tumour"]["drugs"]}
    assert said["Dabrafenib"] == ["Told of this tumour: it did not respond."]
    assert said["Trametinib"] == []


def test_another_tumour_is_moved_as_far_as_it_is_alike(client, report):
    client.post(ADDRESS, json={**TOLD, "submission_id": report, "sample": "T1"})
    lung = live(client, report, "T2")
    assert [one["same_tumour"] for one in lung["entered"]] == [False]
    assert lung["moved"] == []
    alike = client.post("/api/v1/cell-lines", json=MELANOMA).json()
    percentiles = {one["drug"]: one["percentile"] for one in alike["tumour"]["drugs"]}
    assert percentiles["Dabrafenib"] == pytest.approx(10 + (75 - 10) / 2)


def test_where_names_are_replaced_the_code_of_the_sample_is_kept(client, worker):
    sent = client.post(
        "/api/v1/submissions",
        files={"file": ("t.maf", MAF.replace("T1", "Miller"))},
        data={"pseudonymise": "true"},
    ).json()["id"]
    worker.work_on(sent)
    samples = client.get(f"/api/v1/submissions/{sent}/report.json").json()["samples"]
    for one in samples:
        told = {**TOLD, "submission_id": sent, "sample": one["name"]}
        assert client.post(ADDRESS, json=told).json()["sample"].startswith("S-")
    refused = client.post(ADDRESS, json={**TOLD, "submission_id": sent, "sample": "Miller"})
    assert refused.status_code == 422


def test_the_stored_report_stays_as_it_was_made(client, report):
    place = f"/api/v1/submissions/{report}/report.json"
    before = client.get(place).content
    client.post(ADDRESS, json={**TOLD, "submission_id": report, "sample": "T1"})
    live(client, report, "T1")
    assert client.get(place).content == before


def test_what_is_taken_back_leaves_the_ranking_and_what_was_said_before_counts_again(
    client, report
):
    said = {**TOLD, "submission_id": report, "sample": "T1"}
    client.post(ADDRESS, json={**said, "verdict": "responded"})
    later = client.post(ADDRESS, json=said).headers["location"]
    assert [one["outcome"] for one in live(client, report, "T1")["entered"]] == ["refractory"]
    assert client.delete(later).status_code == 204
    assert [one["outcome"] for one in live(client, report, "T1")["entered"]] == ["responded"]


def test_a_response_goes_with_its_submission_and_leaves_every_ranking(client, report, database):
    client.post(ADDRESS, json={**TOLD, "submission_id": report, "sample": "T1"})
    assert client.delete(f"/api/v1/submissions/{report}").status_code == 204
    assert client.post("/api/v1/cell-lines", json=MELANOMA).json()["entered"] == []
    with database.reading() as session:
        assert session.scalars(select(Feedback.id)).all() == []


def test_what_another_laboratory_told_enters_nobody_elses_ranking(app, worker):
    alpha, beta = (make_laboratory(app, name) for name in ("Alpha", "Beta"))
    for one in (alpha, beta):
        fill(one, worker)
    said = {**TOLD, "submission_id": alpha.submission, "sample": "T1"}
    assert alpha.ask("POST", ADDRESS, json=said).status_code == 201
    assert alpha.ask("POST", ADDRESS, json={**TOLD, "tumour": MELANOMA}).status_code == 201
    path = "/api/v1/submissions/{}/cell-lines"
    mine = alpha.ask("GET", path.format(alpha.submission)).json()
    theirs = beta.ask("GET", path.format(beta.submission)).json()
    assert len(mine["entered"]) == 2
    assert theirs["entered"] == []
    assert first(theirs) == "Dabrafenib"
    assert beta.ask("POST", "/api/v1/cell-lines", json=MELANOMA).json()["entered"] == []
    assert beta.ask("GET", path.format(alpha.submission)).status_code == 404
    assert beta.ask("POST", ADDRESS, json=said).status_code == 404
    assert [one["kind"] for one in beta.ask("GET", ADDRESS).json()["items"]] == ["class"]


def test_a_key_without_the_scope_tells_nothing(app, worker):
    reader = make_laboratory(app, "Alpha", frozenset({Scope.READ, Scope.CLASSIFY}))
    assert reader.ask("POST", ADDRESS, json={**TOLD, "tumour": MELANOMA}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"subject": "water"}, 422, "'water' is no drug of Screen of a test"),
        ({"sample": "T9"}, 422, "the report has no sample 'T9'"),
        ({"sample": None}, 422, "expected one of the report's 2 samples"),
        ({"submission_id": "0" * 32}, 404, "no submission"),
        ({"percentile": 88}, 422, "percentile: expected with the verdict sensitive or resistant"),
        ({"verdict": "resistant", "percentile": 101}, 422, "percentile"),
        ({"verdict": "accept"}, 422, "verdict"),
        ({"tumour": MELANOMA}, 422, "tumour: expected where there is no submission_id"),
        ({"submission_id": None}, 422, "tumour: expected where there is no submission_id"),
        ({"submission_id": None, "tumour": MELANOMA}, 422, "sample: expected with a submission_id"),
        ({"gene": "BRAF"}, 422, "gene"),
        ({"kind": "therapy"}, 422, "gene"),
        ({"kind": "answer"}, 422, "kind"),
        ({"comment": "a\x00b"}, 422, "comment"),
        ({"comment": "a" * 2001}, 422, "comment: String should have at most 2000 characters"),
    ],
)
def test_what_is_no_response_is_refused_and_the_field_named(client, report, changes, status, words):
    told = {**TOLD, "submission_id": report, "sample": "T1", **changes}
    answer = client.post(ADDRESS, json=told)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]
    assert client.get(ADDRESS).json()["items"] == []


def test_a_tumour_that_is_in_no_report_is_told_of_in_the_screens_words(client):
    tumour = {"tissue": "melanoma", "mutated": ["B-RAF", "MLL2"], "msi": False}
    given = client.post(
        ADDRESS,
        json={**TOLD, "verdict": "sensitive", "percentile": 12.5, "tumour": tumour},
    ).json()
    assert given["profile"]["tissue"] == "skin"
    assert given["profile"]["mutated"] == ["BRAF", "KMT2D"]
    assert (given["percentile"], given["profile"]["msi"]) == (12.5, False)
    unknown = client.post(ADDRESS, json={**TOLD, "tumour": {"tissue": "moon"}})
    assert unknown.status_code == 422
    assert "expected one of breast, lung_NSCLC, skin" in unknown.json()["detail"]


def test_a_fusion_of_a_tumour_is_kept_with_what_is_told_and_enters(client):
    tumour = {"tissue": "breast", "fused": ["bcr-abl", "BCR::ABL1"]}
    given = client.post(ADDRESS, json={**TOLD, "tumour": tumour}).json()
    assert given["profile"]["fused"] == ["BCR::ABL1"]
    [entered] = client.post("/api/v1/cell-lines", json=tumour).json()["entered"]
    assert entered["tumour"]["fused"] == ["BCR::ABL1"]


def test_a_fusion_in_a_report_is_kept_with_what_is_told_of_its_tumour(client, worker):
    rows = MAF + "BCR\tBCR-ABL1 fusion\tFusion\tT1\n"
    sent = client.post("/api/v1/submissions", files={"file": ("t.maf", rows)}).json()["id"]
    worker.work_on(sent)
    told = {**TOLD, "submission_id": sent, "sample": "T1"}
    assert client.post(ADDRESS, json=told).json()["profile"]["fused"] == ["BCR::ABL1"]


def test_what_was_kept_before_fusions_were_has_none(client, database):
    given = client.post(ADDRESS, json={**TOLD, "tumour": MELANOMA}).json()
    with database.session() as session:
        row = session.get(Feedback, given["id"])
        row.profile = {name: row.profile[name] for name in row.profile if name != "fused"}
    assert client.get(f"{ADDRESS}/{given['id']}").json() == given
    [entered] = client.post("/api/v1/cell-lines", json=MELANOMA).json()["entered"]
    assert entered["tumour"]["fused"] == []


def test_telling_is_audited_by_id_alone(client, report, database):
    given = client.post(
        ADDRESS, json={**TOLD, "submission_id": report, "sample": "T1", "comment": "secret"}
    ).json()["id"]
    live(client, report, "T1")
    client.post("/api/v1/cell-lines", json=MELANOMA)
    client.delete(f"{ADDRESS}/{given}")
    with database.session() as session:
        told = [(one.action, one.subject) for one in entries(session)][-4:]
    assert told == [
        ("gave feedback", given), ("read", report), ("read feedback", ""),
        ("deleted feedback", given),
    ]  # fmt: skip


def test_a_drug_under_two_ids_is_found_by_any_name_as_one():
    drugs = [
        ScreenedDrug("1", "AZD6244", ("Selumetinib",)),
        ScreenedDrug("2", "Bosutinib"),
        ScreenedDrug("3", "azd6244", ("ARRY-142886",)),
    ]
    names = DrugNames(drugs)
    found = [names.find(text) for text in ("azd6244", " selumetinib", "arry-142886", "3", "1")]
    assert [one.drug_id for one in found] == ["1"] * 5
    assert names.find("2").name == "Bosutinib"
    assert names.find("") is None
