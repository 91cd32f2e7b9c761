"""The page of a patient without JavaScript: what it says, what its form does."""

import json
import re
from html import unescape

import pytest
from laboratories import make_laboratory, post_form, token_on
from page_visitor import Visitor

from webapp.case_examples import example_names
from webapp.case_form import LABELS

TEXT = "Progressive dyspnoea, but no fever. Her mother had breast cancer."
LUNG = {
    "sex": "female",
    "age": "61",
    "tumour": "lung adenocarcinoma",
    "stage": "IVB",
    "findings": "Cough",
    "somatic": "EGFR L858R",
    "test_qtc": "510",
    "unit_qtc": "ms",
}


@pytest.fixture
def visitor(client):
    return Visitor(client)


@pytest.fixture
def report(visitor, worker):
    """Path of the page of a patient's report."""
    answer = visitor.send("/case", LUNG, follow=False)
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    worker.work_on(path.rsplit("/", 1)[1])
    return path


def value_of(page, name):
    """Return what a field holds, as the page shows it."""
    area = re.search(
        rf'<textarea [^>]*name="{name}"[^>]*>\n(.*?)</textarea>', page.source, re.DOTALL
    )
    if area:
        return unescape(area[1])
    choice = re.search(rf'<select [^>]*name="{name}".*?</select>', page.source, re.DOTALL)
    if choice:
        chosen = re.search(r'value="([^"]*)" selected', choice[0])
        return chosen[1] if chosen else ""
    [(given, _)] = page.all("input", name=name)
    return given["value"]


def ticks(page):
    return [given["value"] for given, _ in page.all("input", name="found")]


def test_every_field_has_a_label_and_asks_for_nothing_personal(visitor):
    page = visitor.read("/case")
    labelled = {given["for"] for given, _ in page.all("label") if "for" in given}
    assert set(LABELS) <= labelled
    assert "No name, date of birth or number is needed" in page.words
    assert "without names" in page.words
    named = {given.get("name", "") for given, _ in page.all("input")}
    assert not named & {"name", "surname", "birth", "date_of_birth", "address", "email"}


@pytest.mark.parametrize("name", example_names())
def test_an_example_is_filled_in_and_makes_a_case(visitor, name):
    page = visitor.read(f"/case?example={name}")
    assert "An example is filled in" in page.words
    fields = {field: value_of(page, field) for field in LABELS} | {"text": ""}
    assert all(fields[name] for name in ("sex", "age", "tumour"))
    answer = visitor.send("/case", fields, follow=False)
    assert answer.status_code == 303, answer.text


def test_an_example_that_is_none_is_not_found(visitor):
    assert "expected one of" in visitor.read("/case?example=../../etc/passwd", 404).words


def test_faults_stand_beside_their_fields_and_what_was_written_is_kept(visitor):
    wrong = {**LUNG, "age": "old", "findings": "Coughh", "test_qtc": "490 sec"}
    page = visitor.send("/case", wrong, status=422)
    for name in ("age", "findings", "test_qtc"):
        [given] = [given for tag in ("input", "textarea") for given, _ in page.all(tag, name=name)]
        assert given["aria-invalid"] == "true"
        assert f"{name}-fault" in given["aria-describedby"].split()
    [fault] = [words for given, words in page.all("p") if given.get("id") == "test_qtc-fault"]
    assert "expected a number with ms" in fault
    assert value_of(page, "age") == "old"
    assert value_of(page, "findings") == "Coughh"
    assert value_of(page, "somatic") == "EGFR L858R"
    [said] = [words for given, words in page.all("div") if given.get("id") == "said"]
    assert "Not sent yet" in said
    assert "Age: 'old'" in said


def test_an_empty_form_is_not_sent(visitor):
    assert "Nothing is filled in" in visitor.send("/case", {}, status=422).words
    assert "None yet" in visitor.read("/submissions").words


def test_a_text_is_read_and_what_is_ticked_is_added(visitor):
    page = visitor.send("/case/findings", {"findings": "Cough", "text": TEXT})
    found = ticks(page)
    assert found == ["present|HP:0002094", "absent|HP:0001945", "family|mother|HP:0003002"]
    assert "“dyspnoea”, HP:0002094" in page.words
    assert value_of(page, "findings") == "Cough"  # nothing is added before it is ticked
    fields = {"findings": "Cough", "text": TEXT, "found": found[:2]}
    page = visitor.send("/case/findings", fields)
    assert value_of(page, "findings").split("\n") == ["Cough", "HP:0002094 Dyspnea"]
    assert value_of(page, "absent_findings") == "HP:0001945 Fever"
    assert ticks(page) == found[2:]


def test_a_text_that_was_not_read_is_asked_about_before_the_report(visitor, client):
    page = visitor.send("/case", {**LUNG, "text": TEXT}, status=422)
    assert "does what the text says hold?" in page.words
    seen = value_of(page, "text_seen")
    assert seen == TEXT
    fields = {**LUNG, "text": TEXT, "text_seen": seen, "found": "present|HP:0002094"}
    answer = visitor.send("/case", fields, follow=False)
    assert answer.status_code == 303
    assert len(client.get("/api/v1/submissions").json()["items"]) == 1


def test_there_has_to_be_a_text_to_read(visitor):
    assert "No text" in visitor.send("/case/findings", {"text": " "}, status=422).words


def test_what_is_too_long_is_refused(visitor, client):
    page = visitor.send("/case/findings", {"text": "a " * 15_000}, status=422)
    assert "expected at most 20,000" in page.words
    page = visitor.send("/case", {**LUNG, "history": "a\n" * 15_000}, status=422)
    assert "expected at most 20,000" in page.words
    answer = client.post(
        "/case", data={"csrf": visitor.token(), "history": "a" * 2**21}, follow_redirects=False
    )
    assert answer.status_code == 413


def test_the_case_is_sent_as_a_submission_and_answered(visitor, client, report):
    page = visitor.read(report)
    [item] = client.get("/api/v1/submissions").json()["items"]
    assert item["file_name"] == "patient.yaml"
    assert item["disease"] == "lung adenocarcinoma"
    assert "The patient" in [words for _, words in page.all("h2")]
    assert "Therapies with a caution in this patient" in page.words
    assert "Possible diagnoses" in page.words
    assert "QTc 510 ms" in page.words
    links = [given["href"] for given, _ in page.all("a")]
    assert f"{report}/files/report.html#for-patient" in links
    whole = client.get(f"{report}/files/report.html").text
    for place in ("case", "for-patient"):
        assert f'id="{place}"' in whole
    assert "EGFR L858R" in page.words


def test_the_text_is_neither_sent_nor_kept(visitor, client, worker, home):
    text = "Zebediah-Quill has a fever."
    fields = {**LUNG, "text": text, "text_seen": text, "found": "present|HP:0001945"}
    answer = visitor.send("/case", fields, follow=False)
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"Quill" in path.read_bytes()]
    path = answer.headers["location"]
    worker.work_on(path.rsplit("/", 1)[1])
    report = json.loads(client.get(f"{path}/files/report.json").text)
    assert [one["label"] for one in report["patient"]["findings"]] == ["Cough", "Fever"]
    assert not [one for one in home.rglob("*") if one.is_file() and b"Quill" in one.read_bytes()]


def test_the_code_is_replaced_where_it_is_asked_for(visitor, client, worker, home):
    fields = {**LUNG, "id": "Zebediah-Quill", "pseudonymise": "true", "history": "asthma; Quill"}
    path = visitor.send("/case", fields, follow=False).headers["location"]
    worker.work_on(path.rsplit("/", 1)[1])
    report = json.loads(client.get(f"{path}/files/report.json").text)
    assert report["patient"]["id"].startswith("S-")
    assert "names replaced" in report["file"]["format"]
    assert "Quill" not in visitor.read(path).source
    assert not [one for one in home.rglob("*") if one.is_file() and b"Quill" in one.read_bytes()]


def test_who_may_not_send_has_no_form_and_who_may_not_classify_reads_no_text(app):
    reader = make_laboratory(app, "Reader", {"read", "classify"}).log_in()
    assert reader.get("/case").status_code == 403
    sender = make_laboratory(app, "Sender", {"submit", "read"}).log_in()
    shown = sender.get("/case").text
    assert "Your key may not have texts read" in shown
    assert 'name="text"' not in shown
    answer = post_form(sender, "/case", "/case/findings", text=TEXT)
    assert answer.status_code == 422
    assert "may not read texts" in answer.text
    assert "HP:0002094" not in answer.text


def test_a_form_of_another_site_is_refused(app):
    sender = make_laboratory(app, "Sender").log_in()
    token = token_on(sender, "/case")
    for path in ("/case", "/case/findings"):
        answer = sender.post(
            path, data={"csrf": token, **LUNG}, headers={"sec-fetch-site": "cross-site"}
        )
        assert answer.status_code == 403
        answer = sender.post(path, data=LUNG, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == 403
