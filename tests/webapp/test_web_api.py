"""The API as a laboratory's program sends files with it."""

MAF = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
    "TP53\tp.R175H\tMissense_Mutation\tT2\n"
    "KIT\tp.\tSilent\tT2\n"
)


def submit(client, content=MAF, name="tumour.maf", headers=None, **fields):
    return client.post(
        "/api/v1/submissions", files={"file": (name, content)}, data=fields, headers=headers
    )


def done(client, worker, *args, **fields):
    answer = submit(client, *args, **fields)
    assert answer.status_code == 202, answer.text
    worker.work_on(answer.json()["id"])
    return client.get(answer.headers["location"]).json()


def test_a_file_becomes_a_report_in_each_format(client, worker):
    said = done(client, worker, disease="melanoma")
    assert said["status"] == "done"
    assert (said["progress"], said["stage"], said["error"]) == (1.0, "", None)
    counts = {name: said["summary"][name] for name in ("rows", "assessed", "not_assessed")}
    assert counts == {"rows": 3, "assessed": 2, "not_assessed": 1}
    report = client.get(said["links"]["report.json"]).json()
    assert {one["gene"] for one in report["variants"]} == {"BRAF", "TP53"}
    assert report["disease"] == "melanoma"
    page = client.get(said["links"]["report.html"])
    assert page.headers["content-type"].startswith("text/html")
    assert "V600E" in page.text
    assert len(client.get(said["links"]["report.tsv"]).text.splitlines()) == 4
    assert "annotated.maf" in said["links"]


def test_the_file_is_gone_when_the_report_is_there(client, worker, services):
    said = done(client, worker)
    assert not services.submissions.upload_folder(said["id"]).exists()


def test_a_report_that_is_not_made_is_a_conflict_and_not_missing(client):
    location = submit(client).headers["location"]
    answer = client.get(f"{location}/report.json")
    assert answer.status_code == 409
    assert "ask again later" in answer.json()["detail"]


def test_a_file_that_cannot_be_read_fails_with_the_reason_and_without_our_paths(client, worker):
    said = done(client, worker, b"%PDF-1.4\n", "letter.pdf")
    assert said["status"] == "failed"
    assert said["error"].startswith("letter.pdf: ")
    assert "expected" in said["error"]
    assert "/" not in said["error"].split(";")[0]
    assert said["links"] == {"self": f"/api/v1/submissions/{said['id']}"}


def test_an_empty_file_is_refused_at_once(client):
    answer = submit(client, b"")
    assert answer.status_code == 422
    assert "the file is empty" in answer.json()["detail"]
    assert client.get("/api/v1/submissions").json()["items"] == []


def test_options_decide_which_rows_are_assessed(client, worker):
    said = done(client, worker, assess="synonymous_variant")
    assert said["summary"]["not_assessed"] <= 1
    refused = submit(client, assess="no_such_term")
    assert refused.status_code == 422
    assert "no_such_term" in refused.json()["detail"]


def test_the_same_key_and_file_are_one_submission(client):
    first = submit(client, headers={"Idempotency-Key": "a-1"})
    second = submit(client, headers={"Idempotency-Key": "a-1"})
    assert first.json()["id"] == second.json()["id"]
    assert len(client.get("/api/v1/submissions").json()["items"]) == 1
    other = submit(client, "BRAF V600E\n", headers={"Idempotency-Key": "a-1"})
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json()["detail"]


def test_a_full_queue_turns_away_and_says_when_to_come_again(client, settings, services, app):
    small = settings.model_copy(update={"queue_length": 1})
    services.submissions._settings = small
    assert submit(client).status_code == 202
    refused = submit(client)
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert "1 submissions wait already" in refused.json()["detail"]
    assert len(list(settings.uploads.iterdir())) == 1


def test_what_is_deleted_is_gone(client, worker, services):
    said = done(client, worker)
    assert client.delete(said["links"]["self"]).status_code == 204
    assert client.get(said["links"]["self"]).status_code == 404
    assert client.get(said["links"]["report.json"]).status_code == 404
    assert not services.submissions.report_folder(said["id"]).exists()
    assert client.delete(said["links"]["self"]).status_code == 404


def test_lists_come_a_page_at_a_time_with_a_link_to_the_next(client):
    ids = [submit(client, name=f"{n}.maf").json()["id"] for n in range(3)]
    first = client.get("/api/v1/submissions?limit=2")
    assert [one["id"] for one in first.json()["items"]] == ids[:0:-1]
    assert first.links["next"]["url"].startswith("/api/v1/submissions?")
    second = client.get(first.links["next"]["url"])
    assert [one["id"] for one in second.json()["items"]] == ids[:1]
    assert second.json()["next_cursor"] is None
    assert "next" not in second.links


def test_readiness_names_the_model_and_metrics_count_requests(client, small_model):
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json()["model"] == f"folder {small_model.name}"
    client.post("/api/v1/classify", json={"gene": "BRAF", "variation": "V600E"})
    counted = client.get("/metrics").text
    line = 'oncolit_request_seconds_count{method="POST",route="/api/v1/classify",status="200"}'
    assert line in counted
    assert 'oncolit_submissions{status="queued"} 0.0' in counted
