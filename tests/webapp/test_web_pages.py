"""The pages as they are read without JavaScript: what they say, what their forms do."""

import re
from itertools import pairwise

import pytest
from html_reader import HtmlPage
from page_visitor import Visitor, feedback_on

from therapy.suggestion import RESEARCH_USE
from webapp.page_templates import NAVIGATION

MAF = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
    "TP53\tp.R175H\tMissense_Mutation\tT2\n"
    "KIT\tp.D816V\tMissense_Mutation\tT2\n"
    "KIT\tp.\tSilent\tT2\n"
)


@pytest.fixture
def visitor(client):
    return Visitor(client)


@pytest.fixture
def report(visitor, worker):
    """Path of a submission whose report is made."""
    path = visitor.submit(MAF, disease="melanoma")
    worker.work_on(path.rsplit("/", 1)[1])
    return path


def pages(report):
    fixed = [path for path, _ in NAVIGATION]
    asked = ["/therapies?gene=BRAF&variation=V600E&predict=true", "/therapies?drug=vemurafenib"]
    own = [report, f"{report}/variants/1", f"{report}/delete"]
    return [*fixed, *asked, *own, "/login"]


def test_every_page_is_for_research_and_loads_nothing_from_elsewhere_nor_inline(visitor, report):
    for path in pages(report):
        page = visitor.read(path)
        assert RESEARCH_USE in page.words, path
        assert len(page.all("h1")) == 1, path
        assert len(page.ids) == len(set(page.ids)), path
        assert "style" not in {name for _, given, _ in page.elements for name in given}, path
        assert not page.all("style"), path
        for tag, name in (("script", "src"), ("link", "href")):
            assert all(given[name].startswith("/static/") for given, _ in page.all(tag)), path
        assert not re.search(r"\son[a-z]+=", page.source), path


def test_what_a_page_loads_is_there(visitor, client):
    page = visitor.read("/")
    loaded = [given["href"] for given, _ in page.all("link")]
    loaded += [given["src"] for given, _ in page.all("script")]
    assert len(loaded) > 3
    for path in loaded:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.text


def test_headings_leave_no_level_out(visitor, report):
    for path in pages(report):
        levels = visitor.read(path).headings
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_every_field_has_a_label(visitor, report):
    for path in pages(report):
        page = visitor.read(path)
        labelled = {given["for"] for given, _ in page.all("label") if "for" in given}
        for tag in ("input", "select", "textarea"):
            for given, _ in page.all(tag):
                kind = given.get("type", "text")
                if kind not in ("hidden", "checkbox", "radio") and "hidden" not in given:
                    assert given["id"] in labelled, (path, given)


def test_one_variant_is_answered(visitor):
    text = "The BRAF V600E change activates the kinase. Nothing else was seen."
    page = visitor.send(
        "/classify", {"gene": "BRAF", "variation": "V600E", "disease": "melanoma", "text": text}
    )
    assert "BRAF V600E" in {words for _, words in page.all("h2")}
    assert "Gain-of-function" in page.words
    assert "held-out training variants" in page.words
    assert "What moved it" in page.words
    assert "The BRAF V600E change activates" in page.words
    assert "vemurafenib" in page.words
    assert any("pubmed" in link for link in page.hrefs)
    assert tuple(
        page.all("input", id=name)[0][0]["value"] for name in ("gene", "variation", "disease")
    ) == ("BRAF", "V600E", "melanoma")


def test_the_answer_alone_is_given_to_the_pages_script(visitor):
    part = visitor.send("/classify?part=answer", {"gene": "BRAF", "variation": "V600E"})
    [(given, _)] = part.all("section", **{"aria-label": "Answer"})
    assert given["data-said"].startswith("BRAF V600E: ")
    assert not part.all("h1")


def test_a_question_that_cannot_be_answered_is_shown_again_with_the_reason(visitor):
    for fields, words in (
        ({"variation": "V600E"}, "The gene is missing."),
        ({"gene": "BRAF", "variation": " "}, "The variation is missing."),
        ({"gene": "B" * 101, "variation": "V600E"}, "at most 100 characters"),
        ({"gene": "BRAF", "variation": "V600E and V600K"}, "one by one"),
    ):
        page = visitor.send("/classify", fields, status=422)
        [(_, said)] = page.all("p", role="alert")
        assert words in said
        assert page.all("input", id="variation")[0][0]["value"] == fields["variation"].strip()


def test_what_a_reader_sends_is_shown_as_text(visitor):
    page = visitor.send(
        "/classify",
        {"gene": "BRAF", "variation": "V600E", "text": "<script>alert(1)</script> BRAF V600E."},
    )
    assert "<script>alert" not in page.source
    assert "<script>alert(1)</script>" in page.words


def test_a_form_of_another_page_is_refused(client):
    for path in ("/classify", "/submissions", "/logout"):
        answer = client.post(path, data={"gene": "BRAF"}, headers={"Accept": "text/html"})
        assert answer.status_code == 403, path
        assert HtmlPage(answer.text).all("h1") == [({}, "Not allowed")]


def test_a_submission_waits_works_and_is_reported(visitor, worker, client):
    path = visitor.submit(MAF, disease="melanoma")
    waiting = visitor.read(path)
    assert "waiting" in waiting.words
    assert path in waiting.hrefs  # to look again
    part = client.get(f"{path}?part=progress").text
    assert 'data-status="queued"' in part
    worker.work_on(path.rsplit("/", 1)[1])
    page = visitor.read(path)
    assert "3 assessed + 1 not assessed + 0 rejected = 4" in page.words
    assert {words for _, words in page.all("a")} >= {"BRAF V600E", "TP53 R175H", "KIT D816V"}
    listed = visitor.read("/submissions")
    [row] = [words for _, words in listed.all("tr") if "tumours.maf" in words]
    assert "done" in row
    assert row.endswith("4 3 2")


def test_the_files_of_a_report_are_linked_and_given(visitor, report, client):
    links = [link for link in visitor.read(report).hrefs if "/files/" in link]
    names = {link.rsplit("/", 1)[1] for link in links}
    assert names == {
        "report.html", "report.json", "report.tsv", "rejected.tsv", "cohort.html", "annotated.maf",
    }  # fmt: skip
    for link in set(links):
        assert client.get(link).status_code == 200
    assert "V600E" in client.get(f"{report}/files/report.html").text
    assert client.get(f"{report}/files/head.json").status_code == 404


def test_the_table_of_variants_is_filtered(visitor, report):
    for query, shown in (
        ("find=braf", {"BRAF V600E"}),
        ("find=V600", {"BRAF V600E"}),
        ("effect=class4", {"TP53 R175H"}),
        ("actionable=true", {"BRAF V600E", "KIT D816V"}),
        ("find=nothing", set()),
    ):
        page = visitor.read(f"{report}?{query}")
        [(_, said)] = page.all("p", role="status")
        assert said.startswith(f"{len(shown)} of 3 variants fit"), query
        links = {words for given, words in page.all("a") if "/variants/" in given["href"]}
        assert links == shown, query


def test_a_long_table_of_variants_comes_a_page_at_a_time(visitor, worker):
    header, *_ = MAF.splitlines()
    rows = [f"BRAF\tp.V{n}E\tMissense_Mutation\tT1" for n in range(2, 122)]
    path = visitor.submit("\n".join([header, *rows]) + "\n")
    worker.work_on(path.rsplit("/", 1)[1])
    seen, query = [], "?find=braf"
    while query:
        page = visitor.read(f"{path}{query}")
        seen += [words for given, words in page.all("a") if "/variants/" in given["href"]]
        following = [given["href"] for given, words in page.all("a") if words == "Next"]
        query = following[0].removeprefix(path).partition("#")[0] if following else ""
    assert len(seen) == len(set(seen)) == 120


def test_a_file_that_cannot_be_read_says_why(visitor, worker):
    path = visitor.submit(b"\x00\x01\x02", "scan.bin")
    worker.work_on(path.rsplit("/", 1)[1])
    page = visitor.read(path)
    assert "failed" in page.words
    assert "binary, no text; expected a VCF" in page.words


def test_a_submission_is_deleted_after_a_question(visitor, report):
    asked = visitor.read(f"{report}/delete")
    assert "deleted for good" in asked.words
    assert visitor.read(report)  # not yet
    gone = visitor.send(f"{report}/delete")
    assert "The submission is deleted" in gone.words
    assert "None yet." in gone.words
    assert "Not found" in visitor.read(report, status=404).words
    assert "Not found" in visitor.read(f"{report}/files/report.html", status=404).words


def test_feedback_is_given_on_class_and_therapy_shown_and_taken_back(visitor, report):
    path = f"{report}/variants/1"
    page = visitor.read(path)
    name = page.all("h1")[0][1]
    of_class = feedback_on(page, f"the class of {name}")
    page = visitor.send(
        f"{path}/feedback",
        {**of_class, "verdict": "correct", "correction": "class2", "comment": "Weak <b>assay</b>"},
    )
    assert "Thank you" in page.words
    assert "corrected to Likely Gain-of-function, “Weak <b>assay</b>”" in page.words
    [shown, *_] = re.findall(
        r"What do you say of ([^?]+ \((?:resistance|sensitivity)\))", page.source
    )
    page = visitor.send(f"{path}/feedback", {**feedback_on(page, shown), "verdict": "accept"})
    assert page.words.count("said to be right") == 1
    taken = [given["action"] for given, _ in page.all("form") if "/delete" in given["action"]]
    assert len(taken) == 2
    for action in taken:
        page = visitor.send(action)
    assert "taken back" in page.words
    assert "said to be right" not in page.words


def test_feedback_that_corrects_to_nothing_is_shown_again(visitor, report):
    path = f"{report}/variants/1"
    fields = feedback_on(visitor.read(path), f"the class of {visitor.read(path).all('h1')[0][1]}")
    page = visitor.send(
        f"{path}/feedback", {**fields, "verdict": "correct", "comment": "see"}, status=422
    )
    [(_, said)] = page.all("p", role="alert")
    assert "expected with the verdict correct" in said
    assert page.all("input", name="comment", value="see")


def test_feedback_of_a_report_stands_beside_the_answer_to_the_same_variant(visitor, report):
    fields = {"kind": "class", "subject": "class7", "verdict": "accept"}
    variants = {
        words: given["href"]
        for given, words in visitor.read(report).all("a")
        if "/variants/" in given["href"]
    }
    visitor.send(f"{variants['BRAF V600E']}/feedback", fields)
    page = visitor.send("/classify", {"gene": "BRAF", "variation": "p.Val600Glu"})
    assert "said to be right" in page.words


def test_therapies_are_searched_by_variant_and_by_drug(visitor):
    page = visitor.read("/therapies?gene=EGFR&variation=T790M&disease=lung+adenocarcinoma")
    assert "RESISTANCE: evidence against" in {words for _, words in page.all("h4")}
    assert "osimertinib" in page.words
    page = visitor.read("/therapies?drug=vemurafenib&limit=5")
    assert re.search(r"[1-9]\d* curated statements, 5 on this page", page.words)
    [following] = [given["href"] for given, words in page.all("a") if words == "Next page"]
    after = visitor.read(following.partition("#")[0])
    assert "First page" in after.words
    assert "Did you mean" in visitor.read("/therapies?gene=EGRF").words
    assert "Expected the gene" in visitor.read("/therapies?variation=V600E", status=422).words


def test_errors_are_pages_for_readers_and_problems_for_programs(visitor, client):
    page = visitor.read("/nowhere", status=404)
    assert page.all("h1") == [({}, "Not found")]
    assert "Nothing is at this address" in page.words
    assert "/" in page.hrefs
    assert client.get("/nowhere").headers["content-type"] == "application/problem+json"
    assert visitor.read("/submissions?limit=x", status=422).all("h1") == [({}, "Not understood")]


def test_a_full_queue_is_a_page_that_says_to_wait(settings, visitor, monkeypatch, services):
    for _ in range(2):
        visitor.submit(MAF)
    full = settings.model_copy(update={"queue_length": 2})
    monkeypatch.setattr(services.submissions, "_settings", full)
    page = visitor.send("/submissions", files={"file": ("a.maf", MAF)}, status=503)
    assert page.all("h1") == [({}, "Too busy")]
    assert "try again" in page.words


def test_a_form_without_a_file_is_refused_in_words(visitor):
    page = visitor.send("/submissions", {"disease": "melanoma"}, status=422)
    assert "No file came" in page.words
