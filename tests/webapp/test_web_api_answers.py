"""The API as a laboratory's program asks it about one variant, and its document."""

import json

import pytest
from openapi_spec_validator import validate


def test_one_variant_is_classified_with_probabilities_and_curated_therapies(client):
    answer = client.post(
        "/api/v1/classify", json={"gene": "BRAF", "variation": "V600E", "disease": "melanoma"}
    )
    assert answer.status_code == 200
    said = answer.json()
    assert list(said["probabilities"]) == [f"class{n}" for n in range(1, 10)]
    assert sum(said["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    assert said["most_probable"] == "class7"
    best = said["therapies"][0]
    assert best["origin"] == "curated"
    assert best["citations"]
    assert "research" in said["notice"]
    assert said["versions"]["model_sha256"]
    assert said["explanation"] is None


def test_an_explained_answer_says_what_moved_it(client):
    asked = {"gene": "KIT", "variation": "D816V", "explain": True}
    assert client.post("/api/v1/classify", json=asked).json()["explanation"]["pushes"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"gene": "BRAF"}, "variation: Field required"),
        ({"gene": " ", "variation": "V600E"}, "expected a gene such as BRAF"),
        ({"gene": "BRAF\x00", "variation": "V600E"}, "expected a gene such as BRAF"),
        ({"gene": "BRAF", "variation": "V600E", "disease": "a\x00b"}, "disease: "),
        ({"gene": "BRAF", "variation": "V600E and V600K"}, "one by one"),
        ({"gene": "BRAF", "variation": "V600E", "tumour": "x"}, "tumour: Extra inputs"),
        ({"gene": "BRAF", "variation": "V600E", "text": "x" * 400_001}, "400000"),
    ],
)
def test_what_is_no_question_is_a_problem_that_names_the_field(client, question, words):
    answer = client.post("/api/v1/classify", json=question)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert answer.json()["status"] == 422


def test_an_unknown_tumour_is_answered_with_a_note(client):
    asked = {"gene": "BRAF", "variation": "V600E", "disease": "melanomma"}
    notes = client.post("/api/v1/classify", json=asked).json()["notes"]
    assert any("Did you mean" in note and "elanoma" in note for note in notes)


def test_paths_that_are_none_are_problems(client):
    for path in ("/api/v1/nothing", "/api/v1/submissions/" + "0" * 32):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.put("/api/v1/classify").status_code == 405


def test_a_fault_of_ours_is_a_problem_without_details(client, services, monkeypatch):
    def broken(*_args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(services.submissions, "list", broken)
    answer = client.get("/api/v1/submissions")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] in answer.json()["detail"]


def test_the_openapi_document_is_valid_and_has_an_example_for_each_body(client):
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    validate(document)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary"), (method, path)
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            schema = body["schema"] if body else {}
            for one in schema.get("oneOf", [schema] if schema else []):
                name = one["$ref"].rpartition("/")[2]
                assert document["components"]["schemas"][name].get("examples"), name
    assert "ProblemDetails" in json.dumps(document["components"]["schemas"])
