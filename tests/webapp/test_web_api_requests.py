"""What programs send wrongly, and what they are told."""

import errno

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy.exc import OperationalError

CLASSIFY = "/api/v1/classify"
SUBMISSIONS = "/api/v1/submissions"
JSON = {"Content-Type": "application/json"}
BRAF = {"gene": "BRAF", "variation": "V600E"}
CSV = b"Gene,Variation\nBRAF,V600E\n"


def file(content=CSV, name="a.csv"):
    return ("file", (name, content))


@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        (b"{", JSON, "expected JSON; at character 1"),
        (b'{"gene": "BRAF",}', JSON, "expected JSON; at character"),
        (b"[]", JSON, "expected an object in JSON"),
        (b'{"gene": "BRAF", "variation": "V600E"}', {"Content-Type": "text/plain"}, "text/plain"),
        (b'{"gene": "\xff", "variation": "V600E"}', JSON, "JSON in UTF-8"),
        (b"[" * 100_000, JSON, "nested less deeply"),
        (rb'{"gene": "BRAF", "variation": "V600E", "\ud800": 1}', JSON, "unicode"),
    ],
)
def test_a_body_that_is_no_question_is_told_what_is_wrong_with_it(client, body, headers, words):
    answer = client.post(CLASSIFY, content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_the_words_of_a_check_are_given_without_the_frameworks(client):
    said = {**BRAF, "kind": "class", "subject": "class7", "verdict": "correct"}
    detail = client.post("/api/v1/feedback", json=said).json()["detail"]
    assert detail.startswith("body: correction: expected with the verdict correct")


@pytest.mark.parametrize(
    ("files", "fields", "fault"),
    [
        ([file()], {"pseudonymize": "true"}, "pseudonymize"),
        ([file(), file(name="b.csv")], {}, "file"),
        ([file()], {"disease": ["melanoma", "NSCLC"]}, "disease"),
        ([file(), ("upload", ("b.csv", CSV))], {}, "upload"),
    ],
)
def test_a_field_that_would_be_passed_over_is_refused(client, files, fields, fault):
    answer = client.post(SUBMISSIONS, files=files, data=fields)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [fault]
    assert client.get(SUBMISSIONS).json()["items"] == []


def test_what_may_be_repeated_is(client):
    terms = {"assess": ["intron_variant", "synonymous_variant"]}
    assert client.post(SUBMISSIONS, files=[file()], data=terms).status_code == 202


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/api/v1/therapies?gene=BRAF&tumour=melanoma", "tumour: not known; expected gene"),
        ("/api/v1/therapies?gene=BRAF&gene=KIT", "gene: expected once, came 2 times"),
        ("/api/v1/submissions?status=done", "status: not known; expected cursor, limit"),
        ("/api/v1/versions?of=model", "of: not known; no parameter is expected here"),
    ],
)
def test_a_parameter_that_would_be_passed_over_is_refused(client, path, words):
    answer = client.get(path)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/health", "/api/v1/versions", "/about", "/openapi.json"])
def test_head_is_answered_as_get_is_without_the_body(client, path):
    head, get = client.head(path), client.get(path)
    assert head.status_code == 200
    assert head.content == b""
    names = ("content-type", "content-length")
    assert [head.headers[name] for name in names] == [get.headers[name] for name in names]


def test_head_is_counted_under_its_own_route(client):
    client.head("/api/v1/versions")
    line = 'oncolit_request_seconds_count{method="HEAD",route="/api/v1/versions",status="200"}'
    assert line in client.get("/metrics").text


def test_a_method_that_is_none_is_told_all_that_are(client):
    answer = client.put(SUBMISSIONS)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert client.put(f"/api/v1/feedback/{'0' * 32}").headers["allow"] == "DELETE, GET, HEAD"


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (OperationalError("SECRET", {}, Exception("locked")), 503, "the database does not answer"),
        (OSError(errno.ENOSPC, "SECRET"), 507, "disk is full"),
        (OSError(errno.EIO, "SECRET"), 500, "a fault of oncolit"),
    ],
)
def test_what_passes_by_itself_says_when_to_come_again(
    client, services, monkeypatch, fault, status, words
):
    def broken(*_args):
        raise fault

    monkeypatch.setattr(services.submissions, "list", broken)
    answer = client.get(SUBMISSIONS)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert "SECRET" not in answer.text
    assert ("retry-after" in answer.headers) == (status != 500)


def test_a_submission_is_kept_when_its_message_cannot_be_sent(
    client, services, worker, monkeypatch
):
    def broken(_id):
        raise ConnectionError("Redis is away")

    with monkeypatch.context() as patch:
        patch.setattr(services.queue, "put", broken)
        answer = client.post(SUBMISSIONS, files=[file()])
    assert answer.status_code == 202
    worker._step()
    worker._step()
    assert client.get(answer.headers["location"]).json()["status"] == "done"


def test_who_sends_to_a_full_queue_is_turned_away_before_the_file_has_come(
    app, client, services, monkeypatch
):
    monkeypatch.setattr(services.submissions, "_settings", _one_may_wait(services))
    repeated = {"Idempotency-Key": "k1"}
    first = client.post(SUBMISSIONS, files=[file()], headers=repeated)
    assert first.status_code == 202

    def read():
        raise AssertionError("the body was read")
        yield b""

    form = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post(SUBMISSIONS, content=read(), headers=form)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    again = client.post(SUBMISSIONS, files=[file()], headers=repeated)
    assert again.json()["id"] == first.json()["id"]


def _one_may_wait(services):
    return services.settings.model_copy(update={"queue_length": 1})


def test_the_summary_says_that_a_tumour_is_not_known(client, worker):
    sent = client.post(SUBMISSIONS, files=[file()], data={"disease": "melanomma"}).json()
    worker.work_on(sent["id"])
    summary = client.get(sent["links"]["self"]).json()["summary"]
    assert summary["rows"] == summary["assessed"] == 1
    assert any("'melanomma' is not known" in one for one in summary["advice"])


def test_examples_in_the_openapi_document_fit_their_own_schemas(client):
    document = client.get("/openapi.json").json()
    seen = 0
    for name, schema in document["components"]["schemas"].items():
        whole = {**schema, "components": document["components"]}
        for example in schema.get("examples", ()):
            faults = [one.message for one in Draft202012Validator(whole).iter_errors(example)]
            assert faults == [], name
            unknown = set(example) - set(schema["properties"])
            assert unknown == set(), name
            seen += 1
    assert seen > 5
