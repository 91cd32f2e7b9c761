"""Who may ask what: every route of the app, asked by those who may not."""

import re
from datetime import timedelta

import pytest
from fastapi.routing import iter_route_contexts
from laboratories import MAF, OWN, fill, here, make_laboratory, post_form, token_on, visitor

from webapp.access import ApiGuard, FormGuard, PageGuard
from webapp.caller import Scope
from webapp.keys import KeyStore
from webapp.sessions import SessionStore

PUBLIC = {
    ("GET", "/openapi.json"),
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/login"),
    ("GET", "/static"),
    ("GET", "/static/report.css"),
    ("POST", "/login"),
    ("POST", "/logout"),
}
"""Routes that hold nothing of a laboratory; whoever adds one has to name it here."""

ID = {"submission_id": "0" * 32, "feedback_id": "0" * 32, "name": "report.html", "number": "1"}


def routes_of(app):
    """Yield method, path and guard of every route."""
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        calls = [one.call for one in dependant.dependencies] if dependant else []
        guards = [one for one in calls if isinstance(one, ApiGuard | PageGuard | FormGuard)]
        for method in (route.methods or {"GET"}) - {"HEAD"}:
            yield method, route.path, guards


def path_of(template, **given):
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: {**ID, **given}[found[1]], template)


@pytest.fixture
def alpha(app, worker):
    return fill(make_laboratory(app, "Alpha"), worker)


@pytest.fixture
def beta(app):
    return make_laboratory(app, "Beta")


def test_every_route_names_its_caller_or_is_known_to_be_public(app):
    found = list(routes_of(app))
    assert len(found) > 25
    open_ones = {(method, path) for method, path, guards in found if not guards}
    assert open_ones == PUBLIC


def test_a_form_that_changes_something_is_guarded_against_other_sites(app):
    for method, path, guards in routes_of(app):
        if method != "GET" and not path.startswith("/api/") and (method, path) not in PUBLIC:
            assert all(isinstance(guard, FormGuard) for guard in guards), path


def test_without_a_key_no_route_answers_once_there_are_keys(app, beta):
    asked = 0
    for method, path, guards in routes_of(app):
        if not guards:
            continue
        answer = visitor(app).request(method, path_of(path), headers=OWN)
        if isinstance(guards[0], ApiGuard):
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"] == "Bearer"
        else:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login?next=/"), path
        asked += 1
    assert asked > 20


def test_another_laboratorys_submission_and_feedback_are_not_there(app, alpha, beta):
    own = {"submission_id": alpha.submission, "feedback_id": alpha.feedback}
    browser = beta.log_in()
    asked = 0
    for method, path, guards in routes_of(app):
        if not guards or not set(own) & set(re.findall(r"{(\w+)", path)):
            continue
        address = path_of(path, **own)
        if path.startswith("/api/"):
            answer = beta.ask(method, address)
        elif method == "GET":
            answer = browser.get(address)
        else:
            answer = browser.post(
                address,
                data={"csrf": token_on(browser, "/"), "kind": "class", "verdict": "accept"},
                headers=OWN,
            )
        assert answer.status_code == 404, (method, path)
        assert "BRAF" not in answer.text
        asked += 1
    assert asked >= 10
    assert beta.ask("GET", "/api/v1/submissions").json()["items"] == []
    assert beta.ask("GET", "/api/v1/feedback").json()["items"] == []
    assert alpha.submission not in browser.get("/submissions").text
    # and all is still there for its owner
    assert (
        alpha.ask("GET", f"/api/v1/submissions/{alpha.submission}/report.json").status_code == 200
    )
    assert alpha.ask("GET", f"/api/v1/feedback/{alpha.feedback}").status_code == 200


def test_feedback_cannot_be_hung_on_another_laboratorys_submission(alpha, beta):
    said = {"gene": "BRAF", "variation": "V600E", "kind": "class", "subject": "class7"}
    given = {**said, "verdict": "reject", "submission_id": alpha.submission}
    assert beta.ask("POST", "/api/v1/feedback", json=given).status_code == 404


def test_an_idempotency_key_stands_for_a_laboratorys_own_submission(alpha, beta):
    sent = [
        one.ask(
            "POST", "/api/v1/submissions", files={"file": ("t.maf", MAF)},
            headers={"idempotency-key": "same"},
        ).json()["id"]
        for one in (alpha, beta, beta)
    ]  # fmt: skip
    assert sent[0] != sent[1] == sent[2]


@pytest.mark.parametrize("scope", sorted(Scope))
def test_a_key_opens_what_its_scopes_name_and_nothing_else(app, scope):
    laboratory = make_laboratory(app, f"only {scope}", {scope})
    browser = laboratory.log_in()
    form = {"data": {"csrf": token_on(browser, "/login")}, "headers": OWN}
    opened = refused = 0
    for method, path, guards in routes_of(app):
        if not guards:
            continue
        if isinstance(guards[0], ApiGuard):
            answer = laboratory.ask(method, path_of(path))
        else:
            sent = form if method == "POST" else {}
            answer = browser.request(method, path_of(path), **sent)
        if guards[0].scope is scope:
            assert answer.status_code not in {401, 403}, (method, path)
            assert not answer.headers.get("location", "").startswith("/login"), path
            opened += 1
        else:
            assert answer.status_code == 403, (method, path)
            refused += 1
    assert opened
    assert refused


def test_a_key_that_has_expired_or_was_revoked_opens_nothing(app, monkeypatch):
    laboratory = make_laboratory(app, "Alpha", days=1)
    browser = laboratory.log_in()
    assert laboratory.ask("GET", "/api/v1/versions").status_code == 200
    keys = KeyStore(app.state.services.database)
    from webapp import keys as module

    moment = module.now()
    with monkeypatch.context() as later:
        later.setattr(module, "now", lambda: moment + timedelta(days=1, seconds=1))
        assert laboratory.ask("GET", "/api/v1/versions").status_code == 401
        assert browser.get("/about").status_code == 303
    assert laboratory.ask("GET", "/api/v1/versions").status_code == 200
    keys.revoke(laboratory.key.split("_")[1])
    make_laboratory(app, "Beta")
    assert laboratory.ask("GET", "/api/v1/versions").status_code == 401
    assert browser.get("/about").status_code == 303


def test_a_login_ends_with_its_time(app, monkeypatch):
    browser = make_laboratory(app, "Alpha").log_in()
    assert browser.get("/about").status_code == 200
    from webapp import sessions as module

    moment = module.now()
    hours = app.state.services.settings.session_hours
    monkeypatch.setattr(module, "now", lambda: moment + timedelta(hours=hours, seconds=1))
    assert browser.get("/about").status_code == 303
    assert SessionStore(app.state.services.database, hours).remove_expired() == 1


def test_what_is_no_key_opens_nothing(app):
    make_laboratory(app, "Alpha")
    nobody = f"onco_{'0' * 12}_"
    for key in (
        "", "onco_", "onco_0_0", "Basic", nobody + "0" * 64, "é" * 20,
        nobody + "0" * 63 + "\N{FULLWIDTH DIGIT ZERO}",
    ):  # fmt: skip
        headers = {"authorization": f"Bearer {key}".encode()}
        assert visitor(app).get("/api/v1/versions", headers=headers).status_code == 401, key


def test_the_right_id_with_another_secret_opens_nothing(app):
    alpha, beta = make_laboratory(app, "Alpha"), make_laboratory(app, "Beta")
    mixed = "_".join([*alpha.key.split("_")[:2], beta.key.split("_")[2]])
    headers = {"x-api-key": mixed}
    assert visitor(app).get("/api/v1/versions", headers=headers).status_code == 401
    headers = {"x-api-key": beta.key}
    assert visitor(app).get("/api/v1/versions", headers=headers).status_code == 200


def test_without_keys_only_the_machine_itself_under_its_own_names_is_answered(app):
    for base, address, headers in (
        ("http://rebound.example", "127.0.0.1", {}),
        ("http://127.0.0.1.evil.example", "127.0.0.1", {}),
        ("http://127.0.0.1", "192.0.2.7", {}),
        ("http://127.0.0.1", "127.0.0.1", {"x-forwarded-for": "192.0.2.7"}),
        ("http://127.0.0.1", "127.0.0.1", {"forwarded": "for=192.0.2.7"}),
        ("http://127.0.0.1", "127.0.0.1", {"via": "1.1 proxy"}),
    ):
        for path in ("/", "/api/v1/versions", "/submissions"):
            answer = visitor(app, base, address).get(path, headers=headers)
            assert answer.status_code == 403, (path, base, address, headers)
    for own in ("http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"):
        assert visitor(app, own, "127.0.0.1").get("/api/v1/versions").status_code == 200
    assert visitor(app, "http://localhost", "::1").get("/api/v1/versions").status_code == 200


def test_without_keys_another_sites_page_cannot_use_the_api(app):
    asked = {"gene": "BRAF", "variation": "V600E"}
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "null"},
    ):
        answers = [
            here(app).post("/api/v1/classify", json=asked, headers=headers),
            here(app).post("/api/v1/submissions", files={"file": ("t.maf", MAF)}, headers=headers),
            here(app).delete(f"/api/v1/submissions/{'0' * 32}", headers=headers),
        ]
        assert [answer.status_code for answer in answers] == [403, 403, 403], headers
    assert here(app).get("/api/v1/submissions").json()["items"] == []


def test_a_login_opens_the_api_to_its_own_pages_only(app):
    browser = make_laboratory(app, "Alpha").log_in()
    asked = {"gene": "BRAF", "variation": "V600E"}
    ask = lambda **headers: browser.post(  # noqa: E731
        "/api/v1/classify", json=asked, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    assert ask(sec_fetch_site="same-origin").status_code == 200
    assert ask(origin="http://lab.example").status_code == 200
    assert ask(origin="http://evil.example").status_code == 403
    assert ask(sec_fetch_site="cross-site").status_code == 403
    assert ask().status_code == 403
    # a key that is sent counts, and not the login beside it
    assert ask(sec_fetch_site="same-origin", x_api_key="wrong").status_code == 401


def test_the_login_leads_back_to_this_server_only(app):
    laboratory = make_laboratory(app, "Alpha")
    asked = visitor(app).get("/submissions?cursor=secret")
    assert asked.headers["location"] == "/login?next=/submissions"
    for given, expected in (
        ("/therapies", "/therapies"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
    ):
        answer = post_form(visitor(app), "/login", "/login", key=laboratory.key, next=given)
        assert answer.headers["location"] == expected


def test_no_path_leads_out_of_a_reports_folder(alpha):
    browser = alpha.log_in()
    folder = alpha.app.state.services.submissions.report_folder(alpha.submission)
    (folder / "other.json").write_text("secret")
    for name in (
        "../../oncolit.sqlite", "..%2f..%2foncolit.sqlite", "%2e%2e/%2e%2e/oncolit.sqlite",
        "%2e%2e", "%2e", "%00", "report.json%00.html", "/etc/passwd", "..\\report.json",
        "other.json", "report.html/%2e%2e/report.json", "REPORT.JSON",
    ):  # fmt: skip
        own = alpha.submission
        for answer in (
            alpha.ask("GET", f"/api/v1/submissions/{own}/{name}"),
            browser.get(f"/submissions/{own}/files/{name}"),
        ):
            assert answer.status_code in {404, 405, 422}, (name, answer.status_code)
            assert b"SQLite" not in answer.content
            assert b"secret" not in answer.content


def test_no_id_leads_to_another_folder(app, alpha):
    for identifier in ("..", "%2e%2e", "..%2f..", "a" * 5000, "'", "%00"):
        for path in ("", "/report.json"):
            answer = alpha.ask("GET", f"/api/v1/submissions/{identifier}{path}")
            assert answer.status_code in {404, 405, 422}, identifier
