"""The answer to one variant as it is read without JavaScript, and feedback on it."""

import re

import pytest
from page_visitor import Visitor, feedback_on

from webapp.audit import Action, entries

BRAF = {"gene": "BRAF", "variation": "V600E", "disease": "melanoma"}


@pytest.fixture
def visitor(client):
    return Visitor(client)


def test_feedback_on_an_answer_is_given_shown_beside_it_and_taken_back(visitor):
    page = visitor.send("/classify", BRAF)
    given = {**BRAF, "verdict": "correct", "correction": "class2", "comment": "Weak assay"}
    on_class = feedback_on(page, "the class of BRAF V600E")
    page = visitor.send("/classify/feedback", {**given, **on_class})
    assert "Thank you" in page.words
    assert "corrected to Likely Gain-of-function, “Weak assay”" in page.words
    assert "vemurafenib" in page.words
    on_therapy = {"kind": "therapy", "subject": "vemurafenib", "direction": "sensitivity"}
    page = visitor.send("/classify/feedback", {**BRAF, **on_therapy, "verdict": "accept"})
    assert page.words.count("said to be right") == 1
    taken = [given["action"] for given, _ in page.all("form") if "/delete" in given["action"]]
    assert len(taken) == 2
    for action in taken:
        page = visitor.send(action, BRAF)
    assert "taken back" in page.words
    assert "Weak assay" not in page.words


def test_feedback_on_an_answer_keeps_the_versions_and_the_disease_but_no_submission(
    visitor, client, services
):
    fields = {"kind": "class", "subject": "class7", "verdict": "accept"}
    visitor.send("/classify/feedback", {**BRAF, **fields})
    [kept] = client.get("/api/v1/feedback").json()["items"]
    assert kept["submission_id"] is None
    assert kept["disease"] == "melanoma"
    assert kept["versions"]["model"] == services.sources.current.versions.model


def test_an_answer_is_shown_again_where_its_form_stood_and_says_that_the_text_is_gone(visitor):
    fields = {"kind": "class", "subject": "class7", "verdict": "accept", "with_text": "true"}
    answer = visitor.send(
        "/classify/feedback", {**BRAF, **fields, "at": "feedback-1"}, follow=False
    )
    assert answer.status_code == 303
    path, _, place = answer.headers["location"].partition("#")
    page = visitor.read(path)
    assert place in page.ids
    assert "without the text" in page.words
    answer = visitor.send(
        "/classify/feedback", {**BRAF, **fields, "at": "//evil.example"}, follow=False
    )
    assert answer.headers["location"].endswith("#answer")


def test_the_pages_script_keeps_the_text_when_it_sends_feedback(visitor):
    fields = {"kind": "class", "subject": "class7", "verdict": "accept"}
    text = {"text": "The BRAF V600E change activates the kinase."}
    part = visitor.send("/classify/feedback?part=answer", {**BRAF, **fields, **text})
    assert "What the text says" in part.source
    assert "said to be right" in part.source
    assert not part.all("h1")


def test_feedback_on_an_answer_that_is_not_as_expected_is_shown_again(visitor):
    fields = {"kind": "class", "subject": "class7", "verdict": "correct", "comment": "see"}
    page = visitor.send("/classify/feedback", {**BRAF, **fields}, status=422)
    [(_, said)] = page.all("p", role="alert")
    assert "expected with the verdict correct" in said
    assert page.all("input", name="comment", value="see")


def test_what_was_said_of_an_earlier_answer_is_shown_with_what_it_was_on(visitor):
    fields = {"kind": "class", "subject": "class4", "verdict": "reject"}
    page = visitor.send("/classify/feedback", {**BRAF, **fields})
    assert "of Loss-of-function: said to be wrong" in page.words
    fields = {"kind": "therapy", "subject": "aspirin", "direction": "sensitivity"}
    page = visitor.send("/classify/feedback", {**BRAF, **fields, "verdict": "reject"})
    assert "Feedback on therapies that are not suggested now" in page.words
    assert "of aspirin (sensitivity): said to be wrong" in page.words


def test_facts_on_drugs_stand_with_an_answer_and_with_advice(visitor):
    for page in (
        visitor.send("/classify", BRAF),
        visitor.read("/therapies?gene=BRAF&variation=V600E"),
    ):
        facts = [
            words for given, words in page.all("div") if given.get("id", "").startswith("drug")
        ]
        [vemurafenib] = [words for words in facts if words.startswith("vemurafenib ")]
        assert "BRAF inhibitor; targets BRAF" in vemurafenib
        assert "Monitor:" in vemurafenib
        anchors = {link[1:] for link in page.hrefs if link.startswith("#drug")}
        assert anchors
        assert anchors <= set(page.ids)


def test_an_answer_has_an_address(visitor):
    page = visitor.read("/classify?gene=BRAF&variation=V600E&disease=melanoma")
    assert page.all("section", **{"aria-label": "Answer"})
    assert page.all("input", id="gene")[0][0]["value"] == "BRAF"
    assert "The gene is missing." in visitor.read("/classify?variation=V600E", status=422).words
    assert not visitor.read("/classify").all("section", **{"aria-label": "Answer"})


def test_a_misspelt_gene_is_answered_with_what_may_be_meant(visitor):
    page = visitor.send("/classify", {"gene": "EGRF", "variation": "T790M"})
    assert re.search(r"Did you mean [^?]*EGFR", page.words)


def test_answers_while_typing_are_noted_once_a_minute_and_others_each(visitor, database):
    def noted():
        with database.session() as session:
            return [one.action for one in entries(session)].count(Action.CLASSIFIED)

    for typed in ("V6", "V60", "V600", "V600E"):
        visitor.send("/classify?part=live", {"gene": "BRAF", "variation": typed})
    assert noted() == 1
    for part in ("?part=answer", ""):
        visitor.send(f"/classify{part}", BRAF)
    assert noted() == 3
