"""What browsers may do with what the server sends."""

import base64
import hashlib
import re

import pytest
from fastapi.routing import iter_route_contexts
from laboratories import OWN, fill, here, make_laboratory, visitor

from webapp.headers import FILE_POLICY, PAGE_POLICY, disposition, report_policy

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture
def alpha(app, worker):
    return fill(make_laboratory(app, "Alpha"), worker)


def directives(policy):
    return {one.split()[0]: one.split()[1:] for one in policy.split("; ")}


def test_every_answer_of_every_route_has_the_headers_whatever_its_status(app):
    client, statuses = here(app), set()
    for route in iter_route_contexts(app.routes):
        for method in route.methods or {"GET"}:
            path = re.sub("{.*?}", "0", route.path)
            answer = client.request(method, path, headers=OWN)
            statuses.add(answer.status_code)
            assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE, path
            assert answer.headers["content-security-policy"] == PAGE_POLICY, path
            assert answer.headers["permissions-policy"]
            kept = "public" if path.startswith("/static/") else "no-store"
            assert kept in answer.headers["cache-control"], path
            assert len(answer.headers["x-request-id"]) == 16
            assert "server" not in answer.headers
    assert {200, 303, 404, 403, 422} <= statuses


def test_refusals_and_faults_have_the_headers_too(app, monkeypatch):
    client = here(app)
    answers = [
        client.post("/api/v1/classify", content=b"x" * (1 << 21)),
        visitor(app).get("/"),
        client.get("/no/such/page"),
        client.request("TRACE", "/"),
    ]
    monkeypatch.setattr(app.state.services.submissions, "n_waiting", lambda: 1 / 0)
    answers.append(client.get("/ready"))
    assert [one.status_code for one in answers] == [413, 403, 404, 405, 500]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
        assert answer.headers["content-security-policy"] == PAGE_POLICY
        assert answer.headers["cache-control"] == "no-store"


def test_pages_run_and_load_what_this_server_has_and_nothing_inline():
    policy = directives(PAGE_POLICY)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == policy["connect-src"] == ["'self'"]
    assert "unsafe" not in PAGE_POLICY


def test_no_page_has_anything_inline_or_from_elsewhere(app, alpha):
    browser = alpha.log_in()
    own = f"/submissions/{alpha.submission}"
    for path in ("/", "/submissions", own, f"{own}/variants/1", "/therapies", "/model", "/about"):
        page = browser.get(path)
        assert page.status_code == 200, path
        assert not re.search(r"<script(?![^>]*\ssrc=)", page.text), path
        assert not re.search(r"\s(style|on\w+)\s*=\s*\"", page.text), path
        assert "<style" not in page.text
        loaded = re.findall(r"<(?:script|img|link|iframe)[^>]*\s(?:src|href)=\"([^\"]+)", page.text)
        assert loaded
        assert all(one.startswith(("/", "data:")) for one in loaded), path


@pytest.mark.parametrize("prefix", ["/submissions/{}/files/", "/api/v1/submissions/{}/"])
def test_a_reports_page_is_in_a_sandbox_that_runs_its_own_script_only(app, alpha, prefix):
    ask = (
        alpha.log_in().get
        if prefix.startswith("/submissions")
        else lambda path: alpha.ask("GET", path)
    )
    answer = ask(prefix.format(alpha.submission) + "report.html")
    policy = directives(answer.headers["content-security-policy"])
    assert policy["sandbox"] == ["allow-scripts"]
    script = re.search(r"<script>(.*?)</script>", answer.text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy["script-src"] == [f"'sha256-{digest}'"]
    assert policy["default-src"] == policy["form-action"] == policy["frame-ancestors"] == ["'none'"]
    assert "connect-src" not in policy
    assert answer.headers["content-disposition"] == 'inline; filename="report.html"'
    assert answer.headers["cache-control"] == "no-store"


def test_other_files_of_a_report_are_saved_and_never_shown(app, alpha):
    browser = alpha.log_in()
    for name in ("report.json", "report.tsv", "rejected.tsv"):
        answer = browser.get(f"/submissions/{alpha.submission}/files/{name}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["content-security-policy"] == FILE_POLICY
        assert "html" not in answer.headers["content-type"]


def test_a_page_without_a_digest_in_its_first_lines_runs_nothing(tmp_path):
    page = tmp_path / "report.html"
    page.write_text("<!doctype html><script>alert(1)</script>")
    policy = directives(report_policy(page))
    assert policy["sandbox"] == []
    assert "script-src" not in policy
    page.write_text("<meta content=\"script-src 'unsafe-inline'\"><script>alert(1)</script>")
    assert "script-src" not in directives(report_policy(page))


def test_only_over_https_the_browser_is_told_to_stay_there(app):
    told = visitor(app, "https://lab.example").get("/health").headers
    assert int(told["strict-transport-security"].removeprefix("max-age=")) >= 15_552_000
    assert "strict-transport-security" not in here(app).get("/health").headers


def test_no_other_site_is_let_in_by_cors(app):
    asked = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    for method in ("OPTIONS", "GET"):
        answer = here(app).request(method, "/api/v1/versions", headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "name",
    ['a"b.csv', "a\r\nSet-Cookie: x=y.csv", "../../etc/passwd", "é.csv", "a\\b.csv", "%0d.csv", ""],
)
def test_no_file_name_breaks_out_of_its_header(name):
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    quoted = re.fullmatch(
        r"attachment; filename=\"([^\"\\/]+)\"(; filename\*=UTF-8''[\w.%~-]+)?", header
    )
    assert quoted, header
