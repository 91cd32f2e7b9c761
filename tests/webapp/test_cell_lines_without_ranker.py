"""Where no ranker of drugs is trained, pages and the API say so and all else works."""

import pytest
from page_visitor import Visitor

MAF = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
)
WORDS = "No ranker of drugs is trained here"


@pytest.fixture
def report(client, worker):
    """The path of a submission with its report."""
    sent = client.post("/api/v1/submissions", files={"file": ("t.maf", MAF)})
    worker.work_on(sent.json()["id"])
    return sent.json()["id"]


def test_the_pages_say_that_nothing_is_ranked(client, report):
    visitor = Visitor(client)
    for path in ("/cell-lines?mutated=BRAF", f"/submissions/{report}"):
        assert WORDS in visitor.read(path).words
    page = visitor.read(f"/submissions/{report}/cell-lines")
    assert WORDS in page.words
    assert not page.all("input", name="subject")


def test_the_api_says_why(client, report):
    facts = client.get("/api/v1/cell-lines").json()
    assert WORDS in facts["cell_lines"]["reason"]
    assert facts["drugs"] == facts["tissues"] == []
    told = {"kind": "response", "subject": "Dabrafenib", "verdict": "responded"}
    for answer in (
        client.post("/api/v1/cell-lines", json={"mutated": ["BRAF"]}),
        client.get(f"/api/v1/submissions/{report}/cell-lines"),
        client.post("/api/v1/feedback", json={**told, "submission_id": report}),
    ):
        assert answer.status_code == 404
        assert WORDS in answer.json()["detail"]


def test_a_report_that_was_made_before_a_ranker_was_trained_is_to_be_sent_again(
    client, report, services, monkeypatch
):
    from dataclasses import replace

    from rankers import FakeRanker

    from pipeline.cell_line_source import make_source
    from webapp.sources import CurrentSources

    ranking = replace(services.sources.current, cell_lines=make_source(FakeRanker()))
    monkeypatch.setattr(CurrentSources, "current", property(lambda _: ranking))
    page = Visitor(client).read(f"/submissions/{report}/cell-lines")
    assert "send the file again" in page.words
    answer = client.get(f"/api/v1/submissions/{report}/cell-lines")
    assert answer.status_code == 404
