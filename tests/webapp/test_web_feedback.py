"""Feedback as a laboratory gives it, sees it and takes it back."""

import json

import pytest
from sqlalchemy import select

from webapp.audit import entries
from webapp.caller import LOCAL_CALLER, Caller, Scope
from webapp.feedback import NewFeedback
from webapp.feedback_store import FeedbackStore, NoFeedbackError
from webapp.keys import KeyStore
from webapp.pagination import PageRequest
from webapp.tables import Feedback, Laboratory

ADDRESS = "/api/v1/feedback"
KIT = {"gene": "KIT", "variation": "D816V", "kind": "class", "subject": "class7"}
ACCEPTED = {**KIT, "verdict": "accept"}
MAF = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
    "EGFR\tp.T790M\tMissense_Mutation\tT1\n"
)


@pytest.fixture
def report(client, worker):
    """The id of a submission with its report, and the report."""
    sent = client.post(
        "/api/v1/submissions", files={"file": ("t.maf", MAF)}, data={"disease": "melanoma"}
    )
    worker.work_on(sent.json()["id"])
    location = sent.headers["location"]
    return sent.json()["id"], client.get(f"{location}/report.json").json()


@pytest.fixture
def store(database):
    return FeedbackStore(database)


@pytest.fixture
def other(database):
    with database.session() as session:
        from webapp.clock import now

        session.add(Laboratory(id="other", name="other", created=now()))
    return Caller("other", "other", frozenset(Scope))


def add(store, caller=LOCAL_CALLER, **changes):
    return store.add(caller, NewFeedback(**{**ACCEPTED, **changes}), {"model": "m"})


def test_feedback_on_a_single_variant_is_kept_with_the_versions_that_answer(client):
    answer = client.post(ADDRESS, json={**ACCEPTED, "comment": " As expected. "})
    assert answer.status_code == 201
    given = answer.json()
    assert given["versions"] == client.get("/api/v1/versions").json()
    assert given["comment"] == "As expected."
    assert given["counts"] is True
    assert client.get(answer.headers["location"]).json() == given
    assert client.get(ADDRESS).json()["items"] == [given]


def test_feedback_on_a_report_is_kept_with_the_versions_of_the_report(client, report, services):
    submission, head = report
    [variant] = [one for one in head["variants"] if one["gene"] == "BRAF"]
    said = {
        "submission_id": submission, "gene": "braf", "variation": "p.Val600Glu", "kind": "class",
        "subject": variant["effect"]["most_probable"], "verdict": "accept",
    }  # fmt: skip
    given = client.post(ADDRESS, json=said).json()
    assert given["versions"] == head["versions"]
    assert (given["gene"], given["variation"]) == (variant["gene"], variant["variation"])
    assert given["disease"] == "melanoma"
    number = {**said, "number": variant["number"]}
    assert client.post(ADDRESS, json=number).status_code == 201
    found = FeedbackStore(services.database).of_submission(LOCAL_CALLER, submission)
    assert [one.counts for one in found] == [True, False]


def test_feedback_on_a_therapy_takes_its_direction_from_the_report(client, report):
    submission, head = report
    [variant] = [one for one in head["variants"] if one["gene"] == "EGFR"]
    directions = {}
    for one in variant["therapies"]:
        directions.setdefault(one["therapy"], set()).add(one["direction"])
    single = next(name for name, found in directions.items() if len(found) == 1)
    said = {
        "submission_id": submission, "gene": "EGFR", "variation": variant["variation"],
        "kind": "therapy", "subject": single, "verdict": "correct", "correction": "osimertinib 2",
    }  # fmt: skip
    given = client.post(ADDRESS, json=said)
    assert given.status_code == 201, given.text
    assert given.json()["direction"] == directions[single].copy().pop()
    wrong = {"sensitivity": "resistance", "resistance": "sensitivity"}[given.json()["direction"]]
    refused = client.post(ADDRESS, json={**said, "direction": wrong})
    assert refused.status_code == 422
    assert f"{single} is suggested as" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"subject": "class1"}, 422, "class1 was not suggested for BRAF"),
        ({"kind": "therapy", "subject": "water"}, 422, "'water' is no therapy in the report"),
        ({"variation": "K601E"}, 422, "the report has no variant BRAF K601E"),
        ({"number": 77}, 422, "no variant 77"),
        ({"submission_id": "0" * 32}, 404, "no submission"),
    ],
)
def test_what_the_report_does_not_suggest_is_refused(client, report, changes, status, words):
    said = {
        "submission_id": report[0], "gene": "BRAF", "variation": "V600E", "kind": "class",
        "subject": "class7", "verdict": "accept",
    }  # fmt: skip
    answer = client.post(ADDRESS, json={**said, **changes})
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert client.get(ADDRESS).json()["items"] == []


def test_a_number_and_a_name_that_differ_are_refused(client, report):
    [egfr] = [one["number"] for one in report[1]["variants"] if one["gene"] == "EGFR"]
    said = {**ACCEPTED, "submission_id": report[0], "gene": "BRAF", "variation": "V600E"}
    answer = client.post(ADDRESS, json={**said, "number": egfr})
    assert answer.status_code == 422
    assert "is EGFR" in answer.json()["detail"]


def test_feedback_before_the_report_is_a_conflict(client):
    sent = client.post("/api/v1/submissions", files={"file": ("t.maf", MAF)}).json()["id"]
    assert client.post(ADDRESS, json={**ACCEPTED, "submission_id": sent}).status_code == 409


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"verdict": "correct"}, "correction: expected with the verdict correct"),
        ({"correction": "class4"}, "correction: expected with the verdict correct"),
        ({"verdict": "correct", "correction": ""}, "correction: expected with"),
        ({"verdict": "correct", "correction": "class7"}, "expected another than"),
        ({"verdict": "correct", "correction": "loss"}, "expected class1 to class9"),
        ({"subject": "class10"}, "expected class1 to class9"),
        ({"kind": "therapy", "subject": "x", "direction": "up"}, "direction"),
        ({"direction": "resistance"}, "with the kind therapy only"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"comment": "x" * 2001}, "comment"),
        ({"comment": "a\x00b"}, "comment"),
        ({"gene": "KIT\nBRAF"}, "gene"),
        ({"gene": " "}, "gene"),
        ({"variation": "nan"}, "expected a gene and a variation"),
        ({"disease": "a\x07"}, "disease"),
        ({"number": 1}, "number: expected with a submission_id only"),
        ({"submission_id": "../etc"}, "submission_id"),
        ({"laboratory_id": "other"}, "laboratory_id"),
    ],
)
def test_what_is_no_feedback_is_refused_and_the_field_named(client, changes, words):
    answer = client.post(ADDRESS, json={**ACCEPTED, **changes})
    assert answer.status_code == 422, answer.text
    assert words in answer.json()["detail"]
    assert client.get(ADDRESS).json()["items"] == []


def test_a_lone_surrogate_is_refused(client):
    body = json.dumps({**ACCEPTED, "comment": "\ud800"})
    answer = client.post(ADDRESS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)


def test_the_longest_comment_is_kept_with_its_lines(client):
    comment = "a\n" + "b" * 1998
    given = client.post(ADDRESS, json={**ACCEPTED, "comment": comment})
    assert given.json()["comment"] == comment


def test_a_later_word_stands_beside_the_earlier_and_counts(store):
    first = add(store)
    other_suggestion = add(store, subject="class4", verdict="reject")
    second = add(store, verdict="correct", correction="class2", variation="p.Asp816Val")
    page = store.list(LOCAL_CALLER, PageRequest())
    assert [(one.id, one.counts) for one in page.items] == [
        (second.id, True), (other_suggestion.id, True), (first.id, False)
    ]  # fmt: skip
    store.delete(LOCAL_CALLER, second.id)
    assert store.get(LOCAL_CALLER, first.id).counts is True


def test_what_counts_is_told_on_every_page_alike(store):
    given = [add(store, comment=str(place)) for place in range(5)]
    first = store.list(LOCAL_CALLER, PageRequest(limit=2))
    assert [one.counts for one in first.items] == [True, False]
    assert [one.id for one in first.items] == [given[4].id, given[3].id]


def test_feedback_is_found_beside_a_variant_in_any_spelling(store):
    given = add(store)
    add(store, gene="MET")
    pairs = [("kit", "p.Asp816Val"), ("KIT", "D816V"), ("KIT", "D816H")]
    found = store.of_variants(LOCAL_CALLER, pairs)
    assert {pair: [one.id for one in ones] for pair, ones in found.items()} == {
        pairs[0]: [given.id], pairs[1]: [given.id]
    }  # fmt: skip


def test_many_variants_are_asked_for_at_once(store):
    given = add(store)
    pairs = [("KIT", f"D{place}V") for place in range(1, 1200)]
    assert [one.id for one in store.of_variants(LOCAL_CALLER, pairs)["KIT", "D816V"]] == [given.id]


def test_laboratories_see_their_own_feedback_only(store, other):
    mine = add(store)
    theirs = add(store, other, verdict="reject")
    assert [one.id for one in store.list(other, PageRequest()).items] == [theirs.id]
    assert mine.counts
    assert theirs.counts
    assert [one.id for one in store.of_variants(other, [("KIT", "D816V")])["KIT", "D816V"]] == [
        theirs.id
    ]
    for forbidden in (store.get, store.delete):
        with pytest.raises(NoFeedbackError):
            forbidden(other, mine.id)
    assert store.get(LOCAL_CALLER, mine.id) == mine


def test_over_the_api_another_laboratory_meets_nothing(client, database):
    keys = KeyStore(database)
    headers = []
    for name in ("Pathology", "Genetics"):
        _, secret = keys.create(name, "api")
        headers.append({"Authorization": f"Bearer {secret}"})
    given = client.post(ADDRESS, json=ACCEPTED, headers=headers[0]).json()
    own, foreign = (client.get(f"{ADDRESS}/{given['id']}", headers=one) for one in headers)
    assert (own.status_code, foreign.status_code) == (200, 404)
    assert client.delete(f"{ADDRESS}/{given['id']}", headers=headers[1]).status_code == 404
    assert client.get(ADDRESS, headers=headers[1]).json()["items"] == []
    assert client.post(ADDRESS, json=ACCEPTED).status_code == 401


def test_a_key_without_the_scope_gives_no_feedback(client, database):
    _, secret = KeyStore(database).create("Pathology", "api", frozenset({Scope.READ}))
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.post(ADDRESS, json=ACCEPTED, headers=headers).status_code == 403
    assert client.get(ADDRESS, headers=headers).status_code == 200


def test_feedback_is_taken_back(client):
    place = client.post(ADDRESS, json=ACCEPTED).headers["location"]
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404
    assert client.delete(place).status_code == 404


@pytest.mark.parametrize("identifier", ["x", "0" * 33, "%00", "a%20b"])
def test_what_is_no_id_is_refused(client, identifier):
    assert client.get(f"{ADDRESS}/{identifier}").status_code == 422


def test_feedback_goes_with_its_submission(client, report, database):
    submission = report[0]
    said = {**ACCEPTED, "submission_id": submission, "gene": "BRAF", "variation": "V600E"}
    assert client.post(ADDRESS, json=said).status_code == 201
    kept = client.post(ADDRESS, json=ACCEPTED).json()["id"]
    assert client.delete(f"/api/v1/submissions/{submission}").status_code == 204
    with database.reading() as session:
        assert session.scalars(select(Feedback.id)).all() == [kept]


def test_pages_of_feedback_are_linked(client):
    for _ in range(3):
        client.post(ADDRESS, json=ACCEPTED)
    first = client.get(ADDRESS, params={"limit": 2})
    assert len(first.json()["items"]) == 2
    second = client.get(first.links["next"]["url"])
    assert len(second.json()["items"]) == 1
    assert "link" not in second.headers
    cursor = first.json()["next_cursor"]
    assert client.get(ADDRESS, params={"cursor": cursor, "limit": 2}).json() == second.json()


def test_giving_reading_and_deleting_is_audited_by_id_alone(client, database):
    given = client.post(ADDRESS, json={**ACCEPTED, "comment": "secret words"}).json()["id"]
    client.get(f"{ADDRESS}/{given}")
    client.delete(f"{ADDRESS}/{given}")
    with database.session() as session:
        told = [(one.action, one.subject) for one in entries(session)]
    assert told == [
        ("gave feedback", given), ("read feedback", given), ("deleted feedback", given)
    ]  # fmt: skip


def test_an_audit_log_that_cannot_be_written_keeps_no_feedback(store, monkeypatch):
    def fail(*_args):
        raise OSError("disk full")

    monkeypatch.setattr("webapp.feedback_store.record", fail)
    with pytest.raises(OSError, match="disk full"):
        add(store)
    assert store.list(LOCAL_CALLER, PageRequest()).items == ()
