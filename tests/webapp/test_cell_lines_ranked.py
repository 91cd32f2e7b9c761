"""The ranker that is trained, in the web app: taken up as it comes, moved by what is told."""

import shutil

import pytest
from page_visitor import Visitor

from webapp.serve import open_services

MELANOMA = {"tissue": "skin", "mutated": ["BRAF"]}
COLON = {"tissue": "large_intestine", "mutated": ["BRAF"]}
LEUKEMIA = {"tissue": "leukemia", "mutated": ["FLT3"]}
ADDRESS = "/api/v1/cell-lines"


@pytest.fixture
def trained(home, small_ranker):
    """Where the ranker rests, before anything is opened."""
    folder = home / "data" / "response"
    shutil.copytree(small_ranker, folder)
    return folder


@pytest.fixture
def services(settings, database, trained):
    return open_services(settings, database)


def ranked(client, tumour):
    """Return place and percentile of each drug."""
    answer = client.post(ADDRESS, json=tumour)
    assert answer.status_code == 200, answer.text
    drugs = answer.json()["tumour"]["drugs"]
    return {one["drug"]: (one["place"], one["percentile"]) for one in drugs}


def test_a_failure_moves_its_drug_down_most_in_tumours_like_the_one_that_told(client):
    before = {name: ranked(client, one) for name, one in (("skin", MELANOMA), ("colon", COLON))}
    blood = ranked(client, LEUKEMIA)
    best = min(before["skin"], key=lambda drug: before["skin"][drug])
    told = {"kind": "response", "subject": best, "verdict": "refractory", "tumour": MELANOMA}
    for _ in range(3):
        assert client.post("/api/v1/feedback", json=told).status_code == 201
    skin, colon = ranked(client, MELANOMA)[best], ranked(client, COLON)[best]
    rise = skin[1] - before["skin"][best][1]
    assert rise > 1
    assert rise > colon[1] - before["colon"][best][1] > 0
    assert abs(ranked(client, LEUKEMIA)[best][1] - blood[best][1]) < rise / 2


def test_the_same_tumour_is_moved_further_than_one_that_is_just_like_it(client):
    best = min(drugs := ranked(client, MELANOMA), key=lambda drug: drugs[drug])
    failed = {"drug": best, "outcome": "refractory"}
    own = ranked(client, {**MELANOMA, "known": [failed]})
    other = ranked(client, {**MELANOMA, "known": [{**failed, "tumour": MELANOMA}]})
    assert own[best][1] > other[best][1] > drugs[best][1]


def test_a_ranker_that_is_trained_while_the_server_runs_is_taken_up(
    client, trained, services, small_ranker
):
    for file in trained.iterdir():
        file.unlink()
    assert services.sources.refresh()
    assert client.post(ADDRESS, json=MELANOMA).status_code == 404
    for file in small_ranker.iterdir():
        shutil.copy(file, trained)
    assert services.sources.refresh()
    assert client.post(ADDRESS, json=MELANOMA).status_code == 200


def test_a_ranker_that_cannot_be_read_is_told_of_and_breaks_nothing(client, trained, services):
    (trained / "model.joblib").write_bytes(b"damaged")
    assert services.sources.refresh()
    page = Visitor(client).read("/cell-lines?mutated=BRAF")
    assert "Nothing can be ranked" in page.words
    assert str(trained) not in page.source
    assert client.get("/ready").status_code == 200
