"""Nothing of a patient stays where it should not: names, logs, what has had its time."""

import io
import json
import logging
import os
import time
from datetime import timedelta

import httpx2 as httpx
import openpyxl
import pytest
from conftest import running_server
from laboratories import MAF, fill, here, make_laboratory, visitor
from sqlalchemy import select

from intake.lab_row import LabRow, LabVariant, Outcome
from webapp import retention
from webapp.audit import entries, verify
from webapp.caller import Scope
from webapp.keys import KeyStore
from webapp.log import ValueFreeFormatter, describe_error
from webapp.pseudonyms import WITHHELD, PseudonymError, Pseudonyms, pseudonymise, pseudonyms_of
from webapp.retention import Removed, remove_expired
from webapp.tables import LoginSession, Submission

NAME, OTHER = "Zebediah-Quill 1957", "Quill_normal"
TELLING = (b"Zebediah", b"Quill", b"zebediah", b"quill")
FILE = "zebediah quill.{}"

MAF_TEXT = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\tFILTER\n"
    f"BRAF\tp.V600E\tMissense_Mutation\t{NAME}\tPASS\n"
    f"KIT\tp.D816V\tMissense_Mutation\t{OTHER}\tPASS\n"
    f"TP53\tp.\tSilent\t{NAME}\tPASS\n"
    f"EGFR\tp.L858R\tMissense_Mutation\t{NAME}\n"
    f"MET\tp.{NAME}\tMissense_Mutation\t{NAME}\tPASS\n"
    f"={NAME}\tp.T790M\tMissense_Mutation\t{NAME}\tPASS\n"
    f"KRAS\tp.G12D\t{NAME}\t{NAME}\tPASS\n"
    f"KRAS\tp.G12C\tMissense_Mutation\t{NAME}\t{NAME}\n"
)
VCF_TEXT = (
    "##fileformat=VCFv4.2\n"
    f"##normal_sample={OTHER}\n"
    f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{NAME}\t{OTHER}\n"
    f"7\t140453136\t{NAME}\tA\tT\t.\tPASS\tSAMPLE={NAME}\tGT\t0/1\t0/0\n"
    f"7\t{NAME}\t.\tA\tT\t.\tPASS\t.\tGT\t0/1\t0/0\n"
    f"7\t140453136\t.\tA\n"
)
COPY_NUMBERS = (
    f"Hugo_Symbol\t{NAME}\t{OTHER}\n"
    "EGFR\t2\t0\n"
    f"MET\t{NAME}\t0\n"
    "KIT\t0\t-2\nERBB2\t2\t2\nMDM2\t0\t2\nCDK4\t2\t0\nPTEN\t-2\t0\nRB1\t0\t-2\nMYC\t2\t2\nAR\t0\t2\n"
)
STRUCTURAL = (
    "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tComments\n"
    f"{NAME}\tEML4\tALK\t{NAME}\n"
    f"{NAME}\tALK\t\t{NAME}\n"
    f"{NAME}\t\t\t{NAME}\n"
)
UNKNOWN = f"{NAME} came to the ward\nand has {OTHER}\n"
WRONG_COLUMNS = f"Hugo_Symbol\t{NAME}\t{OTHER}\nBRAF\tx\ty\n"


def workbook():
    book = openpyxl.Workbook()
    book.active.title = NAME
    for row in (("Gene", "HGVSp", "Sample"), ("BRAF", "p.V600E", NAME), ("KIT", "#N/A", NAME)):
        book.active.append(row)
    book.create_sheet(OTHER).append(("nothing",))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILES = {
    "maf": MAF_TEXT, "vcf": VCF_TEXT, "txt": COPY_NUMBERS, "tsv": STRUCTURAL, "xlsx": workbook(),
    "list": f"BRAF p.V600E\nKIT D816V\n{NAME}\nEGFR L858R # {NAME}\n",
}  # fmt: skip
FAILING = {"csv": UNKNOWN, "tsv": WRONG_COLUMNS, "vcf": VCF_TEXT.replace("FILTER", NAME)}


def submit(client, ending, content):
    sent = client.post(
        "/api/v1/submissions",
        files={"file": (FILE.format(ending), content)},
        data={"pseudonymise": "true"},
    )
    assert sent.status_code == 202, sent.text
    return sent


def files_that_tell(folder):
    """Return the files under a folder in which a name stands, or that have it in their own."""
    told = []
    for path in folder.rglob("*"):
        held = str(path.relative_to(folder)).encode() + (
            path.read_bytes() if path.is_file() else b""
        )
        told += [path for word in TELLING if word in held]
    return told


@pytest.mark.parametrize("ending", sorted(FILES))
def test_nothing_that_is_kept_or_answered_holds_a_name_once_it_was_replaced(
    app, worker, home, ending
):
    client = here(app)
    sent = submit(client, ending, FILES[ending])
    worker.work_on(sent.json()["id"])
    said = client.get(sent.headers["location"])
    assert said.json()["status"] == "done", said.text
    assert said.json()["file_name"].startswith("submission")
    answers = [sent, said]
    for name, link in said.json()["links"].items():
        answers.append(client.get(link))
        assert answers[-1].status_code == 200, name
    answers += [client.get("/submissions"), client.get(f"/submissions/{sent.json()['id']}")]
    for answer in answers:
        assert not [word for word in TELLING if word in answer.content], answer.url
    assert "annotated.maf" not in said.json()["links"]
    assert files_that_tell(home) == []
    report = client.get(said.json()["links"]["report.json"]).json()
    samples = {sample["name"] for sample in report["samples"]} - {""}
    pseudonyms = pseudonyms_of(app.state.services.database, "local")
    if ending not in {"list", "xlsx"}:
        assert pseudonyms.of(NAME) in samples
    assert samples <= {pseudonyms.of(NAME), pseudonyms.of(OTHER)}


def test_the_files_do_hold_the_names_where_they_are_not_replaced(app, worker, home):
    client = here(app)
    sent = client.post("/api/v1/submissions", files={"file": (FILE.format("maf"), MAF_TEXT)})
    worker.work_on(sent.json()["id"])
    told = {path.name for path in files_that_tell(home)}
    assert {"report.html", "report.json", "report.tsv", "rejected.tsv", "annotated.maf"} <= told


@pytest.mark.parametrize("ending", sorted(FAILING))
def test_an_error_quotes_nothing_of_a_file_whose_names_are_replaced(app, worker, home, ending):
    client = here(app)
    sent = submit(client, ending, FAILING[ending])
    worker.work_on(sent.json()["id"])
    said = client.get(sent.headers["location"])
    assert said.json()["status"] == "failed"
    assert "expected" in said.json()["error"]
    assert WITHHELD in said.json()["error"]
    page = client.get(f"/submissions/{sent.json()['id']}")
    for answer in (said, page):
        assert not [word for word in TELLING if word in answer.content]
    assert files_that_tell(home) == []


def test_rejected_rows_keep_their_place_and_what_was_expected(app, worker):
    client = here(app)
    sent = submit(client, "txt", COPY_NUMBERS)
    worker.work_on(sent.json()["id"])
    report = client.get(f"{sent.headers['location']}/report.json").json()
    assert [(row["line"], row["value"]) for row in report["rejected"]] == [(3, WITHHELD)]
    assert report["rejected"][0]["reason"].endswith("expected -2, -1.5, -1, 0, 1, 2 or NA")
    assert report["counts"]["rows"] == 10


def test_a_sample_has_one_pseudonym_in_a_laboratory_and_others_elsewhere(app):
    database = app.state.services.database
    keys = KeyStore(database)
    ids = {name: keys.find(keys.create(name, "k")[1]).laboratory_id for name in ("A", "B")}
    given = [pseudonyms_of(database, ids[name]).of(NAME) for name in ("A", "A", "B")]
    assert given[0] == given[1] != given[2]
    assert given[0] != pseudonyms_of(database, ids["A"]).of(NAME + " ")


def test_two_samples_never_go_by_one_pseudonym(monkeypatch):
    monkeypatch.setattr("webapp.pseudonyms._LENGTH", 1)
    pseudonyms = Pseudonyms(b"secret")
    with pytest.raises(PseudonymError, match="rename"):
        [pseudonyms.of(f"sample {number}") for number in range(33)]


def test_rows_without_names_stay_as_they_are_but_for_their_words():
    variant = LabVariant("BRAF", "V600E")
    [row] = pseudonymise([LabRow(2, "x", Outcome.ASSESSED, "", (variant,))], Pseudonyms(b"s"))
    assert row == LabRow(2, "BRAF V600E", Outcome.ASSESSED, "", (variant,))


def test_short_names_do_not_garble_what_is_said():
    pseudonyms = Pseudonyms(b"s")
    for name in ("T", "1", "VCF9"):
        pseudonyms.of(name)
    said = pseudonyms.scrub("T cells of 1 VCF9 in VCF99")
    assert said == f"T cells of 1 {pseudonyms.of('VCF9')} in VCF99"


def test_the_log_of_a_server_holds_nothing_of_what_was_sent(tmp_path, small_model, capfd):
    environment = {"ONCOLIT_HOME": str(tmp_path), "ONCOLIT_MODEL": str(small_model)}
    with running_server(environment) as (_, address):
        client = httpx.Client(base_url=address, timeout=60)
        client.post("/api/v1/classify", json={"gene": "BRAF", "variation": "Q609L", "text": NAME})
        client.post("/api/v1/classify", json={"gene": "BRAF", "variation": NAME})
        client.post("/api/v1/classify", content=f'{{"gene": "{NAME}')
        client.get("/therapies", params={"gene": "BRAF", "variation": "Q609L"})
        client.get("/api/v1/therapies", params={"gene": NAME})
        client.get("/zebediah/quill")
        client.get(f"/submissions/{NAME}")
        for content in (MAF_TEXT, UNKNOWN):
            sent = client.post(
                "/api/v1/submissions",
                files={"file": (FILE.format("maf"), content)},
                data={"disease": "Quill's disease"},
            )
            for _ in range(300):
                said = client.get(sent.headers["location"]).json()
                if said["status"] in {"done", "failed"}:
                    break
                time.sleep(0.1)
            client.get(f"/submissions/{said['id']}/variants/1")
            client.get(f"/submissions/{said['id']}", params={"find": "Quill"})
    logged = "".join(capfd.readouterr())
    assert "POST /api/v1/classify 200" in logged
    assert "GET /submissions/{submission_id} " in logged
    assert "GET - 404" in logged
    for word in ("Zebediah", "zebediah", "Quill", "quill", "Q609L", "1957", "disease"):
        assert word not in logged, word


def test_the_log_of_a_fault_names_its_place_and_not_what_was_sent(app, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError(f"cannot handle {NAME}") from ValueError(NAME)

    monkeypatch.setattr(app.state.services.submissions, "list", fail)
    with caplog.at_level(logging.DEBUG):
        answer = here(app).get("/api/v1/submissions")
    assert answer.status_code == 500
    assert NAME not in answer.text
    assert answer.headers["x-request-id"] in answer.json()["detail"]
    formatter = ValueFreeFormatter()
    logged = "\n".join(formatter.format(record) for record in caplog.records)
    assert "RuntimeError" in logged
    assert "ValueError" in logged
    assert "test_web_privacy.py" in logged
    assert "Quill" not in logged


def test_an_error_without_a_cause_is_told_by_type_and_place():
    try:
        int(NAME)
    except ValueError as error:
        told = describe_error(error)
    assert told.endswith("ValueError")
    assert "Quill" not in told


def test_no_key_and_no_cookie_is_logged(app, caplog):
    with caplog.at_level(logging.DEBUG):
        laboratory = make_laboratory(app, "Alpha")
        browser = laboratory.log_in()
        assert browser.get("/submissions").status_code == 200
        assert laboratory.ask("GET", "/api/v1/versions").status_code == 200
        visitor(app).get("/api/v1/versions", headers={"x-api-key": laboratory.key + "0"})
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "/api/v1/versions 200" in logged
    assert laboratory.key.split("_")[2] not in logged
    assert browser.cookies["oncolit"] not in logged


def test_an_upload_is_gone_once_it_is_read_or_has_failed(app, worker):
    client, uploads = here(app), app.state.services.settings.uploads
    for content in (MAF, UNKNOWN):
        sent = client.post("/api/v1/submissions", files={"file": ("t.maf", content)})
        assert list(uploads.rglob("*.maf"))
        worker.work_on(sent.json()["id"])
        assert not list(uploads.rglob("*.maf"))


def test_what_is_stored_is_for_the_servers_own_user_alone(app, worker):
    laboratory = make_laboratory(app, "Alpha")
    fill(laboratory, worker)
    folder = app.state.services.settings.folder
    assert folder.stat().st_mode & 0o077 == 0


def later(monkeypatch, days):
    moment = retention.now()
    monkeypatch.setattr(retention, "now", lambda: moment + timedelta(days=days))
    monkeypatch.setattr("webapp.sessions.now", lambda: moment + timedelta(days=days))


def clean(app):
    held = app.state.services
    return remove_expired(held.database, held.settings, held.submissions)


def test_reports_are_removed_after_their_time_with_all_that_came_of_them(app, worker, monkeypatch):
    alpha = fill(make_laboratory(app, "Alpha"), worker)
    held = app.state.services
    alpha.log_in()
    days = held.settings.retention_days
    with monkeypatch.context() as before:
        later(before, days - 0.1)
        assert clean(app) == Removed(submissions=0, folders=0, logins=1, idempotency_keys=0)
    assert alpha.ask("GET", f"/api/v1/submissions/{alpha.submission}").status_code == 200
    later(monkeypatch, days + 0.1)
    assert clean(app) == Removed(submissions=1, folders=0, logins=0, idempotency_keys=0)
    assert alpha.ask("GET", f"/api/v1/submissions/{alpha.submission}").status_code == 404
    assert alpha.ask("GET", f"/api/v1/feedback/{alpha.feedback}").status_code == 404
    assert not list(held.settings.reports.iterdir())
    with held.database.reading() as session:
        assert session.scalars(select(LoginSession)).all() == []
        last = list(entries(session))[-1]
        assert (last.action, last.subject) == ("removed after its time", alpha.submission)
        verify(session)
    assert clean(app) == Removed(0, 0, 0, 0)


def test_a_submission_that_still_waits_is_not_removed_whatever_its_age(app, monkeypatch):
    sent = here(app).post("/api/v1/submissions", files={"file": ("t.maf", MAF)})
    later(monkeypatch, 1000)
    assert clean(app).submissions == 0
    assert list(app.state.services.settings.uploads.glob(f"{sent.json()['id']}/*"))


def test_folders_that_belong_to_nothing_are_removed_once_they_are_old(app, worker, monkeypatch):
    alpha = fill(make_laboratory(app, "Alpha"), worker)
    settings = app.state.services.settings
    stray = [settings.uploads / ("0" * 32), settings.reports / ("1" * 32)]
    read = settings.uploads / alpha.submission
    for folder in (*stray, read):
        folder.mkdir(parents=True)
        (folder / "t.maf").write_text(MAF)
    assert clean(app).folders == 0  # one may just be written
    for folder in (*stray, read):
        os.utime(folder, (time.time() - 7200,) * 2)
    assert clean(app).folders == 3
    assert not any(folder.exists() for folder in (*stray, read))
    assert (settings.reports / alpha.submission).is_dir()


def test_an_idempotency_key_is_forgotten_after_a_day(app, monkeypatch):
    send = lambda: here(app).post(  # noqa: E731
        "/api/v1/submissions", files={"file": ("t.maf", MAF)}, headers={"idempotency-key": "k"}
    ).json()["id"]  # fmt: skip
    first = send()
    assert send() == first
    later(monkeypatch, 1.1)
    assert clean(app).idempotency_keys == 1
    assert send() != first


def test_deleting_a_submission_leaves_ids_only(app, worker, home):
    alpha = make_laboratory(app, "Alpha", frozenset(Scope))
    sent = alpha.ask("POST", "/api/v1/submissions", files={"file": (FILE.format("maf"), MAF_TEXT)})
    worker.work_on(sent.json()["id"])
    assert alpha.ask("DELETE", sent.headers["location"]).status_code == 204
    held = app.state.services
    assert not list(held.settings.reports.iterdir())
    with held.database.reading() as session:
        assert session.scalars(select(Submission)).all() == []
        assert [one.action for one in entries(session)][-3:] == [
            "submitted",
            "report made",
            "deleted",
        ]
        told = json.dumps([(one.subject, one.action) for one in entries(session)])
    assert "quill" not in told.lower()


def test_who_looked_at_a_report_or_file_is_in_the_audit_log(app, worker):
    alpha = fill(make_laboratory(app, "Alpha"), worker)
    browser = alpha.log_in()
    own = f"/submissions/{alpha.submission}"
    for path in (own, f"{own}/variants/1", f"{own}/files/report.tsv"):
        assert browser.get(path).status_code == 200
    assert alpha.ask("GET", f"/api/v1{own}/report.json").status_code == 200
    with app.state.services.database.reading() as session:
        read = [one for one in entries(session) if one.action == "read"]
    assert len(read) >= 4
    assert all(one.subject.startswith(alpha.submission) for one in read)
    assert {one.key_id for one in read} == {alpha.key.split("_")[1]}
