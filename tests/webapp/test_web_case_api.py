"""The API on patients: terms for words, findings in a text, and a case as a submission."""

import gzip
import io
import json
import logging
from pathlib import Path

import pytest
from laboratories import here, make_laboratory

from webapp.case_content import case_content
from webapp.case_phenotypes import open_phenotypes
from webapp.case_text import plain_sentences
from webapp.log import ValueFreeFormatter

CASES = Path(__file__).parents[2] / "data" / "demo" / "cases"
SENTENCES = Path(__file__).parents[1] / "golden" / "finding_sentences.tsv"
NAME = "Zebediah-Quill"
CASE = f"""\
id: {NAME}
sex: female
age: 61
tumour: {{type: lung adenocarcinoma, stage: IVB}}
findings: [Cough]
text: |
  {NAME} has a fever.
note: {NAME} is from Ulm.
history:
  - {{name: Crohn disease, note: {NAME}}}
previous_therapies:
  - {{drugs: [erlotinib], response: progressive disease, note: {NAME}}}
tests: {{qtc: 510 ms}}
variants: {{somatic: [EGFR L858R]}}
"""
BOMB = "id: a\nhistory: &a [x, x]\nmedications: [*a, *a]\n"


@pytest.fixture
def submitted(client, worker):
    """Send a file; return the submission's record and the texts of its report's files."""

    def send(content, name="case.yaml", **form):
        sent = client.post("/api/v1/submissions", files={"file": (name, content)}, data=form)
        assert sent.status_code == 202, sent.text
        worker.work_on(sent.json()["id"])
        record = client.get(f"/api/v1/submissions/{sent.json()['id']}").json()
        files = {one: client.get(path).text for one, path in record["links"].items()}
        return record, files

    return send


def test_a_term_is_found_by_the_beginning_of_a_synonym(client):
    found = client.get("/api/v1/phenotypes", params={"q": "short of br"}).json()
    assert found["ontology"].startswith("hp/releases/")
    assert {"id": "HP:0002094", "name": "Dyspnea"}.items() <= found["items"][0].items()
    assert found["items"][0]["synonym"] == "Shortness of breath"


def test_as_many_terms_come_as_are_asked_for(client):
    asked = {"q": "seizure", "limit": 3}
    assert len(client.get("/api/v1/phenotypes", params=asked).json()["items"]) == 3


@pytest.mark.parametrize(
    "asked", [{}, {"q": ""}, {"q": "x" * 101}, {"q": "a", "limit": 26}, {"words": "a"}], ids=str
)
def test_a_look_up_of_nothing_or_too_much_is_refused(client, asked):
    answer = client.get("/api/v1/phenotypes", params=asked)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_text_is_read_with_its_words_for_confirmation(client):
    text = "Progressive dyspnoea, but no fever. Her mother had breast cancer."
    found = client.post("/api/v1/phenotypes/read", json={"text": text}).json()["items"]
    assert [(one["name"], one["status"], one["relative"]) for one in found] == [
        ("Dyspnea", "present", ""),
        ("Fever", "absent", ""),
        ("Breast carcinoma", "present", "mother"),
    ]
    assert all(text[one["start"] : one["end"]] == one["words"] for one in found)


def test_a_text_that_is_too_long_is_refused(client):
    assert client.post("/api/v1/phenotypes/read", json={"text": "a" * 20_001}).status_code == 422
    assert client.post("/api/v1/phenotypes/read", json={"text": "a" * 2**21}).status_code == 413


def test_a_text_is_in_no_log_and_stays_nowhere(app, home):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ValueFreeFormatter("%(message)s"))
    handler.addFilter(lambda one: not one.name.startswith("httpx"))  # who asks, not who answers
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        browser = here(app)
        text = f"{NAME} has a fever."
        assert browser.post("/api/v1/phenotypes/read", json={"text": text}).status_code == 200
        assert browser.get("/api/v1/phenotypes", params={"q": NAME}).status_code == 200
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert "/api/v1/phenotypes/read" in stream.getvalue()
    assert "Quill" not in stream.getvalue()
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"Quill" in path.read_bytes()]


def test_a_look_up_needs_the_scope_to_classify(app):
    laboratory = make_laboratory(app, "Sender", {"submit"})
    for method, path in (("GET", "?q=fever"), ("POST", "/read")):
        answer = laboratory.ask(method, f"/api/v1/phenotypes{path}")
        assert answer.status_code == 403, path


def test_what_looks_terms_up_is_opened_as_the_server_starts(client):
    assert client.get("/health").status_code == 200
    assert open_phenotypes() is open_phenotypes()


@pytest.mark.parametrize(
    ("content", "is_case"),
    [
        ("id: a\nsex: female\n", True),
        ("# A case\n---\n\nsex: male\n", True),
        ('\ufeff"id": a\n', True),
        ('{"id": "a", "metaData": {}}', True),
        ("BRAF p.V600E\nERBB2 Amplification\n", False),
        ("Hugo_Symbol\tHGVSp_Short\nBRAF\tp.V600E\n", False),
        ("gene: variation\nBRAF: V600E\n", False),
        ("##fileformat=VCFv4.2\n", False),
        ("\n" * 100_000, False),
        ("", False),
    ],
    ids=range(10),
)
def test_a_case_is_told_from_other_files_by_its_content(tmp_path, content, is_case):
    for name, data in (("a", content.encode()), ("b", gzip.compress(content.encode()))):
        (tmp_path / name).write_bytes(data)
        found = case_content(tmp_path / name)
        assert (found == content.encode()) if is_case else (found is None), name


def test_a_file_that_breaks_off_is_left_to_who_reads_any_file(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"id: a\n" * 1000)[:40])
    assert case_content(tmp_path / "a.gz") is None


@pytest.mark.parametrize(
    "file",
    ["01-lung-egfr.yaml", "08-nf1-mpnst.json", "10-sarcoma-li-fraumeni.yaml"],
)
def test_a_case_is_answered_with_a_report_on_the_patient(submitted, file):
    record, files = submitted((CASES / file).read_bytes(), "anything.txt")
    assert record["status"] == "done", record["error"]
    report = json.loads(files["report.json"])
    assert report["patient"]["summary"]
    assert report["counts"]["rows"] == record["summary"]["rows"]
    assert 'id="case"' in files["report.html"]
    assert {"report.html", "report.json", "report.tsv", "rejected.tsv"} <= set(files)


def test_a_packed_case_is_read_as_well(submitted):
    record, _ = submitted(gzip.compress(CASE.encode()), "case.yaml.gz")
    assert record["status"] == "done"
    assert "gzip" in record["summary"]["format"]


def test_another_tumour_may_be_asked_for(submitted):
    record, files = submitted(CASE, disease="melanoma")
    assert record["disease"] == "melanoma"
    assert json.loads(files["report.json"])["disease"] == "melanoma"


def test_a_case_that_cannot_be_read_names_every_field(submitted):
    record, _ = submitted("id: a\nage: old\ntests: {qtc: 490 sec}\n")
    assert record["status"] == "failed"
    assert "case.yaml, line 2: age: 'old', expected an age" in record["error"]
    assert "tests.qtc: '490 sec', expected a number with ms" in record["error"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB, "an alias, expected the value"),
        ("id: a\nhistory: " + "[" * 100 + "]" * 100, "levels deep"),
        ("id: a\nnote: !!python/object/apply:os.system ls\n", "expected a plain value"),
        ("id: a\nnote: " + "x" * 2**20, "expected at most 1,048,576"),
        ('{"id": ' + "[" * 100_000 + "]" * 100_000 + ', "metaData": {}}', "expected"),
    ],
    ids=["aliases", "depth", "tag", "length", "deep JSON"],
)
def test_a_case_that_multiplies_or_runs_is_refused(submitted, content, said):
    record, _ = submitted(content)
    assert record["status"] == "failed"
    assert said in record["error"]
    assert "A fault of oncolit" not in record["error"]


def test_a_field_that_would_name_the_patient_is_refused_without_repeating_it(submitted):
    record, _ = submitted(f"id: a\nname: {NAME}\ndate_of_birth: 1957-04-01\n")
    assert record["status"] == "failed"
    assert "name: is personal data" in record["error"]
    assert "Quill" not in record["error"]
    assert "1957" not in record["error"]


@pytest.mark.parametrize("pseudonymise", ["true", "false"])
def test_the_free_text_of_a_case_is_not_kept_in_its_report(submitted, pseudonymise):
    text = "Zebediah-Quill has a fever, no cough. His mother Ms Quill had breast cancer."
    record, files = submitted(f"id: a\nsex: male\ntext: {text}\n", pseudonymise=pseudonymise)
    assert record["status"] == "done", record["error"]
    found = json.loads(files["report.json"])["patient"]["to_confirm"]
    assert [(one["words"].lower(), one["negated"], one["relative"]) for one in found] == [
        ("fever", False, ""),
        ("cough", True, ""),
        ("breast cancer", False, "mother"),
    ]
    assert not [name for name, content in files.items() if "Quill" in content]


def test_what_is_kept_of_a_text_is_read_as_the_text_was():
    finder = open_phenotypes().finder
    read = 0
    for line in SENTENCES.read_text(encoding="utf-8").splitlines()[2:]:
        text = line.split("\t")[0]
        kept = plain_sentences(text, finder)
        said = [
            {(one.term, one.negated, one.relative, one.uncertain) for one in finder.find(each)}
            for each in (text, kept)
        ]
        assert said[0] == said[1], text
        read += len(said[0])
    assert read > 200


def test_nothing_that_is_kept_of_a_case_holds_a_name_once_it_is_replaced(submitted, home):
    record, files = submitted(CASE, f"{NAME}.yaml", pseudonymise="true")
    assert record["status"] == "done", record["error"]
    patient = json.loads(files["report.json"])["patient"]
    assert patient["id"].startswith("S-")
    assert not [name for name, content in files.items() if "Quill" in content]
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"Quill" in path.read_bytes()]
    assert "Quill" not in json.dumps(record)


def test_a_name_that_is_replaced_is_the_same_in_every_case_of_a_laboratory(submitted):
    ids = {
        json.loads(submitted(CASE, pseudonymise="true")[1]["report.json"])["patient"]["id"]
        for _ in range(2)
    }
    assert len(ids) == 1


def test_an_error_quotes_nothing_of_a_case_whose_names_are_replaced(submitted):
    content = f"id: a\nage: {NAME}\nfindings: [{NAME}]\n{NAME}: b\nsex: {NAME}\n"
    record, _ = submitted(content, f"{NAME}.yaml", pseudonymise="true")
    assert record["status"] == "failed"
    assert "Quill" not in record["error"]
    assert "age: cannot be read; expected an age" in record["error"]
    assert "sex: cannot be read; expected female" in record["error"]
