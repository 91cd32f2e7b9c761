"""What cell lines suggest, over the API."""

import pytest
from laboratories import make_laboratory
from ranking_services import opened_sources

from webapp.caller import Scope

__all__ = ["opened_sources"]

ADDRESS = "/api/v1/cell-lines"
MELANOMA = {"tissue": "skin", "mutated": ["BRAF"]}
MAF = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
)


def ranked(answer):
    """Return the percentile of each drug, in the order of the ranking."""
    return {one["drug"]: one["percentile"] for one in answer.json()["tumour"]["drugs"]}


def test_the_screen_says_what_it_can_be_asked(client):
    facts = client.get(ADDRESS).json()
    assert facts["cell_lines"]["screen"] == "Screen of a test"
    assert facts["tissues"] == ["breast", "lung_NSCLC", "skin"]
    assert (facts["mutated"], facts["gained"], facts["lost"]) == (
        ["BRAF", "EGFR", "TP53"], ["ERBB2"], ["PTEN"]
    )  # fmt: skip
    assert facts["fused"] == ["BCR::ABL1", "EWSR1::other"]
    assert [one["drug"] for one in facts["drugs"]] == [
        "Dabrafenib", "Trametinib", "Lapatinib", "drug 4"
    ]  # fmt: skip


def test_a_tumour_is_ranked_and_what_was_not_used_is_named(client):
    asked = {"tissue": "MEL", "mutated": ["BRAF", "XYZ1"], "gained": ["HER2"], "msi": True}
    answer = client.post(ADDRESS, json=asked).json()
    assert [one["drug"] for one in answer["tumour"]["drugs"]] == [
        "Lapatinib", "Dabrafenib", "Trametinib"
    ]  # fmt: skip
    profile = answer["tumour"]["profile"]
    assert sorted(one["words"] for one in profile["used"]) == [
        "BRAF mutated", "ERBB2 gained", "microsatellite instability", "tissue skin"
    ]  # fmt: skip
    assert profile["without_feature"] == ["XYZ1 mutated"]
    assert "Curated evidence was not asked" in answer["notes"][0]
    assert answer["cell_lines"]["labels"][:2] == ["preclinical", "tier IV at most"]


def test_fusions_are_asked_about_by_any_name_of_their_genes(client):
    asked = {"fused": ["bcr-abl", "EWS::FLI1", "EML4-ALK fusion", "EWSR1::other"]}
    answer = client.post(ADDRESS, json=asked).json()
    profile = answer["tumour"]["profile"]
    assert profile["fused"] == ["BCR::ABL1", "EWSR1::FLI1", "EWSR1::other"]
    assert profile["without_feature"] == ["EML4::ALK fusion"]
    kept = answer["tumour"]["drugs"]
    assert kept == client.post(ADDRESS, json={"fused": profile["fused"]}).json()["tumour"]["drugs"]


def test_responses_may_come_with_the_question_and_are_kept_nowhere(client):
    own = {"drug": "Dabrafenib", "outcome": "refractory"}
    other = {"drug": "2", "percentile": 0, "tumour": {"mutated": ["BRAF", "TP53"]}}
    asked = {**MELANOMA, "known": [own, other]}
    answer = client.post(ADDRESS, json=asked)
    assert ranked(answer)["Dabrafenib"] == 75.0
    assert ranked(answer)["Trametinib"] == pytest.approx(20 - 20 * 0.5 / 2)
    assert [(one["same_tumour"], one["measured"]) for one in answer.json()["entered"]] == [
        (True, False), (False, True)
    ]  # fmt: skip
    assert client.get("/api/v1/feedback").json()["items"] == []
    assert ranked(client.post(ADDRESS, json=MELANOMA))["Dabrafenib"] == 10.0


def test_what_a_laboratory_told_can_be_left_out(client):
    told = {"kind": "response", "subject": "Dabrafenib", "verdict": "refractory"}
    client.post("/api/v1/feedback", json={**told, "tumour": MELANOMA})
    assert ranked(client.post(ADDRESS, json=MELANOMA))["Dabrafenib"] > 10
    alone = client.post(ADDRESS, json={**MELANOMA, "own": False})
    assert ranked(alone)["Dabrafenib"] == 10.0
    assert alone.json()["entered"] == []


def test_a_key_that_may_not_read_ranks_without_what_was_told_and_says_so(app):
    scopes = frozenset({Scope.CLASSIFY, Scope.FEEDBACK})
    one = make_laboratory(app, "Alpha", scopes)
    told = {"kind": "response", "subject": "Dabrafenib", "verdict": "refractory"}
    given = one.ask("POST", "/api/v1/feedback", json={**told, "tumour": MELANOMA})
    assert given.status_code == 201
    answer = one.ask("POST", ADDRESS, json=MELANOMA)
    assert answer.json()["entered"] == []
    assert "no scope 'read'" in answer.json()["notes"][1]
    reader = make_laboratory(app, "Beta", frozenset({Scope.READ}))
    assert reader.ask("POST", ADDRESS, json=MELANOMA).status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tissue": "moon"}, "tissue: tumour type 'moon' is not known"),
        ({"tissue": "a\x00"}, "tissue"),
        ({"mutated": [""]}, "mutated.0"),
        ({"mutated": ["A"] * 501}, "mutated"),
        ({"known": [{"drug": "water", "percentile": 1}]}, "known.0.drug: 'water' is no drug of"),
        (
            {"known": [{"drug": "2", "percentile": 1, "tumour": {"tissue": "moon"}}]},
            "known.0.tumour.tissue: tumour type 'moon' is not known",
        ),
        ({"fused": ["BCR"]}, "no fusion of two known genes"),
        ({"fused": ["other::other"]}, "fused"),
        ({"known": [{"drug": "Dabrafenib"}]}, "expected an outcome or a percentile"),
        ({"known": [{"drug": "Dabrafenib", "percentile": 101}]}, "known.0.percentile"),
        ({"genes": ["BRAF"]}, "genes"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_the_field_named(client, changes, words):
    answer = client.post(ADDRESS, json={**MELANOMA, **changes})
    assert answer.status_code == 422, answer.text
    assert words in answer.json()["detail"]


def test_before_the_report_is_made_there_is_nothing_to_rank(client):
    sent = client.post("/api/v1/submissions", files={"file": ("t.maf", MAF)}).json()["id"]
    answer = client.get(f"/api/v1/submissions/{sent}/cell-lines")
    assert answer.status_code == 409
    assert "not made" in answer.json()["detail"]


def test_a_report_of_another_screen_is_ranked_by_what_both_know(client, worker, services):
    data = {"disease": "melanoma"}
    sent = client.post("/api/v1/submissions", files={"file": ("t.maf", MAF)}, data=data)
    worker.work_on(sent.json()["id"])
    head = services.submissions.report_folder(sent.json()["id"]) / "head.json"
    head.write_text(head.read_text().replace("1" * 64, "2" * 64))
    answer = client.get(f"{sent.headers['location']}/cell-lines").json()
    assert "another screen" in answer["notes"][0]
    used = {one["words"]: one["rests_on"] for one in answer["tumour"]["profile"]["used"]}
    assert used == {"tissue skin": ["melanoma"], "BRAF mutated": ["the report"]}


def test_the_table_of_cell_lines_is_a_file_of_the_report(client, worker):
    sent = client.post("/api/v1/submissions", files={"file": ("t.maf", MAF)})
    worker.work_on(sent.json()["id"])
    links = client.get(sent.headers["location"]).json()["links"]
    table = client.get(links["cell_lines.tsv"])
    assert table.headers["content-type"].startswith("text/tab-separated-values")
    assert "Dabrafenib" in table.text
